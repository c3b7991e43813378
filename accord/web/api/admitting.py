"""Who calls: a token in the header, its scope, how often it came, and in which form it sends."""

from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from accord.core import options
from accord.core.errors import AccordError, NotAllowed
from accord.core.limits import Limit, TooMany
from accord.people import tokens
from accord.people.models import ApiToken, Person
from accord.people.rights import Access, access_of

PER_S = 60
options.define(
    "api.requests_per_minute",
    6000,
    _("Requests of a program, per minute"),
    _("For each API token. What is above is refused and can be tried again a minute later."),
)


class NoToken(AccordError):
    """The request carries no token that works."""

    key = "no_token"
    status = 401
    sentence = _("Send a valid API token in the header “Authorization: Bearer …”.")


class NoScope(NotAllowed):
    """The token was not made for this."""

    key = "no_scope"
    sentence = _("This token does not have the scope %(scope)s.")


class WrongForm(AccordError):
    """The body is neither JSON nor, for files, a form."""

    key = "wrong_media_type"
    status = 415
    sentence = _("Send the body as %(wanted)s.")


@dataclass
class Caller:
    """The person for whom a program acts, and its token."""

    person: Person
    token: ApiToken

    @cached_property
    def access(self) -> Access:
        """What the person may see and do, read once a request."""
        return access_of(self.person)


class ApiRequest(HttpRequest):
    """A request with a token that may do what it asks for."""

    auth: Caller


class Bearer(HttpBearer):
    """Admits requests whose token has `scope` (empty: any token that works)."""

    def __init__(self, scope: str = "", form: str = "application/json") -> None:
        super().__init__()
        self.scope = scope
        self.form = form

    def __call__(self, request: HttpRequest) -> Caller:
        """Who calls. Raises NoToken, TooMany, NoScope, WrongForm."""
        name, _space, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        found = tokens.find(text.strip()) if name.lower() == "bearer" else None
        if found is None:
            raise NoToken()
        person, token = found
        if not Limit("api", int(options.get("api.requests_per_minute")), PER_S).take(token.pk):
            raise TooMany()
        if self.scope and not tokens.covers(token, self.scope):
            raise NoScope(self.scope, scope=self.scope)
        if request.META.get("CONTENT_LENGTH") not in ("", "0", None) and request.content_type != self.form:
            raise WrongForm(wanted=self.form)
        return Caller(person, token)

    def authenticate(self, request: HttpRequest, token: str) -> NoReturn:
        """Never asked: `__call__` does it all."""
        raise NoToken()


ANY = Bearer()
READ_TICKETS = Bearer("tickets:read")
WRITE_TICKETS = Bearer("tickets:write")
SEND_FILES = Bearer("tickets:write", form="multipart/form-data")
READ_CONTACTS = Bearer("contacts:read")
WRITE_CONTACTS = Bearer("contacts:write")
