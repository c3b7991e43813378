"""The console as an app of the device: its manifest, and the service worker that shows push messages."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accord.core import options
from accord.web.assets import asset, asset_url

_SIZES = (192, 512)
_DAY_S = 86_400
_ACCENT, _PAPER = "#8f2862", "#f6f3f6"  # LOOK 11: a manifest knows no OKLCH


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """The manifest (W3C Application Manifest) in the language of the browser. It says no more than the sign-in page."""
    language = get_language() or "en"
    name = str(options.get("workspace.name"))
    icons = [
        {
            "src": asset_url(f"app-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any",
        }
        for size in _SIZES
    ]
    masked = {
        "src": asset_url("app-mask-512.png"),
        "sizes": "512x512",
        "type": "image/png",
        "purpose": "maskable",
    }
    short = ((_("Inbox"), reverse("inbox", args=["todo"])), (_("New ticket"), reverse("ticket-new")))
    content = {
        "id": "/",
        "name": name,
        "short_name": name[:12],
        "lang": language,
        "dir": "rtl" if get_language_info(language).get("bidi") else "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": _PAPER,
        "theme_color": _ACCENT,
        "icons": [*icons, masked],
        "shortcuts": [{"name": label, "url": url} for label, url in short],
    }
    response = JsonResponse(content, content_type="application/manifest+json")
    response.headers["Cache-Control"] = f"private, max-age={_DAY_S if not settings.DEBUG else 0}"
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root so that the whole desk is its scope; browsers look for a newer one themselves."""
    response = HttpResponse(asset("worker.js").content, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response
