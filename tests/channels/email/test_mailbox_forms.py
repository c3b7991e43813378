"""The form of a mailbox: presets, its way in and its way out, by the pages."""

import pytest
from django.test import Client

from accord.channels.email import presets, sources, trying_both
from accord.channels.email.models import FetchedFolder, Mailbox, MailProbe, MailSource, OAuthGrant
from accord.channels.email.services import accounts
from accord.core import clock, secrets
from accord.core.errors import Invalid
from accord.events.models import Event
from tests.channels.email.mails import later, taken
from tests.channels.email.outbox import smtp_server
from tests.world import World


@pytest.fixture
def omar(world: World) -> Client:
    client = Client()
    client.force_login(world.omar)
    return client


def fields(world: World, **more: str) -> dict[str, str]:
    return {
        "address": "support@example.com",
        "department": str(world.support.pk),
        "way_in": "imap",
        "in_host": "imap.example.com",
        "in_port": "993",
        "in_security": "tls",
        "in_user": "support@example.com",
        "in_password": "secret of the server",
        "in_begin": "now",
        "in_after": "keep",
        "sign_in": "password",
        "smtp_host": "smtp.example.com",
        "smtp_port": "587",
        "smtp_security": "starttls",
        "smtp_user": "support@example.com",
        "password": "another secret",
        "is_active": "on",
        **more,
    }


@pytest.mark.parametrize(
    ("address", "chosen", "key", "host", "consent"),
    [
        ("a@gmail.com", "other", "google", "imap.gmail.com", "google"),
        ("a@example.com", "google", "google", "imap.gmail.com", "google"),
        ("a@Outlook.com", "", "microsoft", "outlook.office365.com", "microsoft"),
        ("a@abv.bg", "other", "abv", "imap.abv.bg", ""),
        ("a@example.com", "other", "other", "imap.example.com", ""),
        ("nothing", "nonsense", "other", "imap.nothing", ""),
    ],
)
def test_what_is_filled_in(address: str, chosen: str, key: str, host: str, consent: str) -> None:
    found = presets.for_address(address, chosen)
    assert (found.key, found.imap.host, found.consent) == (key, host, consent)


@pytest.mark.parametrize("key", list(presets.presets))
def test_every_preset_makes_a_form(world: World, omar: Client, key: str) -> None:
    page = omar.get(f"/settings/mailboxes/new/?address=support@example.com&with={key}")
    assert page.status_code == 200 and 'value="support@example.com"' in page.content.decode()
    preset = presets.presets[key]
    assert all(1 <= server.port <= 65535 for server in (preset.imap, preset.pop3, preset.smtp))


def test_a_mailbox_with_its_source(world: World, omar: Client) -> None:
    begin = {
        "in_begin": "days",
        "in_days": "14",
        "in_after": "move",
        "in_move_to": "Done",
        "in_folders": "INBOX\r\nShop\r\n",
    }
    assert omar.post("/settings/mailboxes/new/", fields(world, **begin)).status_code == 303
    source = MailSource.objects.get()
    assert (source.kind, source.host, source.port, source.security) == (
        "imap",
        "imap.example.com",
        993,
        "tls",
    )
    assert (source.begin, source.after_fetch, source.folders) == ("days:14", "move:Done", ["INBOX", "Shop"])
    assert secrets.decrypt(source.secret) == "secret of the server" and source.is_active
    told = str([event.data for event in Event.objects.all()])
    assert "secret of the server" not in told and "'password': True" in told
    page = omar.get(f"/settings/mailboxes/{source.mailbox_id}/").content.decode()
    assert "What about the mail that lies there already?" in page and "secret of" not in page
    FetchedFolder.objects.create(source=source, folder="INBOX", since=clock.now())
    page = omar.get(f"/settings/mailboxes/{source.mailbox_id}/").content.decode()
    assert "What about the mail that lies there already?" not in page


def test_saving_again_changes_nothing_and_keeps_the_passwords(world: World, omar: Client) -> None:
    omar.post("/settings/mailboxes/new/", fields(world))
    mailbox, events = Mailbox.objects.get(), Event.objects.count()
    omar.post(f"/settings/mailboxes/{mailbox.pk}/", fields(world, in_password="", password=""))
    assert Event.objects.count() == events
    assert secrets.decrypt(MailSource.objects.get().secret) == "secret of the server"


def test_another_way_in_switches_the_source_off_and_on(world: World, omar: Client) -> None:
    omar.post("/settings/mailboxes/new/", fields(world))
    url = f"/settings/mailboxes/{Mailbox.objects.get().pk}/"
    omar.post(url, fields(world, way_in="handed", in_password=""))
    assert not MailSource.objects.get().is_active
    omar.post(url, fields(world, in_password=""))
    source = MailSource.objects.get()
    assert source.is_active and secrets.decrypt(source.secret) == "secret of the server"


def test_a_consent_that_is_missing_leads_to_its_page_and_waits(world: World, omar: Client) -> None:
    answer = omar.post("/settings/mailboxes/new/", fields(world, sign_in="consent", test="1"))
    mailbox = Mailbox.objects.get()
    assert answer["Location"] == f"/settings/mailboxes/{mailbox.pk}/consent/"
    assert (mailbox.smtp_user, mailbox.secret) == ("", "")
    source = MailSource.objects.get()
    assert (source.auth, source.is_active) == ("xoauth2", False)
    shown = omar.get(f"/settings/mailboxes/{mailbox.pk}/").content.decode()
    assert 'name="sign_in" value="consent" checked' in shown and 'value="imap" checked' in shown
    grant = OAuthGrant.objects.create(provider="google", client_id="x", account=mailbox.address)
    Mailbox.objects.update(grant=grant)
    omar.post(f"/settings/mailboxes/{mailbox.pk}/", fields(world))
    mailbox.refresh_from_db()
    assert mailbox.grant is None and MailSource.objects.get().auth == "password"


