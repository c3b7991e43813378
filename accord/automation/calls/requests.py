"""What is called of another program: checked when it is saved, filled in for a ticket when it is called."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions.action import ActionField, FieldKind, wrong
from accord.automation.actions.cleaning import SECRET, cleaned
from accord.automation.templating import As, fill
from accord.automation.variables import Source
from accord.core import outgoing_http

URL = ActionField("url", gettext_lazy("Address"), FieldKind.URL, secrets=True)
HEADERS = ActionField("headers", gettext_lazy("Headers"), FieldKind.HEADERS, required=False, secrets=True)
BODY = ActionField("body", gettext_lazy("Body"), FieldKind.LONG, required=False, variables=True, secrets=True)
OPENED = ActionField("url", gettext_lazy("Address"), FieldKind.URL)


@dataclass(frozen=True)
class Request:
    """One request; its secrets are still names."""

    method: str
    url: str
    headers: dict[str, str]
    body: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


def cleaned_call(values: Mapping[str, Any]) -> dict[str, Any]:
    """Method, address, headers and body as they are stored. Raises Invalid with the field as its detail."""
    method = str(values.get("method") or "GET")
    if method not in outgoing_http.METHODS:
        raise wrong("method", _("Choose one of the list."))
    url = cleaned(URL, values.get("url"))
    demand_public(url)
    body = "" if method == "GET" else cleaned(BODY, values.get("body")) or ""
    headers = cleaned(HEADERS, values.get("headers")) or {}
    return {"method": method, "url": url, "headers": headers, "body": body}


def demand_public(url: str) -> None:
    """Raises Invalid unless it may be called: encrypted, a host that is named for good and is none of our own."""
    parts = _parts(url)
    if "{" in parts.netloc or parts.scheme != "https":
        raise wrong("url", _("The address begins with https:// and names its host without variables."))
    try:
        outgoing_http.check(f"https://{parts.netloc}/")
    except outgoing_http.Refused:
        raise wrong(
            "url", _("This address is not called: it is not public, or has a port of its own.")
        ) from None


def cleaned_address(text: str) -> str:
    """An address that the agent's browser opens. Raises Invalid."""
    url = str(cleaned(OPENED, text))
    parts = _parts(url)
    if parts.scheme not in ("https", "http") or not parts.netloc or "{" in parts.netloc:
        raise wrong(
            "url", _("The address begins with https:// or http:// and names its host without variables.")
        )
    return url


def _parts(url: str) -> Any:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - asked for what it raises
    except ValueError:
        raise wrong("url", _("This is no address.")) from None
    return parts


def filled_for(call: Mapping[str, Any], source: Source) -> Request:
    """The request for that ticket, each variable escaped for where it stands; secrets stay named."""
    headers = dict(call["headers"])
    kind = next((text for name, text in headers.items() if name.lower() == "content-type"), "json")
    return Request(
        method=call["method"],
        url=fill(call["url"], source, As.URL, keep=SECRET),
        headers={name: _line(fill(text, source, keep=SECRET)) for name, text in headers.items()},
        body=fill(call["body"], source, _escaped_for(kind), keep=SECRET),
    )


def _escaped_for(kind: str) -> As:
    if "json" in kind:
        return As.JSON
    return As.URL if "form-urlencoded" in kind else As.TEXT


def _line(text: str) -> str:
    """One line of ASCII, as a header can carry it."""
    plain = " ".join(text.split())
    return plain if plain.isascii() else json.dumps(plain)[1:-1]
