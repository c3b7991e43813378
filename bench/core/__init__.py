"""The group `core`: the table of docs/PERFORMANCE.md, in its order."""

from bench.core import growing, inbox, mail, memory, replying, searching, seeding, starting, ticket, uploading
from bench.figures import Measure

MEASURES: tuple[Measure, ...] = (
    inbox.MEASURE,
    ticket.MEASURE,
    searching.MEASURE,
    growing.MEASURE,
    mail.MEASURE,
    uploading.MEASURE,
    replying.MEASURE,
    starting.MEASURE,
    memory.MEASURE,
    seeding.MEASURE,
)
