"""A mail to somebody who takes no part in the ticket."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Group, Values
from accord.automation.actions.writing import demand_free
from accord.tickets.mailing_outside import mail_outside


@registry.add("send_mail")
class SendMail(Action):
    """Loop-safe: guarded like every automatic mail, and its answers open tickets of their own."""

    label = gettext_lazy("Send a mail to")
    help = gettext_lazy(
        "To somebody else, not to the customer, who does not see it. An answer opens a new ticket."
    )
    group = Group.TELL
    place = 20
    leaves = True
    fields = (
        ActionField("to", gettext_lazy("To"), FieldKind.ADDRESSES),
        ActionField("cc", gettext_lazy("Cc"), FieldKind.ADDRESSES, required=False),
        ActionField("bcc", gettext_lazy("Bcc"), FieldKind.ADDRESSES, required=False),
        ActionField(
            "subject",
            gettext_lazy("Subject"),
            FieldKind.TEXT,
            required=False,
            variables=True,
            help=gettext_lazy("Empty: the subject of the ticket."),
        ),
        ActionField("text", gettext_lazy("Text"), FieldKind.WORDS),
    )

    def run(self, act: Acting, values: Values) -> None:
        to, cc, bcc = values["to"], values.get("cc", []), values.get("bcc", [])
        demand_free(act.ticket, act.by, [*to, *cc, *bcc], "outside")
        mail_outside(
            act.ticket,
            act.words(values["text"]).html,
            by=act.by,
            to=to,
            cc=cc,
            bcc=bcc,
            subject=act.filled(values.get("subject", "")),
            because=act.because,
        )

    def sentence(self, values: Values) -> str:
        return _("Send a mail to %(addresses)s") % {"addresses": ", ".join(values["to"])}
