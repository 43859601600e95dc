"""Fit the average runner to the open recordings, or show how well the shipped numbers fit.

    python calibration/calibrate.py          # residuals of the shipped numbers (seconds)
    python calibration/calibrate.py --fit    # fit them again and print both (minutes)

The numbers live in ``springmass/scenario/average_runner.py``. Three fits, one after the other: the path of the ankle,
the motion (damping and roll), the place of the hip. No joint moment is used anywhere. Foot strikes are not told
apart: at half contact the pressure is at the same place under the foot in all of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import least_squares
from trials import TAU, Row, Trial, table, trials

import springmass as sm
from springmass.body.geometry import ankle_path
from springmass.body.stance import BodyCurves, StanceLeg
from springmass.dynamics.curves import ContactCurves, contact_curves
from springmass.evidence.agreement import r_squared
from springmass.parameters import BodyShape
from springmass.scenario.average_runner import FITTED, HEIGHT, average_runner
from springmass.scenario.default_runner import FREE
from springmass.scenario.defaults import GRAVITY, LEG_LENGTH

ANKLE = ("ball_ahead", "heel_rise", "heel_rise_power", "settling_tilt", "settling_back", "settling_up")
MOTION = ("damping", "roll_speed", "roll_switch", "roll_switch_slope")
HIP = ("hip_behind", "hip_behind_slope", "sitting_back", "hip_above")
AFTER_IMPACT = slice(10, 101)
_COP_MATTERS, _LEG_MATTERS = 0.03, 0.03
"""Misfits of the foot point and of leg length that count as much as one standard deviation of a force curve [m]."""
_WEIGHT = 0.5


def use(names: Sequence[str], values: Sequence[float]) -> None:
    """Put numbers into the table the package reads."""
    for name, value in zip(names, values, strict=True):
        FITTED[name] = replace(FITTED[name], value=float(value))


def gait(row: Row) -> sm.SteadyGait:
    """The average runner of a row's size at its speed, cadence and contact time."""
    average = average_runner(row.speed, row.mass, row.height)
    foot = {name: getattr(average, name) for name in ("roll_speed", "roll_switch", "roll_late_speed")}
    find = {"speed": row.speed, "cadence": 60.0 * row.cadence, "contact_time": row.contact_time}
    return sm.find_gait(
        sm.Scenario(
            runner={"mass": row.mass, "height": row.height},
            leg={"law": "viscous", "damping": average.damping},
            foot=foot,
            gait={"find": find, "free": FREE},
        )
    )


def curves(found: sm.SteadyGait, shares: np.ndarray = TAU) -> ContactCurves:
    """A gait's contact at shares of it."""
    contact = found.step.contact
    assert contact is not None
    return contact_curves(contact, found.parameters, shares * contact.end)


def body(found: sm.SteadyGait, c: ContactCurves, row: Row) -> BodyCurves:
    """Its joints, with the hip where the table now says."""
    average = average_runner(row.speed, row.mass, row.height)
    shape = BodyShape(row.height, average.first_contact, average.hip_behind, average.hip_above)
    touchdown = found.step.touchdown
    assert touchdown is not None
    return StanceLeg(found.parameters.replace(shape=shape), touchdown.x, touchdown.y).at(c)


def late_roll(measured: Sequence[Trial]) -> float:
    """Mean speed of the foot point from 35 to 80 % of contact over √(g l0), read off the trials [1]."""
    return float(
        np.mean(
            [
                (one.cop[80] - one.cop[35])
                / (0.45 * one.row.contact_time)
                / np.sqrt(GRAVITY * LEG_LENGTH.of(one.row.height))
                for one in measured
            ]
        )
    )


def ankle_misfit(measured: Sequence[Trial]) -> np.ndarray:
    """Ankle path against the tilt of the leg line, over height [1]."""
    out = []
    for one in measured:
        height = one.row.height
        shape = BodyShape(height, 0.0, 0.0, 0.0)
        tilt = np.arctan2(one.hip_x, one.hip_y)
        x, y, _ = ankle_path(shape, tilt)
        out += [(x - one.ankle_x) / height, (y - one.ankle_y + one.ankle_y.min()) / height]
    return np.concatenate(out)


def motion_misfit(measured: Sequence[Trial]) -> np.ndarray:
    """Force curves after the impact, leg length, and how far the foot point has rolled by half contact."""
    out = []
    for one in measured:
        found = gait(one.row)
        c, weight = curves(found), one.row.mass * GRAVITY
        for model, real in ((c.grf_y / weight, one.vertical), (c.grf_x / weight, one.fore_aft)):
            out.append((model - real)[AFTER_IMPACT] / real.std() / np.sqrt(91))
        longer, really = c.length - c.length[20], one.leg_length - one.leg_length[20]
        out.append(_WEIGHT * (longer - really)[5:96] / _LEG_MATTERS / np.sqrt(91))
    return np.concatenate(out)


def cop_misfit(rows: Sequence[Row]) -> np.ndarray:
    """Centre of pressure minus ankle at half contact, model minus table [m]."""
    out = []
    for row in rows:
        found = gait(row)
        b = body(found, curves(found, np.array([0.5])), row)
        out.append(float((b.hip_ankle - b.hip_cop)[0]) - (row.hip_ankle[1] - row.hip_cop))
    return np.array(out)


