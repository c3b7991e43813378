"""The room `views` as a Django app."""

from django.apps import AppConfig


class ViewsConfig(AppConfig):
    name = "accord.views"
    label = "views"

    def ready(self) -> None:
        from accord.views import health  # noqa: F401 - its check is registered
