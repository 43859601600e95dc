"""The verbs that hold the model against the world: claims, evidence; and the average runner."""

from __future__ import annotations

from typing import Any

import click

from springmass.cli.options import (
    distinct_files,
    figure_option,
    json_option,
    print_json,
    text_place,
    write_figure,
    write_text,
)
from springmass.cli.verbs import main


@main.command()
@click.argument("names", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every check with its numbers, and what cannot be said.")
@click.option("--page", "page_path", callback=text_place, help="Write a page with the figures to this HTML file.")
@json_option
def claims(names: tuple[str, ...], everything: bool, page_path: str | None, as_json: bool) -> None:
    """Put the coach's claims to the test: each an experiment, with a verdict computed now.

    \b
    Example: springmass claims hip-behind --all
    """
    from springmass.evidence.claims import CLAIMS, judge
    from springmass.evidence.claims.bench import Bench
    from springmass.report.evidence import claims_document, claims_text

    bench = Bench()
    wanted = list(dict.fromkeys(names)) or list(CLAIMS)
    judged = []
    with click.progressbar(length=len(wanted), label="claims", file=_quiet(as_json)) as bar:
        for one in judge(wanted, bench):
            judged.append(one)
            bar.update(1)
    if as_json:
        print_json(claims_document(judged))
    else:
        click.echo(claims_text(judged, everything or bool(names)))
    if page_path is not None:
        from springmass.evidence.default_runner import against_runners26
        from springmass.report.claims_page import claims_page, page_figures

        write_text(claims_page(judged, page_figures(bench, against_runners26())), page_path, "page")


@main.command()
@click.option(
    "--markdown", "markdown_path", callback=text_place, help="Write it as a page of documentation to this file."
)
@figure_option
@json_option
def evidence(markdown_path: str | None, figure_path: str | None, as_json: bool) -> None:
    """Put the average runner beside 26 real ones, and its what-ifs beside published experiments.

    \b
    Example: springmass evidence
    """
    import springmass as sm
    from springmass.evidence.default_runner import against_runners26
    from springmass.evidence.interventions import interventions
    from springmass.report.evidence import comparison_document, comparison_markdown, comparison_text

    distinct_files(("--markdown", markdown_path), ("--figure", figure_path))
    found, effects = against_runners26(), interventions()
    if as_json:
        print_json(comparison_document(found, effects))
    elif markdown_path is None:
        click.echo(comparison_text(found, effects))
    if markdown_path is not None:
        write_text(comparison_markdown(found, effects), markdown_path, "page")
    if figure_path is not None:
        write_figure(sm.figures.against_runners(found.gaits), figure_path)


@main.command()
@click.option("--speed", default="3.5 m/s", show_default=True, help="Mean speed, or a pace such as 4:45min/km.")
@click.option("--mass", help="Such as 70kg; left out, the mean of 26 runners.")
@click.option("--height", help="Such as 1.75m; left out, the mean of 26 runners.")
@click.option("--strike", default="rearfoot", show_default=True, help="rearfoot, midfoot or forefoot.")
@click.option("--cadence", help="Such as 170spm; left out, the average runner's at that speed.")
@click.option("--contact-time", "contact_time", help="Such as 230ms; left out, the average runner's at that speed.")
@click.option(
    "--save", "save_path", callback=text_place, help="Write the scenario to this TOML file instead of printing it."
)
def runner(save_path: str | None, **known: Any) -> None:
    """Write the scenario of a runner of whom only size and speed are known.

    \b
    Example: springmass runner --speed 4:45min/km --mass 70kg --height 1.75m --save me.toml
    """
    import tomli_w

    import springmass as sm

    scenario = sm.default_runner(**{name: value for name, value in known.items() if value is not None})
    if save_path is None:
        click.echo(tomli_w.dumps(scenario.to_dict(defaults=False)), nl=False)
        return
    sm.save(scenario, save_path, defaults=False)
    click.echo(f"scenario written to {save_path}; now: springmass gait {save_path}", err=True)


def _quiet(quiet: bool) -> Any:
    """Where a progress bar goes: a terminal's error stream, or nowhere."""
    import io
    import sys

    return io.StringIO() if quiet or not sys.stderr.isatty() else sys.stderr
