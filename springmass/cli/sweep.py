"""The verb that runs a scenario over a grid of its fields."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from springmass.cli import stopping
from springmass.cli.options import (
    distinct_files,
    figure_option,
    json_option,
    midstance_option,
    print_json,
    write_figure,
)
from springmass.cli.verbs import main
from springmass.errors import InputError


@main.command()
@click.argument("file")
@click.option(
    "--vary",
    "varied",
    multiple=True,
    required=True,
    metavar="FIELD=FROM:TO:COUNT",
    help="A field and its values: from, to, how many, with a unit at the end; or single ones with commas.",
)
@click.option("--measure", help="Metrics and outputs, with commas between; such as steps_to_fall,contact_time.")
@click.option("--steps", default=50, show_default=True, help="How many steps a run takes, at most.")
@midstance_option
@click.option("--accuracy", default=1e-9, show_default=True, help="Promised error of a step, over leg length.")
@click.option("-o", "--output", "path", help="NetCDF file to write to, as the sweep goes on.")
@click.option("--csv", "csv_path", help="Table to write, one row a cell.")
@figure_option
@click.option("--resume", is_flag=True, help="Go on with the interrupted sweep to the output file.")
@click.option("--workers", type=int, help="Threads or processes; left out, as many as are worth it.")
@click.option("--scheduler", metavar="tcp://…", help="Let the workers of this dask.distributed scheduler do the work.")
@click.option("--chunk", type=int, help="Cells worked on together; no number depends on it. --resume keeps the old.")
@json_option
def sweep(file: str, varied: tuple[str, ...], measure: str | None, as_json: bool, **how: Any) -> None:
    """Run a scenario at every point of a grid of its fields.

    \b
    Prints what came of it; --output keeps all of it, with units, in a file that says how it was made.
    Example: springmass sweep seyfarth --vary leg.stiffness=8:40:33kN/m \\
        --vary foot.angle_of_attack=60:76:33deg --measure steps_to_fall -o map.nc --figure map.png
    """
    import springmass as sm
    from springmass.gait.sweep.execute import WorkerLostError
    from springmass.report.sweeps import sweep_document, sweep_text

    path, csv_path, figure_path = how["path"], how["csv_path"], how["figure_path"]
    distinct_files(("--output", path), ("--csv", csv_path), ("--figure", figure_path))
    vary = _varied(varied)
    if figure_path is not None:
        _check_drawable(file, vary)
    names = None if measure is None else [name.strip() for name in measure.split(",") if name.strip()]
    try:
        data = sm.sweep(
            sm.load(file),
            vary,
            names,
            steps=how["steps"],
            midstance=how["midstance"],
            accuracy=how["accuracy"],
            path=path,
            csv=csv_path,
            resume=how["resume"],
            workers=how["workers"],
            scheduler=how["scheduler"],
            chunk=how["chunk"],
        )
    except KeyboardInterrupt as stop:
        stopping.tell(_kept(path))
        sys.exit(stopping.exit_code(stop))
    except WorkerLostError as error:
        click.echo(f"springmass: {error}; {_kept(path)}", err=True)
        sys.exit(1)
    except OSError as error:
        if isinstance(error, BrokenPipeError) or path is None or not Path(f"{path}.parts").is_dir():
            raise
        click.echo(f"springmass: the output cannot be written: {error.strerror or error}; {_kept(path)}", err=True)
        sys.exit(1)
    if as_json:
        print_json(sweep_document(data, path, csv_path))
    else:
        click.echo(sweep_text(data))
    for what, place in (("sweep", path), ("table", csv_path)):
        if place is not None:
            click.echo(f"{what} written to {place}", err=True)
    if figure_path is not None:
        write_figure(sm.figures.sweep_figure(data), figure_path)


def _check_drawable(file: str, vary: dict[str, str]) -> None:
    """Refuse a figure of more fields than it has axes before any work is done."""
    import springmass as sm
    from springmass.gait.sweep.axes import read_axes

    fields = [axis.field for axis in read_axes(sm.load(file), vary) if axis.count > 1]
    if not 1 <= len(fields) <= 2:
        given = f"a sweep over {', '.join(fields) or 'single values'}"
        hint = "Keep it with --output and draw a slice in Python: sm.figures.sweep_figure(data, at={field: value})."
        raise InputError("--figure", given=given, allowed="draws one or two fields that vary", hint=hint)


def _kept(path: str | None) -> str:
    """What becomes of the work that is done when a sweep does not come to its end."""
    if path is None:
        return "nothing is kept without --output."
    if not Path(f"{path}.parts").is_dir():  # before it began, or when only the answer was still to be told
        return f"the sweep is whole, in {path}." if Path(path).exists() else "nothing was done yet."
    return f"what is done is kept in {path}.parts, and the same command with --resume goes on."


def _varied(texts: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        name, equals, values = (part.strip() for part in text.partition("="))
        if not (equals and name and values):
            hint = "Such as leg.stiffness=8:40:161kN/m."
            raise InputError("--vary", given=text, allowed="must be FIELD=FROM:TO:COUNT", hint=hint)
        if name in found:
            raise InputError("--vary", given=text, allowed=f"varies {name} a second time")
        found[name] = values
    return found
