"""Forms of our own pages: what was typed stays, and what a verb refuses stands beside the field it names."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any, Self

from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from accord.core.errors import Conflict, Invalid, Missing, NotFound, NotPossible

Shown = Callable[[Any], Mapping[str, Any]]
_BESIDE = (Invalid, Missing, Conflict, NotPossible)
_OTHERWISE = frozenset(("position", "failed_at", "failure", "regions", "known_until"))  # what no form of a row changes
_CHANGED = _(
    "Somebody changed this meanwhile. What you wrote stands below: save it again to put it in its place, or open the"
    " page anew."
)


class Form:
    """Values by name, as text; errors by name, as sentences; `problem` is what belongs to no field."""

    def __init__(self, request: HttpRequest, **initial: Any) -> None:
        self.posted = request.method == "POST"
        self.fields = set(initial)
        self._post: Mapping[str, Any] = request.POST if self.posted else {}
        self._initial = initial
        self.errors: dict[str, str] = {}
        self.problem = ""
        self._row: models.Model | None = None
        self._shown: Shown = _columns
        self._seen = ""

    def of(self, row: models.Model | None, shown: Shown | None = None) -> Self:
        """The form shows this stored row whole, and saving puts all of it in place. What it has shown goes along in the
        page (`mark`), so that `demand_unchanged` knows when somebody else has changed it since. `shown` gives what of
        the row, and of what belongs to it, the form shows; else that is all of its columns.
        """
        if row is not None and row.pk is not None:
            self._row, self._shown = row, shown or _columns
            self._seen = _fingerprint(self._shown(row))
        return self

    @property
    def mark(self) -> Markup:
        """What the page keeps of the row that it shows."""
        return Markup('<input type="hidden" name="seen" value="{}">').format(self._seen) if self._seen else Markup("")

    def __getitem__(self, name: str) -> str:
        """What stands in the field: what was typed, else the present value. Passwords are shown to nobody again."""
        if self.posted:
            return str(self._post.get(name, ""))
        value = self._initial.get(name, "")
        return str(value if value is not None else "")

    def on(self, name: str) -> bool:
        """Whether a box is ticked."""
        return name in self._post if self.posted else bool(self._initial.get(name))

    def refuse(self, name: str, sentence: str) -> None:
        """Put a sentence beside the field, or on top where there is no such field."""
        if name in self.fields:
            self.errors.setdefault(name, sentence)
        else:
            self.problem = self.problem or sentence

    @contextmanager
    def catching(self, **names: str) -> Iterator[None]:
        """What a verb refuses inside becomes a sentence here; `names` maps its names of fields to ours. With a row all
        of it is one transaction.
        """
        try:
            with transaction.atomic() if self._row is not None else nullcontext():
                yield
        except _BESIDE as error:
            self.refuse(names.get(error.detail, error.detail), str(error))

    def demand_unchanged(self) -> None:
        """Lock the row until `catching` ends. Raises Conflict when it is another than the page has shown."""
        row = self._row
        if row is None:
            return
        now = type(row)._base_manager.select_for_update().filter(pk=row.pk).first()
        if now is None:
            raise NotFound("row")
        if self._post.get("seen", "") not in ("", _fingerprint(self._shown(now))):
            raise Conflict("row", sentence=_CHANGED)

    @property
    def good(self) -> bool:
        return not self.errors and not self.problem

    @property
    def status(self) -> int:
        return 200 if self.good else 422


def _columns(row: Any) -> dict[str, Any]:
    """What the row holds, and the rows that it names."""
    held = {each.name: each.value_from_object(row) for each in row._meta.concrete_fields if each.name not in _OTHERWISE}
    for each in row._meta.many_to_many:
        held[each.name] = sorted(getattr(row, each.name).order_by().values_list("pk", flat=True))
    return held


def _fingerprint(shown: Mapping[str, Any]) -> str:
    """The same for the same values."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()[:16]
