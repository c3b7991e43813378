"""Trimming replies: quotes fold in many languages, words of the person never vanish."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.channels.email.parsing import quoting

NEW = "This is the new text.\nAnd a second line.\n\n"
INTRODUCTIONS = [
    "On Tue, May 5, 2020 at 10:22 AM Jane <jane@example.com>\nwrote:",
    "On 05/05/2020 10:22, Jane Doe wrote:",
    "On Wed, Dec 9, Jane Doe\n<jane@example.com>\nwrote:",
    "Max Mustermann <max@example.com> schrieb am 5. Mai 2020 um 10:22:",
    "Am 13.12.2017 um 21:11 schrieb Max Mustermann:",
    "El mar, 5 may 2020 a las 10:22, Juan\n(<juan@example.com>) escribió:",
    "Le mar. 5 mai 2020 à 10:22, Jean <jean@example.com> a\nécrit :",
    "Il giorno mar 5 mag 2020 alle ore 10:22 Anna <anna@example.com>\nha scritto:",
    "Em ter., 5 de mai. de 2020 às 10:22, Ana <ana@example.com> escreveu:",
    "Op di 5 mei 2020 om 10:22 schreef Jan <jan@example.com>:",
    "ti 5. toukok. 2020 klo 10.22 Matti (matti@example.com) kirjoitti:",
    "Dnia 5 maja 2020 10:22 Jan <jan@example.com> napisał(a):",
    "út 5. 5. 2020 v 10:22 odesílatel Jan <jan@example.com> napsal:",
    "вт, 5 мая 2020 г. в 10:22, Иван <ivan@example.com>:",
    "5 мая 2020 г., 10:22 пользователь Иван <ivan@example.com> написал:",
    "На вт, 5.05.2020 г. в 10:22 Иван <ivan@example.com> написа:",
    "Mari Maasikas (<mari@example.com>) kirjutas kuupäeval T, 5. mai 2020 kell\n10:22:",
    "otrd., 2020. g. 5. maijs, plkst. 10:22 — lietotājs Jānis (<janis@example.com>) rakstīja:",
    "V V tor., 5. maj 2020 ob 10:22 je oseba Janez <janez@example.com> napisala:",
    "Dne 05. 05. 2020 ob 10:22 je Janez Novak napisal(a):",
    "Jan <jan@example.com> ezt írta (időpont: 2020. máj. 5., K, 10:22):",
    "Den tis 5 maj 2020 kl 10:22 skrev Sven <sven@example.com>:",
    "tir. 5. maj 2020 kl. 10.22 skrev Hans <hans@example.com\n>:",
    "2020年5月5日(火) 10:22 田中 <tanaka@example.com>:",
    "在 2020年5月5日，上午10:22，王伟 <wang@example.com> 写道：",
    "Понедельник, 5 мая 2020, 10:22 +03:00 от Иван <ivan@example.com>:",
    "Janez <janez@example.com> je 5. maja 2020 ob 10:22 napisal/-a:",
    "5 Mayıs 2020 Sal 10:22 tarihinde Ali <ali@example.com> şunu yazdı:",
    "---- On Tue, 05 May 2020 10:22:50 +0530 Jane <jane@example.com> wrote ----",
]
BLOCKS = [
    "From: Jane <jane@example.com>\nSent: Tuesday, May 05, 2020 10:22 AM\nTo: Support\nSubject: RE: Hi",
    "________________________________\nVon: Max <max@example.com>\nGesendet: Dienstag\nAn: x\nBetreff: AW: Hallo",
    "*Od:* Jan <jan@example.com>\n*Wysłano:* 5 maja 2020 10:22\n*Do:* x@example.org\n*Temat:* Hej",
    "От: Иван <ivan@example.com>\nОтправлено: 5 мая 2020 г. 10:22\nКому: x@example.org\nТема: Привет",
    "От: Иван <ivan@example.com>\nИзпратено: 5 май 2020 г. 10:22\nДо: x@example.org\nОтносно: Привет",
    "Saatja: Mari <mari@example.com>\nSaadetud: 5. mai 2020 10:22\nAdressaat: x@example.org\nTeema: Tere",
    "No: Jānis <janis@example.com>\nNosūtīts: 5. maijs 2020 10:22\nKam: x@example.org\nTēma: Sveiki",
    "Od: Janez <janez@example.com>\nPoslano: 5. maj 2020 10:22\nZa: x@example.org\nZadeva: Pozdrav",
    "-----Original Message-----",
    "-----Ursprüngliche Nachricht-----",
    "-------- Оригинално писмо --------",
    "Begin forwarded message:\n\nFrom: x@example.com\nSubject: hi",
    "##- Please write above this line -##",
    "> > ##- Please write above\n> > this line -##",
    "--- Reply above this line ---",
]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
@pytest.mark.parametrize("mark", ["> ", ""], ids=["marked", "bare"])
def test_introduced_quotes_fold(introduction: str, mark: str) -> None:
    quote = f"{mark}old words\n{mark}more old words"
    visible, quoted = quoting.trim(f"{NEW}{introduction}\n\n{quote}\n")
    assert visible == NEW.strip()
    assert quoted == f"{introduction}\n\n{quote}"


@pytest.mark.parametrize("word", ["Citējot", "Tsiteerin", "Цитат от", "Quoting"])
def test_the_word_for_quoting_alone_introduces_marked_lines(word: str) -> None:
    assert quoting.trim(f"{NEW}{word} Ivo <ivo@example.com>:\n> old words\n")[0] == NEW.strip()


@pytest.mark.parametrize("block", BLOCKS)
def test_header_blocks_and_markers_fold(block: str) -> None:
    visible, quoted = quoting.trim(f"{NEW}{block}\n\nold words\n")
    assert visible == NEW.strip()
    assert "old words" in quoted


@pytest.mark.parametrize(
    "text",
    [
        "On the other hand, this is fine.\nOn average it works.",
        "I wrote with regards to the invoice.\n\nRegards the second point: no.",
        "From: Tallinn\nTo: Riga\nDate: 5 May\n\nPlease book this.",
        "I need a ticket.\nFrom: Tallinn\nTo: Riga\nDate: 5 May 2020",
        "Hello\n----\nmarkdown\n----\nend",
        "Points:\n-- first\n-- second\nbye",
        "- Please answer the above questions\n- second line",
        "I get this:\n> Traceback\n> ValueError\nwhat to do?",
        "As Bob said:\nthis is wrong.",
        "Hi,\n\nOn 5 May 2020 I wrote an email to info@example.com:\nno answer came.",
        "```\nsignature: '--'\n--\n```\nThe code above is mine.",
        "Hello.\n\nRegards,\nJohn\n\nPS: what about my refund?",
        "> quoted only",
        "-- \nonly a signature",
        "Best regards",
        "From: a@example.com\nSubject: forwarded\n\nwords of the forwarded mail",
    ],
)
def test_words_of_the_person_stay(text: str) -> None:
    assert quoting.trim(text) == (text, "")


def test_answers_between_quotes_stay_with_their_questions() -> None:
    text = "On 5 May 2020 at 10:22 Jane <j@example.com> wrote:\n> One?\n\nYes.\n\n> Two?\n\nNo."
    assert quoting.trim(text)[0] == "> One?\n\nYes.\n\n> Two?\n\nNo."


def test_answer_below_the_quote_stays() -> None:
    text = "On 5 May 2020 at 10:22 Jane <j@example.com> wrote:\n> One?\n> More.\n\nYes, it is."
    assert quoting.trim(text)[0] == "Yes, it is."


def test_a_wrapped_quoted_line_is_part_of_the_quote() -> None:
    quote = "> " + "long words " * 7 + "and\nsome rest\n> next"
    assert quoting.trim(f"{NEW}{quote}")[0] == NEW.strip()


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nJohn\nCEO",
        "Sent from my iPhone",
        "Отправлено с iPhone",
        "Вземете Outlook за Android",
        "Hangi Outlook Androidile",
        "Iegūt Outlook darbam ar Android<https://aka.ms/x>",
        "Получить Outlook для Android",
        "Pridobi Outlook za iOS",
        "Best regards,\nJohn Doe\nCEO",
        "С уважением,\nИван",
        "Lugupidamisega\nMari",
        "Ar cieņu,\nJānis",
        "Lep pozdrav\nJanez",
        "Поздрави,\nИван",
    ],
)
def test_signatures_fold(signature: str) -> None:
    assert quoting.trim(NEW + signature) == (NEW.strip(), signature)


def test_signature_below_the_quote_is_no_answer() -> None:
    text = f"{NEW}On 5 May 2020 at 10:22 Jane <j@example.com> wrote:\n> old\n\n-- \nJohn"
    assert quoting.trim(text)[0] == NEW.strip()


line = st.sampled_from(
    [
        "",
        "> quoted",
        "-- ",
        "On 5 May 2020 10:22 a <a@example.com> wrote:",
        "From: a@example.com",
        "Subject: x",
        "words",
        "Regards,",
        "##- x -##",
        "-----Original Message-----",
        "Sent from my phone",
        "   ",
        ">:",
        "```",
        "____",
    ]
)


@given(st.lists(line, max_size=12).map("\n".join) | st.text(max_size=200))
def test_nothing_is_lost_and_something_always_shows(text: str) -> None:
    visible, quoted = quoting.trim(text)
    assert bool(visible.strip()) == bool(text.strip())
    both = f"{visible}\n{quoted}".split()
    assert sorted(both) == sorted(text.split())


@pytest.mark.parametrize(
    "unit", [">", " ", "On ", "\n", "> a\n", "wrote:\n", "From: a\n", "--\n", "_", "##-", "1."]
)
def test_long_hostile_text_ends(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert bool(quoting.trim(text)[0]) == bool(text.strip())
