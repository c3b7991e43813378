"""An answer to the customer."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, ActionField, FieldKind, Group, Values
from accord.automation.actions.showing import beginning
from accord.automation.actions.writing import demand_free
from accord.tickets import replying

TEXT = ActionField("text", gettext_lazy("Answer"), FieldKind.WORDS)
KEEP = ActionField(
    "keep_state",
    gettext_lazy("Keep the state"),
    FieldKind.SWITCH,
    required=False,
    help=gettext_lazy("The customer goes on waiting: this does not count as his answer."),
)


@registry.add("answer")
class SendAnswer(Action):
    """In the ticket's thread. From a rule it says of itself that it is automatic, and is budgeted."""

    label = gettext_lazy("Send an answer")
    help = gettext_lazy("To the customer, in his language. Never to robots, and a few an hour at most.")
    group = Group.TELL
    place = 10
    leaves = True
    for_macros = False  # a macro has a text of its own, which the agent sees before it goes
    fields = (TEXT, KEEP)

    def run(self, act: Acting, values: Values) -> None:
        address = act.ticket.requester_address
        demand_free(act.ticket, act.by, [address], "answer")
        replying.reply(
            act.ticket,
            act.words(values["text"]),
            by=act.by,
            to=[address],
            keep_state=bool(values.get("keep_state")),
            because=act.because,
        )

    def sentence(self, values: Values) -> str:
        return _("Send the answer “%(text)s”") % {"text": beginning(values["text"])}
