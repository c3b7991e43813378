"""The catalogues of translations, `locale/LANGUAGE/LC_MESSAGES/django.po`, and the commands that keep them.

    python -m accord.translation.catalogs compile          .po -> .mo (bin/accord does it when a .po is newer)
    python -m accord.translation.catalogs update           bring new sentences into every .po, drop those that are gone
    python -m accord.translation.catalogs check            fail on anything missing, fuzzy, obsolete or broken
    python -m accord.translation.catalogs missing LANG     what is untranslated, as JSON
    python -m accord.translation.catalogs fill LANG FILE   put translations in, from that JSON
    python -m accord.translation.catalogs pseudo FOLDER    the test language xx

Sentences in the sources are English, so English has no catalogue. Needs neither Django nor a database, since it
runs while an environment is being made.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

from accord.translation import checking, pseudo
from accord.translation.extracting import ROOT, CannotExtract, template_catalog
from accord.translation.languages import LANGUAGES

TRANSLATED = [language for language in LANGUAGES if language != "en"]
_NOISE = re.compile(
    rb'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To|Generated-By): .*\n',
    re.MULTILINE,
)
_HEADER = (
    "# {name} translation of Accord.\n# Copyright: the Accord contributors; MIT licence, as Accord itself."
)


class CatalogError(Exception):
    """A command cannot do its work; the sentence says why and what to do."""


def path_of(language: str, root: Path = ROOT) -> Path:
    """Where the catalogue of `language` is kept."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str, root: Path = ROOT) -> Catalog:
    """The catalogue of `language`; an empty one with the right plural rule where no file exists yet.

    Raises CatalogError for a file that is no catalogue.
    """
    path = path_of(language, root)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        try:
            return read_po(file, locale=language, abort_invalid=True)
        except PoFileError as error:
            raise CatalogError(f"{path.name} of {language}, line {error.lineno}: {error}") from error


def _empty(language: str) -> Catalog:
    return Catalog(locale=language, project="Accord", version="1", fuzzy=False)


