"""Persons, machines and bounces: headers first, subjects only at their start, what a header means kept apart."""

import pytest

from accord.channels.email.parsing import parse

PERSON = b"From: Jane <jane@example.com>\nTo: help@example.org\n"
DAEMON = b"Return-Path: <>\nFrom: MAILER-DAEMON@example.com\n"


def kind(head: bytes, body: bytes = b"words\n") -> str:
    mail = parse(head + b"\n" + body)
    assert mail.is_auto is (mail.auto_kind != "none")
    return mail.auto_kind


@pytest.mark.parametrize(
    "field",
    [
        b"Auto-Submitted: auto-replied",
        b"X-Autoreply: yes",
        b"X-Autorespond: 1",
        b"Precedence: auto_reply",
        b"X-POST-MessageClass: 9; Autoresponder",
        b"Subject: Out of Office: back Monday",
        b"Subject: Automatic reply: Hi",
        b"Subject: Abwesenheitsnotiz",
        "Subject: Автоответ: в отпуске".encode(),
        b"Subject: Automaatvastus: tere",
        b"X-Auto-Response-Suppress: All\nX-MS-Exchange-Inbox-Rules-Loop: a@example.com",
        b"Subject: Samodejni odgovor: a",
    ],
)
def test_auto_replies(field: bytes) -> None:
    assert kind(PERSON + field + b"\n") == "auto-reply"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (b"List-Id: <l.example.com>", "list"),
        (b"Precedence: list", "list"),
        (b"Precedence: bulk", "bulk"),
        (b"List-Unsubscribe: <mailto:x@example.com>", "bulk"),
        (b"Auto-Submitted: auto-generated", "bulk"),
        (b"Auto-Submitted: no", "none"),
        (b"X-Auto-Response-Suppress: DR, OOF, AutoReply", "none"),
        (b"Subject: Is the office out of paper?", "none"),
        (b"Subject: Re: undelivered parcel", "none"),
        (b"Subject: question about an auto reply", "none"),
        (b"Subject: My mailbox is full, help", "none"),
    ],
)
def test_lists_bulk_and_persons(field: bytes, expected: str) -> None:
    assert kind(PERSON + field + b"\n") == expected


def test_what_asks_for_no_answer_is_kept_apart_from_what_is_automatic() -> None:
    mail = parse(PERSON + b"X-Auto-Response-Suppress: All\n\nI need help.\n")
    assert (mail.is_auto, mail.no_reply) == (False, True)
    assert parse(PERSON + b"\nI need help.\n").no_reply is False
    assert parse(PERSON + b"List-Id: <l.example.com>\n\nx\n").no_reply is True


REPORT = b"""Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

I could not deliver your message.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; gone@example.net
Action: ACTION
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such
 user here
--b
Content-Type: message/rfc822

From: help@example.org
Message-ID: <ours-1@example.org>
Subject: Our answer
Content-Type: multipart/mixed; boundary=c

--c
Content-Type: application/pdf; name=inner.pdf

x
--c--
--b--
"""


def test_delivery_report() -> None:
    mail = parse(DAEMON + b"Message-ID: <own@example.com>\n" + REPORT.replace(b"ACTION", b"failed"))
    assert (mail.auto_kind, mail.is_delay, mail.null_sender) == ("bounce", False, True)
    assert mail.bounce is not None
    assert mail.bounce.original_message_ids == ["ours-1@example.org"]
    assert mail.bounce.recipients == ["gone@example.net"]
    assert mail.bounce.status == "5.1.1"
    assert mail.bounce.diagnostic == "smtp; 550 5.1.1 no such user here"
    assert [file.name for file in mail.attachments] == ["Our answer.eml"]


def test_delay_is_no_failure() -> None:
    assert parse(DAEMON + REPORT.replace(b"ACTION", b"delayed")).is_delay is True
    subject = b"Subject: Warning: could not send message for past 4 hours\n"
    mail = parse(DAEMON + subject + b"\nstill trying\n")
    assert (mail.auto_kind, mail.is_delay) == ("bounce", True)


def test_bounce_in_plain_words() -> None:
    body = (
        b"This is the mail system at host x.\n\n<gone@example.net>: 550 5.1.1 unknown\n\n"
        b"--- copy\nMessage-ID: <o@e.org>\n"
    )
    mail = parse(b"From: postmaster@example.com\nSubject: Undelivered Mail Returned to Sender\n\n" + body)
    assert mail.auto_kind == "bounce"
    assert mail.bounce is not None
    assert mail.bounce.recipients == ["gone@example.net"]
    assert mail.bounce.original_message_ids == ["o@e.org"]
    assert mail.bounce.status == "5.1.1"


