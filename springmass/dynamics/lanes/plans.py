"""How many rules, steps, moves and rounds the compiled engine spends for a promised accuracy."""

from __future__ import annotations

from typing import NamedTuple

PLANS = ((3e-7, 7, 3), (3e-10, 8, 3), (0.0, 10, 4))
"""For an accuracy of at least the first number: rules combined in a step, moves that land on a border."""
PASSES = ((1, 3), (1, 5), (4, 48), (16, 96))
"""Steps in a round, and rounds of a lane (two phases and a change of roll make three), for lanes that were not plain
in the pass before.
"""
SHARE = 0.1
"""Of the promised accuracy that a contact may spend in all; the rest is for what dynamics amplify."""
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
    Plan(rules=8, steps=1, landing=4, moves=3, rounds=3)
    """
    rules, moves = next((rules, moves) for least, rules, moves in PLANS if accuracy >= least)
    steps, rounds = PASSES[effort]
    if steps == 1:
        landing = rules - (_LESS_DAMPED if damped else _LESS)
        return Plan(rules, steps, landing, moves if effort == 0 else 2 * moves, rounds)
    rules = min(rules, _FINER_RULES)
    return Plan(rules, steps, rules, 2 * moves, rounds)
