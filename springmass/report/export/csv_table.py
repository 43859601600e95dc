"""A run as labelled columns, and as a table with its units in the heading."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from springmass.report.export.series import SIDES, Series


@dataclass(frozen=True)
class Column:
    """One column: what it is called, its unit in the house's spelling, what it is."""

    name: str
    unit: str
    label: str
    values: NDArray[Any]


_KINEMATICS = {
    "centre_of_mass_x": ("x", "m", "centre of mass along the ground, from the first apex"),
    "centre_of_mass_y": ("y", "m", "centre of mass above the ground"),
    "velocity_x": ("vx", "m/s", "velocity of the centre of mass along the ground"),
    "velocity_y": ("vy", "m/s", "velocity of the centre of mass away from the ground"),
    "leg_length": ("leg_length", "m", "leg spring, from centre of pressure to centre of mass"),
    "hip_x": ("hip_x", "m", "hip joint along the ground, from the first apex"),
    "hip_y": ("hip_y", "m", "hip joint above the ground"),
} | {
    f"{joint}_{axis}": (f"{joint}_{axis}", "m", f"{label} of the leg on the ground, {where}")
    for joint, label in {
        "knee": "knee joint", "ankle": "ankle joint", "heel": "heel", "ball": "ball of the foot", "toe": "tip of foot",
    }.items()
    for axis, where in {"x": "along the ground", "y": "above the ground"}.items()
}  # fmt: skip
_ANGLES = {
    "knee_flexion": ("knee_flexion", "knee flexion, leg on the ground"),
    "thigh_angle": ("thigh", "thigh forward of hanging down, leg on the ground"),
    "shank_angle": ("shank", "shank forward of hanging down, leg on the ground"),
    "foot_angle": ("foot", "foot, toes up of flat, on the ground"),
}
_FORCES = {
    "force_fore_aft": ("grf_x", "force of the ground on the runner, forward"),
    "force_vertical": ("grf_y", "force of the ground on the runner, up"),
}
_LANDING = {"force_vertical_with_landing": ("grf_y_landing", "vertical force with the impact of landing in it")}
_MOMENTS = {
    f"{joint}_moment": (f"{joint}_moment", f"net moment of the {joint}, {positive}")
    for joint, positive in {
        "hip": "extensor positive", "knee": "extensor positive", "ankle": "plantarflexor positive",
    }.items()
}  # fmt: skip


def columns(series: Series, what: str = "all", bodyweights: bool = False) -> list[Column]:
    """What a table of a run has in it.

    Parameters
    ----------
    series : Series
    what : str
        ``"forces"``, ``"kinematics"`` or ``"all"``.
    bodyweights : bool
        Whether forces are told in body weights and moments over body mass.

    Returns
    -------
    list of Column
        Time first. Angles in degrees; everything else in SI. The leg in the air is NaN.

    Examples
    --------
    >>> import springmass as sm
    >>> from springmass.report.export.series import sampled
    >>> table = columns(sampled(sm.simulate("seyfarth", steps=1), 200.0), "forces")
    >>> [f"{one.name} [{one.unit}]" for one in table][3:6]
    ['force_fore_aft [N]', 'force_vertical [N]', 'cop_x [m]']
    """
    values, p = series.values, series.run.parameters
    force, per_force = ("BW", p.mass * p.gravity) if bodyweights else ("N", 1.0)
    moment, per_moment = ("N·m/kg", p.mass) if bodyweights else ("N·m", 1.0)
    found = [
        Column("time", "s", "time from the first apex", series.time),
        Column("step", "1", "number of the step, apex to apex", series.step),
        Column("leg_on_ground", "1", "leg on the ground", series.side),
    ]
    if what in ("forces", "all"):
        told = _FORCES | (_LANDING if p.shape.stopping_time is not None else {})
        found += [Column(name, force, label, values[key] / per_force) for name, (key, label) in told.items()]
        found += [Column("cop_x", "m", "centre of pressure along the ground, from the first apex", values["cop"])]
        found += [Column(name, moment, label, values[key] / per_moment) for name, (key, label) in _MOMENTS.items()]
    if what in ("kinematics", "all"):
        found += [Column(name, unit, label, values[key]) for name, (key, unit, label) in _KINEMATICS.items()]
        found += [Column(name, "deg", label, np.degrees(values[key])) for name, (key, label) in _ANGLES.items()]
    return found


def heading(column: Column) -> str:
    """Name and unit of a column as one word.

    Examples
    --------
    >>> heading(Column("velocity_x", "m/s", "", np.zeros(1))), heading(Column("step", "1", "", np.zeros(1)))
    ('velocity_x_m/s', 'step')
    """
    return column.name if column.unit == "1" else f"{column.name}_{column.unit.replace('·', '')}"


def write_csv(series: Series, place: Path, what: str = "all", bodyweights: bool = False) -> None:
    """Write a table with commas between; what is not known is empty, a foot on the ground is 1 and in the air 0.

    Parameters
    ----------
    series : Series
    place : Path
    what : str
    bodyweights : bool
        See :func:`columns`.
    """
    table = columns(series, what, bodyweights)
    heads, written = [], []
    for one in table:
        if one.name == "leg_on_ground":  # as numbers: many a reader of tables knows nothing else
            heads += [f"{side}_on_ground" for side in SIDES[1:]]
            written += [[str(int(side == number)) for side in one.values] for number in range(1, len(SIDES))]
            continue
        heads.append(heading(one))
        if one.values.dtype.kind == "i":
            written.append([str(value) for value in one.values.tolist()])
        else:
            written.append(["" if value != value else f"{value:.10g}" for value in one.values.tolist()])
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows(zip(*written, strict=True))
