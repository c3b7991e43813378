"""Russian: Snowball, with ё read as е, fleeting vowels put out and a few irregular nouns joined."""

import re

from accord.core.fulltext.folding import without_accents
from accord.core.fulltext.stemming import snowball

_IRREGULAR = {
    "писем": "письм", "денег": "деньг", "деньги": "деньг", "дня": "ден", "дню": "ден", "днем": "ден", "дне": "ден",
    "дни": "ден", "дней": "ден", "дням": "ден", "днями": "ден", "днях": "ден", "лет": "год", "люди": "человек",
    "людей": "человек", "людям": "человек", "счета": "счет", "счетов": "счет",
    "отмена": "отмен", "отмены": "отмен", "отмене": "отмен", "отмену": "отмен", "отзыв": "отзыв",
}  # fmt: skip

# ошибок and ошибка, звонок and звонка, отец and отца: the vowel before the last к or ц comes and goes.
_FLEETING = re.compile(r"(?<=[бвгджзйклмнпрстфхцчшщь])[ое](?=[кц]$)")
# настроек and настройка.
_BREVE = re.compile(r"(?<=[аоеи])е(?=к$)")
# отправлен and отправил: л comes after a lip sound before some endings.
_LIPS = re.compile(r"(?<=..[бвпмф])л$")


def stem(word: str) -> str:
    """The folded stem of a casefolded Russian word."""
    folded = without_accents(word)
    irregular = _IRREGULAR.get(folded)
    if irregular is not None:
        return irregular
    found = snowball.stem(folded, "ru").rstrip("ь")
    if len(found) > 4:
        found = _FLEETING.sub("", _BREVE.sub("й", found))
    return _LIPS.sub("", found)
