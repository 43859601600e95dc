"""What a pack says beside the lesson: common ideas, questions beyond it, the limits of the model. Checked when read."""

from __future__ import annotations

import tomllib
from pathlib import Path

from springmass.errors import InputError
from springmass.lab.lesson_files import Lesson
from springmass.scenario.section import Section

FOLDER = Path(__file__).parent / "words"


class Idea(Section):
    """What students often think at a step, and why it is so or not."""

    think: str
    why: str


class Beyond(Section):
    """A question for after the lesson and its answer; numbers are filled in (:func:`.amounts.filled`)."""

    ask: str
    answer: str


class Limit(Section):
    """Something the model cannot show."""

    text: str


class Words(Section):
    """What a pack says beside the lesson.

    Attributes
    ----------
    aim : str
        What the lesson is for.
    slide : int
        The step whose question stands on the slide, from 1.
    lead : str
        What must be known before that question, where the steps before it have not been seen.
    steps : tuple of Idea
        One for each step of the lesson.
    beyond : tuple of Beyond
    cannot : tuple of Limit
    """

    aim: str
    slide: int
    lead: str
    steps: tuple[Idea, ...]
    beyond: tuple[Beyond, ...]
    cannot: tuple[Limit, ...]


def words(lesson: Lesson) -> Words:
    """Read the words that go with a lesson.

    Parameters
    ----------
    lesson : Lesson

    Returns
    -------
    Words

    Raises
    ------
    InputError
        Where they do not fit the lesson.

    Examples
    --------
    >>> from springmass.lab.lesson_files import lesson
    >>> len(words(lesson("cadence")).beyond)
    2
    """
    file = FOLDER / f"{lesson.name}.toml"
    if not file.is_file():
        raise InputError("lesson", given=lesson.name, allowed="has no pack", hint=f"Write {file.name} in {FOLDER}.")
    found = Words(**tomllib.loads(file.read_text(encoding="utf-8")))
    if len(found.steps) != len(lesson.steps):
        allowed = f"are {len(found.steps)}, and the lesson has {len(lesson.steps)}"
        raise InputError("steps", allowed=allowed, file=file.name)
    if not 1 <= found.slide <= len(lesson.steps):
        raise InputError("slide", given=found.slide, allowed=f"must be 1 to {len(lesson.steps)}", file=file.name)
    return found
