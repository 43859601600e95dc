"""A simulated runner with two legs at any instant: the model's leg on the ground, an invented one in the air.

The model knows the leg on the ground. The swing of the other one is a smooth path between its takeoff and its next
touchdown through three postures that look like running; nothing measured and nothing simulated is in it.
"""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline

import springmass as sm
from springmass.report.export.series import sampled
from springmass.scenario.defaults import FOOT

SIDES = ("right", "left")
_FINE = 20_000.0
_SWING = (0.42, 0.78)
"""Shares of the swing at which the angles below are reached"""
_THIGH = np.radians((12.0, 34.0))
_KNEE = np.radians((98.0, 42.0))
_FOOT = np.radians((-80.0, 2.0))
_HEEL_BEHIND, _HEEL_UP, _TOE_UP = 0.030, 0.045, 0.020
"""Markers on the shoe: behind the ankle over height; above the sole [m]"""


class LabRunner:
    """A steady gait, repeated for ever; right foot first.

    Parameters
    ----------
    gait : springmass.SteadyGait
    """

    def __init__(self, gait: sm.SteadyGait) -> None:
        self.gait, self.shape = gait, gait.parameters.shape
        self.period, self.length = gait.step.step_time, gait.step.step_length
        self.speed = self.length / self.period
        self.touchdown, self.contact = gait.step.touchdown_time, gait.step.contact_time
        fine = sampled(gait.run(1), _FINE)
        self._time, self._values = fine.time, fine.values
        on = fine.side > 0
        self._on_time, self._on = fine.time[on], {name: values[on] for name, values in fine.values.items()}
        self._on["foot"] = self._foot_on_ground()
        self._swing = {name: self._spline(name, ways) for name, ways in self._ways().items()}

    def _foot_on_ground(self) -> np.ndarray:
        """Turn of the foot, toes up [rad]: before it is flat it turns about a heel that does not slide."""
        flat = int(np.argmax(self._on["foot"] <= 1e-9))
        behind = self._on["ankle_x"][flat] - self._on["ankle_x"]
        early = np.arange(behind.size) < flat
        return np.where(early, np.arctan2(behind, self.shape.ankle_height), self._on["foot"])

    @staticmethod
    def _ways() -> dict[str, np.ndarray]:
        return {"thigh": _THIGH, "knee_flexion": _KNEE, "foot": _FOOT}

    def _spline(self, name: str, ways: np.ndarray) -> CubicSpline:
        """Angle over the share of the swing, from takeoff to touchdown without a kink at either end."""
        lasts = 2.0 * self.period - self.contact
        values, time, few = self._on[name], self._on_time, int(0.004 * _FINE)
        leaves = (values[-1] - values[-few]) / (time[-1] - time[-few]) * lasts
        lands = (values[few] - values[0]) / (time[few] - time[0]) * lasts
        return CubicSpline([0.0, *_SWING, 1.0], [values[-1], *ways, values[0]], bc_type=((1, leaves), (1, lands)))

    def hip(self, time: np.ndarray) -> np.ndarray:
        """Hip joint, forward and up [m], shape (n, 2)."""
        number = np.floor(time / self.period)
        local = time - number * self.period
        x, y = (np.interp(local, self._time, self._values[f"hip_{axis}"]) for axis in "xy")
        return np.column_stack([x + number * self.length, y])

    def forces(self, time: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Force on the runner, forward and up [N], shape (n, 2); its place along the ground [m]; foot, −1 in flight."""
        number = np.floor(time / self.period)
        local = time - number * self.period
        on = (local >= self.touchdown) & (local <= self.touchdown + self.contact)
        force = np.column_stack(
            [np.where(on, np.interp(local, self._on_time, self._on[f"grf_{axis}"]), 0.0) for axis in "xy"]
        )
        cop = np.interp(local, self._on_time, self._on["cop"]) + number * self.length
        return force, np.where(on, cop, np.nan), np.where(on, number % 2, -1).astype(int)

    def leg(self, time: np.ndarray, side: int) -> dict[str, np.ndarray]:
        """Knee, ankle, marker on heel and toe [m], shape (n, 2), and the angles [rad], of the right leg 0 or left 1."""
        since = time - self.touchdown - side * self.period
        stride = np.floor(since / (2.0 * self.period))
        local = since - 2.0 * self.period * stride
        on = local <= self.contact
        number = 2.0 * stride + side
        share = np.clip((local - self.contact) / (2.0 * self.period - self.contact), 0.0, 1.0)

        def on_ground(name: str) -> np.ndarray:
            return np.interp(local + self.touchdown, self._on_time, self._on[name])

        angle = {name: np.where(on, on_ground(name), spline(share)) for name, spline in self._swing.items()}
        angle["shank"] = angle["thigh"] - angle["knee_flexion"]
        hip = self.hip(time)
        hanging = {
            "knee": hip + self.shape.thigh * _down(angle["thigh"]),
            "ankle": hip + self.shape.thigh * _down(angle["thigh"]) + self.shape.shank * _down(angle["shank"]),
        }
        found = {}
        for joint, swung in hanging.items():
            stood = np.column_stack([on_ground(f"{joint}_x") + number * self.length, on_ground(f"{joint}_y")])
            found[joint] = np.where(on[:, None], stood, swung)
        return found | self._foot(found["ankle"], angle, on, share) | angle

    def _foot(
        self, ankle: np.ndarray, angle: dict[str, np.ndarray], on: np.ndarray, share: np.ndarray
    ) -> dict[str, np.ndarray]:
        shape, foot = self.shape, angle["foot"]
        toes = FOOT.of(shape.height) - _HEEL_BEHIND * shape.height - shape.ball_ahead
        # The toes stay on the ground when the heel rises, and come into line with the foot in the air.
        bent = np.where(on, np.maximum(foot, 0.0), share * max(float(self._on["foot"][0]), 0.0))
        ball = ankle + _turned(shape.ball_ahead, -shape.ankle_height, foot)
        return {
            "heel": ankle + _turned(-_HEEL_BEHIND * shape.height, _HEEL_UP - shape.ankle_height, foot),
            "toe": ball + _turned(toes, _TOE_UP, bent),
        }


def _down(angle: np.ndarray) -> np.ndarray:
    return np.column_stack([np.sin(angle), -np.cos(angle)])


def _turned(ahead: float, up: float, angle: np.ndarray) -> np.ndarray:
    sin, cos = np.sin(angle), np.cos(angle)
    return np.column_stack([ahead * cos - up * sin, ahead * sin + up * cos])
