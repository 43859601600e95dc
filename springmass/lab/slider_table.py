"""What can be moved on the page: ranges that make sense for a person, and plain words. One table, and its words."""

from __future__ import annotations

from dataclasses import dataclass

from springmass.gait.what_if import MATCHED, ONE_STEP, SETTLE

GROUPS = (
    ("foot", "Where the foot lands"),
    ("leg", "The leg"),
    ("hip", "The trunk and hip"),
    ("runner", "The runner"),
    ("ground", "The ground"),
)
"""Name and title of each group of sliders, in order."""
NEVER_SLIPS = "never slips"


@dataclass(frozen=True)
class Slider:
    """One slider's place and range.

    Attributes
    ----------
    group : str
        A name of :data:`GROUPS`.
    low, high, step : float
        In the unit that is shown; the range is widened where the runner himself lies outside.
    more : bool
        Whether it waits under "more".
    relative : bool
        Whether ``low`` and ``high`` are shares of the runner's own value.
    label, help : str
        Instead of the field's own words, where those are not for a page.
    unit : (str, float) or None
        Shown unit and factor from SI, where it is not the usual one.
    """

    group: str
    low: float
    high: float
    step: float
    more: bool = False
    relative: bool = False
    label: str = ""
    help: str = ""
    unit: tuple[str, float] | None = None


SLIDERS: dict[str, Slider] = {
    "foot.ahead": Slider("foot", -10, 50, 0.5, label="foot ahead of the body"),
    "foot.strike": Slider("foot", 0, 0, 0),
    "foot.retraction": Slider("foot", -50, 150, 5, more=True, label="leg swinging back before landing"),
    "foot.roll_speed": Slider("foot", 0, 3, 0.05, more=True, label="how fast the pressure rolls forward"),
    "foot.landing": Slider("foot", 0, 0, 0, more=True, label="impact of landing"),
    "leg.stiffness": Slider("leg", 0.5, 1.75, 0.1, relative=True),
    "leg.push_off": Slider("leg", -5, 20, 0.1, label="push-off of the leg"),
    "leg.damping": Slider("leg", 0.0, 2.5, 1, relative=True, label="damping of the leg"),
    "hip.trunk_lean": Slider("hip", -5, 30, 0.5),
    "hip.extension": Slider(
        "hip", -5, 10, 0.1, label="hip drive (angle of the push)",
        help="By how much the hip muscles turn the push of the leg forwards (hip extension); at 0 the hip only hangs "
        "on.",
    ),
    "hip_ankle_offset": Slider(
        "hip", -10, 15, 0.5, label="hip ahead of the ankle at midstance",
        help="Ask for steady running with the hip over the ankle, ahead of it or behind it (minus), at the midstance "
        "you chose.",
    ),
    "hip.behind": Slider("hip", -8, 8, 0.1, more=True),
    "speed": Slider(
        "runner", 2.0, 5.5, 0.05,
        help="Mean speed of the run. The gait is found anew, with the leg it needs.", unit=("m/s", 1.0),
    ),
    "cadence": Slider(
        "runner", 140, 220, 1, help="Steps a minute. The gait is found anew, with the leg it needs.",
        unit=("steps/min", 1.0),
    ),
    "contact_time": Slider(
        "runner", 150, 330, 1,
        help="How long each foot is on the ground. The gait is found anew, with the leg it needs.", unit=("ms", 1e3),
    ),
    "runner.mass": Slider("runner", 35, 130, 0.5, label="body mass"),
    "runner.height": Slider("runner", 130, 215, 1, label="body height", unit=("cm", 100.0)),
    "gait.apex_height": Slider("runner", 0.5, 1.5, 0.005, more=True, unit=("m", 1.0)),
    "gait.apex_speed": Slider("runner", 0, 8, 0.05, more=True),
    "world.slope": Slider("ground", -10, 10, 0.25, label="slope of the ground"),
    "world.friction": Slider(
        "ground", 0.05, 1.5, 0.01, label="grip of the ground",
        help="Grip of the ground (coefficient of friction). Where none is given the foot never slips.",
    ),
    "world.gravity": Slider("ground", 1, 15, 0.05),
    "world.impeding_force": Slider("ground", -80, 80, 1, more=True, label="wind or rope holding back"),
}  # fmt: skip
"""Field or metric → its slider: ranges that make sense for a person, tighter than what the model takes."""

ASKS = {
    ONE_STEP: (
        "Just this step",
        "Only this one landing is different; the flight into it is the same. It shows what the ground does to you.",
    ),
    MATCHED: (
        "Keep running like that",
        "Every landing is like that, at the same speed, cadence and contact time: what must leg and hip do for it?",
    ),
    SETTLE: (
        "Change it and let go",
        "Every landing is like that from now on, leg and hip stay as they are and nobody steers: where does it end?",
    ),
}
ONLY_STEADY = "This runner is released once; only a runner with a steady gait can keep running like that."
STRIKES = {"rearfoot": "heel first", "midfoot": "whole foot", "forefoot": "ball of the foot first"}
LANDINGS = {
    "none": "left out",
    "by strike": "as the foot strike has it",
    "stiff": "stiff",
    "supple": "supple",
}
