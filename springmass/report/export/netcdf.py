"""A run as a labelled data set and a NetCDF file that says how it was made."""

from __future__ import annotations

import shlex
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

import springmass
from springmass.errors import need
from springmass.gait.sweep.cf import udunits
from springmass.report.export.csv_table import columns
from springmass.report.export.series import SIDES, Series

_SLOPE = ", which is a slope"
_HDF = b"\x89HDF"
"""What every HDF5 file begins with."""


def need_netcdf() -> None:
    """Say what is missing before any work is done.

    Raises
    ------
    InputError
        With what to install.
    """
    need("a NetCDF file", "data", "xarray", "h5netcdf", "h5py")


def data_set(series: Series, what: str = "all", bodyweights: bool = False, contact: int | None = None) -> Any:
    """A run as a labelled data set over time, by the conventions of NetCDF for climate and forecast.

    Parameters
    ----------
    series : Series
    what : str
    bodyweights : bool
        See :func:`springmass.report.export.csv_table.columns`.
    contact : int, optional
        Which contact it was cut to: for the command that makes it again.

    Returns
    -------
    xarray.Dataset
    """
    import xarray

    variables: dict[str, Any] = {}
    for one in columns(series, what, bodyweights):
        told: dict[str, Any] = {"units": udunits(one.unit), "long_name": one.label, "unit_label": one.unit}
        if one.name == "leg_on_ground":
            meanings = " ".join(side or "none" for side in SIDES)
            told |= {"flag_values": np.arange(len(SIDES), dtype=np.int8), "flag_meanings": meanings}
            del told["units"]
        variables[one.name] = ("time", one.values, told)
    time = variables.pop("time")
    time[2]["axis"] = "T"
    return xarray.Dataset(variables, {"time": time}, _attributes(series, what, bodyweights, contact))


def _attributes(series: Series, what: str, bodyweights: bool, contact: int | None) -> dict[str, Any]:
    import tomli_w

    run, p = series.run, series.run.parameters
    words = ["springmass", "export", "scenario.toml", "-o", "run.nc", "--steps", str(len(run.steps))]
    words += ["--rate", f"{series.rate!r}Hz", "--what", what]
    words += ["--bodyweights"] * bodyweights + (["--contact", str(contact)] if contact is not None else [])
    comment = (
        "A simulated runner, not a measurement. x is forward along the ground"
        f"{_SLOPE if p.slope else ''}, y away from it; forces act on the runner. Joints are those of the leg on the "
        "ground; a leg in the air is missing. The first contact is a right one."
    )
    return {
        "Conventions": "CF-1.11",
        "title": run.scenario.title or "springmass run",
        "source": f"springmass {springmass.__version__}",
        "comment": comment,
        "outcome": run.message,
        "rate_Hz": series.rate,
        "mass_kg": p.mass,
        "gravity_m_per_s2": p.gravity,
        "body_height_m": p.shape.height,
        "scenario": tomli_w.dumps(run.scenario.to_dict()),
        "version": springmass.__version__,
        "command": shlex.join(words),
    }


class _Kept(BytesIO):
    """Memory that can still be read after a library has closed it, as older ones do."""

    def close(self) -> None:
        """Stay open: it goes with its last reader."""


def write_netcdf(
    series: Series, place: Path, what: str = "all", bodyweights: bool = False, contact: int | None = None
) -> None:
    """Write a NetCDF file.

    Parameters
    ----------
    series : Series
    place : Path
    what : str
    bodyweights : bool
    contact : int, optional
        See :func:`data_set`.
    """
    data = data_set(series, what, bodyweights, contact)
    encoding = {"time": {"_FillValue": None}}
    whole = _Kept()  # to memory first: on a disk that gets full the library below would end the program
    data.to_netcdf(whole, engine="h5netcdf", encoding=encoding)
    if whole.getvalue()[:4] == _HDF:
        place.write_bytes(whole.getbuffer())
    else:  # an older xarray writes another format to memory
        data.to_netcdf(place, engine="h5netcdf", encoding=encoding)
