"""How often something may be done: counters that slide, in Django's cache, for guards that may forget on a restart.

A limit over `per_s` seconds counts this window and the part of the window before that is still within `per_s`, so that
nobody gets twice the number at the border of two windows. What must hold for ever belongs into the database.
"""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accord.core import clock
from accord.core.errors import AccordError


class TooMany(AccordError):
    """It was done too often in a while."""

    key = "too_many"
    status = 429
    sentence = _("That was too often in a short time. Wait a while, then try again.")


@dataclass(frozen=True)
class Limit:
    """At most `most` times in any `per_s` seconds, counted apart for each value of `of` that `take` is given."""

    name: str
    most: int
    per_s: int

    def take(self, *of: object) -> bool:
        """Count one more, unless that would be too many; says whether it was counted."""
        now, before, part = self._windows(of)
        count = self._count(now)
        if count <= self.most * (1 - part):  # enough even after a full window before: it need not be asked for
            return True
        if count + int(cache.get(before, 0)) * part > self.most:
            cache.decr(now)
            return False
        return True

    def _count(self, window: str) -> int:
        """One more in this window; how many that makes."""
        for _try in range(2):
            try:
                return int(cache.incr(window))
            except ValueError:  # the first one
                cache.add(window, 0, timeout=2 * self.per_s)
        cache.set(window, 1, timeout=2 * self.per_s)  # the cache dropped it between the two lines
        return 1

    def demand(self, *of: object) -> None:
        """Count one more. Raises TooMany."""
        if not self.take(*of):
            raise TooMany()

    def forget(self, *of: object) -> None:
        """Begin to count anew."""
        now, before, _part = self._windows(of)
        cache.delete_many([now, before])

    def _windows(self, of: tuple[object, ...]) -> tuple[str, str, float]:
        """The keys of this window and of the one before, and the part of the latter that still counts."""
        moment = clock.now().timestamp()
        number = int(moment // self.per_s)
        whom = hashlib.sha256(repr(of).encode()).hexdigest()[:32]
        name = f"limit:{self.name}:{whom}"
        return f"{name}:{number}", f"{name}:{number - 1}", 1 - (moment % self.per_s) / self.per_s
