"""FIT files of watches, read with fitdecode: records, developer fields, laps, sessions, pauses, the person."""

from __future__ import annotations

import os
import struct
import sys
from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from springmass.errors import InputError, need
from springmass.measured.counted import counted
from springmass.measured.files.fit_damage import MOST_PLACES, Spliced, Trail, checksum_is_right, sound_again
from springmass.measured.files.fit_messages import device_of, pauses_of, person_of, stretches_of
from springmass.measured.files.found import sensible
from springmass.measured.recording import WATCH, FloatArray, Recording, Watch
from springmass.measured.watch.assemble import Column, assembled
from springmass.measured.watch.fields import STRYD_ONLY, Field, field_of
from springmass.measured.watch.times import in_order, within_sport
from springmass.writing import shown

if TYPE_CHECKING:
    from tqdm import tqdm

MOST_RECORDS = 1_000_000
"""Eleven days at one a second; a file that claims more is not a run."""
MOST_COLUMNS = 64
RUNNING = "running"
_NAN = float("nan")
_RECORD, _LAP, _SESSION, _EVENT, _PROFILE, _FILE, _DEVICE, _DEVELOPER = 20, 19, 18, 21, 3, 0, 23, 207
_BAR_EVERY = 2000
_SHAPING = {_DEVELOPER, 206}
_KEPT = {_RECORD, _LAP, _SESSION, _EVENT, _PROFILE, _FILE, _DEVELOPER}
_CLOCK, _FRACTION = "timestamp", "fractional_cadence"


@dataclass
class _Found:
    """What the messages of a file hold, as it grows."""

    rows: int = 0
    columns: dict[Any, array[float]] = field(default_factory=dict)
    """Key of a field → values so far; missing at the end where the field has not come since"""
    fields: dict[Any, tuple[str, Field | None]] = field(default_factory=dict)
    """Key of a field → its name, and what it is"""
    keys: dict[Any, Any] = field(default_factory=dict)
    """fitdecode's own field → key, or None for those nobody needs"""
    others: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    """Number of message → name → value of each"""
    developers: dict[int, str] = field(default_factory=dict)
    ended: bool = False
    """The checksum of the file that began last was reached."""
    mismatched: bool = False
    stream: Any = None
    notes: list[str] = field(default_factory=list)
    damage: list[str] = field(default_factory=list)
    """Those of the notes that tell of a file broken off or spoilt"""

    def hurt(self, note: str) -> None:
        """Note a damage."""
        self.notes.append(note)
        self.damage.append(note)

    def add_record(self, message: Any) -> None:
        """One more row, with whatever of it is known."""
        row = self.rows
        columns, keys = self.columns, self.keys
        for one in message.fields:
            known = one.field
            try:
                key = keys[known]
            except KeyError:
                key = self._key(one)
                keys[known] = key
            if key is None:
                continue
            value = one.value
            if type(value) is not float and type(value) is not int:
                continue
            column = columns[key]
            if len(column) < row:
                column.extend([_NAN] * (row - len(column)))
            if len(column) == row:
                column.append(value)
            else:  # twice in one record: the later, more exact form
                column[row] = value
        self.rows = row + 1

    def _key(self, one: Any) -> Any:
        """Key of a field not met before; None for what is of no use here."""
        known, name = one.field, one.name
        if known is None or not isinstance(name, str) or len(self.columns) >= MOST_COLUMNS:
            return None
        developer = getattr(known, "dev_data_index", None)
        key = name if developer is None else (developer, name)
        if key in self.columns:
            return key
        if developer is None and name in (_CLOCK, _FRACTION):
            self.fields[key] = name, None
        else:
            what = field_of(name, one.units if isinstance(one.units, str) else None)
            if what is None and developer is not None and not one.units:
                what = field_of(name.replace("_", " "))
            if what is None or what.quantity in ("clock", "pace"):
                return None
            self.fields[key] = name, what
        self.columns[key] = array("d")
        return key

    def back_to(self, rows: int | None) -> None:
        """Forget records after the last good one: they were read askew."""
        if rows is not None and rows < self.rows:
            self.rows = rows
            for column in self.columns.values():
                del column[rows:]

    def values(self, key: Any) -> FloatArray:
        """Column as an array, its end filled up."""
        column = self.columns.get(key, array("d"))
        return np.concatenate([np.asarray(column, dtype=float), np.full(self.rows - len(column), np.nan)])


