"""The labelled replies of each language, as they come out of a mail: what is swallowed, what is caught.

The figures are those of the half that was not looked at while the phrases were written.
"""

from collections.abc import Callable, Iterable

import pytest

from accord.channels.email.parsing import quoting
from accord.messaging.courtesy import is_courtesy
from tests.messaging.courtesy.labelled import (
    LANGUAGES,
    SEEN,
    UNSEEN,
    Reply,
    blind,
    fresh,
    later,
    plain,
    replies,
    sealed,
    trades,
)

CAUGHT = 0.8  # of courtesy, at the least
CAUGHT_OF_PLAIN = 0.9  # of everyday thanks
CAUGHT_OF_COLOURFUL = 0.55  # of replies that were written to be unlike any other


def judged(reply: Reply) -> bool:
    """What becomes of the reply when a mail brings it: quote and signature are taken off first."""
    return is_courtesy(quoting.trim(reply.text)[0], sender_name=reply.sender_name)


def part(language: str, half: str, *, courtesy: bool) -> list[Reply]:
    return [each for each in replies(language) if each.half == half and each.courtesy == courtesy]


def caught(found: Iterable[Reply]) -> float:
    verdicts = [judged(each) for each in found]
    return sum(verdicts) / len(verdicts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_set_is_large_enough(language: str) -> None:
    everything = replies(language)
    assert len({each.text for each in everything}) == len(everything)
    assert sum(each.courtesy for each in everything) >= 60
    assert sum(not each.courtesy for each in everything) >= 120
    for half in (SEEN, UNSEEN):
        assert len(part(language, half, courtesy=True)) >= 30
        assert len(part(language, half, courtesy=False)) >= 60


@pytest.mark.parametrize("half", [SEEN, UNSEEN])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_real_request_is_swallowed(language: str, half: str) -> None:
    swallowed = sum(judged(each) for each in part(language, half, courtesy=False))
    assert swallowed == 0, f"{swallowed} requests of the {half} half were taken for thanks"


@pytest.mark.parametrize("half", [SEEN, UNSEEN])
@pytest.mark.parametrize("language", LANGUAGES)
def test_most_courtesy_is_caught(language: str, half: str) -> None:
    share = caught(part(language, half, courtesy=True))
    print(f"{language}, {half} half: {share:.0%} of courtesy caught")
    assert share >= CAUGHT


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_holds_for_what_was_written_later(language: str) -> None:
    everything = later(language)
    assert not [each.text for each in everything if not each.courtesy and judged(each)]
    assert caught(each for each in everything if each.courtesy) >= CAUGHT


@pytest.mark.parametrize("read", [blind, sealed])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_holds_for_what_somebody_wrote_blind(
    language: str, read: Callable[[str], list[Reply]]
) -> None:
    everything = read(language)
    if not everything:
        pytest.skip("this half is kept elsewhere")
    assert not [each.text for each in everything if not each.courtesy and judged(each)]
    assert caught(each for each in everything if each.courtesy) >= CAUGHT


@pytest.mark.parametrize("language", LANGUAGES)
def test_colourful_replies_hide_no_request_either(language: str) -> None:
    everything = fresh(language)
    assert not [each.text for each in everything if not each.courtesy and judged(each)]
    assert caught(each for each in everything if each.courtesy) >= CAUGHT_OF_COLOURFUL


@pytest.mark.parametrize("read", [plain, trades])
@pytest.mark.parametrize("half", [SEEN, UNSEEN])
def test_everyday_thanks_are_caught_and_hide_no_request(
    half: str, read: Callable[[str], list[Reply]]
) -> None:
    everything = [each for each in read("et") if each.half == half]
    assert not [each.text for each in everything if not each.courtesy and judged(each)]
    assert caught(each for each in everything if each.courtesy) >= CAUGHT_OF_PLAIN
