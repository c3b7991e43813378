"""cp1257 and cp1250 without a label are read, and no text of the west is read differently for it."""

import functools
from pathlib import Path
from random import Random

import django
import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from accord.channels.email.parsing import charsets, latin_letters, parse

OURS = Path(__file__).resolve().parents[4] / "locale"
DJANGO = Path(django.__file__).parent / "conf" / "locale"
WEST = ("de", "fr", "en", "es", "it", "pt", "nl", "sv", "fi", "da", "nb", "is", "ga", "ca", "gl", "eu", "et")
LETTERS = {
    "lv": "Labdien! Kafijas automāts vairs nestrādā, lūdzu palīdziet. Ar cieņu, Jānis Bērziņš",
    "lt": "Laba diena, kavos aparatas neveikia, prašau padėti kuo greičiau. Ačiū, Žilvinas Šimkus",
    "et": "Tere! Kohvimasin ei tööta, palun šeff tagasi kutsuda, garaaž on kinni. Žanna",
    "sl": "Pozdravljeni, kavni avtomat ne dela več. Prosim za pomoč čim prej. Hvala, Špela Žagar",
}
CODEC = {"lv": "cp1257", "lt": "cp1257", "et": "cp1257", "sl": "cp1250"}


@functools.cache
def sentences(path: Path, codec: str, shortest: int = 1) -> list[str]:
    """What a catalogue says that is more than ASCII and can be written in the codec."""
    with path.open("rb") as opened:
        said = [message.string for message in read_po(opened) if isinstance(message.string, str)]
    return [text for text in said if len(text) >= shortest and not text.isascii() and _fits(text, codec)]


def _fits(text: str, codec: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def western(language: str) -> list[str]:
    return sentences(DJANGO / language / "LC_MESSAGES" / "django.po", "cp1252")


@pytest.mark.parametrize("language", LETTERS)
def test_a_mail_without_a_label_is_read(language: str) -> None:
    text = LETTERS[language]
    mail = parse(b"From: a@example.com\nContent-Type: text/plain\n\n" + text.encode(CODEC[language]))
    assert mail.body_text == text and "charset-guessed" in mail.marks


@pytest.mark.parametrize(("language", "share"), [("lv", 0.85), ("sl", 0.7)])
def test_most_sentences_are_read(language: str, share: float) -> None:
    codec = CODEC[language]
    said = [one for one in sentences(OURS / language / "LC_MESSAGES" / "django.po", codec, 60) if "%" not in one]
    read = sum(charsets.decode(one.encode(codec))[0] == one for one in said)
    assert len(said) > 200 and read > share * len(said)


@pytest.mark.parametrize("language", WEST)
def test_no_western_sentence_is_taken_for_another(language: str) -> None:
    taken = [text for text in western(language) if latin_letters.codec_of(text.encode("cp1252"))]
    assert taken == []


@given(st.sampled_from(WEST), st.integers(0, 10_000), st.integers(12, 60))
def test_no_western_words_are_taken_for_others(language: str, seed: int, size: int) -> None:
    words = " ".join(western(language)).split()
    text = " ".join(Random(seed).sample(words, min(size, len(words))))
    assert latin_letters.codec_of(text.encode("cp1252")) == ""


@pytest.mark.parametrize(
    "text",
    ["Où ça été créé à Noël", "Così è, perché c'è più", "più è là", "très près", "C'est très bon", "È già là",
     "Ångström", "São João não é", "Þetta er gott, það er", "Æ ø å", "Grüße", "cañón", "Ève"],
)  # fmt: skip
def test_short_western_words_stay(text: str) -> None:
    assert latin_letters.codec_of(text.encode("cp1252")) == ""