def read_fit(path: str | os.PathLike[str], progress: bool = False) -> Recording:
    """Read a watch's FIT file.

    Parameters
    ----------
    path : path
        Of the file.
    progress : bool
        Show a bar of the bytes read, on standard error.

    Returns
    -------
    Recording
        With a :class:`Watch`, the person of the user profile, and notes on what was lost, guessed or doubled.

    Raises
    ------
    InputError
        When the file is not a FIT file, or holds no records at all, or fitdecode is not installed.

    Examples
    --------
    >>> read_fit("nowhere.fit")
    Traceback (most recent call last):
    ...
    springmass.errors.InputError: recording: given "nowhere.fit"; there is no such file.
    """
    need("a FIT file", "fit", "fitdecode", given=Path(path).name)
    import fitdecode

    path = Path(path)
    if not path.is_file():
        raise InputError("recording", given=str(path), allowed="there is no such file")
    found = _Found()
    with path.open("rb") as stream:
        size = path.stat().st_size
        _check_start(stream.read(14), path)
        stream.seek(0)
        with _bar(size, path.name, progress) as bar:
            _read(fitdecode, stream, size, found, bar)
    if found.rows == 0:
        raise InputError(
            "recording",
            given=path.name,
            allowed="must hold records of a watch: this FIT file has none that can be read",
            hint=" ".join(f"{note[0].upper()}{note[1:]}." for note in found.notes),
        )
    return _recording(found, path)


def _check_start(start: bytes, path: Path) -> None:
    if start[8:12] == b".FIT":
        return
    hint = ""
    if not start:
        hint = "The file is empty."
    elif start[:2] in (b"\x1f\x8b", b"PK"):
        hint = "It is compressed: unpack it first."
    raise InputError("recording", given=path.name, allowed='must be a FIT file (bytes 9 to 12 read ".FIT")', hint=hint)


def _bar(size: int, name: str, progress: bool) -> tqdm[Any]:
    from tqdm import tqdm

    return tqdm(total=size, desc=name, unit="B", unit_scale=True, file=sys.stderr, disable=not progress, leave=False)


def _read(fitdecode: Any, stream: BinaryIO, size: int, found: _Found, bar: Any) -> None:
    """Go through the messages; where the file is damaged go on behind it, and note what was lost."""
    trail = Trail()
    source: Any = stream
    start = stream.read(14)
    stream.seek(0)
    if struct.unpack_from("<I", start, 4)[0] == 0 and size > 16:
        found.hurt("its header says that nothing follows: the recording was never closed; read all the same")
        source = Spliced(stream, size, start[0])
    found.stream = stream
    resumed, skipped, spent, begun = 0, 0, 0, 0
    while True:
        error = _messages(fitdecode, source, found, trail, bar)
        if error is None:
            break
        stopped = stream.tell()
        spent += stopped - begun
        place = sound_again(stream, trail) if resumed < MOST_PLACES and spent < 4 * size + 1_000_000 else None
        if not found.ended:
            found.back_to(trail.mark)
        if place is None:
            if lost := _lost(fitdecode, error, found, stopped, size):
                found.hurt(lost)
            break
        resumed += 1
        begun = place
        skipped += place - trail.place
        source = Spliced(stream, size, place, trail.replay())
    if resumed:
        where = "one place" if resumed == 1 else f"{resumed} places"
        found.hurt(f"the file is damaged in {where}: {skipped} of {size} bytes lost there, read on behind")
    if found.rows >= MOST_RECORDS:
        found.notes.append(f"more than {MOST_RECORDS} records; the rest was not read")
    if found.mismatched and not resumed:
        found.hurt("its checksum is wrong: some byte was changed since it was written")


def _messages(fitdecode: Any, source: Any, found: _Found, trail: Trail, bar: Any) -> Exception | None:
    """Read until the end, or until the file makes no sense; what was wrong then."""
    reader = fitdecode.FitReader(
        source,
        processor=None,
        check_crc=fitdecode.CrcCheck.DISABLED,
        error_handling=fitdecode.ErrorHandling.IGNORE,
        keep_raw_chunks=True,
    )
    data, crc, definition = fitdecode.FIT_FRAME_DATA, fitdecode.FIT_FRAME_CRC, fitdecode.FIT_FRAME_DEFINITION
    clock = found.columns.setdefault(_CLOCK, array("d"))
    found.fields.setdefault(_CLOCK, (_CLOCK, None))
    count, start = 0, 0
    try:
        for frame in reader:
            kind = frame.frame_type
            count += 1
            if kind == data:
                number = frame.def_mesg.global_mesg_num
                if number == _RECORD:
                    found.add_record(frame)
                    stamp = clock[-1] if len(clock) == found.rows else _NAN
                    if trail.passed(frame.def_mesg, stamp):
                        trail.place, trail.mark = found.stream.tell(), found.rows
                    elif trail.lost:
                        return ValueError("read askew")
                elif number in _KEPT:
                    _keep(found, number, frame)
                if number in _SHAPING:
                    trail.remember(frame.chunk.bytes)
            elif kind == definition:
                trail.remember(frame.chunk.bytes)
            elif kind == crc:
                found.ended = True
                if source is found.stream:
                    found.mismatched |= not checksum_is_right(found.stream, start, found.stream.tell())
            else:
                found.ended = False
                start = frame.chunk.offset
            if count % _BAR_EVERY == 0:
                bar.update(max(found.stream.tell() - bar.n, 0))
            if found.rows >= MOST_RECORDS:
                break
    except Exception as error:  # whatever fitdecode stumbles over in a damaged file
        return error
    return None


