"""The page behind the mail that asks somebody whether another address is his, too (DOMAIN 7.6).

The mail goes to an address that we know as his. Whoever holds it may join the other contact to himself; a GET changes
nothing, and the same answer twice is one.
"""

from django.http import HttpRequest, HttpResponse

from accord.people.models import Address
from accord.tickets import merging_people, same_person_links
from accord.web.portal.pages import portal_page, reading, show


@portal_page
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Is this address yours, too? POST `yes` joins the two, `no` changes nothing. Raises QuestionOver."""
    other, known = same_person_links.read(token)
    joined = merging_people.living(other.pk) == known
    addresses = Address.objects.filter(person=other).order_by("id").values_list("email", flat=True)
    shown = ", ".join(addresses[:5]) or other.email
    said = request.POST.get("answer", "") if request.method == "POST" else ""
    if said == "yes" and not joined:
        merging_people.merge(other, known, by=known, proven=True)
        joined = True
    with reading(request, known):
        context = {"address": shown, "joined": joined, "refused": said == "no" and not joined}
        return show(request, "portal/same.html", context)
