"""What can call a rule: one small class each, which says at which events it calls."""

from accord.automation.triggers import (  # noqa: F401 - they are registered
    changes,
    clocks,
    endings,
    mails,
    messages,
    naming,
    opened,
    screens,
)
from accord.automation.triggers.trigger import called_by, choices, triggers

__all__ = ["called_by", "choices", "triggers"]
