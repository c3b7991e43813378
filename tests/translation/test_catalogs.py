"""The catalogue commands, on a small tree of sources made for each test, and on Accord's own."""

import gettext
import json
from pathlib import Path

import pytest

from accord.translation import catalogs
from accord.translation.extracting import CannotExtract, from_python, template_catalog
from accord.translation.languages import LANGUAGES

SOURCE = """
from django.utils.translation import gettext_lazy as _, ngettext_lazy, pgettext, npgettext
a = _("Closed by %(name)s")
b = ngettext_lazy("%(count)d reply", "%(count)d replies", "count")
c = pgettext("month", "May")
d = npgettext("mail", "%(n)d draft", "%(n)d drafts", 3)
e = _("two " "parts")
"""
TEMPLATE = """
<h1>{{ _("Inbox") }}</h1>
{% trans %}
  Write to
  <b>us</b>
{% endtrans %}
{% trans count=n %}{{ count }} ticket{% pluralize %}{{ count }} tickets{% endtrans %}
{{ pgettext("verb", "Open") }}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    room = tmp_path / "accord" / "tickets"
    (room / "templates" / "tickets").mkdir(parents=True)
    (room / "closing.py").write_text(SOURCE)
    (room / "templates" / "tickets" / "list.html").write_text(TEMPLATE)
    (room / "readme.html").write_text("{{ _('not a template') }}")
    return tmp_path


def faults(tree: Path, language: str) -> list[str]:
    return [fault for fault in catalogs.check(tree) if f"/{language}/" in fault]


def fill_all(tree: Path, language: str) -> None:
    """Translate everything in a way that is right: the original, once per form."""
    entries = catalogs.missing(language, tree)
    for entry in entries:
        entry["msgstr"] = [entry["msgid_plural"] or entry["msgid"]] * int(str(entry["forms"]))
    catalogs.fill(language, entries, tree)


def put(tree: Path, language: str, msgid: str, *texts: str) -> None:
    catalogs.fill(language, [{"msgid": msgid, "msgstr": list(texts)}], tree)


def test_every_kind_of_call_and_tag_is_found(tree: Path) -> None:
    found = {(m.context, m.id) for m in template_catalog(tree) if m.id}
    assert found == {
        (None, "Closed by %(name)s"),
        (None, ("%(count)d reply", "%(count)d replies")),
        ("month", "May"),
        ("mail", ("%(n)d draft", "%(n)d drafts")),
        (None, "two parts"),
        (None, "Inbox"),
        (None, "Write to <b>us</b>"),
        (None, ("%(count)s ticket", "%(count)s tickets")),
        ("verb", "Open"),
    }


@pytest.mark.parametrize("call", ['_(f"Hello {name}")', "_(name)", 'ngettext("a", word, 2)'])
def test_a_sentence_that_no_translator_can_be_given_is_refused(call: str) -> None:
    with pytest.raises(CannotExtract, match="x.py:2"):
        list(from_python(f"from django.utils.translation import gettext as _, ngettext\n{call}", "x.py"))


def test_a_broken_template_is_refused(tree: Path) -> None:
    (tree / "accord" / "tickets" / "templates" / "bad.html").write_text("\n{% trans %}no end")
    with pytest.raises(CannotExtract, match=r"bad.html:2"):
        template_catalog(tree)


def test_from_nothing_to_compiled(tree: Path) -> None:
    assert catalogs.update(tree) == catalogs.TRANSLATED
    assert "has no translation" in faults(tree, "sl")[0]
    for language in catalogs.TRANSLATED:
        fill_all(tree, language)
    assert list(catalogs.check(tree)) == []
    put(tree, "sl", "%(count)d reply", "%(count)d A", "%(count)d B", "%(count)d C", "%(count)d D")
    assert len(catalogs.compile_all(tree)) == len(catalogs.TRANSLATED)
    assert catalogs.compile_all(tree) == []
    with (tree / "locale/sl/LC_MESSAGES/django.mo").open("rb") as file:
        slovenian = gettext.GNUTranslations(file)
    chosen = [slovenian.ngettext("%(count)d reply", "%(count)d replies", n)[-1] for n in (1, 2, 3, 5, 101)]
    assert chosen == ["A", "B", "C", "D", "A"]


def test_update_keeps_words_drops_what_is_gone_and_guesses_nothing(tree: Path) -> None:
    catalogs.update(tree)
    put(tree, "bg", "Inbox", "Входящи")
    put(tree, "bg", "two parts", "две части")
    source = tree / "accord" / "tickets" / "closing.py"
    source.write_text(source.read_text().replace("parts", "partz"))
    assert any("run `update`" in fault for fault in faults(tree, "bg"))
    catalogs.update(tree)
    catalog = catalogs.read("bg", tree)
    inbox, renamed = catalog.get("Inbox"), catalog.get("two partz")
    assert inbox is not None and inbox.string == "Входящи"
    assert renamed is not None and renamed.string == "" and not renamed.fuzzy
    assert catalog.get("two parts") is None
    assert catalogs.update(tree) == []


def test_files_hold_no_dates_and_no_line_numbers(tree: Path) -> None:
    catalogs.update(tree)
    text = catalogs.path_of("et", tree).read_text()
    assert "Date" not in text and "closing.py:" not in text and "#: accord/tickets/closing.py" in text


WRONG = [
    ("Closed by %(name)s", ["Zaprl %(ime)s"], "the gaps are"),
    ("Closed by %(name)s", ["Zaprl %(name)s, 100 %"], "a lone %"),
    ("Write to <b>us</b>", ["Pišite <i>nam</i>"], "the HTML tags differ"),
    ("Inbox", ["Prejeto "], "the blanks at the end differ"),
    ("Inbox", [""], "has no translation"),
    ("%(count)d reply", ["en odgovor", "%(count)d", "%(count)d", "%(count)d"], "the gaps are"),
    ("%(count)d reply", ["%(count)d", "%(count)d", "", "%(count)d"], "has no translation"),
]


@pytest.mark.parametrize(("msgid", "texts", "said"), WRONG)
def test_a_wrong_translation_is_named(tree: Path, msgid: str, texts: list[str], said: str) -> None:
    catalogs.update(tree)
    fill_all(tree, "sl")
    assert faults(tree, "sl") == []
    put(tree, "sl", msgid, *texts)
    (fault,) = faults(tree, "sl")
    assert said in fault and msgid in fault


def test_only_a_form_for_one_single_number_may_leave_the_number_out(tree: Path) -> None:
    """Estonian's first form is for 1 alone, Slovenian's also for 101 (checked above)."""
    catalogs.update(tree)
    fill_all(tree, "et")
    put(tree, "et", "%(count)d reply", "üks vastus", "%(count)d vastust")
    # The singular of the source names the number, so a translation may only drop it where the source drops it, too.
    assert faults(tree, "et") != []
    source = tree / "accord" / "tickets" / "closing.py"
    source.write_text(source.read_text().replace('"%(count)d reply"', '"one reply"'))
    catalogs.update(tree)
    put(tree, "et", "one reply", "üks vastus", "%(count)d vastust")
    assert faults(tree, "et") == []


def edit(tree: Path, language: str, old: str, new: str) -> None:
    path = catalogs.path_of(language, tree)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('msgid "Inbox"', '#, fuzzy\nmsgid "Inbox"', "is fuzzy"),
        ("nplurals=3", "nplurals=2", "num_plurals"),
        ("nplurals=3", "nplurals=4", "plural forms"),
        ("n != 0 ? 1 : 2", "n != 0 ? 2 : 1", "plural rule differs"),
        ('msgid "Inbox"', 'msgid "Outbox"', "is obsolete"),
        ('msgid "Inbox"', 'msgid "Outbox"', "not in the catalogue"),
    ],
)
def test_a_damaged_file_is_named(tree: Path, old: str, new: str, said: str) -> None:
    catalogs.update(tree)
    fill_all(tree, "lv")
    edit(tree, "lv", old, new)
    assert any(said in fault for fault in faults(tree, "lv"))


def test_fill_refuses_what_does_not_fit_and_writes_nothing(tree: Path) -> None:
    catalogs.update(tree)
    before = catalogs.path_of("ru", tree).read_bytes()
    for entry in (
        {"msgid": "Nowhere", "msgstr": "Нигде"},
        {"msgid": "%(count)d reply", "msgstr": ["%(count)d"]},
    ):
        with pytest.raises(catalogs.CatalogError):
            catalogs.fill("ru", [{"msgid": "Inbox", "msgstr": "Входящие"}, entry], tree)
    assert catalogs.path_of("ru", tree).read_bytes() == before


def test_the_commands_speak_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert catalogs.main(["missing", "ru"]) == 0
    assert isinstance(json.loads(capsys.readouterr().out), list)


def test_every_language_of_the_list_has_a_catalogue_with_its_plural_rule() -> None:
    """A language is one line and one file: this fails when the file was forgotten or its header is another's."""
    found = list(catalogs.check())
    for language in set(LANGUAGES) - {"en"}:
        assert catalogs.path_of(language).exists()
        assert not [f for f in found if f"/{language}/" in f and "plural" in f and "header" in f]
