"""A runner in motion, written to a file."""

from __future__ import annotations

import os
from pathlib import Path

from springmass.dynamics.marks import DEFAULT_MIDSTANCE
from springmass.errors import InputError
from springmass.figures.film import FPS, SLOW, Film, film
from springmass.figures.film_files import WRITERS, check_animation_path
from springmass.figures.film_view import Pictures, pace
from springmass.figures.sources import Source
from springmass.figures.words import hangs, means, takeoff_way
from springmass.gait.what_if import Answer
from springmass.metrics.words import capital
from springmass.writing import in_one_move

_NARROWEST, _WIDEST = 320, 1920
_WIDTHS = {"gif": 640, "webp": 640, "mp4": 960, "html": 960}
HONEST = (
    "The leg on the ground and the body's mass are the model's; a leg in the air is drawing only. Hip, knee and ankle "
    "are placed under the mass by geometry fitted to real runners."
)
"""What is drawn, and what it is not."""


def animate(
    source: Answer | Source,
    path: str | os.PathLike[str],
    *,
    slow: float = SLOW,
    fps: float = FPS,
    width: int | None = None,
    midstance: str = DEFAULT_MIDSTANCE,
    progress: bool | None = False,
) -> Path:
    """Write a moving picture: the runner over sliding ground, stopping for a moment at midstance.

    Parameters
    ----------
    source : Answer, Step, Run or SteadyGait
        Of a steady gait one stride, which goes round without a jump; of a run its last two steps, to the end if the
        runner falls; of an answer the step before and after the change, one above the other, in step.
    path : path-like
        Its ending decides the format: .gif, .webp, .mp4 (needs ``pip install "springmass[video]"``) or .html, a page
        that plays by itself. The file is replaced in one move.
    slow : float
        By how much slower than real it plays, 0.1 to 100 [1].
    fps : float
        Frames for each second of playing, 1 to 60 [frames/s].
    width : int, optional
        Of the picture, 320 to 1920 [pixels]; the height follows. The default is 640, and 960 for .mp4 and .html.
    midstance : str
        Definition of midstance; an answer brings its own.
    progress : bool, optional
        Show a progress bar on the error stream; None does so in a terminal only.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        For another ending, a number out of range, something that cannot be animated, or a place that cannot be
        written to.

    Examples
    --------
    >>> import tempfile, springmass as sm
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     animate(sm.simulate(sm.load("seyfarth"), steps=1), f"{folder}/runner.gif", slow=1.0, width=320).name
    'runner.gif'
    """
    target = check_animation_path(path)
    kind = target.suffix.lower().removeprefix(".")
    width = _WIDTHS[kind] if width is None else width
    if not (isinstance(width, int) and _NARROWEST <= width <= _WIDEST):
        allowed = f"must be a whole number from {_NARROWEST} to {_WIDEST}"
        raise InputError("width", given=width, allowed=f"{allowed} (pixels)")
    shown = film(source, slow, fps, midstance)
    try:
        with in_one_move(target) as temporary:
            WRITERS[kind](Pictures(shown, width, progress), shown.seconds, fps, temporary, about(shown))
    except OSError as error:
        reason = error.strerror or str(error).strip().partition("\n")[0]
        raise InputError("animation", given=str(target), allowed=f"cannot be written: {reason}") from None
    return target


def about(shown: Film) -> str:
    """What a film shows in words, for those who do not see it; the first line is a title.

    Parameters
    ----------
    shown : Film

    Returns
    -------
    str

    Examples
    --------
    >>> import springmass as sm
    >>> print(about(film(sm.find_gait(sm.load("rbds001")))).splitlines()[0])
    Runner RBDS001 at 3.5 m/s
    """
    last = shown.runners[-1]
    lines = [last.title, shown.title]
    for runner in shown.runners:
        said = [f"{runner.title}:" if len(shown.runners) > 1 else ""]
        for plumb in runner.movement.plumbs[-1:]:
            said.append(f"{capital(hangs(plumb.offset, plumb.foot_stays))} at midstance.")
        for one in runner.movement.takeoffs[-1:]:
            said.append(f"Takeoff {takeoff_way(one.angle)} at {one.speed:.2f} m/s.")
        if runner.ending:
            said.append(f"{capital(runner.ending)}.")
        lines.append(" ".join(part for part in said if part))
    return "\n".join(
        line for line in [*lines, f"It plays {pace(shown.slow)}. {means(shown.midstance)}", HONEST] if line
    )
