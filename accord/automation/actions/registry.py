"""The actions by key, in the order in which a picker offers them."""

import importlib
import pkgutil

from accord.automation.actions.action import Action
from accord.core.registry import Registry

_registry: "Registry[type[Action]]" = Registry("action")
_made: dict[str, Action] = {}
add = _registry.add


def load() -> None:
    """Import every module of the vocabulary; again is free."""
    from accord.automation.actions import vocabulary

    if _made:
        return
    for module in pkgutil.iter_modules(vocabulary.__path__):
        importlib.import_module(f"{vocabulary.__name__}.{module.name}")
    found = sorted(_registry.items(), key=lambda each: (each[1].group.place, each[1].place, each[0]))
    for key, cls in found:
        cls.key = key
        _made[key] = cls()


def get(key: str) -> Action | None:
    """The action of that key, or None for one that is gone."""
    load()
    return _made.get(key)


def everything() -> list[Action]:
    """All actions, group by group."""
    load()
    return list(_made.values())
