"""A small authorization server of our own over HTTP: authorization code with PKCE, refresh tokens, and its faults."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from accord.channels.email.consents.providers import providers
from accord.channels.email.models import OAuthGrant
from accord.core import clock, secrets


@dataclass
class Provider:
    """What it knows and what it was asked. `fault` is an OAuth error, a status from 500 up, or "garbage"."""

    client_id: str = "accord-client"
    client_secret: str = "a secret of ours"
    fault: str = ""
    slow_s: float = 0.0
    seconds: int | None = 3600
    rotate: bool = True
    account: str = "support@example.com"
    asked: list[dict[str, str]] = field(default_factory=list)
    refresh_token: str = "refresh-0"
    challenge: str = ""
    url: str = ""

    @property
    def refreshed(self) -> int:
        return sum(one["grant_type"] == "refresh_token" for one in self.asked)

    def answer(self, form: dict[str, str]) -> tuple[int, bytes]:
        self.asked.append(form)
        time.sleep(self.slow_s)
        if self.fault == "garbage":
            return 200, b"<html>Welcome to the hotel's network</html>"
        if self.fault.isdigit():
            return int(self.fault), b"{}"
        if self.fault or (error := self._wrong(form)):
            return 400, json.dumps({"error": self.fault or error, "error_description": "said so"}).encode()
        number = len(self.asked)
        given = {"access_token": f"access-{number}", "token_type": "Bearer"}
        if form["grant_type"] == "authorization_code" or self.rotate:
            self.refresh_token = given["refresh_token"] = f"refresh-{number}"
        body = {**given, **({"expires_in": self.seconds} if self.seconds else {})}
        return 200, json.dumps(body).encode()

    def _wrong(self, form: dict[str, str]) -> str:
        if (form.get("client_id"), form.get("client_secret")) != (self.client_id, self.client_secret):
            return "invalid_client"
        if form["grant_type"] == "refresh_token":
            return "" if form.get("refresh_token") == self.refresh_token else "invalid_grant"
        hashed = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
        return "" if form.get("code") == "the-code" and proof == self.challenge else "invalid_grant"

    def consented(self, query: dict[str, str]) -> str:
        """Where the browser goes after the person said yes."""
        self.challenge = query["code_challenge"]
        assert query["code_challenge_method"] == "S256"
        return query["redirect_uri"] + "?" + urlencode({"code": "the-code", "state": query["state"]})


@contextmanager
def authorization_server() -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, said = provider.answer({name: value[0] for name, value in parse_qs(body).items()})
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def do_GET(self) -> None:
            query = {name: value[0] for name, value in parse_qs(urlsplit(self.path).query).items()}
            self.send_response(302)
            self.send_header("Location", provider.consented(query))
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def grant_at(provider: Provider, *, expires_in_s: float | None = 3600, **more: object) -> OAuthGrant:
    """A consent that was given there; the access token is "access-0"."""
    from datetime import timedelta

    now = clock.now()
    values: dict[str, object] = {
        "provider": "oidc",
        "client_id": provider.client_id,
        "client_secret": secrets.encrypt(provider.client_secret),
        "authorize_url": f"{provider.url}/authorize",
        "token_url": f"{provider.url}/token",
        "scopes": providers["oidc"].scopes,
        "account": provider.account,
        "access_token": secrets.encrypt("access-0"),
        "refresh_token": secrets.encrypt("refresh-0"),
        "expires_at": None if expires_in_s is None else now + timedelta(seconds=expires_in_s),
        "granted_at": now,
        **more,
    }
    return OAuthGrant.objects.create(**values)
