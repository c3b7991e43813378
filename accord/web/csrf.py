"""The token that proves that a form came from our own page."""

from secrets import token_bytes

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, get_token
from markupsafe import Markup

_PLACES = {sign: place for place, sign in enumerate(CSRF_ALLOWED_CHARS)}
_EVEN = 256 - 256 % len(CSRF_ALLOWED_CHARS)  # bytes below it give each sign equally often


def token_of(request: HttpRequest) -> str:
    """The token of the page that is being made; all its forms carry the same.

    A cookie that came with the request is not sent again, as Django does with each page to make it live another year:
    whoever signs in gets a new one, and a session ends long before it.
    """
    kept: str | None = getattr(request, "accord_csrf", None)
    if kept is None:
        secret = request.META.get("CSRF_COOKIE")
        kept = request.accord_csrf = masked(secret) if secret else get_token(request)  # type: ignore[attr-defined]
    return kept


def field(request: HttpRequest) -> Markup:
    """The hidden field that every form carries, the same in all forms of a page."""
    kept: Markup | None = getattr(request, "accord_csrf_field", None)
    if kept is None:
        form = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">')
        kept = request.accord_csrf_field = form.format(token_of(request))  # type: ignore[attr-defined]
    return kept


def masked(secret: str) -> str:
    """The secret as it stands in a page, another time each time (a guess at compressed pages learns nothing): Django's
    own form, mask and sum, in a tenth of its time.
    """
    mask: list[int] = []
    while len(mask) < CSRF_SECRET_LENGTH:
        mask += [byte % len(CSRF_ALLOWED_CHARS) for byte in token_bytes(CSRF_SECRET_LENGTH + 8) if byte < _EVEN]
    signs, size = CSRF_ALLOWED_CHARS, len(CSRF_ALLOWED_CHARS)
    pairs = zip(secret, mask, strict=False)
    cipher = [signs[(_PLACES[sign] + place) % size] for sign, place in pairs]
    return "".join([*(signs[place] for place in mask[:CSRF_SECRET_LENGTH]), *cipher])
