"""All addresses: the console at the root, customers under /my/, programs under /api/."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    # Looked through from the top: what is asked for all day comes first.
    path("", include("accord.web.console.inbox_urls")),
    path("", include("accord.web.console.ticket_urls")),
    path("", include("accord.web.console.view_urls")),
    path("", include("accord.web.door_urls")),
    path("", include("accord.web.console.settings.urls")),
    path("", include("accord.web.console.mail_urls")),
    path("my/", include("accord.web.portal.urls")),
    path("api/", include("accord.web.api.urls")),
    path("hooks/", include("accord.web.hooks")),
    path("live-state/", include("accord.web.live.urls")),
]

handler404 = "accord.web.errors.not_found"
handler429 = "accord.web.doors.too_many"
handler500 = "accord.web.errors.broken"
