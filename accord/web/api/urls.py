"""Addresses under /api/."""

from typing import cast

from django.urls import URLPattern, URLResolver, path, re_path

from accord.web.api.interface import api
from accord.web.api.problems import unknown

urlpatterns = [path("v1/", api.urls), re_path(r"^(?P<rest>.*)$", unknown)]


def routes() -> list[URLPattern]:
    """Those of the API itself, relative to /api/v1/."""
    return [each for each in cast(URLResolver, urlpatterns[0]).url_patterns if isinstance(each, URLPattern)]
