"""What can be wrong with hand-out: a department that hands out, and nobody whom it could give a ticket."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accord.core.health import Problem, checks
from accord.people import ways_of_working
from accord.people.models import Department, Membership
from accord.people.models.department import Level
from accord.queue import rules


@checks.add("hand_out")
def _nobody() -> Iterator[Problem]:
    for department in Department.objects.filter(pk__in=rules.handing_out()).order_by("position", "name"):
        member = Membership.objects.filter(department=department, person__is_active=True).exclude(
            level=Level.READER
        )
        people = list(member.values_list("person_id", flat=True))
        ways = ways_of_working.ways_of(people)
        if not any(each not in ways or ways[each].is_given for each in people):
            yield Problem(
                f"hand-out-nobody:{department.pk}",
                _("%(name)s hands its tickets out, but nobody in it is given any.")
                % {"name": department.name},
                _(
                    "Make agents solvers there, tick “Tickets are handed to him” for some, or turn hand-out off."
                ),
                reverse("hand-out-department", args=[department.pk]),
            )
