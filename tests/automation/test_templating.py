"""Texts with variables: filled, escaped for where they go, and checked with a sentence that helps."""

import json
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.automation import templating
from accord.automation.templating import As, fill
from accord.automation.variables import Source, first_name, variables
from accord.core import clock
from accord.core.errors import Invalid
from accord.people.contacts import contact_for
from accord.people.models import Company
from tests.world import World

pytestmark = pytest.mark.django_db


def test_every_variable_has_a_text_for_every_ticket(world: World) -> None:
    ticket = world.ticket()
    for key, variable in variables.items():
        templating.check(f"{{{key}}}")
        assert isinstance(variable.value(Source(ticket, world.ieva)), str)
        assert str(variable.label)


def test_values_are_those_of_the_ticket(world: World) -> None:
    ticket = world.ticket(subject="Grinder stops")
    text = "Hello {contact.first_name}, {agent.name} looks into “{ticket.subject}” ({ticket.code}, {ticket.priority})."
    assert fill(text, Source(ticket, world.ieva)) == (
        f"Hello Hannah, Ieva looks into “Grinder stops” ({ticket.code}, Normal)."
    )


def test_what_is_empty_is_replaced_or_leaves_no_gap(world: World) -> None:
    ticket = world.ticket(requester=contact_for("nobody@example.com", "", "en"))
    source = Source(ticket)
    assert fill("Hello {contact.first_name|there},", source) == "Hello there,"
    assert fill("Hello {contact.first_name},", source) == "Hello,"
    assert (
        fill("From {contact.company|contact.name|contact.email|somebody}.", source)
        == "From nobody@example.com."
    )
    assert fill("{contact.first_name} writes", source) == " writes"
    ticket.requester.company = Company.objects.create(name="Bean & Co", created_at=clock.now())
    assert fill("From {contact.company|contact.name}.", Source(ticket)) == "From Bean & Co."


def test_words_are_in_the_customers_language(world: World) -> None:
    ticket = world.ticket(requester=world.elitsa)
    ticket.language = "bg"
    assert fill("{ticket.priority} {contact.first_name}", Source(ticket)) == "Нормален Елица"
    assert fill("{ticket.priority}", Source(ticket), language="en") == "Normal"


def test_a_value_cannot_become_markup_or_leave_its_string(world: World) -> None:
    evil = '<img src=x onerror=alert(1)>"}\n{ticket.code} &amp;'
    ticket = world.ticket(subject="plain")
    ticket.subject = evil
    source = Source(ticket)
    assert "<img" not in fill("<p>{ticket.subject}</p>", source, As.HTML)
    assert json.loads(fill('{"subject": "{ticket.subject}"}', source, As.JSON)) == {"subject": evil}
    assert unquote(fill("{ticket.subject}", source, As.URL)) == evil
    assert ticket.code not in fill("{ticket.subject}", source)  # values are not filled again


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "Hello {contact.fist_name}",
            "There is no variable {contact.fist_name}. Did you mean {contact.first_name}?",
        ),
        (
            "{$contact_firstname}",
            "There is no variable {$contact_firstname}. Did you mean {contact.first_name}?",
        ),
        ("{requester.name}", "There is no variable {requester.name}. Did you mean {contact.name}?"),
        ("{contact.name|contact.nickname}", "There is no variable {contact.nickname}."),
        ("{{ contact.name }}", "Variables stand in single braces, such as {contact.name}."),
        ("{weather}", "There is no variable {weather}."),
    ],
)
def test_an_unknown_variable_is_named_with_the_nearest(text: str, sentence: str) -> None:
    with pytest.raises(Invalid) as raised:
        templating.check(text)
    assert str(raised.value).startswith(sentence.split(" Did")[0]) and (
        " Did" not in sentence or str(raised.value) == sentence
    )


def test_a_variable_that_is_cut_by_formatting_is_refused() -> None:
    with pytest.raises(Invalid, match="cut by formatting"):
        templating.check("<p>{contact.<b>name</b>}</p>", html=True)
    templating.check("<p>{contact.first_name&nbsp;| you}</p>", html=True)


def test_braces_that_hold_no_variable_stay(world: World) -> None:
    source = Source(world.ticket())
    for text in ('{"a": {"b": [1]}}', "a { color: red }", "{ not one }", "{}", "{1}", "\\d{3,5}"):
        templating.check(text)
        assert fill(text, source) == text
    assert fill("\\{ticket.code}", source) == "{ticket.code}"


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Hannah Whitfield", "Hannah"),
        ("Whitfield, Hannah", "Hannah"),
        ("x@example.com", ""),
        ("", ""),
        ("Smith,", "Smith"),
    ],
)
def test_how_somebody_is_greeted(name: str, first: str) -> None:
    assert first_name(name) == first


@given(st.text(alphabet="{}|.$\\ abcontactname_ticketcode<>\n", max_size=80))
def test_no_text_breaks_the_check_nor_takes_long(text: str) -> None:
    try:
        templating.check(text, html=True)
    except Invalid as error:
        assert str(error)
