"""A mailbox at a provider (dovecot): mail is put into it, and other people read, move and expunge there."""

import contextlib
import http.server
import imaplib
import json
import smtplib
import threading
import urllib.parse
import uuid
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from typing import Any

from tests.running import PATIENCE_S, Desk
from tests.services import host_and_port, require

PASSWORD = "secret"
FETCHED = "Mail "  # how the subjects of those begin that lie in mailboxes elsewhere


class Box:
    """One account. `sent` are the subjects of all mails that were put into it."""

    def __init__(self) -> None:
        self.user = f"desk-{uuid.uuid4().hex[:12]}@example.org"
        self.sent: list[str] = []

    def written(self, text: str = "The grinder stops.", **headers: str) -> EmailMessage:
        """A mail with a subject of its own, not sent."""
        number = uuid.uuid4().hex[:12]
        message = EmailMessage()
        message["From"], message["To"] = headers.pop("sender", f"c{number}@example.net"), self.user
        message["Subject"] = f"{FETCHED}{number}"
        if headers.pop("with_id", "yes") == "yes":
            message["Message-ID"] = f"<{number}@example.net>"
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text + "\n")
        return message

    def deliver(self, count: int = 1, *mails: EmailMessage) -> list[str]:
        """Hand mails in by LMTP; gives their subjects."""
        chosen = list(mails) or [self.written() for _ in range(count)]
        with smtplib.LMTP(*host_and_port(require("lmtp"))) as lmtp:
            lmtp.ehlo("mx.example.net")
            for mail in chosen:
                lmtp.sendmail(str(mail["From"]), [self.user], mail.as_bytes().replace(b"\n", b"\r\n"))
        subjects = [str(mail["Subject"]) for mail in chosen]
        self.sent += subjects
        return subjects

    @contextlib.contextmanager
    def other(self, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """Somebody else's mail program, with the folder open."""
        with imaplib.IMAP4(*host_and_port(require("imap")), timeout=30) as imap:
            imap.login(self.user, PASSWORD)
            imap.select(folder)
            yield imap

    def flags(self, folder: str = "INBOX") -> list[str]:
        """The flags of each mail there, without \\Recent, which a server sets by itself."""
        with self.other(folder) as imap:
            found = imap.fetch("1:*", "(FLAGS)")[1]
        lines = [line.decode() for line in found if isinstance(line, bytes)]
        return [
            line.partition("FLAGS (")[2].partition(")")[0].replace("\\Recent", "").strip() for line in lines
        ]

    def subjects(self) -> list[str]:
        """The subjects of what lies in the inbox."""
        with self.other() as imap:
            numbers = imap.search(None, "ALL")[1][0].decode().replace(" ", ",")
            found = imap.fetch(numbers, "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1] if numbers else []
        return [part[1].decode().partition(":")[2].strip() for part in found if isinstance(part, tuple)]

    def count(self, folder: str = "INBOX") -> int:
        with self.other(folder) as imap:
            return len(imap.search(None, "ALL")[1][0].split())

    def fields(self, kind: str = "imap", **more: Any) -> dict[str, Any]:
        """A source as the console would store it."""
        host, port = host_and_port(require(kind))
        return {"kind": kind, "host": host, "port": port, "security": "none", "user": self.user, **more}


class Tokens:
    """A token endpoint of our own: dovecot asks it whether a token is good, and we get ours there."""

    def __init__(self) -> None:
        self.good: dict[str, str] = {}  # token -> user
        self.asked = 0
        tokens = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                answer = tokens.answer(self.path, {name: values[0] for name, values in form.items()})
                raw = json.dumps(answer).encode()
                self.send_response(200 if "error" not in answer else 400)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(raw)))
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", int(require("token-port"))), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        """`/introspect` as RFC 7662 has it; `/token` gives a new token for the refresh token "refresh:USER"."""
        self.asked += 1
        if path == "/introspect":
            user = self.good.get(form.get("token", ""))
            return {"active": user is not None, "username": user or ""}
        word, _, user = form.get("refresh_token", "").partition(":")
        if word != "refresh":
            return {"error": "invalid_grant"}
        token = uuid.uuid4().hex
        self.good[token] = user
        return {"access_token": token, "token_type": "Bearer", "expires_in": 3600}

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def fetch_once(desk: Desk, number: int) -> int:
    """`accord mail fetch --source NUMBER`; gives its exit code."""
    process = desk.run("mail", "fetch", "--source", str(number))
    process.communicate(timeout=PATIENCE_S)
    return process.returncode


# ---- inside of a desk (tests/insider.py) ----


def source(**fields: Any) -> int:
    """Make a source of the mailbox support@desk.example.com; gives its id."""
    from accord.channels.email.models import Mailbox, MailSource, OAuthGrant
    from accord.core import clock, secrets

    if grant := fields.pop("grant", None):
        sealed = {name: secrets.encrypt(grant.pop(name)) for name in ("refresh_token", "client_secret")}
        fields["grant"] = OAuthGrant.objects.create(granted_at=clock.now(), **sealed, **grant)
        fields["auth"] = "xoauth2"
    else:
        fields["secret"] = secrets.encrypt(fields.pop("password", PASSWORD))
    mailbox = Mailbox.objects.get(address="support@desk.example.com")
    return int(MailSource.objects.create(mailbox=mailbox, **fields).pk)


def change_source(number: int, **fields: Any) -> None:
    from accord.channels.email.models import MailSource

    MailSource.objects.filter(pk=number).update(**fields)


def source_state(number: int) -> dict[str, Any]:
    from accord.channels.email.models import FetchedFolder, MailSource

    row = MailSource.objects.get(pk=number)
    folders = FetchedFolder.objects.filter(source=row).values_list(
        "folder", "next_uid", "history_until", "leaving"
    )
    return {
        "error": row.last_error,
        "words": row.error_words,
        "fetched": row.last_fetched_at is not None,
        "folders": {name: [next_uid, until, leaving] for name, next_uid, until, leaving in folders},
    }


def fates() -> list[list[Any]]:
    """[subject, fate, reason, state of its ticket] of every mail of the ledger, oldest first."""
    from accord.channels.email.models import IncomingMail
    from accord.tickets.models import Ticket

    states = dict(Ticket.objects.values_list("pk", "state"))
    rows = IncomingMail.objects.order_by("id").values_list("subject", "fate", "reason", "ticket_id")
    return [[subject, fate, reason, states.get(ticket, "")] for subject, fate, reason, ticket in rows]


def counts() -> dict[str, int]:
    """How many messages each subject's ticket has, and how many mails there are of any fate."""
    from accord.channels.email.models import IncomingMail, OutgoingMail
    from accord.tickets.models import Message

    return {
        "mails": IncomingMail.objects.count(),
        "messages": Message.objects.count(),
        "outgoing": OutgoingMail.objects.count(),
    }


def on_tickets() -> dict[str, int]:
    """How many messages on tickets came of mails with each subject."""
    from collections import Counter

    from accord.channels.email.models import IncomingMail

    rows = IncomingMail.objects.filter(ticket_message_id__isnull=False)
    return dict(Counter(rows.exclude(fate="same").values_list("subject", flat=True)))


def in_spool() -> int:
    """How many mails wait in the spool."""
    from accord.channels.email import intake

    return len(intake.spool().pending(10_000))


def spooled_subjects() -> list[str]:
    """The subjects of the mails that wait in the spool."""
    from email.parser import BytesHeaderParser

    from accord.channels.email import intake

    records = intake.spool().pending(100_000, 1 << 40)
    return [str(BytesHeaderParser().parsebytes(record.raw[:8192])["Subject"]) for record in records]


def limit(megabytes: int) -> None:
    """The largest mail that is taken."""
    from accord.core import options

    options.put("mail.max_mb", megabytes)


def all_once(found: dict[str, int], sent: Sequence[str]) -> bool:
    return found == dict.fromkeys(sent, 1)
