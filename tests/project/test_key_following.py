"""A process that runs takes over a new key without being started anew."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core import signing

from accord.core import keys
from accord.project import key_following

OLD, NEW = "o" * 40, "n" * 40


@pytest.fixture(autouse=True)
def _keys_as_before() -> Iterator[None]:
    before = settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS
    yield
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = before


def test_what_the_old_key_signed_is_good_and_the_new_one_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(keys.VARIABLE, OLD)
    known = key_following.once([])
    signed = signing.dumps("a link")
    monkeypatch.setenv(keys.VARIABLE, f"{NEW}\n{OLD}")
    known = key_following.once(known)
    assert signing.loads(signed) == "a link"
    again = signing.dumps("another")
    monkeypatch.setenv(keys.VARIABLE, NEW)
    key_following.once(known)
    assert signing.loads(again) == "another"
    with pytest.raises(signing.BadSignature):
        signing.loads(signed)
