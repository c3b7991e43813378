"""Running a pattern over a text: all ways at once, each set of ways worked out once for each character."""

from accord.conditions.patterns.program import Place, Program, is_word

MOST_WORK = 1_000_000  # looks at a step; about 0.2 s
MOST_STATES = 1_000

_Ways = frozenset[int]


class _State:
    """The steps at which the text may be now, and the character before."""

    __slots__ = ("before", "found", "next", "ways")

    def __init__(self, ways: _Ways, before: str) -> None:
        self.ways = ways
        self.before = before
        self.next: dict[str, tuple[_State, int]] = {}  # and how many steps were looked at
        self.found = False


class Matcher:
    """A pattern that can be looked for."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._states: dict[tuple[_Ways, str], _State] = {}
        self._done = _State(frozenset(), "")
        self._done.found = True

    def found(self, text: str) -> bool:
        """Whether it is anywhere in the text. Too many steps: no."""
        state = self._begin()
        work = 0
        for sign in text:
            state, cost = state.next.get(sign) or self._step(state, sign)
            if state.found:
                return True
            work += cost  # also where it is known already, so that the answer never depends on what was asked before
            if work > MOST_WORK:
                return False
        return self._step(state, "")[0].found

    def _begin(self) -> _State:
        """The state before a text. What earlier texts worked out stays, unless it is much."""
        if len(self._states) > MOST_STATES:
            self._states = {}
        return self._state(frozenset((len(self._program) - 1,)), "")

    def _state(self, ways: _Ways, before: str) -> _State:
        key = (ways, before)
        state = self._states.get(key)
        if state is None:
            state = self._states[key] = _State(ways, before)
        return state

    def _step(self, state: _State, sign: str) -> tuple[_State, int]:
        """Where `sign` leads from a state ("" is the end of the text), and how many steps were looked at."""
        program = self._program
        here: set[int] = set()
        rest = list(state.ways)
        while rest:
            number = rest.pop()
            if number in here:
                continue
            here.add(number)
            step = program[number]
            if not step.after:
                state.next[sign] = (self._done, len(here))
                return self._done, len(here)
            if step.test is None and (step.place is None or _true(step.place, state.before, sign)):
                rest.extend(step.after)
        taken = {len(program) - 1}
        for number in here:
            test = program[number].test
            if sign and test is not None and test(sign):
                taken.update(program[number].after)
        following = self._state(frozenset(taken), _kind(sign))
        if len(self._states) <= MOST_STATES:
            state.next[sign] = (following, len(here))
        return following, len(here)


def _kind(sign: str) -> str:
    """What a place needs to know of a character: a letter of a word, the end of a line, or another."""
    return "a" if is_word(sign) else sign if sign in ("", "\n") else "."


def _true(place: Place, before: str, sign: str) -> bool:
    if place is Place.BEGIN:
        return before in ("", "\n")
    if place is Place.END:
        return sign in ("", "\n")
    edge = (before == "a") is not (sign != "" and is_word(sign))
    return edge is (place is Place.EDGE)
