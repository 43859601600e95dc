"""Make the examples of a laboratory: a simulated runner on a treadmill, over two force plates, in front of a camera.

Run it in the project's folder: ``python making_recordings/make_lab.py [folder]``.

The runner is the package's average one, 67.5 kg and 1.756 m, at 3.5 m/s: forces, centre of pressure, hip and the leg on
the ground are those of the simulated steady gait; the leg in the air is a plausible path, see ``lab_runner.py``. Noise,
a wandering zero and lost markers are added as laboratories have them. The same bytes come out every time.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

import springmass as sm

sys.path.insert(0, str(Path(__file__).parent))
from lab_runner import SIDES, LabRunner

SEED = 20240611
MADE_UP = "synthetic, made by making_recordings/make_lab.py"
PELVIS_WIDTH, PELVIS_DEPTH = 0.240, 0.150
"""Between the front spines; from their middle to that of the back ones [m]"""
HIP_OUT, FOOT_OUT = 0.33 * PELVIS_WIDTH + 0.0073, 0.050
"""Of the middle line [m]; the hip after Harrington et al. (2007)"""
TREADMILL_X, TREADMILL_Z = 1.5, 0.9
"""Where the runner is on the treadmill [m]"""
KNEE_HALF, ANKLE_HALF = 0.052, 0.036
"""Half of the joint's width [m]"""
INTEGER = 2
"""What C3D calls a whole number"""
_TO_SIDE = {"right": 1.0, "left": -1.0}


def markers(runner: LabRunner, time: np.ndarray) -> dict[str, np.ndarray]:
    """Positions of the markers on skin and shoes, x forward, y up, z to the right [m], shape (n, 3)."""
    hip = runner.hip(time)
    front = hip + np.array([0.24 * PELVIS_DEPTH + 0.0099, 0.30 * PELVIS_WIDTH + 0.0109])
    found = {}
    for side in SIDES:
        out = _TO_SIDE[side]
        found[f"{side[0].upper()}ASI"] = _at(front, out * 0.5 * PELVIS_WIDTH)
        found[f"{side[0].upper()}PSI"] = _at(front - np.array([PELVIS_DEPTH, 0.0]), out * 0.045)
    for number, side in enumerate(SIDES):
        leg, out, letter = runner.leg(time, number), _TO_SIDE[side], side[0].upper()
        # From the hip inwards to the foot.
        knee, foot = 0.5 * (HIP_OUT + FOOT_OUT), FOOT_OUT
        found[f"{letter}KNE"] = _at(leg["knee"], out * (knee + KNEE_HALF))
        found[f"{letter}MKNE"] = _at(leg["knee"], out * (knee - KNEE_HALF))
        found[f"{letter}ANK"] = _at(leg["ankle"], out * (foot + ANKLE_HALF))
        found[f"{letter}MANK"] = _at(leg["ankle"], out * (foot - ANKLE_HALF))
        found[f"{letter}HEE"] = _at(leg["heel"], out * foot)
        found[f"{letter}TOE"] = _at(leg["toe"], out * (foot + 0.010))
    return found


def _at(place: np.ndarray, side: float) -> np.ndarray:
    return np.column_stack([place, np.full(len(place), side)])


def treadmill_forces(runner: LabRunner, place: Path) -> None:
    """One belt, 300 Hz, 6 s: the zero of the plate wanders."""
    rng = np.random.default_rng(SEED)
    time = np.arange(1800) / 300.0
    force, cop, foot = runner.forces(time)
    wander = 22.0 + 4.0 * time + 9.0 * np.sin(2.0 * np.pi * time / 7.0)
    forward = force[:, 0] + 0.2 * wander + rng.normal(0.0, 2.0, time.size)
    up = force[:, 1] + wander + rng.normal(0.0, 4.0, time.size)
    along = cop - runner.speed * time + TREADMILL_X + rng.normal(0.0, 0.001, time.size)
    across = np.where(foot == 0, FOOT_OUT, -FOOT_OUT) + TREADMILL_Z + rng.normal(0.0, 0.001, time.size)
    lines = ["time_s,force_fore_aft_N,force_vertical_N,cop_x_m,cop_z_m"]
    for row in zip(time, forward, up, along, across, foot, strict=True):
        pressed = f"{row[3]:.4f},{row[4]:.4f}" if row[5] >= 0 else ","
        lines.append(f"{row[0]:.5f},{row[1]:.1f},{row[2]:.1f},{pressed}")
    _write(place, lines)


