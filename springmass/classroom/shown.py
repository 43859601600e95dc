"""What a step of a lesson shows: the runner before and after, and his curves over contact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from springmass.body.stance import BodyCurves
from springmass.dynamics.curves import ContactCurves, contact_curves
from springmass.dynamics.extrapolation import Floats
from springmass.errors import InputError
from springmass.evidence.agreement import comparable
from springmass.evidence.runners26 import runners26
from springmass.lab.lesson_answers import before_and_now
from springmass.lab.lesson_files import GuidedStep, Lesson
from springmass.lab.state import LabState
from springmass.metrics import Metrics, StepView
from springmass.metrics.words import foot_stays

SHARES = np.linspace(0.0, 1.0, 101)
"""Of contact, at which curves are told."""


@dataclass(frozen=True)
class Quantity:
    """Something over contact.

    Attributes
    ----------
    label, unit : str
    values : callable
        Of the mass, the leg and the step, in the unit.
    band : str
        Its curve of the 26 runners; empty where there is none.
    factor : float
        From the unit of that table to this one.
    joint : bool
        Whether it says something of joints: nothing to believe where the foot does not roll.
    """

    label: str
    unit: str
    values: Callable[[ContactCurves, BodyCurves, StepView], Floats]
    band: str = ""
    factor: float = 1.0
    joint: bool = True


def _knee_power(c: ContactCurves, body: BodyCurves, view: StepView) -> Floats:
    # A bending knee takes up energy: less than nothing is given.
    return -body.moments.knee * np.gradient(body.posture.knee_flexion, c.time) / view.step.parameters.mass


QUANTITIES: dict[str, Quantity] = {
    "vertical": Quantity("vertical force", "BW", lambda c, b, v: c.grf_y / v.weight, "vertical_force", joint=False),
    "fore_aft": Quantity("fore-aft force", "BW", lambda c, b, v: c.grf_x / v.weight, "fore_aft_force", joint=False),
    "height": Quantity("height of the body", "cm", lambda c, b, v: 100.0 * c.y, joint=False),
    "direction": Quantity(
        "direction of the body, up from forward", "deg",
        lambda c, b, v: np.degrees(np.arctan2(c.vy, c.vx + c.cop_speed)), joint=False,
    ),
    "mass_cop": Quantity("body ahead of the foot point", "cm", lambda c, b, v: 100.0 * c.x, joint=False),
    "hip_ankle": Quantity("hip ahead of the ankle", "cm", lambda c, b, v: 100.0 * b.hip_ankle, "hip_ankle", 100.0),
    "knee_flexion": Quantity(
        "knee flexion", "deg", lambda c, b, v: np.degrees(b.posture.knee_flexion), "knee_flexion"
    ),
    "knee": Quantity("knee moment", "N·m/kg", lambda c, b, v: b.moments.knee / v.step.parameters.mass, "knee_moment"),
    "knee_power": Quantity("knee power", "W/kg", _knee_power),
    "ankle": Quantity(
        "ankle moment", "N·m/kg", lambda c, b, v: b.moments.ankle / v.step.parameters.mass, "ankle_moment"
    ),
    "hip": Quantity("hip moment", "N·m/kg", lambda c, b, v: b.moments.hip / v.step.parameters.mass),
    "quadriceps": Quantity("quadriceps force", "BW", lambda c, b, v: b.quadriceps / v.weight),
    "patellofemoral": Quantity(
        "patellofemoral force (under the kneecap)", "BW", lambda c, b, v: b.patellofemoral / v.weight
    ),
    "achilles": Quantity("Achilles force", "BW", lambda c, b, v: b.achilles / v.weight),
}  # fmt: skip
"""Name → quantity, in the order of the columns of a data file."""
OF_METRIC = {
    "time_of_lowest_point": "height",
    "vertical_oscillation": "height",
    "takeoff_angle": "direction",
    "mass_cop_offset": "mass_cop",
    "hip_ankle_offset": "hip_ankle",
    "peak_quadriceps_force": "quadriceps",
    "peak_patellofemoral_force": "patellofemoral",
    "peak_achilles_force": "achilles",
    "knee_work_negative": "knee_power",
    "work_per_metre": "hip",
}
"""Metric → the quantity that shows it; the vertical force shows the others."""


@dataclass(frozen=True)
class Shown:
    """A step of a lesson and the runs in it.

    Attributes
    ----------
    number : int
        Of the step, from 1.
    step : GuidedStep
    before, now : Metrics
        Of what the step is compared with, and of what it shows. The same where the step changes nothing.
    names : (str, str)
        What the two are called.
    reference : LabState or None
        The state it is compared with; None for its own runner without the change.
    """

    number: int
    step: GuidedStep
    before: Metrics
    now: Metrics
    names: tuple[str, str]
    reference: LabState | None

    @property
    def changes(self) -> bool:
        """Whether there is a before and an after."""
        return self.before is not self.now

    @property
    def quantity(self) -> str:
        """The quantity that shows what was asked."""
        return OF_METRIC.get(self.step.question.metric, "vertical")

    @property
    def told(self) -> dict[str, Quantity]:
        """The quantities there are for this step: none of joints where the foot does not roll."""
        no_joints = foot_stays(self.before.view.step) or foot_stays(self.now.view.step)
        return {name: one for name, one in QUANTITIES.items() if not (one.joint and no_joints)}

    @property
    def band(self) -> float | None:
        """Speed at which 26 real runners may be put beside it [m/s].

        None where the runner before the change takes steps that are quicker or slower than theirs: further from their
        mean than their SD. What is changed is the lesson's question, and may leave them.
        """
        if foot_stays(self.before.view.step):
            return None
        speed = comparable(self.before)
        real = runners26()["cadence"].get(speed) if speed is not None else None
        if real is None or abs(self.before["cadence"].value - real.mean) > real.sd:
            return None
        return speed


def shown(lesson: Lesson) -> list[Shown]:
    """Run the steps of a lesson.

    Parameters
    ----------
    lesson : Lesson

    Returns
    -------
    list of Shown

    Raises
    ------
    InputError
        For a step that shows no whole step of running: there is nothing to put on paper.

    Examples
    --------
    >>> from springmass.lab.lesson_files import lesson
    >>> third = shown(lesson("midstance"))[2]
    >>> third.now["takeoff_angle"].value > third.before["takeoff_angle"].value
    True
    """
    return [_shown(lesson, index) for index in range(len(lesson.steps))]


def _shown(lesson: Lesson, index: int) -> Shown:
    step, other = lesson.steps[index], lesson.reference(index)
    own, now = before_and_now(step.state)
    before = own if other is None else before_and_now(other)[1]
    if now is None or before is None or not (now.view.step.left_ground and before.view.step.left_ground):
        raise InputError(f"steps[{index}]", allowed="shows no whole step of running; there is nothing to put on paper")
    names = (f"step {index}", "now") if step.question.compare == "previous" else ("before", "after")
    return Shown(index + 1, step, before, now, names, other)


def over_contact(metrics: Metrics, quantity: str) -> Floats:
    """A quantity over one contact, at each per cent of it.

    Parameters
    ----------
    metrics : Metrics
        Of a step that left the ground.
    quantity : str
        A key of :data:`QUANTITIES`.

    Returns
    -------
    array, shape (101,)
        In the quantity's unit.

    Examples
    --------
    >>> import springmass as sm
    >>> float(over_contact(sm.find_gait("average").metrics, "vertical").max().round(1))
    2.5
    """
    view, step = metrics.view, metrics.view.step
    assert step.contact is not None  # it left the ground
    assert view.stance is not None
    c = contact_curves(step.contact, step.parameters, step.contact.end * SHARES)
    return QUANTITIES[quantity].values(c, view.stance.at(c), view)


def mean_vertical_force(metrics: Metrics) -> float:
    """Mean of the vertical force during contact [body weights]."""
    return float(np.trapezoid(over_contact(metrics, "vertical"), SHARES))
