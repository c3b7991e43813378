"""The room `conditions` as a Django app."""

from django.apps import AppConfig


class ConditionsConfig(AppConfig):
    name = "accord.conditions"
    label = "conditions"

    def ready(self) -> None:
        from accord.conditions import lowering

        lowering.install()
