"""The test language: everything is marked, and what a program needs stays whole."""

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from accord.translation import pseudo


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Close", "⟦Çlôsé⟧"),
        ("by %(name)s at 5%%", "⟦bý %(name)s ât 5%%⟧"),
        ("<a href='/one'>one</a> &amp; two", "⟦<a href='/one'>ôñé</a> &amp; twô⟧"),
        ("see https://example.com/one now", "⟦séé https://example.com/one ñôw⟧"),
        ("  {count} on  \n", "  ⟦{count} ôñ⟧  \n"),
        ("%d", "⟦%d⟧"),
    ],
)
def test_only_words_are_changed(text: str, expected: str) -> None:
    assert pseudo.accented(text) == expected


def test_what_is_built_can_be_loaded_and_holds_the_frameworks_words_too(tmp_path: Path) -> None:
    template = Catalog(fuzzy=False)
    template.add("Inbox")
    template.add(("%(n)d ticket", "%(n)d tickets"))
    with pseudo.build(tmp_path, template).open("rb") as file:
        built = gettext.GNUTranslations(file)
    assert built.gettext("Inbox") == "⟦Îñbôx⟧"
    assert [built.ngettext("%(n)d ticket", "%(n)d tickets", n) for n in (1, 2)] == [
        "⟦%(n)d tîçkét⟧",
        "⟦%(n)d tîçkéts⟧",
    ]
    assert built.gettext("This field is required.") == "⟦Thîs fîéld îs réqûîréd.⟧"
