"""The pictures students look at and measure in when there is no screen: for after the predictions."""

from __future__ import annotations

from collections.abc import Sequence

import springmass
from springmass.classroom.blocks import Block, Picture, Section, Sheet, Text
from springmass.classroom.shown import Shown
from springmass.classroom.strips import FRAMES, READ, curves_of
from springmass.lab.lesson_files import Lesson
from springmass.metrics import METRICS
from springmass.metrics.words import capital, foot_stays
from springmass.report.tables import written


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
            "weight). What happens at midstance stands where the body is lowest: find that time in the curve of the "
            "height, and go straight up or down to the other curve.",
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
        found.append(Text("; ".join(METRICS[name].label for name in there) + ".", small=True, lead="Read off"))
    if given := [_given(step, name) for name in names if name not in there]:
        found.append(Text("; ".join(given) + ".", small=True, lead="In no curve"))
    return tuple(found)


def _given(step: Shown, name: str) -> str:
    metric = METRICS[name]
    before, now = (written(metric, one[name].value) for one in (step.before, step.now))
    return f"{metric.label} {f'{before} → {now}' if step.changes else now}"


def _alt(step: Shown, names: Sequence[str]) -> str:
    runs = " and ".join(step.names) if step.changes else "the runner"
    curves = ", ".join(step.told[name].label for name in curves_of(step, tuple(names)))
    who = "A weight on a spring" if foot_stays(step.before.view.step) else "The runner"
    return capital(f"{who} at {FRAMES} equal times of one contact, {runs}; over contact: {curves}.")
