"""Mail in: acknowledged by SMTP into the spool, then brought from the spool to tickets by one worker."""

import time
from collections.abc import Iterator

from bench.desk import Desk, answers, eventually
from bench.figures import Measure, Row, median
from bench.mailing import send
from bench.workspaces import Bench, Workspace

RUNS, MAILS = 3, 1000


def run(bench: Bench) -> Iterator[tuple[str, float, float | None]]:
    """The intake takes all mails while no worker runs; then the worker does, while no mail comes."""
    inside, desk = bench.large.inside, bench.large.desk
    recipient = inside.do("mailbox")
    taken, brought = [], []
    for _ in range(RUNS):
        taken.append(_acknowledged(desk, recipient))
        brought.append(_brought(bench.large))
    yield "mail_to_ticket.per_s", median(brought), inside.do("parsed_per_s")
    yield "smtp_ack.per_s", median(taken), inside.do("synced_per_s")


def _acknowledged(desk: Desk, recipient: str) -> float:
    port = ("--smtp-port", str(desk.smtp_port))
    with desk.running("mail-in", *port, ready=lambda: answers(desk.smtp_port)):
        return send(desk.smtp_port, recipient, MAILS, run=f"{time.time():.0f}")


def _brought(place: Workspace) -> float:
    """From the first mail's fate to the last one's."""
    inside = place.inside
    before = inside.do("mails_with_a_fate")
    with place.desk.running("worker"):
        eventually(lambda: inside.do("mails_with_a_fate") > before, "a mail from the spool", 0.005)
        began, first = time.perf_counter(), inside.do("mails_with_a_fate")
        eventually(lambda: inside.do("mails_with_a_fate") >= before + MAILS, "all mails from the spool")
        return float((before + MAILS - first) / (time.perf_counter() - began))


MEASURE = Measure(
    (
        Row(
            "mail_to_ticket.per_s",
            "1/s",
            150,
            "spool to ticket in one worker, 20 KB with HTML and a picture",
            True,
        ),
        Row(
            "smtp_ack.per_s",
            "1/s",
            500,
            "mails of 20 KB spooled, synced and acknowledged, 20 a connection",
            True,
        ),
    ),
    run,
)
