"""Every column that holds a secret sealed with the key file. A change of keys finds them here, and nowhere else."""

from accord.core.resealing import Column

SEALED: list[Column] = [
    Column("automation.HttpSecret", "secret"),
    Column("email.Mailbox", "secret"),
    Column("email.MailSource", "secret"),
    Column("email.OAuthGrant", "client_secret"),
    Column("email.OAuthGrant", "access_token"),
    Column("email.OAuthGrant", "refresh_token"),
    Column("email.ProviderAccount", "settings"),
    Column("email.ProviderAccount", "hook"),
    Column("email.SigningKey", "secret"),
    Column("people.PushKey", "private_key"),
    Column("mfa.Authenticator", "data", ("secret", "seed")),
]

# Columns that are named like a secret and hold none that could be read: hashes, fingerprints, public keys.
OPEN = {"people.Person.password", "email.OAuthGrant.token_url"}
