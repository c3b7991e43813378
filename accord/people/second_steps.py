"""What a colleague shows besides a password, taken from him when he has lost it: passkeys, app and recovery codes."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core.errors import NotPossible
from accord.events.recording import record
from accord.people.employing import demand_may_change
from accord.people.happenings import TwoStepTaken
from accord.people.models import Person


def has_any(person: Person) -> bool:
    """Whether signing in asks for more than the password."""
    from allauth.mfa.models import Authenticator

    return bool(Authenticator.objects.filter(user=person).exists())


def take_away(person: Person, *, by: Person) -> None:
    """From now on the password alone is asked for; without any it is a no-op. Raises NotAllowed, NotPossible.

    One's own are taken away under Settings, Sign-in, where one shows once more who one is.
    """
    from allauth.mfa.models import Authenticator

    demand_may_change(person, by=by)
    if person.pk == by.pk:
        raise NotPossible("self", sentence=_("Change your own under Settings, Sign-in."))
    with transaction.atomic():
        gone, _rows = Authenticator.objects.filter(user=person).delete()
        if gone:
            record(TwoStepTaken(person=person.pk, by_id=by.pk))
