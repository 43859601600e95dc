"""Hip-powered or leg-powered: the family of steady gaits of a leg that loses energy.

Something has to put the lost energy back. If the leg does (push-off), the hip stays nearly over the foot; if the hip
does (hip extension), the foot must be farther ahead and the hip is behind it at midstance. Same speed, same cadence,
same contact time, all the way from one to the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from springmass.dynamics.extrapolation import Floats
from springmass.dynamics.marks import DEFAULT_MIDSTANCE
from springmass.errors import whole
from springmass.gait.find import NoGaitError, SteadyGait, find_gait
from springmass.metrics import Metrics, StepView
from springmass.scenario import Scenario, as_scenario

LEG_POWERED = ("leg.stiffness", "foot.angle_of_attack", "leg.push_off")
HIP_POWERED = ("leg.stiffness", "foot.angle_of_attack", "hip.extension")


@dataclass(frozen=True)
class PowerFamily:
    """Steady gaits from leg-powered to hip-powered.

    Attributes
    ----------
    gaits : tuple of SteadyGait
        First leg-powered (no hip extension), last hip-powered (no push-off), or as far as gaits exist.
    midstance : str
        Definition of midstance the offsets use.
    complete : bool
        Whether it reaches a purely hip-powered gait.
    """

    gaits: tuple[SteadyGait, ...]
    midstance: str
    complete: bool

    def values(self, metric: str) -> Floats:
        """A metric along the family, in its unit."""
        return np.array([Metrics(StepView(gait.step, self.midstance))[metric].value for gait in self.gaits])

    def parameter(self, field: str) -> Floats:
        """A scenario field along the family, SI and radians."""
        return np.array([gait.scenario.value(field) for gait in self.gaits])


def power_family(scenario: Scenario | str, points: int = 13, midstance: str = DEFAULT_MIDSTANCE) -> PowerFamily:
    """Find the family.

    Parameters
    ----------
    scenario : Scenario
        With a gait to find (speed, cadence and contact time, say) and a leg that loses energy.
    points : int
        How many gaits.
    midstance : str
        Definition the offsets use.

    Returns
    -------
    PowerFamily

    Raises
    ------
    InputError
        For a leg that loses nothing: there is nothing to replace, and its hip is over the foot in any case.
    NoGaitError
        When there is no leg-powered gait to start from.

    Examples
    --------
    >>> family = power_family("rbds001", points=3)
    >>> [round(100 * offset) for offset in family.values("hip_ankle_offset")]  # cm, from leg-powered to hip-powered
    [5, -3, -11]
    """
    scenario = as_scenario(scenario)
    if scenario.leg.damping == 0.0:
        hint = 'Give it law = "viscous" and some damping.'
        raise scenario.error("leg.damping", allowed="a leg that loses nothing has nothing to replace", hint=hint)
    start = find_gait(scenario.with_values({"hip.extension": 0.0}), free=LEG_POWERED)
    whole("points", points, least=2)
    targets = scenario.gait.find or {}
    found = [start]
    for share in np.linspace(1.0, 0.0, points)[1:]:
        less = scenario.with_values({"leg.push_off": float(share * start.parameters.push_off)})
        try:
            found.append(find_gait(less, free=HIP_POWERED, midstance=midstance, **targets))
        except NoGaitError:
            return PowerFamily(tuple(found), midstance, False)
    return PowerFamily(tuple(found), midstance, True)
