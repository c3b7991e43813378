"""The page of keys, which every page of the console can show (LOOK section 6)."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from markupsafe import Markup


def keys() -> list[tuple[str, list[tuple[str, str]]]]:
    """All keys with what they do, under headings."""
    return [
        (_("Anywhere"), [
            ("Ctrl K", _("Command bar")), ("/", _("Search")), ("C", _("New ticket")), ("S", _("To Solve")),
            ("G I", _("Go to the inbox")), ("G T", _("Go to Today")), ("G M", _("Go to mine")),
            ("G P", _("Go to the customers")), ("G N", _("Notifications")), ("G C", _("Chat")),
            ("?", _("These keys")),
        ]),
        (_("In a list"), [
            ("J", _("Down")), ("K", _("Up")), ("Enter", pgettext("key", "Open")), ("X", _("Pick")),
            ("Esc", _("Back, close")),
        ]),
        (_("On a ticket"), [
            ("E", _("Reply")), ("M", _("Note")), ("Ctrl Enter", _("Send")), ("Ctrl Shift Enter", _("Send and resolve")),
            ("R", _("Resolve")), ("H", _("Postpone")), ("A", _("Assign")), ("I", _("Give it to me")),
            ("D", _("Move to a department")), ("G S", _("Status")), ("T", _("Tag")), ("P", _("Priority")),
            ("U", _("Merge")), ("L", _("Macros")), ("F", _("Fill in fields")), ("W", _("Forward")), ("V", _("Watch")),
            ("#", _("A canned text, while you write")), ("O", _("Unfold quotes")),
        ]),
    ]  # fmt: skip


def keys_page() -> Markup:
    """The page of keys as HTML. It is the same on every page, so a template asks for it when it is compiled."""
    return Markup("\n").join(_section(title, rows) for title, rows in keys())


def _section(title: str, rows: list[tuple[str, str]]) -> Markup:
    listed = Markup().join(_row(pressed, what) for pressed, what in rows)
    return Markup("<section><h3>{}</h3><dl>{}</dl></section>").format(title, listed)


def _row(pressed: str, what: str) -> Markup:
    signs = Markup().join(Markup("<kbd>{}</kbd> ").format(key) for key in pressed.split())
    return Markup("<dt>{}</dt><dd>{}</dd>").format(signs, what)
