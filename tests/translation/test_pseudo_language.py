"""The test language works inside Django, and the reader of pages finds what was never translated."""

from pathlib import Path

import pytest
from django import forms
from django.utils.translation import get_language, gettext, ngettext

from tests.pseudo import speaking, unmarked


def test_django_speaks_it_inside_the_block_only(tmp_path: Path) -> None:
    class Form(forms.Form):
        name = forms.CharField()

    before = get_language()
    with speaking(tmp_path):
        assert get_language() == "xx"
        assert gettext("This field is required.").startswith("⟦")
        two, many = (ngettext("%(num)d day", "%(num)d days", count) for count in (2, 5))
        assert two == many and two.startswith("⟦")
        assert unmarked(str(Form({}).errors["name"])) == []
    assert get_language() == before
    assert gettext("This field is required.") == "This field is required."


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>⟦Çlôsé⟧</p>", []),
        ("<p>Close</p>", ["Close"]),
        ("<p>⟦Çlôsé⟧ now</p>", ["⟦Çlôsé⟧ now"]),
        ("<input type=submit value=Send>", ["Send"]),
        ("<img alt='A picture'><br><p>12:30 · 5</p>", ["A picture"]),
        ("<script>var words</script><p lang=bg>Здравейте</p><span translate=no>K7Q-2MF</span>", []),
        ("<p lang=bg>Иван<br>Петров</p><b>Left</b>", ["Left"]),
        ("<p>Ivan Petrov</p>", []),
    ],
)
def test_what_a_person_sees_untranslated_is_found(html: str, found: list[str]) -> None:
    assert unmarked(html, data=("Ivan Petrov",)) == found
