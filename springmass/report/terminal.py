"""What the command line prints: results as text, nothing else."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from springmass.gait.continuation import Branch
from springmass.gait.family import PowerFamily
from springmass.gait.find import SteadyGait
from springmass.gait.fixed_points import FixedPoint
from springmass.gait.stability import Basin
from springmass.gait.what_if import ONE_STEP, QUESTIONS, SETTLE, Answer
from springmass.metrics import Metrics, StepView
from springmass.metrics.words import listed
from springmass.report.tables import aligned, comparison
from springmass.report.verdict import verdict
from springmass.report.words import LIMITS, answer_sentences, limits
from springmass.scenario import Scenario, numeric_fields
from springmass.units import label


def heading(scenario: Scenario, question: bool = True) -> str:
    """Title and question of a scenario, with an empty line after them."""
    lines = [text for text in (scenario.title, scenario.question if question else "") if text]
    return "\n".join([*lines, ""]) if lines else ""


def answer_text(answer: Answer, everything: bool = False) -> str:
    """One answer: what was asked, the table, the sentences, and all of it in short."""
    # A settling that ended has no gait to compare with; its last, broken step is none.
    after = answer.after if answer.ask != SETTLE or answer.settled else None
    columns = [("baseline", answer.before), *([("what-if", after)] if after else [])]
    table = comparison(columns, change=after is not None, everything=everything)
    if answer.ask == ONE_STEP:
        table += "\nspeed, cadence and times are those of this one step, not of a run"
    told, short = bullets(answer_sentences(answer)), wrapped(f"In short: {verdict(answer)}")
    return f"{asked(answer)}\n\n{table}\n\n{told}\n\n{short}\n"


def answers_text(answers: Sequence[Answer], everything: bool = False) -> str:
    """Several answers to one question side by side, and each in short."""
    first = answers[0]
    told = [one for one in answers if one.ask != SETTLE or one.settled]  # a run that ended has no gait to compare
    columns = [("baseline", first.before), *((one.ask, one.after) for one in told)]
    shown_columns = [(name, m) for name, m in columns if m]
    parts = [f"What if {_change(first)}? Asked in {len(answers)} ways, because the answers differ:\n"]
    missing = [one.ask for one in answers if one.ask not in dict(shown_columns)]
    parts.append(comparison(shown_columns, everything=everything) + _no_column(missing) + "\n")
    for one in answers:
        sentences = answer_sentences(one)
        # What the model cannot say is said once, at the end.
        worth = limits(answers[0].before)
        shown = [s for s in sentences if s not in (LIMITS, worth)]
        if one is answers[-1]:
            shown.append(worth)
        skip = 0 if one is first else 1
        parts.append(f"{one.ask.upper()} – {QUESTIONS[one.ask]}\n{bullets(shown[skip:] or sentences)}\n")
    parts.append(f"IN SHORT\n{bullets([verdict(one) for one in answers])}\n")
    return "\n".join(parts)


def _no_column(asks: Sequence[str]) -> str:
    """The line under a table that says which ways of asking have no column in it, and why."""
    if not asks:
        return ""
    return f"\nno column for {listed(asks)}: it ends without steady running, as told below"


def asked(answer: Answer) -> str:
    """The question as one line."""
    return f"What if {_change(answer)}? Asked as {answer.ask} – {QUESTIONS[answer.ask]}"


def bullets(sentences: Sequence[str]) -> str:
    """Sentences as a list, wrapped."""
    return "\n".join(_filled(s, initial_indent="• ", subsequent_indent="  ") for s in sentences)


def wrapped(paragraph: str) -> str:
    """A paragraph in lines of a terminal's width."""
    return _filled(paragraph)


def _filled(text: str, **how: str) -> str:
    """Text in lines; a number stays with its unit."""
    held = re.sub(r"(?<=\d) (?=%|[^\W\d_])", "\u00a0", text)
    return textwrap.fill(held, 100, **how).replace("\u00a0", " ")  # type: ignore[arg-type]


def gait_text(gait: SteadyGait, midstance: str, everything: bool = False) -> str:
    """A steady gait: what was found, how well it repeats, its stability, its metrics."""
    fields = numeric_fields(gait.scenario.leg.law)
    lines = []
    for name in gait.free:
        value = gait.scenario.value(name)
        lines.append(f"found {fields[name].label}: {label(value, fields[name].unit)}  ({name})")
        if name == "leg.push_off" and value < 0.0:
            lines.append("  a negative push-off takes energy out: the leg gives way as it stretches")
    lines.append(f"the step repeats itself to {gait.residual:.0e} after {gait.iterations} Newton steps")
    lines.append(f"{gait.stability.sentence}\n")
    metrics = Metrics(StepView(gait.step, midstance))
    lines.append(comparison([("steady gait", metrics)], everything=everything))
    return "\n".join(lines)


