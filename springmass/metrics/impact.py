"""Metrics of the landing: the impact peak and how fast the force rises. They read the curve with the impact in it.

Every other metric reads the motion itself, which the impact does not alter.
"""

from __future__ import annotations

from springmass.metrics.registry import metric
from springmass.metrics.view import NAN, StepView

FULL_RISE = 0.13
"""Share of contact at which a landing without a peak of its own counts as over (the usual convention)."""
FROM, TO = 0.2, 0.8
"""Between these shares of the rise the loading rate is taken, as in recordings."""


@metric("BW", "F_i", "impact peak")
def impact_peak(view: StepView) -> float:
    """Height of the first peak of vertical force, where the landing has one of its own."""
    landing = view.landing
    return NAN if landing is None or landing.peak is None else landing.peak[1]


@metric("BW/s", "LR", "loading rate")
def loading_rate(view: StepView) -> float:
    """Mean rise of vertical force from 20 to 80 % of the way to the impact peak, or to 13 % of contact without one."""
    landing = view.landing
    if landing is None:
        return NAN
    until = landing.peak[0] if landing.peak else FULL_RISE * view.step.contact_time
    rise = [landing.at(share * until) for share in (FROM, TO)]
    return (rise[1] - rise[0]) / ((TO - FROM) * until)
