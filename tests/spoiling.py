"""Ways to spoil the shipped recordings, and to write tables and watch files that are odd from the start."""

import re
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import pi, sin
from pathlib import Path

EXAMPLES = Path(__file__).parents[1] / "recordings"
sys.path.insert(0, str(EXAMPLES.parent / "making_recordings"))


REFUSED, KEPT = 2, 0
MEASURE = ("--measure-only",)
SIZE = ("--mass", "70kg", "--height", "1.75m")
SPEED = ("--speed", "3.5m/s")


@dataclass(frozen=True)
class Bad:
    """One spoilt recording."""

    name: str
    files: dict[str, Callable[[], bytes]]
    """Name → content; a name with None is not written"""
    words: tuple[str, ...]
    """Of the command line, after the files"""
    becomes: int
    """``REFUSED`` or ``KEPT``: the exit code"""
    said: tuple[str, ...]
    """What the message must contain, or what is printed where it is kept"""
    typed: tuple[str, ...] = ()
    """Files as typed, where they are not just those written"""


def kept(name: str, files: dict, *said: str, words: tuple[str, ...] = MEASURE, typed: tuple[str, ...] = ()) -> Bad:
    """One that is read all the same."""
    return Bad(name, files, words, KEPT, said, typed)


def refused(name: str, files: dict, *said: str, words: tuple[str, ...] = (), typed: tuple[str, ...] = ()) -> Bad:
    """One that is not; the message begins with its name."""
    return Bad(name, files, words, REFUSED, said, typed)


@cache
def example(name: str) -> bytes:
    """A shipped recording."""
    return (EXAMPLES / name).read_bytes()


def put(data: bytes, at: int, new: bytes) -> bytes:
    """Other bytes at a place."""
    return data[:at] + new + data[at + len(new) :]


def swapped(name: str, *changes: tuple[str, str]) -> Callable[[], bytes]:
    """A text example with words changed, each at its first place."""

    def made() -> bytes:
        text = example(name).decode()
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        return text.encode()

    return made


def lines(name: str, change: Callable[[int, str], str]) -> Callable[[], bytes]:
    """A text example, line by line: number from 1 and line give the new line."""
    return lambda: "\n".join(change(n, t) for n, t in enumerate(example(name).decode().split("\n"), 1)).encode()


def column(name: str, which: int, new: str | Callable[[float], float], sign: str = ",") -> Callable[[], bytes]:
    """A text example with one column of numbers changed."""

    def change(_: int, line: str) -> str:
        cells = line.split(sign)
        if len(cells) > which and re.fullmatch(r"-?[\d.]+(e[-+]?\d+)?", cells[which]):
            cells[which] = new if isinstance(new, str) else f"{new(float(cells[which])):.8g}"
        return sign.join(cells)

    return lines(name, change)


# FIT -----------------------------------------------------------------------------------------------------------------


def watch(records: int = 120, *, sport: int = 1, laps: int = 0, step: int = 1, late: int = 0, **values) -> bytes:
    """A run as a watch writes it; values of the records go before the usual ones."""
    from fit_writer import START, FitWriter

    usual = {"enhanced_speed": 3.2, "cadence": 84, "fractional_cadence": 0.0, "stance_time": 240.0,
             "vertical_oscillation": 82.0}  # fmt: skip
    fit = FitWriter()
    begin = 1_000_000_000
    fit.write("file_id", type=4, manufacturer=1, product=1, time_created=begin)
    fit.write("user_profile", gender=1, height=1.75, weight=68.0)
    fit.write("event", timestamp=begin, event=0, event_type=START)
    for second in range(records):
        fit.write("record", timestamp=begin + late + step * second, **(usual | values))
    for lap in range(laps):
        start = begin + 10_000 * lap
        fit.write("lap", timestamp=start + records, event=9, event_type=1, start_time=start,
                  total_elapsed_time=records, total_timer_time=records, sport=sport)  # fmt: skip
    fit.write("session", timestamp=begin + records, event=8, event_type=1, start_time=begin, sport=sport, sub_sport=0,
              total_elapsed_time=records, total_timer_time=records)  # fmt: skip
    return fit.data()


