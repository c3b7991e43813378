"""The page "Spam and safety" of settings: who is believed, what is spam, who looks for viruses."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accord.channels.email.models import ServiceTrouble
from accord.channels.email.screening import clamd, rspamd
from accord.channels.email.screening.bayes import judging
from accord.channels.email.screening.wishes import KEYS, listed, network_of, place_of
from accord.core.errors import AccordError, Invalid
from accord.core.options import get, options
from accord.messaging.pages import Page, Shown
from accord.people import workspace
from accord.people.models import Person

GROUPS: tuple[tuple[Promise, Promise, tuple[str, ...]], ...] = (
    (
        gettext_lazy("Who sends"),
        gettext_lazy(
            "Whether the domain in From stands behind a mail. Where it denies that, the mail gets a mark and no rights."
        ),
        ("mail.check_senders", "mail.trusted_servers", "mail.own_relays", "mail.nameservers"),
    ),
    (
        gettext_lazy("Spam"),
        gettext_lazy(
            "Spam is put away with its reasons: nobody is told and no clock runs, and nothing is lost."
        ),
        ("mail.spam_points", "mail.learn_spam", "mail.rspamd"),
    ),
    (
        gettext_lazy("Viruses"),
        gettext_lazy("Files with a virus are kept, but nobody can download them."),
        ("mail.clamd", "mail.without_clamd", "mail.with_virus"),
    ),
)
MOST_POINTS = 100


def show(request: HttpRequest) -> Shown:
    """The form; a POST stores it and asks the named servers whether they are there."""
    values: dict[str, Any] = {key: get(key) for key in KEYS}
    errors: dict[str, str] = {}
    if request.method == "POST":
        values = {key: request.POST.get(key, "") for key in KEYS}
        checked = _checked(values, errors)
        if not errors:
            by = request.user
            if not isinstance(by, Person):
                raise AccordError("not signed in")
            for key, value in checked.items():
                workspace.change(key, value, by=by)
            return Shown(go_to=f"{reverse('safety')}?saved=yes")
    saved = "saved" in request.GET
    spam, good = judging.counted()
    context = {
        "groups": [(title, words, [options[key] for key in keys]) for title, words, keys in GROUPS],
        "values": values,
        "errors": errors,
        "saved": saved,
        "answers": _answers() if saved else {},
        "troubles": list(ServiceTrouble.objects.order_by("service")),
        "learned": {"spam": spam, "good": good, "fewest": judging.FEWEST},
    }
    return Shown("email/safety.html", context, status=422 if errors else 200)


def _checked(values: dict[str, Any], errors: dict[str, str]) -> dict[str, Any]:
    """The values to store; what is wrong goes into `errors`."""
    found: dict[str, Any] = {}
    for key in KEYS:
        try:
            found[key] = workspace.value_from(key, str(values[key]))
            _demand(key, found[key])
        except Invalid as error:
            errors[key] = str(error)
    return found


def _demand(key: str, value: Any) -> None:
    """Raises Invalid."""
    if key == "mail.spam_points" and not 1 <= value <= MOST_POINTS:
        raise Invalid(key, sentence=_("Write a number from 1 to 100."))
    if key == "mail.own_relays" and not all(network_of(each) for each in listed(value)):
        raise Invalid(key, sentence=_("Write addresses or networks, such as 192.0.2.7 or 192.0.2.0/24."))
    if key in ("mail.rspamd", "mail.clamd") and value and not value.startswith("/"):
        try:
            place_of(value, 1)
        except ValueError:
            raise Invalid(key, sentence=_("Write a host and a port, such as 127.0.0.1:3310.")) from None


def _answers() -> dict[str, bool]:
    """Of each server that is named, whether it answers now."""
    found: dict[str, bool] = {}
    if address := get("mail.rspamd"):
        try:
            rspamd.ping(address)
            found["mail.rspamd"] = True
        except rspamd.Unreachable:
            found["mail.rspamd"] = False
    if address := get("mail.clamd"):
        found["mail.clamd"] = clamd.answers(address)
    return found


PAGES = (
    Page(
        "safety/",
        "safety",
        show,
        gettext_lazy("Spam and safety"),
        "shield",
        says=gettext_lazy("Which mail is believed, which is spam, and how much may come."),
        words=pgettext_lazy("search words", "junk block SPF DMARC virus filter flood limit phishing"),
    ),
)
