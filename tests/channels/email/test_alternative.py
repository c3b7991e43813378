"""The body that we write by hand is the one that the standard library makes."""

import re
from email import message_from_bytes, policy

from hypothesis import example, given
from hypothesis import strategies as st

from accord.channels.email.alternative import alternative
from accord.channels.email.building import with_files

SMTP = policy.SMTP.clone(cte_type="7bit")
WORDS = st.text(
    st.one_of(st.sampled_from(" \t\n\r=-.>äñŽ猫🙂\x0b\x0c\x1c\x85\u2028"), st.characters(exclude_categories=["Cs"])),
    max_size=300,
)


def without_boundary(raw: bytes) -> bytes:
    """The bytes with the same name for every boundary."""
    found = re.search(rb'boundary="(=+\d+==)"', raw)
    assert found is not None
    return raw.replace(found[1], b"BOUNDARY")


@given(WORDS, WORDS)
@example("", "")
@example("\n", "<p></p>")
@example("--=====\n" + "-" * 90 + " \n", "<p>" + "=" * 200 + "\t</p>")
@example("Здравствуйте", "<p>Čau</p>\r\n")
@example("word " * 60, "x" * 77 + " ")
def test_same_bytes(plain: str, rich: str) -> None:
    made = alternative(plain, rich)
    assert without_boundary(made) == without_boundary(with_files(plain, rich, []).as_bytes(policy=SMTP))


def test_reads_back() -> None:
    mail = message_from_bytes(alternative("Sveiki, šodien =20\n", "<p>Sveiki</p>\n"), policy=policy.default)
    assert mail.get_content_type() == "multipart/alternative"
    plain, rich = mail.iter_parts()
    assert plain.get_content() == "Sveiki, šodien =20\r\n"
    assert (rich.get_content_type(), rich.get_content()) == ("text/html", "<p>Sveiki</p>\r\n")


def test_two_mails_differ_in_their_boundary() -> None:
    assert alternative("a", "b") != alternative("a", "b")
