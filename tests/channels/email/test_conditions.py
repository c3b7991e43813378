"""What rules may ask of a mail."""

from accord.conditions.facts import Facts
from accord.conditions.groups import Groups
from tests.channels.email.mails import mail, taken, ticket_of
from tests.world import World


def test_subject_and_headers_of_the_mail(desk: World) -> None:
    row = taken(mail(subject="Кафемелачка").replace(b"\n\n", b"\nX-Order: 4711\n\n", 1))
    facts = Facts(ticket_of(row))

    def holds(key: str, operator: str, value: str) -> bool:
        return Groups.parse([[{"c": key, "op": operator, "v": value}]]).holds(facts)

    assert holds("mail_subject", "is", "кафемелачка")
    assert holds("mail_header", "is", "x-order: 4711") and holds("mail_header", "matches", r"^x-order: \d+$")
    assert not holds("mail_header", "contains", "x-order: 12") and holds("mail_header", "contains_not", "list-id")
    assert holds("message_from", "is", "hannah@example.com") and holds("channel", "is", "email")


def test_a_ticket_that_came_otherwise_has_no_mail(desk: World) -> None:
    facts = Facts(desk.ticket())
    for key in ("mail_subject", "mail_header"):
        assert not Groups.parse([[{"c": key, "op": "contains", "v": "a"}]]).holds(facts)