def fit_alone(body: bytes) -> bytes:
    """A body in a header and a checksum that fit it."""
    from fit_writer import checksum

    header = struct.pack("<BBHI4s", 14, 0x20, 2132, len(body), b".FIT")
    whole = header + struct.pack("<H", checksum(header)) + body
    return whole + struct.pack("<H", checksum(whole))


def record_with_sizes(size: int) -> bytes:
    """A definition of records whose fields all have a size, and as many bytes of data."""
    fields = b"".join(bytes((number, size, 0x86)) for number in range(255))
    return struct.pack("<BBBHB", 0x40, 0, 0, 20, 255) + fields + bytes(1 + 255 * size)


# C3D -----------------------------------------------------------------------------------------------------------------


def c3d(at: int, new: bytes) -> Callable[[], bytes]:
    """The example with other bytes."""
    return lambda: put(example("treadmill.c3d"), at, new)


def parameter(name: str, new: bytes, skip: int) -> Callable[[], bytes]:
    """The example with other bytes in a parameter: ``skip`` bytes behind the end of its name."""

    def made() -> bytes:
        data = example("treadmill.c3d")
        return put(data, data.index(name.encode()) + len(name) + skip, new)

    return made


def c3d_numbers(value: float) -> Callable[[], bytes]:
    """The example with one and the same number in all its frames."""

    def made() -> bytes:
        data = example("treadmill.c3d")
        start = (struct.unpack_from("<H", data, 16)[0] - 1) * 512
        return data[:start] + struct.pack("<f", value) * ((len(data) - start) // 4)

    return made


# Tables --------------------------------------------------------------------------------------------------------------


def forces(
    force: Callable[[float], float], *, seconds: float = 4.0, rate: int = 300, name: str = "Fz [N]", sign: str = ","
) -> Callable[[], bytes]:
    """A table of time and vertical force."""

    def made() -> bytes:
        rows = (f"{n / rate:.6f}{sign}{force(n / rate):.3f}" for n in range(int(seconds * rate)))
        return "\n".join([f"time [s]{sign}{name}", *rows, ""]).encode()

    return made


def running(contact: float = 0.22, flight: float = 0.13, mass: float = 70.0) -> Callable[[float], float]:
    """Half waves of force that carry a mass."""
    top = mass * 9.81 * (contact + flight) * pi / (2.0 * contact)

    def force(time: float) -> float:
        now = time % (contact + flight)
        return top * sin(pi * now / contact) if now < contact else 0.0

    return force


def noise(time: float) -> float:
    """Steady noise, about 300 N, without any number drawn."""
    return 150.0 * (sin(2711.0 * time) + sin(1933.0 * time + 1.0) + sin(977.0 * time * time))


def only(first: float, last: float) -> Callable[[float], float]:
    """Running between two times, nothing else."""
    return lambda time: running()(time) if first <= time < last else 0.0


def walking(time: float) -> float:
    """Two belts' sum of a walker: never 0."""
    return 690.0 + 160.0 * sin(2.0 * pi * 1.8 * time)


def two_belts() -> bytes:
    """A walker with each foot on its belt: double support throughout."""

    def foot(time: float) -> float:
        now = time % 1.1
        return 900.0 * sin(pi * now / 0.7) if now < 0.7 else 0.0

    rows = (f"{n / 300:.6f},{foot(n / 300):.2f},{foot(n / 300 + 0.55):.2f}" for n in range(2400))
    return "\n".join(["time,right Fz [N],left Fz [N]", *rows]).encode()


def table(header: str, row: str, count: int) -> Callable[[], bytes]:
    """A table of ``count`` rows; ``{n}`` is their number."""
    return lambda: "\n".join([header, *(row.format(n=n) for n in range(count)), ""]).encode()
