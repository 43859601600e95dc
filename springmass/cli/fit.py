"""The verb that turns a recording into a runner."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from springmass.cli.options import (
    WRONG_INPUT,
    all_option,
    distinct_files,
    figure_option,
    figure_place,
    json_option,
    midstance_option,
    print_json,
    text_place,
    write_figure,
    write_text,
)
from springmass.cli.verbs import main
from springmass.errors import InputError
from springmass.writing import hindrance

if TYPE_CHECKING:
    from springmass.measured.fitting.runner_fit import RunnerFit
    from springmass.measured.observe import Observation

_SCENARIO = "runner.toml"


@main.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--mass", help="Such as 70kg; goes before what a watch says. Forces say it themselves.")
@click.option("--height", help="Such as 1.75m; goes before what the file says.")
@click.option("--speed", help="Such as 3.5m/s or 4:45min/km, where the file cannot know it (a treadmill's).")
@click.option("--from", "start", help="Where the piece begins, such as 12:00.")
@click.option("--to", "end", help="Where the piece ends, such as 20:00.")
@click.option("--lap", help="A lap of a watch file.")
@click.option("--source", help="Whose contact time counts, where a watch file has several; such as Stryd.")
@click.option("--strike", default="rearfoot", show_default=True, help="rearfoot, midfoot or forefoot.")
@click.option("--standing", help="The same markers on the runner standing still, for the joint centres.")
@click.option("--rate", help="Samples a second of a file that has no times, such as 300Hz.")
@click.option("--threshold", default="50 N", show_default=True, help="A foot is down while the force is above this.")
@click.option("--measure-only", is_flag=True, help="Say what the recording says, make no runner.")
@click.option(
    "--save",
    "save_path",
    callback=text_place,
    help=f"Write the runner's scenario to this TOML file.  [default: {_SCENARIO}]",
)
@figure_option
@click.option("--recorded", callback=figure_place, help="Draw the recording itself to this file.")
@midstance_option
@click.option(
    "--posture", callback=figure_place, help="Draw the hip over the ankle, with the plumb line, to this file."
)
@click.option(
    "--page", "page_path", callback=text_place, help="Write a page with tables and figures to this HTML file."
)
@all_option
@json_option
def fit(files: tuple[str, ...], everything: bool, as_json: bool, **how: Any) -> None:
    """Turn a recording into a simulated runner, and say how sure that is.

    \b
    Watch files (FIT, CSV), force plates (C3D, MOT, STO, CSV), cameras (C3D, TRC, CSV); several files of one run
    together. Writes runner.toml, ready for run, what-if and gait.
    Example: springmass fit watch.fit --lap 2 --mass 70kg --height 1.75m
    """
    from springmass.measured.fit import check_choices, fit_observation
    from springmass.measured.observe import observe
    from springmass.measured.read import read
    from springmass.report.fits import fit_text, headline, recording_document
    from springmass.report.observations import observation_text
    from springmass.report.terminal import wrapped

    outputs = ("save_path", "figure_path", "recorded", "posture", "page_path")
    options = ("--save", "--figure", "--recorded", "--posture", "--page")
    distinct_files(*((option, how[name]) for option, name in zip(options, outputs, strict=True)))
    if how["measure_only"] and (how["save_path"] or how["figure_path"]):
        raise InputError("--measure-only", allowed="makes no runner, so there is none to save or to draw")
    if not (how["measure_only"] or how["save_path"] or Path(_SCENARIO).exists()) and (why := hindrance(_SCENARIO)):
        hint = "Name another place with --save, or add --measure-only."
        raise InputError("--save", given=_SCENARIO, allowed=f"cannot be written: {why}", hint=hint)
    progress = sys.stderr.isatty() and not as_json
    recording = read(*files, standing=how["standing"], rate=how["rate"], mass=how["mass"], progress=progress)
    told = {name: how[name] for name in ("mass", "height", "speed", "start", "end", "lap", "threshold")}
    seen = observe(recording, **told)
    _check_drawable(seen, how)
    chosen = {name: how[name] for name in ("source", "strike")}
    found, problem = None, None
    if not how["measure_only"]:
        check_choices(seen, **chosen)
        try:
            with _bar(progress) as bar:
                found = fit_observation(seen, **chosen, progress=bar)
        except InputError as error:
            problem = error
    if as_json:
        document = recording_document(seen, found)
        print_json(document if problem is None else {**document, "why_no_runner": str(problem)})
    else:
        if found is not None:
            click.echo(wrapped(headline(found)) + "\n")
        click.echo(observation_text(seen, everything))
        if found is not None:
            click.echo("\n" + fit_text(found, everything))
    _write(seen, found, how)
    if problem is not None:
        click.echo(f"springmass: {seen.recording.name}: no runner could be made. {problem}", err=True)
        raise click.exceptions.Exit(WRONG_INPUT)


@contextmanager
def _bar(shown: bool) -> Iterator[Callable[[float], None]]:
    """A bar for the share of a fit that is done; nothing where nobody looks."""
    from tqdm import tqdm

    with tqdm(total=100, desc="fitting", unit="%", disable=not shown, leave=False) as bar:
        yield lambda share: bar.update(round(100.0 * share) - bar.n) and None


def _check_drawable(seen: Observation, how: dict[str, Any]) -> None:
    if how["posture"] and seen.motion is None:
        raise InputError("--posture", given=how["posture"], allowed="needs a recording with hip and ankle")
    if how["recorded"] and seen.piece is None and seen.forces is None:
        raise InputError("--recorded", given=how["recorded"], allowed="needs a watch file or forces")


def _write(seen: Observation, found: RunnerFit | None, how: dict[str, Any]) -> None:
    if found is not None:
        _save(found, how["save_path"])
    if not any(how[name] for name in ("figure_path", "recorded", "posture", "page_path")):
        return  # matplotlib need not be loaded for nothing
    from springmass import figures
    from springmass.report.recording_page import recorded_figure, recording_page

    if found is not None and how["figure_path"]:
        write_figure(figures.fit_curves(found), how["figure_path"])
    if how["recorded"]:
        write_figure(recorded_figure(seen), how["recorded"])
    if how["posture"] and seen.motion is not None:
        write_figure(figures.recorded_posture(seen.motion, seen.recording.name, how["midstance"]), how["posture"])
    if how["page_path"]:
        write_text(recording_page(seen, found), how["page_path"], "page")


def _save(found: RunnerFit, path: str | None) -> None:
    """Write the scenario; a file that is there is only replaced where the user named it."""
    import springmass as sm

    if path is None and Path(_SCENARIO).exists():
        other = re.search(r'^title = "(.*)"$', Path(_SCENARIO).read_text("utf-8", "replace"), re.MULTILINE)
        whose = f', "{other[1]}"' if other else ""
        click.echo(
            f"NOT saved: {_SCENARIO} is there already{whose}. Name another file, or this one to replace it: --save …",
            err=True,
        )
        return
    place = path or _SCENARIO
    sm.save(found.scenario, place, defaults=False)
    click.echo(
        f"scenario written to {place}; now: springmass what-if {place} --set foot.ahead=-2cm --ask all", err=True
    )
