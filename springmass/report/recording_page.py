"""The page of a recording: what it says, the runner made of it, the pictures; one HTML file that needs no network."""

from __future__ import annotations

import html
from collections.abc import Sequence

from matplotlib.figure import Figure

import springmass
from springmass import figures
from springmass.measured.fitting.runner_fit import RunnerFit
from springmass.measured.observe import Observation
from springmass.report.fits import MEANING, headline, outcome_rows, parameter_rows, remarks
from springmass.report.observations import all_notes, force_rows, offset_rows, person_words, watch_rows
from springmass.report.page import document, picture, table


def recorded_figure(seen: Observation) -> Figure:
    """The recording itself: a watch's piece, or the steps of force plates.

    Parameters
    ----------
    seen : Observation
        With a piece or with forces.

    Returns
    -------
    matplotlib.figure.Figure
    """
    if seen.piece is not None:
        assert seen.recording.watch is not None
        return figures.watch_piece(seen.recording.watch, seen.piece, seen.recording.name)
    assert seen.forces is not None
    return figures.recorded_force_steps(
        seen.forces, seen.person, seen.speed.value if seen.speed else None, seen.recording.name
    )


def recording_page(seen: Observation, fit: RunnerFit | None) -> str:
    """Write the page of a recording.

    Parameters
    ----------
    seen : Observation
    fit : RunnerFit or None

    Returns
    -------
    str
        A whole HTML document; pictures are inside it.
    """
    name = html.escape(seen.recording.name)
    who = f"{html.escape(seen.recording.kind)}. {html.escape(person_words(seen.person))}."
    body = f"<h1>{name}: what it says</h1><p>{who}</p>"
    if seen.piece is not None:
        body += _rows(watch_rows(seen.piece))
        body += picture(recorded_figure(seen), "Speed, cadence and contact time of the recording over time.")
    if seen.forces is not None:
        body += _rows(force_rows(seen.forces))
        body += picture(recorded_figure(seen), "Vertical and fore-aft force of every good step, and their mean.")
    if seen.motion is not None:
        body += f"<h2>Hip over ankle</h2>{_rows(offset_rows(seen.motion))}<p>Minus = hip behind.</p>"
        body += picture(
            figures.recorded_posture(seen.motion, seen.recording.name),
            "The stance leg at each moment, with the plumb line from the hip.",
        )
    body += _list(all_notes(seen))
    if fit is not None:
        body += _fitted(fit)
    body += f"<p class=small>springmass {html.escape(springmass.__version__)}</p>"
    return document(f"{seen.recording.name}: a recording and its runner", body)


def _fitted(fit: RunnerFit) -> str:
    tells = f"<h3>What these data cannot tell</h3>{_list(fit.cannot_tell)}" if fit.cannot_tell else ""
    return (
        f"<h2>{html.escape(fit.scenario.title)}</h2><p>{html.escape(headline(fit))}</p>"
        f"{_rows(parameter_rows(fit))}{_rows(outcome_rows(fit))}"
        + picture(figures.fit_curves(fit), "Measured and modelled force curves over contact, and what is left between.")
        + picture(figures.fit_parameters(fit), "Fitted numbers with their uncertainty beside what others say.")
        + tells
        + _list([MEANING, *fit.notes, *remarks(fit)])
    )


def _rows(rows: Sequence[Sequence[str]]) -> str:
    head, *rest = rows
    cells = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rest)
    return table([html.escape(name) for name in head], cells)


def _list(sentences: Sequence[str]) -> str:
    items = "".join(f"<li>{html.escape(one)}</li>" for one in dict.fromkeys(sentences))
    return f"<ul>{items}</ul>" if items else ""
