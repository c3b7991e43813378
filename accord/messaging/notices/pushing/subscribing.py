"""Browsers in which an agent turns push on or off."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock, outgoing_http
from accord.core.errors import Invalid, NotAllowed, NotFound
from accord.events.recording import record
from accord.messaging.notices.pushing import encrypting
from accord.people.happenings import PushChanged
from accord.people.models import Person, PushBrowser

MOST = 10  # of one agent; the one that was longest silent makes room


def subscribe(person: Person, endpoint: str, public: str, auth: str, name: str = "") -> PushBrowser:
    """Turn push on in the browser with that address and keys; one that had it for somebody else is his from now on.

    Raises NotAllowed (no agent), Invalid (an address that is never called, keys that are none).
    """
    if not person.is_agent:
        raise NotAllowed("push")
    wrong = Invalid("endpoint", sentence=_("This browser's push service cannot be used."))
    try:
        outgoing_http.check(endpoint)
        encrypting.check(public, auth)
    except (outgoing_http.Refused, encrypting.BadKey) as error:
        raise wrong from error
    if len(endpoint) > 1000 or len(public) > 100 or len(auth) > 40:
        raise wrong
    with transaction.atomic():
        before = PushBrowser.objects.filter(endpoint=endpoint).first()
        row, _made = PushBrowser.objects.update_or_create(
            endpoint=endpoint,
            defaults={
                "person": person,
                "public": public,
                "auth": auth,
                "name": name[:100],
                "made_at": clock.now(),
                "last_error": "",
            },
        )
        if before is None or before.person_id != person.pk:
            record(PushChanged(person=person.pk, by_id=person.pk, on=True, name=row.name))
        old = list(PushBrowser.objects.filter(person=person).order_by("-made_at", "-id")[MOST:])
        PushBrowser.objects.filter(pk__in=[each.pk for each in old]).delete()
    return row


def browsers(person: Person) -> list[PushBrowser]:
    """Where he has turned it on, the newest first."""
    return list(PushBrowser.objects.filter(person=person).order_by("-made_at", "-id"))


def end(person: Person, number: int) -> None:
    """Turn it off in one of his browsers. Raises NotFound."""
    row = PushBrowser.objects.filter(person=person, pk=number).first()
    if row is None:
        raise NotFound("push")
    with transaction.atomic():
        row.delete()
        record(PushChanged(person=person.pk, by_id=person.pk, on=False, name=row.name))
