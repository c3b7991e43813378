"""Two contacts turn out to be one person: what was the one's becomes the other's, and can be parted again (DOMAIN 7.6).

Nothing joins by itself: an agent says so, or the person does by a link that was mailed to an address known to be his.
Whoever was joined keeps his row, without addresses, so that old links and histories lead on.
"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import NotPossible
from accord.events.recording import record
from accord.people.happenings import PersonMerged, PersonUnmerged
from accord.people.models import Address, ContactFields, GroupMember, Person, Spokesperson
from accord.people.models.person import PersonKind
from accord.people.rights import access_of
from accord.tickets import answered_at, indexing
from accord.tickets.happenings import RequesterChanged
from accord.tickets.knowing import demand_change
from accord.tickets.lifecycle import change, locked, take
from accord.tickets.models import MergedPerson, Message, Participant, Ticket
from accord.tickets.silence import absences

BECAUSE = "same_person"
_CARD = ("name", "phone", "company_id", "language", "time_zone")  # taken over where the other has nothing


class NoContact(NotPossible):
    """Only contacts are joined, each with another one."""

    key = "no_contact"
    sentence = _("Only two different customers can be joined; a colleague never.")


def merge(source: Person, into: Person, *, by: Person, proven: bool = False) -> None:
    """All that is `source`'s is `into`'s from now on: addresses, tickets, places in copy, words; his card fills gaps.

    `proven`: by a link mailed to `into`, who is `by` himself. Joined already: a no-op. Raises NoContact, NotAllowed.
    """
    with transaction.atomic():
        if MergedPerson.objects.filter(person=source, into=into).exists():
            return
        source.refresh_from_db()
        into.refresh_from_db()
        both = {PersonKind(source.kind), PersonKind(into.kind)}
        if source.pk == into.pk or both != {PersonKind.CONTACT} or not (source.is_active and into.is_active):
            raise NoContact()
        if not (proven and by.pk == into.pk):
            access = access_of(by)
            demand_change(access, source, addresses=True)
            demand_change(access, into, addresses=True)
        addresses = list(Address.objects.filter(person=source).order_by("id").values_list("email", flat=True))
        moved: dict[str, Any] = {"addresses": addresses, "card": _take_card(source, into)}
        moved["spoke"] = _take_right(source, into)
        moved["fields"], moved["group"] = _take_fields(source, into), _take_group(source, into)
        moved["away"] = absences.join(source.pk, into.pk)
        MergedPerson.objects.create(person=source, into=into, by=by, at=clock.now(), moved={})
        Address.objects.filter(person=source).update(person=into)
        moved["email"] = _take_email(addresses, into)
        Message.objects.filter(author=source).update(author=into)
        moved["participants"] = _take_places(source, into)
        moved["tickets"] = _take_tickets(source, into, by=by)
        MergedPerson.objects.filter(person=source).update(moved=moved)
        _switch(source, active=False)
        record(
            PersonMerged(
                person=into.pk,
                by_id=by.pk,
                source=source.pk,
                addresses=addresses,
                tickets=len(moved["tickets"]),
                proven=proven,
            )
        )


def unmerge(source: Person, *, by: Person) -> None:
    """Part a joined contact again: his addresses, tickets and places in copy go back, with all words from there.

    Not joined: a no-op. Raises NotAllowed.
    """
    with transaction.atomic():
        row = MergedPerson.objects.select_related("into").filter(person=source).first()
        if row is None:
            return
        into, moved = row.into, row.moved
        demand_change(access_of(by), into, addresses=True)
        take((*moved["tickets"], *absences.ladders(into.pk)))
        row.delete()
        source.refresh_from_db()
        _switch(source, active=True)
        Address.objects.filter(email__in=moved["addresses"], person=into).update(person=source)
        Message.objects.filter(author=into, author_address__in=moved["addresses"]).update(author=source)
        absences.part(source.pk, into.pk, moved.get("away", {}))
        touched = _give_places(source, into, moved["participants"])
        for ticket_id in moved["tickets"]:
            _ask(ticket_id, into, source, by=by)
        for ticket_id in touched:
            indexing.rescope(ticket_id)
        _give_card(into, moved["card"])
        _give_fields(into, moved.get("fields", {}))
        if moved.get("group"):
            GroupMember.objects.filter(person=into, group_id=moved["group"]).delete()
        _give_email(into, moved)
        for each in (source, into):
            answered_at.settle(each, by_id=by.pk)
        if moved["spoke"]:
            Spokesperson.objects.filter(person=into).update(person=source)
        record(PersonUnmerged(person=into.pk, by_id=by.pk, source=source.pk))


def living(person_id: int) -> Person | None:
    """The active person of that id, or whoever he was joined with; None where there is none."""
    for _step in range(10):  # as long as the longest chain
        person = Person.objects.filter(pk=person_id).first()
        if person is None or person.is_active:
            return person
        row = MergedPerson.objects.filter(person_id=person_id).first()
        if row is None:
            return None
        person_id = row.into_id
    return None


def joined_with(person: Person) -> list[MergedPerson]:
    """Who was joined with this person, the last first."""
    return list(MergedPerson.objects.select_related("person", "by").filter(into=person).order_by("-at"))


def _take_card(source: Person, into: Person) -> dict[str, Any]:
    taken = {name: getattr(source, name) for name in _CARD if getattr(source, name) and not getattr(into, name)}
    for name, value in taken.items():
        setattr(into, name, value)
    if taken:
        into.save(update_fields=[name.removesuffix("_id") for name in taken])
    return taken


def _give_card(into: Person, taken: dict[str, Any]) -> None:
    """What was taken over and still stands goes."""
    into.refresh_from_db()
    changed = [name for name, value in taken.items() if getattr(into, name) == value]
    for name in changed:
        setattr(into, name, None if name == "company_id" else "")
    if changed:
        into.save(update_fields=[name.removesuffix("_id") for name in changed])


def _take_email(addresses: list[str], into: Person) -> str:
    """Who had no address has the other's first one; gives it."""
    if into.email or not addresses:
        return ""
    into.email = addresses[0]
    into.save(update_fields=["email"])
    return into.email


