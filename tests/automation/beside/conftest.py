"""What the tests of panels and buttons share."""

import pytest

from accord.core import outgoing_http
from tests.automation.beside.other import Other


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Other:
    made = Other()
    monkeypatch.setattr(outgoing_http, "call", made.call)
    return made
