"""How one is told: by kind and way, when one is left in peace, and in which browsers push is on."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accord.core.errors import AccordError, Invalid
from accord.messaging.notices import choosing
from accord.messaging.notices.abouts import GROUPS, WAYS, abouts
from accord.messaging.notices.pushing import identity, sending, subscribing
from accord.web.console.pages import AgentRequest, agent_page
from accord.web.console.settings.sections import go, settings_page
from accord.web.forms import Form

TICKS = ("quiet_weekends", "quiet_off_hours", "urgent_through")


@agent_page
def show(request: AgentRequest) -> HttpResponse:
    """The choices of the signed-in agent."""
    person = request.user
    if request.method == "POST" and "standard" in request.POST:
        choosing.to_standard(person, by=person)
        return go("settings-notifications")
    chosen, habit = choosing.ways_of(person), choosing.habit_of(person.pk)
    ticks: dict[str, Any] = {f"{way}_{key}": way in ways for key, ways in chosen.items() for way in WAYS}
    habits = {name: getattr(habit, name) for name in choosing.HABITS}
    form = Form(request, **ticks, **habits)
    if request.method == "POST":
        with form.catching():
            wanted = {key: [way for way in WAYS if form.on(f"{way}_{key}")] for key in chosen}
            choosing.choose(person, wanted, by=person, habits=_habits(form))
            return go("settings-notifications")
    groups = [
        (label, [(key, about.label) for key, about in abouts.items() if about.group == group])
        for group, label in GROUPS.items()
    ]
    context = {
        "form": form,
        "groups": groups,
        "ways": [("console", _("Here")), ("mail", _("By mail")), ("push", _("Push"))],
        "bundles": [(minutes, _bundle(minutes)) for minutes in choosing.BUNDLES],
        "browsers": subscribing.browsers(person),
        "push_key": identity.public(),
        "address": person.email,
    }
    return settings_page(
        request, "settings/notifications.html", context, section="settings-notifications", status=form.status
    )


def _habits(form: Form) -> dict[str, Any]:
    minutes = form["bundle_minutes"]
    if not (minutes.isascii() and minutes.isdigit()) or len(minutes) > 4:
        raise Invalid("bundle_minutes")
    return {
        "quiet_from": form["quiet_from"].strip(),
        "quiet_until": form["quiet_until"].strip(),
        "bundle_minutes": int(minutes),
        **{name: form.on(name) for name in TICKS},
    }


def _bundle(minutes: int) -> str:
    if not minutes:
        return _("At once, each by itself")
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("Together, after %(n)s hour", "Together, after %(n)s hours", hours) % {"n": hours}
    return ngettext("Together, after %(n)s minute", "Together, after %(n)s minutes", minutes) % {"n": minutes}


@require_POST
@agent_page
def add_browser(request: AgentRequest) -> HttpResponse:
    """Push is on in the browser that asks: `endpoint`, `public` and `auth` as its push service gave them."""
    post = request.POST
    try:
        row = subscribing.subscribe(
            request.user,
            post.get("endpoint", ""),
            post.get("public", ""),
            post.get("auth", ""),
            name_of(request.headers.get("User-Agent", "")),
        )
    except AccordError as error:
        return JsonResponse({"problem": str(error)}, status=error.status)
    return JsonResponse({"id": row.pk})


@require_POST
@agent_page
def end_browser(request: AgentRequest, number: int) -> HttpResponse:
    """Push is off in that browser."""
    subscribing.end(request.user, number)
    return go("settings-notifications", anchor="push")


@require_POST
@agent_page
def try_push(request: AgentRequest) -> HttpResponse:
    """A test to all of one's browsers, now."""
    taken = sending.try_out(request.user)
    if not request.headers.get("X-Requested-With"):
        return go("settings-notifications", done=False, anchor="push")
    words = _("The message is on its way.") if taken else _("No browser could be reached. Turn push on anew.")
    return JsonResponse({"taken": taken, "words": words})


_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def name_of(agent: str) -> str:
    """What a person calls the browser with that User-Agent: "Firefox, Linux"."""
    found = [next((name for sign, name in known if sign in agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, found))
