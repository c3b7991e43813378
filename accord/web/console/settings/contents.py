"""The contents of Settings: every page in its group, with a line on what it is for and words to find it by."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accord.core.options import options


@dataclass(frozen=True)
class Part:
    """A field of a page that is found by its own name; `anchor` is where it stands on the page."""

    label: Promise | str
    says: Promise | str
    anchor: str

    @property
    def text(self) -> str:
        return f"{self.label} {self.says}"


def option_parts() -> tuple[Part, ...]:
    """The options of the workspace that stand on its page."""
    return tuple(Part(each.label, each.help, f"f-{each.key}") for _key, each in options.items() if each.shown)


@dataclass(frozen=True)
class Section:
    """A link in the list of sections. `says` in a line what the page is for; `words` are others to find it by;
    `parts` gives what stands on it under names of its own.
    """

    key: str
    label: Promise | str
    icon: str
    admin: bool = True
    says: Promise | str = ""
    words: Promise | str = ""
    parts: Callable[[], tuple[Part, ...]] = tuple

    @property
    def url(self) -> str:
        return reverse(self.key)

    @property
    def text(self) -> str:
        """All that it is found by, in the reader's language."""
        return f"{self.label} {self.says} {self.words}"


@dataclass(frozen=True)
class Group:
    """Sections that belong together, under one heading."""

    key: str
    label: Promise | str
    sections: tuple[Section, ...]


# One entry for each page; a group without a page that the person may open is not shown.
# fmt: off
GROUPS = (
    Group("you", pgettext_lazy("settings", "You"), (
        Section("profile", _("Your card"), "circle-user", admin=False,
                says=_("Name, signature, language, colours and keys of your own."),
                words=pgettext_lazy("search words", "alias phone time zone theme dark keyboard undo away absence")),
        Section("settings-notifications", _("Notifications"), "bell", admin=False,
                says=_("What you are told of, where and when."),
                words=pgettext_lazy("search words", "bell browser push mail sound alerts mentions quiet hours")),
        Section("settings-sign-in", _("Sign-in"), "key-round", admin=False,
                says=_("Password, second step and passkeys."),
                words=pgettext_lazy("search words", "two-factor 2FA authenticator recovery codes security key login")),
        Section("settings-watching", _("Watching"), "eye", admin=False,
                says=_("Tickets and companies that you follow."),
                words=pgettext_lazy("search words", "follow subscribe watch stop news")),
        Section("settings-tokens", _("API tokens"), "hash", admin=False,
                says=_("Keys for programs that work in your name."),
                words=pgettext_lazy("search words", "API key access integration script revoke")),
    )),
    Group("people", _("People"), (
        Section("settings-people", _("Agents"), "users",
                says=_("Who works here, with which rights."),
                words=pgettext_lazy("search words", "invite user colleague role administrator owner team account")),
        Section("settings-departments", _("Departments"), "inbox",
                says=_("Where tickets go, and who sees them."),
                words=pgettext_lazy("search words", "team queue signature address members levels")),
    )),
    Group("tickets", _("Tickets"), (
        Section("settings-views", _("Saved views"), "star", admin=False,
                says=_("Lists of tickets that you put together."),
                words=pgettext_lazy("search words", "filter star order share conditions columns broken")),
        Section("settings-statuses", _("Statuses"), "circle-check",
                says=_("Names of your own for where a ticket stands."),
                words=pgettext_lazy("search words", "state open answered postponed resolved closed pending")),
        Section("settings-fields", _("Fields"), "pencil",
                says=_("What is kept with a ticket, contact or company besides."),
                words=pgettext_lazy("search words", "custom field attribute serial number choice date")),
        Section("settings-forms", _("Forms"), "list",
                says=_("Which fields a new ticket asks for."),
                words=pgettext_lazy("search words", "custom form required department ask")),
        Section("settings-tags", _("Tags"), "tag",
                says=_("Words that say what tickets are about."),
                words=pgettext_lazy("search words", "label rename merge colour public duty category topic")),
        Section("settings-checklists", _("Checklists"), "list",
                says=_("Steps to be ticked off on a ticket."),
                words=pgettext_lazy("search words", "task to-do list must be done")),
        Section("settings-groups", _("Contact groups"), "users",
                says=_("Customers that belong together, such as VIPs."),
                words=pgettext_lazy("search words", "segment reseller priority customer colour")),
        Section("settings-silence", _("Silence"), "timer",
                says=_("What a customer gets who does not answer."),
                words=pgettext_lazy("search words", "reminder follow-up automatic closing days to wait older tickets")),
        Section("settings-late", _("Late answers"), "alarm-clock",
                says=_("Who hears of it when an answer is late."),
                words=pgettext_lazy("search words", "escalation overdue SLA breach deadline explanation")),
        Section("settings-reasons", _("Reasons"), "circle-check",
                says=_("Why tickets are resolved, closed or paused, with ready texts."),
                words=pgettext_lazy("search words", "resolution explanation three parts text cause")),
    )),
    Group("work", _("Order of work"), (
        Section("settings-to-solve", _("To Solve"), "play",
                says=_("What the button gives first, and to whom."),
                words=pgettext_lazy("search words", "next ticket queue order priority picking")),
        Section("settings-levels", _("Service levels"), "alarm-clock",
                says=_("By when answers are promised, and for whom."),
                words=pgettext_lazy("search words", "SLA first response resolution time target agreement clock")),
        Section("settings-hours", _("Business hours"), "clock",
                says=_("When somebody is there to answer."),
                words=pgettext_lazy("search words", "calendar holidays opening weekend lunch working time schedule")),
        Section("settings-hand-out", _("Hand-out"), "users",
                says=_("Tickets that come to agents by themselves."),
                words=pgettext_lazy("search words", "assign automatic routing round robin capacity load room")),
        Section("settings-ways", _("What agents get"), "languages",
                says=_("Languages, skills and hours of each agent."),
                words=pgettext_lazy("search words", "skill routing shift competence")),
    )),
    Group("automation", _("Automation"), (
        Section("settings-rules", _("Rules"), "list-ordered",
                says=_("What the desk does by itself."),
                words=pgettext_lazy("search words", "trigger automation workflow time rule condition history broken")),
        Section("settings-macros", _("Macros"), "zap", admin=False,
                says=_("Ready words and changes with one pick."),
                words=pgettext_lazy("search words", "canned response template snippet text answer shortcut")),
        Section("settings-beside", _("Beside the ticket"), "layers",
                says=_("What your own systems know about a customer."),
                words=pgettext_lazy("search words", "shop orders CRM panel button context app integration")),
        Section("settings-http", _("HTTP requests"), "external-link",
                says=_("What rules asked of other programs, and secrets."),
                words=pgettext_lazy("search words", "webhook request integration URL secret failed again")),
    )),
    Group("channels", _("Channels"), ()),  # what the channels bring along, and what leaves through them
    Group("server", pgettext_lazy("settings", "Server"), (
        Section("settings-options", _("Workspace"), "settings",
                says=_("Name, languages, files, customers' pages and limits."),
                words=pgettext_lazy("search words", "company time zone attachment size refused types portal options"),
                parts=option_parts),
        Section("settings-deliveries", _("What failed"), "triangle-alert",
                says=_("Work that was given up, with its cause."),
                words=pgettext_lazy("search words", "error failed retry again background timer delivery")),
        Section("settings-outgoing", _("What leaves"), "send",
                says=_("Pause everything that goes out, and let it go."),
                words=pgettext_lazy("search words", "stop mail pause maintenance send outbox")),
    )),
)
# fmt: on
