"""What timing cannot see of a runner: the damping of his leg and the roll of his foot, and what they would change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from springmass.measured.fitting.propagate import Recipe, Solved, joint_errors, solve_near
from springmass.measured.recording import Estimate, FloatArray
from springmass.scenario.default_runner import FREE

INGREDIENT_SPREAD = {"leg.damping": 0.3, "foot.roll_speed": 0.2}
"""How far a runner's own damping and roll speed may be from the average's, as a share of it (SD). Assumed."""

_WORDS = {"leg.damping": "If this leg loses {more:.0f} % more than {whose}",
          "foot.roll_speed": "If the pressure rolls {more:.0f} % faster under the foot than {whose}"}  # fmt: skip


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
        Sentences.
    """
    whose = "the scenario's" if recipe.strike is None else "the average runner's"
    said = []
    for name, words in _WORDS.items():
        share = INGREDIENT_SPREAD[name]
        other = _other_ingredient(recipe, here, name, 1.0 + share)
        if other is None:
            continue
        change = 100.0 * (other.unknowns[2] / here.unknowns[2] - 1.0)
        longer = 1e3 * (other.unknowns[4] - here.unknowns[4])
        said.append(
            f"{words.format(more=100 * share, whose=whose)}, stiffness is {abs(change):.1f} % "
            f"{'higher' if change > 0 else 'lower'} and push-off {abs(longer):.0f} mm "
            f"{'more' if longer > 0 else 'less'}; timing cannot tell."
        )
    return said


def _other_ingredient(recipe: Recipe, here: Solved, name: str, factor: float) -> Solved | None:
    value = getattr(here.parameters, name.partition(".")[2])
    return solve_near(recipe, here.given | {name: factor * value}, here.unknowns) if value else None


def wider(recipe: Recipe, here: Solved, names: Sequence[str], moments: FloatArray) -> dict[str, Estimate]:
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
        Name → estimate with :data:`INGREDIENT_SPREAD` in its error; empty for a leg without damping and roll, and where
        nobody runs like that.
    """
    outcomes = names[len(FREE) :]

    def at(changes: dict[str, float]) -> FloatArray | None:
        ((name, change),) = changes.items()
        other = _other_ingredient(recipe, here, name, 1.0 + change)
        return None if other is None else other.measured(outcomes)

    there = {"leg.damping": here.parameters.damping, "foot.roll_speed": here.parameters.roll_speed}
    spread = {name: share for name, share in INGREDIENT_SPREAD.items() if there[name]}
    centre = here.measured(outcomes)
    more = joint_errors(centre, at, [{name: share} for name, share in spread.items()])
    if more is None or not spread:
        return {}
    errors = np.sqrt(np.diag(moments) + np.diag(more))
    return {name: Estimate(float(v), float(e)) for name, v, e in zip(names, centre, errors, strict=True)}
