"""Words and units of a lesson, for its worksheet. What a metric means is said where metrics have their home."""

from __future__ import annotations

from collections.abc import Sequence

from springmass.classroom.amounts import named, readable
from springmass.metrics import METRICS
from springmass.metrics.words import capital

_SAY_IT_ALL = (
    "speed", "takeoff_speed", "flight_time", "contact_time", "time_of_lowest_point", "hip_ankle_offset_at_lowest_point",
    "hip_ankle_offset_at_half_contact", "hip_ankle_offset", "peak_achilles_force", "time_of_peak_vertical_force",
    "hip_work", "energy_lost", "push_off_work", "mass_cop_offset", "peak_vertical_force",
)  # fmt: skip
"""Metrics whose label is all there is to say."""
_WORDS = {
    "contact": "from touchdown to takeoff of one foot",
    "midstance": "here, the moment of contact in which the body is lowest",
}
_IF_SAID = {
    "flight": "in the air, between two contacts",
    "cadence": "steps a minute, those of both feet",
    "plumb line": "straight down, as a weight on a thread hangs",
    "Achilles": "the tendon from the calf muscles to the heel",
    "push-off": "before takeoff the leg makes itself longer and puts energy in",
    "hip work": "energy that the hip muscles put in, in one step",
    "±": "the average of many, and how much they differ; about two in three lie within",
    "foot point": "where the ground pushes on the foot (centre of pressure)",
}
"""Words that are explained where they are said."""
_FULL = {"Achilles": "Achilles tendon", "±": "mean ± SD"}
_UNITS = {
    "BW": "body weight; 2 BW is twice what a scale shows",
    "N·m/kg": "turning effect at a joint (force times lever arm) for each kilogram of the runner",
    "J/kg": "energy for each kilogram of the runner",
    "J/kg/m": "energy for each kilogram of the runner and metre of the way",
    "% of contact": "0 % is touchdown, 100 % is takeoff",
    "ms": "a thousandth of a second",
}


def words_and_units(names: Sequence[str], texts: Sequence[str] = ()) -> tuple[tuple[str, str], ...]:
    """Tell the words and units that numbers of a lesson need.

    Parameters
    ----------
    names : sequence of str
        Metrics its tables ask for.
    texts : sequence of str
        What it says and asks.

    Returns
    -------
    tuple of (str, str)
        Each with what it means.

    Examples
    --------
    >>> words_and_units(["peak_vertical_force"])[-1]
    ('BW', 'body weight; 2 BW is twice what a scale shows')
    """
    said = " ".join([*texts, *(named(METRICS[name].label) for name in names)]).lower()
    found = dict(_WORDS)
    found |= {word: meaning for word, meaning in _IF_SAID.items() if word.lower() in said}
    for name in dict.fromkeys(names):
        if name not in _SAY_IT_ALL:
            meaning = named(METRICS[name].meaning).partition(";")[0].partition(" (")[0].rstrip(".")
            found[METRICS[name].label.partition(" (")[0]] = meaning[:1].lower() + meaning[1:]
    units = {readable(METRICS[name])[0] for name in names}
    told = [(capital(_FULL.get(name, name)), text) for name, text in found.items()]
    return (*told, *((unit, text) for unit, text in _UNITS.items() if unit in units))
