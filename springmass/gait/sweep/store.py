"""A sweep on its way to the disk: finished chunks in a folder beside the file, the file itself at the end.

A chunk is written under another name and renamed, so what is there is whole; a sweep that was killed goes on from it.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from springmass.errors import InputError
from springmass.gait.sweep import netcdf, table
from springmass.gait.sweep.cells import Block, compute
from springmass.gait.sweep.dataset import opened
from springmass.gait.sweep.execute import Span
from springmass.gait.sweep.plan import Plan, chunks
from springmass.writing import in_one_move

_MANIFEST, _LOCK = "manifest.json", "lock"
_ANEW = "Remove the folder to begin anew, or take another name."
_LONGEST = 30
"""Digits of the number of a cell, and more."""
_MARK = "part of"
"""Entry of a part that says of what; no output has that name."""


class Store:
    """The folder of finished chunks of one sweep.

    Parameters
    ----------
    plan : Plan
    target : path
        The NetCDF file in the end.
    csv : path or None
        The table in the end.
    """

    def __init__(self, plan: Plan, target: str | os.PathLike[str], csv: str | os.PathLike[str] | None) -> None:
        self.plan, self.target = plan, Path(target).absolute()
        self.csv = None if csv is None else Path(csv).absolute()
        self.folder = self.target.with_name(self.target.name + ".parts")
        self.chunk = plan.usual_chunk
        self._lock: IO[str] | None = None

    def begin(self, chunk: int | None, resume: bool) -> bool:
        """Start, or go on.

        Parameters
        ----------
        chunk : int or None
            Cells of a chunk; None takes the usual. A sweep that goes on keeps what was taken when it began.
        resume : bool
            Whether what is there is this sweep's.

        Returns
        -------
        bool
            Whether there is still something to do.

        Raises
        ------
        InputError
            When something is there that would be lost, is of another sweep, or is damaged.
        """
        if self.target.exists():  # it came to be whole, and last
            if not resume:
                refuse_existing("path", self.target)
            self._compare(_told(self.target), f"{self.target.name} is of another sweep")
            self._remove()  # it may have been interrupted there
            return False
        if os.path.lexists(self.folder) and not self.folder.is_dir():
            allowed = f"{self.folder} is in the way: the parts of the sweep go into a folder of that name"
            raise InputError("path", allowed=allowed, hint="Move it away, or take another name.")
        if self.folder.exists() and not (self.folder / _MANIFEST).exists():
            self._clear_unborn()
        if self.folder.exists() and not resume:
            allowed = f"was begun before and not finished ({self.folder} holds its parts)"
            hint = "Resume it (resume=True, --resume), or remove the folder to begin anew."
            raise InputError("path", given=self.target, allowed=allowed, hint=hint)
        if self.folder.exists():
            self._hold()
            known = self._known()
            self._compare(known, "the parts are of another sweep")
            if self.csv is not None and known["csv"] != str(self.csv):
                refuse_existing("csv", self.csv)
            self.chunk = known["chunk"]
            return True
        if self.csv is not None:
            refuse_existing("csv", self.csv)
        self.chunk = chunk or self.chunk
        try:
            self.folder.mkdir()
        except OSError as error:
            raise InputError("path", given=self.target, allowed=f"cannot be written: {error.strerror}") from None
        self._hold()
        manifest = self.plan.manifest() | {"chunk": self.chunk, "csv": self.csv and str(self.csv)}
        with in_one_move(self.folder / _MANIFEST) as place:
            text = json.dumps(manifest, indent=1, ensure_ascii=False)
            place.write_text(text, encoding="utf-8", errors="surrogateescape")  # names of files may hold any bytes
        return True

    def _known(self) -> dict[str, Any]:
        """The manifest of the parts that are there."""
        place = self.folder / _MANIFEST
        try:
            known = json.loads(place.read_text(encoding="utf-8", errors="surrogateescape"))
            if type(known["chunk"]) is int and known["chunk"] >= 1 and isinstance(known["csv"], str | None):
                return {**known}
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            pass
        allowed = f"{place} is damaged: it no longer says of which sweep the parts are"
        raise InputError("path", allowed=allowed, hint=_ANEW)

    def _clear_unborn(self) -> None:
        """A folder in which the manifest was never finished holds nothing, unless it is somebody else's."""
        strangers = [one.name for one in self.folder.iterdir() if not _ours(one)]
        if strangers:
            allowed = f"{self.folder} is no folder of a sweep: it holds {strangers[0]}"
            raise InputError("path", allowed=allowed, hint="Take another name.")
        if any(self.folder.glob("*.npz")):
            allowed = f"{self.folder} has lost its {_MANIFEST}: nothing says any more of which sweep its parts are"
            raise InputError("path", allowed=allowed, hint=_ANEW)
        self._hold()  # it may just be coming to be
        self.leave()
        self._remove()

    def _remove(self) -> None:
        """Remove the folder, but nothing that is not of a sweep."""
        if not self.folder.is_dir():
            return
        for one in filter(_ours, list(self.folder.iterdir())):
            one.unlink()
        if not any(self.folder.iterdir()):
            self.folder.rmdir()

    def _hold(self) -> None:
        """Keep others away while this process lives; the system lets go when it ends, however it ends."""
        try:
            import fcntl
        except ImportError:  # not on every system
            return
        self._lock = (self.folder / _LOCK).open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            allowed = "is being worked on by another process"
            raise InputError("path", given=self.target, allowed=allowed, hint="Wait for it to end.") from None

    def _compare(self, known: dict[str, Any], what: str) -> None:
        asked = self.plan.manifest()
        different = [name for name in asked if known.get(name) != asked[name]]
        if different:
            name = different[0]
            also = f" (and {', '.join(different[1:])})" if different[1:] else ""
            was, now = _difference(known.get(name), asked[name])
            allowed = f"{what}: {name} was {was}, is {now}{also}"
            raise InputError("resume", allowed=allowed, hint="Give the same as before, or another path.")

    def _file(self, start: int) -> Path:
        return self.folder / f"{start:016d}.npz"

    def missing(self) -> tuple[Iterator[Span], int, int]:
        """Chunks that are not there, made when asked for; how many, and how many cells are there."""
        names = (one.stem for one in self.folder.glob("*.npz"))
        found = {int(name) for name in names if name.isdecimal() and len(name) < _LONGEST}
        there = {start for start in found if start < self.plan.cells and start % self.chunk == 0}
        spans = chunks(self.plan.cells, self.chunk)
        total = -(-self.plan.cells // self.chunk)
        cells = sum(min(start + self.chunk, self.plan.cells) - start for start in there)
        return (span for span in spans if span[0] not in there), total - len(there), cells

    def keep(self, start: int, block: Block) -> None:
        """Write a finished chunk."""
        with in_one_move(self._file(start)) as place, place.open("wb") as file:
            np.savez(file, **block, **{_MARK: self._mark(start, start + len(block["outcome"]))})  # type: ignore[arg-type]

    @cached_property
    def _fingerprint(self) -> str:
        told = json.dumps(self.plan.manifest(), sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()

    def _mark(self, start: int, stop: int) -> NDArray[Any]:
        """Which cells of which sweep a part holds."""
        return np.array([str(start), str(stop), self._fingerprint])

    def blocks(self) -> Iterator[tuple[Span, Block]]:
        """Every chunk, in order; one that is damaged, or is another's, is computed again."""
        for start, stop in chunks(self.plan.cells, self.chunk):
            block = self._read(start, stop)
            yield (start, stop), compute(self.plan, start, stop) if block is None else block

    def _read(self, start: int, stop: int) -> Block | None:
        """A chunk from its part; None where that does not hold it whole."""
        try:
            with self._file(start).open("rb") as file, np.load(file) as kept:
                block = {one.name: kept[one.name] for one in self.plan.outputs}
                mark = kept[_MARK]
        except Exception:  # of damage anything can come: bits decide what the libraries below take it for
            return None
        sound = all(block[one.name].dtype == one.kind for one in self.plan.outputs)
        sound = sound and all(values.shape == (stop - start,) for values in block.values())
        return block if sound and np.array_equal(mark, self._mark(start, stop)) else None

    def finish(self) -> None:
        """Put the chunks together, then remove them.

        Raises
        ------
        OSError
            When the disk has no room for the file. The parts stay.
        """
        whole = {kind: self.folder / f"whole.{kind}.part" for kind in ("csv", "nc")}
        try:
            _check_room(whole["nc"], netcdf.most_bytes(self.plan))
            if self.csv is not None:
                table.write(self.plan, self.blocks(), whole["csv"])
                shutil.move(whole["csv"], self.csv)
                _check_room(whole["nc"], netcdf.most_bytes(self.plan))
            netcdf.write(self.plan, self.blocks(), whole["nc"])
            whole["nc"].replace(self.target)
        finally:
            for place in whole.values():
                place.unlink(missing_ok=True)
        self.leave()
        self._remove()

    def leave(self) -> None:
        """Let others in."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _ours(file: Path) -> bool:
    return file.name in (_MANIFEST, _LOCK) or file.suffix in (".npz", ".part")


def _check_room(place: Path, size: int) -> None:
    """See to it before the library for the file begins: it does not survive a disk that is full."""
    if shutil.disk_usage(place.parent).free < size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.fspath(place))
    if not hasattr(os, "posix_fallocate"):  # not on every system
        return
    try:
        with place.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, size)  # knows of quotas and limits, too
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP):  # not on every disk
            raise
    finally:
        place.unlink(missing_ok=True)


def refuse_existing(where: str, path: Path) -> None:
    """No data file is overwritten."""
    if path.exists():
        raise InputError(where, given=path, allowed="is there already", hint="Take another name, or remove it.")


def _told(path: Path) -> dict[str, Any]:
    """The manifest of a finished file, from its attributes."""
    with opened(path) as data:
        told = data.attrs
        try:
            return {
                **told,
                "vary": json.loads(told["vary"]),
                "measure": told["measure"].split(),
                "steps": int(told["steps"]),
            }
        except (KeyError, ValueError):
            raise InputError("path", given=path, allowed="is there already and is no sweep") from None


def _difference(was: Any, now: Any) -> tuple[str, str]:
    """Two values as short texts; of long ones the first line in which they differ."""
    if isinstance(was, str) and isinstance(now, str) and "\n" in was + now:
        pairs = zip(was.splitlines(), now.splitlines(), strict=False)
        was, now = next(((a, b) for a, b in pairs if a != b), (was[-40:], now[-40:]))
    if isinstance(was, dict) and isinstance(now, dict):
        keys = [name for name in {**was, **now} if was.get(name) != now.get(name)] or ["their order"]
        was, now = (f"{keys[0]} {one.get(keys[0], 'not there')}" for one in (was, now))
    return str(was), str(now)
