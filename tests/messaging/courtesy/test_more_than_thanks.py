"""Requests, conditions, limits, sarcasm and offers taken, in six languages: thanks around them hide none of them."""

from pathlib import Path

import pytest

from accord.messaging.courtesy import is_courtesy
from accord.messaging.courtesy.judging import LANGUAGES
from accord.messaging.courtesy.latin import typed_plainly

THANKS = {
    "en": ("Thanks", "Great service, thank you very much"),
    "bg": ("Благодаря", "Много благодаря за помощта"),
    "et": ("Aitäh", "Suur tänu abi eest"),
    "lv": ("Paldies", "Liels paldies par palīdzību"),
    "ru": ("Спасибо", "Большое спасибо за помощь"),
    "sl": ("Hvala", "Najlepša hvala za pomoč"),
}
SHAPES = (
    "{thanks}, {more}",
    "{thanks}. {title}.",
    "{more}. {thanks}!",
    "{title}, {thanks}",
    "{thanks}\n{more}",
)
AT_LEAST = 25


def fragments() -> dict[str, list[str]]:
    """What asks for more, a list a language."""
    text = Path(__file__).with_name("more_than_thanks.txt").read_text(encoding="utf-8")
    blocks = [block.split("]\n", 1) for block in text.split("[")[1:]]
    return {code: [each.strip() for each in more.split(",")] for code, more in blocks}


def around(language: str, more: str) -> list[str]:
    """The fragment with thanks before and after it."""
    return [
        shape.format(thanks=thanks, more=more, title=more[:1].upper() + more[1:])
        for shape in SHAPES
        for thanks in THANKS[language]
    ]


def test_each_language_has_its_fragments() -> None:
    found = fragments()
    assert set(found) == set(LANGUAGES)
    assert all(len(set(each)) >= AT_LEAST for each in found.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_thanks_hide_no_request(language: str) -> None:
    swallowed = [
        text for more in fragments()[language] for text in around(language, more) if is_courtesy(text)
    ]
    assert swallowed == []


@pytest.mark.parametrize("language", ["bg", "ru"])
def test_nor_in_latin_letters(language: str) -> None:
    swallowed = [
        text
        for more in fragments()[language]
        for text in around(language, more)
        if is_courtesy(typed_plainly(text))
    ]
    assert swallowed == []
