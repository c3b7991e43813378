"""File names from outside, made safe to show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.core.names import safe_name


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("../../x/My File.txt", "My File.txt"),
        ("php://foo", "foo"),
        ("C:\\TEMP\\x.png", "x.png"),
        ("a\nb.txt", "a b.txt"),
        (".htaccess", "htaccess"),
        ("..", ""),
        ("", ""),
        ("CON.txt", "_CON.txt"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("Eelanalüüsi päring.jpg", "Eelanalüüsi päring.jpg"),
        ("管理.doc", "管理.doc"),
        ("a<b>c.txt", "a_b_c.txt"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("dir/", "dir"),
    ],
)
def test_safe_names(raw: str, name: str) -> None:
    assert safe_name(raw) == name


@given(st.text(max_size=400))
def test_every_name_is_safe(raw: str) -> None:
    name = safe_name(raw)
    assert len(name) <= 200
    assert name not in (".", "..")
    assert not set(name) & set('/\\\x00\n\r\t<>:"|?*')
    assert name == name.strip()
    assert safe_name(name) == name