def test_a_way_out_by_a_mail_service(world: World, omar: Client) -> None:
    service = accounts.make("postmark", {"server_token": "x"}, by=world.omar)
    omar.post(
        "/settings/mailboxes/new/",
        fields(world, way_in="service", way_out=f"service-{service.pk}", smtp_host=""),
    )
    mailbox = Mailbox.objects.get()
    assert mailbox.provider == service and mailbox.has_way_out
    assert omar.post("/settings/mailboxes/new/", fields(world, way_out="service-77")).status_code == 422


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"in_host": ""}, "in_host"),
        ({"in_host": "imap.example.com/x"}, "in_host"),
        ({"in_port": "0"}, "in_port"),
        ({"in_port": "99999"}, "in_port"),
        ({"in_security": "hope"}, "in_security"),
        ({"in_user": "поддръжка@example.com"}, "in_user"),
        ({"in_begin": "days", "in_days": "0"}, "in_days"),
        ({"in_begin": "days", "in_days": "99999"}, "in_days"),
        ({"in_after": "move", "in_move_to": " "}, "in_move_to"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    world: World, omar: Client, more: dict[str, str], field: str
) -> None:
    page = omar.post("/settings/mailboxes/new/", fields(world, **more))
    assert page.status_code == 422 and f'id="e-{field}"' in page.content.decode()
    assert not Mailbox.objects.exists() and not MailSource.objects.exists()


def test_pop3_is_not_asked_what_it_cannot_know(world: World, omar: Client) -> None:
    """The unread, moving and folders are hidden for it (settings.css); chosen before for IMAP, they count as unsaid."""
    chosen = {"in_begin": "unread", "in_after": "move", "in_move_to": "Done", "in_folders": "INBOX\r\nShop"}
    assert omar.post("/settings/mailboxes/new/", fields(world, way_in="imap", **chosen)).status_code == 303
    url = f"/settings/mailboxes/{Mailbox.objects.get().pk}/"
    assert omar.post(url, fields(world, way_in="pop3", **chosen)).status_code == 303
    source = MailSource.objects.get()
    assert (source.kind, source.begin, source.after_fetch, source.folders) == ("pop3", "now", "keep", [])
    MailSource.objects.update(begin="unread")  # stored by an earlier version
    assert 'name="in_begin" value="now" checked' in omar.get(url).content.decode()


@pytest.mark.parametrize("more", [{"begin": "unread"}, {"after_fetch": "move:Done"}])
def test_pop3_refuses_what_it_cannot_do(desk: World, more: dict[str, str]) -> None:
    source = {"host": "pop.example.com", "port": 995, "security": "tls", "user": "a", "auth": "password"}
    mailbox = Mailbox.objects.get()
    with pytest.raises(Invalid) as refused:
        sources.put(mailbox, by=desk.omar, **{"kind": "pop3", **source, **more})
    assert refused.value.detail == next(iter(more))
    sources.put(mailbox, by=desk.omar, **{"kind": "imap", **source, **more})


def test_a_test_shows_each_step_until_the_probes_are_here(desk: World) -> None:
    omar = Client()
    omar.force_login(desk.omar)
    mailbox = Mailbox.objects.get()
    url = f"/settings/mailboxes/{mailbox.pk}/test/"
    assert "Not tested yet" in omar.get(url).content.decode()
    with smtp_server() as (sink, port):
        Mailbox.objects.update(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none")
        assert omar.post(url).status_code == 303
    page = omar.get(url).content.decode()
    assert page.count(">on its way<") == 2 and 'hx-trigger="every 2s"' in page
    for each in sink.mails:
        if each.recipients[0].startswith("support"):
            taken(each.raw, each.recipients, sender="support@example.com")
    page = omar.get(url).content.decode()
    assert (
        page.count(">works<") == 4 and "hx-trigger" not in page.partition('id="tested"')[2].partition(">")[0]
    )
    mailbox.refresh_from_db()
    assert mailbox.plus_works is True and mailbox.tested_at is not None


def test_what_has_not_come_after_three_minutes_is_said(desk: World) -> None:
    omar = Client()
    omar.force_login(desk.omar)
    with smtp_server() as (_sink, port):
        Mailbox.objects.update(smtp_host="127.0.0.1", smtp_port=port, smtp_security="none")
        mailbox = Mailbox.objects.get()
        state = trying_both.begin(mailbox, "omar@example.com", reader=desk.omar)
    with clock.running(later(minutes=4)):
        steps = {step.key: step.outcome for step in trying_both.steps(mailbox, state)}
    assert steps == {"in": "ok", "out": "ok", "plain": "wrong", "plus": "skipped"}
    assert mailbox.plus_works is None


def test_without_a_way_out_nothing_is_sent(desk: World) -> None:
    mailbox = Mailbox.objects.get()
    state = trying_both.begin(mailbox, "omar@example.com", reader=desk.omar)
    assert [step.outcome for step in trying_both.steps(mailbox, state)] == ["ok", "skipped"]
    assert not MailProbe.objects.exists()
