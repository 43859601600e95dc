"""Write a figure to a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from springmass.errors import InputError, did_you_mean
from springmass.figures.style import styled
from springmass.writing import hindrance, in_one_move

_NO_DATE: dict[str, dict[str, Any]] = {"png": {}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}
"""Format → metadata that keeps the file the same from day to day."""


@styled
def save(figure: Figure, path: str | os.PathLike[str], dpi: float = 150.0) -> None:
    """Write a figure to a file.

    Parameters
    ----------
    figure : Figure
    path : path-like
        Its ending decides the format: .png, .svg or .pdf. The file is replaced in one move, so that nobody ever sees
        half of it.
    dpi : float
        Of a PNG [dots/inch].

    Raises
    ------
    InputError
        For another ending, or a folder that does not exist or cannot be written to.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> save(Figure(), "runner.gif")
    Traceback (most recent call last):
    springmass.errors.InputError: figure: given "runner.gif"; must end in .png, .svg or .pdf.
    """
    target = check_path(path)
    kind = target.suffix.lower().removeprefix(".")
    try:
        with in_one_move(target) as temporary:
            figure.savefig(temporary, format=kind, dpi=dpi, metadata=_NO_DATE[kind])
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError("figure", given=str(target), allowed=f"cannot be written: {reason}") from None


def check_path(path: str | os.PathLike[str]) -> Path:
    """Check where a figure is to go, before any work is done for it.

    Parameters
    ----------
    path : path-like

    Returns
    -------
    Path

    Raises
    ------
    InputError
        As :func:`save`, for what can be known beforehand.
    """
    target = Path(path)
    kind = target.suffix.lower().removeprefix(".")
    if kind not in _NO_DATE:
        hint = did_you_mean(kind, _NO_DATE) if kind else ""
        allowed = "must end in .png, .svg or .pdf"
        raise InputError("figure", given=str(target), allowed=allowed, hint=hint if "mean" in hint else "")
    if why := hindrance(target):
        raise InputError("figure", given=str(target), allowed=f"cannot be written: {why}")
    return target
