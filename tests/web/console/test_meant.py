"""What a field for a mail address offers while somebody writes."""

import pytest
from django.test import Client

from accord.people.contacts import contact_for
from tests.world import World

pytestmark = pytest.mark.django_db


def test_options_with_the_address_the_name_and_nothing_active(world: World) -> None:
    ieva = Client()
    ieva.force_login(world.ieva)
    contact_for("hans@example.org", "<b>Hans</b>")
    page = ieva.get("/people/meant/", {"q": "han"}).content.decode()
    assert '<option value="hannah@example.com" data-name="Hannah Whitfield">Hannah Whitfield</option>' in page
    assert 'value="hans@example.org" data-name="&lt;b&gt;Hans&lt;/b&gt;"' in page
    assert ieva.get("/people/meant/").content.decode().strip() == ""
