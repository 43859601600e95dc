"""What a recording says, in tables and sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

from springmass.measured.amounts import plus_minus
from springmass.measured.clock import written_clock
from springmass.measured.counted import tally
from springmass.measured.force.force_steps import ForceSteps
from springmass.measured.motion.motion_steps import MOMENTS, MotionSteps
from springmass.measured.observe import Observation
from springmass.measured.recording import WATCH, WATCH_QUANTITIES, Estimate, Person
from springmass.measured.unit_size import unit_size
from springmass.measured.watch.piece import WatchPiece
from springmass.metrics import METRICS
from springmass.metrics.words import capital, placed
from springmass.report.tables import aligned
from springmass.report.terminal import bullets, wrapped

_FORCES = ("peak_vertical_force", "peak_braking_force", "peak_propulsive_force")
_IMPULSES = ("braking_impulse", "propulsive_impulse")
_TIMING = ("contact_time", "flight_time", "cadence", "duty_factor")
_BOUNCE = ("vertical_oscillation", "drop_touchdown_to_lowest")
_MOMENTS_OF = ("time_of_peak_vertical_force", "time_of_lowest_point", "time_of_fore_aft_crossover")


MOST_NOTES = 6
"""So many notes are printed unless all are asked for; those that matter most stand first."""


def some(notes: Sequence[str], everything: bool) -> str:
    """Notes as a list, the first ones only unless all are asked for."""
    told = [f"{_sentence(one).rstrip('.')}." for one in dict.fromkeys(notes)]
    left = 0 if everything else max(0, len(told) - MOST_NOTES)
    more = [f"… and {left} more: --all."] if left else []
    return bullets([*told[: len(told) - left], *more])


def _sentence(note: str) -> str:
    first = note.split(" ", 1)[0]
    return note if "." in first else capital(note)  # a file keeps its name


def observation_text(seen: Observation, everything: bool = False) -> str:
    """What a recording says, for the terminal.

    Parameters
    ----------
    seen : Observation
    everything : bool
        Every note and every row.

    Returns
    -------
    str
    """
    parts = [f"{seen.recording.name} ({seen.recording.kind}): {person_words(seen.person)}."]
    if seen.piece is not None:
        parts.append(_piece(seen.piece))
    if seen.forces is not None:
        parts.append(_forces(seen.forces, seen.person))
    if seen.motion is not None:
        parts.append(_motion(seen.motion))
    notes = all_notes(seen)
    if notes:
        parts.append(some(notes, everything))
    return "\n\n".join(parts)


def all_notes(seen: Observation) -> list[str]:
    """Everything that was noticed, what matters most first."""
    notes = [*seen.notes, *seen.recording.notes]
    notes += [] if seen.piece is None else seen.piece.notes
    notes += [] if seen.forces is None else seen.forces.notes
    if seen.motion is not None:
        notes += [*seen.motion.notes, *(seen.joints.how if seen.joints is not None else ())]
    return notes


def person_words(person: Person) -> str:
    """Who ran: ``"70 kg, 1.75 m"``, as far as it is known."""
    known = [
        "mass unknown" if person.mass is None else f"{person.mass:.4g} kg",
        "height unknown" if person.height is None else f"{person.height:.2f} m",
    ]
    return ", ".join(known)


def watch_rows(piece: WatchPiece) -> list[list[str]]:
    """A table of what a piece of a watch file says, one column a source."""
    sources = [name for name in (WATCH, *sorted(piece.estimates)) if name in piece.estimates]
    sources = list(dict.fromkeys(sources))
    untold = ("distance", "altitude", "contact_share")  # the share of a stride is the duty factor
    named = {name: quantity for name, quantity in WATCH_QUANTITIES.items() if name not in untold}
    units = {name: (one.label, one.unit) for name, one in named.items()}
    for name in ("flight_time", "duty_factor"):
        units[name] = (METRICS[name].label, METRICS[name].unit_label)
    rows = [["median ± spread between records", *sources]]
    for name, (words, unit) in units.items():
        cells = [
            plus_minus(piece.estimates[source][name], unit, spread=True) if name in piece.estimates[source] else "–"
            for source in sources
        ]
        if any(cell != "–" for cell in cells):
            rows.append([words, *cells])
    return rows


def _piece(piece: WatchPiece) -> str:
    clock = f"{written_clock(piece.start)} to {written_clock(piece.end)}"
    where = clock if piece.chosen == clock else f"{piece.chosen}, {clock}"
    out = "; ".join(f"{reason} ({count})" for reason, count in piece.left_out.items() if count)
    taken = f"{where}: {int(piece.kept.sum())} records of steady running, {written_clock(piece.seconds)} in all"
    return f"{wrapped(taken + ('; left out: ' + out if out else '') + '.')}\n\n{aligned(watch_rows(piece))}"


def force_rows(steps: ForceSteps) -> list[list[str]]:
    """A table of what force plates say: all steps, and each foot where the feet are told apart."""
    sides = [side for side in ("right", "left") if side in steps.side]
    columns: list[tuple[str, str | None]] = [("all steps", None), *((side, side) for side in sides)]
    rows = [[f"mean ± SD between steps (n = {int(steps.good.sum())})", *(title for title, _ in columns)]]
    for name in (*_TIMING, *_FORCES, *_IMPULSES, *_BOUNCE, *_MOMENTS_OF):
        if name not in steps.quantities:
            continue
        cells = [_force_cell(steps, name, side) for _, side in columns]
        if any(cell != "–" for cell in cells):
            rows.append([METRICS[name].label, *cells])
    return rows


def _force_cell(steps: ForceSteps, name: str, side: str | None) -> str:
    found = steps.mean(name, side)
    unit = METRICS[name].unit_label
    per = unit_size(name, steps.mass.value, steps.gravity)
    scaled = Estimate(found.value / per, found.error / per, found.spread / per, found.count)
    if unit == "fraction of contact":
        scaled, unit = Estimate(100.0 * scaled.value, 100.0 * scaled.error, 100.0 * scaled.spread), "%"
    return plus_minus(scaled, unit, spread=True)


def _forces(steps: ForceSteps, person: Person) -> str:
    good, total = int(steps.good.sum()), len(steps.good)
    out = ", ".join(f"{count} {why}" for why, count in tally(steps.why_not).items())
    counted = f"{total} contact{'s' * (total != 1)} above {steps.threshold:.0f} N, {good} of them good"
    said = f"{counted}{' (' + out + ')' if out else ''}. "
    if not math.isfinite(steps.mass.value):
        return f"{wrapped(said + 'What the runner weighs they do not tell.')}\n\n{aligned(force_rows(steps))}"
    weighs = f"The forces weigh {plus_minus(steps.mass, 'kg')}"
    if person.mass:
        more = round(100.0 * (steps.mass.value / person.mass - 1.0), 1)
        weighs += f" ({f'{more:+.1f} % beside' if more else 'as'} the stated {person.mass:.4g} kg)"
    said += f"{weighs}; BW below is the weight they show."
    return f"{wrapped(said)}\n\n{aligned(force_rows(steps))}"


def offset_rows(motion: MotionSteps) -> list[list[str]]:
    """A table of hip over ankle and over the centre of pressure at every moment that has a name."""
    sides = [side for side in ("right", "left") if side in motion.side]
    titles = ["hip − ankle", *(f"{side} leg" for side in sides if len(sides) > 1), "hip − COP"]
    rows = [["mean ± SD between steps", "at % of contact", *titles]]
    for moment in MOMENTS:
        ends = moment in ("touchdown", "takeoff")  # so little force does not tell where it presses
        share = Estimate.of(motion.shares[moment][motion.counts()])
        at = f"{100.0 * share.value:.0f} %" if share.count else "–"
        cells = [motion.mean(moment)]
        cells += [motion.mean(moment, side=side) for side in sides if len(sides) > 1]
        cells.append(Estimate(math.nan, math.nan) if ends else motion.mean(moment, "hip_cop"))
        rows.append([moment, at, *(plus_minus(cell, "m", spread=True, signed=True) for cell in cells)])
    return rows


def _motion(motion: MotionSteps) -> str:
    lowest, half = motion.mean("lowest point"), motion.mean("half contact")
    said = []
    if math.isfinite(lowest.value):
        said.append(f"When the body is lowest the hip is {placed(lowest.value, 'the ankle')}")
    if math.isfinite(half.value):
        said.append(f"{'at' if said else 'At'} half of contact {placed(half.value, 'it' if said else 'the ankle')}")
    speed = motion.speed
    pace = f" Speed {plus_minus(speed, 'm/s')}." if math.isfinite(speed.value) else ""
    return (
        wrapped(f"{len(motion.side)} steps seen. {', '.join(said)}.{pace}") + f"\n\n{aligned(offset_rows(motion))}\n"
        "minus = hip behind; which moment is midstance is a definition, see the rows"
    )
