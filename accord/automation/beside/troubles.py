"""What can be wrong with a panel, each with its cure."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.automation.beside.asking import LIMIT_S, Outcome


class Trouble(NamedTuple):
    """What is wrong, and what to do about it."""

    sentence: Promise
    cure: Promise


TROUBLES: dict[str, Trouble] = {
    "slow": Trouble(
        _("%(host)s did not answer within %(seconds)s seconds."),
        _("It may be busy: try again. If it stays so, whoever runs it has to make it answer faster."),
    ),
    "unreachable": Trouble(
        _("%(host)s cannot be reached."),
        _("Check the address in the panel's settings, and that its certificate is valid."),
    ),
    "not_public": Trouble(
        _("%(host)s is no public address, and is not called."),
        _("Put that system behind a public https address that asks for a secret."),
    ),
    "no_secret": Trouble(
        _("The panel names a secret that is not there."),
        _("Keep it under that name in Settings, HTTP requests."),
    ),
    "unsendable": Trouble(
        _("The panel's request holds letters that cannot be sent."),
        _("Look at its headers and its secret in Settings."),
    ),
    "denied": Trouble(
        _("%(host)s does not let us in (%(status)s)."),
        _("Renew the secret that the panel carries in its headers."),
    ),
    "elsewhere": Trouble(
        _("%(host)s sends us elsewhere (%(status)s), which is not followed."),
        _("Write the address that it leads to into the panel's settings."),
    ),
    "status": Trouble(
        _("%(host)s answered with an error (%(status)s)."),
        _("Try again. If it stays so, whoever runs it finds the request in its log."),
    ),
    "long": Trouble(
        _("The answer of %(host)s is longer than 64 kB."),
        _("Let it answer with what agents need beside a ticket."),
    ),
    "unreadable": Trouble(
        _("The answer of %(host)s is neither JSON nor text."),
        _("The page about panels in the documentation shows what it can answer."),
    ),
}


def sentence_of(outcome: Outcome) -> str:
    """What is wrong, "" when nothing is."""
    trouble = TROUBLES.get(outcome.problem)
    if trouble is None:
        return ""
    gaps = {"host": outcome.request.host or "?", "status": outcome.status, "seconds": int(LIMIT_S)}
    return str(trouble.sentence) % gaps


def cure_of(problem: str) -> str:
    """What to do about it."""
    return str(TROUBLES[problem].cure) if problem in TROUBLES else ""
