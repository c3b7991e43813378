"""How one signs in: the password, passkeys, and the second step (a code from an app, with recovery codes)."""

from typing import Any, cast

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accord.core.limits import Limit
from accord.events.recording import record
from accord.people import passwords
from accord.people.happenings import PasskeyAdded, PasskeyRemoved, PersonEvent, TwoStepOff, TwoStepOn
from accord.web.console.pages import AgentRequest, Frame, agent_page
from accord.web.console.settings.sections import go, sections, settings_page
from accord.web.forms import Form

OLD_TRIED = Limit("settings.password", 10, 600)  # by one person


@never_cache
@agent_page
def show(request: AgentRequest) -> HttpResponse:
    """Change the password: every other session of this person ends, this one stays."""
    form = Form(request, old="", password="", again="")
    if request.method == "POST":
        _change_password(request, form)
        if form.good:
            return go("settings-sign-in")
    ways = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    passkeys = [way for way in ways if way.type == Authenticator.Type.WEBAUTHN]
    has_step = any(way.type == Authenticator.Type.TOTP for way in ways)
    return settings_page(
        request,
        "settings/sign_in.html",
        {"form": form, "has_step": has_step, "passkeys": passkeys, "has_codes": bool(ways)},
        section="settings-sign-in",
        status=form.status,
    )


def _change_password(request: AgentRequest, form: Form) -> None:
    person = request.user
    if not OLD_TRIED.take(person.pk):
        form.refuse("old", _("That was too often. Wait a while, then try again."))
    elif person.has_usable_password() and not person.check_password(form["old"]):
        form.refuse("old", _("That is not your password."))
    elif form["password"] != form["again"]:
        form.refuse("again", _("The two are not the same."))
    else:
        with form.catching():
            passwords.choose(person, form["password"], by=person)
            update_session_auth_hash(request, person)


class _Framed:
    """A page of allauth's within Settings."""

    request: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request = cast(AgentRequest, self.request)
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        framed = {
            "frame": Frame.of(request, "settings"),
            "sections": sections(request),
            "section": "settings-sign-in",
        }
        return {**context, **framed}

    def _told(self, kind: type[PersonEvent]) -> None:
        person = self.request.user
        with transaction.atomic():
            record(kind(person=person.pk, by_id=person.pk))


class _Activate(_Framed, ActivateTOTPView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        self._told(TwoStepOn)
        return response


class _Deactivate(_Framed, DeactivateTOTPView):  # type: ignore[misc]
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        self._told(TwoStepOff)
        return response


class _AddPasskey(_Framed, AddWebAuthnView):  # type: ignore[misc]
    template_name = "settings/passkey_new.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        made = webauthn.begin_registration(self.request.user, True)
        return {**context, "form": kwargs.get("form") or self.get_form(), "creation_options": made}

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        self._told(PasskeyAdded)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        response.status_code = 422
        return response


class _RemovePasskey(_Framed, RemoveWebAuthnView):  # type: ignore[misc]
    template_name = "settings/passkey_end.html"
    success_url = reverse_lazy("settings-sign-in")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        self._told(PasskeyRemoved)
        return response


class _Codes(_Framed, ViewRecoveryCodesView):  # type: ignore[misc]
    pass


class _NewCodes(_Framed, GenerateRecoveryCodesView):  # type: ignore[misc]
    pass


activate = never_cache(agent_page(_Activate.as_view()))
deactivate = never_cache(agent_page(_Deactivate.as_view()))
add_passkey = never_cache(agent_page(_AddPasskey.as_view()))
remove_passkey = never_cache(agent_page(_RemovePasskey.as_view()))
codes = never_cache(agent_page(_Codes.as_view()))
new_codes = never_cache(agent_page(_NewCodes.as_view()))
