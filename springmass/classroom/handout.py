"""The pictures students look at and measure in when there is no screen: for after the predictions."""

from __future__ import annotations

from collections.abc import Sequence

import springmass
from springmass.classroom.amounts import enough, named, readable
from springmass.classroom.blocks import Block, Picture, Section, Sheet, Text
from springmass.classroom.shown import Shown
from springmass.classroom.strips import FRAMES, READ, curves_of, marked
from springmass.lab.lesson_files import Lesson
from springmass.metrics import METRICS
from springmass.metrics.words import capital, foot_stays


def handout(
    lesson: Lesson, steps: Sequence[Shown], names: Sequence[tuple[str, ...]], pictures: Sequence[bytes]
) -> Sheet:
    """The sheet of pictures.

    Parameters
    ----------
    lesson : Lesson
    steps : sequence of Shown
    names : sequence of tuple of str
        For each step the metrics it asks for.
    pictures : sequence of bytes
        A PNG for each step (:func:`.strips.strip_picture`).

    Returns
    -------
    Sheet
    """
    top: tuple[Block, ...] = (
        Text(
            f"Only after you have ticked your boxes. Each strip shows one contact at {FRAMES} equal times. Orange: the "
            "plumb line from the hip, with hip and ankle as dots (a runner who is only a weight on a spring: from the "
            "weight). Thin orange lines in the curves: midstance, when the body is lowest (dashed: before). What is "
            "asked at midstance is read where a curve crosses its line.",
            small=True,
        ),
    )
    sections = tuple(
        Section(f"Step {step.number}", (*_read(step, asked), Picture(png, _alt(step, asked))))
        for step, asked, png in zip(steps, names, pictures, strict=True)
    )
    foot = f"{lesson.title} · springmass {springmass.__version__}, lesson {lesson.name}"
    return Sheet(lesson.title, "Pictures, to look at and to measure in", top, sections, foot)


def _read(step: Shown, names: Sequence[str]) -> tuple[Block, ...]:
    """What to read off the curves; and the numbers that are in none."""
    drawn = set(curves_of(step, tuple(names)))
    there = [name for name in names if READ.get(name) and set(READ[name]) <= drawn]
    found: list[Block] = []
    if there:
        told = "; ".join(named(METRICS[name].label) for name in there) + "."
        if "height" in drawn and not marked(step, "height"):
            told += " Find the lowest point in the curve of the height; it is flat: the line in the other curve helps."
        found.append(Text(told, small=True, lead="Read off"))
    if given := [_given(step, name) for name in names if name not in there]:
        found.append(Text("; ".join(given) + ".", small=True, lead="In no curve"))
    return tuple(found)


def _given(step: Shown, name: str) -> str:
    metric = METRICS[name]
    unit = readable(metric)[0]
    before, now = enough(metric, step.before[name].value, step.now[name].value)
    return f"{named(metric.label)} {f'{before} → {now}' if step.changes else now} {unit}"


def _alt(step: Shown, names: Sequence[str]) -> str:
    runs = " and ".join(step.names) if step.changes else "the runner"
    curves = ", ".join(step.told[name].label for name in curves_of(step, tuple(names)))
    who = "A weight on a spring" if foot_stays(step.before.view.step) else "The runner"
    return capital(f"{who} at {FRAMES} equal times of one contact, {runs}; over contact: {curves}.")
