"""What must be so: each contact has the words by which he is found, and nobody else has any."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Max

from accord.core.database import reading
from accord.people.finding import words_of
from accord.people.models import Address, ContactWord, Person

_AT_ONCE = 5000


def all_problems(*, deep: bool) -> Iterator[str]:
    """`problems` of every person, or without `deep` of the newest; each range in a short transaction."""
    newest = Person.objects.aggregate(newest=Max("pk"))["newest"] or 0
    starts = range(0, newest + 1, _AT_ONCE)
    for low in starts if deep else starts[-1:]:
        with reading():
            found = list(problems(low, low + _AT_ONCE))
        yield from found


def problems(low: int, high: int) -> Iterator[str]:
    """Sentences (for operators, in English) about the persons with ids in [low, high), each with its cure."""
    stored: dict[int, set[str]] = defaultdict(set)
    addresses: dict[int, list[str]] = defaultdict(list)
    between = {"person_id__gte": low, "person_id__lt": high}
    for person, word in ContactWord.objects.filter(**between).values_list("person_id", "word"):
        stored[person].add(word)
    for person, email in Address.objects.filter(**between).order_by("pk").values_list("person_id", "email"):
        addresses[person].append(email)
    for each in Person.objects.filter(pk__gte=low, pk__lt=high).order_by("pk"):
        if stored[each.pk] != words_of(each, addresses[each.pk]):
            yield f"person {each.pk} is not found by his words: change his name or number, and back"
