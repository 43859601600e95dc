"""The verb that opens the lab."""

from __future__ import annotations

import click

from springmass.cli.options import text_place
from springmass.cli.verbs import main


@main.command()
@click.argument("scenario", default="rbds001")
@click.option("--port", type=click.IntRange(1, 65535), help="Exactly this port.  [default: the first free from 8123]")
@click.option("--no-browser", is_flag=True, help="Do not open the page; its address is printed anyway.")
@click.option(
    "--export",
    "export_path",
    callback=text_place,
    help="Write one HTML file instead that works without a server, with runs computed beforehand.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen to; 0.0.0.0 is the network.")
def lab(scenario: str, port: int | None, no_browser: bool, export_path: str | None, host: str) -> None:
    """Open the lab: drag the foot in a page, watch the runner answer.

    \b
    Example: springmass lab rbds001
    """
    if export_path is not None:
        from springmass.lab.export import export_lab

        export_lab(scenario, export_path, progress=True)
        click.echo(f"lab written to {export_path}", err=True)
        return
    from springmass.lab.serve import serve

    serve(scenario, host=host, port=port, browser=not no_browser, say=click.echo)
