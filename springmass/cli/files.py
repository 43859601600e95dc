"""The verbs about scenario files: which are shipped, their schema and their check."""

from __future__ import annotations

import sys

import click

from springmass.cli.options import WRONG_INPUT, json_option, print_json
from springmass.cli.verbs import main
from springmass.errors import InputError


@main.command()
@json_option
def scenarios(as_json: bool) -> None:
    """List the scenarios that come with the package, each with its question; run one to see its answer.

    \b
    Example: springmass scenarios
    """
    from springmass.report.scenario_answers import scenarios_document, scenarios_text

    if as_json:
        print_json({"scenarios": scenarios_document()})
    else:
        click.echo(scenarios_text())


@main.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, so that editors complete and check them.

    \b
    Example: springmass schema > scenario.schema.json
    """
    import springmass as sm

    print_json(sm.schema())


@main.command()
@click.argument("files", nargs=-1, required=True)
@json_option
def validate(files: tuple[str, ...], as_json: bool) -> None:
    """Check scenario files without running them.

    \b
    Example: springmass validate rbds001
    """
    import springmass as sm
    from springmass.gait.find import check_gait
    from springmass.report.scenario_answers import check_answer

    problems: dict[str, str | None] = {}
    for file in files:
        try:
            scenario = sm.load(file)
            check_gait(scenario)
            check_answer(scenario)
            problems[file] = None
        except InputError as error:
            problems[file] = str(error)
    if as_json:
        print_json({file: {"ok": problem is None, "problem": problem} for file, problem in problems.items()})
    for file, problem in problems.items():
        if problem is None and not as_json:
            click.echo(f"{file}: ok")
        elif problem is not None:
            click.echo(f"springmass: {problem}", err=True)
    if any(problems.values()):
        sys.exit(WRONG_INPUT)
