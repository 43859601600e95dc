"""The model beside measurements, as text, Markdown and JSON: the default runner, published interventions, claims."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import springmass
from springmass.evidence.claims import Judged
from springmass.evidence.default_runner import Comparison, Row
from springmass.evidence.interventions import Effect, named, said
from springmass.evidence.runners26 import ATTRIBUTION, SPEEDS
from springmass.report.tables import aligned, written

_KIND = {"input": "given", "assumed": "assumed", "fitted": "fitted", "check": "check"}
MIDSTANCE = (
    "Offsets name their instant; where none is named, midstance is the lowest point of the body. Minus = hip behind."
)
"""What every report of offsets must say."""


def _cells(row: Row) -> list[str]:
    cells = []
    for v in SPEEDS:
        real = row.measured[v]
        mean, sd = written(row.metric, real.mean), written(row.metric, real.sd)
        unit = mean.partition(" ")[2]
        plain = [
            text.removesuffix(f" {unit}") if unit else text for text in (written(row.metric, row.model[v]), mean, sd)
        ]
        cells.append(f"{plain[0]}  ({plain[1]} ± {plain[2]})" + (f" {unit}" if unit else ""))
    return cells


def _apart(row: Row) -> str:
    if row.kind == "input":
        return "given"
    return f"{row.worst:+.1f} SD" + (" ✗" if row.misses else "")


def comparison_text(found: Comparison, effects: Sequence[Effect]) -> str:
    """Default runner against 26 runners, then the interventions, for a terminal.

    Parameters
    ----------
    found : Comparison
    effects : sequence of Effect

    Returns
    -------
    str
    """
    head = ["", *(f"{v:g} m/s: model (runners)" for v in SPEEDS), "farthest off"]
    table = aligned([head, *([row.metric.label, *_cells(row), _apart(row)] for row in found.rows)])
    misses = [f"{row.metric.label}: {row.reason}" for row in found.rows if row.misses and row.reason]
    parts = [
        f"The average runner against {ATTRIBUTION}.\n",
        table,
        f"✗ = farther than one standard deviation at some speed. {MIDSTANCE}\n",
        *(f"{name}: R² {', '.join(f'{found.agreement[key][v]:.3f}' for v in SPEEDS)}" for key, name in _FORCES.items()),
        "\nWhy what misses, misses:\n" + _bullets(misses),
        "\nPublished effects of changing form, and the model's:\n",
        _bullets(
            [
                f"{one.intervention} – {one.quantity}: published {one.published}; model "
                + ", ".join(f"{named(name)} {said(one, name)} ({one.agrees(name)})" for name in one.model)
                + f" [{one.held}]"
                for one in effects
            ]
        ),
    ]
    return "\n".join(parts)


_FORCES = {
    "vertical_force": "vertical force, after the first 10 % of contact, against the mean curves",
    "fore_aft_force": "fore-aft force, the same",
}


def _effect_rows(effects: Sequence[Effect]) -> list[list[str]]:
    return [
        [
            f"{one.intervention}: {one.quantity}",
            one.published,
            f"{named(name)} {said(one, name)}",
            one.agrees(name),
            one.held,
        ]
        for one in effects
        for name in one.model
    ]


def comparison_markdown(found: Comparison, effects: Sequence[Effect]) -> str:
    """The same as a page of the documentation, misses included.

    Parameters
    ----------
    found : Comparison
    effects : sequence of Effect

    Returns
    -------
    str
    """
    rows = [[row.metric.label, *_cells(row), _apart(row), _KIND[row.kind]] for row in found.rows]
    missed = [[row.metric.label, f"{row.worst:+.1f} SD", row.reason or "not known"] for row in found.rows if row.misses]
    agreement = [[name, *(f"{found.agreement[key][v]:.3f}" for v in SPEEDS)] for key, name in _FORCES.items()]
    sources = dict.fromkeys(f"{one.intervention}: {one.source} ({one.conditions})" for one in effects)
    stored, lost = (found.gaits[3.5].metrics[name].value for name in ("elastic_energy", "energy_lost"))
    counts = {
        kind: (
            sum(row.kind == kind and not row.misses for row in found.rows),
            sum(row.kind == kind for row in found.rows),
        )
        for kind in ("fitted", "check")
    }
    return "\n".join(
        [
            "# The model beside real runners",
            "",
            "Made by `springmass evidence --markdown`.",
            "",
            "## The average runner against 26 runners",
            "",
            f"{ATTRIBUTION}. Speed, cadence and contact time are given to the gait search. Of the quantities that were "
            "fitted, or whose curve was (on other processing of 13 of the runners), {} of {} stay within one standard "
            "deviation at all three speeds; of those that were not, {} of {}. One standard deviation is the "
            "spread of single "
            f"runners; the model stands for their mean. {MIDSTANCE}".format(*counts["fitted"], *counts["check"]),
            "",
            *_markdown(["", *(f"{v:g} m/s: model (runners)" for v in SPEEDS), "farthest off", ""], rows),
            "",
            "R² of the force curves:",
            "",
            *_markdown(["", *(f"{v:g} m/s" for v in SPEEDS)], agreement),
            "",
            "### What misses, and why",
            "",
            *_markdown(["", "farthest off", "why"], missed),
            "",
            f"Not in the table: at 3.5 m/s the model's leg stores {stored:.2f} J/kg and loses {lost:.2f} J/kg in a "
            "step, because its damping is fitted to the shape of the force curve. Real tendons return more. The "
            "runners' ankle moments are some 20 % below those of other studies, so an ankle moment that agrees with "
            "them is probably too small.",
            "",
            "*given*: put into the search or left by it; *assumed*: a constant; *fitted*: its like or its curve was "
            "fitted; *check*: the model's answer.",
            "",
            "Which numbers of the average runner were fitted to what stands in "
            "`springmass/scenario/average_runner.py`; "
            "`python calibration/calibrate.py` shows what they leave over. No moment and no muscle force was fitted.",
            "",
            "## Published effects of changing form",
            "",
            "What is held fixed decides the size of an answer; the last column says it.",
            "",
            *_markdown(
                ["change and quantity", "published", "model", "", "how the model was asked"], _effect_rows(effects)
            ),
            "",
            "Sources:",
            "",
            *(f"- {source}" for source in sources),
            "",
        ]
    )


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def comparison_document(found: Comparison, effects: Sequence[Effect]) -> dict[str, Any]:
    """The same as plain JSON types."""
    rows = [
        {
            "metric": row.metric.name,
            "unit": row.metric.unit_label,
            "kind": row.kind,
            "misses": row.misses,
            "reason": row.reason,
            "speeds": {
                f"{v:g} m/s": {
                    "model": row.model[v],
                    "mean": row.measured[v].mean,
                    "sd": row.measured[v].sd,
                    "apart_sd": row.apart(v),
                }
                for v in SPEEDS
            },
        }
        for row in found.rows
    ]
    return {
        "runners": ATTRIBUTION,
        "midstance": "lowest point",
        "rows": rows,
        "r_squared": {name: {f"{v:g} m/s": value for v, value in at.items()} for name, at in found.agreement.items()},
        "interventions": [
            {
                "intervention": one.intervention,
                "quantity": one.quantity,
                "published": one.published,
                "conditions": one.conditions,
                "source": one.source,
                "asked": one.held,
                "unit": one.unit,
                "model": {name: {"value": value, "agrees": one.agrees(name)} for name, value in one.model.items()},
            }
            for one in effects
        ],
        "version": springmass.__version__,
    }


def claims_text(judged: Sequence[Judged], everything: bool = False) -> str:
    """Claims and verdicts for a terminal.

    Parameters
    ----------
    judged : sequence of Judged
    everything : bool
        Every check with its numbers, what it depends on and what cannot be said.

    Returns
    -------
    str
    """
    table = aligned([["claim", "verdict"], *([one.claim.title, one.verdict.value] for one in judged)])
    parts = [table, ""]
    for one in judged:
        parts += [f"{one.claim.title} ({one.claim.name})", f"→ {one.verdict.value}", _wrapped(one.finding.answer)]
        if everything:
            parts.append(_wrapped(f"The claim: {one.claim.says}"))
            parts += [_check(check.holds, check.source, check.expected, check.found) for check in one.finding.checks]
            if one.finding.depends:
                parts.append(_wrapped(f"Depends: {one.finding.depends}"))
            if one.finding.limits:
                parts.append(_wrapped(f"Cannot say: {one.finding.limits}"))
        parts.append("")
    return "\n".join([*parts, f"{MIDSTANCE} Measured: {ATTRIBUTION}."])


def _check(holds: bool, source: str, expected: str, found: str) -> str:
    return textwrap.fill(
        f"{'✓' if holds else '✗'} {source}: {expected} – {found}", 110, initial_indent="  ", subsequent_indent="    "
    )


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 110, initial_indent="  ", subsequent_indent="  ")


def _bullets(lines: Sequence[str]) -> str:
    return "\n".join(textwrap.fill(line, 110, initial_indent="• ", subsequent_indent="  ") for line in lines)


def claims_document(judged: Sequence[Judged]) -> dict[str, Any]:
    """Claims and verdicts as plain JSON types."""
    claims = [
        {
            "name": one.claim.name,
            "title": one.claim.title,
            "claim": one.claim.says,
            "verdict": one.verdict.value,
            "answer": one.finding.answer,
            "checks": [
                {"expected": check.expected, "found": check.found, "holds": check.holds, "source": check.source}
                for check in one.finding.checks
            ],
            "depends": one.finding.depends,
            "cannot_say": one.finding.limits,
        }
        for one in judged
    ]
    counts = {value: sum(one["verdict"] == value for one in claims) for value in {one["verdict"] for one in claims}}
    return {
        "midstance": "lowest point",
        "runners": ATTRIBUTION,
        "verdicts": counts,
        "claims": claims,
        "version": springmass.__version__,
    }
