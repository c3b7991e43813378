"""Headers that every page carries: a strict content policy without inline script, and no guessing of types."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr {style_attr};"
    " img-src 'self' data:{images};"
    " font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none';"
    " manifest-src 'self'; worker-src 'self'; media-src 'self'; frame-src {frames}"
)


class SecurityMiddleware:
    """Adds the headers. A view may set `response.accord_style_attr` (mail on the ticket page) or `.accord_images`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = response.headers
        if "Content-Security-Policy" not in headers:
            # Cleaned mail keeps a few harmless style attributes; the pages that show it are the one exception.
            style_attr = "'unsafe-inline'" if getattr(response, "accord_style_attr", False) else "'none'"
            images = " https:" if getattr(response, "accord_images", False) else ""
            frames = "'self'" if getattr(response, "accord_frames", False) else "'none'"
            policy = POLICY.format(style_attr=style_attr, images=images, frames=frames)
            headers["Content-Security-Policy"] = policy
        headers.setdefault("Cache-Control", "private, no-cache")  # kept by nobody on the way
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if hasattr(request, "accord_csrf"):  # there is a token of this browser in it
            headers.setdefault("Vary", "Cookie")
        if request.is_secure():
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response
