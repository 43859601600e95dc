"""A sweep as a labelled data set: what its dimensions, coordinates and attributes say."""

from __future__ import annotations

import json
import os
import shlex
from typing import Any

import numpy as np
from numpy.typing import NDArray

from springmass.errors import InputError, need
from springmass.gait.sweep.axes import TARGET, Axis
from springmass.gait.sweep.cf import udunits
from springmass.gait.sweep.plan import Plan
from springmass.metrics import METRICS
from springmass.scenario import numeric_fields


def need_xarray() -> None:
    """Say what is missing before any work is done.

    Raises
    ------
    MissingLibraryError
        With what to install.
    """
    need("a sweep", "data", "xarray", "h5netcdf", "h5py")


def axis_attributes(plan: Plan, axis: Axis) -> dict[str, Any]:
    """Attributes of the coordinate of one axis."""
    if axis.field.startswith(TARGET):
        metric = METRICS[axis.field.removeprefix(TARGET)]
        long_name, comment = metric.label, metric.meaning
    else:
        known = numeric_fields(plan.scenario.leg.law)[axis.field]
        long_name, comment = known.label, known.description
    return {
        "units": udunits(axis.unit),
        "long_name": long_name,
        "comment": comment,
        "unit_label": axis.unit,
    }


def attributes(plan: Plan) -> dict[str, Any]:
    """Attributes of the whole: enough to run the sweep again, and the same text for the same sweep."""
    told = plan.manifest()
    return {
        "Conventions": "CF-1.11",
        "title": plan.scenario.title or "springmass sweep",
        "source": f"springmass {told['version']}",
        "scenario": told["scenario"],
        "vary": json.dumps(told["vary"], ensure_ascii=False),
        "measure": " ".join(told["measure"]),
        "steps": np.int32(plan.steps),
        "midstance": plan.midstance,
        "accuracy": plan.accuracy,
        "engine": told["engine"],
        "version": told["version"],
        "command": command(plan),
    }


def command(plan: Plan) -> str:
    """The command line that runs the sweep again, where scenario.toml holds the attribute ``scenario``."""
    words = ["springmass", "sweep", "scenario.toml"]
    for axis in plan.axes:
        words += ["--vary", f"{axis.field}={axis.text}"]
    words += ["--measure", ",".join(output.name for output in plan.outputs), "--steps", str(plan.steps)]
    words += ["--midstance", plan.midstance, "--accuracy", repr(plan.accuracy), "-o", "sweep.nc"]
    return shlex.join(words)


def in_memory(plan: Plan, arrays: dict[str, NDArray[Any]]) -> Any:
    """The data set of arrays that hold every cell."""
    import xarray

    names = [axis.field for axis in plan.axes]
    return xarray.Dataset(
        {one.name: (names, arrays[one.name].reshape(plan.shape), one.attributes) for one in plan.outputs},
        {axis.field: ([axis.field], axis.coordinates, axis_attributes(plan, axis)) for axis in plan.axes},
        attributes(plan),
    )


def opened(path: str | os.PathLike[str]) -> Any:
    """The data set of a file, read as it is asked for."""
    import xarray

    try:
        return xarray.open_dataset(path, engine="h5netcdf", decode_times=False, decode_timedelta=False)
    except (OSError, ValueError) as error:
        raise InputError("path", given=os.fspath(path), allowed=f"is no sweep file: {error}") from None
