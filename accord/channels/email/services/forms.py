"""Reading the form of a call whole, as bytes: mails are larger than forms of pages may be, and in many charsets.

Django decodes each field as UTF-8, which damages a mail in another charset, and refuses fields of some megabytes. What
is read here is what `request.POST` and `request.FILES` give afterwards, and `originals` are the untouched bytes.
"""

from email.message import Message
from email.parser import BytesHeaderParser
from typing import Any
from urllib.parse import parse_qsl

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

MOST_FIELDS = 2000


class BadForm(ValueError):
    """The body is no form of the type that its header names."""


def read(request: Any) -> None:
    """Read the body of `request`. Raises BadForm, OSError when the caller hangs up."""
    request._body = request.read()  # before anybody asks: Django would measure it by what pages may send
    request.originals = {}
    if request.content_type == "multipart/form-data":
        _multipart(request)
    elif request.content_type == "application/x-www-form-urlencoded":
        pairs = parse_qsl(request._body.decode("latin-1"), True, encoding="latin-1", max_num_fields=MOST_FIELDS)
        request.originals = {name: value.encode("latin-1") for name, value in pairs}


def original(request: Any, name: str) -> bytes:
    """The bytes of a field as they came; empty where there is none."""
    found: bytes = getattr(request, "originals", {}).get(name, b"")
    return found


def _multipart(request: Any) -> None:
    boundary = request.content_params.get("boundary", "").encode("latin-1", "replace")
    if not boundary or len(boundary) > 200:
        raise BadForm("no boundary")
    post: MultiValueDict[str, str] = MultiValueDict()
    files: MultiValueDict[str, Any] = MultiValueDict()
    parts = (b"\r\n" + request._body).split(b"\r\n--" + boundary)[1:]
    if len(parts) > MOST_FIELDS or not parts or not parts[-1].startswith(b"--"):
        raise BadForm("it has no end, or too many fields")
    for part in parts[:-1]:
        head, _blank, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        header = BytesHeaderParser().parsebytes(head + b"\r\n\r\n")
        name = _param(header, "name")
        filename = _param(header, "filename")
        if filename:
            files.appendlist(name, SimpleUploadedFile(filename, content, header.get_content_type()))
        else:
            post.appendlist(name, content.decode("utf-8", "replace"))
            request.originals[name] = content
    request._post, request._files = post, files


def _param(header: Message, name: str) -> str:
    value = header.get_param(name, "", "Content-Disposition")
    if isinstance(value, tuple):
        return value[2]
    # Browsers and libraries write UTF-8 there without saying so.
    return str(value).encode("latin-1", "surrogateescape").decode("utf-8", "replace") if value else ""
