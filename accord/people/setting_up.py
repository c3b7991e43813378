"""The first run: whoever reads the server's console may become the owner, and nobody else.

The code is made of the installation's key, so that every process knows it without storing it; it is worth nothing
once an owner exists.
"""

import hmac

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock, keys
from accord.core.errors import Invalid, Missing, NotPossible
from accord.events.recording import record
from accord.people import departments, workspace
from accord.people.happenings import WorkspaceSetUp
from accord.people.inviting import mail_address
from accord.people.models import Address, Department, Person
from accord.people.models.person import PersonKind, Role
from accord.people.passwords import demand_good

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 12


def has_owner() -> bool:
    """Whether the workspace is set up."""
    return Person.objects.filter(kind=PersonKind.AGENT, role=Role.OWNER).exists()


def code() -> str | None:
    """The set-up code, as ABCD-EFGH-JKLM; None once there is an owner."""
    return None if has_owner() else _code(keys.load(settings.DATA)[0])


def _code(key: bytes) -> str:
    number = int.from_bytes(keys.derive(key, "set-up code"), "big")
    signs = ""
    while len(signs) < LENGTH:
        number, rest = divmod(number, len(SIGNS))
        signs += SIGNS[rest]
    return "-".join(signs[start : start + 4] for start in range(0, LENGTH, 4))


def fits(text: str) -> bool:
    """Whether somebody typed the code; spaces, dashes and letter case do not matter."""
    right = code()
    typed = "".join(sign for sign in text.upper() if sign.isalnum())
    return right is not None and hmac.compare_digest(typed.encode(), right.replace("-", "").encode())


def begin(
    *,
    name: str,
    email: str,
    password: str | None,
    workspace_name: str = "",
    language: str = "",
    time_zone: str = "",
    department: str = "Support",
) -> tuple[Person, Department]:
    """Make the first owner, the workspace's options and the first department, in one transaction.

    Without a password the owner needs a one-time link. Raises NotPossible (there is an owner), Invalid (email,
    language, time zone), WeakPassword, Missing (name, department).
    """
    address = mail_address(email)
    name = name.strip()[:200]
    if not name:
        raise Missing("name", sentence=_("Write your name; colleagues see it."))
    if not department.strip():
        raise Missing("department", sentence=_("A department needs a name."))
    owner = Person(
        kind=PersonKind.AGENT,
        role=Role.OWNER,
        name=name,
        email=address,
        language=language,
        created_at=clock.now(),
    )
    owner.set_unusable_password()
    if password is not None:
        demand_good(password, owner)
        owner.set_password(password)
    with transaction.atomic():
        if has_owner():
            raise NotPossible("owner", sentence=_("This workspace has an owner already. Sign in instead."))
        if Address.objects.filter(email=address).exists():
            raise Invalid("email", sentence=_("Somebody with this address is known already."))
        owner.save()
        Address.objects.create(person=owner, email=address)
        record(WorkspaceSetUp(person=owner.pk, by_id=owner.pk))
        chosen = {
            "workspace.name": workspace_name,
            "workspace.language": language,
            "workspace.time_zone": time_zone,
        }
        for key, value in chosen.items():
            if value.strip():
                workspace.change(key, value.strip(), by=owner)
        first = departments.make(department, by=owner)
    return owner, first
