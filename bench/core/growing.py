"""Nothing may grow with what is stored: the pages' own queries in the large workspace against the small one."""

from collections.abc import Iterator

from bench.figures import Measure, Row, median
from bench.workspaces import AGENT, Bench, Workspace

RUNS = 5


def run(bench: Bench) -> Iterator[tuple[str, float, float | None]]:
    """The p50 of all statements of a page, counters included, by turns in both workspaces."""
    cookies = {
        place: str(place.inside.do("agents_cookie", address=AGENT)) for place in (bench.large, bench.small)
    }

    def grown(name: str, path_of: dict[Workspace, str]) -> tuple[str, float, None]:
        def ms(place: Workspace) -> float:
            return float(place.inside.do("queries_ms", path=path_of[place], cookie=cookies[place]))

        pairs = [(ms(bench.large), ms(bench.small)) for _ in range(RUNS)]
        return name, median(large / small for large, small in pairs), None

    both = (bench.large, bench.small)
    yield grown("growth.inbox", dict.fromkeys(both, "/inbox/todo/"))
    codes = {place: place.inside.do("ticket_of_twenty", address=AGENT) for place in both}
    yield grown("growth.ticket", {place: f"/tickets/{codes[place]}/" for place in both})
    yield grown("growth.search", dict.fromkeys(both, f"/inbox/all/?q={bench.words}"))


MEASURE = Measure(
    tuple(
        Row(
            f"growth.{page}",
            "times",
            1.5,
            f"p50 of the {page} page's own queries, 1,000,000 tickets against 10,000",
        )
        for page in ("inbox", "ticket", "search")
    ),
    run,
)
