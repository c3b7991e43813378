"""Whether the desk could be locked out of, or entered by one stolen password."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext_lazy as _

from accord.core import health
from accord.core.health import Problem
from accord.people.models import Person
from accord.people.models.person import PersonKind, Role

_STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@health.checks.add("administrators")
def administrators() -> Iterator[Problem]:
    """One administrator only, or some without a second step."""
    rows = Person.objects.filter(kind=PersonKind.AGENT, is_active=True, role__in=[Role.OWNER, Role.ADMIN])
    found = dict(rows.values_list("pk", "name"))
    if len(found) == 1:
        yield Problem(
            "one-administrator",
            _("Only one person can administer this desk."),
            _("Make a second administrator, for the day on which the first cannot sign in."),
            url="/settings/people/",
        )
    safe = set(Authenticator.objects.filter(user_id__in=found, type__in=_STRONG).values_list("user_id", flat=True))
    weak = [name for number, name in found.items() if number not in safe]
    if weak:
        yield Problem(
            "no-second-step",
            _("These administrators sign in by a password alone: %(names)s.") % {"names": ", ".join(sorted(weak)[:5])},
            _("Each of them adds a second step or a passkey: Settings, Sign-in."),
            url="/settings/sign-in/",
        )
