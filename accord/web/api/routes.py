"""How routes are written down: method, path, one line about it, what it gives, and which token it needs."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Router
from ninja.operation import Operation

from accord.core.errors import Invalid
from accord.people.models import Person
from accord.people.models.person import PersonKind
from accord.tickets import seeing
from accord.tickets.models import Ticket
from accord.web.api import presenting
from accord.web.api.admitting import ApiRequest, Bearer

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class UnknownParameter(Invalid):
    """The address has a parameter that the route does not know: mostly a slip, which would else change nothing."""

    key = "unknown_parameter"
    sentence = _("There is no parameter %(name)s here.")


class _Operation(Operation):
    """Ninja's, without what none of our routes has: several ways to authenticate, throttles, answers that ninja makes.

    Measured: 0.05 ms of a request's 1.7.
    """

    def run(self, request: HttpRequest, **kw: Any) -> HttpResponseBase:
        """The answer of the view, or the problem that it raised."""
        try:
            (admitted,) = self.auth_callbacks
            request.auth = admitted(request)  # type: ignore[attr-defined]
            answer: HttpResponseBase = self.view_func(request, **self._get_values(request, kw, _NO_ANSWER))
        except Exception as error:  # noqa: BLE001  (each becomes a problem, by problems.HANDLERS)
            return self.api.on_exception(request, error)
        return answer


_NO_ANSWER = HttpResponse()  # what ninja hands to views that ask for it; ours make their own


class Routes(Router):
    """The routes of one kind of thing."""

    def route(
        self, method: str, path: str, summary: Promise, gives: Any, auth: Bearer, status: int = 200
    ) -> Callable[[View], View]:
        """A route. `gives` is the class of its answer; the view's docstring says more than the summary."""

        known = {"lang"}  # which language the sentences have; every page takes it

        def add(view: View) -> View:
            @functools.wraps(view)
            def answered(request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
                if request.GET and not known.issuperset(request.GET):
                    raise UnknownParameter(name=next(name for name in request.GET if name not in known))
                return view(request, *args, **kwargs)

            # The summary stays a promise: it is translated for whoever reads the documentation.
            line = cast(str, summary)
            operation = self.api_operation(
                [method], path, summary=line, auth=auth, response={status: gives}, operation_id=view.__name__
            )
            made: Operation = operation(answered)._ninja_operation  # type: ignore[attr-defined]
            made.__class__ = _Operation
            for model in made.models:
                if model.__ninja_param_source__ == "query":
                    known.update(model.__ninja_flatten_map__)
            return view

        return add


def found(request: ApiRequest, code: str) -> Ticket:
    """The ticket, as the caller may see it. Raises NotFound."""
    return seeing.find(request.auth.access, code)


def changed(request: ApiRequest, code: str, verb: Callable[[Ticket], object], status: int = 200) -> HttpResponse:
    """Do something with a ticket and answer with how it is then. Raises NotFound and what the verb raises."""
    ticket = found(request, code)
    verb(ticket)
    return presenting.answer(presenting.ticket(ticket), status)


def agent_called(text: str, caller: Person) -> Person | None:
    """The active agent by address or id; `me` is the caller. None when there is none."""
    text = text.strip()
    if text == "me":
        return caller
    agents = Person.objects.filter(kind=PersonKind.AGENT, is_active=True)
    if text.isascii() and text.isdecimal():
        return agents.filter(pk=text).first() if len(text) < 19 else None
    return agents.filter(email__iexact=text).first() if "@" in text and "\0" not in text else None
