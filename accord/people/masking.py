"""An address that its owner knows again and nobody else learns."""


def masked(address: str) -> str:
    """h…@example.com."""
    name, _at, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}"
