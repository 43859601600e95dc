"""The runner made from a recording, in tables and sentences."""

from __future__ import annotations

import math
from typing import Any

from springmass.measured.amounts import plus_minus
from springmass.measured.fitting.cameras_beside import CAMERAS
from springmass.measured.fitting.propagate import SPREAD
from springmass.measured.fitting.runner_fit import CurveFit, RunnerFit
from springmass.measured.fitting.timing_words import PLAIN
from springmass.measured.force.force_steps import ForceSteps
from springmass.measured.motion.motion_steps import MOMENTS, MotionSteps
from springmass.measured.observe import Observation
from springmass.measured.recording import WATCH_QUANTITIES, Estimate, Person
from springmass.measured.unit_size import unit_undivided
from springmass.measured.watch.piece import WatchPiece
from springmass.metrics import METRICS
from springmass.metrics.words import placed
from springmass.report.document import gait_document
from springmass.report.observations import some
from springmass.report.tables import aligned
from springmass.report.terminal import bullets, wrapped
from springmass.scenario import numeric_fields

_PLAIN = {"vertical_ratio": ("oscillation ÷ step length", "1")}
"""What watches have a number for and the registry of metrics has not: label and unit."""
SHORT = (
    "contact_time",
    "flight_time",
    "vertical_oscillation",
    "takeoff_angle",
    "peak_vertical_force",
    "peak_braking_force",
    "hip_ankle_offset",
    "foot_ahead_at_touchdown",
    "peak_knee_flexion",
    "peak_quadriceps_force",
    "peak_achilles_force",
    "leg_stiffness",
)
"""What a first table of a fitted runner shows."""
_INPUT_UNITS = {"mass": "kg", "height": "m"}
MEANING = (
    "± is one standard deviation of what the value may be off. Where damping and roll of the foot were not fitted they "
    "are the average runner's, and the ± of this runner holds that his own may differ: "
    + ", ".join(f"{PLAIN[name]} by {100.0 * share:.0f} %" for name, share in SPREAD.items())
    + "."
)


def unit_of(name: str, fit: RunnerFit) -> str:
    """Unit of a scenario field or a metric, as its estimates carry it."""
    fields = numeric_fields(fit.scenario.leg.law)
    if name in _PLAIN:
        return _PLAIN[name][1]
    return fields[name].unit if name in fields else METRICS[name].unit_label


def label_of(name: str, fit: RunnerFit) -> str:
    """Name of a scenario field or a metric for people."""
    fields = numeric_fields(fit.scenario.leg.law)
    if name in _PLAIN:
        return _PLAIN[name][0]
    return f"{fields[name].label}  ({name})" if name in fields else METRICS[name].label


def amount(estimate: Estimate, unit: str, signed: bool = False) -> str:
    """An estimate in a metric's or field's unit."""
    if unit == "fraction of contact":
        scaled = Estimate(100.0 * estimate.value, 100.0 * estimate.error)
        return plus_minus(scaled, "% of contact", signed=signed)
    return plus_minus(estimate, unit, signed=signed)


def fit_text(fit: RunnerFit, everything: bool = False) -> str:
    """The fitted runner, for the terminal.

    Parameters
    ----------
    fit : RunnerFit
    everything : bool
        Every metric of the runner, not only the main ones and those that something stands beside.

    Returns
    -------
    str
    """
    parts = [f"THE RUNNER: {fit.scenario.title}"]
    given = ", ".join(
        f"{name.replace('_', ' ')} {plus_minus(one, _INPUT_UNITS.get(name) or METRICS[name].unit_label)}"
        f"{' (assumed)' if name in fit.assumed else ''}"
        for name, one in fit.inputs.items()
    )
    parts.append(wrapped(f"Made from {given}."))
    parts.append(_left(parameter_rows(fit)))
    parts.append(_left(outcome_rows(fit, everything)))
    if fit.curves:
        parts.append(_curves(fit.curves))
    if fit.cannot_tell:
        parts.append(f"What these data cannot tell:\n{bullets(fit.cannot_tell)}")
    parts.append(some([*fit.notes[:1], MEANING, *fit.notes[1:], *remarks(fit)], everything))
    return "\n\n".join(parts)


