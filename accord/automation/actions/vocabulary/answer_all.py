"""An answer to the customer and everybody in copy."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.automation.actions import registry
from accord.automation.actions.acting import Acting
from accord.automation.actions.action import Action, Group, Values
from accord.automation.actions.showing import beginning
from accord.automation.actions.vocabulary.answer import KEEP, TEXT
from accord.automation.actions.writing import demand_free
from accord.tickets import participating, replying


@registry.add("answer_all")
class SendAnswerToAll(Action):
    label = gettext_lazy("Send an answer to all")
    help = gettext_lazy("To the customer and everybody in copy.")
    group = Group.TELL
    place = 11
    leaves = True
    for_macros = False
    fields = (TEXT, KEEP)

    def run(self, act: Acting, values: Values) -> None:
        everybody = [act.ticket.requester_address, *participating.addresses_in_copy(act.ticket)]
        demand_free(act.ticket, act.by, everybody, "answer")
        replying.reply(
            act.ticket,
            act.words(values["text"]),
            by=act.by,
            keep_state=bool(values.get("keep_state")),
            because=act.because,
        )

    def sentence(self, values: Values) -> str:
        return _("Send everybody the answer “%(text)s”") % {"text": beginning(values["text"])}
