"""Addresses that programs of others call, brought along by the channels. They are no pages: no cookie, no token."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accord.messaging.channel import channels
from accord.messaging.pages import Hook


def patterns() -> list[URLPattern]:
    """Their addresses, below /hooks/."""
    return [
        path(each.path, _view(each), name=each.name)
        for _key, channel in channels.items()
        for each in channel.hooks
    ]


def _view(hook: Hook) -> Any:
    @csrf_exempt
    @never_cache
    def called(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "HEAD":  # some services look whether the address is there
            return HttpResponse()
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST", "HEAD"])
        return HttpResponse(status=hook.view(request, *args, **kwargs), content_type="text/plain")

    return called


urlpatterns = patterns()
