"""Whose word about a client is believed. Every other header of the kind is forged until a named proxy sent it."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.project.asgi import Application
from accord.project.proxies import NotANetwork, Proxies, parse
from tests.project.asgi_world import Client

NEAR = parse("192.0.2.7, 10.0.0.0/8 2001:db8:ffff::/48")  # 192.0.2.7 is whom the test's requests come from
ADDRESSES = st.ip_addresses().map(str)


def seen(proxies: Proxies, *headers: tuple[str, str]) -> tuple[str, str]:
    scope = Client(headers=[(name.encode(), value.encode()) for name, value in headers]).scope
    found = proxies.seen_through(scope)
    return found["client"][0], found["scheme"]


def test_nobodys_word_is_believed_without_a_named_proxy() -> None:
    forged = (("x-forwarded-for", "198.51.100.1"), ("x-forwarded-proto", "https"), ("forwarded", "for=1.2.3.4"))
    assert seen(parse(""), *forged) == ("192.0.2.7", "http")
    assert seen(parse("203.0.113.9"), *forged) == ("192.0.2.7", "http")


def test_a_named_proxy_says_who_came_and_how() -> None:
    assert seen(NEAR, ("x-forwarded-for", "198.51.100.1"), ("x-forwarded-proto", "https")) == ("198.51.100.1", "https")
    assert seen(NEAR, ("x-forwarded-for", "[2001:db8::5]:4711")) == ("2001:db8::5", "http")
    assert seen(NEAR, ("x-forwarded-for", "198.51.100.1:4711")) == ("198.51.100.1", "http")


def test_what_the_client_wrote_before_the_proxys_entry_is_not_believed() -> None:
    assert seen(NEAR, ("x-forwarded-for", "10.0.0.1, 127.0.0.1, 198.51.100.1")) == ("198.51.100.1", "http")
    lines = (("x-forwarded-for", "203.0.113.1"), ("x-forwarded-for", "198.51.100.1"))
    assert seen(NEAR, *lines) == ("198.51.100.1", "http")


def test_a_chain_of_named_proxies_is_followed_to_its_end() -> None:
    assert seen(NEAR, ("x-forwarded-for", "6.6.6.6, 198.51.100.1, 2001:db8:ffff::2, 10.1.1.1")) == (
        "198.51.100.1", "http",
    )


def test_only_the_chosen_header_is_read() -> None:
    both = (("forwarded", "for=203.0.113.1;proto=https"), ("x-forwarded-for", "198.51.100.1"))
    assert seen(NEAR, *both) == ("198.51.100.1", "http")
    assert seen(parse("192.0.2.7", "Forwarded"), *both) == ("203.0.113.1", "https")


def test_the_standard_header_with_its_quotes() -> None:
    proxies = parse("192.0.2.7 10.0.0.0/8", "forwarded")
    header = 'for="_hidden, x", for="[2001:db8:1::1]:80";proto=HTTPS;by=10.0.0.1 , For=10.0.0.2;proto=http'
    assert seen(proxies, ("forwarded", header)) == ("2001:db8:1::1", "https")
    assert seen(proxies, ("forwarded", "for=unknown")) == ("192.0.2.7", "http")


@pytest.mark.parametrize("nonsense", ["", ",", "unknown", "x" * 9000, "1.2.3.4.5", "javascript:1", "[", "\x00"])
def test_what_is_no_address_leaves_the_proxys_own(nonsense: str) -> None:
    assert seen(NEAR, ("x-forwarded-for", nonsense), ("x-forwarded-proto", "gopher")) == ("192.0.2.7", "http")


@given(st.lists(ADDRESSES, max_size=6), ADDRESSES.filter(lambda text: not NEAR.believes(text)), st.text(max_size=30))
def test_whatever_a_client_writes_his_address_is_the_one_that_the_proxy_saw(
    forged: list[str], real: str, nonsense: str
) -> None:
    written = ", ".join([nonsense.replace("\n", " ").encode("ascii", "ignore").decode(), *forged])
    client, _scheme = seen(NEAR, ("x-forwarded-for", f"{written}, {real}"), ("forwarded", f"for={nonsense!a}"))
    assert client == real


@pytest.mark.parametrize("named", ["proxy.example.com", "10.0.0.0/99", "10.0.0"])
def test_a_wrong_name_is_refused(named: str) -> None:
    with pytest.raises(NotANetwork, match="no address"):
        parse(named)
    with pytest.raises(NotANetwork, match="may be"):
        parse("10.0.0.1", "x-real-ip")


def test_an_ipv4_address_in_ipv6_clothes_is_the_same_proxy() -> None:
    assert NEAR.believes("::ffff:192.0.2.7") and not NEAR.believes("::ffff:192.0.2.8")


def test_the_application_answers_the_client_behind_the_proxy() -> None:
    got: dict[str, Any] = {}

    def handler(environ: dict[str, Any], start: Any) -> list[bytes]:
        got.update(environ)
        start("200 OK", [])
        return [b""]

    async def ask(proxies: Proxies) -> None:
        application = Application(handler=lambda: handler, at_end=lambda: None, proxies=proxies)
        client = Client("/inbox/", headers=[(b"x-forwarded-for", b"198.51.100.1"), (b"x-forwarded-proto", b"https")])
        await application(client.scope, client.receive, client.send)
        await application.stop()

    asyncio.run(ask(NEAR))
    assert (got["REMOTE_ADDR"], got["wsgi.url_scheme"]) == ("198.51.100.1", "https")
    asyncio.run(ask(Proxies()))
    assert (got["REMOTE_ADDR"], got["wsgi.url_scheme"]) == ("192.0.2.7", "http")
