"""The editor of conditions: what it offers, what is read from a plain form post, what stands in it again."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accord.conditions.condition import Group
from accord.conditions.groups import Groups
from accord.conditions.registry import conditions
from accord.core import clock
from accord.core.errors import Invalid
from accord.web.console import criteria
from tests.conditions.test_vocabulary import asked
from tests.world import World


def shown(groups: Any, vocabulary: criteria.Vocabulary) -> str:
    """The editor as a browser gets it."""
    template = '{% from "console/criteria.html" import criteria %}{{ criteria("x", groups, vocabulary) }}'
    from django.template import engines

    return str(engines["jinja2"].env.from_string(template).render(groups=groups, vocabulary=vocabulary))  # type: ignore[attr-defined]


def posted(page: str) -> QueryDict:
    """What a browser without JavaScript sends of the editor, as it stands."""
    page = re.sub(r"<template.*?</template>", "", page, flags=re.DOTALL)
    form = QueryDict(mutable=True)
    for name, body in re.findall(r'<select class="select" name="([^"]+)"(.*?)</select>', page, re.DOTALL):
        if " disabled>" not in body.partition(">")[0] + ">":
            chosen = re.findall(r'<option value="([^"]*)"[^>]* selected>', body)
            first = re.findall(r'<option value="([^"]*)"', body)
            form.appendlist(name, (chosen or first)[-1 if chosen else 0])
    for field in re.findall(r"<input [^>]*>", page):
        if " disabled" in field or "name=" not in field or ("checkbox" in field and " checked" not in field):
            continue
        name, value = re.findall(r'name="([^"]+)"', field)[0], re.findall(r'value="([^"]*)"', field)[0]
        form.appendlist(name, value.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&"))
    return form


@pytest.mark.parametrize("key", sorted(conditions))
def test_each_condition_comes_back_from_a_plain_form(world: World, key: str) -> None:
    """Without JavaScript what stands is sent and read as it was."""
    offered = criteria.vocabulary({conditions[key].group})
    for operator, value in list(asked(conditions[key]))[:4]:
        if operator == "after" or operator == "before":
            value = (clock.now() + timedelta(days=1)).replace(second=0, microsecond=0).isoformat()
        groups = Groups.parse([[{"c": key, "op": str(operator), "v": value}]])
        assert criteria.read(posted(shown(groups, offered)), "x") == groups, (operator, value)


def test_two_sets_in_the_order_of_their_numbers(world: World) -> None:
    form = QueryDict("x-7-2-c=subject&x-7-2-op=is&x-7-2-v=b&x-3-1-c=subject&x-3-1-op=is&x-3-1-v=a"
                     "&x-9-0-c=&y-1-1-c=subject&x-a-b-c=subject")  # fmt: skip
    assert [[term.value for term in group] for group in criteria.read(form, "x").groups] == [["a"], ["b"]]


def test_a_moment_is_the_readers_own(world: World) -> None:
    with timezone.override("Europe/Sofia"):
        form = QueryDict("x-0-0-c=created&x-0-0-op=after&x-0-0-v=2026-11-01T10:00")
        groups = criteria.read(form, "x")
        assert groups.groups[0][0].value == "2026-11-01T08:00:00+00:00"
        assert 'value="2026-11-01T10:00"' in shown(groups, criteria.vocabulary())


def test_lists_are_offered_only_what_they_can_ask(world: World) -> None:
    offers = criteria.vocabulary(set(Group), for_lists=True).offers
    assert "state" in offers and not {"weekday", "happened", "actor", "mail_header"} & set(offers)
    operators = {str(op) for op, _label, _kind in offers["state"].operators}
    assert "is" in operators and "changed_to" not in operators
    for offer in offers.values():
        for operator, _label, _kind in offer.operators:
            assert operator not in ("added", "removed", "matches")
    assert "requester" not in criteria.vocabulary({Group.TICKET}).offers


VALUES = st.sampled_from([*sorted(conditions), "is", "one_of", "", "1", "\x00", "2026-13-01", "999999999999"])


NAMES = st.sampled_from(
    [f"x-{group}-{term}-{part}" for group in "01" for term in "02" for part in ("c", "op", "v", "u")]
)


@given(st.dictionaries(NAMES, VALUES, max_size=8))
def test_no_form_breaks_the_editor(form: dict[str, str]) -> None:
    query = QueryDict(mutable=True)
    query.update(form)
    try:
        criteria._stored(query, "x")
    except Invalid as refused:
        assert str(refused)


def test_what_is_wrong_stands_again_beside_it(world: World) -> None:
    form = QueryDict("x-0-0-c=subject&x-0-0-op=matches&x-0-0-v=(a&x-0-1-c=priority&x-0-1-op=is&x-0-1-v=2")
    drafts = criteria.drafts_of(form, "x")
    page = shown(drafts, criteria.vocabulary())
    assert "never closed" in drafts[0][0].error and drafts[0][1].error == ""
    assert "never closed" in page and 'value="(a"' in page and '<option value="2" selected>' in page
    with pytest.raises(Invalid, match="never closed"):
        criteria.read(form, "x")
