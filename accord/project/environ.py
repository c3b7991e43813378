"""What WSGI calls the environment, made from an ASGI scope (PEP 3333)."""

import sys
from functools import lru_cache
from io import BytesIO
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from accord.project.receiving import Scope

_CONSTANT: dict[str, Any] = {
    "wsgi.version": (1, 0),
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,
}


@lru_cache(maxsize=512)
def _variable(name: bytes) -> str:
    """The variable of a header. Empty for one with an underscore: it could pass for another header."""
    text = name.decode("latin-1")
    if "_" in text or text == "transfer-encoding":
        return ""
    plain = text.upper().replace("-", "_")
    return plain if plain in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{plain}"


def environ_of(scope: Scope, body: IO[bytes] | None, length: int) -> dict[str, Any]:
    """The environment for Django's WSGI handler. Text is latin-1 inside str, as PEP 3333 wants it."""
    raw_path = scope.get("raw_path") or scope["path"].encode()
    host, port = scope.get("server") or ("localhost", 80)
    environ = {
        **_CONSTANT,
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": scope.get("root_path", ""),
        "PATH_INFO": unquote_to_bytes(raw_path).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": scope["client"][0] if scope.get("client") else "",
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": BytesIO() if body is None else body,
        "wsgi.errors": sys.stderr,
    }
    for name, value in scope["headers"]:
        if variable := _variable(name):
            text = value.decode("latin-1")
            if variable in environ:
                text = f"{environ[variable]}{'; ' if variable == 'HTTP_COOKIE' else ','}{text}"
            environ[variable] = text
    environ["CONTENT_LENGTH"] = str(length) if body is not None else ""
    return environ
