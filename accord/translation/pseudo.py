"""The pseudo-language `xx`: every sentence in ⟦brackets⟧ with accents, so that a test sees what was never translated.

Django's and allauth's own sentences are included, since people see them too (form errors, sign-in).
"""

import re
from importlib import resources
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGE = "xx"
OPENING, CLOSING = "⟦", "⟧"
_KEPT = re.compile(
    r"(%\(\w+\)[#0\- +]*[\d.]*[a-zA-Z]|%%|%[sdrfx]|\{\w*\}|<[^<>]*>|&#?\w+;|https?://\S+|\s+$|^\s+)"
)
_ACCENTS = str.maketrans("aceinouyACEINOUY", "âçéîñôûýÂÇÉÎÑÔÛÝ")
_PACKAGES = (
    ("django", "conf/locale/en/LC_MESSAGES/django.po"),
    ("django", "contrib/auth/locale/en/LC_MESSAGES/django.po"),
    ("django", "contrib/humanize/locale/en/LC_MESSAGES/django.po"),
    ("allauth", "locale/en/LC_MESSAGES/django.po"),
)


def accented(text: str) -> str:
    """The text with brackets and accents; gaps, HTML tags, entities, addresses and outer blanks stay as they are."""
    parts = _KEPT.split(text)
    body = "".join(part if index % 2 else part.translate(_ACCENTS) for index, part in enumerate(parts))
    core = body.strip()
    if not core:
        return text
    start = body.index(core)
    return f"{body[:start]}{OPENING}{core}{CLOSING}{body[start + len(core) :]}"


def build(folder: Path, template: Catalog) -> Path:
    """Write FOLDER/xx/LC_MESSAGES/django.mo from the sentences of `template` and of the packages; gives that path."""
    catalog = Catalog(locale=None, project="Accord", fuzzy=False)
    for source in (*_of_packages(), template):
        for message in source:
            if message.id and not _is_format(message):
                catalog.add(message.id, _translated(message), context=message.context)
    target = folder / LANGUAGE / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_mo(file, catalog)
    return target


def _translated(message: Message) -> str | tuple[str, ...]:
    if isinstance(message.id, (list, tuple)):
        return tuple(accented(form) for form in message.id)
    return accented(message.id)


def _is_format(message: Message) -> bool:
    """Date formats and the like are data with a name, not sentences."""
    return isinstance(message.id, str) and (
        message.id.isupper() and "_" in message.id or not message.id.strip()
    )


def _of_packages() -> list[Catalog]:
    catalogs = []
    for package, path in _PACKAGES:
        file = resources.files(package) / path
        if file.is_file():
            with file.open("rb") as opened:
                catalogs.append(read_po(opened))
    return catalogs
