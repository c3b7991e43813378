"""What the SQLite backend raises of its own."""

from django.db import OperationalError, ProgrammingError


class DatabaseBusy(OperationalError):
    """Other writers held the database longer than this process is willing to wait."""


class AutocommitWrite(ProgrammingError):
    """A statement changed the database outside a transaction while that is forbidden."""
