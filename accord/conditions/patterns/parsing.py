"""Reading a pattern: letters, . [...] ( ) | * + ? {2,5} ^ $ and \\d \\w \\s \\b with their opposites.

What needs to remember what was matched (\\1) or to look around ((?=...)) is refused: no bounded way exists for it.
"""

from collections.abc import Callable
from typing import NoReturn

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.conditions.patterns.program import Place, Program, Step, Test, is_word
from accord.core.errors import Invalid

LONGEST = 300
MOST_STEPS = 400
MOST_REPEATS = 100
MOST_DEPTH = 40

# A part that is not built yet: given where it goes on to, it adds its steps and says where it begins.
Part = Callable[[int], int]

_CLASSES: dict[str, Test] = {"d": str.isdigit, "w": is_word, "s": str.isspace}
_SIGNS = {"n": "\n", "t": "\t", "r": "\r"}
_UNKNOWN = _("The pattern has “%(part)s”, which is not known here.")


def parse(pattern: str) -> Program:
    """The steps of a pattern; the first is number 0 and the end, the beginning is the last. Raises Invalid."""
    return _Reader(pattern).read()


class _Reader:
    def __init__(self, pattern: str) -> None:
        if not pattern or len(pattern) > LONGEST:
            _refuse(_("Write a pattern of at most %(most)s characters."), most=LONGEST)
        self.pattern = pattern
        self.at = 0
        self.depth = 0
        self.program: Program = []

    def read(self) -> Program:
        part = self.choices()
        if self.at < len(self.pattern):
            _refuse(_("In the pattern a bracket closes that was never opened."))
        end = self.add(Step())
        first = part(end)
        self.add(Step((first,)))
        return self.program

    def add(self, step: Step) -> int:
        if len(self.program) >= MOST_STEPS:
            _refuse(_("The pattern repeats too much."))
        self.program.append(step)
        return len(self.program) - 1

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self) -> str:
        sign = self.peek()
        if not sign:
            _refuse(_("The pattern ends in the middle."))
        self.at += 1
        return sign

    def choices(self) -> Part:
        ways = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            ways.append(self.sequence())
        if len(ways) == 1:
            return ways[0]
        return lambda then: self.add(Step(tuple(way(then) for way in ways)))

    def sequence(self) -> Part:
        parts: list[Part] = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.repeated(self.single()))

        def build(then: int) -> int:
            for part in reversed(parts):
                then = part(then)
            return then

        return build

    def repeated(self, part: Part) -> Part:
        bounds = self.bounds()
        if bounds is None:
            return part
        if self.peek() == "?":  # as few as possible: it is found all the same
            self.at += 1
        if self.bounds() is not None:
            _refuse(_("In the pattern two repetitions stand side by side."))
        least, most = bounds

        def build(then: int) -> int:
            if most is None:
                loop = self.add(Step())
                self.program[loop].after = (part(loop), then)
                then = loop
            else:
                for _number in range(most - least):
                    then = self.add(Step((part(then), then)))
            for _number in range(least):
                then = part(then)
            return then

        return build

    def bounds(self) -> tuple[int, int | None] | None:
        """How often what stands before is repeated; None where no such sign follows."""
        plain: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        if self.peek() in plain:
            return plain[self.take()]
        if self.peek() != "{":
            return None
        inside, closed, _rest = self.pattern[self.at + 1 :].partition("}")
        least, comma, most = inside.partition(",")
        if not closed or not least.isdecimal() or (most and not most.isdecimal()) or len(inside) > 9:
            return None  # a bracket as it stands
        self.at += len(inside) + 2
        low = int(least)
        high = (int(most) if most else None) if comma else low
        if low > MOST_REPEATS or (high or 0) > MOST_REPEATS or (high is not None and high < low):
            _refuse(_("The pattern repeats too much."))
        return low, high

    def single(self) -> Part:
        sign = self.take()
        if sign == "(":
            return self.group()
        if sign == "[":
            return self.taking(self.set_of())
        if sign == ".":
            return self.taking(lambda each: each != "\n")
        if sign in ("^", "$"):
            return self.being(Place(sign))
        if sign == "\\":
            return self.escaped()
        if sign in "*+?":
            _refuse(_("In the pattern “%(part)s” has nothing before it to repeat."), part=sign)
        return self.taking(_same(sign))

    def group(self) -> Part:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            _refuse(_("The pattern repeats too much."))
        if self.peek() == "?":
            kind = self.pattern[self.at : self.at + 2]
            if kind != "?:":
                _refuse(_UNKNOWN, part="(" + kind)
            self.at += 2
        part = self.choices()
        if self.peek() != ")":
            _refuse(_("In the pattern a bracket opens that is never closed."))
        self.at += 1
        self.depth -= 1
        return part

    def escaped(self) -> Part:
        sign = self.take()
        if sign in "bB":
            return self.being(Place.EDGE if sign == "b" else Place.NO_EDGE)
        return self.taking(self.meaning(sign))

    def meaning(self, sign: str) -> Test:
        """What stands after a backslash."""
        if sign.lower() in _CLASSES:
            test = _CLASSES[sign.lower()]
            return test if sign.islower() else lambda each: not test(each)
        if sign in _SIGNS:
            return _same(_SIGNS[sign])
        if sign.isalnum():
            _refuse(_UNKNOWN, part="\\" + sign)
        return _same(sign)

    def set_of(self) -> Test:
        tests: list[Test] = []
        without = self.peek() == "^"
        self.at += without
        first = True
        while first or self.peek() != "]":
            first = False
            sign = self.take()
            if sign == "\\":
                sign = self.take()
                if sign.lower() in _CLASSES:
                    tests.append(self.meaning(sign))
                    continue
                sign = _SIGNS.get(sign, sign)
            if self.peek() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("", "]"):
                self.at += 1
                last = self.take()
                tests.append(_between(sign, self.take() if last == "\\" else last))
            else:
                tests.append(_same(sign))
        self.at += 1
        return lambda each: any(test(each) for test in tests) is not without

    def taking(self, test: Test) -> Part:
        return lambda then: self.add(Step((then,), test=test))

    def being(self, place: Place) -> Part:
        return lambda then: self.add(Step((then,), place=place))


def _same(sign: str) -> Test:
    wanted = sign.lower()
    return lambda each: each.lower() == wanted


def _between(first: str, last: str) -> Test:
    if first > last:
        _refuse(_("In the pattern “%(part)s” goes backwards."), part=f"{first}-{last}")
    return lambda each: (
        first <= each.lower() <= last or first <= each.upper() <= last or first <= each <= last
    )


def _refuse(sentence: Promise, **gaps: object) -> NoReturn:
    raise Invalid("pattern", sentence=sentence, **gaps)
