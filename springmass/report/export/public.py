"""Write a simulated run to a file; the ending of the file's name says in which format."""

from __future__ import annotations

import math
import os
from pathlib import Path

from springmass.errors import InputError, did_you_mean, one_of
from springmass.gait.find import SteadyGait
from springmass.gait.run import Run
from springmass.gait.simulate import simulate
from springmass.measured.recording import Motion
from springmass.report.export import opensim
from springmass.report.export.csv_table import write_csv
from springmass.report.export.netcdf import need_netcdf, write_netcdf
from springmass.report.export.series import Series, sampled
from springmass.scenario import Scenario
from springmass.units import number
from springmass.writing import hindrance, in_one_move

FORMATS = {
    ".mot": "OpenSim storage",
    ".sto": "OpenSim storage",
    ".trc": "points in space",
    ".csv": "table",
    ".nc": "NetCDF",
}
WHAT = ("forces", "kinematics", "all")
STEPS = 4
_DEFAULT = {".mot": "forces", ".sto": "forces", ".trc": "kinematics"}
_LARGEST_RATE = 1e5


def export(
    run: Run | SteadyGait | Scenario | str,
    path: str | os.PathLike[str],
    *,
    rate: str | float = 200.0,
    knee: str = "rajagopal",
    what: str | None = None,
    steps: int | None = None,
    contact: int | None = None,
    bodyweights: bool = False,
) -> Path:
    """Write a simulated run to a file that the field's own tools read.

    Parameters
    ----------
    run : Run, SteadyGait, Scenario or name
        A run is written as far as it got; of anything else, steps are taken first.
    path : path
        The ending says the format: ``.mot`` or ``.sto`` (OpenSim), ``.trc`` (points), ``.csv``, ``.nc`` (NetCDF). A
        file that is there already is replaced, in one move.
    rate : float or str
        Rows a second [Hz]; ``"200 Hz"`` as well. Rows are evenly spaced all through the run.
    knee : str
        Sign of a bent knee in OpenSim coordinates: ``"rajagopal"`` positive, ``"gait2392"`` negative.
    what : str, optional
        ``"forces"``, ``"kinematics"`` or ``"all"``; left out, forces in OpenSim storage and all in tables. TRC holds
        kinematics only.
    steps : int, optional
        How many steps of a gait or scenario, at most; 4 when left out.
    contact : int, optional
        Write only the rows of this contact, counted from 1: then nothing is missing in OpenSim coordinates.
    bodyweights : bool
        Forces in body weights and moments over body mass, in tables and NetCDF.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        For an unknown ending or name, a rate that is none, a place that cannot be written to, a run without motion.

    Notes
    -----
    Feet alternate, right first. Forces are those that move the body; the impact of a landing, where the runner has
    one, is a column of its own in tables and NetCDF. The leg in the air is not in the model and therefore missing: NaN
    in OpenSim coordinates, empty in CSV and TRC. OpenSim's own tools that need every value want one contact.

    Examples
    --------
    >>> import tempfile, springmass as sm
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = export(sm.simulate("seyfarth", steps=2), f"{folder}/run.csv", what="forces")
    ...     file.read_text().splitlines()[0].split(",")[4]
    'force_fore_aft_N'
    """
    place = _place(path)
    ending = place.suffix.lower()
    what = _what(what, ending)
    one_of("knee", knee, opensim.KNEES)
    if bodyweights and ending not in (".csv", ".nc"):
        raise InputError("bodyweights", given=str(place), allowed="goes with .csv and .nc only; OpenSim wants newtons")
    if ending == ".nc":
        need_netcdf()
    series = sampled(_run(run, steps), _rate(rate))
    if contact is not None:
        series = series.one_contact(contact)
    if ending == ".trc":
        from springmass.measured.files.trc import write_trc

        write_trc(place, Motion(series.time, opensim.points(series)), units="m")
    elif ending in (".mot", ".sto"):
        from springmass.measured.files.storage import write_table

        table = {} if what == "kinematics" else opensim.forces(series)
        if what != "forces":
            table |= opensim.coordinates(series, knee)
        title = series.run.scenario.title or "run"
        write_table(place, table, name=f"{title} (simulated by springmass)", in_degrees=True)
    else:
        _write(series, place, ending, what, bodyweights, contact)
    return place


def _write(series: Series, place: Path, ending: str, what: str, bodyweights: bool, contact: int | None) -> None:
    try:
        with in_one_move(place) as temporary:
            if ending == ".csv":
                write_csv(series, temporary, what, bodyweights)
            else:
                write_netcdf(series, temporary, what, bodyweights, contact)
    except OSError as error:
        problem = InputError("export", given=str(place), allowed=f"cannot be written: {error.strerror or error}")
    else:
        return
    raise problem


def _place(path: str | os.PathLike[str]) -> Path:
    text = os.fspath(path) if isinstance(path, str | os.PathLike) else path
    if not (isinstance(text, str) and text and "\0" not in text):
        raise InputError("export", given=path, allowed="must be the path of a file")
    place = Path(text)
    if place.suffix.lower() not in FORMATS:
        allowed = f"must end in {', '.join(FORMATS)}"
        raise InputError("export", given=text, allowed=allowed, hint=did_you_mean(place.suffix.lower(), FORMATS))
    if why := hindrance(place):
        raise InputError("export", given=text, allowed=f"cannot be written: {why}")
    return place


def _what(what: str | None, ending: str) -> str:
    if what is None:
        return _DEFAULT.get(ending, "all")
    one_of("what", what, WHAT)
    if ending == ".trc" and what != "kinematics":
        raise InputError("what", given=what, allowed="is not in a TRC file, which holds points only")
    return what


def _rate(rate: str | float) -> float:
    try:
        value = number(rate, "1/s")
    except InputError as error:
        raise InputError("rate", given=error.given, allowed=error.allowed, hint=error.hint) from None
    if not (math.isfinite(value) and 1.0 <= value <= _LARGEST_RATE):
        raise InputError("rate", given=rate, allowed=f"must be at least 1 Hz and at most {_LARGEST_RATE:g} Hz")
    return value


def _run(run: Run | SteadyGait | Scenario | str, steps: int | None) -> Run:
    if isinstance(run, Run):
        if steps is not None:
            raise InputError(
                "steps", given=steps, allowed="goes with a gait or a scenario; a run has its steps already"
            )
        return run
    taken = STEPS if steps is None else steps
    return run.run(taken) if isinstance(run, SteadyGait) else simulate(run, taken)
