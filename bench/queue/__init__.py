"""The group `queue`: To Solve, rules, timers, views, trying a rule and mass actions, on a workspace of its own.

It is a copy of the large one in which 100,000 tickets wait, with 100 agents who pull, 50 rules, 50 time rules and 200
views.
"""

from bench.figures import Measure
from bench.queue import mass, rules, timers, to_solve, trying, views

MEASURES: tuple[Measure, ...] = (
    to_solve.MEASURE,
    rules.MEASURE,
    timers.MEASURE,
    views.MEASURE,
    trying.MEASURE,
    mass.MEASURE,
)
