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
