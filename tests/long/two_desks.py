"""What happens inside of desks that mail each other; called through `tests/insider.py`."""

from typing import Any

from accord.channels.email.models import AutomaticMail, IncomingMail, Mailbox, OutgoingMail
from accord.channels.email.own_addresses import publish_mailboxes
from accord.channels.email.screening import keeping
from accord.events.models import Delivery, Event
from accord.tickets.models import Ticket


def move(domain: str) -> None:
    """This desk lives at another domain."""
    for box in Mailbox.objects.all():
        box.address = f"{box.address.partition('@')[0]}@{domain}"
        box.save()
    publish_mailboxes()


def seen() -> dict[str, Any]:
    """What came in and went out, and why no more did."""
    held = Event.objects.filter(kind="notice.held").values_list("data", flat=True)
    rows = list(IncomingMail.objects.exclude(fate="ignored").order_by("id"))
    many = [
        row for row in rows if any(each.key == "many" for each in keeping.from_json(row.details).findings)
    ]
    return {
        "tickets": Ticket.objects.count(),
        "fates": sorted({row.fate for row in rows}),
        "came": len(rows),
        "reasons": sorted({row.reason for row in rows}),
        "many": len(many),
        "sent": OutgoingMail.objects.filter(state="sent", ticket_id__isnull=False).count(),
        "automatic": AutomaticMail.objects.count(),
        "held": sorted({data.get("because", "") for data in held}),
        "waiting": Delivery.objects.filter(given_up_at__isnull=True).count(),
    }
