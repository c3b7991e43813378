"""The desk with one mailbox, for cases that come by mail."""

from tests.channels.email.conftest import desk

__all__ = ["desk"]