def treadmill_c3d(runner: LabRunner, place: Path) -> None:
    """Markers at 100 Hz and a force plate of type 2 at 500 Hz, 3.5 s; on the axes of the laboratory, z up."""
    import ezc3d

    rng = np.random.default_rng(SEED + 1)
    frames, ratio, rate = 350, 5, 100.0
    time = np.arange(frames) / rate
    belt = runner.speed * time - TREADMILL_X
    points = {}
    for name, where in markers(runner, time).items():
        moved = where - np.column_stack([belt, 0.0 * belt, 0.0 * belt]) + rng.normal(0.0, 0.0005, where.shape)
        points[name] = _in_lab(moved + np.array([0.0, 0.0, TREADMILL_Z]))
    points["RKNE"][120:126] = np.nan
    points["LHEE"][200:203] = np.nan
    file = ezc3d.c3d()
    table = np.ones((4, len(points), frames))
    table[:3] = np.round(1000.0 * np.array(list(points.values())).transpose(2, 0, 1), 2)
    file["data"]["points"] = table
    point = file["parameters"]["POINT"]
    point["UNITS"]["value"], point["RATE"]["value"], point["LABELS"]["value"] = ["mm"], [rate], list(points)
    point["DESCRIPTIONS"]["value"] = [MADE_UP] * len(points)
    file.add_parameter("POINT", "X_SCREEN", ["+X"])
    file.add_parameter("POINT", "Y_SCREEN", ["+Z"])
    file["data"]["analogs"] = _plate(runner, np.arange(frames * ratio) / (ratio * rate), rng)[None]
    analog = file["parameters"]["ANALOG"]
    channels = ["Fx", "Fy", "Fz", "Mx", "My", "Mz"]
    analog["RATE"]["value"], analog["LABELS"]["value"] = [ratio * rate], channels
    analog["DESCRIPTIONS"]["value"] = [MADE_UP] * 6
    analog["UNITS"]["value"] = ["N"] * 3 + ["Nmm"] * 3
    analog["SCALE"]["value"], analog["OFFSET"]["value"], analog["GEN_SCALE"]["value"] = [1.0] * 6, [0] * 6, [1.0]
    plate = {"USED": [1], "TYPE": [2], "ZERO": [1, 0], "CHANNEL": np.arange(1.0, 7.0)[:, None]}
    for name, value in plate.items():
        file.add_parameter("FORCE_PLATFORM", name, value)
        file["parameters"]["FORCE_PLATFORM"][name]["type"] = INTEGER  # it makes numbers with a point of them
    file.add_parameter("FORCE_PLATFORM", "CORNERS", CORNERS[:, :, None])
    file.add_parameter("FORCE_PLATFORM", "ORIGIN", np.zeros((3, 1)))
    file.write(str(place))


CORNERS = 1000.0 * np.array(
    [[2.4, 0.4, 0.4, 2.4], [-TREADMILL_Z + 0.5, -TREADMILL_Z + 0.5, -TREADMILL_Z - 0.5, -TREADMILL_Z - 0.5], [0.0] * 4]
)
"""Of the plate in the laboratory [mm]: its own z points down"""


def _in_lab(where: np.ndarray) -> np.ndarray:
    """Forward, up, right → the laboratory's forward, left, up."""
    return np.column_stack([where[:, 0], -where[:, 2], where[:, 1]])


