"""The note of what is being parsed: one mail at a time, known to the next worker."""

from pathlib import Path

import pytest

from accord.channels.email.trying import AFTER_A_FALL, NOTE, WHOLE, Trying


def test_only_the_mail_that_was_being_parsed_is_suspect(tmp_path: Path) -> None:
    dying = Trying(tmp_path)
    with dying.mail("first"):
        pass
    dying.mail("second").__enter__()  # killed here
    born_again = Trying(tmp_path)
    with born_again.mail("first") as suspect:
        assert not suspect
    with born_again.mail("second") as suspect:
        assert suspect


def test_a_suspect_stays_one_until_it_has_its_fate(tmp_path: Path) -> None:
    Trying(tmp_path).mail("bad").__enter__()
    second = Trying(tmp_path)
    with second.mail("other"):
        pass
    second.parsed()
    assert Trying(tmp_path).suspects == {"bad"}
    second.clear(["other"])
    assert Trying(tmp_path).suspects == {"bad"}
    second.clear(["bad"])
    assert Trying(tmp_path).suspects == set()
    assert not (tmp_path / NOTE).exists()


@pytest.mark.parametrize("torn", [b"", b'["a', b"\xff\x00", b"{}", b"7"])
def test_a_torn_note_suspects_nobody(tmp_path: Path, torn: bytes) -> None:
    (tmp_path / NOTE).write_bytes(torn)
    assert Trying(tmp_path).suspects == set()


def test_after_a_fall_the_first_batches_are_small(tmp_path: Path) -> None:
    calm = Trying(tmp_path)
    assert calm.pace == WHOLE
    with calm.mail("first"):
        pass
    calm.parsed()  # killed while the batch is stored
    after = Trying(tmp_path)
    assert (after.suspects, after.pace) == (set(), AFTER_A_FALL)
    after.clear(["first"])
    assert after.pace == 2 * AFTER_A_FALL
    assert Trying(tmp_path).pace == WHOLE