def test_postmaster_as_a_person_is_a_person() -> None:
    assert (
        kind(b"From: postmaster@example.com\nSubject: Invoice 12\n", b"Please pay the invoice.\n") == "none"
    )


@pytest.mark.parametrize(
    ("report", "expected"), [(b"feedback-report", "feedback"), (b"disposition-notification", "receipt")]
)
def test_complaints_and_receipts(report: bytes, expected: str) -> None:
    head = b"Content-Type: multipart/report; boundary=b; report-type=" + report + b"\n"
    part = b"--b\n\nwords\n--b\nContent-Type: message/" + report + b"\n\nx: y\n--b--\n"
    mail = parse(PERSON + head + b"\n" + part)
    assert mail.auto_kind == expected
    assert mail.bounce is None
    assert mail.attachments == []


def test_an_attached_mail_is_not_this_mail() -> None:
    raw = PERSON + (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee below\n--b\nContent-Type: message/rfc822\n\n"
        b"Message-ID: <inner@example.com>\nSubject: inner\nContent-Type: application/pdf; name=in.pdf\n\nx\n--b--\n"
    )
    mail = parse(raw)
    assert mail.message_id == ""
    assert mail.bounce is None
    assert [file.name for file in mail.attachments] == ["inner.eml"]


def test_our_own_loop_marks() -> None:
    assert parse(PERSON + b"X-Accord-Loop: one\nX-Accord-Loop: two\n\nx").loop_ids == ["one", "two"]


@pytest.mark.parametrize(
    "subject",
    ["В отпуска съм", "Отговор при отсъствие", "Отсъствам до понеделник",
     "Отсутствую на работе", "Нет в офисе", "Отпуск", "Esmu atvaļinājumā", "Ārpus biroja", "Olen puhkusel",
     "Äraolekuteade", "Eemal kontorist", "Sem na dopustu", "Izven pisarne", "Nisem dosegljiv do petka",
     "Away: Order 5", "I’m on vacation", "On leave until Monday"],
)  # fmt: skip
def test_absences_in_six_languages_by_their_subject(subject: str) -> None:
    mail = parse(f"From: a@example.com\nSubject: {subject}\n\nx".encode())
    assert (mail.auto_kind, mail.auto_by_words) == ("auto-reply", True)


@pytest.mark.parametrize(
    "subject",
    ["Отсутствует деталь в заказе", "Отсутствие доставки", "Отпуск товара со склада", "Puhkusereis", "Dopust za otroka",
     "Atvaļinājuma pieteikums", "Away game tickets", "On leave requests", "Липсва част от поръчката"],
)  # fmt: skip
def test_what_people_ask_is_no_absence(subject: str) -> None:
    assert parse(f"From: a@example.com\nSubject: {subject}\n\nx".encode()).auto_kind == "none"


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Nav piegādājams: Pasūtījums", "Jūsu ziņojumu nevarēja piegādāt uz hannah@example.com."),
        ("Vēstule nav piegādāta", "Vēstuli neizdevās piegādāt: hannah@example.com"),
        ("Kättetoimetamatu: Tellimus", "Teie sõnumit ei saanud toimetada aadressile hannah@example.com."),
        ("Kohaletoimetamise oleku teatis (nurjumine)", "Aadressi hannah@example.com ei leitud"),
        ("Ni mogoče dostaviti: Naročilo", "Vašega sporočila na hannah@example.com ni bilo mogoče dostaviti"),
        ("Sporočilo ni bilo dostavljeno", "Naslov hannah@example.com ne obstaja"),
        ("Недоставимо: Поръчка", "Съобщението ви до hannah@example.com не може да бъде доставено."),
        ("Не доставлено: Заказ", "Сообщение для hannah@example.com не доставлено."),
        ("Уведомление о статусе доставки (сбой)", "Адрес hannah@example.com не найден"),
        ("Известие за състоянието на доставка (Неуспех)", "Адресът hannah@example.com не е намерен"),
    ],
)
def test_bounces_in_six_languages_without_a_report(subject: str, text: str) -> None:
    mail = parse(f"From: Microsoft Outlook <postmaster@example.org>\nSubject: {subject}\n\n{text} 550 5.1.1\n".encode())
    assert (mail.auto_kind, mail.is_delay) == ("bounce", False)
    assert mail.bounce is not None and (mail.bounce.recipients, mail.bounce.status) == (["hannah@example.com"], "5.1.1")
    person = parse(f"From: Anna <anna@example.org>\nSubject: {subject}\n\n{text}\n".encode())
    assert person.auto_kind == "none"