def remarks(fit: RunnerFit) -> list[str]:
    """What must be known of the numbers that stand beside the fit, one sentence for each source."""
    told: dict[str, list[str]] = {}
    for others in fit.beside.values():
        for one in others:
            if one.note and one.label not in told.setdefault(one.note.rstrip("."), []):
                told[one.note.rstrip(".")].append(one.label)
    return [f"{' and '.join(labels)}: {note}." for note, labels in told.items()]


def parameter_rows(fit: RunnerFit) -> list[list[str]]:
    """A table of the fitted fields, and what else is said of them."""
    return [["what was fitted", "", "from"], *_told(fit, list(fit.parameters))]


def outcome_rows(fit: RunnerFit, everything: bool = False) -> list[list[str]]:
    """A table of what the runner runs like, and what others say of the same."""
    metrics = [name for name in METRICS if name in fit.outcomes or name in fit.beside]
    names = [name for name in metrics if everything or name in SHORT]
    known = (*names, *metrics, *fit.parameters)
    plain = [name for name in dict.fromkeys([*fit.outcomes, *fit.beside]) if name not in known]
    names += plain if everything else []
    return [["what follows", "", "from"], *_told(fit, names)]


def _told(fit: RunnerFit, names: list[str]) -> list[list[str]]:
    rows = []
    for name in names:
        unit = unit_of(name, fit)
        signed = name in METRICS and bool(METRICS[name].sign)
        own = fit.known(name)
        if own is None and name in METRICS:
            own = Estimate(fit.gait.metrics[name].value, math.nan)
        told = [] if own is None else [(amount(own, unit, signed), "this runner")]
        if name in fit.recording_alone and name in fit.parameters:
            narrow = plus_minus(fit.recording_alone[name], unit).partition(" ± ")[2]
            told += [(f"± {narrow}", "from the recording alone")] if narrow else []
        told += [(amount(one.estimate, unit, signed), one.label) for one in fit.others(name)]
        rows += [[label_of(name, fit) if i == 0 else "", number, whose] for i, (number, whose) in enumerate(told)]
    return rows


def headline(fit: RunnerFit) -> str:
    """The runner in a sentence or two."""
    guess = [name.replace("_", " ") for name in fit.assumed if name in ("cadence", "contact_time")]
    mostly = f"Mostly an average runner at that speed, for {' and '.join(guess)} had to be assumed. " if guess else ""
    metrics = fit.gait.metrics
    stiff, usual = fit.known("leg.stiffness"), METRICS["leg_stiffness"].value(metrics.view).value
    hip, foot = metrics["hip_ankle_offset"].value, metrics["foot_ahead_at_touchdown"].value
    assert stiff is not None
    seen = [one for one in fit.others("hip_ankle_offset") if one.label == CAMERAS]
    cameras = f"; cameras saw it {placed(seen[0].estimate.value, 'it')}" if seen else ""
    leg = f"A leg of {amount(stiff, 'N/m')} ({usual:.1f} kN/m as it is usually measured)"
    lands = f"the foot lands {100.0 * foot:.0f} cm ahead of the body{_sure(fit, 'foot_ahead_at_touchdown')}"
    over = f"{placed(hip, 'the ankle')}{_sure(fit, 'hip_ankle_offset')}"
    return f"{mostly}{leg}; {lands}; when the body is lowest the hip is {over}{cameras}."


def _sure(fit: RunnerFit, name: str) -> str:
    """By how much a length of the headline may be off."""
    known = fit.known(name)
    return f" (± {100.0 * known.error:.1f} cm)" if known is not None and math.isfinite(known.error) else ""


def fit_sentences(fit: RunnerFit) -> list[str]:
    """The runner in words: in short, what the data cannot tell, what must be known."""
    return [headline(fit), *fit.cannot_tell, MEANING, *fit.notes]


def _left(rows: list[list[str]]) -> str:
    """As :func:`aligned`, with the last column, which is words, to the left."""
    widest = max(len(row[-1]) for row in rows)
    return "\n".join(
        line.rstrip() for line in aligned([[*row[:-1], row[-1].ljust(widest)] for row in rows]).split("\n")
    )


def _curves(curves: tuple[CurveFit, ...]) -> str:
    rows = [["R² of the force curves", "vertical", "fore-aft after the first 10 % of contact"]]
    for one in curves:
        if one.gait is None:
            rows.append([one.label, "none", one.why_none])
        else:
            rows.append([one.label, _r2(one.r2_vertical), _r2(one.r2_fore_aft)])
    return aligned(rows)


