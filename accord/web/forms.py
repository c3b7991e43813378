"""Forms of our own pages: what was typed stays, and what a verb refuses stands beside the field it names."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest

from accord.core.errors import Conflict, Invalid, Missing, NotPossible

_BESIDE = (Invalid, Missing, Conflict, NotPossible)


class Form:
    """Values by name, as text; errors by name, as sentences; `problem` is what belongs to no field."""

    def __init__(self, request: HttpRequest, **initial: Any) -> None:
        self.posted = request.method == "POST"
        self.fields = set(initial)
        self._post: Mapping[str, Any] = request.POST if self.posted else {}
        self._initial = initial
        self.errors: dict[str, str] = {}
        self.problem = ""

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
        """What a verb refuses inside becomes a sentence here; `names` maps its names of fields to ours."""
        try:
            yield
        except _BESIDE as error:
            self.refuse(names.get(error.detail, error.detail), str(error))

    @property
    def good(self) -> bool:
        return not self.errors and not self.problem

    @property
    def status(self) -> int:
        return 200 if self.good else 422
