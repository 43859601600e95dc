"""What a fit from timing says in words: what was guessed, what hangs together, what the errors come from."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from springmass.measured.fitting.propagate import INPUTS, TIMING
from springmass.measured.recording import Estimate, FloatArray
from springmass.scenario.default_runner import FREE

NOT_SEEN = (
    "Where the foot lands, where the hip is and how muscles pull: none of it was measured. It follows from speed, "
    "cadence and contact time for an average body, whose leg damping and roll of the foot are the average runner's."
)
"""What timing cannot see, above all."""
TIED = 0.95
"""Correlation of errors from which two parameters count as one."""

PLAIN = {
    "speed": "speed",
    "cadence": "cadence",
    "contact_time": "contact time",
    "mass": "mass",
    "height": "height",
    "leg.stiffness": "stiffness",
    "foot.angle_of_attack": "angle of attack",
    "leg.push_off": "push-off",
    "leg.damping": "damping",
    "foot.roll_speed": "roll speed",
    "foot.roll_switch": "length of the early roll",
    "foot.roll_late_speed": "late roll speed",
}
"""Input or scenario field → its name in a sentence."""

_FIRST = ("contact_time", "cadence", "mass", "height")


def guesses(guessed: Sequence[str], inputs: Mapping[str, Estimate]) -> list[str]:
    """Which inputs are guesses, and how sure those are.

    Parameters
    ----------
    guessed : sequence of str
        Names of inputs.
    inputs : mapping
        Input → estimate.

    Returns
    -------
    list of str
        Sentences.
    """
    said = []
    for name in sorted(guessed, key=_FIRST.index):
        one = inputs[name]
        if name == "contact_time":
            said.append(
                "The recording tells no contact time: the average runner's at this speed is taken, "
                f"{1e3 * one.value:.0f} ± {1e3 * one.error:.0f} ms (spread between 26 runners). Stiffness, angle of "
                "attack and push-off are only as sure as that."
            )
        elif name == "cadence":
            said.append(
                "The recording tells no cadence: the average runner's at this speed is taken, "
                f"{one.value:.0f} ± {one.error:.0f} steps/min (spread between 26 runners)."
            )
            if "contact_time" in guessed:
                said.append("Both are taken as independent; in real runners a long contact goes with a low cadence.")
        else:
            unit, digits = {"mass": ("kg", 1), "height": ("m", 2)}[name]
            said.append(
                f"Nobody said the runner's {name}: the mean runner's is taken, {one.value:.{digits}f} ± "
                f"{one.error:.{digits}f} {unit} (spread between 13 runners, 12 of them men)."
            )
    return said


def tied(
    correlations: Mapping[tuple[str, str], float], slopes: FloatArray, inputs: Mapping[str, Estimate]
) -> list[str]:
    """Which parameters are off together.

    Parameters
    ----------
    correlations : mapping
        Pair of scenario fields → correlation of their errors.
    slopes : array, shape (3, n)
        Change of each fitted field with each input, :data:`INPUTS` first.
    inputs : mapping
        Input → estimate.

    Returns
    -------
    list of str
        Sentences.
    """
    said = []
    for (first, second), r in correlations.items():
        if abs(r) > TIED:
            rows = [_shares(slopes[FREE.index(name)], inputs) for name in (first, second)]
            root = max(INPUTS, key=lambda name: min(row[name] for row in rows))
            said.append(
                f"How far {PLAIN[first]} and {PLAIN[second]} are off is one question, not two (correlation {r:.2f}): "
                f"both hang on {PLAIN[root]}."
            )
    return said


def _shares(row: FloatArray, inputs: Mapping[str, Estimate]) -> dict[str, float]:
    """Share of each input in the squared error of a parameter."""
    parts = {name: (float(slope) * known_error(inputs[name])) ** 2 for name, slope in zip(INPUTS, row, strict=False)}
    whole = sum(parts.values())
    return {name: part / whole if whole else 0.0 for name, part in parts.items()}


def root_of_stiffness(row: FloatArray, inputs: Mapping[str, Estimate]) -> list[str]:
    """Which input most of the error of stiffness comes from.

    Parameters
    ----------
    row : array, shape (n,)
        Change of stiffness with each input.
    inputs : mapping
        Input → estimate.

    Returns
    -------
    list of str
        A sentence; none where nothing is unsure.
    """
    shares = _shares(row, inputs)
    name = max(shares, key=lambda one: shares[one])
    if not shares[name] > 0.0:
        return []
    return [f"Most of the ± of stiffness comes from {PLAIN[name]}."]


def doubts(inputs: Mapping[str, Estimate]) -> list[str]:
    """Which inputs have no error to go by.

    Parameters
    ----------
    inputs : mapping
        Input → estimate.

    Returns
    -------
    list of str
        A sentence, or none.
    """
    unsure = [PLAIN[name] for name in (*TIMING, "mass", "height") if not math.isfinite(inputs[name].error)]
    if not unsure:
        return []
    verb = "is" if len(unsure) == 1 else "are"
    return [f"Nobody can say how sure {' and '.join(unsure)} {verb}; the ± take that for exact."]


def known_error(one: Estimate) -> float:
    """The error; none where nobody can say, which :func:`doubts` tells."""
    return one.error if math.isfinite(one.error) else 0.0
