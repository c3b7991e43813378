"""The e-mail channel as a Django app."""

from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "accord.channels.email"
    label = "email"

    def ready(self) -> None:
        from accord.channels.email import channel, conditions  # noqa: F401  (registers the channel, its conditions)
        from accord.channels.email.fetching import health  # noqa: F401  (registers its checks)
        from accord.channels.email.screening import health as screening_health  # noqa: F401  (its checks)
