"""The verbs. Heavy imports wait until a verb needs them, so that ``--help`` is quick."""

from __future__ import annotations

import logging
import os
import sys
import warnings
from pathlib import Path
from typing import Any

import click

from springmass import __version__
from springmass.cli.options import (
    Verbs,
    all_option,
    animation_option,
    assignments,
    distinct_files,
    figure_option,
    figure_place,
    joints_option,
    json_option,
    midstance_option,
    numbered,
    print_json,
    slow_alone,
    slow_option,
    text_place,
    write_animation,
    write_figure,
)
from springmass.errors import InputError


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="springmass")
def main() -> None:
    """The running lab: a runner is a mass on a spring leg. Move the foot, see what happens.

    Scenarios are TOML files; a bare name such as rbds001 takes one that comes with the package.

    \b
    Example: springmass what-if rbds001 --set foot.ahead=+3cm
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without "→" gets a question mark, not a crash
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # without a home it works as well, and need not say so
    warnings.filterwarnings("ignore", "Glyph .* missing from", UserWarning)  # the name of a file may have any letters
    os.environ["MPLBACKEND"] = "agg"  # figures go to files; a notebook's own backend is of no use here


@main.command()
@click.argument("file")
@click.option("--steps", default=10, show_default=True, help="How many steps to take, at most.")
@midstance_option
@all_option
@figure_option
@joints_option
@animation_option
@slow_option
@json_option
def run(
    file: str,
    steps: int,
    midstance: str,
    everything: bool,
    figure_path: str | None,
    joints_path: str | None,
    animation_path: str | None,
    slow: float | None,
    as_json: bool,
) -> None:
    """Run a scenario and measure its last complete step.

    \b
    Example: springmass run seyfarth --steps 5
    """
    import springmass as sm
    from springmass.report.document import run_document
    from springmass.report.scenario_answers import answered_by, scenario_answer
    from springmass.report.tables import comparison
    from springmass.report.terminal import heading, wrapped

    distinct_files(("--figure", figure_path), ("--joints", joints_path), ("--animation", animation_path))
    slow_alone(slow, animation_path)
    scenario = sm.load(file)
    done = sm.simulate(scenario, steps=steps)
    metrics = sm.measure(done, midstance)
    if as_json:
        print_json(run_document(done, midstance))
    else:
        here = answered_by(scenario) == "run"
        click.echo(heading(done.scenario, question=here))
        click.echo(f"{len(done.steps)} step{'s' * (len(done.steps) != 1)}: {done.message}.\n")
        click.echo(comparison([("last step", metrics)], everything=everything))
        if here and (told := scenario_answer(scenario, done)):
            click.echo("\n" + wrapped(f"Answer: {told.text}"))
    if figure_path is not None:
        write_figure(sm.figures.stroboscopic(metrics.view.step, midstance=midstance), figure_path)
    if joints_path is not None:
        write_figure(sm.figures.joint_load(metrics.view.step, midstance=midstance), joints_path)
    if animation_path is not None:
        write_animation(done, animation_path, midstance, slow)


@main.command()
@click.argument("files", nargs=-1, required=True)
@midstance_option
@all_option
@json_option
def compare(files: tuple[str, ...], midstance: str, everything: bool, as_json: bool) -> None:
    """Put scenarios side by side.

    \b
    Example: springmass compare seyfarth moon
    """
    import springmass as sm
    from springmass.report.document import run_document
    from springmass.report.tables import comparison

    runs = [(Path(file).stem, sm.simulate(sm.load(file))) for file in files]
    if as_json:
        print_json({name: run_document(done, midstance) for name, done in runs})
        return
    for name, done in runs:
        click.echo(f"{name}: {len(done.steps)} steps, {done.message}.")
    click.echo()
    click.echo(comparison([(name, sm.measure(done, midstance)) for name, done in runs], everything=everything))


@main.command("what-if")
@click.argument("file")
@click.option("--set", "sets", multiple=True, metavar="FIELD=VALUE", help="Change a field, such as foot.ahead=+3cm.")
@click.option("--ask", help="Which question: one-step, matched, settle, or all three.  [default: one-step]")
@midstance_option
@all_option
@figure_option
@joints_option
@animation_option
@slow_option
@json_option
def what_if(
    file: str,
    sets: tuple[str, ...],
    ask: str | None,
    midstance: str,
    everything: bool,
    figure_path: str | None,
    joints_path: str | None,
    animation_path: str | None,
    slow: float | None,
    as_json: bool,
) -> None:
    """Ask what a change does; without --set, the what-ifs written in the scenario.

    \b
    A value that starts with + or - is relative to the baseline; ==-5cm sets a negative one.
    A matched question may set a metric too: --set hip_ankle_offset==-5cm
    Example: springmass what-if rbds001 --set foot.ahead=+3cm --ask all --figure answers.png
    """
    import springmass as sm
    from springmass.gait.what_if import MATCHED, ONE_STEP, QUESTIONS
    from springmass.report.document import answer_document
    from springmass.report.scenario_answers import answered_by, scenario_answer
    from springmass.report.terminal import answer_text, answers_text, heading, wrapped

    slow_alone(slow, animation_path)
    scenario = sm.load(file)
    given = [(assignments(sets), ONE_STEP)] if sets else [(dict(one.change), one.ask) for one in scenario.what_if]
    if not given:
        raise scenario.error("what_if", allowed="the scenario asks nothing", hint="Add --set foot.ahead=+3cm.")
    names = [name.replace(" ", "-") for name in QUESTIONS]
    if ask is not None and ask.replace(" ", "-") not in [*names, "all"]:
        raise InputError("--ask", given=ask, allowed=f"must be one of {', '.join(names)}, all")
    steady = scenario.gait.find is not None
    every = [name for name in QUESTIONS if steady or name != MATCHED]  # only a gait that was found can be matched
    questions = [(change, every if ask == "all" else [ask or own]) for change, own in given]
    figure_paths = numbered(figure_path, len(questions))
    joints_paths, animation_paths = (
        numbered(path, sum(len(asks) for _, asks in questions)) for path in (joints_path, animation_path)
    )
    written = [("--figure", path) for path in figure_paths] + [("--joints", path) for path in joints_paths]
    written += [("--animation", path) for path in animation_paths]
    distinct_files(("--figure", figure_path), ("--joints", joints_path), ("--animation", animation_path))
    distinct_files(*written)
    baseline = sm.find_gait(scenario) if steady else scenario
    rounds = [
        [sm.what_if(baseline, change, ask=how, midstance=midstance) for how in asks] for change, asks in questions
    ]
    if as_json:
        print_json({"answers": [answer_document(answer) for answers in rounds for answer in answers]})
    else:
        here = not sets and ask is None and answered_by(scenario) == "what-if"
        click.echo(heading(scenario, question=here))
        for answers in rounds:
            click.echo(answers_text(answers, everything) if len(answers) > 1 else answer_text(answers[0], everything))
        if here and (told_answer := scenario_answer(scenario)):
            click.echo(wrapped(f"Answer: {told_answer.text}"))
    for path, answers in zip(figure_paths, rounds, strict=False):  # no paths, no figures
        drawn = (
            sm.figures.three_answers({one.ask: one for one in answers})
            if len(answers) > 1
            else sm.figures.slingshot(answers[0])
        )
        write_figure(drawn, path)
    told = [answer for answers in rounds for answer in answers]
    for path, answer in zip(joints_paths, told, strict=False):
        write_figure(sm.figures.joint_load(answer), path)
    for path, answer in zip(animation_paths, told, strict=False):
        write_animation(answer, path, midstance, slow)


@main.command()
@click.argument("file")
@click.option(
    "--save",
    "save_path",
    callback=text_place,
    help="Write the scenario with the found values filled in to this TOML file.",
)
@click.option("--family", is_flag=True, help="The family from leg-powered to hip-powered of a leg that loses energy.")
@midstance_option
@all_option
@figure_option
@joints_option
@animation_option
@slow_option
@json_option
def gait(
    file: str,
    save_path: str | None,
    family: bool,
    midstance: str,
    everything: bool,
    figure_path: str | None,
    joints_path: str | None,
    animation_path: str | None,
    slow: float | None,
    as_json: bool,
) -> None:
    """Find the steady gait of a scenario, or all gaits at the energy it is released with.

    \b
    Example: springmass gait rbds001 --animation stride.gif --slow 8
    """
    import springmass as sm
    from springmass.gait.ask import scenario_map
    from springmass.report import document, terminal
    from springmass.report.scenario_answers import answered_by, scenario_answer

    of_one = (("--save", save_path), ("--joints", joints_path), ("--animation", animation_path))
    distinct_files(of_one[0], ("--figure", figure_path), *of_one[1:])
    slow_alone(slow, animation_path)
    scenario = sm.load(file)
    for option, path in of_one:
        if path is not None and (family or scenario.gait.find is None):
            raise InputError(option, given=path, allowed="needs a single gait that was found")
    if family:
        members = sm.power_family(scenario, midstance=midstance)
        if as_json:
            print_json(document.family_document(members))
        else:
            click.echo(terminal.heading(scenario, question=False) + "\n" + terminal.family_text(members))
        if figure_path is not None:
            write_figure(sm.figures.power_family(members), figure_path)
        return
    if scenario.gait.find is None:
        found, window = sm.all_gaits(scenario)
        if as_json:
            print_json(document.gaits_document(found, window))
        else:
            here = answered_by(scenario) == "gait"
            click.echo(terminal.heading(scenario, question=here) + "\n" + terminal.gaits_text(found, window))
            if here and (told := scenario_answer(scenario)):
                click.echo("\n" + terminal.wrapped(f"Answer: {told.text}"))
        if figure_path is not None:
            write_figure(sm.figures.return_map(scenario_map(scenario)), figure_path)
        return
    steady = sm.find_gait(scenario, midstance=midstance)
    if as_json:
        print_json(document.gait_document(steady, midstance))
    else:
        click.echo(
            terminal.heading(scenario, question=False) + "\n" + terminal.gait_text(steady, midstance, everything)
        )
    if save_path is not None:
        if Path(save_path).exists() and Path(file).exists() and Path(save_path).samefile(file):
            raise InputError("--save", given=save_path, allowed="is the scenario itself", hint="Take another name.")
        sm.save(steady.scenario, save_path)
        click.echo(
            f"scenario written to {save_path}; it is released from its apex: springmass run {save_path}", err=True
        )
    if figure_path is not None:
        write_figure(sm.figures.stroboscopic(steady, midstance=midstance), figure_path)
    if joints_path is not None:
        write_figure(sm.figures.joint_load(steady, midstance=midstance), joints_path)
    if animation_path is not None:
        write_animation(steady, animation_path, midstance, slow)


@main.command()
@click.argument("file")
@click.option(
    "--along", metavar="FIELD=FROM:TO", help="Follow the gait along a field, such as leg.stiffness=10:30kN/m."
)
@click.option("--ground-step", metavar="DROP", help="Let the ground drop by this under the running gait, such as 2cm.")
@click.option("--steer", is_flag=True, help="With --ground-step: place each foot so as to be back after one step.")
@figure_option
@json_option
def stability(
    file: str, along: str | None, ground_step: str | None, steer: bool, figure_path: str | None, as_json: bool
) -> None:
    """Say what becomes of a stumble: small ones, large ones, a step in the ground, another leg.

    \b
    Example: springmass stability seyfarth --along foot.angle_of_attack=64:72deg
    """
    import springmass as sm
    from springmass.gait.ask import parse_length, parse_window, scenario_map
    from springmass.metrics.words import capital
    from springmass.report import document, terminal

    scenario = sm.load(file)
    if steer and ground_step is None:
        raise InputError("--steer", allowed="goes with --ground-step")
    window = parse_window(scenario, along) if along is not None else None
    drop = parse_length(ground_step) if ground_step is not None else None
    if scenario.gait.find is None:
        found, where = sm.all_gaits(scenario)
        if not found:
            if as_json:
                print_json(document.gaits_document(found, where))
            else:
                click.echo(terminal.gaits_text(found, where))
            return
    steady = sm.representative_gait(scenario)
    basin = sm.basin(steady.apex_height, steady.apex_speed, steady.parameters)
    told = {"gait": document.point_document(steady), "basin": [basin.lowest, basin.highest]}
    lines = [terminal.heading(scenario, question=False), capital(steady.stability.sentence) + "."]
    lines.append(terminal.basin_text(basin, steady))
    figure: tuple[str, tuple[Any, ...]] | None = None
    if window is not None:
        branch = sm.follow(steady, *window)
        told["branch"] = document.branch_document(branch)
        lines.append("\n" + terminal.branch_text(branch))
        figure = "branch", (branch,)
    if drop is not None:
        response = sm.ground_step(steady, drop, steer=steer)
        told["ground_step"] = document.response_document(response)
        lines.append("\n" + capital(response.sentence) + ".")
        figure = "ground_step", (response, steady)
    if as_json:
        print_json(told)
    else:
        click.echo("\n".join(line for line in lines if line))
    if figure_path is not None:
        name, parts = figure or ("return_map", (scenario_map(steady.scenario),))
        write_figure(getattr(sm.figures, name)(*parts), figure_path)


@main.command()
@click.option(
    "--figure",
    "figure_path",
    default="slingshot.png",
    show_default=True,
    callback=figure_place,
    help="Where the figure goes (.png, .svg, .pdf).",
)
@json_option
def demo(figure_path: str, as_json: bool) -> None:
    """Do the main job on a real runner: find the gait, land the foot 3 cm farther ahead, answer, draw.

    \b
    Example: springmass demo
    """
    import springmass as sm
    from springmass.report.document import answer_document
    from springmass.report.terminal import answer_text, heading

    scenario = sm.load("rbds001")
    asked = scenario.what_if[0]
    answer = sm.what_if(sm.find_gait(scenario), asked.change, ask=asked.ask)
    if as_json:
        print_json({"answers": [answer_document(answer)]})
    else:
        click.echo(heading(scenario))
        click.echo(answer_text(answer))
    write_figure(sm.figures.slingshot(answer), figure_path)
