"""A seeded history lived through for real: mails through the intake, acts by the verbs, answers over SMTP."""

from datetime import UTC

from django.db import transaction

from accord.channels.email.handling import Mail, batch_of, handle
from accord.channels.email.models import IncomingMail, Mailbox, OutgoingMail
from accord.channels.email.parsing import Attachment as File
from accord.channels.email.parsing import ParsedMail
from accord.channels.email.parsing.mail import Address
from accord.core import clock, files
from accord.core.models import StoredFile
from accord.events import delivering
from accord.people.models import Department, Person
from accord.people.system import system
from accord.project.sample.enclosures import content_of
from accord.project.seeding.histories import Contact, Enclosure, History, Step
from accord.project.seeding.histories import Words as Said
from accord.project.seeding.vocabulary import tongue
from accord.project.seeding.wording import worded
from accord.tickets import (
    assigning,
    closing,
    confirming,
    discarding,
    editing,
    noting,
    postponing,
    replying,
    resolving,
    tagging,
)
from accord.tickets.confirming import Voice
from accord.tickets.explaining import Explanation
from accord.tickets.models import Ticket
from accord.tickets.opening import Request, open_ticket
from accord.tickets.writing import FileOf, Words
from accord.translation.detecting import language_of


def as_detected(history: History) -> History:
    """The history with the language that the intake will detect in each of the customer's mails."""
    known = history.requester.language
    for step in history.steps:
        if step.verb in ("opens", "writes") and step.words:
            found = language_of(step.words.text)
            if found not in ("", known):  # too short to tell: say something longer
                more = " ".join(each.text for each in tongue(known).customers[:4])
                step.words = step.words._replace(text=more)
                found = language_of(more)
            terms = worded(step.words.text, found or known)
            step.words = step.words._replace(exact=terms.exact, stems=terms.stems, language=found)
    return history


