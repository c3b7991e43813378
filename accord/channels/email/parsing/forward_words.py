"""Words by which mail programs introduce a forwarded mail. Data for `forwards`, nothing else."""

import re

# Between dashes: Gmail, Thunderbird, Outlook on the web, Yandex, Mail.ru, Roundcube, Lotus Notes.
_BETWEEN_DASHES = """forwarded message|forwarded mail|fwd message|original message|forwarded by .{1,80}|
    препратено съобщение|препратено писмо|оригинално съобщение|първоначално съобщение|
    оригинално писмо|препращане на съобщение|
    edastatud kiri|edastatud sõnum|edasisaadetud kiri|edasi saadetud kiri|algne kiri|algkiri|algne sõnum|
    pārsūtīta ziņa|pārsūtīts ziņojums|pārsūtītā ziņa|pārsūtīta vēstule|pārsūtītā vēstule|sākotnējais ziņojums|
    sākotnējā ziņa|oriģinālais ziņojums|
    пересылаемое сообщение|пересланное сообщение|перенаправленное сообщение|переадресованное сообщение|
    пересылаемое письмо|исходное сообщение|оригинальное сообщение|
    posredovano sporočilo|posredovana pošta|izvirno sporočilo|prvotno sporočilo|
    weitergeleitete nachricht|ursprüngliche nachricht|message transféré|mensaje reenviado|messaggio inoltrato"""
# A line of its own, without dashes: Apple Mail.
_ALONE = """begin forwarded message|начало на препратеното съобщение|начало на препратено съобщение|
    препратено съобщение|algus edastatud kirjast|edastatud kirja algus|edastatud kiri|pārsūtītā ziņojuma sākums|
    pārsūtītais ziņojums|начало переадресованного сообщения|начало пересылаемого сообщения|пересылаемое сообщение|
    začetek posredovanega sporočila|posredovano sporočilo|anfang der weitergeleiteten (?:nachricht|e-mail)|
    début du message (?:réexpédié|transféré)"""
_ENDING = """end of forwarded message|край на препратеното съобщение|edastatud kirja lõpp|pārsūtītā ziņojuma beigas|
    конец пересылаемого сообщения|конец пересланного сообщения|konec posredovanega sporočila"""


def _words(text: str) -> str:
    return "|".join(" ".join(word.split()) for word in text.split("|"))


_DASHES = "[-–—_=]{2,}"
MARKER = re.compile(
    rf"[\s>*]*{_DASHES}\s*(?:{_words(_BETWEEN_DASHES)})\s*[:：]?\s*{_DASHES}[\s*]*", re.IGNORECASE
)
ALONE = re.compile(rf"[\s>*]*(?:{_words(_ALONE)})\s*[:：][\s*]*", re.IGNORECASE)
ENDING = re.compile(rf"[\s>*]*{_DASHES}\s*(?:{_words(_ENDING)})\s*{_DASHES}[\s*]*", re.IGNORECASE)
RULE = re.compile(r"[\s>]*(?:_{10,}|-{10,})\s*")
# Before the subject: FW of Outlook in all languages of its own, and what others put there.
PREFIX = re.compile(
    r"\s*(?:fwd?|wg|tr|rv|vb|пр|препр|препратено|edasi|edastus|pārs|pārsūtīts|пер|пересл|posr|pd)\s*[:：]",
    re.IGNORECASE,
)

# Beginnings of the names of months in the six languages, longer ones first where one is the other's beginning.
_MONTHS = """jaan 1|jan 1|янв 1|яну 1|veeb 2|feb 2|фев 2|mär 3|mar 3|мар 3|apr 4|апр 4|mai 5|may 5|maj 5|май 5|мая 5|
    juun 6|jun 6|jūn 6|июн 6|юни 6|juul 7|jul 7|jūl 7|июл 7|юли 7|aug 8|avg 8|авг 8|sep 9|сен 9|сеп 9|
    okt 10|oct 10|окт 10|nov 11|ноя 11|ное 11|dets 12|dec 12|дек 12"""
MONTHS = {name: int(number) for name, number in (each.split() for each in _words(_MONTHS).split("|"))}
