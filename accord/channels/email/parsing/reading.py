"""From raw bytes to a ParsedMail: the one place where the parts of parsing meet. Never raises."""

import hashlib
import mimetypes
from dataclasses import dataclass, replace

from accord.channels.email.parsing import (
    addresses,
    automatic,
    bodies,
    bounces,
    calendars,
    charsets,
    files,
    headers,
    html_quoting,
    parts,
    quoting,
    sealed,
)
from accord.channels.email.parsing.calendars import Calendar
from accord.channels.email.parsing.forward_words import PREFIX
from accord.channels.email.parsing.headers import Fields
from accord.channels.email.parsing.mail import Address, Attachment, Bounce, ParsedMail, is_file
from accord.channels.email.parsing.parts import Part, Tree
from accord.core import html as cleaning
from accord.core.html_text import PICTURE
from accord.core.names import safe_name

_DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "x-rcpt-to",
              "x-forwarded-to", "original-recipient")  # fmt: skip
_ABOVE = f"<p>{PICTURE}</p>"
_MAX_SUBJECT = 200_000
_MAX_DELIVERED = 50
_MOST_SEALS = 3  # signed, and what is inside signed once more by a relay
_TEXT_FOR_RULES = 20_000


def parse(raw: bytes) -> ParsedMail:
    """Parse one mail. Any bytes give a ParsedMail; what could not be understood is named in its `marks`."""
    try:
        return _parse(raw)
    except (ArithmeticError, AttributeError, LookupError, MemoryError, OSError, RecursionError, RuntimeError, TypeError,
            ValueError) as error:  # fmt: skip
        # The last net: intake must give every mail a fate. The kind of error tells a developer where to look.
        text, _ = charsets.decode(raw[: bodies.MAX_BODY_BYTES])
        marks = ["failed", f"failed-{type(error).__name__}"]
        return ParsedMail(body_text=text, visible_text=text, marks=marks, raw_size=len(raw),
                          body_hash=hashlib.sha256(raw).hexdigest())  # fmt: skip


@dataclass(slots=True)
class _Words:
    """The body in its forms."""

    text: str
    html: str = ""
    visible: str = ""
    quoted: str = ""
    visible_html: str = ""
    quoted_html: str = ""


def _parse(raw: bytes) -> ParsedMail:
    marks: list[str] = []
    data = raw if b"\n" in raw else raw.replace(b"\r", b"\n")
    tree = parts.walk(data, marks)
    for _ in range(_MOST_SEALS):
        if not (inner := sealed.opened(data, tree)):
            break
        data, tree = inner, parts.walk(inner, marks)
    fields = tree.root
    senders, reply_to = _senders(fields, marks)
    sender = senders[0] if senders else (reply_to[0] if reply_to else Address("", ""))
    readable, others = _sort(tree)
    body = bodies.read(data, readable, marks)
    attachments, html = files.read(
        data, [leaf for leaf in others if not _for_machines(leaf, tree)], body.html, marks
    )
    attachments += [_uuencoded(name, content) for name, content in body.files]
    subject = fields.text("subject")[:_MAX_SUBJECT]
    words = _words(body.text, html, shows=_shows(subject, fields, attachments))
    if mark := sealed.mark_of(tree, words.text):
        marks.append(mark)
    status_parts = [charsets.decode(parts.payload(data, leaf, [])[:100_000])[0] for leaf in others
                    if leaf.content_type in files.REPORT_PARTS][:50]  # fmt: skip
    verdict = automatic.judge(automatic.Evidence(
        fields=fields, subject=subject[:500], from_address=sender.address, from_name=sender.name,
        types=frozenset(leaf.content_type for leaf in tree.leaves), root_type=tree.content_type,
        report_type=tree.params.get("report-type", "").lower() if tree.content_type == "multipart/report" else "",
        text=words.text[:_TEXT_FOR_RULES] + "\n" + "\n".join(status_parts)[:_TEXT_FOR_RULES],
    ))  # fmt: skip
    calendar = calendars.read((leaf.params, parts.payload(data, leaf, [])) for leaf in others[: files.MAX_FILES]
                              if leaf.content_type in calendars.TYPES)  # fmt: skip
    verdict = _with_calendar(verdict, calendar, words.visible)
    message_id = next(iter(headers.message_ids(fields.raw("message-id"))), "")
    bounce = _bounce(data, tree, words.text, status_parts, message_id) if verdict.kind == "bounce" else None
    return ParsedMail(
        subject=subject,
        from_name=sender.name,
        from_address=sender.address,
        sender_addresses=[mailbox.address for mailbox in senders],
        reply_to=[mailbox.address for mailbox in reply_to],
        written_for=_written_for(fields),
        to=_mailboxes(fields, "to"),
        cc=_mailboxes(fields, "cc"),
        delivered_to=_delivered(fields),
        date=headers.date(fields.raw("date")),
        message_id=message_id,
        in_reply_to=_ids(fields, "in-reply-to"),
        references=_ids(fields, "references"),
        thread_index=fields.raw("thread-index")[:500],
        body_text=words.text,
        body_html=words.html,
        visible_text=words.visible,
        visible_html=words.visible_html,
        quoted_text=words.quoted,
        quoted_html=words.quoted_html,
        attachments=attachments,
        is_auto=verdict.kind != "none",
        auto_kind=verdict.kind,
        auto_by_words=verdict.by_words,
        no_reply=verdict.no_reply,
        is_delay=verdict.is_delay,
        bounce=bounce,
        calendar=calendar,
        loop_ids=[value[:200] for value in fields.all_raw("x-accord-loop")[:50]],
        null_sender=verdict.null_sender,
        marks=list(dict.fromkeys(marks)),
        body_hash=_hash(words.text, attachments),
        raw_size=len(raw),
    )


