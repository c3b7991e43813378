"""The installation's keys: made once, whoever comes first, and overridden from outside."""

import subprocess
import sys
from pathlib import Path

import pytest

from accord.core import keys


@pytest.fixture(autouse=True)
def _no_key_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(keys.VARIABLE, raising=False)


def test_the_file_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    first = keys.load(tmp_path / "new")
    assert keys.load(tmp_path / "new") == first
    assert len(first) == 1 and len(first[0]) >= keys.SHORTEST
    assert (tmp_path / "new" / keys.FILE_NAME).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == [keys.FILE_NAME]


def test_processes_that_race_for_the_first_key_agree(tmp_path: Path) -> None:
    code = (
        "import sys; from accord.core import keys; sys.stdin.readline();"
        "print(keys.load(sys.argv[1])[0].decode())"
    )
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("\n")
        racer.stdin.flush()
    answers = {racer.communicate()[0].strip() for racer in racers}
    assert answers == {keys.load(tmp_path)[0].decode()}


def test_the_first_line_is_current_and_the_rest_are_believed(tmp_path: Path) -> None:
    new, old = "n" * 40, "o" * 40
    (tmp_path / keys.FILE_NAME).write_text(f"# changed in May\n{new}\n\n{old}\n")
    assert keys.load(tmp_path) == [new.encode(), old.encode()]


def test_the_environment_overrides_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(keys.VARIABLE, "e" * 40)
    assert keys.load(tmp_path) == [b"e" * 40]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", ["", "# nothing\n", "short\n", "k" * 40 + "\nshort\n"])
def test_an_unusable_file_is_refused_with_a_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / keys.FILE_NAME).write_text(content)
    with pytest.raises(keys.UnusableKey, match="characters"):
        keys.load(tmp_path)


def test_derived_keys_differ_by_purpose_and_by_key() -> None:
    derived = {
        keys.derive(key, purpose) for key in (b"a" * 32, b"b" * 32) for purpose in ("mail", "link", "")
    }
    assert len(derived) == 6
    assert all(len(key) == 32 for key in derived)


def test_derivation_is_hkdf_as_the_standard_says() -> None:
    """RFC 5869, appendix A.3: no salt, no info; the first 32 bytes of its output."""
    expected = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    assert keys.derive(b"\x0b" * 22, "").hex() == expected
