"""For whom and why an action runs."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accord.automation import templating
from accord.automation.templating import As
from accord.automation.variables import Source
from accord.core.html import to_text
from accord.people.models import Person
from accord.tickets.models import Ticket
from accord.tickets.writing import Words
from accord.translation.wordings import chosen


@dataclass
class Acting:
    """One run over one ticket. `because` goes onto every event: "rule:7", "macro:3", "mass:12".

    `facts` are those of the rule that asks (`conditions.facts.Facts`), None elsewhere. An action that wants no later
    rule to look at the ticket sets `stop`; one that leaves nothing to do sets `over`, and no further step runs.
    One that changed what is no part of the ticket, such as its customer, sets `elsewhere`.
    """

    ticket: Ticket
    by: Person
    because: str = ""
    facts: Any = None
    stop: bool = False
    over: bool = False
    elsewhere: bool = False

    def words(self, texts: dict[str, str]) -> Words:
        """The text in the language of the ticket, as something that can be written on it."""
        language = self.ticket.language or self.ticket.requester.language
        html = templating.fill(chosen(texts, language), self.source, As.HTML, language)
        return Words(text=to_text(html), html=html, language=language)

    def filled(self, text: str, to: As = As.TEXT) -> str:
        """A plain text with its variables filled in."""
        return templating.fill(text, self.source, to)

    @cached_property
    def source(self) -> Source:
        """Where values for variables come from. Whoever has the ticket writes where nobody does."""
        return Source(self.ticket, self.by if self.by.is_agent else self.ticket.assignee)