class Life:
    """One ticket, lived through."""

    def __init__(self, history: History, number: int) -> None:
        self.history, self.number, self.mails_in = history, number, 0
        self.requester = Person.objects.get(pk=history.requester.id)
        self.box = Mailbox.objects.get(pk=history.mailbox.id)

    def live(self) -> Ticket:
        for step in self.history.steps:
            with clock.running(lambda at=step.at: at.replace(tzinfo=UTC)):
                getattr(self, step.verb)(step)
        return Ticket.objects.get(pk=self.ticket.pk)

    # ------------------------------------------------------------------------------------------------------- messages

    def opens(self, step: Step) -> None:
        Mailbox.objects.filter(pk=self.box.pk).update(acknowledge=bool(step.value))
        self.ticket = Ticket.objects.get(pk=self._mail(step, self.history.subject.text, copied=self.history.copied))

    def writes(self, step: Step) -> None:
        ours = OutgoingMail.objects.filter(ticket_id=self.ticket.pk).order_by("-id").first()
        assert ours is not None
        found = self._mail(step, f"Re: {self.history.subject.text}"[:300], answered=ours.message_id)
        assert found == self.ticket.pk

    def phones(self, step: Step) -> None:
        history = self.history
        request = Request(
            requester=self.requester,
            department=Department.objects.get(pk=history.mailbox.department),
            subject=history.subject.text,
            words=_words(step),
            how="phone",
            address=history.requester.address,
            our_address=history.mailbox.address,
            copied=[(Person.objects.get(pk=one.id), one.address) for one in history.copied],
            language=history.requester.language,
        )
        self.ticket, _ = open_ticket(request, by=_person(step))

    def answers(self, step: Step) -> None:
        resolve = Explanation("solved") if step.resolving else None
        copies = [one.address for one in self.history.copied]
        replying.reply(self.ticket, _words(step), by=_person(step), cc=copies, resolve=resolve)

    def notes(self, step: Step) -> None:
        noting.note(self.ticket, _words(step), by=_person(step))

    def mails(self, step: Step) -> None:
        while delivering.deliver():
            pass

    # -------------------------------------------------------------------------------------------------------- changes

    def takes(self, step: Step) -> None:
        assigning.assign(self.ticket, Person.objects.get(pk=step.value), by=_person(step))

    def moves(self, step: Step) -> None:
        assigning.transfer(self.ticket, Department.objects.get(pk=step.value), by=_person(step))

    def tags(self, step: Step) -> None:
        tagging.tag(self.ticket, str(step.value), by=_person(step))

    def raises(self, step: Step) -> None:
        editing.prioritise(self.ticket, step.value, by=_person(step))

    def postpones(self, step: Step) -> None:
        until, explanation = step.value
        postponing.postpone(self.ticket, until.replace(tzinfo=UTC), by=_person(step), explanation=explanation)

    def returns(self, step: Step) -> None:
        postponing.bring_back(self.ticket, by=system(), because="postponed_time_over")

    # -------------------------------------------------------------------------------------------------------- endings

    def resolves(self, step: Step) -> None:
        resolving.resolve(self.ticket, step.value, by=_person(step))

    def says_yes(self, step: Step) -> None:
        self.ticket.refresh_from_db()
        confirming.say_solved(self.ticket, voice=self._voice(), resolution_id=self.ticket.resolution_id)

    def says_no(self, step: Step) -> None:
        self.ticket.refresh_from_db()
        number = self.ticket.resolution_id
        confirming.say_not_solved(self.ticket, voice=self._voice(), words=_words(step), resolution_id=number)

    def closes(self, step: Step) -> None:
        basis, how = step.value
        closing.close(self.ticket, by=_person(step), basis=basis, how=how)

    def spam(self, step: Step) -> None:
        discarding.mark_spam(self.ticket, by=_person(step))

    def deletes(self, step: Step) -> None:
        discarding.delete(self.ticket, by=_person(step))

    # --------------------------------------------------------------------------------------------------------- shared

    def _voice(self) -> Voice:
        return Voice(self.requester, by_link=True, link_address=self.history.requester.address)

    def _mail(self, step: Step, subject: str, answered: str = "", copied: tuple[Contact, ...] = ()) -> int:
        said = step.words or Said("")
        self.mails_in += 1
        name = f"{self.number}-{self.mails_in}"
        requester = self.history.requester
        parsed = ParsedMail(
            subject=subject,
            from_name=requester.name,
            from_address=requester.address,
            sender_addresses=[requester.address],
            to=[Address("", self.history.mailbox.address)],
            cc=[Address(one.name, one.address) for one in copied],
            message_id=f"{name}@mail.example.org",
            in_reply_to=[answered] if answered else [],
            visible_text=said.text,
            visible_html=said.html,
            quoted_text=said.quoted,
            attachments=[File(each.name, each.content_type, content_of(each.name)) for each in step.files],
            body_hash=_hash(said.text),
        )
        raw = files.put(said.text.encode())
        row = IncomingMail(
            spool_id=f"lived-{name}", received_at=clock.now(), sender=requester.address,
            recipients=[self.history.mailbox.address], size=1, handled_at=clock.now(), raw=raw, sha256=raw.sha256,
        )  # fmt: skip
        mail = Mail(row, raw, parsed, [_stored(each) for each in step.files])
        with transaction.atomic():
            handle(mail, batch_of([mail]))
        assert row.ticket_id is not None
        return row.ticket_id


def _hash(text: str) -> str:
    return files.put(text.encode()).sha256


def _stored(each: Enclosure) -> StoredFile:
    return StoredFile.objects.get(pk=each.file)


def _person(step: Step) -> Person:
    return Person.objects.get(pk=step.by)


def _words(step: Step) -> Words:
    said = step.words or Said("")
    given = [FileOf(_stored(each), each.name, each.content_type) for each in step.files]
    return Words(said.text, said.html, said.quoted, given, said.language)


