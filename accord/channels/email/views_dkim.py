"""The page on which the signatures of our domains are set up: the records to publish, and whether they are there."""

from django.http import HttpRequest
from django.urls import reverse

from accord.channels.email.models import SigningKey
from accord.channels.email.signing import keys, signatures
from accord.core.errors import Invalid, NotFound, NotPossible
from accord.messaging.pages import Page, Shown
from accord.people.models import Person

STATES = ("right", "wrong", "absent", "no_answer")


def show(request: HttpRequest) -> Shown:
    """Each domain of ours with its keys and their records."""
    every = [(domain, [_line(key) for key in keys.of_domain(domain)]) for domain in keys.domains()]
    context = {
        "domains": every,
        "published": request.GET.get("found", "") if request.GET.get("found") in STATES else "",
        "looked": request.GET.get("key", ""),
        "did": request.GET.get("did", ""),
    }
    return Shown("email/signing.html", context)


def act(request: HttpRequest) -> Shown:
    """Make a pair for a domain, look for the record of a key, or stop a key. POST only. Raises NotFound."""
    where = reverse("signing")
    by = request.user
    if request.method != "POST" or not isinstance(by, Person):
        return Shown(go_to=where)
    if "make" in request.POST:
        try:
            keys.make_pair(request.POST["make"], by=by)
        except (NotPossible, Invalid):
            return Shown(go_to=where)
        return Shown(go_to=f"{where}?did=made")
    if "stop" in request.POST:
        keys.stop(_key(request.POST["stop"]), by=by)
        signatures.forget()
        return Shown(go_to=f"{where}?did=stopped")
    key = _key(request.POST.get("look", ""))
    found = keys.begin(key, by=by)
    signatures.forget()
    return Shown(go_to=f"{where}?key={key.pk}&found={found.state}#key-{key.pk}")


def _line(key: SigningKey) -> dict[str, object]:
    return {"key": key, "name": keys.record_name(key), "text": keys.record_text(key)}


def _key(number: str) -> SigningKey:
    key = SigningKey.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 18 else None
    if key is None:
        raise NotFound("key")
    return key


PAGES = (
    Page("mailboxes/signing/", "signing", show),
    Page("mailboxes/signing/act/", "signing-act", act),
)
