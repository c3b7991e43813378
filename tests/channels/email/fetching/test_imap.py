"""What a server may do wrong in the midst of a conversation, and what we ask of it."""

import errno
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from accord.channels.email import intake
from accord.channels.email.fetching import imap, places
from accord.channels.email.fetching.failures import FetchError
from accord.channels.email.fetching.watching import Watcher
from accord.channels.email.models import FetchedFolder, IncomingMail, MailSource
from accord.channels.email.models.incoming import Fate
from accord.channels.email.spool import Body, SegmentWriter, SpoolFull
from accord.core import clock, options
from accord.events import outgoing
from accord.tickets.models import State, Ticket
from tests.channels.email.fetching.imap_server import Folder, Held, ImapServer
from tests.channels.email.mails import mail

Make = Callable[..., MailSource]


@pytest.fixture
def watcher(source: Make) -> Watcher:
    """The source after its first connection to an empty mailbox."""
    made = Watcher(source())
    assert made.once() == 0
    return made


def fates() -> list[str]:
    intake.take(500)
    return [str(fate) for fate in IncomingMail.objects.order_by("id").values_list("fate", flat=True)]


def cursor() -> int:
    return FetchedFolder.objects.get().next_uid


def test_mail_is_taken_and_the_cursor_moves_behind_it(server: ImapServer, watcher: Watcher) -> None:
    server.inbox.put(mail(), mail())
    assert (watcher.once(), cursor()) == (2, 3)
    assert (watcher.once(), fates()) == (0, ["opened", "opened"])
    row = MailSource.objects.get()
    assert (row.last_error, row.last_seen_at is not None, row.last_fetched_at is not None) == ("", True, True)


def test_nothing_is_ever_asked_for_that_would_flag_a_mail(server: ImapServer, watcher: Watcher) -> None:
    server.inbox.put(mail(), mail(text="x" * imap.SMALL * 3))
    watcher.once()
    assert not any("SELECT" in line or "STORE" in line for line in server.said)
    assert all("PEEK" in line for line in server.said if "BODY" in line)
    assert [held.flags for held in server.inbox.mails] == [set(), set()]


def test_a_server_answers_n_to_star_with_a_mail_below_n(server: ImapServer, watcher: Watcher) -> None:
    server.inbox.put(mail())
    watcher.once()
    server.said.clear()
    assert watcher.once() == 0
    assert server.count("UID SEARCH UID 2:*") == 1 and server.count("FETCH") == 0


def test_a_server_that_hides_uidnext(server: ImapServer, source: Make) -> None:
    server.hides_uidnext = True
    server.inbox.put(mail(), mail())
    watcher = Watcher(source())
    assert (watcher.once(), cursor()) == (0, 3)
    server.inbox.put(mail())
    assert watcher.once() == 1


def test_the_line_breaks_in_the_midst_of_a_mail(server: ImapServer, watcher: Watcher) -> None:
    server.inbox.put(mail(), mail(), mail())
    server.hangs_up_at = {2: 2}
    for _ in range(2):
        with pytest.raises(FetchError) as error:
            watcher.once()
        assert error.value.key == "hung_up"
    assert MailSource.objects.get().last_error == "hung_up"
    watcher.once()
    assert fates() == ["opened"] * 3
    assert MailSource.objects.get().last_error == ""


def test_a_mail_at_which_the_server_always_hangs_up_stops_no_other(
    server: ImapServer, watcher: Watcher
) -> None:
    server.inbox.put(mail(), mail(), mail())
    server.hangs_up_at = {2: 1000}
    for _ in range(imap.TRIES):
        with pytest.raises(FetchError):
            watcher.once()
    watcher.once()
    found = fates()
    assert sorted(found) == ["opened", "opened", "refused"]
    assert IncomingMail.objects.get(fate=Fate.REFUSED).reason == "not_given"


def test_a_mail_that_fetch_passes_over_is_not_lost_in_silence(server: ImapServer, watcher: Watcher) -> None:
    server.inbox.put(mail(), mail())
    server.passes_over = {1}
    for _ in range(3):
        with pytest.raises(FetchError):
            watcher.once()
    server.passes_over = set()
    watcher.once()
    assert fates() == ["opened", "opened"]


def test_a_large_mail_comes_piece_by_piece_byte_for_byte(
    server: ImapServer, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "PIECE", 1000)
    monkeypatch.setattr(imap, "SMALL", 500)
    raw = mail(text="A line of words.\n" * 400)
    exact = raw + b"x" * (-len(raw) % 1000)  # the last piece is a whole one
    server.inbox.put(raw, exact)
    watcher.once()
    assert fates() == ["opened", "opened"]
    assert list(IncomingMail.objects.order_by("id").values_list("size", flat=True)) == [len(raw), len(exact)]


