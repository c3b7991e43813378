"""The room `automation` as a Django app."""

from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "accord.automation"
    label = "automation"

    def ready(self) -> None:
        from accord.automation.beside import health as panel_health  # noqa: F401 - they are registered
        from accord.automation.beside import naming as button_names  # noqa: F401
        from accord.automation.calls import health as call_health  # noqa: F401 - they are registered
        from accord.automation.macros import naming as macro_names  # noqa: F401 - they are registered
        from accord.automation.rules import health, naming  # noqa: F401
