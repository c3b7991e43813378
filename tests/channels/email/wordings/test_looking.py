"""The look of mails: colours that can be read, a logo that goes along, a foot in the reader's language."""

import struct
import zlib
from email import message_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.channels.email.building import build
from accord.channels.email.letters.shades import (
    DARK_SHEET,
    READABLE,
    SHEET,
    contrast,
    nearest_readable,
    readable_on,
)
from accord.channels.email.planning import plan
from accord.channels.email.rendering import render
from accord.channels.email.wordings import looking
from accord.channels.email.wordings.looking import Wanted, measure
from accord.core.errors import Invalid, NotAllowed
from accord.events.models import Event
from accord.tickets.models import Ticket
from tests.world import World

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes(width) for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def received(ticket: Ticket):  # type: ignore[no-untyped-def]
    return plan(Event.objects.get(ticket_id=ticket.pk, kind="ticket.opened"))[0]


@given(COLOURS)
def test_every_colour_has_ink_and_a_readable_neighbour(colour: str) -> None:
    assert contrast(colour, readable_on(colour)) >= 4
    for ground in (SHEET, DARK_SHEET):
        assert contrast(nearest_readable(colour, ground), ground) >= READABLE


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_mails_wear_colours_logo_and_foot(world: World) -> None:
    foot = {"en": "Example Shop, 1 Harbour Street", "bg": "Магазин"}
    looking.choose(Wanted("#0B6E4F", "#123c69", foot, png(640, 160)), by=world.omar)
    mail = received(world.ticket())
    plain, rich = render(mail.letter, mail.subject)
    assert "1 Harbour Street" in plain and "Магазин" not in rich
    assert "#0b6e4f" in rich and "#8f2862" not in rich and 'width="224" height="56"' in rich
    parts = [(part.get_content_type(), part["Content-ID"]) for part in message_from_bytes(build(mail)).walk()]
    assert ("image/png", "<logo@accord>") in parts and ("text/plain", None) in parts


def test_a_department_has_its_own_and_goes_back_to_that_of_all(world: World) -> None:
    looking.choose(Wanted("#0b6e4f"), by=world.omar)
    looking.choose(Wanted("#123c69"), by=world.omar, department=world.billing)
    assert received(world.ticket(department=world.billing)).letter.look.accent == "#123c69"
    looking.back_to_standard(by=world.omar, department=world.billing)
    assert received(world.ticket(department=world.billing)).letter.look.accent == "#0b6e4f"
    looking.back_to_standard(by=world.omar)
    assert received(world.ticket()).letter.look is None


def test_what_cannot_be_read_or_is_no_picture_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match=r"too faint: 1\.5 to 1.*#8f7200 can be read"):
        looking.choose(Wanted("#ffcc00"), by=world.omar)
    with pytest.raises(Invalid, match="six signs"):
        looking.choose(Wanted("red"), by=world.omar)
    with pytest.raises(Invalid, match="PNG, JPEG or GIF"):
        looking.choose(Wanted(logo=b"<svg onload='x'/>"), by=world.omar)
    with pytest.raises(Invalid, match="200 kB"):
        looking.choose(Wanted(logo=bytes(300_000)), by=world.omar)
    with pytest.raises(NotAllowed):
        looking.choose(Wanted(), by=world.tiina)


def test_pictures_are_measured_from_their_own_headers() -> None:
    assert measure(png(3, 7)) == ("image/png", 3, 7)
    assert measure(b"GIF89a" + struct.pack("<HH", 20, 10) + b"\0" * 10) == ("image/gif", 20, 10)
    frame = b"\xff\xe0\x00\x04ab" + b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 30, 60) + b"\0" * 20
    assert measure(b"\xff\xd8" + frame) == ("image/jpeg", 60, 30)
    for broken in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\x00\x00\xff", b"GIF89a", png(0, 5)):
        with pytest.raises(Invalid):
            measure(broken)
