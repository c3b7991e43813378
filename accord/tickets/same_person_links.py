"""The link that asks somebody, at an address known as his, whether another one is his, too (DOMAIN 7.6)."""

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext_lazy as _

from accord.core.errors import NotFound
from accord.people.models import Person
from accord.tickets import merging_people

SALT = "accord.tickets.same_person"
LIVES_S = 7 * 24 * 3600


class QuestionOver(NotFound):
    """The link is older than a week, or leads to nobody any more."""

    key = "question_over"
    sentence = _("This question is over. If two addresses are yours, write to us and we join them.")


def url(other: Person, known: Person) -> str:
    """The page that asks `known` whether he is `other`, too; to be mailed to `known` alone."""
    return f"{settings.BASE_URL}/my/same/{signing.dumps([other.pk, known.pk], salt=SALT)}/"


def read(token: str) -> tuple[Person, Person]:
    """(the other one, the one who was asked). Raises QuestionOver."""
    try:
        other_id, known_id = signing.loads(token, salt=SALT, max_age=LIVES_S)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise QuestionOver() from error
    other, known = Person.objects.filter(pk=other_id).first(), merging_people.living(known_id)
    if other is None or known is None or merging_people.living(other.pk) is None:
        raise QuestionOver()
    return other, known
