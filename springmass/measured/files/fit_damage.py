"""Reading on after a damaged place in a FIT file.

FIT has no marks between messages: one wrong byte in the head of a message and all that follows is read askew. But
the shape of the records is known by then, and each carries its time: the next place where such a record would begin,
with a time soon after the last good one, is very likely where the file is sound again.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, field
from functools import cache
from typing import Any, BinaryIO

SOON = 3600
"""The next good record is at most so much later [s]."""
MOST_PLACES = 50
_ROW = 20
_WINDOW = 256 * 1024
_MOST_KEPT = 5000
_TIMESTAMP = 253


@dataclass
class Trail:
    """What must be remembered on the way to read on after a damage."""

    shapes: list[bytes] = field(default_factory=list)
    """Messages that say how others are to be read, as they stood in the file."""
    record: Any = None
    """fitdecode's definition of the last good record"""
    stamp: float = 0.0
    """Its time [s]"""
    place: int = 0
    """Where it ends in the file [bytes]"""
    mark: Any = None
    """What the reader wants to know of that moment"""
    astray: int = 0
    """Records since then that fit neither it nor each other"""
    _other: float = math.nan
    _row: int = 0
    _sound: int = 0

    def remember(self, chunk: bytes) -> None:
        """Keep a message others depend on."""
        if len(self.shapes) < _MOST_KEPT:
            self.shapes.append(chunk)

    def passed(self, record: Any, stamp: float) -> bool:
        """A record was read: is it good?

        It is if it comes soon after the last good one, or ends a row of records that make sense by themselves: clocks
        are set, and runners rest for hours.
        """
        good = self.record is None or 0.0 <= stamp - self.stamp <= SOON
        if not good:
            self._row = self._row + 1 if 0.0 < stamp - self._other <= SOON else 0
            self.astray += not self._row
            good = self._row >= _ROW
            self._other = stamp
        if good:
            self.record, self.stamp, self.astray, self._row = record, stamp, 0, 0
            self._sound = len(self.shapes)
        return good

    def replay(self) -> bytes:
        """What was remembered up to the last good record; it is remembered anew when it is read again."""
        shapes, self.shapes = self.shapes[: self._sound], []
        self.astray = 0
        return b"".join(shapes)

    @property
    def lost(self) -> bool:
        """So many records make no sense that the file is being read askew."""
        return self.astray > _ROW


class Spliced:
    """A FIT file whose beginning is replaced: a header of its own and what the rest depends on, then the rest."""

    def __init__(self, stream: BinaryIO, size: int, place: int, shapes: bytes = b"") -> None:
        self._ahead = _header(len(shapes) + max(size - place - 2, 0)) + shapes
        self._stream = stream
        stream.seek(place)

    def read(self, count: int) -> bytes:
        """As of a file."""
        if self._ahead:
            part, self._ahead = self._ahead[:count], self._ahead[count:]
            return part if len(part) == count else part + self._stream.read(count - len(part))
        return self._stream.read(count)


def sound_again(stream: BinaryIO, trail: Trail) -> int | None:
    """Find where records can be read again.

    Parameters
    ----------
    stream : file
        Of the whole FIT file.
    trail : Trail
        Up to the last good record.

    Returns
    -------
    int or None
        Place of the record in the file [bytes]; None when there is none in the next 256 kB.
    """
    if trail.record is None:
        return None
    offset = 1
    for one in trail.record.field_defs:
        if one.def_num == _TIMESTAMP:
            break
        offset += one.size
    else:
        return None
    size = 1 + sum(one.size for one in trail.record.all_field_defs)
    clock = struct.Struct(f"{trail.record.endian}I")
    stream.seek(trail.place + 1)
    window = stream.read(_WINDOW)
    head = bytes([trail.record.local_mesg_num])

    def is_record(at: int) -> bool:
        if window[at : at + 1] != head or at + size > len(window):
            return False
        return 0 <= clock.unpack_from(window, at + offset)[0] - trail.stamp <= SOON

    at = window.find(head)
    while at >= 0:
        # One such record may be chance; another right behind it, or the start of a message that defines, is not.
        follows = window[at + size : at + size + 3]
        if is_record(at) and (
            is_record(at + size) or (len(follows) == 3 and follows[0] & 0xD0 == 0x40 and not follows[1])
        ):
            return trail.place + 1 + at
        at = window.find(head, at + 1)
    return None


def checksum_is_right(stream: BinaryIO, start: int, end: int) -> bool:
    """Check a FIT file's checksum, the CRC-16 of all its bytes, which is 0 once its own two bytes are counted in.

    Done here and not by fitdecode, which takes ten times as long over it.

    Parameters
    ----------
    stream : file
        Left where it is.
    start, end : int
        Of the FIT file in it, with header and checksum [bytes].

    Returns
    -------
    bool

    Examples
    --------
    >>> import io
    >>> checksum_is_right(io.BytesIO(b"123456789" + bytes([0x3D, 0xBB])), 0, 11)
    True
    """
    table, crc, back = _crc_table(), 0, stream.tell()
    stream.seek(start)
    while start < end:
        block = stream.read(min(1 << 20, end - start))
        if not block:
            break
        start += len(block)
        for byte in block:
            crc = (crc >> 8) ^ table[(crc ^ byte) & 0xFF]
    stream.seek(back)
    return crc == 0


@cache
def _crc_table() -> tuple[int, ...]:
    """CRC-16 with the polynomial x¹⁶ + x¹⁵ + x² + 1, lowest bit first."""
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0xA001 if crc & 1 else 0)
        table.append(crc)
    return tuple(table)


def _header(length: int) -> bytes:
    return struct.pack("<BBHI4s", 12, 0x20, 2132, min(length, 0xFFFFFFFF), b".FIT")
