"""Making the sample workspace in an empty database."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from accord.core import clock
from accord.people.models.person import Role
from accord.people.setting_up import has_owner
from accord.project.sample import signing_in
from accord.project.sample.arranging import arrange, promise
from accord.project.sample.people import AGENTS, address_of, make_people
from accord.project.sample.reading import stories
from accord.project.sample.telling import steps_of, tell

_WORDS = (
    "amber", "barley", "cinnamon", "copper", "crema", "cup", "filter", "grinder", "harbor", "jug", "kettle", "lantern",
    "maple", "mortar", "oven", "paper", "pepper", "porcelain", "roast", "saucer", "spoon", "steam", "sugar", "walnut",
)  # fmt: skip
_OPENED = timedelta(days=21)


class NotEmpty(Exception):
    """The database belongs to somebody's own workspace."""


def make(data: Path, progress: Callable[[int, int], object]) -> None:
    """Make people and stories, then note the sign-ins. `progress` hears (steps done, steps in all). Raises NotEmpty.

    All in one transaction, for nobody else is there: it is quick, and whoever stops it can begin anew.
    """
    if has_owner():
        raise NotEmpty(f"{data} holds a workspace of somebody's own already. Name another folder with --data.")
    password = _password()
    now = clock.now()
    told = stories()
    with transaction.atomic():
        with clock.running(lambda: now - _OPENED):
            people = make_people(password)
            promise(people)
        for done in tell(told, people):
            progress(done, steps_of(told))
        arrange(people)
    signing_in.remember(
        data,
        [
            signing_in.SignIn(
                role=str(each.role if each.role == Role.OWNER else each.level),
                name=each.name,
                language=each.language,
                address=address_of(each),
                password=password,
            )
            for each in AGENTS
        ],
    )


def _password() -> str:
    """Three words and a number: easy to type, another one for each sample."""
    words = [secrets.choice(_WORDS) for _ in range(3)]
    return "-".join([*words, str(secrets.randbelow(900) + 100)])
