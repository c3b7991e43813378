"""Calling another program."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, Choice, FieldKind, Group, Values
from accord.automation.calls.asking import ask
from accord.automation.calls.requests import demand_public, filled_for
from accord.core import outgoing_http


def methods() -> list[Choice]:
    return [Choice(each, each) for each in outgoing_http.METHODS]


@registry.add("http_request")
class HttpRequest(Action):
    """Variables are escaped for where they stand: in the address, in JSON, in a form's body."""

    label = gettext_lazy("Call another program (HTTP)")
    help = gettext_lazy(
        "Only public https addresses. Tried again for hours when it fails; Settings, HTTP requests shows all."
    )
    group = Group.TELL
    place = 60
    on_closed = True
    leaves = True
    for_admins = True
    fields = (
        ActionField("method", gettext_lazy("Method"), FieldKind.CHOICE, choices=methods, default="POST"),
        ActionField("url", gettext_lazy("Address"), FieldKind.URL, secrets=True),
        ActionField(
            "headers",
            gettext_lazy("Headers"),
            FieldKind.HEADERS,
            required=False,
            secrets=True,
            help=gettext_lazy("One a line, such as Authorization: Bearer {secret.shop}."),
        ),
        ActionField(
            "body",
            gettext_lazy("Body"),
            FieldKind.LONG,
            required=False,
            variables=True,
            secrets=True,
            help=gettext_lazy('JSON unless a header says otherwise, such as {"code": "{ticket.code}"}.'),
        ),
    )

    def clean(self, values: Mapping[str, Any]) -> Values:
        found = super().clean(values)
        demand_public(found["url"])
        return found

    def run(self, act: Acting, values: Values) -> None:
        call = {"headers": {}, "body": "", **values}
        request = filled_for(call, act.source)
        ask(
            act.ticket,
            request.method,
            request.url,
            by=act.by,
            headers=request.headers,
            body=request.body,
            because=act.because,
        )

    def sentence(self, values: Values) -> str:
        return _("Call the program at %(host)s") % {"host": urlsplit(values["url"]).hostname or "?"}
