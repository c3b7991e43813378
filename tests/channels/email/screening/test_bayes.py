"""The filter that learns from agents: right in two languages, cautious at first, never counting anything twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.channels.email.models import LearnedMail, LearningPlace, SpamWord
from accord.channels.email.models.incoming import Fate
from accord.channels.email.parsing import ParsedMail
from accord.channels.email.screening.bayes import judging, learning
from accord.channels.email.screening.bayes.chances import of_mail, of_word
from accord.channels.email.screening.bayes.words import MOST, shown, words_of
from accord.core import options
from accord.tickets import discarding, replying
from accord.tickets.models import State
from accord.tickets.writing import Words
from tests.channels.email.mails import mail, taken, ticket_of
from tests.channels.email.screening.sample_mails import Sample, samples
from tests.running import eventually
from tests.world import World

COUNT = st.integers(0, 500)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    judging.forget()


def learned(some: list[Sample]) -> None:
    for each in some:
        words = ["", *words_of(each.subject, each.text)]
        learning._count(words, is_spam=each.is_spam)
    judging.forget()


def judged(some: list[Sample]) -> list[tuple[Sample, bool]]:
    """Each with whether it would be put away by the filter alone."""
    found = judging.judge([ParsedMail(subject=each.subject, visible_text=each.text) for each in some])
    return [
        (each, finding is not None and finding.points >= 5) for each, finding in zip(some, found, strict=True)
    ]


def test_spam_is_known_in_two_languages_and_good_mail_is_left_alone(db: None) -> None:
    """Learned from 40 of each kind and language; judged on others, a quarter of whose sentences are new."""
    learned(samples(40, known_only=True, seed=1))
    outcome = judged(samples(100, known_only=False, seed=2))
    for language in ("en", "bg"):
        here = [(each.is_spam, away) for each, away in outcome if each.language == language]
        caught = sum(1 for is_spam, away in here if is_spam and away)
        wrong = sum(1 for is_spam, away in here if not is_spam and away)
        recall, precision = caught / sum(is_spam for is_spam, _away in here), caught / max(1, caught + wrong)
        print(f"{language}: recall {recall:.3f}, precision {precision:.3f}")
        assert recall >= 0.87 and precision >= 0.99


def test_it_says_nothing_until_it_knows_enough_of_both(db: None) -> None:
    some = samples(
        judging.FEWEST // 2, known_only=True, seed=3
    )  # of two languages: one less than enough of each
    learned(some)
    assert not any(away for _each, away in judged(some))
    learned(samples(1, known_only=True, seed=4))
    assert any(away for _each, away in judged(some))


def test_the_most_telling_words_are_the_reason(db: None) -> None:
    learned(samples(40, known_only=True, seed=1))
    spam = ParsedMail(
        subject="Casino", visible_text="Our casino gives every new player free spins and a bonus prize now."
    )
    finding = judging.judge([spam])[0]
    assert finding is not None and finding.key == "words_of_spam" and "casino" in str(finding.gaps["words"])
    good = ParsedMail(
        subject="Фактура", visible_text="Изпратете ми фактурата за кафемашината и поръчката от магазина."
    )
    finding = judging.judge([good])[0]
    assert finding is not None and (finding.key, finding.points < 0) == ("words_of_good", True)


def counted(wanted: tuple[int, int]) -> bool:
    """Learn on until it has counted that: events count once no older transaction runs any more, of whomever."""

    def reached() -> bool:
        learning.learn()
        return judging.counted() == wanted

    return bool(eventually(reached))


@pytest.mark.django_db(transaction=True)
def test_agents_teach_it_by_what_they_do(desk: World) -> None:
    learning.learn()  # what was before it began is not read
    names = ("one", "two", "three")
    spam, good, misjudged = (taken(mail(sender=f"{name}@example.net", subject=name)) for name in names)
    discarding.mark_spam(ticket_of(spam), by=desk.ieva)
    replying.reply(ticket_of(good), Words(text="Hold the button."), by=desk.ieva)
    discarding.mark_spam(ticket_of(misjudged), by=desk.ieva)
    assert counted((2, 1))
    discarding.mark_not_spam(ticket_of(misjudged), by=desk.ieva)
    assert counted((1, 2))
    assert SpamWord.objects.get(word="in:three").spam == 0
    assert (LearnedMail.objects.count(), LearningPlace.objects.count()) == (3, 1)


def test_what_it_has_learned_puts_mail_away_on_its_way_in(desk: World) -> None:
    learned(samples(40, known_only=True, seed=1))
    row = taken(
        mail(
            sender="offers@example.net", subject="Free bonus", text="Claim your free bonus now, casino prize."
        )
    )
    assert (row.fate, ticket_of(row).state) == (Fate.SPAM, State.SPAM)
    options.put("mail.learn_spam", False)
    row = taken(
        mail(
            sender="offers@example.net",
            subject="Free bonus",
            text="Claim your free bonus now, casino prizes.",
        )
    )
    assert row.fate == Fate.OPENED


def test_the_table_has_bounds(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    learned(samples(40, known_only=True, seed=1))
    monkeypatch.setattr(learning, "MOST_WORDS", 100)
    assert learning.tidy() > 0
    assert SpamWord.objects.count() <= 100 and judging.counted() == (80, 80)
    assert SpamWord.objects.exclude(word="").order_by("spam", "good").first() is not None


@given(COUNT, COUNT, st.integers(1, 500), st.integers(1, 500))
def test_a_words_chance_is_one_and_is_the_same_from_both_sides(
    spam: int, good: int, spams: int, goods: int
) -> None:
    chance = of_word(spam, good, spams, goods)
    assert 0 < chance < 1
    assert chance + of_word(good, spam, goods, spams) == pytest.approx(1)
    assert of_word(0, 0, spams, goods) == 0.5


@given(st.dictionaries(st.text(max_size=5), st.tuples(COUNT, COUNT), max_size=300))
def test_a_mails_chance_is_always_one(known: dict[str, tuple[int, int]]) -> None:
    assert 0 <= of_mail(known, known, 500, 500).value <= 1


@given(st.text(max_size=2000), st.text(max_size=200))
def test_any_text_gives_few_short_words(text: str, subject: str) -> None:
    found = words_of(subject, text, address="Anna@Example.COM")
    assert len(found) <= MOST + 200 and all(0 < len(word) <= 64 for word in found)
    assert len(set(found)) == len(found) and shown(found[0]) == "example.com"
