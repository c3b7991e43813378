"""What the pages of statuses, fields, forms and groups share: texts by language in a form, and lists put into order."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest

from accord.core.errors import Invalid, NotFound
from accord.translation.languages import LANGUAGES
from accord.web.forms import Form


def initial(name: str, texts: Mapping[str, str]) -> dict[str, str]:
    """The fields of a text in each language; one that is for all stands with the first."""
    found = {f"{name}_{language}": texts.get(language, "") for language in LANGUAGES}
    first = f"{name}_{next(iter(LANGUAGES))}"
    found[first] = found[first] or texts.get("", "")
    return found


def texts_from(form: Form, name: str) -> dict[str, str]:
    """The texts that were typed, by language."""
    return {
        language: form[f"{name}_{language}"] for language in LANGUAGES if form[f"{name}_{language}"].strip()
    }


def ordered(request: HttpRequest, present: Sequence[int]) -> list[int]:
    """The ids in their new order: all as they were dragged (`id`), or one (`move`) a place `up` or down.

    Raises Invalid, NotFound.
    """
    ids = [int(each) for each in request.POST.getlist("id") if each.isdecimal() and len(each) < 19]
    move = request.POST.get("move", "")
    if move.isdecimal() and len(move) < 19:
        ids = list(present)
        if int(move) not in ids:
            raise NotFound("order")
        place = ids.index(int(move))
        other = place - 1 if request.POST.get("where") == "up" else place + 1
        if 0 <= other < len(ids):
            ids[place], ids[other] = ids[other], ids[place]
    if not ids:
        raise Invalid("id")
    return ids
