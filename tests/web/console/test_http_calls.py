"""The page of HTTP requests: what was asked, what came back, trying again, secrets that nobody reads again."""

from django.test import Client

from accord.automation.calls import asking
from accord.automation.models import HttpCall, HttpSecret
from tests.world import World


def test_requests_are_read_and_tried_again(world: World) -> None:
    client = Client()
    client.force_login(world.omar)
    assert "None yet" in client.get("/settings/http/").content.decode()
    ticket = world.ticket()
    headers = {"Authorization": "Bearer {secret.shop}"}
    call = asking.ask(
        ticket, "POST", "https://hooks.example.com/in", by=world.omar, headers=headers, body="<b>"
    )
    HttpCall.objects.update(state="failed", error="HTTP 500", status=500, answer="<i>broken</i>", attempts=10)
    page = client.get("/settings/http/?state=failed").content.decode()
    assert all(
        each in page
        for each in ("hooks.example.com", ticket.code, "HTTP 500", "&lt;i&gt;broken", "{secret.shop}")
    )
    client.post(f"/settings/http/{call.pk}/again/")
    call.refresh_from_db()
    assert (call.state, call.attempts) == ("waiting", 0)
    assert "hooks.example.com" not in client.get("/settings/http/?state=failed").content.decode()


def test_a_secret_is_kept_and_never_shown(world: World) -> None:
    client = Client()
    client.force_login(world.omar)
    assert client.post("/settings/http/", {"name": "shop", "value": "s3cret-word"}).status_code == 303
    page = client.get("/settings/http/").content.decode()
    assert "{secret.shop}" in page and "s3cret-word" not in page
    wrong = client.post("/settings/http/", {"name": "Two words", "value": "s3cret-word"})
    assert wrong.status_code == 422 and "s3cret-word" not in wrong.content.decode()
    client.post("/settings/http/secrets/shop/removal/")
    assert not HttpSecret.objects.exists()
