"""Talking to a provider's consent page and token endpoint (RFC 6749, with PKCE of RFC 7636), through Authlib.

Authlib and requests are imported only when a token is fetched: at rest nobody needs them.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from accord.channels.email.consents.providers import providers
from accord.channels.email.models import OAuthGrant
from accord.core import secrets

TIMEOUT_S = 20.0
# RFC 6749 section 5.2, and what Microsoft adds: no retry helps, a person has to do something.
FOR_GOOD = frozenset(
    {
        "invalid_grant",
        "invalid_client",
        "unauthorized_client",
        "invalid_scope",
        "unsupported_grant_type",
        "consent_required",
        "interaction_required",
        "login_required",
    }
)


class TokenUnavailable(OSError):
    """The token endpoint cannot be asked now, or answers nothing that can be used. Later it may."""


class Refused(Exception):
    """The provider refuses for good; the words are its own."""


def consent_url(grant: OAuthGrant, redirect: str, state: str, verifier: str) -> str:
    """The address of the provider's page on which the person consents."""
    with _session(grant, redirect) as session:
        extra = providers[grant.provider].extra
        hint = {"login_hint": grant.account} if grant.account else {}
        url, _state = session.create_authorization_url(
            grant.authorize_url, state=state, code_verifier=verifier, **extra, **hint
        )
        return str(url)


def exchange(grant: OAuthGrant, redirect: str, code: str, verifier: str) -> dict[str, Any]:
    """The tokens for the code that the provider gave. Raises Refused, TokenUnavailable, Unreadable."""
    return _asked(
        grant,
        redirect,
        lambda session: session.fetch_token(
            grant.token_url,
            grant_type="authorization_code",
            code=code,
            code_verifier=verifier,
            timeout=TIMEOUT_S,
        ),
    )


def refresh(grant: OAuthGrant) -> dict[str, Any]:
    """The next token. Raises Refused, TokenUnavailable, Unreadable."""
    token = secrets.decrypt(grant.refresh_token)
    if not token:
        raise Refused("no refresh token")
    return _asked(
        grant,
        "",
        lambda session: session.refresh_token(grant.token_url, refresh_token=token, timeout=TIMEOUT_S),
    )


def seconds(answer: Mapping[str, Any], name: str = "expires_in") -> int:
    """For how long the token is good; 0 when the answer does not say."""
    try:
        return max(int(answer.get(name) or 0), 0)
    except (TypeError, ValueError):
        return 0


def acceptable(url: str) -> bool:
    """Whether tokens may go there: encrypted, or a server on this very machine."""
    parts = urlsplit(url)
    return (parts.scheme == "https" and bool(parts.hostname)) or _here(parts.scheme, parts.hostname)


def _here(scheme: str, host: str | None) -> bool:
    return scheme == "http" and host in ("localhost", "127.0.0.1", "::1")


def _session(grant: OAuthGrant, redirect: str) -> Any:
    from authlib.integrations.requests_client import OAuth2Session

    secret = secrets.decrypt(grant.client_secret)
    session = OAuth2Session(
        grant.client_id,
        secret or None,
        token_endpoint_auth_method="client_secret_post" if secret else "none",
        scope=grant.scopes,
        redirect_uri=redirect,
        code_challenge_method="S256",
    )
    session.max_redirects = 0
    return session


def _asked(grant: OAuthGrant, redirect: str, ask: Any) -> dict[str, Any]:
    from authlib.common.errors import AuthlibBaseError
    from requests import RequestException

    if not acceptable(grant.token_url):
        raise Refused(f"{grant.token_url} is not encrypted")
    try:
        with _session(grant, redirect) as session:
            answer = dict(ask(session))
    except AuthlibBaseError as error:
        words = " ".join(f"{error.error}: {error.description or ''}".split())[:500].rstrip(": ")
        raise (Refused if error.error in FOR_GOOD else TokenUnavailable)(words) from error
    except (RequestException, ValueError, OSError) as error:
        raise TokenUnavailable(f"{type(error).__name__}: {error}"[:500]) from error
    if not isinstance(answer.get("access_token"), str) or not answer["access_token"]:
        raise TokenUnavailable("the answer holds no token")
    return answer
