"""Pages before one is signed in: sign-in itself, one-time links, a forgotten password."""

from typing import Any

from allauth.account.utils import get_next_redirect_url, perform_login
from allauth.account.views import LoginView, LogoutView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accord.core.errors import AccordError
from accord.core.limits import Limit
from accord.messaging import ways_in
from accord.people import one_time_links, passwords, setting_up
from accord.people.models import Person
from accord.people.models.person import PersonKind
from accord.web.forms import Form
from accord.web.signing_in import WRONG_PASSKEY

LINKS_TRIED = Limit("doors.link", 60, 600)  # from one network address
RESETS_ASKED = Limit("doors.reset", 20, 3600)  # from one network address
RESETS_MAILED = Limit("doors.reset_mail", 3, 3600)  # to one person


class PasskeyView(LoginWebAuthnView):  # type: ignore[misc]
    """Sign-in by a passkey alone. GET gives a script what to ask the browser for, POST takes the browser's answer."""

    def form_invalid(self, form: Any) -> HttpResponse:
        query = {"passkey": "refused"}
        if wanted := get_next_redirect_url(self.request):
            query["next"] = wanted
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode(query)}")


class SignInView(LoginView):  # type: ignore[misc]
    """Sign-in; a workspace without an owner is set up first. A refused form answers 422, like all our forms."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "GET" and not setting_up.has_owner():
            return HttpResponseRedirect(reverse("set-up"))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refused = WRONG_PASSKEY if self.request.GET.get("passkey") == "refused" else ""
        return {**super().get_context_data(**kwargs), "passkey_refused": refused}

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        response.status_code = 422
        return response


class PasskeyAgainView(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Asked once more who one is, by a passkey."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        response.status_code = 422
        return response


sign_in = SignInView.as_view()
passkey = never_cache(PasskeyView.as_view())
sign_out = LogoutView.as_view()
again = never_cache(ReauthenticateView.as_view())
code = never_cache(AuthenticateView.as_view())
code_again = never_cache(ReauthenticateByCodeView.as_view())
passkey_again = never_cache(PasskeyAgainView.as_view())


def too_many(request: HttpRequest) -> HttpResponse:
    """allauth's answer when one network address tried too often."""
    return render(request, "account/too_many.html", {}, status=429)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link. GET shows whose it is and changes nothing; POST sets the password, or signs in."""
    try:
        LINKS_TRIED.demand(request.META.get("REMOTE_ADDR", ""))
        link = one_time_links.find(token)
    except AccordError as error:
        return render(request, "account/link_gone.html", {"sentence": str(error)}, status=error.status)
    form = Form(request, password="", again="")
    if request.method == "POST":
        person = _enter(form, token, link.purpose)
        if person is not None:
            return _signed_in(request, person)
    context = {"form": form, "person": link.person, "purpose": link.purpose}
    return render(request, "account/by_link.html", context, status=form.status)


def _enter(form: Form, token: str, purpose: str) -> Person | None:
    if purpose == one_time_links.SIGN_IN:
        with form.catching():
            return one_time_links.use(token)
        return None
    if form["password"] != form["again"]:
        form.refuse("again", _("The two are not the same."))
        return None
    with form.catching():
        return passwords.choose_by_link(token, form["password"])
    return None


def _signed_in(request: HttpRequest, person: Person) -> HttpResponse:
    """The person is signed in, after the second step if he has one; whoever was signed in here before is not."""
    if request.user.is_authenticated:
        logout(request)
    response: HttpResponse = perform_login(request, person, email_verification="none", redirect_url="/")
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def forgot(request: HttpRequest) -> HttpResponse:
    """Ask for a new password. The answer is the same whether somebody has that address or not."""
    form = Form(request, email="")
    asked = ""
    if request.method == "POST":
        with form.catching():
            asked = form["email"].strip().lower()
            if not RESETS_ASKED.take(request.META.get("REMOTE_ADDR", "")):
                form.refuse("email", _("That was too often. Wait a while, then try again."))
            elif "@" not in asked:
                form.refuse("email", _("Write one mail address, such as ieva@example.com."))
            else:
                _mail_new_password(asked)
    context = {"form": form, "asked": asked if form.good else "", "mails": ways_in.ready()}
    return render(request, "account/forgot.html", context, status=form.status)


def _mail_new_password(address: str) -> None:
    person = Person.objects.filter(kind=PersonKind.AGENT, email=address, is_active=True).first()
    if person is None or not ways_in.ready() or not RESETS_MAILED.take(person.pk):
        return
    token = one_time_links.make(person, one_time_links.PASSWORD_RESET, by=person)
    ways_in.send(person, "password_reset", link_url(token), by=person)


def link_url(token: str) -> str:
    """The whole address of a one-time link."""
    from django.conf import settings

    return f"{settings.BASE_URL}{reverse('one-time-link', args=[token])}"
