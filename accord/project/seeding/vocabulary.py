"""The words of seeded tickets: sentences of the sample's stories, sentences with gaps, and word lists, by language.

Each piece keeps its search terms, so that a message's terms are joined and not made again (0.1 ms saved each).
"""

import re
from dataclasses import dataclass
from functools import cache
from random import Random

from accord.project.sample.reading import stories
from accord.project.seeding.histories import Words
from accord.project.seeding.wording import worded

LANGUAGES = ("en", "et", "lv", "ru", "bg", "sl")
SHARES = (30, 15, 15, 15, 13, 12)
# Stands in seven tickets of any size of seed, in no other word list.
RARE = "theodolite"
RARE_TICKETS = 7
_SENTENCE = re.compile(r"(?<=[.!?])\s+")

# {n} an order number, {p} a product, {w} a word of the list below.
_GAPPED: dict[str, tuple[str, ...]] = {
    "en": ("The order is {n} .", "My grinder is a {p} .", "Please look at order {n} , it says {w} .",
           "The grinder came with {w} and {w} .", "On the box stands {w} {n} ."),
    "et": ("Tellimus on {n} .", "Minu veski on {p} .", "Palun vaadake tellimust {n} , seal on kirjas {w} .",
           "Pakis olid {w} ja {w} .", "Karbil on kiri {w} {n} ."),
    "lv": ("Pasūtījums ir {n} .", "Manas dzirnaviņas ir {p} .", "Lūdzu, apskatiet pasūtījumu {n} , tur ir {w} .",
           "Sūtījumā bija {w} un {w} .", "Uz kastes rakstīts {w} {n} ."),
    "ru": ("Заказ номер {n} .", "Моя кофемолка {p} .", "Посмотрите, пожалуйста, заказ {n} , там указано {w} .",
           "В коробке были {w} и {w} .", "На коробке написано {w} {n} ."),
    "bg": ("Поръчката е {n} .", "Моята мелачка е {p} .", "Моля, вижте поръчка {n} , там пише {w} .",
           "В пратката имаше {w} и {w} .", "На кутията пише {w} {n} ."),
    "sl": ("Naročilo je {n} .", "Moj mlinček je {p} .", "Prosim, poglejte naročilo {n} , tam piše {w} .",
           "V paketu sta bila {w} in {w} .", "Na škatli piše {w} {n} ."),
}  # fmt: skip
_PRODUCTS = ("G2", "G2-24", "M1", "Gooseneck 900", "Pot 5L", "Pot 3L", "Filter 4", "Moka 6", "Kettle K7")
_NAMES: dict[str, tuple[str, str]] = {
    "en": ("Hannah Daniel Grace Liam Priya Owen Noor Alice Samuel Ruth Peter Maya Tom Ella Jack Zoe",
           "Whitfield Osei Mwangi Byrne Raman Price Hughes Carter Bell Foster Kaur Lowe Marsh Nolan Quinn Sutton"),
    "et": ("Kätlin Siim Maarja Rein Liis Taavi Kristjan Anu Piret Mart Helen Tõnu Merle Jaan Triin Urmas",
           "Põldmäe Kask Tamm Saar Mägi Sepp Rebane Ilves Kukk Luik Oja Raud Lepik Vaher Kütt Jõesaar"),
    "lv": ("Līga Inese Zane Dace Ilze Elīna Sanita Baiba Laura Anna Kristīne Ieva Marta Gunta Vita Rūta",
           "Kalniņa Vītola Liepa Zariņa Bērziņa Krūmiņa Balode Eglīte Pētersone Ozola Siliņa Lāce Dreimane Roze"),
    "ru": ("Ольга Павел Марина Тимур Сергей Наталья Игорь Елена Антон Светлана Роман Дарья Кирилл Юлия Олег Вера",
           "Дурново Шевченко Ткаченко Бондаренко Седых Белых Черных Долгих Фоминых Русских Лысенко Живаго Дубяго"),
    "bg": ("Елица Рада Мария Ивана Десислава Весела Таня Невена Галина Диана Силвия Албена Яна Зорница",
           "Димитрова Стоянова Илиева Колева Петрова Иванова Тодорова Николова Василева Маринова Павлова Ангелова"),
    "sl": ("Žiga Mojca Andrej Nina Luka Petra Matej Urška Gregor Špela Boštjan Katja Rok Tjaša Aleš Barbara",
           "Kovačič Novak Zupan Hribar Kos Golob Kranjc Vidmar Turk Bizjak Rozman Hočevar Kavčič Mlakar Oblak Žagar"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language's pieces: what customers and agents say, sentences with gaps, rare words."""

    customers: tuple[Words, ...]
    agents: tuple[Words, ...]
    subjects: tuple[Words, ...]
    gapped: tuple[tuple[Words | str, ...], ...]
    products: tuple[Words, ...]
    rare: tuple[Words, ...]


@cache
def tongue(language: str) -> Tongue:
    """The pieces of a language, made once a process."""
    customers: list[str] = []
    agents: list[str] = []
    subjects: list[str] = []
    for story in stories():
        if story.language != language:
            continue
        subjects.append(story.subject)
        for step in story.steps:
            said = customers if step.verb in ("writes", "no", "phones") else agents
            said += [part for text in step.parts for part in _SENTENCE.split(text) if _plain(part)]
    chance = Random(f"words of {language}")
    gapped = [tuple(_gapped(sentence, language)) for sentence in _GAPPED[language]]
    return Tongue(
        tuple(worded(each, language) for each in dict.fromkeys(customers)),
        tuple(worded(each, language) for each in dict.fromkeys(agents)),
        tuple(worded(each, language) for each in subjects if len(each) < 200),
        tuple(gapped),
        tuple(worded(each, language) for each in _PRODUCTS),
        tuple(worded(each, language) for each in _made_words(language, chance)),
    )


@cache
def names_of(language: str) -> tuple[str, ...]:
    """Names of people who speak it."""
    first, last = (names.split() for names in _NAMES[language])
    return tuple(f"{one} {two}" for one in first for two in last)


def _plain(part: str) -> bool:
    return 8 < len(part) < 240 and not set(part) & set("<>&*|")


def _gapped(sentence: str, language: str) -> list[Words | str]:
    """Pieces and gaps by turns; a full stop or comma after a gap belongs to what fills it."""
    found: list[Words | str] = []
    for part in re.split(r"(\{[npw]\}(?: [.,])?)", sentence):
        text = part.strip()
        if text:
            found.append(text.replace(" ", "") if text.startswith("{") else worded(text, language))
    return found


def _made_words(language: str, chance: Random, number: int = 4000) -> list[str]:
    """Words that look like the language's: beginnings and ends of its own words, joined anew."""
    texts = [_all(story) for story in stories() if story.language == language]
    own = [word for text in texts for word in re.findall(r"[^\W\d_]{5,}", text)]
    known = {word.lower() for word in own}
    made: dict[str, None] = {}
    while len(made) < number:
        one, two = chance.choice(own), chance.choice(own)
        word = (one[: chance.randint(3, 5)] + two[-chance.randint(3, 6) :]).lower()
        if word not in known:
            made[word] = None
    return list(made)


def _all(story: object) -> str:
    return " ".join(" ".join(step.lines) for step in getattr(story, "steps", ()))
