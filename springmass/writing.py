"""Files come to be in one move: written under another name first, so that nobody ever sees half of one."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

_COUNT = count()


def shown(name: str) -> str:
    """The name of a file as it can be shown and written: bytes that are no letters become question marks.

    Examples
    --------
    >>> shown("caf\\udce9.fit")
    'caf?.fit'
    """
    return name.encode("utf-8", "replace").decode("utf-8")


def hindrance(path: str | os.PathLike[str]) -> str | None:
    """Say what keeps a file from being written, as far as that can be known beforehand.

    Parameters
    ----------
    path : path-like
        The file.

    Returns
    -------
    str or None
        The end of a sentence that begins with "cannot be written:"; None where nothing is in the way.

    Examples
    --------
    >>> hindrance("no such folder/a.txt"), hindrance("a.txt")
    ('the folder "no such folder" does not exist', None)
    """
    try:
        target = Path(path).resolve()
        there = target.exists()
    except (OSError, ValueError, RuntimeError) as error:  # no name for this system, or links that go round
        return getattr(error, "strerror", None) or str(error)
    if not target.parent.is_dir():
        return f'the folder "{Path(path).parent if not Path(path).is_symlink() else target.parent}" does not exist'
    if target.is_dir():
        return "it is a folder"
    if there and not target.is_file():  # it would be replaced by a file, and whoever listens would wait for ever
        return "it is a pipe or a device, not a file"
    if there and not os.access(target, os.W_OK):  # renaming would not mind
        return "the file there is write-protected"
    return None if os.access(target.parent, os.W_OK | os.X_OK) else "the folder is read-only"


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
        As writing and renaming do, and where there is a :func:`hindrance`.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with in_one_move(f"{folder}/a.txt") as place:
    ...         _ = place.write_text("whole")
    ...     [file.name for file in Path(folder).iterdir()]
    ['a.txt']
    """
    if why := hindrance(path):
        raise OSError(errno.EACCES, why, os.fspath(path))
    target = Path(path).resolve()
    temporary = target.with_name(f".{os.getpid()}-{next(_COUNT)}.part")  # threads of one process write side by side
    try:
        yield temporary
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def folder_in_one_move(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary folder to fill; it becomes the folder when nothing went wrong, and is gone otherwise.

    Parameters
    ----------
    path : path-like
        The folder; one that is there already is replaced, at the end and whole, with all that is in it.

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
    ...     with folder_in_one_move(f"{folder}/pack") as place:
    ...         _ = (place / "a.txt").write_text("whole")
    ...     [str(file.relative_to(folder)) for file in Path(folder).rglob("*.txt")]
    ['pack/a.txt']
    """
    target = Path(path).resolve()
    stem = f".{os.getpid()}-{next(_COUNT)}"
    temporary, old = target.with_name(f"{stem}.part"), target.with_name(f"{stem}.old")
    temporary.mkdir()
    try:
        yield temporary
        replaces = target.exists()
        if replaces:  # a folder with something in it cannot be written over: it steps aside
            target.rename(old)
        try:
            temporary.rename(target)
        except BaseException:
            if replaces:
                old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
