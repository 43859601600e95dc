"""How many matched what-ifs have an answer, and how long it takes.

    python benchmarks/matched.py --runners 1000

Random human runners, each with one random change. An answer counts as solved only when its step, taken again by the
reference engine from its own apex, repeats itself; otherwise it must give a reason.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import time
from collections import Counter

import springmass as sm
from springmass.dynamics.step import step

KINDS = ("foot.ahead", "leg.stiffness", "cadence", "hip_cop_offset", "hip_ankle_offset")


def runner(rng: random.Random) -> sm.Scenario:
    """Someone who could be met in a park: leg- or hip-powered, a leg that loses energy, a foot that rolls."""
    mass, height = rng.uniform(50.0, 100.0), rng.uniform(1.55, 1.95)
    speed, cadence = rng.uniform(2.5, 5.0), rng.uniform(150.0, 195.0)
    usual = 0.28 - 0.035 * (speed - 2.5)  # measured means: 0.28 s at 2.5 m/s, 0.21 s at 4.5 m/s
    contact = min(rng.uniform(0.9, 1.1) * usual, 0.85 * 60.0 / cadence)
    leg_length = 0.53 * height
    critical = 2.0 * math.sqrt(25.0 * mass * 9.81 / leg_length * mass)
    return sm.Scenario(
        runner={"mass": mass, "height": height},
        leg={"law": "viscous", "damping": rng.uniform(0.05, 0.15) * critical},
        foot={"roll_speed": rng.uniform(0.0, 1.0)},
        gait={
            "find": {"speed": speed, "cadence": cadence, "contact_time": contact},
            "free": ["leg.stiffness", "foot.angle_of_attack", rng.choice(["leg.push_off", "hip.extension"])],
        },
    )


def change(rng: random.Random) -> dict[str, str]:
    """One thing to do differently."""
    kind = rng.choice(KINDS)
    text = {
        "foot.ahead": f"{rng.uniform(-3.0, 3.0):+.4f} cm",
        "leg.stiffness": f"{rng.uniform(-10.0, 10.0):+.4f} %",
        "cadence": f"{rng.uniform(-5.0, 5.0):+.4f} %",
        "hip_cop_offset": f"={rng.uniform(-6.0, -1.0):.4f} cm",
        "hip_ankle_offset": f"{rng.uniform(-2.0, 2.0):+.4f} cm",
    }
    return {kind: text[kind]}


def main() -> None:
    """Ask and count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runners", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    by_kind: Counter[tuple[str, str]] = Counter()
    times, worst = [], 0.0
    seed = given.seed
    while counts["asked"] < given.runners:
        rng, seed = random.Random(seed), seed + 1
        try:
            gait = sm.find_gait(runner(rng))
        except sm.NoGaitError as refusal:
            counts["runners who cannot run like that at all"] += 1
            print(f"  {seed - 1}: no baseline: {refusal}")
            continue
        asked = change(rng)
        counts["asked"] += 1
        start = time.perf_counter()
        answer = sm.what_if(gait, asked, ask="matched")
        times.append(time.perf_counter() - start)
        if answer.changed is None:
            kind = "with a reason" if answer.message else "WITHOUT A REASON"
            print(f"  {seed - 1}: {asked} {gait.free[-1]}: {answer.message or 'no reason given'}")
        else:
            one = answer.changed
            again = step(one.start_height, one.start_speed, one.parameters, 1e-13)
            gap = max(abs(again.apex_height - one.start_height), abs(again.apex_speed - one.start_speed))
            worst = max(worst, gap)
            kind = "solved" if answer.residual < 1e-9 and gap < 1e-9 else "NOT A GAIT"
            if kind != "solved":
                print(f"  {seed - 1}: {asked} {gait.free[-1]}: residual {answer.residual:.1e}, gap {gap:.1e}")
        counts[kind] += 1
        by_kind[next(iter(asked)), kind] += 1
    print(f"{given.runners} matched what-ifs (seeds from {given.seed})")
    for name, count in counts.items():
        print(f"  {name}: {count} ({count / given.runners:.1%})")
    for (field, kind), count in sorted(by_kind.items()):
        print(f"  {field} {kind}: {count}")
    times.sort()
    print(f"  farthest from repeating itself: {worst:.1e} m or m/s")
    print(
        f"  time per what-if: median {statistics.median(times):.2f} s, mean {statistics.fmean(times):.2f} s, "
        f"95 % below {times[int(0.95 * len(times))]:.2f} s, longest {times[-1]:.2f} s"
    )


if __name__ == "__main__":
    main()
