"""What a pack says beside the lesson: common ideas, questions beyond it, the limits of the model. Checked when read."""

from __future__ import annotations

import re
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
    steps : tuple of Idea
        One for each step of the lesson.
    beyond : tuple of Beyond
    cannot : tuple of Limit
    """

    aim: str
    steps: tuple[Idea, ...]
    beyond: tuple[Beyond, ...]
    cannot: tuple[Limit, ...]

    def forces(self) -> list[int]:
        """The steps whose vertical force a question wants drawn: those whose file it names."""
        asked = " ".join(one.ask for one in self.beyond)
        return sorted({int(number) for number in re.findall(r"data/step-(\d+)-force\.csv", asked)})


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
    return found
