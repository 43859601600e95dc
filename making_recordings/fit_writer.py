"""Write FIT files: enough of the format for examples, tests and benchmarks.

A FIT file is a header, messages and a checksum. A message of data follows the shape that a definition message gave
for its local number; developer fields are described by messages of their own. Numbers of messages and fields, scales
and offsets are those of the public FIT profile.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path

ENUM, UINT8, STRING, UINT16, UINT32, FLOAT32, BYTE = 0x00, 0x02, 0x07, 0x84, 0x86, 0x88, 0x0D
_FORMATS = {ENUM: "B", UINT8: "B", UINT16: "H", UINT32: "I", FLOAT32: "f"}
_INVALID = {ENUM: 0xFF, UINT8: 0xFF, UINT16: 0xFFFF, UINT32: 0xFFFFFFFF, FLOAT32: float("nan")}

_MESSAGES = {
    "file_id": 0, "user_profile": 3, "session": 18, "lap": 19, "record": 20, "event": 21, "activity": 34,
    "field_description": 206, "developer_data_id": 207,
}  # fmt: skip

# Name → number, base type, scale, offset.
_SUMMARY = {
    "timestamp": (253, UINT32, 1, 0), "event": (0, ENUM, 1, 0), "event_type": (1, ENUM, 1, 0),
    "start_time": (2, UINT32, 1, 0), "total_elapsed_time": (7, UINT32, 1000, 0),
    "total_timer_time": (8, UINT32, 1000, 0), "total_distance": (9, UINT32, 100, 0),
}  # fmt: skip
_FIELDS = {
    "file_id": {
        "type": (0, ENUM, 1, 0), "manufacturer": (1, UINT16, 1, 0), "product": (2, UINT16, 1, 0),
        "time_created": (4, UINT32, 1, 0),
    },
    "user_profile": {"gender": (1, ENUM, 1, 0), "height": (3, UINT8, 100, 0), "weight": (4, UINT16, 10, 0)},
    "session": {**_SUMMARY, "sport": (5, ENUM, 1, 0), "sub_sport": (6, ENUM, 1, 0)},
    "lap": {**_SUMMARY, "sport": (25, ENUM, 1, 0)},
    "record": {
        "timestamp": (253, UINT32, 1, 0), "altitude": (2, UINT16, 5, 500), "cadence": (4, UINT8, 1, 0),
        "distance": (5, UINT32, 100, 0), "speed": (6, UINT16, 1000, 0), "power": (7, UINT16, 1, 0),
        "vertical_oscillation": (39, UINT16, 10, 0), "stance_time_percent": (40, UINT16, 100, 0),
        "stance_time": (41, UINT16, 10, 0), "fractional_cadence": (53, UINT8, 128, 0),
        "enhanced_speed": (73, UINT32, 1000, 0), "enhanced_altitude": (78, UINT32, 5, 500),
        "vertical_ratio": (83, UINT16, 100, 0), "stance_time_balance": (84, UINT16, 100, 0),
        "step_length": (85, UINT16, 10, 0),
    },
    "event": {"timestamp": (253, UINT32, 1, 0), "event": (0, ENUM, 1, 0), "event_type": (1, ENUM, 1, 0)},
    "activity": {
        "timestamp": (253, UINT32, 1, 0), "total_timer_time": (0, UINT32, 1000, 0), "num_sessions": (1, UINT16, 1, 0),
        "type": (2, ENUM, 1, 0), "event": (3, ENUM, 1, 0), "event_type": (4, ENUM, 1, 0),
    },
    "developer_data_id": {
        "application_id": (1, BYTE, 1, 0), "manufacturer_id": (2, UINT16, 1, 0),
        "developer_data_index": (3, UINT8, 1, 0),
    },
    "field_description": {
        "developer_data_index": (0, UINT8, 1, 0), "field_definition_number": (1, UINT8, 1, 0),
        "fit_base_type_id": (2, UINT8, 1, 0), "field_name": (3, STRING, 1, 0), "units": (8, STRING, 1, 0),
        "native_mesg_num": (14, UINT16, 1, 0), "native_field_num": (15, UINT8, 1, 0),
    },
}  # fmt: skip

RUNNING, CYCLING, SWIMMING, GENERIC, TRANSITION = 1, 2, 5, 0, 3
"""Sports."""
START, STOP, STOP_ALL = 0, 1, 4
"""What the timer did."""

_NIBBLES = (
    0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401,
    0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400,
)  # fmt: skip


def _checksums() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        crc = 0
        for nibble in (byte & 0xF, byte >> 4):
            crc = (crc >> 4) ^ _NIBBLES[crc & 0xF] ^ _NIBBLES[nibble]
        table.append(crc)
    return tuple(table)


_BYTES = _checksums()


def checksum(data: bytes) -> int:
    """FIT's checksum of 16 bits.

    Examples
    --------
    >>> hex(checksum(b"123456789"))
    '0xbb3d'
    """
    crc = 0
    for byte in data:
        crc = (crc >> 8) ^ _BYTES[(crc ^ byte) & 0xFF]
    return crc


class FitWriter:
    """Collects messages and gives the bytes of a FIT file.

    Examples
    --------
    >>> fit = FitWriter()
    >>> fit.write("record", timestamp=1_000_000_000, speed=3.0, cadence=85)
    >>> fit.data()[8:12]
    b'.FIT'
    """

    def __init__(self) -> None:
        self._body = bytearray()
        self._local: dict[tuple, int] = {}
        self._shapes: dict[int, tuple] = {}
        self._packers: dict[tuple, struct.Struct] = {}
        self._developer: dict[tuple[int, int], int] = {}

    def describe(
        self, index: int, number: int, name: str, units: str, base: int = UINT16, native: int | None = None
    ) -> None:
        """Describe a developer field of records, before its first value."""
        self._developer[index, number] = base
        self.write(
            "field_description",
            developer_data_index=index,
            field_definition_number=number,
            fit_base_type_id=base,
            field_name=name,
            units=units,
            native_mesg_num=_MESSAGES["record"],
            native_field_num=native,
        )

    def write(self, message: str, developer: Mapping[tuple[int, int], float | None] | None = None, **values) -> None:
        """Add a message; None is written as the format's "no value", developer fields go by index and number."""
        known = _FIELDS[message]
        fields, packed = [], []
        for name, value in values.items():
            number, base, scale, offset = known[name]
            if base in (STRING, BYTE):
                text = bytes(value) if base == BYTE else value.encode() + b"\x00"
                fields.append((number, len(text), base))
                packed.append(text)
            else:
                fields.append((number, struct.calcsize(_FORMATS[base]), base))
                packed.append(_INVALID[base] if value is None else _fitting(base, (value + offset) * scale))
        own = []
        for (index, number), value in (developer or {}).items():
            base = self._developer[index, number]
            own.append((number, struct.calcsize(_FORMATS[base]), index, base))
            packed.append(_INVALID[base] if value is None else _fitting(base, value))
        self._send((_MESSAGES[message], tuple(fields), tuple(own)), packed)

    def _send(self, shape: tuple, packed: list) -> None:
        local = self._local.get(shape)
        if local is None:
            local = self._define(shape)
        self._body.append(local)
        self._body += self._packers[shape].pack(*packed)

    def _define(self, shape: tuple) -> int:
        message, fields, own = shape
        local = len(self._local) % 16
        if local in self._shapes:
            del self._local[self._shapes[local]]
            local = next(n for n in range(16) if n not in self._local.values())
        self._shapes[local] = shape
        self._local[shape] = local
        self._body += struct.pack("<BBBHB", 0x40 | (0x20 if own else 0) | local, 0, 0, message, len(fields))
        for number, size, base in fields:
            self._body += bytes((number, size, base))
        if own:
            self._body.append(len(own))
            for number, size, index, _ in own:
                self._body += bytes((number, size, index))
        kinds = [f"{size}s" if base in (STRING, BYTE) else _FORMATS[base] for _, size, base in fields]
        self._packers[shape] = struct.Struct("<" + "".join(kinds + [_FORMATS[base] for *_, base in own]))
        return local

    def data(self) -> bytes:
        """The file: header, messages, checksum."""
        header = struct.pack("<BBHI4s", 14, 0x20, 2132, len(self._body), b".FIT")
        header += struct.pack("<H", checksum(header))
        body = bytes(self._body)
        return header + body + struct.pack("<H", checksum(header + body))

    def save(self, path: str | Path) -> None:
        """Write the file."""
        Path(path).write_bytes(self.data())


def _fitting(base: int, value: float) -> float | int:
    """As the format holds it: whole numbers rounded, beyond the format's span "no value"."""
    if base == FLOAT32:
        return float(value)
    whole = round(value)
    return whole if 0 <= whole < _INVALID[base] else _INVALID[base]
