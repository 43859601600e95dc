"""Write the pack of a lesson to a folder, in one move."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from springmass.classroom.readme import FIRST_LINE
from springmass.errors import InputError
from springmass.writing import folder_in_one_move

_README = "README.txt"
_FOLDERS = ("data", "scenarios", "slides")
_SLIDE = re.compile(r"step-(0-opening|\d+a-question|\d+b-answer)\.png")
_SYSTEMS_OWN = {".DS_Store", "Thumbs.db", "desktop.ini"}
"""Files that a system puts into a folder by itself."""


@dataclass(frozen=True)
class Pack:
    """A lesson pack.

    Attributes
    ----------
    folder : Path
    files : tuple of Path
        In it, relative to it.
    """

    folder: Path
    files: tuple[Path, ...]


def lesson_pack(name: str, folder: str | os.PathLike[str] | None = None, *, paper: str = "a4") -> Pack:
    """Write the classroom pack of a lesson: worksheet, answers, data, scenario files and slides.

    Parameters
    ----------
    name : str
        Of the lesson, such as ``"midstance"``.
    folder : path, optional
        The pack's own folder; the default is ``lesson-NAME`` here. A pack that is there already is replaced.
    paper : str
        ``"a4"`` or ``"letter"``.

    Returns
    -------
    Pack
        Its folder and its files. The same lesson gives the same files byte by byte, but for the shade of a few pixels
        in pictures.

    Raises
    ------
    InputError
        For an unknown lesson or paper, a folder that holds something else, and a place that cannot be written to.
        Then nothing is left behind.

    Examples
    --------
    >>> lesson_pack("midstence")
    Traceback (most recent call last):
    springmass.errors.InputError: lesson: given "midstence"; no such lesson is shipped. Did you mean "midstance"?
    """
    from springmass.classroom.pdf_page import PAPERS
    from springmass.lab.lesson_files import lesson

    lesson(name)  # an unknown one is told before anything else
    if paper.lower() not in PAPERS:
        raise InputError("paper", given=paper, allowed="must be a4 or letter")
    place = Path(f"lesson-{name}" if folder is None else folder)
    if problem := _in_the_way(place):
        raise problem
    reason = ""
    try:
        with folder_in_one_move(place) as temporary:  # before the work: what cannot be written is told at once
            contents = _contents(name, paper.lower())
            for file, content in contents.items():
                (temporary / file).parent.mkdir(exist_ok=True)
                (temporary / file).write_bytes(content)
    except OSError as error:
        reason = error.strerror or str(error)
    if reason:
        raise InputError("folder", given=str(place), allowed=f"cannot be written: {reason}")
    return Pack(place, tuple(Path(file) for file in contents))


def _contents(name: str, paper: str) -> Mapping[str, bytes]:
    """File → what is in it."""
    from springmass.classroom.handout import handout
    from springmass.classroom.html_page import html_page
    from springmass.classroom.pdf_page import PAPERS, pdf_page
    from springmass.classroom.pictures import png, step_picture
    from springmass.classroom.readme import readme
    from springmass.classroom.scenarios import scenario_files
    from springmass.classroom.sheets import answers, rows, worksheet
    from springmass.classroom.shown import shown
    from springmass.classroom.slides import answer_slide, opening_slide, question_slide, slide_png
    from springmass.classroom.strips import strip_picture
    from springmass.classroom.tables import curves_csv, force_csv, numbers_csv
    from springmass.classroom.words import words
    from springmass.lab.lesson_answers import answered
    from springmass.lab.lesson_files import lesson

    taught, told = lesson(name), answered(lesson(name))
    beside, steps = words(taught), shown(taught)
    files = scenario_files(taught, steps)
    pictures = [png(step_picture(step)) for step in steps]
    asked = [rows(step) for step in steps]
    room = len(steps) // 2  # the first page has fewer steps, and so higher pictures
    strips = [
        png(strip_picture(step, names, step.number <= room), 200.0) for step, names in zip(steps, asked, strict=True)
    ]
    texts = {_README: readme(taught, beside, files), "data/numbers.csv": numbers_csv(steps)}
    texts |= {f"data/step-{step.number}.csv": curves_csv(step) for step in steps}
    texts |= {f"data/step-{number}-force.csv": force_csv(steps[number - 1]) for number in beside.forces()}
    texts |= {f"scenarios/{one.name}": one.text for one in files}
    found = {"slides/step-0-opening.png": slide_png(opening_slide(taught, steps))}
    for step, revealed in zip(steps, told["steps"], strict=True):
        stem = f"slides/step-{step.number}"  # a and b: seen in the order of their names, no answer comes first
        found[f"{stem}a-question.png"] = slide_png(question_slide(step))
        found[f"{stem}b-answer.png"] = slide_png(answer_slide(step, revealed["headline"]))
    for stem, sheet in {
        "worksheet": worksheet(taught, beside, steps),
        "pictures": handout(taught, steps, asked, strips),
        "answers": answers(taught, beside, steps, told, pictures),
    }.items():
        texts[f"{stem}.html"] = html_page(sheet, PAPERS[paper])
        found[f"{stem}.pdf"] = pdf_page(sheet, paper)
    found |= {file: text.encode() for file, text in texts.items()}
    return dict(sorted(found.items()))


def _in_the_way(place: Path) -> InputError | None:
    """What keeps a pack from being written there; None where nothing does."""

    def refused(allowed: str, hint: str = "Take another folder.") -> InputError:
        return InputError("folder", given=str(place), allowed=allowed, hint=hint)

    try:
        target = place.resolve()
        if not target.parent.is_dir():
            return refused(f'cannot be written: the folder "{target.parent}" does not exist', hint="")
        if not target.exists():
            return None
        if not target.is_dir():
            return refused("is a file")
        if target == Path.cwd():
            return refused("is the folder you are in, and a pack replaces its folder")
        found = sorted(one.name for one in target.iterdir() if one.name not in _SYSTEMS_OWN)
        if found and not _is_ours(target):
            return refused(f"holds {_some(found)} and is no lesson pack")
        strange = sorted(one for one in _all(target) if not _of_a_pack(one))
        return refused(f"holds {_some(strange)} beside the pack, and would be replaced") if strange else None
    except (OSError, ValueError) as error:  # a folder one may not look into, a name no system takes
        return refused(f"cannot be written: {getattr(error, 'strerror', None) or error}", hint="")


def _is_ours(folder: Path) -> bool:
    readme = folder / _README
    return readme.is_file() and readme.read_text(encoding="utf-8", errors="replace").startswith(FIRST_LINE)


def _all(folder: Path) -> Iterator[str]:
    """Files and folders in a folder, relative to it; the folders of a pack are none of their own."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.name not in _SYSTEMS_OWN and not (name in _FOLDERS and path.is_dir() and not path.is_symlink()):
            yield name


def _of_a_pack(file: str) -> bool:
    """Whether a file is one of those a pack is made of; packs of other versions had more or fewer steps."""
    folder, _, name = file.rpartition("/")
    stem, _, ending = name.rpartition(".")
    if folder == "slides":
        return _SLIDE.fullmatch(name) is not None
    if folder == "data":
        return ending == "csv" and (_a_step(stem.removesuffix("-force")) or stem == "numbers")
    if folder == "scenarios":
        return ending == "toml" and (_a_step(stem) or stem == "before")
    sheets = {f"{stem}.{ending}" for stem in ("worksheet", "pictures", "answers") for ending in ("html", "pdf")}
    return not folder and name in sheets | {_README, "slide.png", "slide-answer.png"}  # older packs had two slides


def _a_step(stem: str) -> bool:
    return stem.startswith("step-") and stem[5:].isdecimal()


def _some(files: list[str]) -> str:
    more = f" and {len(files) - 1} more" if len(files) > 1 else ""
    return f'"{files[0]}"{more}'
