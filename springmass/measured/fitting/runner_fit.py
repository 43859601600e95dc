"""What a fit gives: a runner, how sure his numbers are, and what the data cannot tell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from springmass.gait.find import SteadyGait
from springmass.measured.amounts import plus_minus
from springmass.measured.recording import Estimate, FloatArray, Person
from springmass.measured.unit_size import unit_size
from springmass.metrics import METRICS
from springmass.scenario import Scenario, numeric_fields


@dataclass(frozen=True)
class Beside:
    """A number somebody else has for the same thing."""

    label: str
    """``"Morin's sine wave"``, ``"Stryd"``"""
    estimate: Estimate
    """SI, whatever the unit of the metric it stands beside; see :meth:`RunnerFit.others`"""
    note: str = ""


@dataclass(frozen=True)
class CurveFit:
    """A model's force curves beside measured ones."""

    label: str
    """``"fitted"``, ``"classical, lossless"``"""
    modelled: FloatArray
    """Fore-aft and vertical force [N] at shares of contact 0, 0.01, … 1, shape (101, 2)"""
    r2_fore_aft: float
    """R² after the first tenth of contact [1]"""
    r2_vertical: float
    """The same of the vertical force [1]"""
    gait: SteadyGait | None
    why_none: str = ""
    """A sentence, where no such gait exists"""


@dataclass(frozen=True, repr=False)
class RunnerFit:
    """A simulated runner made from a recording.

    Attributes
    ----------
    scenario : Scenario
        A gait to find, with targets and what is freed: ready for run, what-if and lab.
    gait : SteadyGait
    person : Person
        Mass and height it was made with.
    inputs : dict
        Metric name (``speed``, ``cadence``, ``contact_time``) or ``mass``, ``height`` → what was given to the fit.
    parameters : dict
        Scenario field → estimate, SI.
    outcomes : dict
        Metric name → estimate, in the metric's own unit.
    correlations : dict
        Pair of scenario fields → correlation of their errors.
    cannot_tell : tuple of str
        Sentences: which parameters the data cannot tell apart, or not at all.
    beside : dict
        Scenario field or metric → others' numbers for it.
    measured : ndarray or None
        Measured curves [N], shape (101, 2), fore-aft and vertical.
    measured_spread : ndarray or None
        Standard deviation between steps of the same [N], shape (101, 2).
    curves : tuple of CurveFit
        The fit first, then the classical model.
    sensitivities : dict
        Scenario field → input → change of the field for one unit (SI, steps/min) of the input.
    recording_alone : dict
        Scenario field or metric → the same estimate with only that in its error what the recording and what was stated
        may be off, where that is told apart: damping and roll of the foot are taken for known.
    assumed : tuple of str
        Inputs nobody gave: the average runner's were taken.
    notes : tuple of str
    """

    scenario: Scenario
    gait: SteadyGait
    person: Person
    inputs: dict[str, Estimate]
    parameters: dict[str, Estimate]
    outcomes: dict[str, Estimate]
    correlations: dict[tuple[str, str], float] = field(default_factory=dict)
    cannot_tell: tuple[str, ...] = ()
    beside: dict[str, tuple[Beside, ...]] = field(default_factory=dict)
    measured: FloatArray | None = None
    measured_spread: FloatArray | None = None
    curves: tuple[CurveFit, ...] = ()
    sensitivities: dict[str, dict[str, float]] = field(default_factory=dict)
    recording_alone: dict[str, Estimate] = field(default_factory=dict)
    assumed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        fields = numeric_fields(self.scenario.leg.law)
        told = ", ".join(f"{name} {plus_minus(one, fields[name].unit)}" for name, one in self.parameters.items())
        return f"<RunnerFit: {self.scenario.title}; {told}>"

    def known(self, name: str) -> Estimate | None:
        """What this fit says of a field or metric."""
        return self.parameters.get(name) or self.outcomes.get(name)

    def others(self, name: str) -> tuple[Beside, ...]:
        """Others' numbers for a field or metric, in the unit this fit gives it in itself."""
        per = self._unit(name)
        return tuple(
            replace(
                one,
                estimate=replace(
                    one.estimate,
                    value=one.estimate.value / per,
                    error=one.estimate.error / per,
                    spread=one.estimate.spread / per,
                ),
            )
            for one in self.beside.get(name, ())
        )

    def _unit(self, name: str) -> float:
        """The unit of a metric in SI."""
        p = self.gait.parameters
        return unit_size(name, p.mass, p.gravity) if name in METRICS else 1.0
