"""What a sweep can put out: every metric, and outputs of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from springmass.dynamics.outcomes import Outcome
from springmass.errors import InputError, did_you_mean
from springmass.gait.sweep.cf import udunits
from springmass.metrics import ARRAY_METRICS, METRICS

NO_GAIT = max(Outcome) + 1
"""Outcome of a cell whose scenario asks for a gait that does not exist."""
ENDINGS = {one.name.lower(): int(one) for one in Outcome} | {"no_gait": NO_GAIT}
"""Why a run ended, in one word → code."""
DEFAULT = ("steps_to_fall", "outcome", "speed", "cadence", "contact_time")


@dataclass(frozen=True)
class Output:
    """One variable of a sweep.

    Attributes
    ----------
    name : str
    kind : str
        NumPy type of its values.
    unit : str
        As the house writes it.
    long_name : str
    comment : str
        What it means, in a sentence.
    flags : dict
        Word → code, for values that are no quantity.
    symbol : str
    """

    name: str
    kind: str
    unit: str
    long_name: str
    comment: str = ""
    flags: dict[str, int] | None = None
    symbol: str = ""

    @property
    def by_arrays(self) -> bool:
        """Whether the array engine is enough for it, on ground that holds every foot."""
        return self.name not in METRICS or self.name in ARRAY_METRICS

    @property
    def missing(self) -> Any:
        """What stands where there is nothing to say."""
        return np.dtype(self.kind).type(np.nan if self.kind == "f8" else 0)

    @property
    def attributes(self) -> dict[str, Any]:
        """Attributes of the variable in a file."""
        found: dict[str, Any] = {"units": udunits(self.unit), "long_name": self.long_name, "unit_label": self.unit}
        if self.comment:
            found["comment"] = self.comment
        if self.symbol:
            found["symbol"] = self.symbol
        if self.flags:
            found["flag_values"] = np.array(list(self.flags.values()), dtype=self.kind)
            found["flag_meanings"] = " ".join(self.flags)
        return found


def _own(*outputs: Output) -> dict[str, Output]:
    return {output.name: output for output in outputs}


OWN = _own(
    Output(
        "steps_to_fall",
        "i4",
        "1",
        "steps completed before the running ends",
        "as many as were allowed (attribute steps of the file) where it goes on; 0 without a gait",
        symbol="n",
    ),
    Output("outcome", "i1", "1", "why the run ended", "running: it goes on after all steps allowed", ENDINGS),
    Output(
        "gait_exists",
        "i1",
        "1",
        "whether there is a steady gait",
        "no: none was found, see the documentation of sweeps for where it is looked for",
        {"no": 0, "yes": 1},
    ),
    Output("gait_apex_height", "f8", "m", "apex height of the steady gait", symbol="y*"),
    Output("gait_apex_speed", "f8", "m/s", "apex speed of the steady gait", symbol="v*"),
    Output(
        "gait_multiplier",
        "f8",
        "1",
        "growth of a small stumble in one step of the steady gait",
        "largest magnitude of an eigenvalue of the return map; the neutral one of a lossless leg does not count",
        symbol="|λ|",
    ),
    Output(
        "gait_stable",
        "i1",
        "1",
        "whether small stumbles of the steady gait die out",
        "",
        {"no_gait": -1, "unstable": 0, "stable": 1},
    ),
)
"""Outputs that are no metric."""


def choose(measure: Iterable[str] | str | None) -> tuple[Output, ...]:
    """Outputs by name; why a run ended is always among them.

    Parameters
    ----------
    measure : iterable of str, optional

    Returns
    -------
    tuple of Output
        In the order of the names.

    Raises
    ------
    InputError
        For an unknown name, with the nearest one.

    Examples
    --------
    >>> [output.name for output in choose(["contact_time"])]
    ['contact_time', 'outcome']
    """
    if measure is not None and not isinstance(measure, Iterable):
        raise InputError("measure", given=measure, allowed="must be names of metrics and outputs")
    names = [measure] if isinstance(measure, str) else list(DEFAULT if measure is None else measure)
    if not names:
        raise InputError("measure", given="nothing", allowed="must name at least one output")
    for name in names:
        if not isinstance(name, str):
            raise InputError("measure", given=name, allowed="is no name of an output")
    names = list(dict.fromkeys([*names, "outcome"]))
    for name in names:
        if name not in OWN and name not in METRICS:
            raise InputError(
                "measure", given=name, allowed="is no output", hint=did_you_mean(str(name), [*METRICS, *OWN])
            )
    return tuple(OWN[name] if name in OWN else _metric(name) for name in names)


def _metric(name: str) -> Output:
    one = METRICS[name]
    comment = one.meaning + (f" ({one.sign})" if one.sign else "")
    return Output(name, "f8", one.unit_label, one.label, comment, symbol=one.symbol)
