"""Write the scenario gallery: docs/gallery.md and one picture for each scenario.

    python docs/make_gallery.py                 all of it
    python docs/make_gallery.py --only mars     one picture, and the page
    python docs/make_gallery.py --text          the page alone

Every number of the page comes out of a run of this moment; a scenario whose answer is not true ends the command. A test
writes the page again and compares.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from small_pictures import with_fewer_colours

import springmass as sm
from springmass.errors import did_you_mean
from springmass.gait.ask import scenario_map
from springmass.report.scenario_answers import scenario_answer
from springmass.scenario.shelves import SHELVES

DOCS = Path(__file__).parent
PAGE, FOLDER = DOCS / "gallery.md", DOCS / "images" / "gallery"
LARGEST = 60_000  # [bytes]
DPI = 75.0
_INTRO = """# Scenario gallery

What can one ask a mass on a spring leg? Each scenario is a file with a runner, a world and a question; each answer
below is the file's own, with the numbers of a run. Guess before you read it.

```sh
springmass scenarios
```

lists them all; `springmass run NAME` runs one and gives its answer, `springmass what-if NAME` asks the what-ifs that
stand in it, `springmass lab NAME` opens it in the page where you drag the foot. To change one, copy its file from
`scenarios/`: a [scenario file](how-to/scenario.md) is a few lines of text. An answer that is no longer true of a
changed file is not given.

