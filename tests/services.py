"""The real servers that some tests talk to. `bin/services up` starts them and `bin/services env` names them.

A test asks with `require("postgres")` and gets the address. Where the service is absent it is skipped with the reason,
but where ACCORD_REQUIRE_SERVICES=1 is set (as .ci/run does) it fails, so that nothing is left out unseen.
"""

import os
from typing import NoReturn

import pytest

VARIABLES = {
    "postgres": "ACCORD_TEST_POSTGRES_URL",
    "imap": "ACCORD_TEST_IMAP",
    "lmtp": "ACCORD_TEST_LMTP",
    "pop3": "ACCORD_TEST_POP3",
    "token-port": "ACCORD_TEST_TOKEN_PORT",
    "mta": "ACCORD_TEST_MTA",
    "mta-desk-port": "ACCORD_TEST_MTA_DESK_PORT",
    "redis": "ACCORD_TEST_REDIS_URL",
    "rspamd": "ACCORD_TEST_RSPAMD",
    "clamd": "ACCORD_TEST_CLAMD",
    "chromium": "ACCORD_TEST_CHROMIUM",
    "mail-cases": "ACCORD_MAIL_CASES",
}
_CURES = {"mail-cases": "name the folder of mail cases in it"}


def require(service: str) -> str:
    """The address of `service` (a key of VARIABLES). Skips the calling test without it, or fails it: see above."""
    value = os.environ.get(VARIABLES[service], "")
    if not value:
        without(f"{VARIABLES[service]} is not set", _CURES.get(service, 'eval "$(bin/services env)" sets it'))
    return value


def without(reason: str, cure: str) -> NoReturn:
    """Give the calling test up because something outside of it is absent."""
    sentence = f"needs what is not here: {reason}; {cure}"
    if os.environ.get("ACCORD_REQUIRE_SERVICES") == "1":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def host_and_port(address: str) -> tuple[str, int]:
    """`127.0.0.1:32330` as a pair."""
    host, _, port = address.rpartition(":")
    return host, int(port)
