"""Which addresses are ours."""

import os
from pathlib import Path

import pytest

from accord.channels.email import recipients
from accord.channels.email.recipients import Recipients, Settings, UnknownRecipient, publish
from accord.core import keys as secret_keys


@pytest.mark.parametrize(
    "address",
    [
        "support@example.com",
        "SUPPORT@Example.COM",
        "ops+eu@example.com",
        "info@bücher.example",
        "info@xn--bcher-kva.example",
    ],
)
def test_a_mailbox_in_any_spelling(tmp_path: Path, address: str) -> None:
    publish(tmp_path, Settings(("Support@example.com", "ops+eu@example.com", "info@bücher.example")))
    Recipients(tmp_path).check(address)


@pytest.mark.parametrize(
    "address", ["", "@", "example.com", "support", "support@", "ops@example.com", "a@" + "b" * 300]
)
def test_anything_else_is_unknown(tmp_path: Path, address: str) -> None:
    publish(tmp_path, Settings(("support@example.com", "ops+eu@example.com")))
    with pytest.raises(UnknownRecipient):
        Recipients(tmp_path).check(address)


def test_changes_are_taken_up_and_a_broken_file_leaves_the_last_good_settings(tmp_path: Path) -> None:
    publish(tmp_path, Settings(("one@example.com",)))
    ours = Recipients(tmp_path)
    ours.check("one@example.com")
    publish(tmp_path, Settings(("two@example.com",), 5, "desk.example.com"))
    ours.check("two@example.com")
    with pytest.raises(UnknownRecipient):
        ours.check("one@example.com")
    (tmp_path / recipients.FILE_NAME).write_text("{")
    assert ours.settings() == Settings(("two@example.com",), 5, "desk.example.com")
    assert sorted(os.listdir(tmp_path)) == ["mail-in.json", "secret.key"]


def test_a_reply_address_carries_mailbox_and_number() -> None:
    key = b"k" * 40
    address = recipients.reply_address("ops+eu@example.com", 12, key)
    assert address.startswith("ops+eu+")
    assert recipients.read_reply_address(address, [b"n" * 40, key]) == ("ops+eu@example.com", 12)
    assert recipients.read_reply_address(address, [b"n" * 40]) is None
    assert recipients.read_reply_address("ops+eu@example.com", [key]) is None
    assert recipients.read_reply_address("ops", [key]) is None


def test_an_agents_address_carries_mailbox_ticket_and_agent_and_passes_the_door(tmp_path: Path) -> None:
    publish(tmp_path, Settings(("ops+eu@example.com",)))
    Recipients(tmp_path).settings()  # makes the key
    key = secret_keys.load(tmp_path)[0]
    address = recipients.agent_address("ops+eu@example.com", 12, 7, key)
    assert recipients.read_agent_address(recipients.normal(address.upper()), [key]) == ("ops+eu@example.com", 12, 7)
    assert recipients.read_reply_address(address, [key]) is None  # and is no customer's
    assert recipients.read_agent_address(recipients.reply_address("ops+eu@example.com", 12, key), [key]) is None
    ours = Recipients(tmp_path)
    ours.check(address)
    with pytest.raises(UnknownRecipient):
        ours.check(recipients.agent_address("other@example.com", 12, 7, key))
    with pytest.raises(UnknownRecipient):
        ours.check(recipients.agent_address("ops+eu@example.com", 12, 7, b"n" * 40))
    assert recipients.agent_address("ops+eu@example.com", 2**36, 7, key) == ""
