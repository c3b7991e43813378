"""What is remembered of the options is never older than their last change."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accord.core import options
from accord.core.models import StoredOption

pytestmark = pytest.mark.django_db
NAME = "workspace.name"


def test_who_asks_before_the_change_is_committed_keeps_nothing_old(
    django_capture_on_commit_callbacks: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another thread has read the rows as they were before, and remembers them when the change is done."""
    assert options.get(NAME) == "Accord"
    old = options._cache
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        options.put(NAME, "Lids")
        monkeypatch.setattr(options, "_cache", old)
        assert options.get(NAME) == "Accord"
    assert options.get(NAME) == "Lids"


def test_who_was_reading_while_it_changed_keeps_nothing_old(monkeypatch: pytest.MonkeyPatch) -> None:
    options.forget()
    rows = StoredOption.objects.none()

    def slowly(*_names: str) -> Any:
        options.put(NAME, "Lids")
        return [*rows]

    monkeypatch.setattr(type(StoredOption.objects), "values_list", lambda _self, *names: slowly(*names))
    assert options.get(NAME) == "Accord"  # as it was when the reading began
    monkeypatch.undo()
    assert options.get(NAME) == "Lids"
