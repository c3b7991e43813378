"""A ticket on paper: all of it, or only what its customer reads."""

import pytest
from django.test import Client

from accord.tickets.audiences import Audience
from accord.tickets.noting import note
from accord.tickets.replying import reply
from accord.tickets.writing import Words
from accord.web import paper
from accord.web.paper import Paper
from tests.world import World


@pytest.fixture
def ieva(world: World) -> Client:
    client = Client()
    client.force_login(world.ieva)
    return client


def test_notes_and_history_stand_only_on_the_whole(
    world: World, ieva: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = world.ticket()
    reply(ticket, Words(text="Clean it.", html="<p>Clean <b>it</b>.</p>"), by=world.ieva)
    note(ticket, Words(text="He is a reseller."), by=world.tiina)
    set_up: list[Paper] = []
    monkeypatch.setattr(paper, "pdf", lambda sheet: set_up.append(sheet) or b"%PDF-")
    at = f"/tickets/{ticket.code}/"
    assert f'href="{at}print/"' in ieva.get(at).content.decode()
    whole, public = (
        ieva.get(f"{at}print/").content.decode(),
        ieva.get(f"{at}print/?part=public").content.decode(),
    )
    assert "He is a reseller." in whole and "He is a reseller." not in public
    assert "Clean <b>it</b>." in whole and "Clean <b>it</b>." in public
    assert "Department" in whole and "Department" not in public
    answer = ieva.get(f"{at}pdf/")
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/pdf", f'attachment; filename="{ticket.code}.pdf"',
    )  # fmt: skip
    ieva.get(f"{at}pdf/?part=public")
    first, second = set_up
    assert {"note", "us", "customer"} <= {each.kind for each in first.pieces}
    assert [each.kind for each in second.pieces] == ["customer", "us"]
    assert second.facts[0] == ("Customer", "Hannah Whitfield") and len(second.facts) == 2


def test_a_note_for_others_is_on_nobody_elses_paper(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    note(ticket, Words(text="For Tiina alone."), by=world.tiina, audience=Audience(frozenset({world.tiina.pk})))
    tiina = Client()
    tiina.force_login(world.tiina)
    at = f"/tickets/{ticket.code}/print/"
    assert "For Tiina alone." in tiina.get(at).content.decode()
    assert "For Tiina alone." not in ieva.get(at).content.decode()


def test_the_conversation_is_mailed_from_the_page(world: World, ieva: Client) -> None:
    ticket = world.ticket()
    at = f"/tickets/{ticket.code}/"
    assert "dialog-transcript" in ieva.get(at).content.decode()
    assert f'action="{at}transcript/"' in ieva.get(f"{at}dialogs/").content.decode()
    answer = ieva.post(f"{at}transcript/", {"to": "insurer@example.org"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{at}?did=transcript")
    assert ieva.post(f"{at}transcript/", {"to": "nobody"}).status_code == 422