def gaits_text(found: Sequence[FixedPoint], window: str) -> str:
    """All gaits of one set of parameters."""
    if not found:
        return f"There is no steady gait {window}."
    rows = [["top of the flight", "speed there", "multiplier", "a small stumble"]]
    for one in found:
        value = one.stability.multiplier
        number = f"{value.real:.4f}" + (f"{value.imag:+.4f}i" if abs(value.imag) > 1e-9 else "")
        what = one.stability.sentence.removeprefix("a small stumble ")
        rows.append([label(one.apex_height, "m"), f"{one.apex_speed:.3f} m/s", number, what])
    count = f"{len(found)} steady gait{'s' * (len(found) != 1)} {window}"
    return f"{count}:\n\n{aligned(rows)}"


def basin_text(found: Basin, gait: SteadyGait) -> str:
    """How large a stumble a gait survives."""
    height = gait.apex_height
    if not gait.stability.stable or not found.lowest <= height <= found.highest:
        return "Left alone the runner drifts away from this gait: no stumble is small enough."
    return (
        f"Left alone the runner comes back from stumbles between {100 * (height - found.lowest):.1f} cm lower and "
        f"{100 * (found.highest - height):.1f} cm higher at the same energy."
    )


def branch_text(branch: Branch) -> str:
    """A family of gaits along a parameter: where it runs, its special points, why it ends."""
    field = numeric_fields()[branch.field]
    # At a special point the multiplier is ±1 to rounding; it is the end of the stable stretch.
    stable = [point.value for point in branch.points if abs(point.stability.multiplier) < 1.0 + 1e-6]
    first, last = (label(branch.points[end].value, field.unit, 4) for end in (0, -1))
    lines = [
        f"The gait followed along {field.label}: from {first} to {last}, {len(branch.points)} points of one curve."
    ]
    for point in branch.special:
        what = {"saddle-node": "two gaits meet and vanish", "flip": "each step over-corrects fully from here on"}
        lines.append(f"{point.special} at {label(point.value, field.unit, 6)}: {what[point.special]}.")
    if stable:
        lines.append(f"Stable ones from {label(min(stable), field.unit, 6)} to {label(max(stable), field.unit, 6)}.")
    else:
        lines.append("None of them is stable.")
    lines.append(f"It ends at {branch.ends[0]} on one side and at {branch.ends[1]} on the other.")
    return "\n".join(lines)


def family_text(family: PowerFamily) -> str:
    """Hip-powered to leg-powered, one line a gait."""
    columns = {
        "hip over foot point": family.values("hip_cop_offset"),
        "hip over ankle": family.values("hip_ankle_offset"),
        "foot ahead": family.values("foot_ahead_at_touchdown"),
        "push-off": family.parameter("leg.push_off"),
    }
    extension, takeoff = family.parameter("hip.extension"), family.values("takeoff_angle")
    peak, stiffness = family.values("peak_vertical_force"), family.parameter("leg.stiffness")
    quadriceps = family.values("peak_quadriceps_force")
    rows = [[*columns, "hip extension", "leg stiffness", "takeoff", "peak force", "quadriceps"]]
    for i in range(len(family.gaits)):
        centimetres = [f"{100 * values[i]:.1f} cm" for values in columns.values()]
        rest = [label(extension[i], "rad", 2), label(stiffness[i], "N/m"), f"{takeoff[i]:.1f}°", f"{peak[i]:.2f} BW"]
        rows.append([*centimetres, *rest, f"{quadriceps[i]:.1f} BW"])
    end = "" if family.complete else "\nThe hip alone cannot replace all that this leg loses: the family ends there."
    return (
        "Who puts the lost energy back? From the leg (top) to the hip (bottom), at the same speed, cadence and contact "
        f"time.\n\n{aligned(rows)}\nmidstance = {family.midstance}; minus = hip behind{end}"
    )


def _change(answer: Answer) -> str:
    return ", ".join(f"{name} {str(value).removeprefix('=')}" for name, value in answer.change.items())
