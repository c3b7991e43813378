"""What screening found, as sentences in the reader's language."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accord.channels.email.screening.findings import Finding

SENTENCES: dict[str, Promise] = {
    "told_by": gettext_lazy("%(server)s checked the sender: %(said)s."),
    "stands_behind": gettext_lazy("%(domain)s stands behind this mail."),
    "dmarc_fail_told": gettext_lazy("By that check, nobody proves to write for %(domain)s."),
    "dmarc_fail": gettext_lazy("Nobody proves to write for %(domain)s, which publishes who may."),
    "dmarc_fail_quarantine": gettext_lazy(
        "Nobody proves to write for %(domain)s, which asks to put such mail aside."
    ),
    "dmarc_fail_reject": gettext_lazy(
        "Nobody proves to write for %(domain)s, which asks to refuse such mail."
    ),
    "spf_pass": gettext_lazy("%(peer)s may send for %(domain)s (SPF)."),
    "spf_fail": gettext_lazy("%(peer)s may not send for %(domain)s (SPF)."),
    "spf_softfail": gettext_lazy("%(peer)s should not send for %(domain)s (SPF)."),
    "spf_temperror": gettext_lazy("Who may send for %(domain)s could not be asked (SPF)."),
    "dkim_pass": gettext_lazy("It bears the signature of %(domain)s (DKIM)."),
    "dkim_fail": gettext_lazy("It bears a signature of %(domain)s that does not fit (DKIM)."),
    "dkim_partial": gettext_lazy("%(domain)s has signed only the beginning of it (DKIM)."),
    "dkim_temperror": gettext_lazy("The signature of %(domain)s could not be checked (DKIM)."),
    "no_name_server": gettext_lazy("No name server answered about %(domain)s."),
    "too_slow": gettext_lazy("The checks took too long and were left."),
    "checks_failed": gettext_lazy("The checks fell over this mail and were left."),
    "rspamd": gettext_lazy("rspamd gives it %(score)s of %(required)s points."),
    "rspamd_spam": gettext_lazy("rspamd takes it for spam: %(score)s of %(required)s points."),
    "rspamd_rule": gettext_lazy("rspamd's rule %(rule)s: %(score)s."),
    "rspamd_silent": gettext_lazy("rspamd did not answer."),
    "words_of_spam": gettext_lazy("Its words are those of your spam, by %(percent)s %%: %(words)s."),
    "words_of_good": gettext_lazy("Its words are those of mail that you answer: %(words)s."),
    "virus": gettext_lazy("The virus scanner found %(virus)s."),
    "virus_file": gettext_lazy("The virus is in the file %(file)s."),
    "not_scanned": gettext_lazy("The virus scanner did not answer, so it was not scanned."),
    "not_scannable": gettext_lazy("The virus scanner could not read it: %(words)s"),
    "many": gettext_lazy(
        "%(count)s mails came from this address within a minute; no acknowledgement is sent."
    ),
}


def sentence(finding: Finding) -> str:
    """One finding as a sentence, with its points where it has any."""
    form = SENTENCES.get(finding.key)
    text = str(form) % finding.gaps if form is not None else finding.key
    if not finding.points:
        return text
    shown = f"{finding.points:+g}"
    return _("%(sentence)s (%(points)s)") % {"sentence": text, "points": _points(finding.points, shown)}


def sentences(findings: Iterable[Finding]) -> list[str]:
    """All of them, what weighs most first."""
    return [sentence(each) for each in sorted(findings, key=lambda each: -abs(each.points))]


def _points(number: float, shown: str) -> str:
    return ngettext("%(number)s point", "%(number)s points", round(abs(number))) % {"number": shown}
