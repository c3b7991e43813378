"""Headers that every answer carries."""

from django.conf import settings
from django.test import Client

from tests.world import World


def test_nobody_on_the_way_keeps_a_page(world: World) -> None:
    ieva, code = Client(), world.ticket().code
    ieva.force_login(world.ieva, backend=settings.AUTHENTICATION_BACKENDS[0])
    for path in (f"/tickets/{code}/", "/inbox/all/", f"/tickets/{code}/peek/", "/people/", "/outbox/", "/none/"):
        answer = ieva.get(path)
        assert "private" in answer["Cache-Control"] and "no-cache" in answer["Cache-Control"], path
        assert answer["X-Content-Type-Options"] == "nosniff" and answer["X-Frame-Options"] == "DENY", path
    assert "no-store" in ieva.get("/my/")["Cache-Control"]
    assert "no-store" in Client().get("/sign-in/", follow=True)["Cache-Control"]
