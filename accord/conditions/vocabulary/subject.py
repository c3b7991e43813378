"""The ticket's subject."""

from django.utils.translation import gettext_lazy as _

from accord.conditions.columns import TextColumn
from accord.conditions.condition import Group
from accord.conditions.registry import add


@add("subject")
class SubjectAsked(TextColumn):
    label = _("Subject")
    help = _("The subject of the ticket.")
    group = Group.TICKET
    column = "subject"
    looks_at = frozenset({"subject", "ticket.renamed"})
