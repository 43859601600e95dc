"""A sweep on its way to the disk: finished chunks in a folder beside the file, the file itself at the end.

A chunk is written under another name and renamed, so what is there is whole; a sweep that was killed goes on from it.
"""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np

from springmass.errors import InputError
from springmass.gait.sweep import netcdf, table
from springmass.gait.sweep.cells import Block, compute
from springmass.gait.sweep.dataset import opened
from springmass.gait.sweep.execute import Span
from springmass.gait.sweep.plan import Plan, chunks
from springmass.writing import in_one_move

_MANIFEST, _LOCK = "manifest.json", "lock"
_OWN = ("chunk", "csv")
"""Entries of a manifest that decide no number."""


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
            Cells of a chunk; None takes what was taken before, or the usual.
        resume : bool
            Whether what is there is this sweep's.

        Returns
        -------
        bool
            Whether there is still something to do.

        Raises
        ------
        InputError
            When something is there that would be lost, or is of another sweep.
        """
        if self.target.exists():  # it came to be whole, and last
            if not resume:
                refuse_existing("path", self.target)
            self._compare(_told(self.target), f"{self.target.name} is of another sweep")
            self._remove()  # it may have been interrupted there
            return False
        if self.folder.exists() and not (self.folder / _MANIFEST).exists():
            self._clear_unborn()
        if self.folder.exists() and not resume:
            allowed = f"was begun before and not finished ({self.folder} holds its parts)"
            hint = "Resume it (resume=True, --resume), or remove the folder to begin anew."
            raise InputError("path", given=self.target, allowed=allowed, hint=hint)
        if self.folder.exists():
            self._hold()
            known = json.loads((self.folder / _MANIFEST).read_text(encoding="utf-8"))
            self._compare(known, "the parts are of another sweep")
            if chunk is not None and chunk != known["chunk"]:
                raise InputError("chunk", given=chunk, allowed=f"was {known['chunk']} when the sweep began")
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
            place.write_text(json.dumps(manifest, indent=1, ensure_ascii=False), encoding="utf-8")
        return True

    def _clear_unborn(self) -> None:
        """A folder in which the manifest was never finished holds nothing, unless it is somebody else's."""
        strangers = [one.name for one in self.folder.iterdir() if one.name != _LOCK and one.suffix != ".part"]
        if strangers:
            allowed = f"is no folder of a sweep: it holds {strangers[0]}"
            raise InputError("path", given=self.folder, allowed=allowed, hint="Take another name.")
        self._hold()  # it may just be coming to be
        self.leave()
        self._remove()

    def _remove(self) -> None:
        """Remove the folder, but nothing that is not of a sweep."""
        for one in filter(_ours, list(self.folder.iterdir()) if self.folder.exists() else []):
            one.unlink()
        if self.folder.exists() and not any(self.folder.iterdir()):
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
        there = {int(one.stem) for one in self.folder.glob("*.npz")}
        spans = chunks(self.plan.cells, self.chunk)
        total = -(-self.plan.cells // self.chunk)
        cells = sum(min(start + self.chunk, self.plan.cells) - start for start in there)
        return (span for span in spans if span[0] not in there), total - len(there), cells

    def keep(self, start: int, block: Block) -> None:
        """Write a finished chunk."""
        with in_one_move(self._file(start)) as place, place.open("wb") as file:
            np.savez(file, **block)  # type: ignore[arg-type]

    def blocks(self) -> Iterator[tuple[Span, Block]]:
        """Every chunk, in order; one the disk has damaged is computed again."""
        for start, stop in chunks(self.plan.cells, self.chunk):
            try:
                with self._file(start).open("rb") as file, np.load(file) as kept:
                    block = {one.name: kept[one.name] for one in self.plan.outputs}
            except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
                block = compute(self.plan, start, stop)
            yield (start, stop), block

    def finish(self) -> None:
        """Put the chunks together, then remove them."""
        if self.csv is not None:
            table.write(self.plan, self.blocks(), self.folder / "whole.csv.part")
            shutil.move(self.folder / "whole.csv.part", self.csv)
        netcdf.write(self.plan, self.blocks(), self.folder / "whole.nc.part")
        (self.folder / "whole.nc.part").replace(self.target)
        self.leave()
        self._remove()

    def leave(self) -> None:
        """Let others in."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _ours(file: Path) -> bool:
    return file.name in (_MANIFEST, _LOCK) or file.suffix in (".npz", ".part")


def refuse_existing(where: str, path: Path) -> None:
    """Nothing is overwritten."""
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
