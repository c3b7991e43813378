"""Which addresses are ours, and telling the intake about them."""

from pathlib import Path

import pytest

from accord.channels.email import proofs, recipients
from accord.channels.email.models import Mailbox
from accord.channels.email.own_addresses import own_addresses, publish_mailboxes
from accord.core import options
from tests.world import World


def test_mailboxes_are_published_for_the_intake(desk: World, data_dir: Path) -> None:
    options.put("mail.max_mb", 3)
    Mailbox.objects.create(address="Billing@Example.com", department=desk.billing)
    Mailbox.objects.create(address="old@example.com", department=desk.billing, is_active=False)
    publish_mailboxes()
    published = recipients.Recipients(data_dir)
    assert published.settings().mailboxes == ("support@example.com", "billing@example.com")
    assert (published.settings().max_bytes, published.settings().hostname) == (3 << 20, "testserver")
    published.check("BILLING@example.com")
    published.check(proofs.reply_address("support@example.com", 12))
    with pytest.raises(recipients.UnknownRecipient):
        published.check("old@example.com")


def test_reply_addresses_are_ours_and_forged_ones_are_not(desk: World) -> None:
    own = own_addresses()
    reply = proofs.reply_address("support@example.com", 12)
    assert reply in own and reply.upper() in own and "Support@Example.com" in own
    assert "support+sales@example.com" not in own and "hannah@example.com" not in own and "" not in own
    found = own.first_of(["x@example.org", reply])
    assert found is not None and found.address == "support@example.com"


def test_a_mailbox_that_is_switched_off_is_still_ours(desk: World) -> None:
    Mailbox.objects.update(is_active=False)
    Mailbox.objects.create(address="new@example.com", department=desk.billing)
    own = own_addresses()
    assert "support@example.com" in own and own.default is not None and own.default.address == "new@example.com"
