"""The pages of settings that mail brings along: the mailboxes, and one mailbox with its ways in and out."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from accord.channels.email import canaries, mailbox_forms, mailboxes, presets, probes, sources
from accord.channels.email.models import Mailbox, ProviderAccount
from accord.channels.email.probes import Kind
from accord.core.errors import AccordError, Conflict, Invalid, NotFound
from accord.messaging.pages import Page, Shown
from accord.people.models import Department, Person


def show_all(request: HttpRequest) -> Shown:
    """The list of mailboxes."""
    rows = list(
        Mailbox.objects.select_related("department", "grant", "provider")
        .prefetch_related("sources")
        .order_by("-is_active", "address")
    )
    lost = {row.pk for row in rows if row.is_active and row.canary and row.tested_at and canaries.lost(row)}
    services = ProviderAccount.objects.exists()
    return Shown(
        "email/mailboxes.html", {"mailboxes": rows, "lost": lost, "demo": settings.DEMO, "services": services}
    )


def new(request: HttpRequest) -> Shown:
    """A new mailbox: first where it lives, then its form, filled in."""
    chosen, address = request.GET.get("with", ""), request.GET.get("address", "").strip()
    if request.method != "POST" and not chosen:
        first = not Mailbox.objects.exists()
        return Shown(
            "email/mailbox_where.html", {"choices": presets.CHOICES, "address": address, "first": first}
        )
    return _form(
        request, None, presets.for_address(request.POST.get("address", "") or address, chosen), address
    )


def edit(request: HttpRequest, number: int) -> Shown:
    """One mailbox: its form, its health, and the test of its ways. Raises NotFound."""
    mailbox = mailbox_of(number)
    return _form(request, mailbox, presets.for_address(mailbox.address), mailbox.address)


def _form(request: HttpRequest, mailbox: Mailbox | None, preset: presets.Preset, address: str) -> Shown:
    errors: dict[str, str] = {}
    reader = reader_of(request)
    if request.method == "POST":
        values = mailbox_forms.posted(request.POST)
        try:
            saved = mailbox_forms.save(values, request.POST, mailbox, by=reader)
        except (Invalid, Conflict) as error:
            errors[error.detail] = str(error)
        else:
            return Shown(go_to=_next(request, saved))
    else:
        values = mailbox_forms.present(mailbox) if mailbox else mailbox_forms.blank(preset, address)
    context: dict[str, Any] = {
        "mailbox": mailbox,
        "values": values,
        "errors": errors,
        "preset": preset,
        "departments": list(Department.objects.filter(is_active=True)),
        "securities": mailboxes.SECURITIES,
        "services": list(ProviderAccount.objects.all()),
        "first": mailbox is None and not Mailbox.objects.exists(),
        "said": {name: request.GET.get(name, "") if mailbox else "" for name in ("tested", "saved", "connected")},
        "to": reader.email,
        **(_health(mailbox) if mailbox else {}),
    }
    return Shown("email/mailbox.html", context, status=422 if errors else 200)


def _health(mailbox: Mailbox) -> dict[str, Any]:
    source = sources.first_of(mailbox)
    canary = probes.newest(mailbox, Kind.PLAIN, canary=True), probes.newest(mailbox, Kind.PLUS, canary=True)
    return {
        "source": source,
        "begun": sources.begun(source),
        "last_canary": max((each for each in canary if each), key=lambda each: each.pk, default=None),
        "lost_canary": canaries.lost(mailbox) if mailbox.canary and mailbox.tested_at else None,
    }


def _next(request: HttpRequest, saved: Mailbox) -> str:
    """To the consent that is still missing, to the test, or back to the mailbox."""
    if request.POST.get("sign_in") == mailbox_forms.CONSENT and (
        saved.grant is None or saved.grant.granted_at is None
    ):
        return reverse("mailbox-consent", args=[saved.pk])
    if "test" in request.POST:
        from accord.channels.email.views_trying import begin

        return begin(request, saved, reader_of(request).email)
    return f"{reverse('mailbox', args=[saved.pk])}?saved=yes"


def mailbox_of(number: int) -> Mailbox:
    """Raises NotFound."""
    mailbox = Mailbox.objects.select_related("grant", "provider").filter(pk=number).first()
    if mailbox is None:
        raise NotFound("mailbox")
    return mailbox


def reader_of(request: HttpRequest) -> Person:
    """The administrator who asks."""
    if not isinstance(request.user, Person):
        raise AccordError("not signed in")
    return request.user


PAGES = (
    Page(
        "mailboxes/",
        "mailboxes",
        show_all,
        gettext_lazy("Mailboxes"),
        "mail",
        says=gettext_lazy("The addresses that customers write to, and how their mail comes and goes."),
        words=pgettext_lazy("search words", "e-mail IMAP POP3 SMTP DKIM signing OAuth server channel"),
    ),
    Page("mailboxes/new/", "mailbox-new", new, first=True),
    Page("mailboxes/<int:number>/", "mailbox", edit),
)
