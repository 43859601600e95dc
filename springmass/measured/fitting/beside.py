"""Numbers others have for the same run: Morin's sine wave, and what watch and foot pod say themselves."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from springmass.dynamics.closed_forms import sine_wave
from springmass.measured.fitting.propagate import VERTICAL_RATIO
from springmass.measured.fitting.runner_fit import Beside
from springmass.measured.recording import Estimate
from springmass.scenario import defaults

SINE_WAVE = "Morin's sine wave"
HIP_OVER_BODY = {2.5: (1.120, 0.074), 3.5: (1.090, 0.074), 4.5: (1.022, 0.079)}
"""Speed [m/s] → rise and fall of the hip markers over that of the centre of mass (twice integrated force), mean and SD
of the 13 runners in ``steps_summary.csv`` of the open half of Fukuchi, Fukuchi & Duarte 2017."""
SENSORS_APART = 0.14
"""By how much of it a chest strap (86.7 mm) and a foot pod (76.2 mm) differed in one and the same run, the open file
``running-with-developer-data.fit``."""

_EFFECTIVE = (
    "To be compared with the outcome leg_stiffness, peak force ÷ shortening of leg and lever, not with the parameter "
    "leg.stiffness: that is a spring with damping and push-off and is stiffer."
)


def sine_wave_beside(
    *,
    speed: Estimate,
    cadence: Estimate,
    contact_time: Estimate,
    mass: Estimate,
    height: Estimate | None = None,
    leg_length: Estimate | None = None,
    gravity: float = defaults.GRAVITY,
) -> dict[str, Estimate]:
    """What Morin's sine wave makes of the same inputs, with the errors they bring.

    Parameters
    ----------
    speed, cadence, contact_time, mass : Estimate
        [m/s, steps/min, s, kg]
    height, leg_length : Estimate, optional
        [m] One of the two; without a leg length it is that share of height which
        :data:`springmass.scenario.defaults.LEG_LENGTH` has.
    gravity : float
        [m/s²]

    Returns
    -------
    dict
        ``leg_stiffness`` and ``vertical_stiffness`` [N/m], ``peak_vertical_force`` [N].

    Notes
    -----
    J. Appl. Biomech. 21:167–180; see :func:`springmass.dynamics.closed_forms.sine_wave`.

    Examples
    --------
    >>> found = sine_wave_beside(
    ...     speed=Estimate(3.5, 0.0),
    ...     cadence=Estimate(60 / 0.34, 0.0),
    ...     contact_time=Estimate(0.24, 0.0),
    ...     mass=Estimate(70.0, 0.0),
    ...     leg_length=Estimate(0.92, 0.0),
    ... )
    >>> round(found["leg_stiffness"].value / 1e3, 2)
    9.66
    """
    if leg_length is None:
        assert height is not None
        share = defaults.LEG_LENGTH.share
        leg_length = Estimate(share * height.value, share * height.error)

    def of(speed: float, cadence: float, contact_time: float, mass: float, leg_length: float) -> tuple[float, ...]:
        wave = sine_wave(mass, contact_time, 60.0 / cadence - contact_time, speed, leg_length, gravity)
        return wave.leg_stiffness, wave.vertical_stiffness, wave.peak_force

    given = (speed, cadence, contact_time, mass, leg_length)
    names = ("leg_stiffness", "vertical_stiffness", "peak_vertical_force")
    return dict(zip(names, _through(of, given), strict=True))


def _through(formula: Callable[..., tuple[float, ...]], given: tuple[Estimate, ...]) -> list[Estimate]:
    """A formula's values with errors from its slopes; an error nobody knows counts as none."""
    values = [one.value for one in given]
    squares = np.zeros(len(formula(*values)))
    for i, one in enumerate(given):
        if one.error > 0.0:
            h = 1e-4 * abs(one.value)
            up, down = (formula(*values[:i], one.value + side * h, *values[i + 1 :]) for side in (1.0, -1.0))
            squares += ((np.array(up) - np.array(down)) / (2.0 * h) * one.error) ** 2
    return [Estimate(v, math.sqrt(s)) for v, s in zip(formula(*values), squares, strict=True)]


