"""Signing in at mail servers with a consent (OAuth 2.0) instead of a password: asked for, kept fresh, watched."""

from accord.channels.email.consents.tokens import ConsentLost, TokenUnavailable, access_token, reject, xoauth2

__all__ = ["ConsentLost", "TokenUnavailable", "access_token", "reject", "xoauth2"]
