"""A message's words as they stand on a page: clean HTML with its pictures put in, remote ones only when asked for."""

import re
from collections.abc import Callable, Iterable

from markupsafe import Markup, escape

from accord.core.html import from_text
from accord.tickets.conversation import Said
from accord.tickets.models import Attachment

UrlOf = Callable[[Attachment], str]
_CID = re.compile(r'data-cid="([^"]*)"')
_REMOTE = re.compile(r'data-remote-src="([^"]*)"')


def body(said: Said, url_of: UrlOf, *, remote: bool = False) -> Markup:
    """The visible words. Intake has cleaned the HTML; here only picture addresses are filled in, by `url_of`."""
    message = said.message
    return Markup(_with_pictures(message.html, said.files, url_of, remote) if message.html else from_text(message.text))


def quoted(said: Said) -> Markup:
    """What was folded away: plain text as somebody wrote it, whatever tags stand in it."""
    return Markup(from_text(said.message.quoted))


def holds_back(said: Said) -> bool:
    """Whether remote pictures were held back."""
    return bool(_REMOTE.search(said.message.html))


def _with_pictures(html: str, files: Iterable[Attachment], url_of: UrlOf, remote: bool) -> str:
    urls = {each.content_id: url_of(each) for each in files if each.content_id}

    def local(match: re.Match[str]) -> str:
        url = urls.get(match.group(1).replace("&amp;", "&"))
        return f'src="{escape(url)}"' if url else match.group(0)

    html = _CID.sub(local, html)
    return _REMOTE.sub(r'src="\1"', html) if remote else html
