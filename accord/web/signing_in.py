"""What allauth asks us: who may sign in, what a failed try is told, how the second step's seed is kept."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accord.core import options, records, secrets
from accord.people.models import Person
from accord.people.models.person import PersonKind

TOO_OFTEN = gettext_lazy("That was too often. Wait a minute, then try again. Nothing is locked.")
WRONG_PASSKEY = gettext_lazy("That passkey is not known here, or it came too late. Try again, or take another way.")
WRONG_CODE = gettext_lazy("That code does not fit. Codes change every 30 seconds; take the one shown now.")


class AgentBackend(AuthenticationBackend):  # type: ignore[misc]
    """Only active agents sign in, by the address that stands on their card. Everybody else gets the same answer."""

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> Person | None:
        address = str(credentials.get("email") or "").strip().lower()
        person = Person.objects.filter(kind=PersonKind.AGENT, email=address, is_active=True).first()
        if person is None:
            return None
        self._did_check_password = True
        return person if person.check_password(credentials.get("password") or "") else None

    def get_user(self, user_id: Any) -> Person | None:
        """The person of a session; asked at each request, so that ending somebody's access ends his sessions."""
        person = records.find(Person, "id", user_id)
        return person if self.user_can_authenticate(person) else None

    def user_can_authenticate(self, user: Person | None) -> bool:
        """Active agents only."""
        return user is not None and user.is_agent and user.is_active


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Agents come by invitation only; customers never have a password."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
        "incorrect_password": gettext_lazy("That is not your password."),
        "incorrect_code": WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._tries_left = self._left()

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code == "email_password_mismatch":
            return ValidationError(_mismatch(getattr(self, "_tries_left", None)), code=code)
        return super().validation_error(code, *args)  # type: ignore[no-any-return]

    def reauthenticate(self, user: Person, password: str) -> bool:
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(request.META.get("REMOTE_ADDR") or "unknown")

    def _left(self) -> int | None:
        """How many tries the strictest limit leaves; None where nothing was counted."""
        from allauth.core.internal.ratelimit import get_rates

        usage = getattr(self, "_login_failed_rl_usage", None)
        if not usage:
            return None
        rates = get_rates(app="allauth.account", action="login_failed")
        spent = [len(cache.get(single.cache_key, [])) for single in usage.usage]
        return min((rate.amount - used for rate, used in zip(rates, spent, strict=False)), default=None)


def _mismatch(left: int | None) -> str:
    if left is None or left > 3:
        return _("That pair does not match.")
    if left <= 0:
        return _("That pair does not match. Wait a minute, then try again.")
    return ngettext(
        "That pair does not match. One more try, then a pause of a minute.",
        "That pair does not match. %(count)s more tries, then a pause of a minute.",
        left,
    ) % {"count": left}


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second step of signing in: its seed is kept encrypted with the installation's key."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
    }

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text)

    def get_totp_issuer(self) -> str:
        return str(options.get("workspace.name"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys are bound to the host of the page that they were made on."""
        return {**super().get_public_key_credential_rp_entity(), "name": str(options.get("workspace.name"))}

    def _get_site_name(self) -> str:
        return str(options.get("workspace.name"))

    def generate_authenticator_name(self, user: Person, type: Authenticator.Type) -> str:
        """Nothing is made up: one without a name is told by its day."""
        return ""
