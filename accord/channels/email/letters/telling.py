"""Letters that tell an agent of a ticket: what happened, the customer's words, that he may answer by mail."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accord.channels.email.letters.answering import QUOTED_CHARS, marker
from accord.channels.email.letters.blocks import Block, Line, Link, Over, Quote, Title
from accord.messaging.notices import abouts, bundling
from accord.messaging.notices.wording import News
from accord.tickets.models import Message, State, Ticket

MOST_LINES = 8
MOST_TICKETS = 12
MOST_LATE = 50
_INSIDE = frozenset({abouts.MENTIONED, abouts.COLLEAGUE, abouts.WATCHED, abouts.SIDE})


def told(
    news: Sequence[News], ticket: Ticket, url: str, message: Message | None, *, mark: str, may_reply: bool
) -> list[Block]:
    """The letter about one ticket, its first news as the title. `mark` is the local part of its Message-ID; `message`
    holds the customer's last words.
    """
    blocks: list[Block] = [Over(ticket.subject or _("No subject")), Title(news[0].sentence)]
    blocks += [Line(line) for each in news[:1] for line in _rest(each)]
    for each in news[1:MOST_LINES]:
        blocks += [Line(each.sentence), *(Line(line, small=True) for line in _rest(each))]
    blocks.append(Link(pgettext("link", "Open the ticket"), url))
    if may_reply:
        blocks += [
            Line(
                _(
                    "Answer this mail, and your words go to the customer under our address, with your signature here."
                )
            ),
            Line(
                _("With #note alone on the first line they become a note that only colleagues read."),
                small=True,
            ),
        ]
    if message is not None and message.text.strip():
        name = (message.author.shown_name if message.author else "") or message.author_address
        text = message.text.strip()
        if len(text) > QUOTED_CHARS:
            text = text[:QUOTED_CHARS].rstrip() + " …"
        blocks.append(Quote(marker(mark), _("%(name)s wrote:") % {"name": name}, text))
    return blocks


def _rest(news: News) -> list[str]:
    """What a colleague told besides the first line, or wrote inside of the desk."""
    if news.about in _INSIDE and news.snippet:
        return [f"“{news.snippet}”"]
    return [line.strip() for line in news.words.split("\n")[1:] if line.strip()]


def by_ticket(news: Sequence[News]) -> dict[int, list[News]]:
    """The news of each ticket together: what is late first and the worst of it at the top, then what is urgent, then
    the newest. News of no ticket stand under a number below zero.
    """
    groups: dict[int, list[News]] = {}
    for each in sorted(news, key=lambda each: (each.late_since is None, not each.urgent, -each.id)):
        groups.setdefault(each.ticket_id or -each.id, []).append(each)
    worst = {key: [each.late_since for each in its if each.late_since] for key, its in groups.items()}
    late = sorted((key for key in groups if worst[key]), key=lambda key: min(worst[key]))
    return {key: groups[key] for key in dict.fromkeys([*late, *groups])}


def bundle(
    groups: Sequence[Sequence[News]], base: str, mail_to: Mapping[str, str], title: str
) -> list[Block]:
    """The letter about several tickets, each with its news and its own links. `mail_to` has, by code, the address
    under which the agent answers there; `base` is the address of this desk. What is late is a list by itself, so more
    of it is named.
    """
    blocks: list[Block] = [Title(title)]
    late = sum(news[0].late_since is not None for news in groups)
    named = max(MOST_TICKETS, min(late, MOST_LATE))
    over = bundling.how_late([due for news in groups[:named] for each in news if (due := _due(each)) is not None])
    for news in groups[:named]:
        first = news[0]
        blocks.append(Over(f"{first.subject} [{first.code}]" if first.code else _("Your work")))
        blocks += [Line(_late(each, over)) for each in news[:MOST_LINES]]
        if first.path:
            blocks.append(
                Link(pgettext("link", "Open the ticket") if first.code else _("Look at it"), f"{base}{first.path}")
            )
        if mail_to.get(first.code):
            blocks.append(
                Line(
                    _("To answer by mail, write to %(address)s") % {"address": mail_to[first.code]},
                    small=True,
                )
            )
    if len(groups) > named:
        blocks.append(Link(_("See all of it"), f"{base}/notifications/"))
    return blocks


def _due(news: News) -> bundling.Late | None:
    """The ticket and when a clock of it was due that is over."""
    return (news.ticket_id, news.late_since) if news.ticket_id and news.late_since else None


def _late(news: News, over: Mapping[bundling.Late, int]) -> str:
    """Its sentence and, of what is late, by how much business time."""
    due = _due(news)
    if due is None:
        return news.sentence
    return _("%(sentence)s Over by %(span)s.") % {"sentence": news.sentence, "span": _span(over[due])}


def _span(seconds: int) -> str:
    """In hours and minutes: a day of business time is no day of the calendar."""
    hours, minutes = seconds // 3600, seconds // 60 % 60
    if not hours:
        return _("%(minutes)s min") % {"minutes": minutes}
    if not minutes:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


def bundle_title(news: Sequence[News]) -> str:
    """The one sentence of a mail about several tickets."""
    total = len(news)
    if all(each.late_since for each in news):
        total = len({each.ticket_id for each in news})
        return ngettext("%(number)s ticket is late", "%(number)s tickets are late", total) % {"number": total}
    words = ngettext(
        "%(number)s thing that you have not read", "%(number)s things that you have not read", total
    )
    return words % {"number": total}


def not_sent(ticket: Ticket, url: str, why: str, text: str, *, mark: str) -> list[Block]:
    """An answer that an agent mailed was not sent; `why` is the key of the error. His words come back to him."""
    if why == "not_allowed":
        reason = _("You may not answer on this ticket.")
    elif ticket.state == State.CLOSED:
        reason = _("The ticket is closed.")
    else:
        reason = _("The ticket is in a state in which it cannot be answered.")
    return [
        Over(ticket.subject or _("No subject")),
        Title(_("Your answer was not sent")),
        Line(reason),
        Line(_("Nobody outside has read it. It stands on the ticket as a note.")),
        Link(pgettext("link", "Open the ticket"), url),
        Quote(marker(mark), _("You wrote:"), text[:QUOTED_CHARS]),
    ]
