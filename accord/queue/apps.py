"""The room `queue` as a Django app."""

from django.apps import AppConfig


class QueueConfig(AppConfig):
    name = "accord.queue"
    label = "queue"

    def ready(self) -> None:
        from accord.queue import soundness  # noqa: F401  (registers its health check)
