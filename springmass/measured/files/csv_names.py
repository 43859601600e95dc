"""What a column of a table is, told by its name: time, a force, a place, an angle."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS = {
    "n": "N", "newton": "N", "newtons": "N", "kn": "kN", "bw": "BW", "xbw": "BW", "m": "m", "mm": "mm", "cm": "cm",
    "s": "s", "sec": "s", "seconds": "s", "ms": "ms", "deg": "deg", "degree": "deg", "degrees": "deg", "°": "deg",
    "rad": "rad", "radians": "rad", "nm": "N·m", "n.m": "N·m", "n·m": "N·m", "n*m": "N·m", "nmm": "N·m", "n.mm": "N·m",
    "hz": "Hz", "n/kg": "N/kg",
}  # fmt: skip
_BARE = {"N", "kN", "BW", "m", "mm", "cm", "s", "ms", "deg", "rad", "Nm", "n", "bw"}
"""Units that may stand behind an underscore or a blank without brackets"""
_AXES = {"x": 0, "y": 1, "z": 2}
_DIRECTIONS = {
    "fore": 0, "aft": 0, "foreaft": 0, "ap": 0, "anterior": 0, "posterior": 0, "anteroposterior": 0, "horizontal": 0,
    "forward": 0, "vertical": 1, "vert": 1, "v": 1, "vgrf": 1, "grfv": 1, "normal": 1, "up": 1, "lateral": 2,
    "medial": 2, "mediolateral": 2, "ml": 2, "sideways": 2, "side": 2, "transverse": 2,
}  # fmt: skip
_FORCE = {"force", "forces", "grf", "vgrf", "grfv", "ground", "reaction", "f"}
_COP = {"cop", "cofp"}
_TIME = {"time", "t", "timestamp", "zeit", "temps", "seconds", "sec", "times"}
_FRAME = {"frame", "frames", "sample", "samples", "index", "nr", "no"}
_MOMENT = {"moment", "moments", "torque", "mx", "my", "mz", "tx", "ty", "tz"}
_SIDES = {"r": "right", "right": "right", "re": "right", "l": "left", "left": "left", "li": "left"}


@dataclass(frozen=True)
class Column:
    """A column as its name tells."""

    kind: str
    """``"time"``, ``"frame"``, ``"force"``, ``"cop"``, ``"place"`` or ``"other"``"""
    unit: str = ""
    """Empty where the name has none"""
    axis: int | None = None
    """0, 1, 2 for x, y, z, or for fore-aft, vertical, lateral"""
    worded: bool = False
    """Whether the direction is a word, not a letter"""
    group: str = ""
    """Of a force or centre of pressure: the plate; of a place: the point"""


def unit_of(text: str) -> str:
    """Read the name of a unit.

    Parameters
    ----------
    text : str
        Such as ``"[mm]"``.

    Returns
    -------
    str
        The usual spelling; empty for no unit.

    Examples
    --------
    >>> unit_of("[Newton]"), unit_of("hip")
    ('N', '')
    """
    return _UNITS.get(text.strip().strip("[]()").strip().casefold(), "")


def side_of(group: str) -> str:
    """Name the foot a plate stands for.

    Parameters
    ----------
    group : str
        From :class:`Column`.

    Returns
    -------
    str
        ``"right"``, ``"left"`` or empty.

    Examples
    --------
    >>> side_of("fp r"), side_of("1")
    ('right', '')
    """
    sides = {_SIDES[word] for word in group.split() if word in _SIDES}
    return sides.pop() if len(sides) == 1 else ""


def understood(name: str, unit: str = "") -> Column:
    """Tell what a column is.

    Parameters
    ----------
    name : str
        As in the file.
    unit : str
        From a row of units, where there is one.

    Returns
    -------
    Column

    Examples
    --------
    >>> understood("Fz2 [N]")
    Column(kind='force', unit='N', axis=2, worded=False, group='2')
    >>> understood("force_fore_aft_N").axis, understood("r_hip_y_m").group
    (0, 'r_hip')
    """
    stem, own = _without_unit(name)
    unit = unit or own
    words = _words(stem)
    if not words:
        return Column("other", unit)
    if words[0] in _TIME and len(words) <= 2 and unit in ("", "s", "ms"):
        return Column("time", unit)
    if words[0] in _FRAME and len(words) <= 2:
        return Column("frame", unit)
    if set(words) & _MOMENT or unit == "N·m":
        return Column("other", unit)
    if _is_cop(words):
        rest, axis, worded = _axis(words, "p")
        return Column("cop", unit, axis, worded, " ".join(w for w in rest if w not in _COP and w not in _PRESSURE))
    if _is_force(words, unit):
        rest, axis, worded = _axis(words, "fv")
        return Column("force", unit, axis, worded, " ".join(w for w in rest if w not in _FORCE))
    place = re.fullmatch(r"(.*?)[\s_.:\-]*([xyzXYZ])", stem)
    if place and place[1] and unit in ("", "m", "mm", "cm"):
        return Column("place", unit, _AXES[place[2].casefold()], False, place[1])
    return Column("other", unit)


_PRESSURE = {"center", "centre", "of", "pressure"}


def _without_unit(name: str) -> tuple[str, str]:
    name = name.strip().strip('"').strip()
    if (found := re.fullmatch(r"(.*\S)\s*[\[(]([^\])]*)[\])]", name)) and (unit := unit_of(found[2])):
        return found[1], unit
    if (found := re.fullmatch(r"(.*[^\s_])[\s_]+(\w+)", name)) and found[2] in _BARE:
        return found[1], unit_of(found[2])
    return name, ""


def _words(stem: str) -> list[str]:
    split = re.sub(r"([a-z])([A-Z])", r"\1 \2", stem)
    return re.findall(r"[a-zà-ÿ°]+|\d+", split.casefold())


def _is_cop(words: list[str]) -> bool:
    joined = set(words)
    return bool(
        joined & _COP or joined & {"copx", "copy", "copz"} or {"px", "py", "pz"} & joined or "pressure" in joined
    )


def _is_force(words: list[str], unit: str) -> bool:
    joined = set(words)
    if joined & {"fx", "fy", "fz"} or joined & (_FORCE - {"f", "ground", "reaction"}):
        return True
    if "f" in joined and joined & {"x", "y", "z"}:
        return True
    return unit in ("N", "kN", "BW", "N/kg")


def _axis(words: list[str], letters: str) -> tuple[list[str], int | None, bool]:
    """Take the direction out of the words."""
    axis, worded, rest = None, False, []
    for word in words:
        if word in _DIRECTIONS:
            axis, worded = _DIRECTIONS[word], True
        elif word in _AXES:
            axis = _AXES[word]
        elif len(word) > 1 and word[-1] in _AXES and word[:-1] in (*letters, "cop", "grf", "force"):
            axis = _AXES[word[-1]]
        else:
            rest.append(word)
    return rest, axis, worded
