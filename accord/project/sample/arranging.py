"""How the sample shop works: hours and a service level; then rules, macros, views, fields, tags, a checklist.

Made by the verbs that the pages call, all but the level after the stories, so that no rule did anything in them.
"""

from accord.automation.macros import making as macros
from accord.automation.rules import editing as rules
from accord.conditions.groups import Groups
from accord.people import grouping
from accord.people.fields import defining as fields
from accord.people.models import Person
from accord.people.models.field import About
from accord.project.sample.people import People
from accord.sla import presets
from accord.tickets.checklists import defining as checklists
from accord.tickets.models import State
from accord.tickets.statuses import shaping as statuses
from accord.tickets.tags import shaping as tags
from accord.views import saving as views

DAY_S = 86_400
TAGS = {"warranty": "amber", "invoice": "blue", "urgent": "red", "repair": "violet"}


def promise(people: People) -> None:
    """The service level, before the first story: its clocks ran in all of them."""
    presets.take("priority", by=people.agents["oskar"], name="By priority", hours_name="Office hours")


def arrange(people: People) -> None:
    """All of it, in the name of the owner; inside a transaction."""
    owner = people.agents["oskar"]
    for name, colour in TAGS.items():
        tags.make(name, by=owner, colour=colour)
    _words_of_its_own(people, owner)
    _rules(people, owner)
    _macros(people)
    _views(owner)


def _words_of_its_own(people: People, owner: Person) -> None:
    statuses.make(State.POSTPONED, {"en": "Waits for a spare part"}, by=owner)
    fields.make(
        About.TICKET,
        "text",
        {"en": "Order number", "bg": "Номер на поръчка", "ru": "Номер заказа"},
        by=owner,
        key="order",
    )
    grouping.make("Cafés and roasters", "violet", by=owner)
    checklists.make(
        "A machine comes back",
        ["Ask for the serial number", "Send the return label", "Write down what was broken", "Say when it is back"],
        by=owner,
        departments=[people.departments["delivery"].pk],
    )


def _rules(people: People, owner: Person) -> None:
    urgent = rules.Wording(
        name="Whoever cannot work comes first",
        triggers=["ticket_opened", "customer_wrote"],
        groups=[
            [{"c": "subject", "op": "contains", "v": "urgent"}],
            [{"c": "message_text", "op": "contains", "v": "does not start"}],
        ],
        steps=[{"a": "priority", "v": {"priority": 3}}, {"a": "add_tags", "v": {"tags": ["urgent"]}}],
    )
    invoices = rules.Wording(
        name="Invoices go to Billing",
        triggers=["ticket_opened"],
        groups=[[{"c": "subject", "op": "contains", "v": "invoice"}]],
        steps=[{"a": "transfer", "v": {"department": people.departments["billing"].pk}}],
    )
    silent = rules.Wording(
        name="Answered, and silent for a week",
        timed=True,
        triggers=["customer_silent"],
        wait_s=7 * DAY_S,
        groups=[[{"c": "state", "op": "is", "v": State.ANSWERED}]],
        steps=[{"a": "resolve_silently", "v": {"reason": "solved"}}],
        note="Not switched on: try it on history first.",
    )
    for wording in (urgent, invoices):
        rules.switch(rules.make(wording, by=owner), True, by=owner)
    rules.make(silent, by=owner)


def _macros(people: People) -> None:
    supervisor = people.agents["tiina"]
    order = {
        "en": "<p>Hello {contact.first_name|there},</p><p>I look where your order is and write again today.</p>",
        "bg": "<p>Здравейте, {contact.first_name|клиенти},</p><p>Проверявам къде е поръчката и ще ви пиша днес.</p>",
        "ru": "<p>Здравствуйте, {contact.first_name|клиент}!</p><p>Узнаю, где ваш заказ, и напишу сегодня.</p>",
    }
    macros.make(
        macros.Wording(
            name="Orders::Where is it",
            keyword="order",
            personal=False,
            departments=[each.pk for each in people.departments.values()],
            texts=order,
            steps=[{"a": "add_tags", "v": {"tags": ["order"]}}],
        ),
        by=supervisor,
    )
    macros.make(
        macros.Wording(
            name="Machines::Comes for repair",
            keyword="repair",
            personal=False,
            departments=[people.departments["delivery"].pk, people.departments["support"].pk],
            texts={"en": "<p>Hello {contact.first_name|there},</p><p>Send it with this label, at our cost.</p>"},
            steps=[{"a": "add_tags", "v": {"tags": ["repair"]}}, {"a": "priority", "v": {"priority": 2}}],
        ),
        by=supervisor,
    )


def _views(owner: Person) -> None:
    waiting = {"c": "state", "op": "one_of", "v": [State.NEW, State.OPEN]}
    views.make(
        "Machines and repairs",
        Groups.parse([[waiting, {"c": "tags", "op": "any_of", "v": ["warranty", "repair"]}]]),
        by=owner,
        shared="all",
        columns=["state", "requester", "assignee", "priority", "tags", "due"],
        group_by="priority",
    )
    views.make(
        "Nobody's yet",
        Groups.parse([[waiting, {"c": "assignee", "op": "empty"}]]),
        by=owner,
        shared="all",
        columns=["state", "requester", "department", "due"],
        group_by="department",
    )
