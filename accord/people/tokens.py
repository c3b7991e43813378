"""API tokens: made once, shown once, found by their digest, revoked for good."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.core import clock, records
from accord.core.errors import Invalid, NotAllowed
from accord.events.recording import record
from accord.people.happenings import TokenMade, TokenRevoked
from accord.people.models import ApiToken, Person
from accord.people.models.person import PersonKind
from accord.people.one_time_links import digest

ALL = "all"
SCOPES: dict[str, Promise] = {
    ALL: _("Everything that you may do"),
    "tickets:read": _("Read tickets"),
    "tickets:write": _("Answer and change tickets"),
    "contacts:read": _("Read contacts"),
    "contacts:write": _("Change contacts"),
    "rules:read": _("Read rules"),
    "rules:write": _("Change rules"),
}
PREFIX = "accord_"  # so that people and scanners of leaked secrets recognise it
NOTED_EVERY = timedelta(minutes=1)


def create(person: Person, name: str, scopes: Sequence[str] = (), *, by: Person | None = None) -> str:
    """A new token of an active agent, as text that is shown once. No scopes means all.

    Raises Invalid (an unknown scope, not an active agent), NotAllowed (for somebody else, unless an administrator).
    """
    by = by or person
    wanted = sorted(set(scopes)) or [ALL]
    if unknown := [scope for scope in wanted if scope not in SCOPES]:
        raise Invalid("scopes", sentence=_("There is no scope %(scope)s."), scope=unknown[0])
    if person.kind == PersonKind.CONTACT or not person.is_active:
        raise Invalid("person", sentence=_("Only active agents can sign in."))
    _demand(person, by)
    text = PREFIX + secrets.token_urlsafe(32)
    name = name.strip()[:120]
    with transaction.atomic():
        token = ApiToken.objects.create(
            person=person, name=name, digest=digest(text), scopes=wanted, created_at=clock.now()
        )
        record(TokenMade(person=person.pk, by_id=by.pk, token=token.pk, scopes=wanted, name=name))
    return text


def find(text: str) -> tuple[Person, ApiToken] | None:
    """Whose token this is, or None when it is unknown, revoked, or its person has no access any more.

    Notes the use, at most once a minute.
    """
    if not text.startswith(PREFIX):
        return None
    token = records.find_with(ApiToken, "digest", digest(text), ("person",))
    if token is None or token.revoked_at is not None:
        return None
    person = token.person
    if not person.is_active or person.kind == PersonKind.CONTACT:
        return None
    now = clock.now()
    if token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY:
        with transaction.atomic():
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        token.last_used_at = now
    return person, token


def covers(token: ApiToken, scope: str) -> bool:
    """Whether the token may be used for that; writing includes reading."""
    if ALL in token.scopes or scope in token.scopes:
        return True
    family, _colon, right = scope.partition(":")
    return right == "read" and f"{family}:write" in token.scopes


def revoke(token: ApiToken, *, by: Person) -> None:
    """Let the token work no more; twice is a no-op. Raises NotAllowed."""
    _demand(token.person, by)
    with transaction.atomic():
        if not ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=clock.now()):
            return
        record(TokenRevoked(person=token.person_id, by_id=by.pk, token=token.pk, name=token.name))


def _demand(person: Person, by: Person) -> None:
    """One's own tokens, or an administrator's hand. Raises NotAllowed."""
    if by.pk != person.pk and by.kind != PersonKind.SYSTEM and not by.is_admin:
        raise NotAllowed("token")
