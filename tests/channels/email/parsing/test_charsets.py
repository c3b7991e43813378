"""Bytes to text: declared charsets are hints, and no part may lose a mail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.channels.email.parsing import charsets, japanese


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("GB2312", "gb18030"),
        ("ks_c_5601-1987", "cp949"),
        ("ISO-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("shift_jis", "cp932"),
        ('\\"us-ascii\\"', "cp1252"),
        ("charset=us-ascii", "cp1252"),
        ("unicode-1-1-utf-7", "utf-7"),
        ("X-UNKNOWN", ""),
        ("", ""),
        ("base64", ""),
        ("rot13", ""),
        ("utf8", "utf-8"),
        ("no-such-charset", ""),
    ],
)
def test_declared_names_are_hints(declared: str, codec: str) -> None:
    assert charsets.meant(declared) == codec


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("“пёс” — €".encode(), "utf-8", "“пёс” — €"),
        ("“€–”".encode("cp1252"), "iso-8859-1", "“€–”"),
        ("汉字处理镕".encode("gb18030"), "gb2312", "汉字处理镕"),
        ("привет, мир".encode("koi8-r"), "koi8-r", "привет, мир"),
        ("中文信件".encode(), "big5", "中文信件"),
        ("Grüße".encode(), "us-ascii", "Grüße"),
        ("Grüße".encode("cp1252"), "", "Grüße"),
        (b"Die Hasen +AOQ-", "unicode-1-1-utf-7", "Die Hasen ä"),
        ("汉字".encode("hz"), "hz-gb-2312", "汉字"),
        ("すみません".encode("iso2022_jp"), "", "すみません"),
        ("plain", "x-unknown", "plain"),
    ],
)
def test_bytes_decide(data: bytes | str, declared: str, text: str) -> None:
    raw = data if isinstance(data, bytes) else data.encode()
    assert charsets.decode(raw, declared)[0] == text


def test_two_chinese_characters_that_look_like_utf8_stay_chinese() -> None:
    assert charsets.decode("联通".encode("gbk"), "gb2312")[0] == "联通"


@pytest.mark.parametrize("declared", ["", "us-ascii", "iso-8859-1", "windows-1252"])
@pytest.mark.parametrize("codec", ["cp1251", "koi8-r"])
@pytest.mark.parametrize(
    "text", ["Не работи кафемашината", "СРОЧНО НУЖНА ПОМОЩЬ", "Здравейте, вижте https://example.com/login, Елица"]
)
def test_cyrillic_under_a_latin_label_is_read(text: str, codec: str, declared: str) -> None:
    assert charsets.decode(text.encode(codec), declared) == (text, "charset-guessed")


@pytest.mark.parametrize("text", ["Täna õhtul öeldi, et üle jõe", "ÄÖÜÄÖÜÄÖÜÄÖÜ", "Où ça été créé à Noël", "ÆØÅ æøå"])
def test_latin_letters_with_accents_stay(text: str) -> None:
    assert charsets.decode(text.encode("cp1252"), "iso-8859-1") == (text, "")


@pytest.mark.parametrize(
    ("text", "codec"), [("Καλημέρα σας, δεν λειτουργεί", "iso-8859-7"), ("汉字处理镕 我们今天去北京玩", "gb18030")]
)
def test_other_letters_without_a_label_are_no_cyrillic(text: str, codec: str) -> None:
    assert charsets.decode(text.encode(codec))[0] == text


def test_undeclared_cyrillic_is_detected() -> None:
    text = "Здравствуйте! Прошу сообщить, когда будет доставлен мой заказ. Спасибо большое."
    found, mark = charsets.decode(text.encode("cp1251"))
    assert found == text
    assert mark == "charset-guessed"


def test_a_bad_byte_in_utf8_is_patched_and_marked() -> None:
    text, mark = charsets.decode("Цена: 5 ".encode() + b"\x80" + " штук".encode(), "utf-8")
    assert text == "Цена: 5 € штук"
    assert mark == "charset-repaired"


def test_nul_and_controls_are_dropped() -> None:
    assert charsets.decode(b"a\x00b\x08c\r\nd\te")[0] == "abc\nd\te"


def test_nec_row_13_of_iso_2022_jp() -> None:
    assert japanese.decode(b"\x1b$B-!-5\x1b(B ok") == "①Ⅰ ok"


def test_half_width_katakana() -> None:
    assert japanese.decode(b"\x1b(I1\x1b(B \x1b$B-!\x1b(B") == "ｱ ①"


@given(st.text(alphabet="日本語のメール漢字かな", min_size=1))
def test_cp932_arithmetic_agrees_with_the_codec(text: str) -> None:
    raw = text.encode("iso2022_jp")
    assert japanese.decode(raw + b"\x1b$B-!\x1b(B") == text + "①"


@given(
    st.binary(max_size=300),
    st.sampled_from(["", "utf-8", "gb2312", "iso-2022-jp", "utf-7", "utf-16", "big5", "hz", "x"]),
)
def test_any_bytes_give_storable_text(data: bytes, declared: str) -> None:
    text, _ = charsets.decode(data, declared)
    text.encode("utf-8")
    assert "\x00" not in text
    assert "\r" not in text