def test_a_mail_over_the_limit_is_refused_and_stops_no_other(
    server: ImapServer, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    options.put("mail.max_mb", 1)
    monkeypatch.setattr(imap, "SMALL", 10)

    server.inbox.put(b"Subject: x\r\n\r\n" + b"y" * (3 << 20))
    server.inbox.put(mail())
    watcher.once()
    assert fates() == ["refused", "opened"]


def test_a_full_disk_loses_nothing(server: ImapServer, source: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    watcher = Watcher(source(after_fetch="delete"))
    watcher.once()
    server.inbox.put(mail(), mail())
    with monkeypatch.context() as patch:
        patch.setattr(SegmentWriter, "append", _no_room)
        with pytest.raises(FetchError) as error:
            watcher.once()
    assert (error.value.key, cursor(), len(server.inbox.mails)) == ("disk_full", 1, 2)
    watcher.once()
    assert (fates(), server.inbox.mails) == (["opened", "opened"], [])


def _no_room(*_: object) -> None:
    raise SpoolFull(errno.ENOSPC, "no room")


def test_a_full_disk_is_no_fault_of_the_mail(
    server: ImapServer, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long it lasts: the mail that there was no room for is not left where it is."""
    monkeypatch.setattr(imap, "SMALL", 10)
    server.inbox.put(mail())
    with monkeypatch.context() as patch:
        patch.setattr(Body, "write", _disk_full)
        for _ in range(imap.TRIES + 1):
            with pytest.raises(FetchError) as error:
                watcher.once()
            assert error.value.key == "disk_full"
    assert (watcher.once(), fates()) == (1, ["opened"])


def _disk_full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "no room")


@pytest.mark.parametrize("after_fetch", ["delete", "move:Done"])
def test_a_restored_desk_takes_nothing_away_until_somebody_says_go(
    server: ImapServer, source: Make, after_fetch: str
) -> None:
    watcher = Watcher(source(after_fetch=after_fetch))
    watcher.once()
    outgoing.pause()
    server.inbox.put(mail(), mail())
    assert (watcher.once(), fates(), len(server.inbox.mails)) == (2, ["opened", "opened"], 2)
    options.put(outgoing.PAUSED, "")
    assert (watcher.once(), fates(), server.inbox.mails) == (0, ["opened", "opened"], [])


def test_a_kill_after_the_spool_and_before_the_cursor(
    server: ImapServer, source: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What leaves the server leaves it after the second time; the intake drops what came twice."""
    row = source(after_fetch="delete")
    Watcher(row).once()
    server.inbox.put(mail(), mail(message_id=""))
    with monkeypatch.context() as patch:
        patch.setattr(places, "moved_to", _dies)
        with pytest.raises(KeyboardInterrupt):
            Watcher(row).once()
    assert (cursor(), len(server.inbox.mails)) == (1, 2)
    Watcher(row).once()
    assert (fates(), server.inbox.mails) == (["opened", "opened"], [])


def _dies(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("missing", ["MOVE", "UIDPLUS"])
def test_moving_where_the_server_lacks_a_command(server: ImapServer, source: Make, missing: str) -> None:
    server.capabilities.remove(missing)
    watcher = Watcher(source(after_fetch="move:Done"))
    watcher.once()
    server.inbox.put(mail(), mail())
    watcher.once()
    assert [len(server.folders[name].mails) for name in ("INBOX", "Done")] == [0, 2]
    assert FetchedFolder.objects.get().leaving == []


def test_without_uidplus_mail_that_somebody_else_marked_is_not_expunged(
    server: ImapServer, source: Make
) -> None:
    server.capabilities.remove("UIDPLUS")
    watcher = Watcher(source(after_fetch="delete"))
    watcher.once()
    server.inbox.put(mail(), mail())
    server.inbox.mails[0].flags.add("\\Deleted")
    server.inbox.put(mail())
    server.inbox.uidnext += 1
    watcher.once()
    assert server.count("EXPUNGE") in (0, 1)
    assert fates() == ["opened"] * 3


def test_what_cannot_be_moved_is_fetched_told_and_moved_later(server: ImapServer, source: Make) -> None:
    watcher = Watcher(source(after_fetch="move:Done"))
    watcher.once()
    server.refuses = {"UID_MOVE"}
    server.inbox.put(mail())
    with pytest.raises(FetchError) as error:
        watcher.once()
    assert (error.value.key, fates(), len(server.inbox.mails)) == ("not_moved", ["opened"], 1)
    server.refuses = set()
    watcher.once()
    assert (len(server.inbox.mails), fates()) == (0, ["opened"])


def test_a_folder_numbered_anew_in_a_mailbox_that_began_now(server: ImapServer, source: Make) -> None:
    """Old mail that was never wanted stays unwanted; what came since is known again, what is new is taken."""
    now = clock.now()
    old, recent, fresh = mail(), mail(), mail()
    server.inbox.put(old, date=(now - timedelta(days=40)).strftime("%d-%b-%Y %H:%M:%S +0000"))
    watcher = Watcher(source())
    watcher.once()
    later = (now + timedelta(minutes=1)).strftime("%d-%b-%Y %H:%M:%S +0000")
    server.inbox.put(recent, date=later)
    watcher.once()
    assert fates() == ["opened"]
    server.folders["INBOX"] = Folder([Held(1, old, server.inbox.mails[0].date), Held(2, recent, later)], 8, 3)
    server.inbox.put(fresh, date=later)
    watcher.once()
    assert fates() == ["opened", "same", "opened"]


@pytest.fixture
def full(server: ImapServer) -> Iterator[ImapServer]:
    for number in range(6):
        server.inbox.put(mail(subject=f"Number {number}"), flags={"\\Seen"} if number % 2 else set())
    yield server


def test_a_kill_in_the_midst_of_the_unread_goes_on_there(full: ImapServer, source: Make) -> None:
    """A mail that is marked as unread later is none of the history."""
    full.hangs_up_at = {5: 1}
    watcher = Watcher(source(begin="unread"))
    with pytest.raises(FetchError):
        watcher.once()
    Watcher(watcher.source).once()
    full.inbox.mails[1].flags.clear()
    Watcher(watcher.source).once()
    fates()
    assert list(Ticket.objects.order_by("id").values_list("subject", "state")) == [
        (f"Number {number}", State.RESOLVED) for number in (0, 2, 4)
    ]
    assert cursor() == 7


def test_a_wrong_folder_and_a_wrong_password_are_told(server: ImapServer, source: Make) -> None:
    with pytest.raises(FetchError) as error:
        Watcher(source(folders=["Nowhere"])).once()
    assert error.value.key == "no_folder"
    server.password = "another"
    with pytest.raises(FetchError) as error:
        Watcher(source()).once()
    assert error.value.key == "sign_in"