def write(catalog: Catalog, language: str, root: Path = ROOT) -> bool:
    """Write the catalogue, sorted, without dates and line numbers, so that diffs show words only. True if changed."""
    catalog.header_comment = _HEADER.format(name=language)
    buffer = BytesIO()
    write_po(buffer, catalog, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    content = _NOISE.sub(b"", buffer.getvalue())
    path = path_of(language, root)
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def update(root: Path = ROOT) -> list[str]:
    """Bring every catalogue in line with the sources, guessing nothing. Gives the languages whose file changed."""
    template = template_catalog(root)
    changed = []
    for language in TRANSLATED:
        old, new = read(language, root), _empty(language)
        for message in template:
            if not message.id:
                continue
            new.add(message.id, _kept(message, old), locations=message.locations, context=message.context)
            known = old.get(_key(message), message.context)
            if known is not None and known.fuzzy:
                new[_key(message)].flags.add("fuzzy")
        if write(new, language, root):
            changed.append(language)
    return changed


def _key(message: Message) -> str:
    return str(message.id[0]) if isinstance(message.id, (list, tuple)) else str(message.id)


def _kept(message: Message, old: Catalog) -> str | tuple[str, ...]:
    known = old.get(_key(message), message.context)
    if known is None or known.id != message.id:
        return tuple([""] * old.num_plurals) if message.pluralizable else ""
    return tuple(known.string) if isinstance(known.string, (list, tuple)) else str(known.string or "")


def compile_all(root: Path = ROOT) -> list[Path]:
    """Make the .mo of every catalogue whose .po is newer. Gives the files written."""
    written = []
    for language in TRANSLATED:
        source = path_of(language, root)
        target = source.with_suffix(".mo")
        if not source.exists() or target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = target.with_suffix(".mo.new")
        with fresh.open("wb") as file:
            write_mo(file, read(language, root))
        fresh.replace(target)
        written.append(target)
    return written


def check(root: Path = ROOT) -> Iterator[str]:
    """All faults of all catalogues, a line each, beginning with the file."""
    template = template_catalog(root)
    for language in TRANSLATED:
        path = path_of(language, root)
        where = path.relative_to(root).as_posix()
        if not path.exists():
            yield f"{where}: is not there: run `update`"
            continue
        try:
            catalog = read(language, root)
        except CatalogError as error:
            yield f"{where}: {error}"
            continue
        for fault in checking.faults(catalog, template, language):
            yield f"{where}: {fault}"


def missing(language: str, root: Path = ROOT) -> list[dict[str, object]]:
    """What `language` lacks: msgid, msgid_plural, context, forms (how many texts are needed), where it is used."""
    catalog = read(language, root)
    lacking: list[dict[str, object]] = []
    for message in catalog:
        if not message.id or all(checking.forms(message)) and not message.fuzzy:
            continue
        plural = message.id[1] if isinstance(message.id, (list, tuple)) else None
        lacking.append(
            {
                "msgid": _key(message),
                "msgid_plural": plural,
                "context": message.context,
                "forms": catalog.num_plurals if plural else 1,
                "where": sorted({place for place, _line in message.locations}),
                "msgstr": [],
            }
        )
    return lacking


def fill(language: str, entries: list[dict[str, object]], root: Path = ROOT) -> int:
    """Put translations in. Each entry is as `missing` gives it, with `msgstr` a text or a list of plural forms.

    Raises CatalogError for a sentence that the catalogue does not hold and for a wrong number of forms; nothing is
    written then. Gives how many entries were filled.
    """
    catalog, filled = read(language, root), 0
    for entry in entries:
        texts = [entry["msgstr"]] if isinstance(entry["msgstr"], str) else list(entry.get("msgstr") or [])  # type: ignore[call-overload]
        if not texts:
            continue
        context = entry.get("context")
        message = catalog.get(str(entry["msgid"]), str(context) if context else None)
        if message is None:
            raise CatalogError(f"{language} has no sentence {entry['msgid']!r}: run `update` first")
        needed = catalog.num_plurals if message.pluralizable else 1
        if len(texts) != needed:
            raise CatalogError(
                f"{entry['msgid']!r} needs {needed} forms in {language}, {len(texts)} were given"
            )
        message.string = tuple(texts) if message.pluralizable else texts[0]
        message.flags.discard("fuzzy")
        filled += 1
    write(catalog, language, root)
    return filled


def _run(arguments: argparse.Namespace) -> int:
    if arguments.command == "compile":
        for path in compile_all():
            print(f"compiled {path.relative_to(ROOT)}")
    elif arguments.command == "update":
        print("changed:", ", ".join(update()) or "nothing")
    elif arguments.command == "check":
        found = list(check())
        for fault in found:
            print(fault)
        print(f"translations: {len(found)} faults in {len(TRANSLATED)} catalogues")
        return 1 if found else 0
    elif arguments.command == "missing":
        json.dump(missing(arguments.language), sys.stdout, ensure_ascii=False, indent=1)
        print()
    elif arguments.command == "fill":
        filled = fill(arguments.language, json.loads(arguments.file.read_text("utf-8")))
        print(f"{arguments.language}: {filled} filled, {len(missing(arguments.language))} missing")
    elif arguments.command == "pseudo":
        print(pseudo.build(arguments.folder, template_catalog()))
    return 0


def main(argv: list[str] | None = None) -> int:
    """The command line; gives the exit code: 0 well, 1 faults found, 2 could not work."""
    parser = argparse.ArgumentParser(prog="accord.translation.catalogs", description="Keep the translations.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("compile", "update", "check"):
        commands.add_parser(name)
    for name in ("missing", "fill"):
        command = commands.add_parser(name)
        command.add_argument("language", choices=TRANSLATED)
        if name == "fill":
            command.add_argument("file", type=Path)
    commands.add_parser("pseudo").add_argument("folder", type=Path)
    try:
        return _run(parser.parse_args(argv))
    except (CatalogError, CannotExtract) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
