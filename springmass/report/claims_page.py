"""The page of claims: one HTML file with everything in it, that opens from disk without a network."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from matplotlib.figure import Figure

import springmass
from springmass import figures
from springmass.evidence.claims import Judged, Verdict
from springmass.evidence.claims.bench import Bench
from springmass.evidence.default_runner import Comparison
from springmass.evidence.runners26 import ATTRIBUTION
from springmass.gait.what_if import MATCHED, ONE_STEP, SETTLE
from springmass.report.evidence import MIDSTANCE
from springmass.report.page import document, picture, table

_COLOURS = {
    Verdict.SUPPORTED: "#00614a",
    Verdict.PARTLY: "#7a4b00",
    Verdict.NOT_TESTABLE: "#4a4a4a",
    Verdict.CONTRADICTED: "#8f2f00",
}
"""Dark enough on white to be read by everybody; the verdict itself stands beside in words."""
_FARTHER = 0.03
"""The overstride shown in the pictures [m]."""


def page_figures(bench: Bench, comparison: Comparison) -> dict[str, list[tuple[Figure, str]]]:
    """The pictures of the page, by the claim they belong to.

    Parameters
    ----------
    bench : Bench
        The runner the claims were tried on.
    comparison : Comparison
        The average runner against the 26.

    Returns
    -------
    dict
        Name of a claim, or ``""`` for the end of the page → (figure, what it shows in words).
    """
    gait = bench.leg_powered
    answers = {ask: bench.answer(gait, _FARTHER, ask) for ask in (ONE_STEP, MATCHED, SETTLE)}
    landings = {name: one.metrics.view for name, one in bench.strikes.items()}
    overstride = (
        "Two landings of one runner from the side, the second 3 cm farther ahead: plumb line from hip to ankle at "
        "midstance, the ground's push, the takeoff arrow, and both force curves."
    )
    return {
        "midstance": [
            (
                figures.landings(landings),
                "Vertical force over contact for three foot strikes: different impact, nearly the same peak at "
                "midstance, over the mean of 26 runners.",
            )
        ],
        "hip-behind": [
            (
                figures.joint_load(answers[ONE_STEP]),
                "Knee flexion, knee moment, quadriceps force and ankle moment of one landing 3 cm farther ahead: all "
                "of the knee's load rises.",
            ),
            (
                figures.joint_load(answers[MATCHED]),
                "The same when running on like that at the same speed, cadence and contact time: the knee bends more, "
                "its load hardly changes.",
            ),
        ],
        "slingshot": [
            (figures.slingshot(answers[ONE_STEP]), overstride),
            (figures.three_answers(answers), "One change asked in three ways, side by side: the answers differ."),
        ],
        "": [
            (
                figures.against_runners(comparison.gaits),
                "Force, hip–ankle offset, knee flexion and joint moments of the average runner over the mean and "
                "spread of 26 runners at three speeds.",
            )
        ],
    }


def claims_page(judged: Sequence[Judged], pictures: Mapping[str, Sequence[tuple[Figure, str]]]) -> str:
    """Write the page of claims.

    Parameters
    ----------
    judged : sequence of Judged
    pictures : mapping
        As :func:`page_figures` gives it.

    Returns
    -------
    str
        A whole HTML document; pictures are inside it.
    """
    rows = "".join(
        f'<tr><td><a href="#{one.claim.name}">{html.escape(one.claim.title)}</a></td>'
        f"<td>{_verdict(one.verdict)}</td></tr>"
        for one in judged
    )
    sections = "".join(_section(one, pictures.get(one.claim.name, ())) for one in judged)
    last = "".join(picture(figure, said) for figure, said in pictures.get("", ()))
    return document(
        "Align your foot below your hip? What a model and 26 runners say",
        "<h1>Align your foot below your hip in midstance?</h1>"
        "<p>A running coach’s claims, each put to the test: with a spring-mass runner that has joints, asked in "
        "different "
        "ways, and with measurements of real runners. Verdicts are computed when this page is made.</p>"
        f"<p class=small>{html.escape(MIDSTANCE)} {html.escape(ATTRIBUTION)}.</p>"
        f"{table(('Claim', 'Verdict'), rows)}{sections}"
        f"<h2>How far the model can be trusted</h2>{last}"
        "<p>Joint loads are quasi-static: the weight and speed of the leg’s own parts are left out, so the "
        "first tenth of "
        "contact is not to be believed. The body is an average one. Force curves, the place of the hip and knee "
        "flexion "
        "were fitted, to 13 of the 26 runners; joint moments, which follow from them, were not.</p>"
        f"<p class=small>springmass {html.escape(springmass.__version__)}</p>",
    )


def _verdict(verdict: Verdict) -> str:
    return f'<span class=verdict style="color:{_COLOURS[verdict]}">{html.escape(verdict.value)}</span>'


def _section(one: Judged, pictures: Sequence[tuple[Figure, str]]) -> str:
    checks = "".join(
        f"<tr><td>{'✓ yes' if check.holds else '✗ no'}</td><td>{html.escape(check.source)}</td>"
        f"<td>{html.escape(check.expected)}</td><td>{html.escape(check.found)}</td></tr>"
        for check in one.finding.checks
    )
    more = [("It depends", one.finding.depends), ("What this cannot say", one.finding.limits)]
    notes = "".join(f"<p><strong>{title}.</strong> {html.escape(text)}</p>" for title, text in more if text)
    drawn = "".join(picture(figure, said) for figure, said in pictures)
    return (
        f'<section id="{one.claim.name}"><h2>{html.escape(one.claim.title)}</h2>'
        f"<p class=says>{html.escape(one.claim.says)}</p><p>{_verdict(one.verdict)}</p>"
        f"<p>{html.escape(one.finding.answer)}</p>"
        f"{table(('Holds?', 'From', 'If it were true', 'Found'), checks)}{notes}{drawn}</section>"
    )
