"""The README of a pack: what is in it, and a plan for the minutes."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import springmass
from springmass.classroom.scenarios import ScenarioFile
from springmass.classroom.sheets import plan
from springmass.classroom.words import Words
from springmass.lab.lesson_files import Lesson

FIRST_LINE = "A lesson pack of springmass"
"""How a pack is known again; the name of the lesson follows."""
_WIDE = 92
_ON_PAPER = (
    ("min 0-2", "opening: say what contact and midstance are (Words and units, at the end of the worksheet). "
     "Each pupil has a worksheet; no pictures yet."),
    ("min 2-9", "predictions: read the steps aloud one after the other; everybody ticks a box and writes "
     "why; count hands, note the counts on the board, tell nothing. Go in order and never back: a later step may "
     "hint at an earlier answer."),
    ("min 9-17", "now hand out pictures.pdf, one for two. A pair looks at the strip of a step, reads the numbers "
     "off the curves, copies those that are in no curve, and works out the change. 8 minutes are not enough for all "
     "five: a pair takes two steps and tells the others. Read the right numbers out of answers.pdf; one or two "
     "marks of the grid beside them is good."),
    ("min 17-20", "closing: who was right? One of the questions beyond the lesson; what the model cannot show."),
)  # fmt: skip


def readme(lesson: Lesson, words: Words, files: Sequence[ScenarioFile]) -> str:
    """Write the README of a pack.

    Parameters
    ----------
    lesson : Lesson
    words : Words
    files : sequence of ScenarioFile

    Returns
    -------
    str
    """
    minutes, clock = [], 0
    for length, what, how in plan(lesson):
        minutes.append(_item(f"min {clock}-{clock + length}".ljust(10), f"{what}: {how[:1].lower()}{how[1:]}"))
        clock += length
    contents = {
        "worksheet.pdf, worksheet.html": "for students: print the PDF, or open the page and fill it in on a screen "
        "(nothing is saved or sent). No answers.",
        "answers.pdf, answers.html": "for you: right choices, numbers, pictures, what students often think, and what "
        "the model cannot show.",
        "pictures.pdf, pictures.html": "for students who have no screen: the runner over one contact, curves to read "
        "numbers off, and the numbers that are in no curve. For after the predictions. One sheet, both sides.",
        "slides/": "step-0-opening.png; for each step step-1a-question.png (nothing on it tells what this or a later "
        "step asks) and step-1b-answer.png. In order of their names.",
        "data/numbers.csv": "the numbers of every step, before and after.",
        "data/step-1.csv ...": "curves over contact, before and after, to be drawn by students. These are answers: "
        "hand them out after the predictions.",
        **{
            f"data/step-{number}-force.csv": "the vertical force of that step over time and nothing else, to be drawn "
            "in a question beyond the lesson."
            for number in words.forces()
        },
        "scenarios/": "a file for each step; springmass gives its numbers again (below).",
    }
    parts = [
        f"{FIRST_LINE}: {lesson.name}",
        lesson.title,
        _filled(lesson.intro),
        f"For: {_filled(words.aim, '     ').lstrip()}",
        f"PLAN FOR {lesson.minutes} MINUTES\n" + "\n".join(minutes),
        _filled(f"With the lab on a projector: springmass lab, then add ?lesson={lesson.name} to its address. It shows "
                "the same steps and needs no network. Charts and numbers under the film tell what later steps ask: "
                "keep the page at its top until the last step. With a projector and no lab: the slides."),
        "ON PAPER ALONE\n" + "\n".join(_item(lead.ljust(9), filled_in) for lead, filled_in in _on_paper(words)),
        "WHAT IS IN IT\n" + "\n".join(_item(f"{name}\n        ", text) for name, text in contents.items()),
        _filled("In a spreadsheet that writes 0,5 for 0.5, import the CSV files with English (US) numbers. Quantities "
                "in units of the worksheet; BW is one body weight. The source of the 26 runners, in the first row "
                "that has them, goes for all."),
        "THE NUMBERS AGAIN (first: cd scenarios; the commands work only in that folder)\n"
        + "\n".join(f"  {one.command}" for one in files),
        "SOURCES\n" + "\n".join(_item("-", text) for text in lesson.sources),
        f"Made by springmass {springmass.__version__}: springmass lesson {lesson.name}. Making it again replaces the "
        "folder;\nfiles of your own in it are never touched: then nothing is made, and you are told.",
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _on_paper(words: Words) -> list[tuple[str, str]]:
    """The plan without a screen, and which question needs no file."""
    free = [chr(ord("A") + i) for i, one in enumerate(words.beyond) if "data/" not in one.ask]
    bound = [chr(ord("A") + i) for i, one in enumerate(words.beyond) if "data/" in one.ask]
    told = f" (without a computer: {' or '.join(free)})" if free else ""
    if free and bound:
        told = told[:-1] + f"; {' and '.join(bound)} needs a CSV file from data/ and a computer)"
    return [(lead, text.replace("beyond the lesson", f"beyond the lesson{told}")) for lead, text in _ON_PAPER]


def _filled(text: str, indent: str = "") -> str:
    return textwrap.fill(text, _WIDE, initial_indent=indent, subsequent_indent=indent)


def _item(lead: str, text: str) -> str:
    if "\n" in lead:
        name, _, indent = lead.partition("\n")
        return f"  {name}\n{_filled(text, indent)}"
    return textwrap.fill(text, _WIDE, initial_indent=f"  {lead} ", subsequent_indent=" " * (len(lead) + 3))
