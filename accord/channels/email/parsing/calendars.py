"""Invitations and the answers to them: what the calendar file of a mail says (RFC 5545, RFC 5546)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from accord.channels.email.parsing import charsets

MAX_BYTES = 200_000
TYPES = frozenset(("text/calendar", "application/ics"))
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r'([A-Za-z0-9-]{1,60})((?:;[^:;"=]{1,60}=(?:"[^"]*"|[^:;"]*))*):(.*)')
_PARAM = re.compile(r';([^:;"=]{1,60})=(?:"([^"]*)"|([^:;"]*))')
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
_ESCAPED = re.compile(r"\\([\\;,nN])")
_LONGEST = 1_000
# What calendars write by themselves into the text of an answer speaks of the invitation, whatever the language.
_BY_PROGRAM = re.compile(
    r"\b(?:invitation|invite|accepted|declined|tentative|einladung|invito|convite|invitación)|покан|приглашени|kutse|uzaicinājum|ielūgum|vabil|povabil",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The first event of a calendar file. `method` in capital letters; `comment` is what the answering person wrote;
    `start` and `end` as `2026-11-27 14:00 Europe/Riga`, without a time for whole days."""

    method: str
    summary: str = ""
    place: str = ""
    start: str = ""
    end: str = ""
    comment: str = ""
    program: str = ""  # google, microsoft or any other

    @property
    def is_answer(self) -> bool:
        """Whether somebody accepts, declines or doubts; a counter-proposal asks for something."""
        return self.method == "REPLY"

    def own_words(self, text: str) -> str:
        """What the person wrote with his answer: his comment, else the mail's text where no program wrote that."""
        if self.comment or self.program == "google":
            return self.comment
        return "" if self.program != "microsoft" and _BY_PROGRAM.search(text) else text.strip()

    def as_text(self) -> str:
        """What, when and where, a line each, in no language."""
        until = self.end
        if self.start[:11] == until[:11] and len(self.start) > 10 and self.start[16:] == until[16:]:
            when = f"{self.start[:16]}–{until[11:16]}{self.start[16:]}"
        else:
            when = f"{self.start} – {until}" if until and until != self.start else self.start
        return "\n".join(line for line in (self.summary, when, self.place) if line)


def read(files: Iterable[tuple[dict[str, str], bytes]]) -> Calendar | None:
    """The calendar of a mail, out of its files of these TYPES as (parameters, content); None without any."""
    for params, data in files:
        if (found := _event(data, params)).method:
            return found
    return None


def _event(data: bytes, params: dict[str, str]) -> Calendar:
    text = _FOLD.sub("", charsets.decode(data[:MAX_BYTES], params.get("charset", ""), hint="utf-8")[0])
    first: dict[str, tuple[str, str]] = {}
    inside: list[str] = []
    for line in text.split("\n"):
        found = _LINE.match(line.rstrip("\r"))
        if not found:
            continue
        name, about, value = found[1].upper(), found[2], found[3].strip()
        if name == "BEGIN":
            inside.append(value.upper())
        elif name == "END":
            del inside[-1:]
            if value.upper() in ("VEVENT", "VTODO"):
                break
        elif not inside[1:] or inside[-1] in ("VEVENT", "VTODO"):
            first.setdefault(name, (about, value))
    comment = _words(first.get("COMMENT", ("", ""))[1]) or _said_by(first.get("ATTENDEE", ("", ""))[0])
    maker = first.get("PRODID", ("", ""))[1].lower()
    return Calendar(
        method=(first.get("METHOD", ("", ""))[1] or params.get("method", "")).upper()[:20],
        summary=_words(first.get("SUMMARY", ("", ""))[1]),
        place=_words(first.get("LOCATION", ("", ""))[1]),
        start=_moment(*first.get("DTSTART", ("", ""))),
        end=_moment(*first.get("DTEND", ("", ""))),
        comment=comment,
        program=next((name for name in ("google", "microsoft") if name in maker), ""),
    )


def _words(value: str) -> str:
    text = _ESCAPED.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], value[:_LONGEST])
    return charsets.tidy(text).strip()


def _said_by(about: str) -> str:
    """Google puts the guest's note beside his name."""
    given = {name.upper(): quoted or bare for name, quoted, bare in _PARAM.findall(about)}
    return _words(given.get("X-RESPONSE-COMMENT", ""))


def _moment(about: str, value: str) -> str:
    found = _MOMENT.match(value)
    if not found:
        return ""
    year, month, day, hour, minute, universal = found.groups()
    if not hour:
        return f"{year}-{month}-{day}"
    zone = {name.upper(): quoted or bare for name, quoted, bare in _PARAM.findall(about)}.get("TZID", "")
    return f"{year}-{month}-{day} {hour}:{minute} {'UTC' if universal else zone[:60]}".strip()
