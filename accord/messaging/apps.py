"""The room `messaging` as a Django app."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "accord.messaging"
    label = "messaging"

    def ready(self) -> None:
        from accord.messaging import conditions  # noqa: F401  (registers its conditions)
        from accord.messaging.chats import happenings  # noqa: F401  (registers its event kinds)