The model is a weight on a spring with a foot and joints drawn to it; what it cannot show stands
[here](explanation/limits.md). "Assumed" means that no source was found or looked for. This page is written by
`python docs/make_gallery.py`.
"""


@dataclass(frozen=True)
class Picture:
    """A picture of a scenario: how it is made, and what to see in it."""

    draw: Callable[[str], object]
    caption: str
    dpi: float = DPI


def answer(name: str, index: int = 0) -> sm.Answer:
    """A what-if of a scenario."""
    scenario = sm.load(name)
    baseline = sm.find_gait(scenario) if scenario.gait.find is not None else scenario
    asked = scenario.what_if[index]
    return sm.what_if(baseline, asked.change, ask=asked.ask)


def posture(name: str) -> object:
    """One contact from the side, and its forces."""
    return sm.figures.stroboscopic(sm.simulate(name))


def before_and_after(name: str) -> object:
    """The first what-if: both runners."""
    return sm.figures.slingshot(answer(name))


def curves(name: str) -> object:
    """The forces of the run."""
    return sm.figures.forces(sm.simulate(name))


def both_curves(name: str) -> object:
    """The forces of the run and of the first what-if."""
    return sm.figures.forces(answer(name))


def joints(name: str) -> object:
    """Knee and ankle of the run and of the first what-if."""
    return sm.figures.joint_load(answer(name))


def three_ways(name: str) -> object:
    """All what-ifs of one change side by side."""
    answers = [answer(name, index) for index in range(3)]
    return sm.figures.three_answers({one.ask: one for one in answers})


def return_map(name: str) -> object:
    """Apex to apex, with the steps of the run where it does not start in its gait."""
    run = sm.simulate(name)
    return sm.figures.return_map(scenario_map(run.scenario), run)


def changed_map(name: str) -> object:
    """Apex to apex after the first what-if."""
    changed = answer(name).changed_scenario
    return sm.figures.return_map(scenario_map(changed), sm.simulate(changed))


def family(name: str) -> object:
    """From leg-powered to hip-powered."""
    return sm.figures.power_family(sm.power_family(name))


def grip(name: str) -> object:
    """What friction a step needs, by where the foot lands."""
    firm = sm.load(name).with_values({"world.friction": None})
    wanted = ["friction_demand_braking", "friction_demand_propulsive"]
    return sm.figures.sweep_figure(sm.sweep(firm, {"foot.ahead": ("20 cm", "28 cm", 33)}, wanted, steps=1))


_GRIP = "The friction this step needs while braking and while pushing off, by where the foot lands: {}"
_LEVEL = "Along (right) and square to the slope (left): dashed on the slope, solid on level ground. {}"
PICTURES = {
    "rbds001": Picture(before_and_after, "Left as he runs, right with the foot 3 cm farther ahead, once."),
    "average": Picture(joints, "Dashed as he runs, solid with the trunk 6° farther forward; orange: 26 runners."),
    "jogger": Picture(posture, "One contact of the jogger; the orange line falls from the hip."),
    "bekele": Picture(posture, "One contact at 6.34 m/s, in three fifths of the jogger's time."),
    "slingshot": Picture(before_and_after, "The sling and where it aims, before and with the foot farther ahead."),
    "aligned": Picture(posture, "The orange line from the hip meets the ankle."),
    "hunched": Picture(posture, "The orange line from the hip falls behind the ankle."),
    "hip-behind": Picture(family, "Left the hip puts the energy back, right the leg; between them they share.", 68.0),
    "overstride": Picture(three_ways, "The same 3 cm, asked in three ways."),
    "jump-rope": Picture(before_and_after, "Left skipping, right after landing 3 cm farther ahead."),
    "hopping": Picture(posture, "One hop: the force is half a sine wave, nearly."),
    "uphill": Picture(both_curves, _LEVEL.format("Uphill hardly any braking is left.")),
    "downhill": Picture(both_curves, _LEVEL.format("Downhill hardly any pushing is left.")),
    "snow": Picture(grip, _GRIP.format("0.25 is not enough for both anywhere here.")),
    "wet-tile": Picture(grip, _GRIP.format("0.344 is just enough where this runner's foot lands.")),
    "ice": Picture(grip, _GRIP.format("0.1 is not enough for either.")),
    "sand": Picture(both_curves, "Dashed with sand-soft legs, solid on firm ground; orange: 26 runners at 3.5 m/s."),
    "sprint": Picture(curves, "The push of the ground in 91 ms."),
    "falls": Picture(before_and_after, "Left the soft leg, right a stiff one."),
    "toddler": Picture(posture, "The same picture as the giant's, in other units."),
    "giant": Picture(posture, "The same picture as the toddler's, in other units."),
    "moon": Picture(before_and_after, "Left on the Moon, right the same leg on Earth."),
    "mars": Picture(curves, "The push of the ground in body weights: on the Moon these curves are the same."),
    "seyfarth": Picture(return_map, "The dashed staircase is the run: every step comes nearer to the black dot."),
    "settles": Picture(changed_map, "With the flatter leg: the staircase climbs to the new gait, the black dot."),
    "retraction": Picture(changed_map, "Dropped from 25 cm higher: the curve leads nearly every height to the dot."),
    "geyer": Picture(return_map, "The curve crosses the diagonal twice, just: a stiffer leg lifts it off."),
}
"""Scenario → its picture."""


def small(name: str) -> bytes:
    """A picture as PNG with as many colours as fit."""
    picture = PICTURES[name]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "picture.png"
        sm.figures.save(picture.draw(name), file, dpi=picture.dpi)
        return with_fewer_colours(file.read_bytes(), LARGEST, (96, 64, 48, 32))


def section(name: str) -> str:
    """A scenario on the page."""
    scenario, told = sm.load(name), scenario_answer(name)
    if told is None or not told.holds:
        raise SystemExit(f"{name}: {told.text if told else 'gives no answer'}")
    sources = "\n".join(f"* {one}" for one in scenario.sources)
    return (
        f"### {scenario.title}\n\n**{scenario.question}**\n\n"
        f"![{PICTURES[name].caption}](images/gallery/{name}.png)\n\n*{PICTURES[name].caption}*\n\n"
        f"{told.text}\n\n```sh\nspringmass run {name}\n```\n\nSources:\n\n{sources}\n"
    )


def page() -> str:
    """The whole page."""
    parts = [_INTRO]
    for shelf, names in SHELVES.items():
        parts.append(f"## {shelf}\n")
        parts += [section(name) for name in names]
    return "\n".join(parts)


def main() -> None:
    """Write page and pictures."""
    parser = argparse.ArgumentParser(description="Write the scenario gallery.")
    parser.add_argument("--only", metavar="NAME", help="draw this picture only")
    parser.add_argument("--text", action="store_true", help="draw no picture")
    asked = parser.parse_args()
    if asked.only and asked.only not in PICTURES:
        sys.exit(f"there is no scenario {asked.only!r}. {did_you_mean(asked.only, PICTURES)}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in [] if asked.text else [asked.only] if asked.only else PICTURES:
        (FOLDER / f"{name}.png").write_bytes(small(name))
        print(f"{name}.png: {(FOLDER / f'{name}.png').stat().st_size / 1e3:.0f} kB")
    PAGE.write_text(page(), encoding="utf-8")
    print(f"written to {PAGE}")


if __name__ == "__main__":
    main()
