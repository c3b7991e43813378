"""Was a mail written by a person or sent by a machine? RFC 3834 headers, and what machines do in their place.

Marks flag and file a mail; nothing here may drop one. Subject rules count only at the start of the subject.
"""

# ruff: noqa: E501 - long rows of words in patterns read better unbroken.

import re
from dataclasses import dataclass

from accord.channels.email.parsing.headers import Fields
from accord.channels.email.parsing.mail import AutoKind

_DAEMON = re.compile(
    r"^(?:mailer-?daemon|mail-?daemon|postmaster|mdaemon|mail\.?delivery(?:\.?(?:system|subsystem))?|mailerdaemon|"
    r"microsoftexchange[0-9a-f]+|bounce|mail_delivery_agent|delivery)(?:@|$)"
)
_DAEMON_NAME = re.compile(
    r"(?i)^(?:mail delivery (?:sub)?system|mailer[- ]daemon|mail administrator|mail delivery service|postmaster|"
    r"internet mail delivery|microsoft outlook$|system administrator|email delivery (?:sub)?system)"
)
_BOUNCE_SUBJECT = re.compile(
    r"""(?ix)^\s*(?:(?:re|fw|fwd|aw)\s*:\s*)?(?:\[[^\]]{1,40}\]\s*)?(?:
    undeliver(?:ed|able)\b | returned\ mail\b | mail\ delivery\ (?:failed|failure|error|problem|system|status|delayed) |
    delivery\ (?:status\ notification|failure|failed|report|error|problem|has\ failed|unsuccessful|incomplete|delayed|notification) |
    failure\ notice\b | non[- ]?delivery | nondeliverable | unzustellbar | mail\ system\ error | message\ (?:not\ delivered|undeliverable|delivery) |
    warning:\ (?:could\ not\ send|message\ .{0,40}delayed|e?-?mail\ .{0,30}delayed) | could\ not\ (?:send|deliver)\ (?:message|mail) |
    delayed\ (?:mail|delivery) | rejected\ mail | e?-?mail\ (?:delivery\ (?:error|failure|problem)|could\ not\ be\ delivered|not\ delivered|undeliverable) |
    your\ (?:message|e?-?mail)\ .{0,60}(?:could\ not\ be\ delivered|couldn't\ be\ delivered|was\ not\ delivered|bounced|undeliverable) |
    undelivered\ | unable\ to\ deliver | error\ sending\ | permanent\ (?:delivery\ )?(?:failure|error) | user\ unknown\b |
    mail\ could\ not\ be\ delivered | mailbox\ (?:full|unavailable|not\ found) | delivery\ to\ .{1,80}\ (?:failed|has\ failed) |
    nicht\ zustellbar | unzustellbare | nachricht\ nicht\ zugestellt | échec\ (?:de\ )?(?:la\ )?(?:remise|distribution) | non\ remis |
    mail\ non\ remis | mancato\ recapito | messaggio\ non\ recapitato | recapito\ non\ riuscito | non\ recapitabile | errore\ di\ consegna | no\ se\ puede\ entregar |
    no\ entregado | mensaje\ no\ entregado | error\ de\ entrega | não\ (?:entregue|é\ possível\ entregar) | onbestelbaar | niet\ bezorgd |
    ikke\ leveret | kan\ ikke\ leveres | ej\ levererat | det\ gick\ inte\ att\ leverera | toimitus\ epäonnistui | nie\ można\ dostarczyć | niedostarczon |
    nedoručiteln | nedostavitelné | nedoručeno | недоставлен | не\ удалось\ доставить | сообщение\ не\ доставлено | недоставено | неуспешна\ доставка |
    kättetoimetamata | ei\ saanud\ kohale\ toimetada | nepiegādāt | nav\ piegādāt | nedostavljiv | ni\ bilo\ mogoče\ dostaviti | neisporučeno |
    配信不能 | 配信エラー | 退信 | 系统退信 | 反送 | 반송 | 전송 실패
    )"""
)
_DELAY = re.compile(
    r"(?i)\b(?:delay(?:ed)?|still being retried|will be retried|could not send message for past|warning only|"
    r"do not need to resend|has not yet been delivered|verzögert|retardé|задерж)"
)
_AUTO_SUBJECT = re.compile(
    r"""(?ix)^\s*(?:(?:re|fw|aw)\s*:\s*)?(?:\[[^\]]{1,40}\]\s*)?(?:
    auto(?:mat(?:ed|ic|isk|ische|yczna|ická|ická|inis|ine|isks|ica|ique|ikus)?)?[- ]?(?:respons|repl|response|responder|reply|svar|antwort|antwoord|odpowied|vastaus|vastus|resposta|réponse) |
    autorespons | autoreply | auto:\  | (?:i\ am\ |i'm\ )?out[- ]of[- ](?:the[- ])?office\b | ooo\b\s*[:-] | .{1,60}\bis\ (?:currently\ )?out\ of\ (?:the\ )?office\b |
    away\ from\ (?:the\ |my\ )?(?:office|desk|mail|email) | vacation\ (?:reply|response|message|notice|auto) | on\ vacation\b | on\ holiday\b |
    abwesen[dh] | abwesenheits | automatische\ (?:antwort|beantwortung)\b | réponse\ automatique | absence\ du\ bureau | absent\ du\ bureau | message\ d[’']absence |
    respuesta\ automática | fuera\ de\ la?\ oficina | risposta\ automatica | fuori\ (?:sede|ufficio) | assente\ dall | resposta\ automática |
    automatisch\ antwoord | afwezig | automatisk\ (?:svar|svarsmeddelande) | frånvaro | autosvar | ikke\ til\ stede | fravær | automaattinen\ vastaus | poissa\ | autopiloot | automaatvastus |
    automaatne\ (?:vastus|kiri) | kontorist\ (?:ära|väljas) | autovastus | puhkusel\b | automātiska\s+atbilde | automātiskā\ atbilde | prombūtn | automatinis\ atsakymas |
    автоответ | автоматический\ ответ | автоматичен\ отговор | автоматичний | вне\ офиса | извън\ офиса | в\ отпуске | в\ отпуск\b | нет\ на\ месте |
    samodejni\ odgovor | samodejno\ sporočilo | odsotnost | odsoten | automatski\ odgovor | automatická\ odpověď | automatická\ odpoveď | mimo\ kancelář | nieobecno |
    autoodpowiedź | automatyczna\ odpowiedź | automatikus\ válasz | házon\ kívül | răspuns\ automat | αυτόματη\ απάντηση | otomatik\ yanıt | 自動返信 | 自动回复 | 自動回覆 | 자동\ ?회신 | 부재중
    )"""
)
_RECEIPT_SUBJECT = re.compile(
    r"(?i)^(?:read(?: receipt)?|return receipt(?: \(displayed\))?|disposition notification|gelesen|lu|leído|letto|lido|gelezen|läst|læst|lest|luettu|"
    r"przeczytane|přečteno|прочитано|прочетено|loetud|izlasīts|prebrano)\s*[:-]\s"
)
_FEEDBACK_SUBJECT = re.compile(
    r"(?i)^(?:email feedback report|abuse report|complaint about message from|spam complaint|feedback report)\b"
)
_AUTO_FIELDS = ("x-autoreply", "x-autorespond", "x-autoresponse", "x-autoreply-from", "x-mail-autoreply", "x-auto-reply",
                "x-vacation", "x-autoreply-domain", "x-autoresponder", "x-out-of-office", "x-ooto",
                "x-zimbra-vacation", "x-vpopmail-autoreply")  # fmt: skip
