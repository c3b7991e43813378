"""Where consents are asked for: Google, Microsoft, and any server that speaks OpenID Connect.

Addresses of Google: https://developers.google.com/identity/protocols/oauth2/web-server and
https://developers.google.com/workspace/gmail/imap/xoauth2-protocol; of Microsoft:
https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.core.registry import Registry


@dataclass(frozen=True)
class ConsentProvider:
    """One provider. Empty addresses are asked of the person; `extra` goes into the address of its consent page."""

    key: str
    name: Promise | str
    authorize_url: str = ""
    token_url: str = ""
    scopes: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    console_url: str = ""  # where the client is registered
    needs_secret: bool = True


providers: Registry[ConsentProvider] = Registry("consent provider")


def _add(provider: ConsentProvider) -> ConsentProvider:
    return providers.add(provider.key)(provider)


GOOGLE = _add(
    ConsentProvider(
        "google",
        "Google",
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        "https://mail.google.com/",
        # Without these two Google gives no refresh token, or only the very first time.
        {"access_type": "offline", "prompt": "consent"},
        "https://console.cloud.google.com/apis/credentials",
    )
)
MICROSOFT = _add(
    ConsentProvider(
        "microsoft",
        "Microsoft",
        "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
        "https://login.microsoftonline.com/common/oauth2/v2.0/token",
        "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/POP.AccessAsUser.All "
        "https://outlook.office.com/SMTP.Send offline_access",
        {"prompt": "select_account"},
        "https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade",
    )
)
OIDC = _add(
    ConsentProvider(
        "oidc",
        _("Another provider (OpenID Connect)"),
        scopes="openid email offline_access",
        extra={"prompt": "consent"},
        needs_secret=False,
    )
)
