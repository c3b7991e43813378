"""Static files: named by content, kept for ever, never anything outside their folders."""

import asyncio
import gzip

import pytest

from accord.web import assets
from tests.project.asgi_world import Client


def get(path: str, *headers: tuple[bytes, bytes], method: str = "GET") -> Client:
    client = Client(path, method, list(headers))
    asyncio.run(assets.app(client.scope, client.receive, client.send))
    return client


def test_an_address_holds_the_hash_of_its_content() -> None:
    url = assets.asset_url("accord.css")
    assert (
        url.startswith("/static/accord.")
        and url.endswith(".css")
        and len(url) == len("/static/accord..css") + 10
    )
    answer = get(url)
    assert answer.status == 200
    assert answer.answer_headers[b"content-type"] == b"text/css; charset=utf-8"
    assert b"immutable" in answer.answer_headers[b"cache-control"]
    assert answer.body == (assets.HOME / "accord.css").read_bytes()


def test_a_script_runs_once_because_all_import_it_by_one_address() -> None:
    script = get(assets.asset_url("ticket.js")).body.decode()
    assert f'from "{assets.asset_url("accord.js")}"' in script and "./accord.js" not in script


def test_it_is_compressed_for_those_who_can_read_that() -> None:
    plain = get(assets.asset_url("accord.css"))
    packed = get(assets.asset_url("accord.css"), (b"accept-encoding", b"gzip, br"))
    assert packed.answer_headers[b"content-encoding"] == b"gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert plain.answer_headers[b"vary"] == b"accept-encoding"


def test_without_the_hash_it_is_asked_for_again_each_time() -> None:
    answer = get("/static/accord.css")
    assert (answer.status, answer.answer_headers[b"cache-control"]) == (200, b"no-cache")
    again = get("/static/accord.css", (b"if-none-match", answer.answer_headers[b"etag"]))
    assert (again.status, again.body) == (304, b"")


def test_an_old_address_still_gives_the_file_but_not_for_ever() -> None:
    answer = get("/static/accord.0123456789.css")
    assert (answer.status, answer.answer_headers[b"cache-control"]) == (200, b"no-cache")


def test_packages_ship_theirs() -> None:
    url = assets.asset_url("django_htmx/htmx-2.min.js")
    assert get(url).answer_headers[b"content-type"] == b"text/javascript; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    [
        "/static/nothing.css",
        "/static/../assets.py",
        "/static/../../project/settings.py",
        "/static//etc/passwd",
        "/static/%2e%2e/assets.py",
        "/static/",
        "/static/accord.css\0.png",
        "/static/django_htmx/../../apps.py",
    ],
)
def test_nothing_else_is_given_away(path: str) -> None:
    assert get(path).status == 404


def test_only_reading_is_possible() -> None:
    assert get("/static/accord.css", method="POST").status == 405
    head = get("/static/accord.css", method="HEAD")
    assert (head.status, head.body) == (200, b"")


def test_an_unknown_name_is_an_error_where_it_is_written() -> None:
    with pytest.raises(assets.UnknownAsset):
        assets.asset_url("typo.css")
