"""Sign-in: allauth's settings, beside the pages that use them."""

from typing import Any

ALLAUTH: dict[str, Any] = {
    "ACCOUNT_ADAPTER": "accord.web.signing_in.AccountAdapter",
    "ACCOUNT_FORMS": {
        "login": "accord.web.sign_in_forms.SignInForm",
        "reauthenticate": "accord.web.sign_in_forms.AgainForm",
    },
    "ACCOUNT_LOGIN_METHODS": {"email"},
    "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
    "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "ACCOUNT_SESSION_REMEMBER": True,
    "ACCOUNT_TEMPLATE_EXTENSION": "html",
    "ACCOUNT_REAUTHENTICATION_REQUIRED": True,  # before the second step is turned on or off
    "ACCOUNT_LOGIN_TIMEOUT": 900,  # seconds between the password and the code
    "ACCOUNT_RATE_LIMITS": {
        "login": "60/m/ip",
        "login_failed": "30/m/ip,5/m/key",
        "reauthenticate": "10/m/user",
    },
    "MFA_ADAPTER": "accord.web.signing_in.SecondStepAdapter",
    "MFA_FORMS": {
        "authenticate": "accord.web.sign_in_forms.CodeForm",
        "reauthenticate": "accord.web.sign_in_forms.CodeAgainForm",
        "activate_totp": "accord.web.sign_in_forms.ActivateForm",
        "add_webauthn": "accord.web.sign_in_forms.AddPasskeyForm",
        "login_webauthn": "accord.web.sign_in_forms.PasskeyForm",
        "authenticate_webauthn": "accord.web.sign_in_forms.PasskeyStepForm",
        "reauthenticate_webauthn": "accord.web.sign_in_forms.PasskeyAgainForm",
    },
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "MFA_RATE_LIMITS": {"webauthn_login": "60/m/ip"},
    "MFA_TOTP_ISSUER": "Accord",
}
