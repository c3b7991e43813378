"""Signatures at the foot of a text: the `-- ` line, a phone's own line, a closing formula with a name under it."""

# ruff: noqa: E501 - long rows of words in patterns read better unbroken.

import re

_MAX_SIGNATURE_LINES = 40
_MAX_CLOSING_LINES = 9
_MAX_CLOSING_CHARS = 90
_DELIMITER = re.compile(r"^(?:--|— ?|–|__) ?$")
_SENT_FROM = re.compile(
    r"""(?ix)^[\s*_>\[(]*(?:
    (?:sent|send|written)\ (?:from|with|via|by)\ (?:my\ |the\ |a\ )?\S | sent\ from\ \S | get\ outlook\ for\ | diese\ nachricht\ wurde\ von\ meinem |
    (?:вземете|изтеглете|изтегляне\ на|получить|получите|скачайте|hangi|hankige|iegūt|iegūstiet|pridobi|pridobite|prenesite)\ outlook\ \S+(?:\ \S+){0,2}\s*$ |
    get\ bluemail\ for | sent\ using\ | (?:von|mit)\ mein(?:em|er)\ .{1,60}\ (?:gesendet|geschickt|verschickt) |
    gesendet\ (?:von|mit|aus)\ | holen\ sie\ sich\ outlook |
    envoyé\ (?:de|depuis|à\ partir|avec|par)\b | télécharger\ outlook | obtenez\ outlook | enviado\ (?:desde|do|da|de|a\ partir|via)\ |
    obtener\ outlook | obter\ o\ outlook | inviato\ (?:da|dal|con)\ | scarica\ outlook | ottieni\ outlook | verzonden\ (?:vanaf|met|via|van)\ | verstuurd\ (?:vanaf|met|via|van)\ |
    outlook\ voor\ | sendt\ (?:fra|med)\ | hent\ outlook | skickat\ (?:från|med)\ | skickades\ från\ | hämta\ outlook |
    lähetetty\ | lataa\ outlook | wysłan[eoya]\ (?:z|za)\ | pobierz\ outlook | odesláno\ z | odoslané\ z | stáhněte\ | získať\ outlook |
    отправлено\ (?:с|из|через)\ | скачать\ outlook | изпратено\ (?:от|чрез|с)\ (?:моя|моят|моето|iphone|ipad|android|samsung|mail|yahoo|outlook|поща) |
    надіслано\ (?:з|із|через)\ | saadetud\ (?:minu|mobiilist|outlook|iphone|ipad|yahoo|android|rakendus) | hankige\ outlook |
    nosūtīts\ no\ | sūtīts\ no\ | išsiųsta\ iš\ | poslano\ (?:iz|z|s|preko)\ | elküldve\ | trimis\ (?:de\ pe|din)\ | στάλθηκε\ από |
    (?:iphone|ipad|android|galaxy|samsung)['’]?\S{0,8}\ (?:gönderildi|から|에서) | iphoneから送信 | 发自我的 | 從我的 | 從我的iphone傳送 | 내\ iphone에서\ |
    나의\ iphone | đã\ gửi\ từ | dikirim\ dari
    )"""
)
_CLOSINGS = frozenset(
    """regards|best regards|kind regards|warm regards|kindest regards|with kind regards|with best regards|many regards|
    best wishes|with regards|yours sincerely|yours faithfully|yours truly|sincerely|sincerely yours|respectfully|
    br|kr|cordially|warmly|all the best|rgds|
    mit freundlichen grüßen|mit freundlichen grüssen|freundliche grüße|freundliche grüsse|viele grüße|viele grüsse|
    liebe grüße|beste grüße|beste grüsse|mit freundlichem gruß|mit freundlichem gruss|mit besten grüßen|herzliche grüße|
    schöne grüße|mfg|lg|gruß|gruss|grüße|hochachtungsvoll|
    cordialement|bien cordialement|bien à vous|salutations|meilleures salutations|sincères salutations|
    saludos|un saludo|saludos cordiales|atentamente|cordialmente|saluti|cordiali saluti|distinti saluti|un saluto|
    atenciosamente|cumprimentos|com os melhores cumprimentos|abraços|
    met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|vriendelijke groeten|groeten|mvg|
    med venlig hilsen|venlig hilsen|de bedste hilsner|bedste hilsner|mvh|hilsen|med vennlig hilsen|vennlig hilsen|
    med vänlig hälsning|med vänliga hälsningar|vänliga hälsningar|vänlig hälsning|hälsningar|ystävällisin terveisin|
    terveisin|parhain terveisin|t.|pozdrawiam|z poważaniem|pozdrowienia|s pozdravem|s přátelským pozdravem|s pozdravom|
    с уважением|с наилучшими пожеланиями|всего доброго|с уважение|поздрави|сърдечни поздрави|най-добри пожелания|з повагою|
    lugupidamisega|tervitades|tervitustega|parimate soovidega|parimat|heade soovidega|
    ar cieņu|ar sveicieniem|visu labu|pagarbiai|su pagarba|
    lep pozdrav|lp|lep pozdrav vam|s spoštovanjem|lepo pozdravljeni|srdačan pozdrav|pozdrav|s poštovanjem|
    üdvözlettel|tisztelettel|cu stimă|cu respect|saygılarımla|iyi çalışmalar|με εκτίμηση|敬具|此致|祝好""".replace(
        "\n", ""
    ).split("|")
)
_CLOSINGS = frozenset(" ".join(item.split()) for item in _CLOSINGS)
_TRAILING = " \t,.!;:*_-–—"


def cut(lines: list[str]) -> int:
    """How many of the leading `lines` are words and not signature. Never less than the first line with text.

    A `--` line begins a signature if at most 40 lines follow; a phone's line ("Sent from my ...") must be among the last
    three with text; a closing formula must stand alone, with at most nine short lines and no question under it.
    """
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    end = _at_delimiter(lines, first)
    for _ in range(3):
        end = _trim(lines, end)
        shorter = _at_sent_from(lines, end, first)
        if shorter == end:
            break
        end = shorter
    end = _at_closing(lines, end, first)
    return _trim(lines, end)


def _trim(lines: list[str], end: int) -> int:
    while end > 0 and not lines[end - 1].strip(" \t\u00a0\u200b_-*"):
        end -= 1
    return end


def _at_delimiter(lines: list[str], first: int) -> int:
    fenced = False
    for at, line in enumerate(lines):
        if line.startswith("```"):
            fenced = not fenced
        if (
            at > first
            and not fenced
            and _DELIMITER.match(line)
            and len(lines) - at - 1 <= _MAX_SIGNATURE_LINES
        ):
            return at
    return len(lines)


def _at_sent_from(lines: list[str], end: int, first: int) -> int:
    seen = 0
    for at in range(end - 1, first, -1):
        line = lines[at].strip()
        if not line:
            continue
        if len(line) <= 200 and _SENT_FROM.match(line):
            return at
        seen += 1
        if seen >= 3 or len(line) > _MAX_CLOSING_CHARS:
            break
    return end


def _at_closing(lines: list[str], end: int, first: int) -> int:
    below = 0
    for at in range(end - 1, first, -1):
        line = lines[at].strip()
        if not line:
            continue
        if is_closing(line):
            return at
        below += 1
        if below > _MAX_CLOSING_LINES or len(line) > _MAX_CLOSING_CHARS or line.endswith(("?", "？")):
            break
    return end


def is_closing(line: str) -> bool:
    """A closing formula on a line of its own, whatever its punctuation."""
    return len(line) <= 60 and " ".join(line.lower().strip(_TRAILING).split()) in _CLOSINGS