def _plate(runner: LabRunner, time: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Six channels of a plate [N, N·mm], shape (6, n), about the middle of its surface and on its own axes."""
    force, cop, foot = runner.forces(time)
    place = np.column_stack([cop - runner.speed * time + TREADMILL_X, 0.0 * cop, TREADMILL_Z + _across(foot)])
    on = foot >= 0
    first, second, _, fourth = CORNERS.T
    ahead, aside = _unit(first - second), _unit(first - fourth)
    axes = np.array([ahead, aside, np.cross(ahead, aside)])
    pushed = _in_lab(_at(force, 0.0))
    arm = np.where(on[:, None], 1000.0 * _in_lab(place) - CORNERS.mean(axis=1), 0.0)
    turned = np.cross(arm, pushed)
    told = np.concatenate([axes @ pushed.T, axes @ turned.T])
    noise = rng.normal(0.0, 1.0, told.shape) * np.array([[1.5], [1.5], [3.0], [300.0], [300.0], [300.0]])
    zero = np.array([[2.0], [-1.0], [-12.0], [0.0], [0.0], [0.0]])
    return np.round(told + noise + zero, 2)


def _across(foot: np.ndarray) -> np.ndarray:
    return np.where(foot == 0, FOOT_OUT, -FOOT_OUT)


def _unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


def overground_mot(runner: LabRunner, place: Path) -> None:
    """Each foot's force at 500 Hz, worked up: exact zeros in the air; the head as older programs write it."""
    time = np.arange(700) / 500.0
    force, cop, foot = runner.forces(time)
    names, columns = [], []
    for number, letter in enumerate("RL"):
        on = foot == number
        side = np.where(on, FOOT_OUT * (1 - 2 * number), 0.0)
        parts = [force[:, 0] * on, force[:, 1] * on, 0.0 * side, np.where(on, cop, 0.0), 0.0 * side, side]
        names += [f"{letter}_ground_force_{what}{axis}" for what in "vp" for axis in "xyz"]
        columns += parts
    names += [f"{letter}_ground_torque_{axis}" for letter in "RL" for axis in "xyz"]
    columns += [np.zeros(time.size)] * 6
    head = [f"name {place.name}, {MADE_UP}", "datacolumns 19", f"datarows {time.size}"]
    head += [f"range {time[0]:.6f} {time[-1]:.6f}", "endheader", "\t   ".join(["           time", *names]) + "\t"]
    rows = np.column_stack(columns)
    lines = [f"{now:.4f}\t" + "\t".join(_short(value) for value in row) for now, row in zip(time, rows, strict=True)]
    _write(place, head + lines)


def _short(value: float) -> str:
    return "0" if abs(value) < 5e-5 else f"{value:.4f}"


def overground_trc(runner: LabRunner, place: Path) -> None:
    """Markers at 100 Hz in mm on the same clock as the forces; some are lost for a while."""
    rng = np.random.default_rng(SEED + 2)
    time = np.arange(140) / 100.0
    points = {name: p + rng.normal(0.0, 0.0005, p.shape) for name, p in markers(runner, time).items()}
    points["LTOE"][60:64] = np.nan
    _trc(place, time, 100.0, "mm", points, 2)


def video(runner: LabRunner, points_place: Path, angles_place: Path) -> None:
    """What a camera beside a treadmill sees at 60 Hz: joints in m in one plane, and angles in degrees."""
    rng = np.random.default_rng(SEED + 3)
    rate = 60.0
    time = np.arange(240) / rate
    hip, belt = runner.hip(time), runner.speed * time - TREADMILL_X
    lean, height = runner.shape.trunk_lean, runner.shape.height
    legs = [runner.leg(time, number) for number in range(2)]
    trunk = np.array([np.sin(lean), np.cos(lean)])
    flat = {"Hip": hip}
    for letter, leg in zip("RL", legs, strict=True):
        flat |= {f"{letter}Hip": hip, f"{letter}Knee": leg["knee"], f"{letter}Ankle": leg["ankle"]}
        flat |= {f"{letter}BigToe": leg["toe"], f"{letter}Heel": leg["heel"]}
    flat |= {"Neck": hip + 0.288 * height * trunk, "Head": hip + 0.45 * height * trunk}
    points = {}
    for name, where in flat.items():
        seen = where - np.column_stack([belt, 0.0 * belt]) + rng.normal(0.0, 0.003, where.shape)
        points[name] = np.column_stack([seen, np.zeros(time.size)])
    _trc(points_place, time, rate, "m", points, 4)
    columns = {}
    for side, leg in zip(SIDES, legs, strict=True):
        columns[f"{side} ankle"] = leg["foot"] - leg["shank"]
        columns[f"{side} knee"] = leg["knee_flexion"]
        columns[f"{side} hip"] = leg["thigh"] + lean
        columns |= {f"{side} {part}": leg[part] for part in ("foot", "shank", "thigh")}
    columns["trunk"] = np.full(time.size, -lean)
    table = np.degrees(np.column_stack(list(columns.values()))) + rng.normal(0.0, 1.0, (time.size, len(columns)))
    head = ["Coordinates", "version=1", f"nRows={time.size}", f"nColumns={table.shape[1] + 1}", "inDegrees=yes", ""]
    head += [f"These angles are {MADE_UP}.", "", "endheader", "\t".join(["time", *columns])]
    rows = zip(time, table, strict=True)
    _write(angles_place, head + [f"{now:.6f}\t" + "\t".join(f"{v:.2f}" for v in row) for now, row in rows])


def _trc(place: Path, time: np.ndarray, rate: float, unit: str, points: dict[str, np.ndarray], digits: int) -> None:
    count, frames = len(points), len(time)
    factor = {"m": 1.0, "mm": 1000.0}[unit]
    lines = [
        f"PathFileType\t4\t(X/Y/Z)\t{place.name} ({MADE_UP})",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\tOrigDataStartFrame\tOrigNumFrames",
        f"{rate:.2f}\t{rate:.2f}\t{frames}\t{count}\t{unit}\t{rate:.2f}\t1\t{frames}",
        "Frame#\tTime\t" + "\t\t\t".join(points) + "\t\t",
        "\t\t" + "\t".join(f"{axis}{i}" for i in range(1, count + 1) for axis in "XYZ"),
        "",
    ]
    table = factor * np.column_stack(list(points.values()))
    for number, (now, row) in enumerate(zip(time, table, strict=True), 1):
        cells = ["" if value != value else f"{value + 0.0:.{digits}f}" for value in row]
        lines.append(f"{number}\t{now:.6f}\t" + "\t".join(cells))
    _write(place, lines)


def _write(place: Path, lines: list[str]) -> None:
    place.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def make(folder: Path) -> None:
    """Write all examples into a folder."""
    runner = LabRunner(sm.find_gait(sm.default_runner()))
    treadmill_forces(runner, folder / "treadmill_forces.csv")
    treadmill_c3d(runner, folder / "treadmill.c3d")
    overground_mot(runner, folder / "overground.mot")
    overground_trc(runner, folder / "overground.trc")
    video(runner, folder / "video.trc", folder / "video_angles.mot")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "recordings")
