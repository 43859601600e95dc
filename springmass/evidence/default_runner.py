"""The default runner against 26 real ones: one table, speed by speed, misses included."""

from __future__ import annotations

from dataclasses import dataclass

from springmass.dynamics.curves import contact_curves
from springmass.evidence.agreement import r_squared
from springmass.evidence.runners26 import SPEEDS, Measured, band, runners26
from springmass.gait.find import SteadyGait, find_gait
from springmass.metrics import METRICS, Metric
from springmass.scenario import default_runner
from springmass.scenario.average_runner import HEIGHT, MASS

INPUTS = ("contact_time", "cadence")
"""What the gait search was given; every other row is an answer of the model."""
_FITTED = (
    "hip_ankle_offset_at_touchdown", "hip_ankle_offset_at_half_contact", "hip_ankle_offset_at_takeoff",
    "hip_cop_offset_at_half_contact", "peak_knee_flexion", "time_of_peak_knee_flexion", "peak_vertical_force",
    "time_of_peak_vertical_force", "time_of_fore_aft_crossover", "peak_braking_force", "peak_propulsive_force",
    "braking_impulse", "propulsive_impulse",
)  # fmt: skip
"""Rows whose like, or whose curve, was fitted on other processing of 13 of the runners."""
_GIVEN = {"flight_time": "input", "knee_flexion_at_touchdown": "assumed"}
"""Flight is what contact leaves of a step; the knee lands at its smallest flexion."""
AFTER_IMPACT = 10.0
"""Per cent of contact from which force curves are compared: the model has no impact in its motion."""

MISSES = {
    "time_of_fore_aft_crossover": "a push along the leg turns forward when the body passes the foot point; the push on "
    "real runners goes through the hip, behind the body's centre",
    "peak_braking_force": "the runners' number is the mean of single peaks, landing spikes and all, which neither "
    "their mean curve nor this model has",
    "peak_propulsive_force": "follows from the early crossover: the push is spread over a longer time",
    "friction_demand_propulsive": "follows from the early crossover: less push late, while the vertical force fades",
    "hip_cop_offset_at_takeoff": "the pressure under a real foot moves on faster at the very end",
    "knee_work_negative": "the model's knee is loaded from touchdown on; a real one only after a tenth of contact, "
    "because the leg's own inertia carries it until then",
    "leg_work_positive": "the damping is fitted to the shape of the force curve; it loses more energy than real legs "
    "do, and the push-off puts it back",
}
"""Metric → why the model may miss it. Whether it does is computed."""


@dataclass(frozen=True)
class Row:
    """A quantity, model beside runners.

    Attributes
    ----------
    metric : Metric
    kind : str
        ``"input"``, ``"assumed"``, ``"fitted"`` (its like or its curve was fitted on 13 of the runners) or ``"check"``.
    model : dict
        Speed [m/s] → value in the metric's unit.
    measured : dict
        Speed [m/s] → mean and SD of 26 runners.
    """

    metric: Metric
    kind: str
    model: dict[float, float]
    measured: dict[float, Measured]

    def apart(self, speed: float) -> float:
        """Standard deviations from the mean of the runners."""
        return self.measured[speed].apart(self.model[speed])

    @property
    def worst(self) -> float:
        """The largest distance over the speeds [SD]."""
        return max((self.apart(v) for v in self.model), key=abs)

    @property
    def misses(self) -> bool:
        """Whether it is farther than one SD off at any speed."""
        return abs(self.worst) > 1.0

    @property
    def reason(self) -> str:
        """Why, where it misses and the reason is known."""
        return MISSES.get(self.metric.name, "") if self.misses else ""


@dataclass(frozen=True)
class Comparison:
    """The default runner at the speeds of the recordings.

    Attributes
    ----------
    gaits : dict
        Speed [m/s] → gait.
    rows : tuple of Row
    agreement : dict
        Curve (``"vertical_force"``, ``"fore_aft_force"``) → speed → R² against the mean curve after the impact.
    """

    gaits: dict[float, SteadyGait]
    rows: tuple[Row, ...]
    agreement: dict[str, dict[float, float]]


def against_runners26() -> Comparison:
    """Put the default runner beside the 26 runners.

    Returns
    -------
    Comparison
        Computed now, from the gaits the search finds now.

    Examples
    --------
    >>> found = against_runners26()
    >>> len(found.rows) > 30, min(found.agreement["vertical_force"].values()) > 0.95
    (True, True)
    """
    measured = runners26()
    gaits = {}
    for v in SPEEDS:
        cadence, contact = measured["cadence"][v].mean, measured["contact_time"][v].mean
        gaits[v] = find_gait(default_runner(speed=v, mass=MASS, height=HEIGHT, cadence=cadence, contact_time=contact))
    rows = [
        Row(METRICS[name], _kind(name), {v: gaits[v].metrics[name].value for v in SPEEDS}, values)
        for name, values in measured.items()
        if name in METRICS
    ]
    agreement = {name: _agreement(name, gaits) for name in ("vertical_force", "fore_aft_force")}
    return Comparison(gaits, tuple(rows), agreement)


def _kind(name: str) -> str:
    if name in INPUTS or name in _GIVEN:
        return _GIVEN.get(name, "input")
    return "fitted" if name in _FITTED else "check"


def _agreement(curve: str, gaits: dict[float, SteadyGait]) -> dict[float, float]:
    found = {}
    for v, gait in gaits.items():
        real, contact, p = band(curve, v), gait.step.contact, gait.parameters
        assert contact is not None  # a gait has a contact
        late = real.percent >= AFTER_IMPACT
        c = contact_curves(contact, p, real.percent[late] / 100.0 * contact.end)
        force = c.grf_y if curve == "vertical_force" else c.grf_x
        found[v] = r_squared(real.mean[late], force / (p.mass * p.gravity))
    return found
