"""The room `sla` as a Django app."""

from django.apps import AppConfig


class SlaConfig(AppConfig):
    name = "accord.sla"
    label = "sla"

    def ready(self) -> None:
        from accord.sla import conditions, happenings, health  # noqa: F401 - they are registered
        from accord.sla.steps import why, why_rule
        from accord.tickets import telling

        telling.because.add("sla")(why)
        telling.because.add("sla_rule")(why_rule)
