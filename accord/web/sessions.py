"""Sessions in the database, remembered by this process for a few seconds, so that a page costs no look-up."""

import time
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

KEEP_S = 5.0  # another process's sign-out is noticed after this long
MOST = 5000
_kept: dict[str, tuple[float, dict[str, Any]]] = {}


class SessionStore(DatabaseStore):
    """Django's database store behind a short memory."""

    @classmethod
    def get_model_class(cls) -> Any:
        from django.contrib.sessions.models import Session

        return Session

    def load(self) -> dict[str, Any]:
        key = self.session_key or ""
        kept = _kept.get(key)
        if kept and time.monotonic() - kept[0] < KEEP_S:
            return dict(kept[1])
        data: dict[str, Any] = super().load()
        if len(_kept) > MOST:
            _kept.clear()
        _kept[key] = (time.monotonic(), dict(data))
        return data

    def save(self, must_create: bool = False) -> None:
        super().save(must_create=must_create)
        _kept.pop(self.session_key or "", None)

    def delete(self, session_key: str | None = None) -> None:
        _kept.pop(session_key or self.session_key or "", None)
        super().delete(session_key)
