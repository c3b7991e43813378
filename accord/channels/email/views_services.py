"""Accounts at mail services: their pages of settings, and the addresses that the services call."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accord.channels.email.models import Mailbox, ProviderAccount
from accord.channels.email.services import accounts, hooks
from accord.channels.email.services.accounts import INCOMING, TRACKING
from accord.channels.email.services.registry import Service, services
from accord.channels.email.views import reader_of
from accord.core.errors import Invalid, NotFound
from accord.messaging.pages import Hook, Page, Shown


def show_all(request: HttpRequest) -> Shown:
    """The accounts, and the services that one can be made of."""
    context = {"accounts": list(ProviderAccount.objects.all()), "services": dict(services.items())}
    return Shown("email/services.html", context)


def new(request: HttpRequest) -> Shown:
    """A new account of ?service=. Raises NotFound."""
    service = services.get(request.GET.get("service", "") or request.POST.get("service", ""))
    if service is None:
        return Shown(go_to=reverse("mail-services"))
    return _form(request, service, None)


def edit(request: HttpRequest, number: int) -> Shown:
    """One account: its settings and the two addresses. Raises NotFound."""
    account = ProviderAccount.objects.filter(pk=number).first()
    if account is None or account.provider not in services:
        raise NotFound("mail service")
    return _form(request, services[account.provider], account)


def _form(request: HttpRequest, service: Service, account: ProviderAccount | None) -> Shown:
    errors: dict[str, str] = {}
    stored = accounts.settings_of(account) if account else {}
    values = {each.name: "" if each.secret else stored.get(each.name, "") for each in service.settings}
    name = account.name if account else ""
    if request.method == "POST":
        values = {each.name: request.POST.get(each.name, "") for each in service.settings}
        name = request.POST.get("name", "").strip()
        try:
            if account is None:
                account = accounts.make(service.key, values, by=reader_of(request), name=name)
            else:
                accounts.change(account, values, by=reader_of(request), name=name)
        except Invalid as error:
            errors[error.detail] = str(error)
        else:
            return Shown(go_to=f"{reverse('mail-service', args=[account.pk])}?done=1")
    context: dict[str, Any] = {
        "service": service,
        "account": account,
        "values": values,
        "name": name,
        "stored": {each for each in stored if stored[each]},
        "errors": errors,
        "incoming_url": accounts.address(account, INCOMING) if account else "",
        "tracking_url": accounts.address(account, TRACKING) if account else "",
        "mailboxes": list(Mailbox.objects.filter(provider=account)) if account else [],
    }
    return Shown("email/service.html", context, status=422 if errors else 200)


def incoming(request: HttpRequest, number: int, secret: str, tail: str = "") -> int:
    """A mail service brings mail."""
    return hooks.called(INCOMING, number, secret, request)


def tracking(request: HttpRequest, number: int, secret: str) -> int:
    """A mail service tells what became of our mails."""
    return hooks.called(TRACKING, number, secret, request)


PAGES = (
    Page("mailboxes/services/", "mail-services", show_all),
    Page("mailboxes/services/new/", "mail-service-new", new),
    Page("mailboxes/services/<int:number>/", "mail-service", edit),
)
HOOKS = (
    Hook("mail/<int:number>/<str:secret>/incoming/", "mail-hook-incoming", incoming),
    # Mailgun sends the whole mail only to an address that ends in "mime".
    Hook("mail/<int:number>/<str:secret>/incoming/<str:tail>", "mail-hook-incoming-mime", incoming),
    Hook("mail/<int:number>/<str:secret>/events/", "mail-hook-tracking", tracking),
)
