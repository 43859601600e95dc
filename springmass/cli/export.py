"""The verb that writes a simulated run in the formats of the field."""

from __future__ import annotations

import click

from springmass.cli.verbs import main


@main.command()
@click.argument("file")
@click.option("-o", "--output", "path", required=True, help="File to write: .mot, .sto, .trc, .csv or .nc.")
@click.option("--steps", default=4, show_default=True, help="How many steps to take, at most.")
@click.option("--rate", default="200Hz", show_default=True, help="Rows a second.")
@click.option("--what", help="forces, kinematics or all.  [default: forces in .mot and .sto, all in .csv and .nc]")
@click.option("--contact", type=int, help="Only this contact, counted from 1: then OpenSim coordinates have no gaps.")
@click.option(
    "--knee",
    default="rajagopal",
    show_default=True,
    help="Sign of a bent knee in OpenSim coordinates: rajagopal positive, gait2392 negative.",
)
@click.option("--bodyweights", is_flag=True, help="Forces in body weights, moments per kg; in .csv and .nc.")
def export(
    file: str, path: str, steps: int, rate: str, what: str | None, contact: int | None, knee: str, bodyweights: bool
) -> None:
    """Write a simulated run to a file for OpenSim, a spreadsheet or a script.

    \b
    Feet alternate, right first. The leg in the air is not in the model and missing in the file.
    Example: springmass export rbds001 -o run.mot --steps 4 --rate 200Hz
    """
    import springmass as sm
    from springmass.report.export import export as write

    run = sm.simulate(sm.load(file), steps=steps)
    write(run, path, rate=rate, knee=knee, what=what, contact=contact, bodyweights=bodyweights)
    click.echo(f"{len(run.steps)} step{'s' * (len(run.steps) != 1)}: {run.message}.")
    click.echo(f"run written to {path}", err=True)
