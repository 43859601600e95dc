"""Sentences about what curves cannot tell: single ingredients, and pairs that go together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from springmass.measured.fitting.curve_model import Ingredient
from springmass.measured.fitting.curve_search import FLAT, Given, Solved, column
from springmass.measured.recording import Estimate, FloatArray
from springmass.scenario import numeric_fields
from springmass.units import label

TOGETHER = 0.95
"""A correlation from which two numbers count as one."""
_KNOWN = {"leg.stiffness": 0.05, "foot.angle_of_attack": 0.02, "leg.push_off": 0.005}
"""Error below which a number counts as known whatever it is correlated with: share of the stiffness, rad, m."""


def written(field: str, value: float, law: str, digits: int = 3) -> str:
    """A value of a scenario field with its unit, for a sentence.

    Examples
    --------
    >>> written("foot.roll_switch", 0.1234, "viscous")
    '12.3 cm'
    """
    return label(value, numeric_fields(law)[field].unit, digits)


def about_held(solved: Solved, held: Ingredient, value: float, law: str) -> str:
    """Say what the misfit would gain from freeing what is held.

    Parameters
    ----------
    solved : Solved
    held : Ingredient
    value : float
        Where it is held [SI].
    law : str
        Of the leg.

    Returns
    -------
    str
        Whatever it was held for.
    """
    own = column(solved.model, solved.target, solved.u, held.field)
    alone = _alone(own, solved.jacobian)
    move = held.between_runners
    pull, square = float(solved.residual @ alone), float(alone @ alone)
    changes = [(2.0 * sign * move * pull + move * move * square) / max(solved.cost, 1e-12) for sign in (1.0, -1.0)]
    reach, at = written(held.field, move, law), written(held.field, value, law)
    worst = max(map(abs, changes))
    if worst < FLAT:
        how = f"{reach} more or less changes the misfit by less than {100 * FLAT:.0f} %, the others fitted again"
        return f"{held.field} is not determined by these curves ({how}); it is held at {at}"
    how = f"{reach} more or less would change the misfit by {_percent(changes[0])} and {_percent(changes[1])}"
    return f"{held.field} is held at {at}, not fitted: {how}, the others fitted again"


def about_given(given: Sequence[Given], after: Solved, held_from: Mapping[str, str], law: str) -> list[str]:
    """Say which ingredients were held after a fit had tried them, and what that cost."""
    said = []
    for i, one in enumerate(given):
        result = given[i + 1].before if i + 1 < len(given) else after
        value = result.model.given[one.field]
        was = f"R² vertical {one.before.r2[1]:.3f}" + (
            f", fore–aft {one.before.r2[0]:.3f}" if 0 in one.before.target.directions else ""
        )
        now = f"{result.r2[1]:.3f}" + (f" and {result.r2[0]:.3f}" if 0 in one.before.target.directions else "")
        if one.why == "bound":
            why = f"runs to the end of what it may be ({written(one.field, one.reached, law)}) when it is fitted"
        else:
            why = "hardly changes these curves when the other ingredients may follow"
        at = written(one.field, value, law)
        said.append(f"{one.field} {why}: held at {at}, {held_from[one.field]} ({was}; held {now})")
    return said


def about_free(solved: Solved, parameters: Mapping[str, Estimate], law: str) -> list[str]:
    """Say which of the fitted ingredients the curves do not determine."""
    said = []
    for i, one in enumerate(solved.model.free):
        value = parameters[one.field]
        if solved.at_bound(i):
            said.append(
                f"{one.field} went to the end of what it may be ({written(one.field, value.value, law)}): "
                "these curves do not say how large it is"
            )
        elif solved.flatness(i) < FLAT:
            said.append(
                f"{one.field} is not determined by these curves: {written(one.field, one.scale, law)} more or less "
                f"changes the misfit by less than {100 * FLAT:.0f} %, the others fitted again"
            )
        elif value.error > one.scale:
            said.append(f"{one.field} is hardly determined: ± {written(one.field, value.error, law)}")
    return said


def about_others(solved: Solved, law: str) -> list[str]:
    """Say which other answers fit about as well."""
    said = []
    for u, cost in solved.others:
        free = solved.model.free
        where = ", ".join(
            f"{one.field} {written(one.field, float(x) * one.scale, law)}" for one, x in zip(free, u, strict=True)
        )
        more = 100.0 * (cost / max(solved.cost, 1e-12) - 1.0)
        said.append(
            f"There is another answer with {abs(more):.0f} % {'more' if more >= 0.0 else 'less'} misfit: {where}; the "
            "one nearest to the average runner is taken"
        )
    return said


def about_pairs(
    solved: Solved, parameters: Mapping[str, Estimate], correlations: Mapping[tuple[str, str], float]
) -> list[str]:
    """Say which pairs go together, where at least one of the two is not known well by itself."""
    scales = {one.field: 0.1 * one.scale for one in solved.model.free}
    scales |= _KNOWN | {"leg.stiffness": _KNOWN["leg.stiffness"] * parameters["leg.stiffness"].value}
    said = []
    for (one, other), r in correlations.items():
        unsure = any(name in scales and parameters[name].error > scales[name] for name in (one, other))
        if abs(r) < TOGETHER or not unsure:
            continue
        how = "go up and down together" if r > 0.0 else "make up for each other (one up, the other down)"
        size = f"{r:.2f}".replace("-", "−")
        said.append(f"{one} and {other} {how}, correlation {size}: these curves alone cannot tell them apart")
    return said


def about_threes(solved: Solved, told: Sequence[str]) -> list[str]:
    """Say whether three or more ingredients can move together unseen, where no sentence about pairs says so already."""
    if len(solved.u) < 3 or told:
        return []
    _, values, directions = np.linalg.svd(solved.jacobian)
    weakest = directions[len(values) - 1]
    if values[-1] ** 2 / max(solved.cost, 1e-12) >= FLAT:
        return []
    names = [one.field for one, share in zip(solved.model.free, weakest, strict=True) if abs(share) > 0.3]
    if len(names) < 3:
        return []
    return [f"{', '.join(names[:-1])} and {names[-1]} can move together with hardly a change of these curves"]


def _alone(own: FloatArray, others: FloatArray) -> FloatArray:
    """What is left of a derivative when the ingredients make up for what they can."""
    if not others.shape[1]:
        return own
    return np.asarray(own - others @ np.linalg.lstsq(others, own, rcond=1e-9)[0])


def _percent(share: float) -> str:
    return f"{100 * share:+.0f} %".replace("-", "−")
