"""How many tickets match conditions that somebody is writing: asked while he writes."""

from typing import Any

from django.http import HttpResponse

from accord.conditions.groups import Groups, Term
from accord.core.errors import Invalid
from accord.views import counting
from accord.web.console import criteria
from accord.web.console.pages import AgentRequest, agent_page, part


@agent_page
def count(request: AgentRequest) -> HttpResponse:
    """The conditions as a sentence and how many tickets the reader may see that match; or what is wrong with them."""
    name = request.GET.get("name", "")[:60]
    shown: dict[str, Any] = {"sentence": "", "count": None, "left_out": [], "problem": "", "problems": []}
    try:
        groups = criteria.read(request.GET, name)
        asked, left_out = _for_lists(groups)
        shown |= {
            "sentence": groups.sentence(),
            "problems": groups.problems(),
            "left_out": list(dict.fromkeys(str(term.condition.label) for term in left_out)),
            "count": counting.count(asked, request.access) if asked is not None else None,
        }
    except Invalid as refused:
        shown["problem"] = str(refused)
    return part(request, "console/criteria_count.html", shown)


def _for_lists(groups: Groups) -> tuple[Groups | None, list[Term]]:
    """The conditions that a list can be asked for, None where none are left; and those that it cannot."""
    left_out = [term for term in groups.terms if term.where() is None]
    if not left_out:
        return groups, []
    kept = [tuple(term for term in group if term not in left_out) for group in groups.groups]
    return (Groups(tuple(kept)) if all(kept) else None), left_out