def _with_calendar(verdict: automatic.Verdict, calendar: Calendar | None, text: str) -> automatic.Verdict:
    """A calendar's answer to an invitation is no person's message, unless he wrote something with it."""
    if calendar is None or not calendar.is_answer or verdict.kind not in ("none", "bulk", "auto-reply"):
        return verdict
    return replace(verdict, kind="none" if calendar.own_words(text) else "calendar", no_reply=True, by_words=False)


def _senders(fields: Fields, marks: list[str]) -> tuple[list[Address], list[Address]]:
    """From and Reply-To; without a usable From the Sender stands in (a mark says so)."""
    senders = [mailbox for value in fields.all_raw("from")[:5] for mailbox in addresses.parse(value)]
    reply_to = _mailboxes(fields, "reply-to")
    if not senders:
        marks.append("from-missing")
        if not reply_to:
            senders = _mailboxes(fields, "sender")
    return senders, reply_to


def _written_for(fields: Fields) -> str:
    """The author of a post under the list's own address, as Google Groups tells it; Mailman says it in Reply-To."""
    return next((each.address for each in _mailboxes(fields, "x-original-from") if "@" in each.address), "")


def _mailboxes(fields: Fields, name: str) -> list[Address]:
    return [mailbox for value in fields.all_raw(name)[:20] for mailbox in addresses.parse(value)][
        : addresses.MAX_ADDRESSES
    ]


def _delivered(fields: Fields) -> list[str]:
    found = [mailbox.address for name in _DELIVERED for mailbox in _mailboxes(fields, name)]
    return list(dict.fromkeys(found))[:_MAX_DELIVERED]


def _ids(fields: Fields, name: str) -> list[str]:
    return headers.message_ids(" ".join(fields.all_raw(name)[:10]))


def _sort(tree: Tree) -> tuple[list[Part], list[Part]]:
    readable: list[Part] = []
    others: list[Part] = []
    for leaf in tree.leaves:
        (readable if bodies.is_body(leaf, tree) else others).append(leaf)
    return readable, others


def _for_machines(leaf: Part, tree: Tree) -> bool:
    """Parts of a report that only repeat its words for programs."""
    return leaf.content_type in files.REPORT_PARTS and (
        "multipart/report" in tree.multiparts or leaf.content_type != "text/rfc822-headers"
    )


def _words(text: str, html: str, *, shows: bool = False) -> _Words:
    """`shows`: it answers and brings a file, so that there need be no words above the quote."""
    if not html:
        if shows and (quoted := _all_folded(text)):
            return _Words(text, quoted=quoted)
        visible, quoted = quoting.trim(text)
        return _Words(text, visible=visible, quoted=quoted)
    shown, marked = cleaning.clean_both(html)
    visible, quoted, visible_html, quoted_html = html_quoting.split(marked)
    if shows:
        above, below, above_html, below_html = html_quoting.split(f"{_ABOVE}{marked}")
        if not above and below:
            visible, quoted = above, below
            visible_html, quoted_html = above_html.replace(_ABOVE, "", 1), below_html
    if not quoted:
        visible, quoted = quoting.trim(text)
        return _Words(text, shown, visible or text.strip(), quoted, shown)
    if not visible and not shows:
        return _Words(text, shown, text.strip(), visible_html=shown)
    return _Words(
        text,
        shown,
        visible,
        quoted,
        cleaning.clean(visible_html),
        cleaning.clean(quoted_html),
    )


def _all_folded(text: str) -> str:
    """What is quoted where nothing but a file stands above it; '' where there are words."""
    visible, quoted = quoting.trim(f"{PICTURE}\n{text}")
    return quoted if visible.strip() == PICTURE else ""


def _shows(subject: str, fields: Fields, attachments: list[Attachment]) -> bool:
    """Whether it is an answer that brings something to see. A forwarded mail is that itself."""
    answers = "in-reply-to" in fields or "references" in fields
    return answers and PREFIX.match(subject) is None and any(map(is_file, attachments))


def _uuencoded(name: bytes, content: bytes) -> Attachment:
    shown = safe_name(charsets.decode(name)[0])
    return Attachment(
        shown or "file.bin", mimetypes.guess_type(shown)[0] or "application/octet-stream", content
    )


def _bounce(data: bytes, tree: Tree, text: str, status_parts: list[str], own_id: str) -> Bounce:
    """The report of a bounce. The returned mail's Message-ID is the only sure way to the ticket."""
    returned = [parts.payload(data, leaf, [])[:200_000] for leaf in tree.leaves
                if leaf.content_type in ("message/rfc822", "message/global", "text/rfc822-headers",
                                         "message/global-headers", "message/rfc822-headers")][:20]  # fmt: skip
    return bounces.read(status_parts=status_parts, returned=returned, text=text,
                        failed_field=tree.root.raw("x-failed-recipients"), own_id=own_id)  # fmt: skip


def _hash(text: str, attachments: list[Attachment]) -> str:
    """SHA-256 of the words without their white space and of the files in any order."""
    digest = hashlib.sha256("".join(text.split()).encode("utf-8", "replace"))
    for item in sorted(hashlib.sha256(attachment.data).digest() for attachment in attachments):
        digest.update(item)
    return digest.hexdigest()
