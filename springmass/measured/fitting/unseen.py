"""What timing cannot see of a runner: the damping of his leg and the roll of his foot, and what they would change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from springmass.measured.fitting.propagate import SPREAD, Recipe, Solved, joint_errors, solve_near, value_of
from springmass.measured.fitting.timing_words import PLAIN
from springmass.measured.recording import Estimate, FloatArray
from springmass.scenario.default_runner import FREE

_WORDS = {
    "leg.damping": "If the damping of this leg is {more:.0f} % greater than {whose}",
    "foot.roll_speed": "If the pressure rolls {more:.0f} % faster under the foot than {whose}",
    "foot.roll_switch": "If the pressure rolls {more:.0f} % farther than {whose} before it slows down",
    "foot.roll_late_speed": "If the pressure rolls {more:.0f} % faster late in contact than {whose}",
}
_TOLD = 0.01
"""Share of stiffness from which an ingredient is told of."""


def _whose(recipe: Recipe) -> str:
    return "the scenario's" if recipe.strike is None else "the average runner's"


def if_others(recipe: Recipe, here: Solved) -> list[str]:
    """What the ingredients a watch cannot see would change.

    Parameters
    ----------
    recipe : Recipe
    here : Solved
        The gait found.

    Returns
    -------
    list of str
        Sentences, of those that change stiffness by 1 % or more.
    """
    said = []
    for name, words in _WORDS.items():
        share = SPREAD[name]
        other = _other_ingredient(recipe, here, name, 1.0 + share)
        if other is None:
            continue
        change = other.unknowns[2] / here.unknowns[2] - 1.0
        if abs(change) < _TOLD:
            continue
        longer = 1e3 * (other.unknowns[4] - here.unknowns[4])
        said.append(
            f"{words.format(more=100 * share, whose=_whose(recipe))}, stiffness is {100 * abs(change):.1f} % "
            f"{'higher' if change > 0 else 'lower'} and push-off {_more(longer)}; timing cannot tell."
        )
    return said


def _more(longer: float) -> str:
    """A change in mm in words."""
    return f"{abs(longer):.0f} mm {'more' if longer > 0 else 'less'}" if abs(longer) >= 0.5 else "the same"


def _other_ingredient(recipe: Recipe, here: Solved, name: str, factor: float) -> Solved | None:
    value = value_of(recipe, here, name)
    return solve_near(recipe, here.given | {name: factor * value}, here.unknowns) if value else None


def wider(
    recipe: Recipe, here: Solved, names: Sequence[str], moments: FloatArray
) -> tuple[dict[str, Estimate], list[str]]:
    """Fitted fields and outcomes once more, with what the ingredients may be off in their errors.

    Parameters
    ----------
    recipe : Recipe
    here : Solved
        The gait found.
    names : sequence of str
        Fitted fields, then outcomes.
    moments : array, shape (n, n)
        Second moments of their errors, those of the inputs only.

    Returns
    -------
    dict
        Name → estimate with :data:`SPREAD` of every ingredient the runner has in its error.
    list of str
        Sentences: which of them could not be found on both sides.
    """
    outcomes = names[len(FREE) :]

    def at(changes: dict[str, float]) -> FloatArray | None:
        ((name, change),) = changes.items()
        other = _other_ingredient(recipe, here, name, 1.0 + change)
        return None if other is None else other.measured(outcomes)

    unsure = [name for name in SPREAD if value_of(recipe, here, name)]
    centre = here.measured(outcomes)
    more = joint_errors(centre, at, [{name: SPREAD[name]} for name in unsure])
    errors = np.sqrt(np.diag(moments) + np.diag(more.values))
    found = {name: Estimate(float(v), float(e)) for name, v, e in zip(names, centre, errors, strict=True)}
    whose, said = _whose(recipe), []
    for axes, words in (
        (more.one_sided, "only to one side of {whose} has this timing a gait; the ± take the other side for as far"),
        (more.straight, "far from {whose} this timing has no gait; the ± take a straight line from near it"),
        (more.unknown, "beside {whose} this timing has no gait at all; the ± do not hold that it may differ"),
    ):
        if axes:
            which = " and ".join(PLAIN[unsure[i]] for i in axes)
            said.append(f"For {which}: {words.format(whose=whose)}.")
    return found, said
