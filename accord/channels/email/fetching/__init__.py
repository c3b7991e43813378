"""Fetching mail from mailboxes elsewhere, by IMAP and POP3: every mail exactly once, and nothing flagged there.

A mail is first appended to the spool, durably; then the cursor moves in the database; then, where that was chosen, it
is moved or deleted at its server. A kill in between brings it again under the same identity, which the intake drops.
"""
