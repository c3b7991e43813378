"""Who stands behind a mail: SPF, DKIM and DMARC by our own look, or by the word of a trusted server."""

import pytest

from accord.channels.email.screening import Authentic, names
from accord.channels.email.screening.authentication import Origin, check, needed
from accord.channels.email.screening.wishes import Wishes, network_of
from tests.channels.email.mails import mail
from tests.channels.email.screening.outside import OTHER_IP, SERVER_IP, Outside, signed

OPEN = Wishes()
HANNAH = "hannah@example.com"


def keys(findings: list) -> list[str]:
    return [each.key for each in findings]


def test_an_aligned_spf_pass_is_enough(outside: Outside) -> None:
    verdict, findings = check(mail(), HANNAH, outside.origin(), OPEN)
    assert (verdict, keys(findings)) == (Authentic.PASS, ["spf_pass", "stands_behind"])


def test_a_stranger_under_a_domain_that_asks_to_refuse_fails(outside: Outside) -> None:
    verdict, findings = check(mail(), HANNAH, outside.origin(OTHER_IP, "x@example.net"), OPEN)
    assert (verdict, keys(findings)) == (Authentic.FAIL, ["dmarc_fail_reject"])
    assert sum(each.points for each in findings) == 4.0


def test_a_pass_for_another_domain_proves_nothing_for_the_author(outside: Outside) -> None:
    verdict, findings = check(mail(), HANNAH, outside.origin(SERVER_IP, "x@example.org"), OPEN)
    assert (verdict, keys(findings)) == (Authentic.FAIL, ["spf_pass", "dmarc_fail_reject"])


def test_a_signature_is_enough_from_any_machine(outside: Outside) -> None:
    raw = signed(mail())
    assert check(raw, HANNAH, outside.origin(OTHER_IP, "list@example.net"), OPEN)[0] is Authentic.PASS
    verdict, findings = check(
        raw.replace(b"ten seconds", b"two seconds"), HANNAH, outside.origin(OTHER_IP), OPEN
    )
    assert (verdict, keys(findings)[:2]) == (Authentic.FAIL, ["dkim_fail", "spf_fail"])


def test_a_subdomain_is_aligned_and_has_the_policy_of_the_domain_above(outside: Outside) -> None:
    outside.server.zone["mail.example.com", "TXT"] = ['"v=spf1 ip4:8.8.8.8 -all"']
    author = "hannah@mail.example.com"
    assert check(mail(), author, outside.origin(sender=HANNAH), OPEN)[0] is Authentic.PASS
    assert check(mail(), author, outside.origin(OTHER_IP), OPEN)[0] is Authentic.FAIL
    outside.server.zone["_dmarc.example.com", "TXT"] = ['"v=DMARC1; p=reject; sp=none; aspf=s"']
    names.forget()
    verdict, findings = check(mail(), author, outside.origin(sender=HANNAH), OPEN)
    assert (verdict, findings[-1].key, findings[-1].points) == (Authentic.FAIL, "dmarc_fail", 0.5)


def test_a_domain_that_asks_nothing_can_pass_but_not_fail(outside: Outside) -> None:
    author = "nele@example.net"
    assert check(mail(), author, outside.origin(OTHER_IP, author), OPEN) == (Authentic.NONE, [])
    outside.server.zone["example.net", "TXT"] = ['"v=spf1 ip4:9.9.9.9 -all"']
    names.forget()
    assert check(mail(), author, outside.origin(OTHER_IP, author), OPEN)[0] is Authentic.PASS


def test_behind_a_server_of_our_own_only_a_signature_can_be_checked(outside: Outside) -> None:
    for origin in (Origin("127.0.0.1"), Origin("10.1.2.3"), Origin("local"), Origin(SERVER_IP, direct=False)):
        assert not needed(mail(), HANNAH, origin, OPEN)
        assert check(mail(), HANNAH, origin, OPEN) == (Authentic.NONE, [])
        assert check(signed(mail()), HANNAH, origin, OPEN)[0] is Authentic.PASS
        assert check(signed(mail(), "example.org"), HANNAH, origin, OPEN)[0] is Authentic.NONE
    ours = Wishes(relays=(network_of("8.8.0.0/16"),))
    assert not needed(mail(), HANNAH, Origin(SERVER_IP), ours)
    assert not outside.server.asked or ("example.com", "TXT") not in outside.server.asked


def test_a_silent_name_server_is_no_failure(outside: Outside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "TIMEOUT_S", 0.2)
    outside.server.silent = True
    names.forget()
    verdict, findings = check(signed(mail()), HANNAH, Origin("127.0.0.1"), OPEN)
    assert (verdict, keys(findings)) == (Authentic.NONE, ["dkim_temperror", "no_name_server"])


TRUSTED = Wishes(trusted=("mx.example.org",))
RESULTS = "Authentication-Results: mx.example.org; "


def told(top: str, wishes: Wishes = TRUSTED) -> Authentic:
    return check(top.encode() + mail(), HANNAH, Origin("10.0.0.1"), wishes)[0]


def test_a_trusted_server_is_believed_without_asking_anybody(outside: Outside) -> None:
    by = "Received: from x by in.mx.example.org with LMTP\nReceived: from y (y [192.0.2.7]) by mx.example.org; now\n"
    assert told(by + RESULTS + "dmarc=pass header.from=example.com\n") is Authentic.PASS
    assert (
        told(by + RESULTS + "dmarc=fail header.from=example.com; spf=pass smtp.mailfrom=x@example.net\n")
        is Authentic.FAIL
    )
    assert told(by + RESULTS + "dkim=pass header.d=mail.example.com\n") is Authentic.PASS
    assert told(by + RESULTS + "dkim=pass header.d=example.net; spf=none\n") is Authentic.NONE
    assert outside.server.asked == []


def test_what_stands_below_a_strangers_line_is_not_believed(outside: Outside) -> None:
    by = "Received: from x by mx.stranger.example; now\n"
    assert told(by + RESULTS + "dmarc=pass header.from=example.com\n") is Authentic.NONE
    assert told("Authentication-Results: mx.stranger.example; dmarc=pass\n") is Authentic.NONE
    assert told(RESULTS + "dmarc=pass\n", Wishes()) is Authentic.NONE
