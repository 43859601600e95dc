"""Files come to be in one move: written under another name first, so that nobody ever sees half of one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

_COUNT = count()


@contextmanager
def in_one_move(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary place to write to; it becomes the file when nothing went wrong, and is gone otherwise.

    Parameters
    ----------
    path : path-like
        The file; one that is there already is replaced, at the end and whole.

    Yields
    ------
    Path
        Beside it.

    Raises
    ------
    OSError
        As writing and renaming do.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with in_one_move(f"{folder}/a.txt") as place:
    ...         _ = place.write_text("whole")
    ...     [file.name for file in Path(folder).iterdir()]
    ['a.txt']
    """
    target = Path(path).resolve()
    temporary = target.with_name(f".{os.getpid()}-{next(_COUNT)}.part")  # threads of one process write side by side
    try:
        yield temporary
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
