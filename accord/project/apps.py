"""The project as a Django app: when all rooms are loaded, it wires them."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "accord.project"
    label = "project"

    def ready(self) -> None:
        from accord.project import exposure, soundness, thread_locals, wiring  # noqa: F401  (they register checks)

        thread_locals.install()
        wiring.install()
