"""What cannot be stored is left out of what browsers send; the rest is taken as it is."""

from django.conf import settings
from django.test import Client

from accord.people.models import Person
from tests.world import World


def test_a_nul_in_a_form_and_in_an_address(world: World) -> None:
    omar = Client()
    omar.force_login(world.omar, backend=settings.AUTHENTICATION_BACKENDS[0])
    added = omar.post("/people/", {"name": "Nele\0 Kask", "address": "nele@example.com\0"})
    assert added.status_code == 303
    nele = Person.objects.get(email="nele@example.com")
    assert nele.name == "Nele Kask"
    assert "Nele Kask" in omar.get("/people/", {"q": "ne\0le"}).content.decode()


def test_addresses_that_lead_to_no_row(world: World) -> None:
    omar = Client()
    omar.force_login(world.omar, backend=settings.AUTHENTICATION_BACKENDS[0])
    for path in ("/chat/{}/", "/inbox/view/{}/", "/settings/views/{}/", "/people/{}/"):
        for number in (2**63, 10**30, "9" * 4_000):
            assert omar.get(path.format(number)).status_code == 404, path
    assert omar.post("/settings/http/secrets/a%00b/removal/").status_code == 404
    for number in (2**63, "9" * 5_000):
        begun = {"which": "all", "next": f"/view/{number}/", "go": "1", "begin": "spam"}
        assert omar.post("/mass/new/", begun).status_code == 422