def _lost(fitdecode: Any, error: Exception, found: _Found, place: int, size: int) -> str:
    read = f"{counted(found.rows, 'record')} read, the rest is lost"
    if found.ended:
        return f"after its end, near byte {place} of {size}, comes something that is no FIT; left out"
    if isinstance(error, fitdecode.FitEOFError) or place >= size:
        return f"the file ends in the middle: {read}"
    return f"the file is damaged near byte {place} of {size}: {read}"


def _keep(found: _Found, number: int, frame: Any) -> None:
    values = {one.name: one.value for one in frame.fields if isinstance(one.name, str) and one.value is not None}
    if number == _DEVELOPER:
        index, maker = values.get("developer_data_index"), values.get("manufacturer_id")
        if isinstance(index, int) and isinstance(maker, str):
            found.developers[index] = maker.replace("_", " ").title()
        return
    kept = found.others.setdefault(number, [])
    if len(kept) < 10_000:
        kept.append(values)


def _recording(found: _Found, path: Path) -> Recording:
    stamps = found.values(_CLOCK)
    order, notes = in_order(stamps)
    if len(order) == 0:
        raise InputError(
            "recording", given=path.name, allowed=f"must say when: none of its {found.rows} records has a time"
        )
    zero = float(stamps[order[0]])
    time = stamps[order] - zero
    laps, odd_laps = stretches_of(found.others.get(_LAP, []), zero, time)
    sessions, odd_sessions = stretches_of(found.others.get(_SESSION, []), zero, time)
    if odd := odd_laps + odd_sessions:
        notes.append(f"{counted(odd, 'lap or session')} without a sensible time left out")
    runs = any(one.sport == RUNNING for one in sessions)
    running = within_sport(time, sessions, RUNNING) if runs else None
    sources, resolution, decided = assembled(_columns(found, order), running)
    return Recording(
        name=shown(path.name),
        kind="FIT",
        watch=Watch(
            time=time,
            sources=sources,
            laps=laps,
            sessions=sessions,
            pauses=pauses_of(found.others.get(_EVENT, []), zero, time),
            resolution=resolution,
            device=device_of(found.others.get(_FILE, [])),
        ),
        person=person_of(found.others.get(_PROFILE, [])),
        notes=(*found.notes, *notes, *decided),
        damage=tuple(found.damage),
    )


def _columns(found: _Found, order: NDArray[np.intp]) -> list[Column]:
    names = _sources(found)
    columns = []
    # The enhanced form of a field is the finer one: it comes first and the plain one fills its holes.
    for key, (name, what) in sorted(found.fields.items(), key=lambda item: not item[1][0].startswith("enhanced")):
        if what is None:
            continue
        values = sensible(found.values(key)[order])[0]
        if key == "cadence":
            values = values + np.nan_to_num(found.values(_FRACTION)[order])
        source = names.get(key[0], WATCH) if isinstance(key, tuple) else WATCH
        columns.append(Column(source, what.quantity, what.factor, what.unit, values, name))
    return columns


def _sources(found: _Found) -> dict[int, str]:
    """Names of the developers: as they sign, or by the field only Stryd has, or by number."""
    held: dict[int, set[str]] = {}
    for key, (_, what) in found.fields.items():
        if isinstance(key, tuple) and what is not None:
            held.setdefault(key[0], set()).add(what.quantity)
    names: dict[int, str] = {}
    for index, quantities in held.items():
        name = found.developers.get(index) or ("Stryd" if quantities & STRYD_ONLY else f"developer {index}")
        names[index] = f"{name} {index}" if name in names.values() else name
    return names
