"""Making texts: a subject, what a customer writes, what an agent answers."""

from collections.abc import Sequence

from accord.project.seeding.chance import Chance
from accord.project.seeding.histories import Words
from accord.project.seeding.vocabulary import LANGUAGES, RARE, Tongue, tongue
from accord.project.seeding.wording import worded

_SIGNED = "Example Shop"


class Speaker:
    """Speaks all languages, by chance but always the same for the same `chance`."""

    def __init__(self, chance: Chance) -> None:
        self.chance = chance
        self.tongues = {language: tongue(language) for language in LANGUAGES}
        self.shop = {language: worded(_SIGNED, language) for language in LANGUAGES}
        self.rare = {language: worded(RARE, language) for language in LANGUAGES}
    def subject(self, language: str) -> Words:
        """A subject, mostly with an order's number."""
        chance, spoken = self.chance, self.tongues[language]
        parts = [self.chance.one_of(spoken.subjects)]
        if chance.random() < 0.6:
            parts.append(self._number(""))
        return _joined(parts, language)

    def customer(self, language: str, *, quoted: str = "", rare: bool = False) -> Words:
        """What a customer writes: two to six sentences."""
        chance, spoken = self.chance, self.tongues[language]
        parts = [self.chance.one_of(spoken.customers) for _ in range(chance.between(1, 4))]
        parts += self._filled(self.chance.one_of(spoken.gapped), spoken)
        if chance.random() < 0.5:
            parts += self._filled(self.chance.one_of(spoken.gapped), spoken)
        if rare:
            parts.append(self.rare[language])
        return _joined(parts, language, html=chance.random() < 0.6, quoted=quoted)

    def agent(self, language: str, name: str) -> Words:
        """What an agent answers."""
        chance, spoken = self.chance, self.tongues[language]
        parts = [self.chance.one_of(spoken.agents) for _ in range(chance.between(2, 4))]
        parts += self._filled(self.chance.one_of(spoken.gapped), spoken)
        parts.append(self.shop[language])
        return _joined(parts, language, html=True)

    def part(self, language: str) -> str:
        """One sentence of an explanation."""
        return self.chance.one_of(self.tongues[language].agents).text

    def _filled(self, sentence: Sequence[Words | str], spoken: Tongue) -> list[Words]:
        found: list[Words] = []
        for each in sentence:
            if isinstance(each, Words):
                found.append(each)
            elif each[1] == "n":
                found.append(self._number(each[3:]))
            else:
                filling = self.chance.one_of(spoken.products if each[1] == "p" else spoken.rare)
                mark = each[3:]
                found.append(Words(filling.text + mark, filling.exact, filling.stems) if mark else filling)
        return found

    def _number(self, mark: str) -> Words:
        number = str(self.chance.between(10_000, 9_999_999))
        return Words(number + mark, number)


def _joined(parts: Sequence[Words], language: str, *, html: bool = False, quoted: str = "") -> Words:
    texts, exact, stems, *_ = zip(*parts, strict=True)
    text = " ".join(texts)
    return Words(
        text,
        " ".join(filter(None, exact)),
        " ".join(filter(None, stems)),
        language,
        f"<p>{text}</p>" if html else "",
        quoted,
    )
