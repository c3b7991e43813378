"""Addresses of the live part that are no streams; the stream itself is served beside Django (project/asgi.py)."""

from django.urls import path

from accord.queue import screens
from accord.web.live import news, own, presence
from accord.web.live.hub import hub

screens.install(hub.elsewhere)  # To Solve asks in the console and in the API: all that serve pages load this

urlpatterns = [
    path("presence/", presence.presence, name="presence"),
    path("there/", presence.there, name="live-there"),
    path("to-solve/", own.badge, name="live-to-solve"),
    path("stir/", own.stir, name="live-stir"),
    path("notices/", news.show, name="live-notices"),
    path("counts/", presence.counts, name="live-counts"),
]