def _r2(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else "–"


def recording_document(seen: Observation, fit: RunnerFit | None) -> dict[str, Any]:
    """What a recording says and the runner made from it, for ``--json``.

    Parameters
    ----------
    seen : Observation
    fit : RunnerFit or None

    Returns
    -------
    dict
        Plain JSON types; estimates carry value, error, spread, count and unit, None for what is not known.
    """
    document: dict[str, Any] = {
        "recording": seen.recording.name,
        "kind": seen.recording.kind,
        "person": _person(seen.person),
        "notes": [*seen.notes, *seen.recording.notes],
    }
    if seen.piece is not None:
        document["watch"] = _watch(seen.piece)
    if seen.forces is not None:
        document["forces"] = _forces(seen.forces)
    if seen.motion is not None:
        document["motion"] = _motion(seen.motion)
        document["motion"]["how"] = list(seen.joints.how) if seen.joints is not None else []
    if fit is not None:
        document["runner"] = _runner(fit)
    return document


def _number(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _estimate(one: Estimate, unit: str) -> dict[str, Any]:
    known = {"value": one.value, "error": one.error, "spread": one.spread}
    return {**{name: _number(value) for name, value in known.items()}, "count": one.count, "unit": unit}


def _person(person: Person) -> dict[str, Any]:
    return {"mass": person.mass, "height": person.height, "sex": person.sex}


def _watch(piece: WatchPiece) -> dict[str, Any]:
    def unit(name: str) -> str:
        return WATCH_QUANTITIES[name].unit if name in WATCH_QUANTITIES else METRICS[name].unit_label

    return {
        "chosen": piece.chosen,
        "start": piece.start,
        "end": piece.end,
        "records": int(piece.kept.sum()),
        "left_out": piece.left_out,
        "notes": list(piece.notes),
        "sources": {
            source: {name: _estimate(one, unit(name)) for name, one in found.items()}
            for source, found in piece.estimates.items()
        },
    }


def _forces(steps: ForceSteps) -> dict[str, Any]:
    def unit(name: str) -> str:
        return unit_undivided(name) if name in METRICS else "N·s"

    return {
        "contacts": len(steps.good),
        "good": int(steps.good.sum()),
        "why_not": sorted({why for why in steps.why_not if why}),
        "threshold": {"value": steps.threshold, "unit": "N"},
        "mass": _estimate(steps.mass, "kg"),
        "notes": list(steps.notes),
        "steps": {name: _estimate(steps.mean(name), unit(name)) for name in steps.quantities},
    }


def _motion(motion: MotionSteps) -> dict[str, Any]:
    kinds = ("hip_ankle", "hip_cop")
    return {
        "steps": len(motion.side),
        "speed": _estimate(motion.speed, "m/s"),
        "notes": list(motion.notes),
        **{f"{kind}_offset": {m: _estimate(motion.mean(m, kind), "m") for m in MOMENTS} for kind in kinds},
    }


def _runner(fit: RunnerFit) -> dict[str, Any]:
    return {
        "inputs": {
            name: _estimate(one, _INPUT_UNITS.get(name) or METRICS[name].unit_label) for name, one in fit.inputs.items()
        },
        "parameters": {name: _estimate(one, unit_of(name, fit)) for name, one in fit.parameters.items()},
        "outcomes": {name: _estimate(one, unit_of(name, fit)) for name, one in fit.outcomes.items()},
        "correlations": [
            {"fields": list(pair), "correlation": _number(value)} for pair, value in fit.correlations.items()
        ],
        "cannot_tell": list(fit.cannot_tell),
        "beside": {
            name: [
                {"from": one.label, **_estimate(one.estimate, unit_of(name, fit)), "note": one.note}
                for one in fit.others(name)
            ]
            for name in fit.beside
        },
        "curves": [
            {
                "model": one.label,
                "r2_vertical": _number(one.r2_vertical),
                "r2_fore_aft": _number(one.r2_fore_aft),
                "why_none": one.why_none,
            }
            for one in fit.curves
        ],
        "sensitivities": fit.sensitivities,
        "notes": list(fit.notes),
        "gait": gait_document(fit.gait, "lowest point"),
    }
