"""Templates are compiled once for each language, and what cannot change is worked out then."""

from django.utils import translation
from jinja2 import DictLoader
from markupsafe import Markup, escape

from accord.core import templates


def environment(**sources: str) -> templates.Environment:
    return templates.environment(loader=DictLoader(sources))


def test_each_language_has_its_own_sentences() -> None:
    env = environment(page="{{ _('Yes') }} {{ direction() }}")
    said = {}
    for language in ("en", "bg", "en"):
        with translation.override(language):
            said[language] = env.get_template("page").render()
    assert said["en"] == "Yes ltr"
    assert said["bg"] == f"{_in('bg', 'Yes')} ltr"


def _in(language: str, text: str) -> str:
    with translation.override(language):
        return translation.gettext(text)


def test_included_templates_are_of_the_same_language() -> None:
    env = environment(page="{% include 'part' %}", part="{{ get_language() }}")
    with translation.override("lv"):
        assert env.get_template("page").render() == "lv"
    with translation.override("sl"):
        assert env.get_template("page").render() == "sl"


def test_what_is_included_is_handed_on_whole() -> None:
    env = environment(page="<{% for n in (1, 2) %}{% include 'part' %}{% endfor %}>", part="{{ n }}{{ a }}.")
    assert env.get_template("page").render(a="&") == "<1&amp;.2&amp;.>"
    assert "for event in" not in str(env.compile("{% include 'part' %}", raw=True))


def test_what_is_settled_is_asked_once() -> None:
    calls: list[tuple[str, str]] = []

    def badge(name: str, label: str = "") -> Markup:
        calls.append((name, label))
        return Markup("<b>{}</b>").format(label or name)

    env = environment(page="{% for n in numbers %}{{ badge('a', label=_('Yes')) }}{{ badge(n) }}{% endfor %}")
    env.globals["badge"] = badge
    env.settled.add("badge")
    with translation.override("en"):
        page = env.get_template("page")
        assert calls == [("a", "Yes")]
        assert page.render(numbers=["<1>", "2"]) == "<b>Yes</b><b>&lt;1&gt;</b><b>Yes</b><b>2</b>"


def test_gaps_of_a_sentence_are_filled_while_rendering_and_escaped() -> None:
    env = environment(page="{{ _('100%% of %(what)s & more', what=what) }}{% trans n=what %}{{ n }}{% endtrans %}")
    with translation.override("en"):
        assert env.get_template("page").render(what="<i>") == "100% of &lt;i&gt; & more&lt;i&gt;"


def test_plain_text_is_not_escaped() -> None:
    source = DictLoader({"mail": "{{ what }} {{ _('a & b %(n)s', n=what) }}"})
    env = templates.environment(loader=source, autoescape=False)
    with translation.override("en"):
        assert env.get_template("mail").render(what="<i>") == "<i> a & b <i>"


def test_output_is_escaped_as_markupsafe_does_it() -> None:
    for value in ("<a href='x'>&\"</a>", Markup("<b>"), 5, None, 1.5, "š"):
        assert str(templates.written(value)) == str(escape(value))


def test_macros_loops_and_blocks_still_escape_what_they_are_given() -> None:
    env = environment(
        page="{% macro m(q) %}<b>{{ q }}</b>{% endmacro %}{% set z %}<i>{{ a }}{% endset %}"
        "{{ m(a) }}{{ z }}{{ a ~ m(a) }}{{ a|upper }}{{ missing }}"
    )
    rendered = env.get_template("page").render(a="<")
    assert rendered == "<b>&lt;</b><i>&lt;&lt;<b>&lt;</b>&lt;"