_LIST_FIELDS = ("list-id", "list-post", "x-mailing-list", "mailing-list", "x-beenthere", "x-mailman-version", "list-help",
                "list-subscribe", "x-google-group-id", "list-archive", "list-owner")  # fmt: skip
_BULK_FIELDS = ("list-unsubscribe", "list-unsubscribe-post", "feedback-id", "x-csa-complaints", "x-campaign", "x-campaign-id", "x-campaignid",
                "x-mc-user", "x-mailchimp-id", "x-fc-machinegenerated", "x-autogenerated", "x-amazon-mail-relay-type", "x-report-abuse-to",
                "x-sg-eid-bulk", "x-mailer-recptid", "x-newsletter", "x-mass-mail", "x-auto-generated", "x-bulkmail")  # fmt: skip
_NO_REPLY = re.compile(
    r"^(?:no-?_?\.?reply|do-?_?not-?_?reply|donotreply|noreply|notifications?|mailer|newsletter|bounces?)[^@]*@"
)
_OFFICE_TEXT = re.compile(
    r"(?i)^.{0,200}?\b(?:i am|i'm|i will be|we are) (?:currently )?(?:out of (?:the )?office|away from (?:the|my) (?:office|desk)|on (?:vacation|annual leave|holiday|parental leave|maternity leave))|"
    r"^.{0,80}?this is an auto(?:mat(?:ed|ic(?:ally generated)?))?[- ](?:reply|response|message|email|e-mail)",
    re.DOTALL,
)
_BOUNCE_TEXT = re.compile(
    r"(?i)this is the mail system at host|hi\. this is the qmail-send program|this message was created automatically by (?:the )?mail delivery|"
    r"delivery to the following recipients? (?:has been )?(?:failed|delayed)|your message (?:did not reach|could not be delivered|wasn't delivered|couldn't be delivered|was not delivered)|"
    r"the following (?:address(?:es)?|recipients?) (?:had (?:permanent|fatal|delivery)|failed|could not|has failed)|i(?:'|’)?m sorry to have to inform you that your message|"
    r"a message that you (?:have )?sent (?:could not|has not yet|was undeliverable)|could not be delivered to (?:one or more|the following|all)|undeliverable to the following|"
    r"message (?:could not be|was not) delivered to|permanent fatal errors|----- transcript of session follows|this is an automatically generated delivery status notification|"
    r"delivery has failed to these recipients|i wasn't able to deliver your message|unable to deliver (?:your )?message to|recipient(?:'s)? (?:address|mailbox) (?:rejected|is full|unknown|does not exist)"
)
_ARRIVED = frozenset(("delivered", "relayed", "expanded"))
_COMPLAINT_TEXT = re.compile(
    r"(?i)this is an email abuse report|abuse report for an email message|spam complaint|reported as (?:spam|junk|abuse)|junk mail reporting"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`kind` and `by_words` as in ParsedMail; `no_reply`: do not answer it automatically even if a person wrote it."""

    kind: AutoKind
    no_reply: bool
    is_delay: bool
    null_sender: bool
    by_words: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the rules look at: decoded subject, sender, the types of all parts, the root's type, the start of the text."""

    fields: Fields
    subject: str
    from_address: str
    from_name: str
    types: frozenset[str]
    root_type: str
    report_type: str
    text: str


def judge(seen: Evidence) -> Verdict:
    """The first rule that fits, from reports over bounces and auto-replies to lists and bulk."""
    null_sender = _null_sender(seen.fields)
    kind = _kind(seen, null_sender)
    delay = kind == "bounce" and (_DELAY.search(seen.subject) is not None or _only_delayed(seen.text))
    by_words = kind in ("bounce", "auto-reply") and not null_sender and _by_words(seen)
    return Verdict(kind, kind != "none" or _asks_no_reply(seen), delay, null_sender, by_words)


def _kind(seen: Evidence, null_sender: bool) -> AutoKind:
    if _is_feedback(seen):
        return "feedback"
    if (
        seen.report_type == "disposition-notification"
        or "message/disposition-notification" in seen.types
        or (seen.root_type == "multipart/report" and _RECEIPT_SUBJECT.match(seen.subject))
    ):
        return "receipt"
    if _is_bounce(seen, null_sender):
        return "receipt" if _actions(seen.text) and _actions(seen.text) <= _ARRIVED else "bounce"
    if _is_auto_reply(seen, null_sender):
        return "auto-reply"
    if _RECEIPT_SUBJECT.match(seen.subject) and null_sender:
        return "receipt"
    return _list_or_bulk(seen, null_sender)


def _by_words(seen: Evidence) -> bool:
    """Whether nothing but its words calls this bounce or reply automatic: people write such subjects too, and pass
    the bounces on that they got."""
    fields = seen.fields
    machine = (
        seen.root_type == "multipart/report"
        or "x-failed-recipients" in fields
        or _is_daemon(seen)
        or _asks_no_reply(seen)
        or _marked_automatic(fields)
        or _list_or_bulk(seen, null_sender=False) != "none"
    )
    return not machine


def _is_daemon(seen: Evidence) -> bool:
    return _DAEMON.match(seen.from_address) is not None or _DAEMON_NAME.match(seen.from_name) is not None


def _null_sender(fields: Fields) -> bool:
    return any(
        "<>" in value.replace(" ", "")
        for name in ("return-path", "x-envelope-from", "envelope-from", "x-return-path")
        for value in fields.all_raw(name)[:1]
    )


def _is_feedback(seen: Evidence) -> bool:
    if seen.report_type == "feedback-report" or "message/feedback-report" in seen.types:
        return True
    if "x-hmxmroriginalrecipient" in seen.fields or "x-arf" in seen.fields:
        return True
    sender = seen.from_address.partition("@")[0]
    if sender in (
        "staff",
        "scomp",
        "complaints",
        "abuse-report",
        "feedbackloop",
        "fbl",
        "fbl-no-reply",
        "arf",
        "feedback",
    ):
        return (
            _FEEDBACK_SUBJECT.match(seen.subject) is not None
            or ("message/rfc822" in seen.types and _COMPLAINT_TEXT.search(seen.text) is not None)
            or seen.subject.lower().startswith("complaint")
        )
    return _FEEDBACK_SUBJECT.match(seen.subject) is not None and "message/rfc822" in seen.types


def _is_bounce(seen: Evidence, null_sender: bool) -> bool:
    report = seen.report_type in ("delivery-status", "global-delivery-status") or bool(
        seen.types & {"message/delivery-status", "message/global-delivery-status"}
    )
    if report or "x-failed-recipients" in seen.fields:
        return True
    daemon = _is_daemon(seen)
    subject = _BOUNCE_SUBJECT.match(seen.subject) is not None
    # The words alone prove nothing, so they are read only where they decide: it takes half as long as all the rest.
    text = (daemon or subject or null_sender) and _BOUNCE_TEXT.search(seen.text) is not None
    if seen.root_type == "multipart/report" and seen.report_type in ("", "delivery-status"):
        return True
    if daemon and (
        subject or text or null_sender or not seen.from_address or _is_daemon_only(seen.from_address)
    ):
        return True
    if null_sender and (subject or text):
        return True
    return subject and text


def _is_daemon_only(address: str) -> bool:
    return address.startswith(
        ("mailer-daemon", "mailerdaemon", "mail-daemon", "mdaemon", "microsoftexchange")
    )


def _is_auto_reply(seen: Evidence, null_sender: bool) -> bool:
    if _marked_automatic(seen.fields) or _AUTO_SUBJECT.match(seen.subject):
        return True
    return null_sender and _OFFICE_TEXT.search(seen.text[:600]) is not None


def _marked_automatic(fields: Fields) -> bool:
    """Whether a header says that it is an automatic reply."""
    submitted = fields.raw("auto-submitted").lower()
    if (
        submitted.startswith(("auto-replied", "auto-reply", "vacation", "auto_replied"))
        or "owner-email" in submitted
    ):
        return True
    if any(name in fields and fields.raw(name).lower() not in ("no", "false", "0") for name in _AUTO_FIELDS):
        return True
    if _precedence(fields) & {"auto_reply", "auto-reply", "autoreply"}:
        return True
    if (
        "autoresponder" in fields.raw("x-post-messageclass").lower()
        or "reply" in fields.raw("x-autogenerated").lower()
    ):
        return True
    if "x-ms-exchange-inbox-rules-loop" in fields and "x-auto-response-suppress" in fields:
        return True
    return "oof" in fields.raw("x-ms-exchange-generated-message-source").lower()


def _precedence(fields: Fields) -> set[str]:
    values = (fields.raw("precedence"), fields.raw("x-precedence"))
    return {value.lower().strip() for value in values if value}


def _list_or_bulk(seen: Evidence, null_sender: bool) -> AutoKind:
    fields = seen.fields
    precedence = _precedence(fields)
    if "list" in precedence or any(name in fields for name in _LIST_FIELDS):
        return "list"
    if precedence & {"bulk", "junk"} or any(name in fields for name in _BULK_FIELDS):
        return "bulk"
    submitted = fields.raw("auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return "bulk"
    if fields.raw("x-loop").lower() in ("yes", "true") or (
        null_sender and _NO_REPLY.match(seen.from_address) is not None
    ):
        return "bulk"
    return "none"


def _asks_no_reply(seen: Evidence) -> bool:
    suppress = fields_value(seen.fields, "x-auto-response-suppress")
    return bool(
        any(word in suppress for word in ("all", "autoreply", "oof"))
        or _NO_REPLY.match(seen.from_address)
        or _DAEMON.match(seen.from_address)
    )


def fields_value(fields: Fields, name: str) -> str:
    """A field's raw value in lower case."""
    return fields.raw(name).lower()


def _only_delayed(text: str) -> bool:
    return _actions(text) == {"delayed"}


def _actions(text: str) -> set[str]:
    """What became of each recipient, as a report says it (RFC 3464, 2.3.3)."""
    return {action.lower() for action in re.findall(r"(?im)^action:\s*(\w+)", text)}
