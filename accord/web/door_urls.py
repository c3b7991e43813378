"""Addresses before one is signed in. Of allauth's own addresses none is open but those named here."""

from django.urls import path

from accord.web import doors, installing, setting_up

urlpatterns = [
    path("sign-in/", doors.sign_in, name="account_login"),
    path("sign-in/code/", doors.code, name="mfa_authenticate"),
    path("sign-in/again/", doors.again, name="account_reauthenticate"),
    path("sign-in/again/code/", doors.code_again, name="mfa_reauthenticate"),
    path("sign-in/passkey/", doors.passkey, name="mfa_login_webauthn"),
    path("sign-in/again/passkey/", doors.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("sign-out/", doors.sign_out, name="account_logout"),
    path("forgot/", doors.forgot, name="account_reset_password"),
    path("invitation/<str:token>/", doors.by_link, name="one-time-link"),
    path("app.webmanifest", installing.manifest, name="manifest"),
    path("worker.js", installing.worker, name="service-worker"),
    path("set-up/", setting_up.show, name="set-up"),
]
