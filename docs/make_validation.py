"""Write docs/validation.md: the model and the readers beside what others measured and published, misses included.

    python docs/make_validation.py             # needs the real recordings: SPRINGMASS_DATA
    python docs/make_validation.py --print     # to the screen

Four parts: published numbers of the classical model; the average runner beside 26; published effects of changing form;
numbers stated of 17 real recordings, and runners fitted to seven of them. Takes about a minute. The tests make the
first three again and compare, and some recordings of the fourth.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "validation")]

import force_fits  # noqa: E402

import recordings  # noqa: E402
import springmass as sm  # noqa: E402
from springmass.dynamics.flight import Touchdown  # noqa: E402
from springmass.dynamics.reference import contact  # noqa: E402
from springmass.dynamics.step import step  # noqa: E402
from springmass.evidence.default_runner import against_runners26  # noqa: E402
from springmass.evidence.interventions import interventions  # noqa: E402
from springmass.measured.fit import fit_observation  # noqa: E402
from springmass.metrics import Metrics, StepView  # noqa: E402
from springmass.report.evidence import comparison_markdown  # noqa: E402
from springmass.writing import in_one_move  # noqa: E402

PAGE = ROOT / "docs" / "validation.md"
PUBLISHED = ROOT / "tests" / "reference" / "published.toml"
ENERGY = 9.81 + 0.5 * 5.0**2
"""Of 5 m/s at an apex of 1 m, over mass [J/kg]."""
Row = tuple[str, str, float, float]
"""Source, quantity, what is published, what comes out here."""

INTRODUCTION = """# Validation

Made by `python docs/make_validation.py`; tests make it again and compare. Nothing is left out because it does not fit:
every part ends with what misses.

