"""Make the pictures of the explanation pages, and the film on top of the README.

    python docs/make_explanation_pictures.py

Two are drawings (the leg with its letters, the posture with its lever arms); all others are figures of runs:
docs/images/explanation/*.png and docs/images/stride.webp. A test makes some of them again.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np

import springmass as sm
from springmass.evidence.runners26 import band
from springmass.figures.style import BLACK, BLUE, GREEN, GREY, PURPLE, VERMILLION, sheet, styled
from springmass.metrics import StepView

FOLDER = Path(__file__).parent / "images" / "explanation"
DPI = 110
LOSSLESS = {"leg.law": "spring", "leg.damping": 0.0, "gait.free": ["leg.stiffness", "foot.angle_of_attack"]}
ONE_POINT = {"foot.roll_speed": 0.0, "foot.roll_late_speed": None, "foot.roll_switch": None}
ROLLING = {"foot.roll_speed": 0.9, "foot.roll_late_speed": None, "foot.roll_switch": None}


def average(changes: dict | None = None) -> sm.SteadyGait:
    """The average runner's gait at 3.5 m/s, or the same timing with other ingredients."""
    runner = sm.default_runner()
    if changes:
        targets = {name: getattr(value, "value", value) for name, value in (runner.gait.find or {}).items()}
        runner = runner.with_values({"gait.find": targets, **changes})
    return sm.find_gait(runner)


def _arrow(axes, start, by, colour, text, shift=(0.02, 0.0)):
    end = (start[0] + by[0], start[1] + by[1])
    axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 2})
    axes.text(end[0] + shift[0], end[1] + shift[1], text, color=colour, fontsize=12)


@styled
def leg():
    """The leg in mid-contact: mass, spring, foot point, angles and force."""
    figure = sheet(7.5, 4.6)
    axes = figure.add_subplot()
    foot, mass = np.array([0.0, 0.0]), np.array([-0.16, 0.86])
    along = mass / np.hypot(*mass)
    across = np.array([along[1], -along[0]])
    turns = np.linspace(0.0, 1.0, 400)
    wave = np.where((turns > 0.2) & (turns < 0.8), 0.035 * np.sin(2 * np.pi * 8 * (turns - 0.2) / 0.6), 0.0)
    spring = np.outer(turns, mass) + np.outer(wave, across)
    axes.plot(*spring.T, color=BLUE, lw=1.8)
    axes.plot(*mass, "o", color=BLACK, ms=20)
    axes.plot(*foot, "o", color=BLUE, ms=7)
    axes.axhline(0.0, color=GREY, lw=1)
    touch = np.array([-0.34, 0.93 * math.sin(math.acos(0.27 / 0.93))])
    axes.plot([touch[0], touch[0] + 0.27], [touch[1], 0.0], color=GREY, ls="--", lw=1.2)
    axes.plot(*touch, "o", color=GREY, ms=12)
    path = np.linspace(0.0, 1.0, 40)
    axes.plot(touch[0] + 0.18 * path, touch[1] - 0.06 * path + 0.02 * path**2, color=GREY, ls=":", lw=1.2)
    angle = math.atan2(touch[1], 0.27)
    arc = np.linspace(math.pi - angle, math.pi, 30)
    axes.plot(-0.07 + 0.17 * np.cos(arc), 0.17 * np.sin(arc), color=GREY, lw=1.2)
    axes.text(-0.275, 0.07, "α", color="#555", fontsize=13)
    axes.text(touch[0] - 0.02, touch[1] + 0.05, "touchdown", color="#555", ha="right")
    _arrow(axes, (0.0, -0.06), (0.16, 0.0), BLUE, "the foot point rolls at $v_\\mathrm{cop}$", (0.02, -0.015))
    axes.text(*(0.42 * mass + np.array([0.07, -0.02])), "length l, stiffness k, damping c", color=BLUE, fontsize=11)
    push = 0.5 * along
    _arrow(axes, mass, push, BLUE, "F along the leg", (-0.40, 0.0))
    tilted = push + 0.5 * math.tan(math.radians(14)) * across
    _arrow(axes, mass, tilted, VERMILLION, "with hip torque", (0.02, -0.02))
    axes.text(mass[0] + 0.5 * tilted[0] - 0.035, mass[1] + 0.40, "δ", color=VERMILLION, fontsize=13)
    _arrow(axes, mass, (0.0, -0.3), BLACK, "m g", (-0.1, -0.04))
    axes.text(mass[0] + 0.06, mass[1] - 0.03, "m at (x, y)", fontsize=11)
    axes.set(xlim=(-0.75, 0.75), ylim=(-0.12, 1.5), aspect="equal")
    axes.axis("off")
    return figure


