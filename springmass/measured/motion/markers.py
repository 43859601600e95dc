"""What markers and joints are called in different laboratories, and what they are."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from springmass.errors import InputError, nearest
from springmass.measured.recording import FloatArray, Motion

SIDES = ("right", "left")

_STEMS: dict[str, str] = {
    "hip": "hip hjc hipjc hipjointcentre hipjointcenter hipcentre hipcenter fep",
    "knee": "kneejc kjc kneejointcentre kneejointcenter kneecentre kneecenter feo",
    "ankle": "anklejc ajc anklejointcentre anklejointcenter anklecentre anklecenter tio",
    "asis": "asis asi ias",
    "psis": "psis psi ips",
    "crest": "iliaccrest icrest crest ic",
    "knee_lateral": "kne latknee kneelat kneelateral lfc lfcv lfe fle lep lateralknee",
    "knee_medial": "mkne medknee kneemed kneemedial mfc mfcv mfe fme mep mknee medialknee",
    "ankle_lateral": "ank latankle anklelat anklelateral lmal lmalv fal lateralankle mal",
    "ankle_medial": "mank medankle anklemed anklemedial mmal mmalv tam medialankle mankle",
    "heel": "heelbottom heel hee cal calc calcaneus fcc heellateral heeltop",
    "toe": "toe toetip bigtoe hallux footindex mt5 5mt smt5 fifthmt fmt smalltoe 5meta mt2 2mt mt1 1mt fm5 fm2 fm1",
}
"""Role → the stems of its names, best first; a name is a stem with a side before or after it."""

_EITHER = {"knee": "knee_lateral", "ankle": "ankle_lateral"}
"""Names that mean the joint centre, but the outer marker where the same file has a marker on the inside."""

_SEGMENTS: dict[str, str] = {
    "thigh": r"thigh.*|thi\d?|th\d|gtr",
    "shank": r"shank.*|tib\d?|tb\d|shn\d?|sh\d|sk\d|tt|tub|hf|headfibula",
    "foot": r"heel.*|hee|cal|calc|toe|mt\d|foot\d?",
}
"""Segment → pattern of the stems of the markers that move with it."""

WANTED = {
    "hip": "RHJC, right_hip, RHip, or on the pelvis RASI LASI RPSI LPSI (also R.ASIS, RASIS, …)",
    "ankle": "RAJC, right_ankle, RAnkle, or RLMAL RMMAL, R.Ankle R.Ankle.Medial, RANK (with a standing trial also "
    "three markers of the shank)",
}
"""Joint → names that would do, in words; likewise with L."""

_RIGHT = ("RHJC", "RAJC", "RHip", "RAnkle", "RASIS", "RPSIS", "RASI", "RPSI", "RANK", "RLMAL", "RMMAL")
_EXAMPLES = (*_RIGHT, *("L" + name[1:] for name in _RIGHT), "right_hip", "right_ankle", "left_hip", "left_ankle")

_ROLE = {stem: (role, place) for role, stems in _STEMS.items() for place, stem in enumerate(stems.split())}


def split_side(name: str) -> tuple[str, str] | None:
    """Tell the side and the rest of a name, whatever stands between them.

    Parameters
    ----------
    name : str
        As in the file; what stands before a colon is the runner's name and does not count.

    Returns
    -------
    (str, str) or None
        ``"right"`` or ``"left"`` and the stem in small letters without dots, blanks and lines; None where the name
        tells no side.

    Examples
    --------
    >>> split_side("R.Heel.Bottom"), split_side("Runner:LASI"), split_side("ankle_l"), split_side("C7")
    (('right', 'heelbottom'), ('left', 'asi'), ('left', 'ankle'), None)
    """
    name = name.rsplit(":", 1)[-1]
    plain = re.sub(r"[\s._\-]|study$", "", name.lower())
    ways = []
    if match := re.fullmatch(r"(right|left)(.+)", plain) or re.fullmatch(r"(r|l)(.+)", plain):
        ways.append((match[1], match[2]))
    if match := re.fullmatch(r"(.+)[\s._\-](right|left|r|l)", name.lower()):
        ways.append((match[2], re.sub(r"[\s._\-]", "", match[1])))
    known = [way for way in ways if _means(way[1])]
    for side, stem in known or ways:
        return ("right" if side.startswith("r") else "left"), stem
    return None


def find_roles(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Sort names by what they are.

    Parameters
    ----------
    names : iterable of str
        Of markers or joint centres, as in the file. Names not known are left out.

    Returns
    -------
    dict
        Role → names that have it, best first. Roles are ``right_hip``, ``right_knee``, ``right_ankle`` (joint
        centres), ``right_asis``, ``right_psis``, ``right_crest``, ``right_knee_lateral``, ``right_knee_medial``,
        ``right_ankle_lateral``, ``right_ankle_medial``, ``right_heel``, ``right_toe``, ``right_thigh_markers``,
        ``right_shank_markers``, ``right_foot_markers``, the left ones, and ``sacrum``.

    Notes
    -----
    ``R.Knee`` and ``R.Ankle`` are joint centres in the files of pose programs and the outer markers in those of
    laboratories: they count as outer markers where the same side has an inner one.

    Examples
    --------
    >>> find_roles(["RASI", "RKnee", "head"])
    {'right_asis': ('RASI',), 'right_knee': ('RKnee',)}
    >>> find_roles(["R.Knee", "R.Knee.Medial"])
    {'right_knee_medial': ('R.Knee.Medial',), 'right_knee_lateral': ('R.Knee',)}
    """
    found: dict[str, list[tuple[int, str]]] = {}
    either: list[tuple[str, str, str]] = []
    for name in names:
        if re.fullmatch(r"v?sacr(um|al)?", name.rsplit(":", 1)[-1].lower()):
            found.setdefault("sacrum", []).append((0, name))
        parted = split_side(name)
        if not parted:
            continue
        side, stem = parted
        if stem in _EITHER:
            either.append((side, stem, name))
        elif stem in _ROLE:
            role, place = _ROLE[stem]
            found.setdefault(f"{side}_{role}", []).append((place, name))
        for segment, pattern in _SEGMENTS.items():
            if re.fullmatch(pattern, stem):
                found.setdefault(f"{side}_{segment}_markers", []).append((0, name))
    for side, stem, name in either:
        role = _EITHER[stem] if f"{side}_{stem}_medial" in found else stem
        found.setdefault(f"{side}_{role}", []).append((-1, name))
    return {role: tuple(name for _, name in sorted(some, key=lambda pair: pair[0])) for role, some in found.items()}