1. [Published numbers](#published-numbers): does the program compute the classical model as others do? A question of
   arithmetic, and it should agree to the last digit that was printed.
2. [The average runner against 26 runners](#the-average-runner-against-26-runners): does the model run like people?
3. [Published effects of changing form](#published-effects-of-changing-form): does it change like people?
4. [Real recordings](#real-recordings): are watch files, force plates and cameras read and measured rightly, and how
   good are the runners made of them?

![Forces of the average runner over mean and spread of 26 runners at three speeds](images/explanation/runners.png)
"""


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """A Markdown table as lines."""
    return ["| " + " | ".join(str(cell) for cell in line) + " |" for line in (head, ["---"] * len(head), *rows)]


def _next_height(p: sm.Parameters, energy: float) -> object:
    """Apex height → next apex height, at one energy over mass."""
    return lambda height: step(height, math.sqrt(2.0 * (energy - p.gravity * height)), p, 1e-12).apex_height


def _multiplier(p: sm.Parameters, height: float, speed: float) -> float:
    """Slope of that function at an apex, by differences."""
    h = 1e-5
    onward = _next_height(p, p.gravity * height + 0.5 * speed**2)
    return (onward(height + h) - onward(height - h)) / (2.0 * h)


def _classical(row: dict[str, float]) -> sm.Parameters:
    angle = row.get("angle_of_attack_rad") or math.radians(row["angle_of_attack_deg"])
    return sm.Parameters(row["mass_kg"], row["leg_length_m"], row["stiffness_N_m"], angle, gravity=row["gravity_m_s2"])


def published() -> Iterator[Row]:
    """Every published number of the classical model beside ours."""
    given = tomllib.loads(PUBLISHED.read_text(encoding="utf-8"))
    for row in given["step"]:
        taken = step(row["apex_height_m"], row["apex_speed_m_s"], _classical(row))
        source = "vibly (S. Heim), a hopping robot"
        yield source, "next apex height [m]", row["next_apex_height_m"], taken.apex_height
        yield source, "next apex speed [m/s]", row["next_apex_speed_m_s"], taken.apex_speed
        yield source, "shortest leg [m]", row["shortest_leg_m"], taken.shortest_leg
    for row in given["periodic_gait"]:
        p, height, speed = _classical(row), row["apex_height_m"], row["apex_speed_m_s"]
        yield (
            "Schwind 1998, as coded by Bhounsule",
            "steady apex height [m]",
            height,
            step(height, speed, p).apex_height,
        )
        said = row["multiplier_at_fixed_energy"]
        yield "Schwind 1998, as coded by Bhounsule", "multiplier [1]", said, _multiplier(p, height, speed)
    yield from _seyfarth(given)
    yield from _geyer(given["geyer2005"])
    for row in given["mcmahon_cheng1990"]["rows"]:
        yield from _mcmahon_cheng(row)
    morin = given["morin2005"]
    sine = sm.sine_wave(
        *(morin[f"{name}"] for name in ("mass_kg", "contact_time_s", "flight_time_s", "speed_m_s")),
        morin["leg_length_m"],
    )
    yield "Morin et al. 2005, sine wave", "peak force [N]", morin["peak_force_N"], sine.peak_force
    yield (
        "Morin et al. 2005, sine wave",
        "vertical stiffness [kN/m]",
        morin["vertical_stiffness_kN_m"],
        1e-3 * sine.vertical_stiffness,
    )
    yield "Morin et al. 2005, sine wave", "leg stiffness [kN/m]", morin["leg_stiffness_kN_m"], 1e-3 * sine.leg_stiffness
    for row in given["vertical_hopper"]["rows"]:
        taken = step(row["apex_height_m"], 0.0, sm.Parameters(80.0, 1.0, 20e3, math.pi / 2))
        where = f"closed form, hopping from {row['apex_height_m']:g} m"
        yield where, "contact time [s]", row["contact_time_s"], taken.contact_time
        yield (
            where,
            "peak force [N]",
            row["peak_force_N"],
            Metrics(StepView(taken))["peak_vertical_force"].other or math.nan,
        )
    for row in given["walker_models"]:
        beta, g = math.radians(row["beta_deg"]), row["gtilde"]
        p, height = sm.Parameters(1.0, 1.0, row["kappa"], beta, gravity=g), row["apex_height"]
        speed = math.sqrt(2.0 * (0.5 + g * math.sin(beta) - g * height))
        where = f"Shen & Seipel 2016 setting, walkerModels (K. Chao), {row['beta_deg']:g}°, g̃ = {g:g}"
        yield where, "multiplier [1]", row["multiplier"], _multiplier(p, height, speed)


def _seyfarth(given: dict) -> Iterator[Row]:
    """The self-stable runner: 80 kg, 1 m, 20 kN/m, energy of 5 m/s at 1 m."""
    source, runner = "Seyfarth et al. 2002", {"mass": 80.0, "leg_length": 1.0, "stiffness": 20e3}
    said = given["seyfarth2002"]
    for row in said["gait"]:
        p = sm.Parameters(angle_of_attack=math.radians(row["angle_of_attack_deg"]), **runner)
        gait = next(one for one in sm.gaits_at_energy(p, ENERGY) if one.stable)
        height, where = gait.apex_height, f"{source}, {row['angle_of_attack_deg']:g}°"
        taken = step(height, gait.apex_speed, p)
        yield where, "steady apex height [m]", row["apex_height_m"], height
        yield where, "contact time [s]", row["contact_time_s"], taken.contact_time
        yield where, "flight time [s]", row["flight_time_s"], taken.flight_time
        yield (
            where,
            "peak leg force [N]",
            row["peak_leg_force_N"],
            Metrics(StepView(taken))["peak_leg_force"].other or math.nan,
        )
        yield where, "multiplier [1]", row["multiplier"], gait.stability.multiplier.real
    steady = sm.representative_gait("seyfarth")
    branch = sm.follow(steady, "foot.angle_of_attack", (math.radians(64), math.radians(72)))
    found = {point.special: math.degrees(point.value) for point in branch.special}
    flattest, steepest = said["stable_angle_of_attack_deg"]
    yield source, "flattest stable angle [°]", flattest, found["saddle-node"]
    yield source, "steepest stable angle [°]", steepest, found["flip"]
    p = sm.Parameters(angle_of_attack=math.radians(68.0), **runner)
    onward = _next_height(p, ENERGY)
    for height, following in said["map_at_68_deg"].items():
        yield f"{source}, 68°", f"apex after one of {height} m [m]", following, onward(float(height))
    swung = sm.Parameters(angle_of_attack=math.radians(60.0), retraction=math.radians(50.0), **runner)
    onward, height = _next_height(swung, ENERGY), 1.25
    for number, following in enumerate(given["seyfarth2003"]["heights_50deg_s_from_1_25_m"], 1):
        height = onward(height)
        yield "Seyfarth et al. 2003, leg swung back at 50°/s", f"apex {number} from 1.25 m [m]", following, height


def _geyer(given: dict) -> Iterator[Row]:
    """The textbook pair of gaits."""
    weight = 80.0 * 9.81
    p = sm.Parameters(80.0, 1.0, 10.7 * weight, math.radians(given["angle_of_attack_deg"]))
    gaits = sm.gaits_at_energy(p, 9.81 * given["energy_over_mgl"])
    for point, gait in zip(given["fixed_points_at_10_7"], gaits, strict=True):
        source = "Geyer et al. 2005, k l0/(m g) = 10.7"
        yield source, "steady apex height [m]", point["apex_height"], gait.apex_height
        yield source, "multiplier [1]", point["multiplier"], gait.stability.multiplier.real
    p = p.replace(stiffness=10.8 * weight)
    gaits = sm.gaits_at_energy(p, 9.81 * given["energy_over_mgl"])
    yield "Geyer et al. 2005, k l0/(m g) = 10.8", "steady gaits", len(given["fixed_points_at_10_8"]), len(gaits)


def _mcmahon_cheng(row: dict[str, float]) -> Iterator[Row]:
    """A symmetric contact from a given landing, in the units of leg length and gravity."""
    theta, source = math.radians(row["theta_deg"]), f"McMahon & Cheng 1990, U = {row['U']:g}"
    p = sm.Parameters(1.0, 1.0, 15.0, math.pi / 2 - theta, gravity=1.0)
    stance = contact(Touchdown(0.0, p.angle_of_attack, -math.sin(theta), math.cos(theta), row["U"], -0.18), p)
    yield source, "contact time [√(l0/g)]", row["contact_time"], stance.end
    yield (
        source,
        "force at midstance [BW]",
        row["F_mid_BW"],
        15.0 * (1.0 - stance.event("greatest compression").state[1]),
    )


def digits(value: float) -> int:
    """Decimals that a published number has."""
    return len(repr(value).partition(".")[2].rstrip("0")) if isinstance(value, float) else 0


def agrees(said: float, found: float) -> bool:
    """Whether it is the same number to the last digit printed, give or take one (sources round and stop early)."""
    return abs(found - said) <= 1.5 * 10.0 ** -min(digits(said), 9)


def published_lines() -> list[str]:
    """The first part."""
    rows = list(published())
    shown = [
        (
            source,
            what,
            f"{said:.{min(digits(said), 9)}f}",
            f"{found:.{min(digits(said), 9)}f}",
            "" if agrees(said, found) else "✗",
        )
        for source, what, said, found in rows
    ]
    misses = [row for row in rows if not agrees(row[2], row[3])]
    names = "; ".join(f"{source}: {what}, {said:g} and {found:.7g}" for source, what, said, found in misses)
    return [
        "## Published numbers",
        "",
        "The classical model: a lossless spring on a foot point that stays. Papers print few digits; where a number "
        "here has more, it is what code that shares nothing with this program gives with the paper's own settings (or "
        "it was published as code or data). Where each comes from: `tests/reference/published.toml`. ✗: differs by "
        "more than one in the last digit.",
        "",
        *table(("source", "quantity", "published", "here", ""), shown),
        "",
        f"{len(rows) - len(misses)} of {len(rows)} agree to the last digit printed."
        + (f" Others: {names}." if misses else ""),
        "",
    ]


def evidence_lines() -> list[str]:
    """The second and third part: what ``springmass evidence`` says."""
    page = comparison_markdown(against_runners26(), interventions())
    return page[page.index("## The average runner") :].splitlines()


def _largest(rows: Sequence[recordings.Row], of: object) -> str:
    return f"{0.0 + round(float(of([abs(row.found - row.stated) for row in rows])), 9):.2g}"


def recording_lines(every: Sequence[recordings.Row], fits: Sequence[Sequence[str]]) -> list[str]:
    """The fourth part."""
    kinds: dict[str, list[recordings.Row]] = {}
    for row in every:
        name = next(part for part in row.quantity.split(" ")[0].split(".") if part in recordings.BOUNDS)
        kinds.setdefault(name, []).append(row)
    rows = []
    for name, found in kinds.items():
        differences = _largest(found, np.median), _largest(found, np.max), f"{recordings.BOUNDS[name]:g}"
        rows.append((f"`{name}`", len(found), *differences, sum(not row.holds for row in found) or ""))
    misses = [row for row in every if not row.holds]
    return [
        "## Real recordings",
        "",
        f"{len({row.recording for row in every})} real recordings – watch files, force plates, instrumented "
        "treadmills, motion capture – come with numbers that others state of them. Each was typed in by hand "
        "(`validation/stated.toml`) and stands beside what is read and measured here: "
        f"{len(every)} numbers, {len(every) - len(misses)} within their bound. The recordings are not part of this "
        "package; `python validation/recordings.py` prints every number, given their folder. SI, steps/min, and body "
        "weights.",
        "",
        *table(("quantity", "numbers", "median difference", "largest", "bound", "out of it"), rows),
        "",
        "### What is out of its bound, and why",
        "",
        *(
            f"- {row.recording}, {row.quantity}: stated {row.stated:g}, here {row.found:.4g} (bound {row.bound:g}). "
            f"{row.excerpt.capitalize() or 'Not known'}."
            for row in misses
        ),
        "",
        "### Runners fitted to force curves",
        "",
        "Seven trials of four runners. R² of the vertical / fore-aft force after the first tenth of contact, of the "
        "fit and of the classical lossless leg; then two things that no fit used, and in brackets what cameras saw.",
        "",
        *table(
            (
                "trial", "fitted", "classical", "leg stiffness [kN/m]", "hip over ankle at the lowest point [cm]",
                "peak knee flexion [°]",
            ),
            fits,
        ),
        "",
    ]  # fmt: skip


def measured() -> tuple[list[recordings.Row], list[list[str]]]:
    """Read all recordings, and fit the open trials."""
    folder = recordings.data_folder()
    if not folder.is_dir():
        sys.exit(f"no recordings in {folder}: set SPRINGMASS_DATA")
    every, fits = [], []
    for entry in recordings.stated():
        every += recordings.rows(entry, folder)
        if len(entry["files"]) > 1 and entry["files"][0].startswith("rbds"):
            begun = time.perf_counter()
            fit = fit_observation(recordings.seen(entry, folder), strike=entry["strike"])
            name = Path(entry["files"][0]).stem.removesuffix("_forces")
            fits.append(force_fits.row(name, fit, time.perf_counter() - begun)[:-1])
    return every, fits


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--print", action="store_true", help="to the screen instead of the page")
    arguments = parser.parse_args()
    every, fits = measured()
    lines = [INTRODUCTION, *published_lines(), *evidence_lines(), "", *recording_lines(every, fits)]
    text = "\n".join(lines)
    if arguments.print:
        print(text)
        return
    with in_one_move(PAGE) as place:
        place.write_text(text, encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(text.split())} words")


if __name__ == "__main__":
    main()