def _give_email(into: Person, moved: dict[str, Any]) -> None:
    if into.email and into.email == moved.get("email"):
        own = Address.objects.filter(person=into).order_by("id").first()
        into.email = own.email if own else ""
        into.save(update_fields=["email"])


def _take_fields(source: Person, into: Person) -> dict[str, Any]:
    """What stands in the one's fields fills those of the other that are empty; gives what was taken over."""
    theirs = ContactFields.objects.filter(person=source).first()
    ours = ContactFields.objects.filter(person=into).first()
    present = dict(ours.fields) if ours else {}
    taken = {key: value for key, value in (theirs.fields if theirs else {}).items() if key not in present}
    if taken:
        ContactFields.objects.update_or_create(person=into, defaults={"fields": present | taken})
    return taken


def _give_fields(into: Person, taken: dict[str, Any]) -> None:
    row = ContactFields.objects.filter(person=into).first() if taken else None
    if row is not None:
        row.fields = {key: value for key, value in row.fields.items() if taken.get(key) != value}
        row.save(update_fields=["fields"])


def _take_group(source: Person, into: Person) -> int | None:
    theirs = GroupMember.objects.filter(person=source).first()
    if theirs is None or GroupMember.objects.filter(person=into).exists():
        return None
    GroupMember.objects.create(person=into, group_id=theirs.group_id)
    return theirs.group_id


def _take_right(source: Person, into: Person) -> bool:
    """The right to speak for the company goes along only within the same company."""
    if source.company_id != into.company_id or Spokesperson.objects.filter(person=into).exists():
        return False
    return bool(Spokesperson.objects.filter(person=source).update(person=into))


def _take_places(source: Person, into: Person) -> list[int]:
    """Move the participants' rows; gives the ids of those moved. Where both have the same row the requester's stays."""
    found: list[int] = []
    for row in Participant.objects.filter(person=source).order_by("id"):
        same = Participant.objects.filter(ticket_id=row.ticket_id, person=into, address=row.address).first()
        if same is not None and not row.is_requester:
            row.delete()
            continue
        if same is not None:
            same.delete()
        row.person = into
        row.save(update_fields=["person"])
        found.append(row.pk)
    return found


def _give_places(source: Person, into: Person, rows: list[int]) -> set[int]:
    back = Participant.objects.filter(pk__in=rows, person=into)
    touched = set(back.values_list("ticket_id", flat=True))
    back.update(person=source)
    return touched


def _take_tickets(source: Person, into: Person, *, by: Person) -> list[int]:
    """Make the tickets the other's, each with its event; the search follows, also where he is only in copy."""
    asked = list(Ticket.objects.filter(requester=source).order_by("id").values_list("id", flat=True))
    for ticket_id in asked:
        _ask(ticket_id, source, into, by=by)
    copied = Participant.objects.filter(person=into).exclude(ticket_id__in=asked).values_list("ticket_id", flat=True)
    for ticket_id in sorted(set(copied)):
        indexing.rescope(ticket_id)
    answered_at.settle(into, by_id=by.pk)
    return asked


def _ask(ticket_id: int, before: Person, after: Person, *, by: Person) -> None:
    """One ticket's requester is the other one, in whatever state it is. Somebody else by now: it stays."""
    ticket = Ticket.objects.filter(pk=ticket_id, requester=before).first()
    if ticket is None:
        return
    with locked(ticket):
        Participant.objects.filter(ticket=ticket, is_requester=True).update(person=after)
        changed = change(ticket, requester_id=after.pk)
        record(
            RequesterChanged(
                ticket=ticket.pk,
                by_id=by.pk,
                set=changed,
                requester=after.pk,
                before=before.pk,
                because=BECAUSE,
            )
        )


def _switch(person: Person, *, active: bool) -> None:
    person.is_active = active
    person.save(update_fields=["is_active"])
