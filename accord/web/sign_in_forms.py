"""allauth's forms with our sentences beside their fields."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accord.web.signing_in import WRONG_PASSKEY

MISSING = {
    "login": _("Write your mail address."),
    "password": _("Write your password."),
    "code": _("Write the code that your app shows."),
}


class _Ours:
    """Says in our words what is missing."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, sentence in MISSING.items():
            if name in self.fields:
                self.fields[name].error_messages["required"] = sentence
        if "login" in self.fields:
            for check in self.fields["login"].validators:
                check.message = _("Write one mail address, such as ieva@example.com.")


class SignInForm(_Ours, LoginForm):  # type: ignore[misc]
    pass


class AgainForm(_Ours, ReauthenticateForm):  # type: ignore[misc]
    pass


class CodeForm(_Ours, AuthenticateForm):  # type: ignore[misc]
    pass


class CodeAgainForm(_Ours, ReauthenticateByCodeForm):  # type: ignore[misc]
    pass


class ActivateForm(_Ours, ActivateTOTPForm):  # type: ignore[misc]
    pass


class _Passkey:
    """What a browser sent as a passkey; nonsense is refused like a wrong one."""

    def clean_credential(self) -> Authenticator:
        with _nonsense_refused():
            found: Authenticator = super().clean_credential()  # type: ignore[misc]
        if not (found.user.is_agent and found.user.is_active):
            raise _wrong()
        return found


class PasskeyForm(_Passkey, LoginWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyStepForm(_Passkey, AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyAgainForm(_Passkey, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey always replaces password and second step, so it must have asked for a finger, a face or a PIN."""

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        with _nonsense_refused():
            cleaned: dict[str, Any] = super().clean()
            return cleaned


@contextmanager
def _nonsense_refused() -> Iterator[None]:
    """allauth and fido2 take a body of the right shape for granted; what falls within them was not of that shape."""
    try:
        yield
    except ValidationError as error:
        raise (_wrong() if error.code == "incorrect_code" else error) from error
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, InvalidSignature) as error:
        raise _wrong() from error


def _wrong() -> ValidationError:
    return ValidationError(WRONG_PASSKEY, code="incorrect_code")