def pick(motion: Motion, roles: dict[str, tuple[str, ...]], role: str) -> FloatArray | None:
    """Give the best point of a role that is not blank throughout, shape (n, 3), or None."""
    for name in roles.get(role, ()):
        points = motion.points[name]
        if np.isfinite(points).all(axis=1).any():
            return points
    return None


def nothing_found(what: str, motion: Motion, why: str = "") -> InputError:
    """Say which joint cannot be had, which names would do, and what in the file comes near.

    Parameters
    ----------
    what : str
        ``"hip"`` or ``"ankle"``.
    motion : Motion
        Where it was sought.
    why : str
        A sentence more.

    Returns
    -------
    InputError
        To be raised.
    """
    near = [(name, best) for name in motion.points if (best := nearest(name.rsplit(":", 1)[-1], _EXAMPLES))]
    seen = [name for name, points in motion.points.items() if np.isfinite(points).any()]
    hint = "; ".join(f'"{name}": did you mean "{best}"?' for name, best in near[:3] if name not in _EXAMPLES)
    hint = hint[:1].upper() + hint[1:] if hint else f"The file has: {', '.join(seen[:40]) or 'no point that is seen'}."
    return InputError(
        f"motion.{what}",
        given=f"{len(seen)} point{'' if len(seen) == 1 else 's'}, none that tells where the {what} is",
        allowed=f"needs, of the right, the left or both: {WANTED[what]}",
        hint=f"{why} {hint}".strip(),
    )


def _means(stem: str) -> bool:
    return stem in _ROLE or stem in _EITHER or any(re.fullmatch(p, stem) for p in _SEGMENTS.values())