@styled
def ingredients():
    """Force curves of four legs with the same speed, cadence and contact time, over the mean of 26 runners."""
    legs = {
        "a perfect spring on one point": ({**LOSSLESS, **ONE_POINT}, GREY, ":"),
        "and its foot point rolls": ({**LOSSLESS, **ROLLING}, PURPLE, "-."),
        "and it loses energy, pushes off": ({}, BLUE, "-"),
        "the hip puts it back instead": (
            {"gait.free": ["leg.stiffness", "foot.angle_of_attack", "hip.extension"]},
            VERMILLION,
            "--",
        ),
    }
    figure = sheet(9.0, 4.2)
    left, right = figure.subplots(1, 2)
    for axes, name, text in ((left, "vertical_force", "vertical force [BW]"), (right, "fore_aft_force", "fore-aft")):
        real = band(name, 3.5)
        axes.fill_between(real.percent, real.mean - real.sd, real.mean + real.sd, color="#D9D9D9", lw=0)
        axes.set(xlabel="% of contact", ylabel=text if "[" in text else "fore-aft force [BW]", xlim=(0, 100))
    for text, (changes, colour, dash) in legs.items():
        view = StepView(average(changes).step)
        curves = view.contact.curves
        share = 100.0 * curves.time / view.step.contact_time
        left.plot(share, curves.grf_y / view.weight, color=colour, ls=dash, lw=2, label=text)
        right.plot(share, curves.grf_x / view.weight, color=colour, ls=dash, lw=2)
    right.axhline(0.0, color="#404040", lw=0.8)
    figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False)
    figure.suptitle("Same speed, cadence and contact time: four legs, and 26 runners (grey, mean ± SD)", fontsize=12)
    return figure


@styled
def midstances():
    """Five moments called midstance on the way of the hip over the ankle."""
    figure = sheet(8.0, 4.4)
    axes = figure.add_subplot()
    view = StepView(average().step)
    curves, body = view.contact.curves, view.body
    share = 100.0 * curves.time / view.step.contact_time
    axes.plot(share, 100.0 * body.hip_ankle, color=BLUE, lw=2, label="the average runner of this model")
    real = band("hip_ankle", 3.5)
    axes.fill_between(real.percent, 100 * (real.mean - real.sd), 100 * (real.mean + real.sd), color="#D9D9D9", lw=0,
                      label="26 runners, mean ± SD")  # fmt: skip
    axes.axhline(0.0, color="#404040", lw=0.8)
    looks = zip(
        ("lowest point", "greatest compression", "peak vertical force", "fore-aft crossover", "half contact"),
        ((BLACK, "o"), (GREEN, "s"), (VERMILLION, "^"), (PURPLE, "D"), (GREY, "v")),
        strict=True,
    )
    for name, (colour, mark) in looks:
        at = 100.0 * view.share_of_contact(name)
        offset = 100.0 * float(np.interp(at, share, body.hip_ankle))
        axes.plot(at, offset, mark, color=colour, ms=9, label=f"{name}: {at:.0f} %, hip {offset:+.1f} cm", ls="none")
    axes.set(xlim=(25, 65), ylim=(-12, 22), xlabel="% of contact", ylabel="hip ahead of the ankle [cm]")
    axes.legend(frameon=False, loc="upper left")
    axes.set_title("Which moment is midstance?", loc="left")
    return figure


def three_answers():
    """One foot 3 cm too far ahead, asked in three ways."""
    return sm.figures.three_answers(sm.ask_all(sm.find_gait("rbds001"), {"foot.ahead": "+3 cm"}))


def contact():
    """One contact of the average runner, from the side."""
    return sm.figures.stroboscopic(average())


def joints():
    """Knee and ankle over that contact."""
    return sm.figures.joint_load(average())


def family():
    """Who puts the lost energy back."""
    return sm.figures.power_family(sm.power_family("rbds001"))


def stumbles():
    """Heights from step to step of the classical runner."""
    gait = sm.representative_gait("seyfarth")
    p = gait.parameters
    energy = p.gravity * gait.step.start_height + 0.5 * gait.step.start_speed**2
    return sm.figures.return_map(sm.map_curve(p, energy), sm.simulate("seyfarth", steps=8))


def runners():
    """The model over the 26 runners, at three speeds."""
    return sm.figures.against_runners({v: sm.find_gait(sm.default_runner(speed=v)) for v in (2.5, 3.5, 4.5)})


def film(path: Path) -> Path:
    """One runner twice in slow motion: as he lands, and with his foot 3 cm farther ahead."""
    return sm.figures.animate(sm.what_if("rbds001", {"foot.ahead": "+3 cm"}), path, slow=8.0)


PICTURES = (leg, ingredients, midstances, three_answers, contact, joints, family, stumbles, runners)


def main() -> None:
    """Write them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for make in PICTURES:
        path = FOLDER / f"{make.__name__.replace('_', '-')}.png"
        sm.figures.save(make(), path, dpi=DPI)
        print(f"{path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}: "
              f"{path.stat().st_size / 1e3:.0f} kB")  # fmt: skip
    film(FOLDER.parent / "stride.webp")


if __name__ == "__main__":
    main()
