"""Which language a customer writes in."""

import pytest

from accord.translation.detecting import language_of


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Can you help me please", "en"),
        ("Where is the parcel that you sent to our office?", "en"),
        ("Please find the invoice, thank you. Ich habe nämlich schon bezahlt und warte seit Wochen auf Antwort", "de"),
        ("Здравейте, имам проблем с поръчката", "bg"),
        ("Tere, minu arve on vale", "et"),
        ("Sveiki, man ir problēma ar rēķinu", "lv"),
        ("Добрый день, не могу войти", "ru"),
        ("Naročilo še vedno ni prispelo, kaj naj storim?", "sl"),
        ("Guten Morgen, meine Rechnung ist falsch", "de"),
        ("Hej, jag kan inte logga in på mitt konto", "sv"),
        ("Hei, en voi kirjautua sisään", "fi"),
    ],
)
def test_a_sentence_tells_its_language(text: str, code: str) -> None:
    assert language_of(text) == code


def test_letters_that_a_language_lacks_rule_it_out() -> None:
    assert language_of("Mlinček za kavo se ustavi po desetih sekundah, prosim") == "sl"


@pytest.mark.parametrize("text", ["", "Hi there", "12 34 56", "ok https://example.com/a/b/c/d thanks", "K7Q-2MF-88D ?"])
def test_fewer_than_three_words_tell_nothing(text: str) -> None:
    assert language_of(text) == ""
