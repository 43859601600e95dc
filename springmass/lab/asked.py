"""An answer as the lab keeps it, and the answer there is when the runner himself was changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from springmass.dynamics.outcomes import Outcome
from springmass.gait.as_run import as_run
from springmass.gait.what_if import MATCHED, Answer
from springmass.lab.baseline import Baseline, as_written
from springmass.lab.slider_table import SLIDERS
from springmass.lab.state import HOW, LabState
from springmass.metrics import METRICS, Metrics
from springmass.metrics.words import listed
from springmass.scenario import choice_fields

_MOVED = ("leg.stiffness", "foot.angle_of_attack", "leg.push_off")
"""What a gait is found with: the leg that runs at the speed, cadence and contact time that are asked for."""
_SAME = 1e-4
"""Metrics nearer than this share are the same."""


@dataclass(frozen=True)
class Asked(Answer):
    """An answer that measures each step only once."""

    start: Baseline = None  # type: ignore[assignment]  # always given

    @property
    def before(self) -> Metrics:
        """Metrics of the baseline."""
        return self.start.metrics(self.midstance)

    @cached_property
    def _after(self) -> Metrics | None:
        return Answer.after.fget(self)  # type: ignore[attr-defined]

    @property
    def after(self) -> Metrics | None:
        """Metrics of the changed step; None when there is none."""
        return self._after


def runner_asked(state: LabState, start: Baseline) -> Asked | None:
    """What the runner's own changes do, as an answer: the runner as he is written, and the runner with them.

    Parameters
    ----------
    state : LabState
    start : Baseline
        The runner with his changes.

    Returns
    -------
    Asked or None
        Of steady running, whatever way of asking is chosen; None where nothing of the runner is changed, or one of the
        two does not run steadily.

    Examples
    --------
    >>> from springmass.lab.baseline import baseline
    >>> state = LabState(scenario="rbds001", runner={"cadence": "180 steps/min"})
    >>> runner_asked(state, baseline(state)).kept
    ('speed', 'contact_time')
    """
    if not state.runner or start.found is None:
        return None
    shipped = as_written(state)
    if shipped is None or shipped.found is None or {shipped.step.outcome, start.step.outcome} != {Outcome.RUNNING}:
        return None
    before, after = (one.metrics(state.midstance) for one in (shipped, start))
    moved = {name: [as_run(one.scenario, one.step, name) for one in (shipped, start)] for name in _MOVED}
    return Asked(
        ask=MATCHED,
        change={k: v if k in choice_fields() else f"={v.removeprefix('=')}" for k, v in state.runner.items()},
        scenario=shipped.scenario,
        changed_scenario=start.scenario,
        baseline=shipped.step,
        changed=start.step,
        steady=True,
        midstance=state.midstance,
        adjusted={name: (float(was), float(now)) for name, (was, now) in moved.items() if was != now},
        kept=tuple(k for k in HOW if k not in state.runner and abs(after[k].value / before[k].value - 1.0) < _SAME),
        start=shipped,
    )


def what_is_asked(state: LabState, start: Baseline, sentence: str) -> str:
    """The sentence of a way of asking, true where speed, cadence or contact time are what was changed.

    Parameters
    ----------
    state : LabState
    start : Baseline
        The runner with his changes.
    sentence : str
        As :data:`springmass.lab.slider_table.ASKS` has it.

    Returns
    -------
    str
        Where only the runner himself was changed, what is held for that, for then no way of asking is chosen.

    Examples
    --------
    >>> from springmass.lab.baseline import baseline
    >>> state = LabState(scenario="rbds001", runner={"cadence": "180 steps/min"})
    >>> what_is_asked(state, baseline(state), "").split(". ")[0]
    'You changed cadence: every landing is like that, at the same speed and contact time'
    """
    found = None if state.change else runner_asked(state, start)
    if found is not None:
        kept = listed([_plain(name) for name in found.kept])
        held = f", at the same {kept}" if kept else ""
        changed = listed([_plain(name) for name in state.runner])
        return f"You changed {changed}: every landing is like that{held}. This choice is for the other sliders."
    mine = [_plain(name) for name in HOW if name in state.runner]
    if not (mine and state.change):
        return sentence
    rest = [_plain(name) for name in HOW if name not in state.runner]
    held = f"the {listed(mine)} you chose" + (f" and the same {listed(rest)}" if rest else "")
    return sentence.replace(f"the same {listed([_plain(name) for name in HOW])}", held)


def _plain(name: str) -> str:
    """A slider of the runner in words."""
    if name in HOW:
        return name.replace("_", " ")
    return SLIDERS[name].label or (METRICS[name].label if name in METRICS else name.replace(".", " "))
