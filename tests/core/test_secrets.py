"""Secrets of other servers: sealed with the installation's keys, readable after the key was changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.core import keys, secrets

OLD, NEW = "o" * 40, "n" * 40


@given(st.text(max_size=200))
def test_what_is_sealed_is_read_again_and_not_seen(text: str) -> None:
    sealed = secrets.encrypt(text)
    assert secrets.decrypt(sealed) == text
    assert len(text) < 4 or text not in sealed


def test_a_key_is_changed_by_putting_a_new_one_on_top(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(keys.VARIABLE, OLD)
    sealed = secrets.encrypt("pass word")
    monkeypatch.setenv(keys.VARIABLE, f"{NEW}\n{OLD}")
    assert secrets.decrypt(sealed) == "pass word"
    renewed = secrets.renew(sealed)
    monkeypatch.setenv(keys.VARIABLE, NEW)
    assert secrets.decrypt(renewed) == "pass word"
    with pytest.raises(secrets.Unreadable):
        secrets.decrypt(sealed)


@pytest.mark.parametrize("damaged", ["x", "gAAAAA", "ключ"])
def test_a_damaged_secret_says_so(damaged: str) -> None:
    with pytest.raises(secrets.Unreadable):
        secrets.decrypt(damaged)
