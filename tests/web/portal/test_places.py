"""Limits by where a request comes from."""

import pytest
from django.test import RequestFactory

from accord.core.limits import Limit, TooMany
from accord.web.portal import places


@pytest.mark.parametrize(
    ("address", "counted"),
    [("9.9.9.9", True), ("2620:fe::fe", True), ("127.0.0.1", False), ("10.1.2.3", False), ("::1", False), ("", False)],
)
def test_only_addresses_of_the_wide_network_are_counted(address: str, counted: bool) -> None:
    limit = Limit(f"test-{address}", 2, 3600)
    request = RequestFactory().post("/my/", REMOTE_ADDR=address)
    places.demand(limit, request)
    places.demand(limit, request)
    if counted:
        with pytest.raises(TooMany):
            places.demand(limit, request)
    else:
        places.demand(limit, request)
