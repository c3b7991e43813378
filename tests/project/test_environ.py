"""The WSGI environment says what the request said (PEP 3333)."""

from io import BytesIO
from urllib.parse import quote_from_bytes

from hypothesis import given
from hypothesis import strategies as st

from accord.project.environ import environ_of
from tests.project.asgi_world import Client


def test_plain_request() -> None:
    environ = environ_of(Client("/inbox", query=b"q=%20&x=1", headers=[(b"host", b"desk")]).scope, None, 0)
    assert {name: environ[name] for name in environ if name.isupper()} == {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/inbox",
        "QUERY_STRING": "q=%20&x=1",
        "SERVER_NAME": "desk.example.com",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.7",
        "HTTP_HOST": "desk",
        "CONTENT_LENGTH": "",
    }
    assert environ["wsgi.url_scheme"] == "http"
    assert environ["wsgi.input"].read() == b""


def test_a_body_has_its_real_length() -> None:
    headers = [(b"content-type", b"text/plain"), (b"transfer-encoding", b"chunked")]
    environ = environ_of(Client(method="POST", headers=headers).scope, BytesIO(b"abc"), 3)
    assert environ["CONTENT_LENGTH"] == "3"
    assert environ["CONTENT_TYPE"] == "text/plain"
    assert environ["wsgi.input"].read() == b"abc"
    assert "HTTP_TRANSFER_ENCODING" not in environ


def test_repeated_headers_are_joined() -> None:
    headers = [(b"x-a", b"1"), (b"x-a", b"2"), (b"cookie", b"a=1"), (b"cookie", b"b=2")]
    environ = environ_of(Client(headers=headers).scope, None, 0)
    assert environ["HTTP_X_A"] == "1,2"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"


def test_a_header_with_an_underscore_cannot_pass_for_another() -> None:
    environ = environ_of(Client(headers=[(b"x_forwarded_for", b"10.0.0.1")]).scope, None, 0)
    assert "HTTP_X_FORWARDED_FOR" not in environ


def test_no_header_can_take_the_place_of_another_variable() -> None:
    environ = environ_of(
        Client(headers=[(b"remote-addr", b"10.0.0.1"), (b"path-info", b"/x")]).scope, None, 0
    )
    assert environ["REMOTE_ADDR"] == "192.0.2.7"
    assert environ["PATH_INFO"] == "/"


@given(st.binary(max_size=30))
def test_any_path_arrives_byte_for_byte(path: bytes) -> None:
    environ = environ_of(Client("/" + quote_from_bytes(path)).scope, None, 0)
    assert environ["PATH_INFO"].encode("latin-1") == b"/" + path
