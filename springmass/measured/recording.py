"""What a recording is, whatever file it came from: a watch's records, forces, and points in space.

Inside, everything is SI and radians, x forward, y up, z to the right; cadence alone is in steps a minute, both feet,
as everywhere in the package. What is missing is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Quantity:
    """One kind of number a watch writes."""

    label: str
    unit: str


WATCH_QUANTITIES: dict[str, Quantity] = {
    "speed": Quantity("speed", "m/s"),
    "distance": Quantity("distance", "m"),
    "altitude": Quantity("height above the sea", "m"),
    "cadence": Quantity("cadence, both feet", "steps/min"),
    "contact_time": Quantity("contact time", "s"),
    "contact_share": Quantity("contact, share of a stride", "1"),
    "contact_balance": Quantity("contact on the left, share of both", "1"),
    "vertical_oscillation": Quantity("vertical oscillation", "m"),
    "vertical_ratio": Quantity("oscillation ÷ step length", "1"),
    "step_length": Quantity("step length", "m"),
    "power": Quantity("power", "W"),
    "form_power": Quantity("form power", "W"),
    "leg_stiffness": Quantity("leg spring stiffness", "N/m"),
}
"""Name → label and unit of everything a watch file may tell."""

WATCH = "watch"
"""Name of the source that is the watch itself, with whatever strap it listens to."""


@dataclass(frozen=True)
class Person:
    """Who ran, as far as the recording or the user says."""

    mass: float | None = None
    """[kg]"""
    height: float | None = None
    """[m]"""
    sex: str | None = None

    def filled_from(self, other: Person) -> Person:
        """Take from another what is not known here.

        Examples
        --------
        >>> Person(mass=70.0).filled_from(Person(mass=80.0, height=1.8)).height
        1.8
        """
        return Person(
            mass=other.mass if self.mass is None else self.mass,
            height=other.height if self.height is None else self.height,
            sex=other.sex if self.sex is None else self.sex,
        )


@dataclass(frozen=True)
class Lap:
    """A named stretch of a watch file."""

    name: str
    """``"1"``, ``"2"``, … or the name the file gives."""
    start: float
    """[s] on the recording's clock"""
    end: float
    """[s]"""
    sport: str = ""
    """``"running"``, ``"cycling"``, …; empty when the file does not say."""


@dataclass(frozen=True)
class Watch:
    """Records of a watch, about one a second."""

    time: FloatArray
    """[s] from the first record, not decreasing, shape (n,)"""
    sources: dict[str, dict[str, FloatArray]]
    """Source (``"watch"``, ``"Stryd"``) → quantity (:data:`WATCH_QUANTITIES`) → values, shape (n,)"""
    laps: tuple[Lap, ...] = ()
    sessions: tuple[Lap, ...] = ()
    """Parts of a multisport file; one in an ordinary file, none where the file does not say."""
    pauses: tuple[tuple[float, float], ...] = ()
    """When the timer was stopped, [s]"""
    resolution: dict[str, dict[str, float]] = field(default_factory=dict)
    """Source → quantity → the step between the values the file can hold, in the unit of the quantity"""
    device: str = ""


@dataclass(frozen=True)
class Plate:
    """A force plate, one belt of a treadmill, or one foot of a file that tells feet apart."""

    name: str
    """``"right"`` and ``"left"`` where the file tells feet apart, otherwise the plate's own name."""
    force: FloatArray
    """On the runner [N], shape (n, 3); NaN in a direction that was not measured"""
    cop: FloatArray
    """Centre of pressure x and z [m], shape (n, 2); NaN where unloaded or not measured"""


@dataclass(frozen=True)
class Forces:
    """Ground reaction forces over time."""

    time: FloatArray
    """[s], evenly spaced, shape (n,)"""
    plates: tuple[Plate, ...]

    @cached_property
    def rate(self) -> float:
        """Samples a second."""
        return float((len(self.time) - 1) / (self.time[-1] - self.time[0]))


@dataclass(frozen=True)
class Motion:
    """Points in space, and angles where the file has them."""

    time: FloatArray
    """[s], shape (n,)"""
    points: dict[str, FloatArray]
    """Name as in the file → position [m], shape (n, 3), NaN where not seen"""
    angles: dict[str, FloatArray] = field(default_factory=dict)
    """Name as in the file → angle [rad], shape (n,)"""

    @cached_property
    def rate(self) -> float:
        """Frames a second."""
        return float((len(self.time) - 1) / (self.time[-1] - self.time[0]))


@dataclass(frozen=True, repr=False)
class Recording:
    """What was read of one runner, from one file or several that belong together."""

    name: str
    """Of the file, without its folder."""
    kind: str
    """``"FIT"``, ``"C3D"``, ``"OpenSim storage"``, ``"TRC"``, ``"CSV"``; several joined by `` + ``"""
    watch: Watch | None = None
    forces: Forces | None = None
    motion: Motion | None = None
    standing: Motion | None = None
    """The same markers on the runner standing still, if given."""
    person: Person = Person()
    notes: tuple[str, ...] = ()
    """What was lost, guessed or turned round in reading, one sentence each."""
    damage: tuple[str, ...] = ()
    """Those of the notes that tell of a file broken off or spoilt, where something may be missing."""
    in_file: Person | None = None
    """Whom the file itself names, where the user named somebody in reading it; None: the person above."""

    def __repr__(self) -> str:
        parts = [
            *([f"{len(self.watch.time)} records of a watch"] if self.watch is not None else []),
            *([f"forces at {self.forces.rate:.4g} Hz"] if self.forces is not None else []),
            *([f"{len(self.motion.points)} points at {self.motion.rate:.4g} Hz"] if self.motion is not None else []),
        ]
        return f"<Recording {self.name} ({self.kind}): {', '.join(parts) or 'nothing'}>"


@dataclass(frozen=True)
class Estimate:
    """A number and how sure it is, all three in one unit: SI, or the metric's unit where it stands for a metric.

    Examples
    --------
    >>> Estimate(10.0, 0.5).interval(0.9)
    (9.177573186524263, 10.822426813475737)
    """

    value: float
    error: float
    """One standard deviation of what the value may be off, known causes together [unit of the value]; NaN where
    nobody can say"""
    spread: float = np.nan
    """Standard deviation between records or steps [unit of the value]; NaN for a single number"""
    count: int = 0
    """How many records or steps it is made of."""

    @classmethod
    def of(cls, values: FloatArray) -> Estimate:
        """Mean of what single steps give, with its standard error and the spread between them; NaN gives nothing.

        Parameters
        ----------
        values : ndarray
            Independent of each other, shape (n,).

        Returns
        -------
        Estimate

        Examples
        --------
        >>> Estimate.of(np.array([1.0, 3.0, np.nan]))
        Estimate(value=2.0, error=1.0, spread=1.4142135623730951, count=2)
        """
        known = values[np.isfinite(values)]
        count = len(known)
        if count == 0:
            return cls(np.nan, np.nan, np.nan, 0)
        spread = float(np.std(known, ddof=1)) if count > 1 else np.nan
        return cls(float(np.mean(known)), float(spread / np.sqrt(count)), spread, count)

    def interval(self, level: float = 0.9) -> tuple[float, float]:
        """Within what it lies in this share of cases, taking its error for normal."""
        from scipy.special import ndtri

        reach = float(ndtri(0.5 + 0.5 * level)) * self.error
        return self.value - reach, self.value + reach
