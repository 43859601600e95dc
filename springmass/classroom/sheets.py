"""The worksheet and the answer sheet of a lesson, as blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import springmass
from springmass.classroom.amounts import change, change_unit, enough, filled, named, readable
from springmass.classroom.blocks import (
    BLANK,
    Beside,
    Block,
    Choices,
    Fields,
    Items,
    Lines,
    Picture,
    Section,
    Sheet,
    Table,
    Terms,
    Text,
)
from springmass.classroom.glossary import words_and_units
from springmass.classroom.pictures import banded
from springmass.classroom.shown import Shown
from springmass.classroom.words import Words
from springmass.lab.answer import NUMBERS
from springmass.lab.lesson_files import Lesson
from springmass.metrics import METRICS
from springmass.report.tables import written

_ROWS = 3
"""Numbers to fill in at a step: more cannot be read off in three minutes."""
_SPREAD = (
    "26 runners, mean ± SD (the orange band in a picture): their average, and how much they differ; about two in three "
    "lie in the band."
)
MINUTES_A_STEP = 3
_OPENING = 2


def rows(step: Shown) -> tuple[str, ...]:
    """The metrics a step's table asks for: what the question is about first, then what is told of it.

    Examples
    --------
    >>> from springmass.classroom.shown import shown
    >>> from springmass.lab.lesson_files import lesson
    >>> rows(shown(lesson("midstance"))[2])
    ('peak_quadriceps_force', 'takeoff_angle', 'speed')
    """
    asked = step.step
    names = (asked.question.metric, *(name for _, name in asked.slots()), *(one.metric for one in asked.expect))
    return tuple(name for name in dict.fromkeys(names) if name in NUMBERS)[:_ROWS]  # what the lab's table shows


def plan(lesson: Lesson) -> tuple[tuple[int, str, str], ...]:
    """How the minutes of a lesson are spent: minutes, what is done in them, and how.

    Examples
    --------
    >>> from springmass.lab.lesson_files import lesson
    >>> sum(minutes for minutes, *_ in plan(lesson("steady")))
    20
    """
    count = len(lesson.steps)
    return (
        (_OPENING, "opening",
         "Slide step-0-opening: what the lesson asks, what contact and midstance mean. Worksheets out, answers away."),
        (count * MINUTES_A_STEP, f"steps 1 to {count}, {MINUTES_A_STEP} minutes each",
         "Slide step-1a-question (2a, 3a ...), read aloud; everybody ticks a box and says why; count hands. Only then "
         "the lab, or slide step-1b-answer (2b, 3b ...). Then fill in the numbers."),
        (lesson.minutes - _OPENING - count * MINUTES_A_STEP, "closing",
         "One of the questions beyond the lesson, and what the model cannot show."),
    )  # fmt: skip


def worksheet(lesson: Lesson, words: Words, steps: Sequence[Shown]) -> Sheet:
    """The sheet students fill in: nothing on it tells an answer.

    Parameters
    ----------
    lesson : Lesson
    words : Words
    steps : sequence of Shown

    Returns
    -------
    Sheet
    """
    beyond = tuple(
        Section(f"Beyond the lesson {chr(ord('A') + i)}", (Text(filled(one.ask, steps)), Lines("My answer", 2)))
        for i, one in enumerate(words.beyond)
    )
    names = [name for step in steps for name in rows(step)]
    said = [lesson.intro, *(one.ask for one in words.beyond)]
    said += [text for step in steps for text in (step.step.say, step.step.question.text, *step.step.question.choices)]
    top: tuple[Block, ...] = (
        Fields(("Name", "Class", "Date")),
        Text(lesson.intro),
        Text("In every step: read, tick a box, and only then look: at the screen, or on the sheet of pictures when you "
             "get it. A wrong guess that you wrote down teaches more than a right answer that you read."
             " A change in % is of the number before; in another unit it is after minus before (points: between two "
             "shares of contact). The end explains words and units."),
    )  # fmt: skip
    explained = Section("Words and units", (Terms(words_and_units(names, said)),))
    parts = (*(_to_fill(one) for one in steps), *beyond, explained)
    return Sheet(lesson.title, "Worksheet", top, parts, _foot(lesson))


def _to_fill(step: Shown) -> Section:
    asked = step.step
    blank = tuple((_label(name), *_blanks(step, name)) for name in rows(step))
    return Section(
        f"Step {step.number}",
        (
            Text(asked.say),
            Choices(asked.question.text, asked.question.choices),
            Lines("I think so because", 1),
            Beside(
                Table(f"Step {step.number}, numbers", ("", *_heads(step)), blank),
                Lines("What I saw", max(2, len(blank))),
            ),
        ),
    )


def answers(
    lesson: Lesson, words: Words, steps: Sequence[Shown], told: Mapping[str, Any], pictures: Sequence[bytes]
) -> Sheet:
    """The teacher's sheet: the right choice of every step, what the lab reveals, its numbers and a picture.

    Parameters
    ----------
    lesson : Lesson
    words : Words
    steps : sequence of Shown
    told : dict
        As :func:`springmass.lab.lesson_answers.answered` gives it.
    pictures : sequence of bytes
        A PNG for each step.

    Returns
    -------
    Sheet
    """
    top: tuple[Block, ...] = (
        Text(words.aim, lead="What it is for"),
        Text("; ".join(f"{minutes} min {what}" for minutes, what, _ in plan(lesson)), lead=f"{lesson.minutes} minutes"),
    )
    parts = zip(steps, told["steps"], words.steps, pictures, strict=True)
    sections = [_answer(step, one, idea.think, filled(idea.why, steps), png) for step, one, idea, png in parts]
    sections += [
        Section(
            f"Beyond the lesson {chr(ord('A') + i)}",
            (Text(filled(one.ask, steps), small=True), Text(filled(one.answer, steps))),
        )
        for i, one in enumerate(words.beyond)
    ]
    sections.append(Section("What the model cannot show", (Items(tuple(one.text for one in words.cannot)),)))
    spread = (_SPREAD,) if any(banded(step) for step in steps) else ()
    sections.append(Section("Sources", (Items((*lesson.sources, *spread, _how())),)))
    return Sheet(lesson.title, "Answers, for the teacher", top, tuple(sections), _foot(lesson))


def _answer(step: Shown, told: Mapping[str, Any], think: str, why: str, png: bytes) -> Section:
    asked = step.step
    values = tuple((_label(name), *_cells(step, name)) for name in rows(step))  # the same labels as to fill in
    said = Text(told["told"], lead="It comes out" if told["holds"] else "It comes out otherwise")
    headline = named(told["headline"])
    alt = f"{step.names[1].capitalize()} and {step.names[0]}: {headline}" if step.changes else headline
    return Section(
        f"Step {step.number}",
        (
            Choices(asked.question.text, asked.question.choices, told["right"]),
            said,
            Picture(png, alt),
            Beside(
                Table(f"Step {step.number}, numbers", ("", *_heads(step)), values),
                Text(f"“{think}” {why}", lead="Many think"),
            ),
        ),
    )


def _heads(step: Shown) -> tuple[str, ...]:
    return (*step.names, "change") if step.changes else ("value",)


def _cells(step: Shown, name: str) -> tuple[str, ...]:
    metric, before, now = METRICS[name], step.before[name].value, step.now[name].value
    if not step.changes:
        return (_bare(written(metric, now)),)
    changed, unit = change(metric, before, now), change_unit(metric, before, now)
    return (*enough(metric, before, now), changed if unit == "%" else f"{_bare(changed)} {_short(unit)}")


def _blanks(step: Shown, name: str) -> tuple[str, ...]:
    """Cells to write in; that of the change says whether it is per cent or a difference."""
    if not step.changes:
        return ("",)
    return "", "", f"{BLANK} {_short(change_unit(METRICS[name], step.before[name].value, step.now[name].value))}"


def _short(unit: str) -> str:
    return "points" if unit.startswith("%") and unit != "%" else unit


def _bare(amount: str) -> str:
    """Without its unit: that stands in the first column."""
    return amount.partition(" ")[0]


def _label(name: str) -> str:
    """What a metric is called, with its unit and what a minus means."""
    metric = METRICS[name]
    minus = f"; {named(metric.sign)}" if metric.sign.startswith("minus") else ""
    return f"{named(metric.label)} ({readable(metric)[0]}{minus})"


def _foot(lesson: Lesson) -> str:
    return f"{lesson.title} · springmass {springmass.__version__}, lesson {lesson.name}"


def _how() -> str:
    return "Numbers and pictures: worked out by springmass when this sheet was made, from the files in scenarios/."
