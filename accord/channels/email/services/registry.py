"""The mail services that we know: what has to be typed in, and which classes of django-anymail speak their language."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.core.registry import Registry


@dataclass(frozen=True)
class Setting:
    """One thing that the service's own pages show and that has to be copied."""

    name: str
    label: Promise | str
    hint: Promise | str = ""
    secret: bool = True
    owed: bool = False


@dataclass(frozen=True)
class Service:
    """One mail service. `module` is its name in django-anymail, `views` its classes there: incoming and tracking.

    `incoming`, `tracking` and `api` name the settings that each of these is given. `signed` says that its calls carry a
    signature; for the others the secret in the address is the proof. `needs` is a package that has to be there.
    """

    key: str
    name: str
    module: str
    views: tuple[str, str]
    settings: tuple[Setting, ...] = ()
    incoming: tuple[str, ...] = ()
    tracking: tuple[str, ...] = ()
    api: tuple[str, ...] = ()
    signed: bool = False
    needs: str = ""
    incoming_steps: Promise | str = ""
    tracking_steps: Promise | str = ""

    @property
    def usable(self) -> bool:
        return not self.needs or find_spec(self.needs) is not None

    def view(self, which: str, values: Mapping[str, str]) -> Any:
        """django-anymail's view for "incoming" or "tracking", made with the account's settings."""
        made = getattr(import_module(f"anymail.webhooks.{self.module}"), self.views[which == "tracking"])
        names = self.tracking if which == "tracking" else self.incoming
        # The secret in the address takes the place of a name and password; the value only keeps a warning silent.
        view = made(webhook_secret="the-address:is-secret", **_given(names, values))
        view.basic_auth = []
        return view

    def backend(self, values: Mapping[str, str]) -> Any:
        """django-anymail's way to the API, made with the account's settings."""
        return import_module(f"anymail.backends.{self.module}").EmailBackend(**_given(self.api, values))


def _given(names: tuple[str, ...], values: Mapping[str, str]) -> dict[str, str]:
    return {name: values[name] for name in names if values.get(name)}


services: Registry[Service] = Registry("mail service")
_API_KEY = Setting("api_key", _("API key"), _("Needed to send through this service."))
_API_URL = Setting(
    "api_url",
    _("Address of the API"),
    _("Only where it is another than the usual one, as in Europe."),
    secret=False,
)
_BRING = _("Let its inbound route call the first address below, with the whole mail if it offers that.")
_TRACK = _("Let its events for bounces and complaints call the second address below.")


def _add(key: str, name: str, prefix: str, **more: Any) -> Service:
    values = {"module": key, "incoming_steps": _BRING, "tracking_steps": _TRACK, **more}
    views = (f"{prefix}InboundWebhookView", f"{prefix}TrackingWebhookView")
    return services.add(key)(Service(key, name, views=views, **values))


_add(
    "mailgun",
    "Mailgun",
    "Mailgun",
    settings=(
        Setting(
            "webhook_signing_key", _("Signing key of webhooks"), _("Each call is checked with it."), owed=True
        ),
        _API_KEY,
        Setting("sender_domain", _("Domain that mail is sent from"), secret=False),
        _API_URL,
    ),
    incoming=("webhook_signing_key",),
    tracking=("webhook_signing_key",),
    api=("api_key", "sender_domain", "api_url"),
    signed=True,
    incoming_steps=_(
        "Make a route with the action forward() to the first address below, ending in /mime there."
    ),
)
_add(
    "postmark",
    "Postmark",
    "Postmark",
    settings=(Setting("server_token", _("Server token"), _("Needed to send through this service.")),),
    api=("server_token",),
    incoming_steps=_(
        "Set the inbound webhook to the first address below and tick “Include raw email content”."
    ),
)
_add(
    "sendgrid",
    "SendGrid",
    "SendGrid",
    settings=(
        Setting(
            "tracking_webhook_verification_key",
            _("Verification key of the event webhook"),
            _("Each event is checked with it."),
            secret=False,
        ),
        _API_KEY,
    ),
    tracking=("tracking_webhook_verification_key",),
    api=("api_key",),
    incoming_steps=_(
        "Set Inbound Parse to the first address below and tick “POST the raw, full MIME message”."
    ),
)
_add(
    "amazon_ses",
    "Amazon SES",
    "AmazonSES",
    settings=(Setting("region_name", _("Region"), secret=False),),
    needs="boto3",
    incoming_steps=_("Let a receipt rule publish to an SNS topic that calls the first address below."),
)
_add(
    "brevo",
    "Brevo",
    "Brevo",
    settings=(
        Setting("api_key", _("API key"), _("Needed to send, and to fetch the files of mails."), owed=True),
    ),
    incoming=("api_key", "api_url"),
    api=("api_key", "api_url"),
)
_add(
    "mailjet",
    "Mailjet",
    "Mailjet",
    settings=(_API_KEY, Setting("secret_key", _("Secret key"), _("Needed to send through this service."))),
    api=("api_key", "secret_key", "api_url"),
)
_add(
    "mailersend",
    "MailerSend",
    "MailerSend",
    settings=(
        Setting(
            "inbound_secret", _("Secret of the inbound route"), _("Each mail is checked with it."), owed=True
        ),
        Setting(
            "signing_secret", _("Signing secret of webhooks"), _("Each event is checked with it."), owed=True
        ),
        Setting("api_token", _("API token"), _("Needed to send through this service.")),
    ),
    incoming=("inbound_secret",),
    tracking=("signing_secret",),
    api=("api_token",),
    signed=True,
)
_add(
    "sparkpost",
    "SparkPost",
    "SparkPost",
    settings=(_API_KEY, _API_URL),
    api=("api_key", "api_url"),
)
