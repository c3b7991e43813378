"""Signing our own mail (DKIM, RFC 6376), so that its receivers know that the domain stands behind it."""
