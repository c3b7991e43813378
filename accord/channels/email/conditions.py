"""What rules may ask of a mail besides its words: its own subject, and any of its headers."""

from django.utils.translation import gettext_lazy as _

from accord.channels.email.models import IncomingMail
from accord.conditions.columns import TextAsked
from accord.conditions.condition import Facts, Group
from accord.conditions.registry import add
from accord.core import files

MOST_BYTES = 256 * 1024
_CAME = frozenset({"ticket.opened", "message.received", "message.noted"})


def _mail(facts: Facts) -> IncomingMail | None:
    """The mail that became the message."""
    if facts.message is None:
        return None
    return IncomingMail.objects.select_related("raw").filter(ticket_message_id=facts.message.pk).first()


@add("mail_subject")
class MailSubjectAsked(TextAsked):
    label = _("Subject of the mail")
    help = _("The subject of the mail itself; the ticket may have another one by now.")
    group = Group.MESSAGE
    looks_at = _CAME

    def texts(self, facts: Facts) -> list[str]:
        mail = _mail(facts)
        return [mail.subject if mail is not None else ""]


@add("mail_header")
class MailHeaderAsked(TextAsked):
    label = _("Header of the mail")
    help = _("Any header line, written with its name, such as “List-Id: news.example.com”.")
    group = Group.MESSAGE
    looks_at = _CAME

    def texts(self, facts: Facts) -> list[str]:
        """The header lines as "name: value", decoded; none for what did not come by mail or was not kept."""
        from accord.channels.email.parsing import headers

        mail = _mail(facts)
        if mail is None or mail.raw is None:
            return []
        head = b""
        for chunk in files.chunks(mail.raw):
            head += chunk
            if len(head) >= MOST_BYTES:
                break
        fields, _body = headers.split(head[:MOST_BYTES], 0, min(len(head), MOST_BYTES), [])
        return [f"{name}: {headers.decode_words(each)}" for name in fields.names() for each in fields.all_raw(name)]
