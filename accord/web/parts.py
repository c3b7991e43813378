"""Parts of pages that are made apart from the page: rows, entries of a thread, the rail."""

from typing import Any

from django.template import engines
from django.template.backends.jinja2 import Jinja2
from markupsafe import Markup


def made(template: str, **given: Any) -> Markup:
    """A template with these things, in the language that is active. It knows no request, thus no form token."""
    engine = engines["jinja2"]
    assert isinstance(engine, Jinja2)
    return Markup(engine.env.get_template(template).render(given))
