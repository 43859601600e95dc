"""Sentences about what curves cannot tell: single ingredients, and pairs that go together."""

from __future__ import annotations

from collections.abc import Mapping

from springmass.measured.fitting.curve_average import LATE
from springmass.measured.fitting.curve_model import Ingredient
from springmass.measured.fitting.curve_search import MostLikely
from springmass.measured.fitting.timing_words import TIED
from springmass.measured.recording import Estimate
from springmass.scenario import numeric_fields
from springmass.units import label

HALF = 0.5
"""Share from the curves below which a number is rather expected than measured."""
_NAMED = (
    (0.0, "Next to nothing"), (0.1, "A tenth"), (0.2, "A fifth"), (0.25, "A quarter"), (1 / 3, "A third"),
    (0.4, "Two fifths"), (0.5, "Half"), (0.6, "Three fifths"), (2 / 3, "Two thirds"), (0.75, "Three quarters"),
    (0.8, "Four fifths"), (0.9, "Nine tenths"), (1.0, "Nearly all"),
)  # fmt: skip
_PLAIN = {"leg.damping": "the damping", "foot.roll_speed": "the speed of the roll"}
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


def about_held(solved: MostLikely, held: Ingredient, value: float, law: str) -> str:
    """Say how much these curves would have to say of an ingredient that is held.

    Parameters
    ----------
    solved : MostLikely
    held : Ingredient
    value : float
        Where it is held [SI].
    law : str
        Of the leg.

    Returns
    -------
    str
    """
    share = solved.share_of(solved.by_given[held.field], held.spread)
    reach, at = written(held.field, held.spread, law), written(held.field, value, law)
    return (
        f"{held.field} is held at {at}, not fitted: {percent(share)} of it would come from these curves, the rest "
        f"from what is assumed of runners (± {reach})"
    )


def about_free(solved: MostLikely, law: str) -> list[str]:
    """Say which ingredients come from what is expected more than from the curves."""
    said = []
    for i, one in enumerate(solved.model.free):
        if solved.shares[i] >= HALF:
            continue
        at, reach = (
            written(one.field, float(value[i]) * one.scale, law)
            for value in (solved.average.centre, solved.average.spread)
        )
        said.append(
            f"{one.field}: these curves alone do not tell it; {percent(float(solved.shares[i]))} of it comes from "
            f"them, the rest from {_source(solved, one.field)} ({at} ± {reach})"
        )
    return said


def about_shares(solved: MostLikely) -> str:
    """Say how much of each fitted ingredient comes from the curves; nothing where none was fitted."""
    if not solved.model.free:
        return ""
    said = ", ".join(
        f"{one.field} {percent(float(share))}" for one, share in zip(solved.model.free, solved.shares, strict=True)
    )
    whose = " and, for the late roll, the measured pressure" if solved.average.pressure else ""
    first = f"{_words(float(solved.shares[0]))} of {_PLAIN.get(solved.model.free[0].field, solved.model.free[0].field)}"
    return (
        f"{first} comes from these curves, the rest from what is expected of a runner of this size and speed{whose}. "
        f"From the curves come: {said}."
    )


def about_pairs(
    solved: MostLikely, parameters: Mapping[str, Estimate], correlations: Mapping[tuple[str, str], float]
) -> list[str]:
    """Say which pairs go together, where at least one of the two is not known well by itself."""
    scales = {one.field: 0.1 * one.scale for one in solved.model.free}
    scales |= _KNOWN | {"leg.stiffness": _KNOWN["leg.stiffness"] * parameters["leg.stiffness"].value}
    said = []
    for (one, other), r in correlations.items():
        unsure = any(name in scales and parameters[name].error > scales[name] for name in (one, other))
        if abs(r) < TIED or not unsure:
            continue
        how = "go up and down together" if r > 0.0 else "make up for each other (one up, the other down)"
        size = f"{r:.2f}".replace("-", "−")
        said.append(f"{one} and {other} {how}, correlation {size}: these curves alone cannot tell them apart")
    return said


def _source(solved: MostLikely, field: str) -> str:
    if field == LATE and solved.average.pressure:
        return "the average runner and the measured pressure"
    return "the average runner" if solved.average.slopes else "the runner the fit started from"


def percent(share: float) -> str:
    """A share as it stands in a sentence.

    Examples
    --------
    >>> percent(0.123)
    '12 %'
    """
    return f"{100 * share:.0f} %"


def _words(share: float) -> str:
    """A share in words, to the nearest that has a name."""
    return min(_NAMED, key=lambda one: abs(one[0] - share))[1]
