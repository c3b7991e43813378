"""Whether the domain in From stands behind a mail: by the word of a trusted server, else by our own look.

Passed means that SPF or DKIM proves a domain that is the author's; failed that nothing does although the domain asks
the world by DMARC to look; everything else is not known.
"""

import ipaddress
from dataclasses import dataclass

from accord.channels.email.screening import dkim_check, dmarc, names, spf_check
from accord.channels.email.screening.domains import aligned, of_address
from accord.channels.email.screening.findings import Authentic, Finding
from accord.channels.email.screening.results import Results
from accord.channels.email.screening.trace import believed, head_of
from accord.channels.email.screening.wishes import Wishes

# What a wish that was not met adds to the score.
POINTS = {"reject": 4.0, "quarantine": 2.5, "none": 0.5}
SPF_FAIL_POINTS = 1.0


@dataclass(frozen=True)
class Origin:
    """How a mail reached us. `peer` is an IP address, or anything else where it did not come by a connection."""

    peer: str
    helo: str = ""
    sender: str = ""
    direct: bool = True  # brought by whoever sends it, not fetched from a mailbox or read from a pipe


@dataclass(frozen=True)
class Proofs:
    """What was found: the domain that SPF proves, those that DKIM proves, and whether all could be asked."""

    spf: str = ""
    dkim: tuple[str, ...] = ()
    complete: bool = True


Verdict = tuple[Authentic, list[Finding]]


def needed(raw: bytes, author: str, origin: Origin, wishes: Wishes) -> bool:
    """Whether there is anything to look at: not for mail by a server of our own, unsigned and unchecked."""
    if wishes.trusted:
        return True
    if not wishes.check_senders or "@" not in author:
        return False
    return (origin.direct and _is_outside(origin.peer, wishes)) or _is_signed(raw)


def check(raw: bytes, author: str, origin: Origin, wishes: Wishes) -> Verdict:
    """The verdict on a mail that names `author` in From. Asks name servers at most; never raises NoAnswer."""
    head, domain = head_of(raw), of_address(author)
    if wishes.trusted and (results := believed(head, wishes.trusted)) is not None:
        return _told(results, domain)
    if not wishes.check_senders or not domain:
        return Authentic.NONE, []
    outside = origin.direct and _is_outside(origin.peer, wishes)
    signed = _is_signed(raw)
    if not outside and not signed:
        return Authentic.NONE, []  # nothing that we could look at: it costs nothing
    return _looked(raw, domain, origin if outside else None, signed)


def _is_signed(raw: bytes) -> bool:
    return b"dkim-signature:" in head_of(raw).lower()


def _told(results: Results, domain: str) -> Verdict:
    """By a trusted server. Its DMARC verdict counts as it is, else its SPF and DKIM where they are aligned."""
    said = [
        f"{each.method}={each.result}" for each in results.found if each.method in ("spf", "dkim", "dmarc")
    ]
    finding = Finding("told_by", {"server": results.server, "said": ", ".join(said)[:200]})
    by_dmarc = next((each.result for each in results.found if each.method == "dmarc"), "")
    if by_dmarc == "pass" or any(
        _proves(each.method, each.result, each.properties, domain) for each in results.found
    ):
        return Authentic.PASS, [finding]
    if by_dmarc == "fail":
        return Authentic.FAIL, [finding, Finding("dmarc_fail_told", {"domain": domain}, POINTS["quarantine"])]
    return Authentic.NONE, [finding] if said else []


def _proves(method: str, result: str, properties: dict[str, str], domain: str) -> bool:
    if result != "pass":
        return False
    if method == "dkim":
        return aligned(properties.get("header.d") or of_address(properties.get("header.i", "")), domain)
    if method == "spf":
        sender = properties.get("smtp.mailfrom", "")
        return aligned(of_address(sender) or sender, domain)
    return False


def _looked(raw: bytes, domain: str, origin: Origin | None, signed: bool) -> Verdict:
    """By our own look; without `origin` the sender's machine is not known, so that SPF says nothing."""
    found: list[Finding] = []
    proofs = _by_dkim(raw, found) if signed else Proofs()
    if origin is not None:
        proofs = _by_spf(origin, domain, proofs, found)
    else:
        proofs = Proofs(proofs.spf, proofs.dkim, complete=False)
    try:
        policy = dmarc.policy_of(domain)
    except names.NoAnswer:
        return _without_policy(proofs, domain, [*found, Finding("no_name_server", {"domain": domain})])
    if policy is None:
        return _without_policy(proofs, domain, found)
    by_dkim = any(aligned(each, domain, strict=policy.strict_dkim) for each in proofs.dkim)
    if by_dkim or aligned(proofs.spf, domain, strict=policy.strict_spf):
        return Authentic.PASS, [*found, Finding("stands_behind", {"domain": domain})]
    if not proofs.complete:
        return Authentic.NONE, found
    key = "dmarc_fail" if policy.wish == "none" else f"dmarc_fail_{policy.wish}"
    return Authentic.FAIL, [*found, Finding(key, {"domain": domain}, POINTS[policy.wish])]


def _without_policy(proofs: Proofs, domain: str, found: list[Finding]) -> Verdict:
    if any(aligned(each, domain) for each in (proofs.spf, *proofs.dkim)):
        return Authentic.PASS, [*found, Finding("stands_behind", {"domain": domain})]
    return Authentic.NONE, found


def _by_dkim(raw: bytes, found: list[Finding]) -> Proofs:
    results = dkim_check.check(raw) if len(raw) <= dkim_check.LARGEST_BYTES else []
    proven = tuple(dict.fromkeys(domain for result, domain in results if result == "pass"))
    for result, domain in results:
        found.append(Finding(f"dkim_{result}", {"domain": domain}))
    return Proofs(dkim=proven, complete=all(result != "temperror" for result, _domain in results))


def _by_spf(origin: Origin, domain: str, proofs: Proofs, found: list[Finding]) -> Proofs:
    result, asked = spf_check.check(origin.peer, origin.helo, origin.sender)
    gaps: dict[str, str | float | int] = {"domain": asked, "peer": origin.peer}
    if result == "pass":
        found.append(Finding("spf_pass", gaps))
        return Proofs(asked, proofs.dkim, proofs.complete)
    if result in ("fail", "softfail", "temperror"):
        found.append(Finding(f"spf_{result}", gaps, SPF_FAIL_POINTS if result == "fail" else 0.0))
    return Proofs("", proofs.dkim, proofs.complete and result != "temperror")


def _is_outside(peer: str, wishes: Wishes) -> bool:
    """Whether that is the address of a machine that is none of ours."""
    try:
        address = ipaddress.ip_address(peer.strip("[]").removeprefix("IPv6:"))
    except ValueError:
        return False
    return address.is_global and not any(address in network for network in wishes.relays)
