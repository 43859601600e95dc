"""The runner claims are tried on: gaits found once, and changes counted for each centimetre of hip."""

from __future__ import annotations

from functools import cached_property

from springmass.gait.find import SteadyGait, find_gait
from springmass.gait.what_if import MATCHED, ONE_STEP, Answer, what_if
from springmass.metrics import Metrics
from springmass.scenario import Scenario, default_runner
from springmass.scenario.average_runner import FIRST_CONTACT

STRIKES = tuple(FIRST_CONTACT)
NUDGE = 0.01
"""How far the foot is moved to either side to see what a centimetre does [m]."""


class Bench:
    """A runner and what is asked of him again and again.

    Parameters
    ----------
    scenario : Scenario, optional
        With a gait to find; the default is the average runner at 3.5 m/s.
    """

    def __init__(self, scenario: Scenario | None = None) -> None:
        self.scenario = scenario or default_runner()
        self._answers: dict[tuple[int, float, str], Answer] = {}

    @cached_property
    def leg_powered(self) -> SteadyGait:
        """The runner as he is: the leg puts back what it loses."""
        return find_gait(self.scenario)

    @cached_property
    def shared(self) -> SteadyGait:
        """The same speed, cadence and contact time with leg and hip sharing the work: half of the push-off is left."""
        half = 0.5 * self.leg_powered.parameters.push_off
        scenario = self.scenario.with_values({"leg.push_off": half})
        return find_gait(scenario, free=["leg.stiffness", "foot.angle_of_attack", "hip.extension"])

    @cached_property
    def strikes(self) -> dict[str, SteadyGait]:
        """One gait for each foot strike, landing as it does, at the same speed, cadence and contact time."""
        gait, found = self.leg_powered, {}
        for strike in STRIKES:
            answer = what_if(gait, {"foot.strike": strike, "foot.landing": "by strike"}, ask=MATCHED)
            if answer.changed is not None:
                targets, free = gait.targets, gait.free
                found[strike] = SteadyGait(
                    answer.changed_scenario,
                    answer.changed.parameters,
                    answer.changed,
                    targets,
                    free,
                    answer.residual,
                    0,
                )
        return found

    def answer(self, gait: SteadyGait, moved: float, ask: str) -> Answer:
        """What comes of landing ``moved`` metres farther ahead, asked once."""
        key = id(gait), moved, ask  # gaits of a bench live as long as it does
        if key not in self._answers:
            self._answers[key] = what_if(gait, {"foot.ahead": f"{100.0 * moved:+.6g} cm"}, ask=ask)
        return self._answers[key]

    def ends(self, gait: SteadyGait, ask: str) -> tuple[Metrics, Metrics]:
        """Metrics with the foot a centimetre nearer and a centimetre farther ahead."""
        near, far = (self.answer(gait, moved, ask).after for moved in (-NUDGE, NUDGE))
        assert near is not None  # a centimetre to either side of a gait there is another one
        assert far is not None
        return near, far

    def per_centimetre(self, metric: str, ask: str = ONE_STEP, gait: SteadyGait | None = None) -> float:
        """Change of a metric for each centimetre the hip is farther back over the ankle at midstance."""
        near, far = self.ends(gait or self.leg_powered, ask)
        return (far[metric].value - near[metric].value) / _back(near, far)

    def percent_per_centimetre(self, metric: str, ask: str = ONE_STEP, gait: SteadyGait | None = None) -> float:
        """The same in per cent of the metric."""
        near, far = self.ends(gait or self.leg_powered, ask)
        middle = 0.5 * (far[metric].value + near[metric].value)
        return 100.0 * (far[metric].value - near[metric].value) / middle / _back(near, far)

    def centimetres(self, ask: str = ONE_STEP, gait: SteadyGait | None = None) -> float:
        """How far back the hip goes for each centimetre the foot lands farther ahead [cm]."""
        near, far = self.ends(gait or self.leg_powered, ask)
        return _back(near, far) / (2.0 * 100.0 * NUDGE)


def _back(near: Metrics, far: Metrics) -> float:
    return 100.0 * (near["hip_ankle_offset"].value - far["hip_ankle_offset"].value)
