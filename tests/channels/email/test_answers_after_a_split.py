"""An answer to the token of a ticket that was split goes where the message stands that it answers."""

from typing import Any, NamedTuple

import pytest

from accord.channels.email import proofs
from accord.channels.email.models import IncomingMail
from accord.channels.email.models.incoming import Fate
from accord.tickets import merging, replying, split_kin, splitting
from accord.tickets.models import Message, Ticket
from accord.tickets.writing import Words
from tests.channels.email.mails import mail, sent, taken
from tests.world import World

STAYS, WENT = "stays.abc@support.example.com", "went.abc@support.example.com"
HERS = "<hers@customer.example>"


class Split(NamedTuple):
    """A ticket, what was split off, and the address with the token that our mails about both still have."""

    old: Ticket
    new: Ticket
    address: str


@pytest.fixture
def split(desk: World) -> Split:
    """Two matters, each with an answer; the second, a mail of Hannah's and the answer to it, was split off."""
    row = taken(mail())
    old = Ticket.objects.get(pk=row.ticket_id or 0)
    first = replying.reply(old, Words(text="Clean it."), by=desk.ieva)
    sent(old, STAYS, ticket_message_id=first.pk)
    address = proofs.reply_address("support@example.com", old.pk)
    row = taken(mail(text="And where is my invoice?", to=address, message_id=HERS), [address])
    second = replying.reply(old, Words(text="Here it is."), by=desk.ieva)
    sent(old, WENT, ticket_message_id=second.pk)
    new = splitting.split(old, [row.ticket_message_id or 0, second.pk], by=desk.ieva)
    return Split(old, new, address)


def answered(split: Split, **headers: Any) -> IncomingMail:
    row = taken(mail(text="Thank you, but no.", to=split.address, **headers), [split.address])
    assert row.fate == Fate.APPENDED
    return row


def test_to_a_message_that_went_it_goes_there(split: Split) -> None:
    row = answered(split, In_Reply_To=f"<{WENT}>", References=f"<{STAYS}> <{WENT}>")
    assert (row.ticket_id, row.reason) == (split.new.pk, "in_reply_to")
    assert Message.objects.get(pk=row.ticket_message_id or 0).ticket_id == split.new.pk
    assert answered(split, References=f"<{STAYS}> <{WENT}>").ticket_id == split.new.pk


def test_to_a_message_that_stayed_or_is_unknown_it_stays(split: Split) -> None:
    for headers in (
        {"In_Reply_To": f"<{STAYS}>", "References": f"<{WENT}>"},
        {"In_Reply_To": "<unknown@x.example>"},
        {},
    ):
        row = answered(split, **headers)
        assert (row.ticket_id, row.reason) == (split.old.pk, "reply_address")


def test_to_the_customers_own_mail_that_went_only_for_who_takes_part_there(desk: World, split: Split) -> None:
    row = answered(split, In_Reply_To=HERS)
    assert (row.ticket_id, row.reason) == (split.new.pk, "customers_message")
    stranger = answered(split, In_Reply_To=HERS, sender="Mallory <mallory@example.org>")
    assert (stranger.ticket_id, stranger.reason) == (split.old.pk, "reply_address"), "the token proves no more"


def test_a_ticket_of_no_split_keeps_its_token(desk: World, split: Split) -> None:
    other = desk.ticket()
    foreign = Split(other, split.new, proofs.reply_address("support@example.com", other.pk))
    assert answered(foreign, In_Reply_To=f"<{WENT}>").ticket_id == other.pk
    sent(other, "other@ours", ticket_message_id=None)
    assert answered(split, In_Reply_To="<other@ours>").ticket_id == split.old.pk


def test_split_again_merged_on_and_put_back(desk: World, split: Split) -> None:
    third = taken(mail(text="A third thing.", In_Reply_To=f"<{WENT}>"))
    newest = splitting.split(split.new, [third.ticket_message_id or 0], by=desk.ieva)
    assert split_kin.kin(newest.pk) == {split.old.pk, split.new.pk}
    assert answered(split, In_Reply_To=third.message_id).ticket_id == newest.pk
    into = desk.ticket("Invoices")
    merging.merge(split.new, into, by=desk.ieva)
    assert answered(split, In_Reply_To=f"<{WENT}>").ticket_id == into.pk
    merging.unmerge(split.new, by=desk.ieva)
    splitting.unsplit(newest, by=desk.ieva)
    splitting.unsplit(split.new, by=desk.ieva)
    row = answered(split, In_Reply_To=f"<{WENT}>")
    assert (row.ticket_id, row.reason) == (split.old.pk, "reply_address")
