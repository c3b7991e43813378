"""Who is reading: proven by a one-time code that was mailed to his address (DOMAIN 7.9).

A link proves nothing more than that somebody holds a mail. A code that is typed within ten minutes proves that he reads
that address now; the session then remembers the person for 30 days.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accord.core import clock
from accord.core.errors import Invalid
from accord.core.limits import Limit, TooMany
from accord.messaging import ways_in
from accord.people import contacts
from accord.people.models import Address, Person
from accord.web.portal import places

PROVEN, ASKED = "portal", "portal_code"  # keys of the session
REMEMBERED = timedelta(days=30)
CODE_LIVES = timedelta(minutes=10)
SIGNS, TRIES = 6, 5
CODES = Limit("portal.codes", 3, 3600)  # mailed to one address
CODES_FROM_ONE_PLACE = Limit("portal.codes_place", 30, 3600)
GUESSES = Limit("portal.guesses", TRIES, int(CODE_LIVES.total_seconds()))  # at one code, also side by side


class WrongCode(Invalid):
    """It is not the code that was mailed."""

    key = "wrong_code"
    sentence = ngettext_lazy(
        "That is not the code in the mail. You can try %(left)s more time.",
        "That is not the code in the mail. You can try %(left)s more times.",
        "left",
    )

    def __str__(self) -> str:
        return str(self.sentence % {"left": self.gaps["left"]})


class CodeOver(Invalid):
    """The code is too old, or was guessed at too often."""

    key = "code_over"
    sentence = _("That code is no longer good. Have a new one sent to you.")


@dataclass(frozen=True)
class Proven:
    """Somebody who has shown that he reads this address."""

    person: Person
    address: str


def proven(request: HttpRequest) -> Proven | None:
    """Who is reading, if this session has proven it and the address is still his."""
    kept: dict[str, Any] = request.session.get(PROVEN) or {}
    if not kept or kept["until"] < clock.now().timestamp():
        return None
    found: Proven | None = getattr(request, "_accord_proven", None)
    if found is None:
        person = Person.objects.filter(pk=kept["person"], is_active=True).first()
        if person is None or not is_his(person, kept["address"]):
            return None
        found = Proven(person, kept["address"])
        request._accord_proven = found  # type: ignore[attr-defined]
    return found


def is_his(person: Person, address: str) -> bool:
    """Whether mail to this address still goes to that person."""
    return Address.objects.filter(person=person, email=address).exists() or person.email.lower() == address.lower()


def send_code(
    request: HttpRequest, address: str, *, then: str, person: Person | None = None, shown: str = ""
) -> None:
    """Mail a code to `address` and remember in the session what it must be; then `then` is where the reader goes.

    `shown` stands for the address on the page, where the reader did not type it himself. Without `person` it is
    whoever has that address; where nobody has it all goes the same way, but no mail leaves, so that nobody learns who
    our customers are. Raises TooMany.
    """
    address = address.strip().lower()
    places.demand(CODES_FROM_ONE_PLACE, request)
    if not CODES.take(address):
        raise TooMany(
            sentence=_("Three codes were sent to this address within an hour. The last one may still be on its way.")
        )
    person = person or contacts.by_address(address)
    code, nonce = f"{secrets.randbelow(10**SIGNS):0{SIGNS}d}", secrets.token_hex(8)
    request.session[ASKED] = {
        "person": person.pk if person else None,
        "address": address,
        "shown": shown or address,
        "nonce": nonce,
        "digest": _digest(address, nonce, code),
        "until": (clock.now() + CODE_LIVES).timestamp(),
        "tries": 0,
        "then": then,
    }
    if person is not None and person.is_active:
        ways_in.send(person, "one_time_code", code=code, address=address)


def asked(request: HttpRequest) -> dict[str, Any]:
    """What this session waits for: address, shown, then (where to go); empty when it waits for nothing."""
    return dict(request.session.get(ASKED) or {})


def check_code(request: HttpRequest, typed: str) -> str:
    """Take the code; gives where the reader wanted to go. Raises WrongCode, CodeOver."""
    waits = asked(request)
    if not waits or waits["until"] < clock.now().timestamp() or waits["tries"] >= TRIES:
        raise CodeOver()
    waits["tries"] += 1
    request.session[ASKED] = waits
    if not GUESSES.take(waits["nonce"]):
        raise CodeOver()
    code = "".join(str(int(sign)) for sign in typed[:40] if sign.isdecimal())
    right = hmac.compare_digest(_digest(waits["address"], waits["nonce"], code), waits["digest"])
    if not right or waits["person"] is None:
        if waits["tries"] >= TRIES:
            raise CodeOver()
        raise WrongCode(left=TRIES - waits["tries"])
    remember(request, waits["person"], waits["address"])
    return str(waits["then"])


def remember(request: HttpRequest, person_id: int, address: str) -> None:
    """The session is this person's from now on, under a new key."""
    request.session.pop(ASKED, None)
    request.session.cycle_key()
    until = clock.now() + REMEMBERED
    request.session[PROVEN] = {"person": person_id, "address": address, "until": until.timestamp()}
    if not request.user.is_authenticated:  # an agent's own session keeps its length
        request.session.set_expiry(int(REMEMBERED.total_seconds()))
    forget_found(request)


def forget(request: HttpRequest) -> None:
    """Nobody is proven any more; an agent who is signed in beside stays so."""
    request.session.pop(PROVEN, None)
    request.session.pop(ASKED, None)
    forget_found(request)


def forget_found(request: HttpRequest) -> None:
    request._accord_proven = None  # type: ignore[attr-defined]


def _digest(address: str, nonce: str, code: str) -> str:
    return salted_hmac("accord.portal.code", f"{address}\n{nonce}\n{code}", algorithm="sha256").hexdigest()
