"""The command line: verbs, no logic. Heavy imports wait until a verb needs them, so that ``--help`` is quick."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from springmass import __version__
from springmass.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from springmass.gait.what_if import Answer

WRONG_INPUT = 2


class _Verbs(click.Group):
    """Turns wrong input into one message and exit code 2, and mistyped verbs into the nearest one."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except InputError as error:
            click.echo(f"springmass: {error}", err=True)
            ctx.exit(WRONG_INPUT)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        from springmass.errors import did_you_mean

        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            raise click.UsageError(f'No such verb "{args[0]}". {did_you_mean(args[0], self.list_commands(ctx))}', ctx)
        return super().resolve_command(ctx, args)


def _json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help="Print machine-readable JSON on stdout.")(function)


def _midstance_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--midstance",
        default="lowest point",
        show_default=True,
        help="Which moment is midstance: lowest point, greatest compression, peak vertical force, half contact, "
        "fore-aft crossover.",
    )(function)


def _figure_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--figure", "figure_path", help="Write the figure to this file (.png, .svg, .pdf).")(function)


def _all_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--all", "everything", is_flag=True, help="Every metric, not only the main ones.")(function)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
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


@main.command()
@click.argument("file")
@click.option("--steps", default=10, show_default=True, help="How many steps to take, at most.")
@_midstance_option
@_all_option
@_figure_option
@_json_option
def run(file: str, steps: int, midstance: str, everything: bool, figure_path: str | None, as_json: bool) -> None:
    """Run a scenario and measure its last complete step.

    \b
    Example: springmass run seyfarth --steps 5
    """
    import springmass as sm
    from springmass.report.document import run_document
    from springmass.report.tables import comparison

    done = sm.simulate(sm.load(file), steps=steps)
    metrics = sm.measure(done, midstance)
    if as_json:
        _print_json(run_document(done, midstance))
    else:
        _heading(done.scenario)
        click.echo(f"{len(done.steps)} step{'s' * (len(done.steps) != 1)}: {done.message}.\n")
        click.echo(comparison([("last step", metrics)], everything=everything))
    if figure_path:
        _write(sm.figures.stroboscopic(metrics.view.step, midstance=midstance), figure_path)


@main.command()
@click.argument("files", nargs=-1, required=True)
@_midstance_option
@_all_option
@_json_option
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
        _print_json({name: run_document(done, midstance) for name, done in runs})
        return
    for name, done in runs:
        click.echo(f"{name}: {len(done.steps)} steps, {done.message}.")
    click.echo()
    click.echo(comparison([(name, sm.measure(done, midstance)) for name, done in runs], everything=everything))


@main.command("what-if")
@click.argument("file")
@click.option("--set", "sets", multiple=True, metavar="FIELD=VALUE", help="Change a field, such as foot.ahead=+3cm.")
@click.option("--ask", help="Which question: one-step.  [default: one-step]")
@_midstance_option
@_all_option
@_figure_option
@_json_option
def what_if(
    file: str,
    sets: tuple[str, ...],
    ask: str | None,
    midstance: str,
    everything: bool,
    figure_path: str | None,
    as_json: bool,
) -> None:
    """Ask what a change does; without --set, the what-ifs written in the scenario.

    \b
    A value that starts with + or - is relative to the baseline; ==-5cm sets a negative one.
    Example: springmass what-if rbds001 --set foot.ahead=+3cm --figure slingshot.png
    """
    import springmass as sm
    from springmass.gait.what_if import ONE_STEP
    from springmass.report.document import answer_document

    scenario = sm.load(file)
    if sets:
        change = dict(_assignment(text) for text in sets)
        asked: list[tuple[dict[str, Any], str]] = [(change, ask or ONE_STEP)]
    else:
        asked = [(dict(one.change), ask or one.ask) for one in scenario.what_if]
    if not asked:
        raise scenario.error("what_if", allowed="the scenario asks nothing", hint="Add --set foot.ahead=+3cm.")
    baseline = sm.find_gait(scenario) if scenario.gait.find is not None else scenario
    answers = [sm.what_if(baseline, change, ask=how, midstance=midstance) for change, how in asked]
    if as_json:
        documents = [answer_document(answer) for answer in answers]
        _print_json(documents[0] if len(documents) == 1 else documents)
    else:
        _heading(scenario)
        for answer in answers:
            _tell(answer, everything)
    if figure_path:
        for number, answer in enumerate(answers):
            _write(sm.figures.slingshot(answer), _numbered(figure_path, number, len(answers)))


