"""Scripts, styles and pictures of the pages: served from memory, named by their content.

`asset_url("accord.css")` gives `/static/accord.3f2a91c07b.css`, which browsers keep for a year; another content has
another name; scripts import each other by these addresses. Files lie in `accord/web/static`; those of Python packages
that ship JavaScript are listed in PACKAGES.
"""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HOME = Path(__file__).parent / "static"
PACKAGES = {"django_htmx/": "django_htmx", "mfa/": "allauth.mfa", "account/": "allauth.account"}
PREFIX = "/static/"
HASH_SIGNS = 10
COMPRESSED_ABOVE_BYTES = 700

_NAMED = re.compile(rf"(?P<stem>.+)\.(?P<hash>[0-9a-f]{{{HASH_SIGNS}}})(?P<suffix>\.[^./]+)")
_IMPORTED = re.compile(rb'"\./(?P<name>[a-z_-]+\.js)"')
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}
_TEXT = ("text/", "image/svg", "application/json", "application/manifest")


@dataclass(frozen=True)
class Asset:
    """One file in memory."""

    name: str
    content: bytes

    @cached_property
    def hash(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:HASH_SIGNS]

    @cached_property
    def url(self) -> str:
        stem, dot, suffix = self.name.rpartition(".")
        return f"{PREFIX}{stem}.{self.hash}{dot}{suffix}"

    @cached_property
    def type(self) -> str:
        suffix = Path(self.name).suffix
        kind = _TYPES.get(suffix) or mimetypes.guess_type(self.name)[0] or "application/octet-stream"
        return f"{kind}; charset=utf-8" if kind.startswith(_TEXT) else kind

    @cached_property
    def compressed(self) -> bytes | None:
        """The content in gzip, when that is worth it."""
        if len(self.content) < COMPRESSED_ABOVE_BYTES or not self.type.startswith(_TEXT):
            return None
        return gzip.compress(self.content, 9, mtime=0)


_assets: dict[str, Asset] = {}


class UnknownAsset(LookupError):
    """No file of that name is shipped."""


def asset(name: str) -> Asset:
    """The file called `name` below the static folders, read once. Raises UnknownAsset."""
    found = _assets.get(name)
    if found is None:
        path = _path(name)
        if path is None:
            raise UnknownAsset(f"there is no static file {name!r}")
        content = path.read_bytes()
        if path.parent == HOME and path.suffix == ".js":
            content = _IMPORTED.sub(_by_hash, content)
        found = _assets[name] = Asset(name, content)
    return found


def _by_hash(found: re.Match[bytes]) -> bytes:
    """What a script imports by the address that pages have of it: under two addresses it would run twice."""
    return b'"' + asset(found["name"].decode()).url.encode() + b'"'


def asset_url(name: str) -> str:
    """The address of a static file, with the hash of its content. Raises UnknownAsset."""
    return asset(name).url


def _path(name: str) -> Path | None:
    for prefix, package in PACKAGES.items():
        if name.startswith(prefix):
            return _inside(_static_folder(package), name)
    return _inside(HOME, name)


def _static_folder(package: str) -> Path:
    spec = find_spec(package.partition(".")[0])
    if spec is None or not spec.submodule_search_locations:
        return HOME
    return Path(spec.submodule_search_locations[0], *package.split(".")[1:], "static")


def _inside(folder: Path, name: str) -> Path | None:
    if "\0" in name:
        return None
    root, path = folder.resolve(), (folder / name).resolve()
    return path if path.is_relative_to(root) and path.is_file() else None


def _asked(path: str) -> tuple[Asset | None, bool]:
    """The asset that an address means, and whether the address names just this content."""
    name = path.removeprefix(PREFIX)
    named = _NAMED.fullmatch(name)
    try:
        if named:
            found = asset(named["stem"] + named["suffix"])
            return found, found.hash == named["hash"]
    except UnknownAsset:
        pass
    try:
        return asset(name), False
    except UnknownAsset:
        return None, False


async def app(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """ASGI: answer GET and HEAD below /static/. An address without the right hash is asked for again each time."""
    found, exact = _asked(scope["path"])
    if found is None or scope["method"] not in ("GET", "HEAD"):
        await _send(send, 404 if found is None else 405, [(b"content-type", b"text/plain")], b"")
        return
    etag = f'"{found.hash}"'.encode()
    headers = [
        (b"content-type", found.type.encode()),
        (b"etag", etag),
        (b"cache-control", b"public, max-age=31536000, immutable" if exact else b"no-cache"),
        (b"x-content-type-options", b"nosniff"),
    ]
    asked = dict(scope["headers"])
    if etag in asked.get(b"if-none-match", b""):
        await _send(send, 304, headers, b"")
        return
    body = found.content
    if found.compressed is not None:
        headers.append((b"vary", b"accept-encoding"))
        if b"gzip" in asked.get(b"accept-encoding", b""):
            headers.append((b"content-encoding", b"gzip"))
            body = found.compressed
    headers.append((b"content-length", str(len(body)).encode()))
    await _send(send, 200, headers, b"" if scope["method"] == "HEAD" else body)


async def _send(send: Any, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
