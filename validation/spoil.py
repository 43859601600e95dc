"""Ways to spoil the example recordings at random; each case is made from a seed and a number alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

EXAMPLES = Path(__file__).parent.parent / "recordings"
BINARY = (".fit", ".c3d")
ALONE = (
    "watch.fit", "watch.csv", "treadmill.c3d", "overground.mot", "overground.trc", "treadmill_forces.csv", "video.trc",
    "video_angles.mot",
)  # fmt: skip
TOGETHER = (("overground.mot", "overground.trc"), ("video.trc", "video_angles.mot"), ("treadmill.c3d", "watch.fit"))
FITTED = 0.2
"""Share of the cases that are fitted too; a fit takes seconds."""
INTEGERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
FLOATS = (0.0, -1.0, 1e-30, 1e30, -3.4e38, float("nan"), float("inf"), -float("inf"))
CELLS = (
    "", "nan", "inf", "-inf", "0", "-1", "1e308", "-1e308", "1e-320", "999999999999", "9" * 400, "--", "1,5", "abc",
    "1 2", "0x10", '"', "\x00", "é", "1:02:03",
)  # fmt: skip
NUMBERS = 12
"""The first ones, which are numbers or blanks"""
FACTORS = (0.0, -1.0, 1e-3, 1e3, 1e12, 1e300, 0.5, 2.0, 3.0)

Random = np.random.Generator


@dataclass(frozen=True)
class Case:
    """What is tried."""

    files: tuple[tuple[str, bytes], ...]
    """Name and content of each"""
    how: dict[str, Any]
    """Options of ``observe``"""
    fitted: bool
    spoilt: tuple[str, ...]
    """How, in words"""


def flipped(data: bytearray, random: Random) -> bytearray:
    """Other bytes at a few places."""
    for at in random.integers(0, len(data), random.integers(1, 20)):
        data[at] = int(random.integers(256))
    return data


def cut(data: bytearray, random: Random) -> bytearray:
    """The beginning alone."""
    return data[: place(data, random)]


def beheaded(data: bytearray, random: Random) -> bytearray:
    """Without its first bytes."""
    return data[place(data, random) % 2000 :]


def repeated(data: bytearray, random: Random) -> bytearray:
    """A block twice or some hundred times."""
    at, size = place(data, random), int(random.integers(1, 3000))
    return data[:at] + data[at : at + size] * int(random.choice((2, 3, 300))) + data[at + size :]


def torn(data: bytearray, random: Random) -> bytearray:
    """A block less."""
    at = place(data, random)
    return data[:at] + data[at + int(random.integers(1, 3000)) :]


def spliced(data: bytearray, random: Random) -> bytearray:
    """A piece of another example in it."""
    other = (EXAMPLES / random.choice(ALONE)).read_bytes()
    at, start = place(data, random), int(random.integers(len(other)))
    return data[:at] + other[start : start + int(random.integers(1, 5000))] + data[at:]


def bounded(data: bytearray, random: Random) -> bytearray:
    """A whole number at the bounds of what a field holds."""
    at, size = place(data, random), int(random.choice((1, 2, 4)))
    value = int(random.choice(INTEGERS)) % (1 << 8 * size)
    data[at : at + size] = value.to_bytes(size, "little")
    return data


def floated(data: bytearray, random: Random) -> bytearray:
    """Floating numbers that are hardly any."""
    for _ in range(random.integers(1, 30)):
        at = place(data, random) // 4 * 4
        data[at : at + 4] = np.float32(random.choice(FLOATS)).tobytes()
    return data


def place(data: bytearray, random: Random) -> int:
    """Somewhere in a file, as often as not in its head."""
    return int(random.integers(0, max(1, min(len(data), int(random.choice((32, 700, 1 << 40)))))))


BYTES: tuple[Callable[[bytearray, Random], bytearray], ...] = (
    flipped, cut, beheaded, repeated, torn, spliced, bounded, bounded, floated,
)  # fmt: skip


def lines_moved(lines: list[str], random: Random) -> list[str]:
    """Lines gone, twice, exchanged, shuffled, backwards or joined."""
    at, size = line_of(lines, random), int(random.integers(1, 40))
    block = lines[at : at + size]
    way = random.integers(6)
    if way == 5:
        return [*lines[:at], "".join(block), *lines[at + size :]]
    if way == 4:
        random.shuffle(block)
    new = ([], [*block, *block], block[::-1], block[::2], block)[way]
    return [*lines[:at], *new, *lines[at + size :]]


def cells_spoilt(lines: list[str], random: Random) -> list[str]:
    """Odd words for some cells."""
    odd = CELLS[:NUMBERS] if random.random() < 0.7 else CELLS
    for _ in range(random.integers(1, 60)):
        at = line_of(lines, random)
        cells, sign = cells_of(lines[at])
        cells[int(random.integers(len(cells)))] = str(random.choice(odd))
        lines[at] = sign.join(cells)
    return lines


def column_spoilt(lines: list[str], random: Random) -> list[str]:
    """One column scaled, constant, blank, noise, gone or twice."""
    body = max((len(cells_of(line)[0]) for line in lines[-3:]), default=1)
    which, way, factor = int(random.integers(body)), random.integers(6), float(random.choice(FACTORS))
    out = []
    for line in lines:
        cells, sign = cells_of(line)
        if which < len(cells) and len(cells) >= body - 1:
            cell = cells[which]
            if way == 4:
                cells[which : which + 1] = []
            elif way == 5:
                cells[which : which + 1] = [cell, cell]
            else:
                try:
                    value = float(cell)
                except ValueError:
                    pass
                else:
                    noise = float(random.standard_normal()) * factor
                    cells[which] = (f"{value * factor:.10g}", f"{factor:g}", "", f"{noise:.6g}")[way]
        out.append(sign.join(cells))
    return out


def numbers_in_head(lines: list[str], random: Random) -> list[str]:
    """Other numbers and words in the first lines."""
    for at in range(min(7, len(lines))):
        if random.random() < 0.4:
            lines[at] = re.sub(r"\d+", lambda _: str(random.choice(INTEGERS)), lines[at])
        if random.random() < 0.2:
            words = re.split(r"(\W+)", lines[at])
            words[int(random.integers(len(words)))] = str(
                random.choice(("", "time", "Fz", "force_vy", "x", "kN", "bw"))
            )
            lines[at] = "".join(words)
    return lines


def separated(lines: list[str], random: Random) -> list[str]:
    """Another sign between the cells, in some lines or all."""
    new, share = str(random.choice((",", ";", "\t", " ", "  ", "|"))), float(random.choice((0.01, 1.0)))
    return [new.join(cells_of(line)[0]) if random.random() < share else line for line in lines]


def few_lines(lines: list[str], random: Random) -> list[str]:
    """Hardly more than the head."""
    return lines[: int(random.integers(1, 30))]


def line_of(lines: list[str], random: Random) -> int:
    """A line, as often as not one of the first."""
    return int(random.integers(max(1, min(len(lines), int(random.choice((8, 1 << 40)))))))


def cells_of(line: str) -> tuple[list[str], str]:
    """Cells of a line, and what separates them."""
    sign = next((sign for sign in "\t;," if sign in line), " ")
    return line.split(sign), sign


LINES: tuple[Callable[[list[str], Random], list[str]], ...] = (
    lines_moved, cells_spoilt, cells_spoilt, column_spoilt, column_spoilt, column_spoilt, numbers_in_head, separated,
    few_lines,
)  # fmt: skip


def spoilt(name: str, random: Random) -> tuple[bytes, str]:
    """An example, spoilt, and how."""
    data = bytearray((EXAMPLES / name).read_bytes())
    text = not name.endswith(BINARY)
    words = []
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        if not data:
            break
        if text and random.random() < 0.9:
            change = LINES[random.integers(len(LINES))]
            data = bytearray("\n".join(change(data.decode("utf-8", "replace").split("\n"), random)).encode())
            words.append(change.__name__)
        else:
            spoil = BYTES[random.integers(len(BYTES))]
            data = spoil(data, random)
            words.append(spoil.__name__)
    return bytes(data), f"{name}: {', '.join(words)}"


def case_of(seed: int, number: int) -> Case:
    """The case of a number: always the same."""
    random = np.random.default_rng([seed, number])
    names = TOGETHER[random.integers(len(TOGETHER))] if random.random() < 0.1 else (str(random.choice(ALONE)),)
    made = [spoilt(name, random) for name in names]
    files = []
    for name, (data, _) in zip(names, made, strict=True):
        shown = (
            name if random.random() < 0.97 else Path(name).stem + str(random.choice((".fit", ".c3d", ".mot", ".csv")))
        )
        files.append((shown, data))
    how: dict[str, Any] = {"mass": "68 kg", "height": "1.75 m"}
    if not any(name.startswith("watch") or name in ("treadmill.c3d", "overground.trc") for name in names):
        how["speed"] = "3.5 m/s"
    if random.random() < 0.1:
        name, values = (
            ("mass", ("1 kg", "1000 kg", "0.001 kg")), ("height", ("0.2 m", "9 m")), ("speed", ("10 m/s", "0.3 m/s")),
            ("start", ("0.5 s", "99 s")), ("end", ("1 s", "1:00", "0 s")), ("lap", ("1", "2", "9")),
            ("threshold", ("1 N", "700 N", "1e9 N")),
        )[random.integers(7)]  # fmt: skip
        how[name] = str(random.choice(values))
    return Case(tuple(files), how, bool(random.random() < FITTED), tuple(said for _, said in made))
