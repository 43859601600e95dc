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
        "slide.png": "to open with: a question and its choices, no answer.",
        "slide-answer.png": "to close with: the same question, answered.",
        "data/numbers.csv": "the numbers of every step.",
        "data/step-1.csv ...": "curves over contact, before and after, to be drawn by students. These are answers: "
        "hand them out after the predictions.",
        "scenarios/": "a file for each step; springmass gives its numbers again (below).",
    }
    parts = [
        f"{FIRST_LINE}: {lesson.name}",
        lesson.title,
        _filled(lesson.intro),
        f"For: {_filled(words.aim, '     ').lstrip()}",
        f"PLAN FOR {lesson.minutes} MINUTES\n" + "\n".join(minutes),
        _filled(f"With the lab on a projector: springmass lab, then add ?lesson={lesson.name} to its address. It shows "
                "the same steps and needs no network. Without it: the slide, and the pictures on the answer sheet."),
        "WHAT IS IN IT\n" + "\n".join(_item(f"{name}\n        ", text) for name, text in contents.items()),
        _filled("In a spreadsheet that writes 0,5 for 0.5, import the CSV files with English (US) numbers. Quantities "
                "in units of the worksheet; BW is one body weight."),
        "THE NUMBERS AGAIN (in the folder scenarios)\n" + "\n".join(f"  {one.command}" for one in files),
        "SOURCES\n" + "\n".join(_item("-", text) for text in lesson.sources),
        f"Made by springmass {springmass.__version__}: springmass lesson {lesson.name}. Making it again replaces the "
        "folder;\nfiles of your own in it are never touched: then nothing is made, and you are told.",
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def _filled(text: str, indent: str = "") -> str:
    return textwrap.fill(text, _WIDE, initial_indent=indent, subsequent_indent=indent)


def _item(lead: str, text: str) -> str:
    if "\n" in lead:
        name, _, indent = lead.partition("\n")
        return f"  {name}\n{_filled(text, indent)}"
    return textwrap.fill(text, _WIDE, initial_indent=f"  {lead} ", subsequent_indent=" " * (len(lead) + 3))