def hip_misfit(rows: Sequence[Row], gaits: Sequence[sm.SteadyGait]) -> np.ndarray:
    """Hip–ankle offsets at touchdown, half contact and takeoff, hip–COP at half contact; shape (rows, 4) [m]."""
    out = []
    for row, found in zip(rows, gaits, strict=True):
        b = body(found, curves(found, np.array([0.0, 0.5, 1.0])), row)
        out.append([*(b.hip_ankle - np.array(row.hip_ankle)), b.hip_cop[1] - row.hip_cop])
    return np.array(out)


def knee_misfit(measured: Sequence[Trial], gaits: Sequence[sm.SteadyGait]) -> np.ndarray:
    """Knee flexion from 10 to 70 % of contact [rad]."""
    out = []
    for one, found in zip(measured, gaits, strict=True):
        flexion = body(found, curves(found), one.row).posture.knee_flexion
        out.append((flexion - one.knee_flexion)[10:71:5])
    return np.concatenate(out)


def fit(rows: Sequence[Row], measured: Sequence[Trial]) -> None:
    """Fit everything, starting from the shipped numbers."""

    def solve(names: Sequence[str], misfit: object, steps: int) -> None:
        def of(z: np.ndarray) -> np.ndarray:
            use(names, z)
            return misfit()  # type: ignore[operator, no-any-return]

        start = [FITTED[name].value for name in names]
        scale = [max(abs(value), 0.01) for value in start]
        use(names, least_squares(of, start, x_scale=scale, diff_step=1e-3, max_nfev=steps).x)

    use(("roll_late_speed",), (late_roll(measured),))
    solve(ANKLE, lambda: ankle_misfit(measured), 50)
    some = rows[::3] + rows[2::3]  # the slowest and the fastest speed of each runner

    def motion() -> np.ndarray:
        cop = cop_misfit(some) / _COP_MATTERS * _WEIGHT * np.sqrt(len(measured) / len(some))
        return np.concatenate([motion_misfit(measured), cop])

    for _ in range(2):  # the hip says where the ankle lies, the ankle where the foot point should be
        solve(MOTION, motion, 6)
        gaits, own = [gait(row) for row in rows], [gait(one.row) for one in measured]

        def hip(gaits: Sequence[sm.SteadyGait] = gaits, own: Sequence[sm.SteadyGait] = own) -> np.ndarray:
            offsets = hip_misfit(rows, gaits) * np.array([1.0, 1.0, 0.7, 1.0]) / np.sqrt(len(rows))
            return np.concatenate([offsets.ravel(), knee_misfit(measured, own) / np.sqrt(91)])

        solve(HIP, hip, 30)


def residuals(rows: Sequence[Row], measured: Sequence[Trial]) -> dict[str, float]:
    """What the numbers now in the table leave over."""
    own, gaits = [gait(one.row) for one in measured], [gait(row) for row in rows]
    vertical, fore_aft, leg = [], [], []
    for one, found in zip(measured, own, strict=True):
        c, weight = curves(found), one.row.mass * GRAVITY
        vertical.append(r_squared(one.vertical[AFTER_IMPACT], c.grf_y[AFTER_IMPACT] / weight))
        fore_aft.append(r_squared(one.fore_aft[AFTER_IMPACT], c.grf_x[AFTER_IMPACT] / weight))
        leg.append(((c.length - c.length[20]) - (one.leg_length - one.leg_length[20]))[5:96])
    hip, cop = 1e3 * hip_misfit(rows, gaits), 1e3 * cop_misfit(rows)
    names = ("hip_ankle_touchdown", "hip_ankle_half_contact", "hip_ankle_takeoff", "hip_cop_half_contact")
    found = {
        "r2_vertical_worst": min(vertical),
        "r2_vertical_mean": float(np.mean(vertical)),
        "r2_fore_aft_worst": min(fore_aft),
        "r2_fore_aft_mean": float(np.mean(fore_aft)),
        "leg_length_rms_mm": 1e3 * float(np.sqrt(np.mean(np.square(leg)))),
        "cop_ankle_half_contact_mean_mm": float(cop.mean()),
        "cop_ankle_half_contact_sd_mm": float(cop.std()),
        "knee_flexion_rms_deg": float(np.degrees(np.sqrt(np.mean(knee_misfit(measured, own) ** 2)))),
        "ankle_path_rms_mm": 1e3 * HEIGHT * float(np.sqrt(np.mean(ankle_misfit(measured) ** 2))),
    }
    for i, name in enumerate(names):
        found |= {f"{name}_mean_mm": float(hip[:, i].mean()), f"{name}_sd_mm": float(hip[:, i].std())}
    return found


def main() -> None:
    """Print the numbers and what they leave over."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true", help="fit again before printing")
    rows, measured = table(), trials()
    shipped = {name: one.value for name, one in FITTED.items()}
    if parser.parse_args().fit:
        fit(rows, measured)
    for name, one in FITTED.items():
        print(f"{name:20s} {shipped[name]:9.4f} {one.value:9.4f}  {one.what}")
    print()
    for name, value in residuals(rows, measured).items():
        print(f"{name:34s} {value:8.3f}")


if __name__ == "__main__":
    main()
