"""Thanks and nothing more, in six languages; anything else is not courtesy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.messaging.courtesy import is_courtesy, judge
from accord.messaging.courtesy.judging import LANGUAGES, MOST_CHARS
from accord.messaging.courtesy.lexicon import BrokenWords, lexicon, read


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!",
        "Thank you very much for your quick help.",
        "Thanks, Maria!",
        "Благодаря!",
        "Много благодаря за бързия отговор",
        "Aitäh, kõik korras.",
        "Suur tänu abi eest!",
        "Paldies!",
        "Liels paldies par palīdzību",
        "Спасибо большое!",
        "Спасибо, всё работает.",
        "Hvala lepa!",
        "Najlepša hvala za pomoč.",
    ],
)
def test_thanks(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello",
        "Thanks, but it still fails",
        "Thanks. It does not work",
        "Thanks?",
        "Thanks, order 123",
        "Thanks\nBroken",
        "Спасибо, но не работает",
        "Спасибо\nНе работает",
        "Aitäh, aga ei tööta",
        "Paldies, bet nestrādā",
        "Hvala, vendar ne dela",
        "Благодаря, но не работи",
        "Thanks for nothing",
        "Thank you, please call me",
        "ok",
        "thanks " * 60,
        "Thanks, see https://example.com",
    ],
)
def test_not_only_thanks(text: str) -> None:
    assert not is_courtesy(text)


def test_a_file_is_never_courtesy() -> None:
    assert not is_courtesy("Thanks!", has_files=True)


def test_the_sender_may_sign() -> None:
    assert is_courtesy("Thanks!\nMaria Petrova", sender_name="Maria Petrova")
    assert is_courtesy("Thanks!\nMaria Petrova", sender_name="Someone Else")
    assert is_courtesy("Thanks!\nOrlind Quarr", sender_name="Orlind Quarr")
    assert not is_courtesy("Thanks!\nOrlind Quarr", sender_name="Someone Else")
    assert is_courtesy("Thanks!\nO. Quarr", sender_name="Orlind Quarr")
    assert not is_courtesy("Thanks!\nB. Quarr", sender_name="Orlind Quarr")


def test_the_senders_own_name_begins_a_signature() -> None:
    signed = "Thanks!\n\nOrlind Quarr\nAccountant\n"
    assert is_courtesy(f"{signed}Woodwork Ltd", sender_name="Orlind Quarr")
    assert not is_courtesy(f"{signed}Woodwork Ltd", sender_name="Someone Else")
    assert not is_courtesy(f"{signed}Cancel", sender_name="Orlind Quarr")
    assert not is_courtesy(f"{signed}Call the manager", sender_name="Orlind Quarr")


@pytest.mark.parametrize(
    "text",
    [
        "Thanks 👍",
        "👍",
        "Thanks :)",
        "спасибо)))",
        "thx <3",
        "Dear Ms Allen, thank you.",
        "Hvala, lep dan!",
        "thaks",
        "Aitähh!",
        "aitah",
        "Thanks, aitäh, спасибо!",
    ],
)
def test_as_people_write(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize(
    "text",
    [
        "👎",
        "Thanks :(",
        "“Thanks” for your “help”",
        "Thanks...",
        "Thanks, Monday",
        "Thanks. Help!",
        "Thank you. Refund",
        "Thanks, CANCEL",
        "Спасибо, быстро!",
        "Aitäh, kiire!",
        "Thanks, no problem",
        "няма проблеми, благодаря",
        "Thanks % $",
        "Thanks\u202e",
    ],
)
def test_the_careful_side(text: str) -> None:
    assert not is_courtesy(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thank you, the trellis works now.",
        "Thanks, my thingamajig has arrived",
        "Thank you for your tirelessness",
        "Благодаря, парогенераторът работи",
        "Спасибо, парогенератор заработал",
        "Aitäh, minu aurupott töötab jälle",
        "Paldies, tvaikonis strādā",
        "Hvala, parnik deluje",
        "Благодаря, че се притекохте",
        "Спасибо, что откликались",
    ],
)
def test_a_word_that_nobody_listed_where_it_is_safe(text: str) -> None:
    assert is_courtesy(text)


@pytest.mark.parametrize(
    "text",
    [
        "The trellis works now.",
        "Thank you, the wrong trellis arrived",
        "Thanks, the trellis",
        "Thanks for ignoring me",
        "Благодаря, другият парогенератор работи",
        "Спасибо, парогенератор плохо работает",
        "Спасибо, пришёл брак",
        "Aitäh, vana aurupott töötab",
        "Paldies, saņēmu bojātu",
        "Hvala, parnik je prispel počen",
        "Благодаря, че счупихте парогенератора",
        "Hvala, da ste izgubili parnik",
        "Благодаря, по куриер",
        "Thanks, this afternoon",
        "Спасибо, в отделении",
    ],
)
def test_a_word_that_nobody_listed_where_it_is_not(text: str) -> None:
    assert not is_courtesy(text)


def test_it_says_which_words_did_it() -> None:
    assert judge("Hi Tom, it works now, thanks a lot! 👍").words == ("works", "thanks a lot", "👍")
    assert judge("Thanks, but").words == ()


_WORDS = sorted(word for code in LANGUAGES for word in lexicon(code).vocabulary())
_MADE_OF_KNOWN_WORDS = st.lists(st.sampled_from(_WORDS), max_size=60).map(" ".join)


@given(st.one_of(st.text(max_size=2 * MOST_CHARS), _MADE_OF_KNOWN_WORDS), st.booleans(), st.text(max_size=40))
def test_it_never_raises(text: str, files: bool, name: str) -> None:
    found = judge(text, files, name)
    assert found.courtesy == bool(found.words)
    assert not (found.courtesy and files)


@given(st.text(max_size=100), st.sampled_from(["?", "7", "@", "#", "/", "…", "“", "("]))
def test_never_with_a_sign_that_asks_or_names(text: str, sign: str) -> None:
    assert not is_courtesy(f"thanks {text} {sign} thanks")


@given(
    st.sampled_from(
        ["not", "but", "no", "не", "но", "ей", "ei", "aga", "bet", "nav", "nē", "ne", "ampak", "обаче"]
    )
)
def test_never_with_a_negation_or_a_but(word: str) -> None:
    for thanks in ("Thanks", "Благодаря", "Aitäh", "Paldies", "Спасибо", "Hvala"):
        assert not is_courtesy(f"{thanks}, {word}")
        assert not is_courtesy(f"{word} {thanks}")


@pytest.mark.parametrize(
    "word", ["ok", "so", "thanks", "теперь всё", "zdaj vse", "nüüd juba", "tagad viss", "x"]
)
def test_its_work_is_bounded(word: str) -> None:
    """Words that fit a phrase in several ways: a pattern that tried them all would take years over fifty of them."""
    for end in ("", "x", "ok"):
        judge((f"{word} " * 50)[: MOST_CHARS - 2] + end)


@pytest.mark.parametrize("text", ["[thansk]\nthanks", "thanks", "[thanks]\n(a|b", "[thanks]\na1"])
def test_a_broken_word_file_is_found_when_it_is_read(text: str) -> None:
    with pytest.raises(BrokenWords, match="line"):
        list(read(text, "words.en.txt"))


_THANKS = ["Thanks a lot", "Много благодаря", "Suur aitäh", "Liels paldies", "Большое спасибо", "Hvala lepa"]
_MORE = """broken; still waiting; call me; refund; please send it; when; i want more; not now; until friday;
costs too much;
счупено; чакам; обадете се; върнете парите; изпратете я; кога; искам още; не сега; до петък; няма звук;
katki; ootan; helistage; tagastage raha; saatke ära; millal; tahan veel; mitte nüüd; reedeni; heli pole;
saplīsis; gaidu; zvaniet; atmaksājiet naudu; atsūtiet to; kad; gribu vēl; ne tagad; līdz piektdienai; skaņas nav;
сломано; жду; позвоните; верните деньги; пришлите его; когда; хочу ещё; не сейчас; до пятницы; звука нет;
pokvarjeno; čakam; pokličite; vrnite denar; pošljite ga; kdaj; hočem še; ne zdaj; do petka; zvoka ni"""


@pytest.mark.parametrize("more", [each.strip() for each in _MORE.split(";")])
def test_never_with_a_request_beside_it(more: str) -> None:
    for thanks in _THANKS:
        for text in (
            f"{thanks}, {more}",
            f"{thanks} {more}",
            f"{more}. {thanks}!",
            f"{thanks}\n{more}",
            f"{thanks}, {more.title()}",
        ):
            assert not is_courtesy(text), text
