"""How many rules, steps, moves and rounds the compiled engine spends for a promised accuracy."""

from __future__ import annotations

from typing import NamedTuple

PLANS = ((3e-7, 7, 3, 20.0), (3e-10, 9, 3, 20.0), (3e-12, 10, 4, 20.0), (0.0, 10, 4, 6.0))
"""For an accuracy of at least the first number: rules combined in a step, moves that land on a border, and
how much larger than the estimates of the steps the error of the next apex may be. What is
estimated at the finest accuracy is mostly rounding, which does not fool an estimate as a long step can.
"""
PASSES = ((1, 3), (1, 5), (4, 48), (16, 96))
"""Steps in a round, and rounds of a lane (two phases and a change of roll make three), for lanes that were not plain
in the pass before.
"""
_FINER_RULES = 8
"""At most; more would only add rounding to their short steps."""
_LESS, _LESS_DAMPED = 4, 3
"""Rules that the first move of a landing needs less than a step: the aim is better where nothing is lost."""


class Plan(NamedTuple):
    """What the kernel is told."""

    rules: int
    """combined in a step"""
    steps: int
    """of a round"""
    landing: int
    """rules of the first move that lands on a border"""
    moves: int
    """that may be tried to meet it"""
    rounds: int
    """of a lane"""
    safety: float
    """from the estimates of the steps to that of the next apex"""


def plan_for(accuracy: float, effort: int, damped: bool) -> Plan:
    """Plan a pass.

    Parameters
    ----------
    accuracy : float
        Promised.
    effort : int
        Which of ``PASSES``.
    damped : bool
        Whether the leg's force depends on velocity.

    Returns
    -------
    Plan

    Examples
    --------
    >>> plan_for(1e-9, 0, False)
    Plan(rules=9, steps=1, landing=5, moves=3, rounds=3, safety=20.0)
    """
    rules, moves, safety = next((r, m, s) for least, r, m, s in PLANS if accuracy >= least)
    steps, rounds = PASSES[effort]
    if steps == 1:
        landing = rules - (_LESS_DAMPED if damped else _LESS)
        return Plan(rules, steps, landing, moves if effort == 0 else 2 * moves, rounds, safety)
    rules = min(rules, _FINER_RULES)
    return Plan(rules, steps, rules, 2 * moves, rounds, safety)
