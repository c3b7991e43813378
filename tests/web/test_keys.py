"""The page of keys names what pages listen to."""

import re
from pathlib import Path

from accord import web
from accord.web.keys import keys

_TEMPLATES = Path(web.__file__).parent / "templates"
_WAYS = re.compile(r'data-key="(g \w)"')


def test_every_pair_of_keys_is_told() -> None:
    """Single letters stand on their buttons; a pair is nowhere to be read but here."""
    told = {pressed.lower() for _title, rows in keys() for pressed, _what in rows}
    heard = {pair for page in _TEMPLATES.rglob("*.html") for pair in _WAYS.findall(page.read_text("utf-8"))}
    assert len(heard) >= 4
    assert heard - told == set()