def sine_waves(inputs: Mapping[str, Estimate], contacts: Mapping[str, Estimate]) -> dict[str, tuple[Beside, ...]]:
    """Morin's numbers for each contact time there is.

    Parameters
    ----------
    inputs : mapping
        ``speed``, ``cadence``, ``mass``, ``height`` of the fit.
    contacts : mapping
        Whose contact time (a source, in words) → contact time [s]; the one used by the fit first.

    Returns
    -------
    dict
        Metric name → one Beside for each contact time, SI.
    """
    found: dict[str, list[Beside]] = {}
    for i, (whose, contact) in enumerate(contacts.items()):
        if not 0.0 < contact.value < 60.0 / inputs["cadence"].value:
            continue
        label = SINE_WAVE if i == 0 else f"{SINE_WAVE}, contact time of {whose}"
        waves = sine_wave_beside(
            speed=inputs["speed"],
            cadence=inputs["cadence"],
            contact_time=contact,
            mass=inputs["mass"],
            height=inputs["height"],
        )
        for name, estimate in waves.items():
            note = f"From the contact time of {whose}; leg length {defaults.LEG_LENGTH.share} × height."
            if name == "leg_stiffness":
                note += f" {_EFFECTIVE}"
            found.setdefault(name, []).append(Beside(label, estimate, note))
    return {name: tuple(several) for name, several in found.items()}


def hip_over_body(speed: float) -> Estimate:
    """Rise and fall of the hip over that of the centre of mass at a speed; beyond those measured the nearest one's.

    Parameters
    ----------
    speed : float
        [m/s]

    Returns
    -------
    Estimate
        Ratio, and its spread between runners as error.

    Examples
    --------
    >>> hip_over_body(3.0).value
    1.105
    """
    speeds = list(HIP_OVER_BODY)
    mean, sd = (float(np.interp(speed, speeds, [row[i] for row in HIP_OVER_BODY.values()])) for i in (0, 1))
    return Estimate(round(mean, 6), sd, sd, 13)


def device_numbers(
    estimates: Mapping[str, Mapping[str, Estimate]], speed: float, worn: Callable[[str], str]
) -> dict[str, tuple[Beside, ...]]:
    """What watch and foot pod say themselves of what the fit gives too.

    Parameters
    ----------
    estimates : mapping
        Source → quantity → what it is, as of a :class:`springmass.measured.watch.piece.WatchPiece`.
    speed : float
        [m/s]
    worn : callable
        Source → its name in words.

    Returns
    -------
    dict
        Metric name (and ``vertical_ratio``) → the sources' numbers, SI.
    """
    ratio = hip_over_body(speed)
    found: dict[str, list[Beside]] = {}
    for source, quantities in estimates.items():
        for name in ("leg_stiffness", "vertical_oscillation", VERTICAL_RATIO, "step_length"):
            one = quantities.get(name)
            if one is None or not math.isfinite(one.value):
                continue
            note = {
                "leg_stiffness": f"As recorded. {_EFFECTIVE}",
                "vertical_oscillation": _sway(one, ratio),
                VERTICAL_RATIO: "Oscillation of the sensor over step length; it is off as the oscillation is.",
                "step_length": "As recorded; the fit's is 60 × speed ÷ cadence.",
            }[name]
            found.setdefault(name, []).append(Beside(worn(source), one, note))
    return {name: tuple(several) for name, several in found.items()}


def _sway(one: Estimate, ratio: Estimate) -> str:
    body = one.value / ratio.value
    spread = body * ratio.error / ratio.value
    return (
        "A sensor rises and falls with the part of the body that wears it, the fit's number is the centre of mass's. "
        f"Hips move {ratio.value:.2f} ± {ratio.error:.2f} times as far at this speed (13 runners): for a sensor that "
        f"moves as the hips do, the centre of mass moves {1e3 * body:.0f} ± {1e3 * spread:.0f} mm. Two sensors on one "
        f"runner were {100 * SENSORS_APART:.0f} % apart."
    )
