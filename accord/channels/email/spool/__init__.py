"""The mail spool: where a mail is durable before anybody is told that it was accepted. Needs no Django.

Writers (the listener, the pipe command) append to segment files of their own in DATA/spool; the worker
reads them, stores each mail under its unique spool id, and marks it done.
"""

from accord.channels.email.spool.bodies import Body
from accord.channels.email.spool.reading import Spool
from accord.channels.email.spool.records import Envelope, Record
from accord.channels.email.spool.writing import Committer, SegmentWriter, SpoolFull, prepare

__all__ = ["Body", "Committer", "Envelope", "Record", "SegmentWriter", "Spool", "SpoolFull", "prepare"]