@main.command()
@click.argument("file")
@click.option("--save", "save_path", help="Write the scenario with the found values filled in to this TOML file.")
@_midstance_option
@_all_option
@_figure_option
@_json_option
def gait(
    file: str, save_path: str | None, midstance: str, everything: bool, figure_path: str | None, as_json: bool
) -> None:
    """Find the steady gait of a scenario.

    \b
    Example: springmass gait rbds001
    """
    import springmass as sm
    from springmass.metrics import Metrics, StepView
    from springmass.report.document import gait_document
    from springmass.report.tables import comparison
    from springmass.scenario import numeric_fields
    from springmass.units import label

    found = sm.find_gait(sm.load(file))
    if as_json:
        _print_json(gait_document(found, midstance))
    else:
        _heading(found.scenario)
        fields = numeric_fields(found.scenario.leg.law)
        for name in found.free:
            click.echo(f"found {fields[name].label}: {label(found.scenario.value(name), fields[name].unit)}  ({name})")
        click.echo(f"the step repeats itself to {found.residual:.0e} after {found.iterations} Newton steps\n")
        metrics = Metrics(StepView(found.step, midstance))
        click.echo(comparison([("steady gait", metrics)], everything=everything))
    if save_path:
        _checked_folder(save_path)
        sm.save(found.scenario, save_path)
        click.echo(f"scenario written to {save_path}", err=True)
    if figure_path:
        _write(sm.figures.stroboscopic(found, midstance=midstance), figure_path)


@main.command()
@click.option("--figure", "figure_path", default="slingshot.png", show_default=True, help="Where the figure goes.")
@_json_option
def demo(figure_path: str, as_json: bool) -> None:
    """Do the main job on a real runner: find the gait, land the foot 3 cm farther ahead, answer, draw.

    \b
    Example: springmass demo
    """
    import springmass as sm
    from springmass.report.document import answer_document

    scenario = sm.load("rbds001")
    found = sm.find_gait(scenario)
    asked = scenario.what_if[0]
    answer = sm.what_if(found, asked.change, ask=asked.ask)
    if as_json:
        _print_json(answer_document(answer))
    else:
        _heading(scenario)
        _tell(answer, everything=False)
    _write(sm.figures.slingshot(answer), figure_path)


@main.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, so that editors complete and check them.

    \b
    Example: springmass schema > scenario.schema.json
    """
    import springmass as sm

    _print_json(sm.schema())


@main.command()
@click.argument("files", nargs=-1, required=True)
@_json_option
def validate(files: tuple[str, ...], as_json: bool) -> None:
    """Check scenario files without running them.

    \b
    Example: springmass validate rbds001
    """
    import springmass as sm
    from springmass.gait.find import check_gait

    problems: dict[str, str | None] = {}
    for file in files:
        try:
            check_gait(sm.load(file))
            problems[file] = None
        except InputError as error:
            problems[file] = str(error)
    if as_json:
        _print_json({file: {"ok": problem is None, "problem": problem} for file, problem in problems.items()})
    for file, problem in problems.items():
        if problem is None and not as_json:
            click.echo(f"{file}: ok")
        elif problem is not None:
            click.echo(f"springmass: {problem}", err=True)
    if any(problems.values()):
        sys.exit(WRONG_INPUT)


def _heading(scenario: Any) -> None:
    for text in (scenario.title, scenario.question):
        if text:
            click.echo(text)
    if scenario.title or scenario.question:
        click.echo()


def _tell(answer: Answer, everything: bool) -> None:
    import textwrap

    from springmass.gait.what_if import QUESTIONS
    from springmass.report.tables import comparison
    from springmass.report.words import explain

    change = ", ".join(f"{name} {value}" for name, value in answer.change.items())
    click.echo(f"What if {change}? Asked as {answer.ask}: {QUESTIONS[answer.ask]}\n")
    click.echo(comparison([("baseline", answer.before), ("what-if", answer.after)], True, everything))
    click.echo()
    for sentence in explain(answer):
        click.echo(textwrap.fill(sentence, 100, initial_indent="• ", subsequent_indent="  "))
    click.echo()


def _assignment(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip() or not value.strip():
        raise InputError("--set", given=text, allowed="must be FIELD=VALUE", hint="Such as foot.ahead=+3cm.")
    return name.strip(), value.strip()


def _numbered(path: str, number: int, count: int) -> str:
    file = Path(path)
    return path if count == 1 else str(file.with_name(f"{file.stem}-{number + 1}{file.suffix}"))


def _checked_folder(path: str) -> None:
    if not Path(path).resolve().parent.is_dir():
        raise InputError(file=path, allowed="cannot be written: its folder does not exist")


def _write(figure: Figure, path: str) -> None:
    import springmass as sm

    sm.figures.save(figure, path)
    click.echo(f"figure written to {path}", err=True)


def _print_json(document: Any) -> None:
    click.echo(json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


if __name__ == "__main__":
    main()
