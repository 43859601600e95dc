"""Claims about the ground: grip, hopping on the spot, and whether runners push off."""

from __future__ import annotations

from springmass.evidence.claims.bench import NUDGE, Bench
from springmass.evidence.claims.claim import Check, Finding, Verdict, claim
from springmass.evidence.runners26 import SIGNIFICANT, SPEEDS, associations, runners26
from springmass.gait.find import NoGaitError, SteadyGait, find_gait
from springmass.gait.what_if import MATCHED, ONE_STEP, SETTLE, what_if
from springmass.scenario import Scenario

_APART = f"{200.0 * NUDGE:g} cm"
"""Between the two landings that are compared."""
_OVER = 0.001
"""Nearer than this is right over [m]."""


@claim(
    "A foot under the hip slips less",
    "If the hips are over the foot, the foot slides less; a foot that comes down without scuffing keeps its grip.",
)
def grip(bench: Bench) -> Finding:
    """Friction needed while braking and pushing off, with the foot nearer and farther."""
    brake, push = "friction_demand_braking", "friction_demand_propulsive"
    near, far = bench.ends(bench.leg_powered, ONE_STEP)
    ever_near, ever_far = bench.ends(bench.leg_powered, MATCHED)
    measured = runners26()
    r = associations()["foot_ahead_at_touchdown", brake]
    both = {name: {v: measured[name][v].mean for v in SPEEDS} for name in (brake, push)}
    worst = {one: max(m[brake].value, m[push].value) for one, m in (("near", ever_near), ("far", ever_far))}
    return Finding(
        {
            Verdict.PARTLY: "Landing nearer asks for a little less grip while braking and for more while pushing off; "
            "and in runners it is the push-off that needs the most.",
        },
        (
            Check(
                f"landing {_APART} nearer needs less grip while braking",
                f"{far[brake].value:.3f} → {near[brake].value:.3f}",
                near[brake].value < far[brake].value,
            ),
            Check(
                f"landing {_APART} nearer needs less grip while pushing off",
                f"{far[push].value:.3f} → {near[push].value:.3f}",
                near[push].value < far[push].value,
            ),
            Check(
                "running on like that needs clearly less grip in all",
                f"{worst['far']:.3f} → {worst['near']:.3f} for {_APART}",
                worst["near"] < 0.95 * worst["far"],
            ),
            Check(
                "the landing is where runners need the most grip",
                ", ".join(f"{both[brake][v]:.2f} braking, {both[push][v]:.2f} pushing at {v:g} m/s" for v in SPEEDS),
                all(both[brake][v] > both[push][v] for v in SPEEDS),
                "26 runners",
            ),
            Check(
                "runners who land nearer need less grip while braking",
                f"r = {min(r.between):+.2f} to {max(r.between):+.2f} with landing farther; chance up to {SIGNIFICANT}",
                min(r.between) > SIGNIFICANT,
                "26 runners",
            ),
        ),
        depends="In the 26 runners a quicker cadence goes with less grip needed while pushing off.",
        limits="Scuffing (a foot that still moves over the ground when it lands) is not in this model: its foot lands "
        "and stays.",
    )


def _hopping(bench: Bench, **leg: float | str) -> SteadyGait:
    runner = bench.scenario.runner
    free = ["leg.stiffness", "leg.push_off"] if leg.get("law", "viscous") != "spring" else ["leg.stiffness"]
    find: dict[str, str | float] = {"cadence": "130 steps/min", "contact_time": "230 ms"}
    return find_gait(
        Scenario(
            runner={"mass": runner.mass, "height": runner.height, "leg_length": runner.leg_length},
            leg=leg,
            foot={"angle_of_attack": "90 deg", "strike": "forefoot"},
            gait={"find": find, "free": free},
        )
    )


@claim(
    "Hopping and skipping rope line you up by themselves",
    "Jumping in place or with a rope lines hip and foot up just right, by itself.",
)
def hopping(bench: Bench) -> Finding:
    """Where the body is over the foot when hopping on the spot, with different legs; and whether one can run like
    that.
    """
    damping = bench.scenario.leg.damping
    hops = [_hopping(bench, law="viscous", damping=share * damping) for share in (1.0, 0.5)]
    off = max(abs(one.metrics["mass_cop_offset"].value) for one in hops)
    hip = hops[0].metrics["hip_ankle_offset"].value
    run = what_if(bench.leg_powered, {"foot.ahead": 0.0}, ask=ONE_STEP)
    assert run.changed is not None
    ahead = bench.leg_powered.metrics["foot_ahead_at_touchdown"].value
    steady = hops[0].stability
    return Finding(
        {
            Verdict.PARTLY: "One who stays on the spot is lined up, because nothing else keeps him there; but the "
            "hopping leg does not do it by itself, and it is not how one runs.",
            Verdict.SUPPORTED: "Yes: hopping on the spot lines you up by itself, and one can run like that.",
        },
        (
            Check(
                "who hops on the spot has the body over the foot, whatever the leg loses",
                f"{1e3 * off:.1f} mm off at most; the hip joint {100 * hip:+.1f} cm over the ankle",
                off < _OVER,
            ),
            Check(
                "by itself: a small stumble forward or backward dies out without steering",
                steady.sentence,
                steady.stable,
            ),
            Check(
                f"a runner can land like that (now {100 * ahead:.0f} cm ahead of the body)",
                run.changed.sentence,
                run.changed.outcome.name == "RUNNING" and run.after is not None and run.after["speed"].value > 0.0,
            ),
        ),
        depends="On the spot the ground may not push forward or backward on average: alignment is what staying "
        "there means.",
        limits="Whether skipping teaches runners anything about alignment has not been measured.",
    )


@claim(
    "Do not push off: let yourself fall and pull the foot up",
    "Pose method: gravity moves you on; do not push off.",
)
def no_push_off(bench: Bench) -> Finding:
    """What becomes of a leg that loses energy when nothing pushes off; and what the force plates say."""
    gait, measured = bench.leg_powered, runners26()
    alone = what_if(gait, {"leg.push_off": 0.0}, ask=SETTLE)
    try:
        find_gait(
            bench.scenario.with_values({"leg.push_off": 0.0}),
            free=["leg.stiffness", "foot.angle_of_attack"],
            speed=gait.metrics["speed"].value,
            cadence=gait.metrics["cadence"].value,
        )
        found = "there is one"
    except NoGaitError as error:
        found = error.allowed
    impulses = {v: measured["propulsive_impulse"][v].mean for v in SPEEDS}
    lossless = find_gait(
        Scenario(
            runner={"mass": bench.scenario.runner.mass, "height": bench.scenario.runner.height},
            gait={"find": dict(bench.scenario.gait.find or {}), "free": ["leg.stiffness", "foot.angle_of_attack"]},
        )
    )
    recoil = lossless.metrics["propulsive_impulse"].value
    return Finding(
        {
            Verdict.CONTRADICTED: "No: the ground pushes every runner forward in the second half of contact, and a "
            "leg that loses energy and does not push off stops running within a few steps.",
        },
        (
            Check(
                "without push-off (and without the hip) running goes on",
                alone.message,
                alone.settled,
            ),
            Check(
                "there is a steady gait without push-off",
                found,
                found == "there is one",
            ),
            Check(
                "even a perfect spring needs no forward push of the ground",
                f"its recoil pushes on by {recoil:.2f} m/s in every step",
                recoil < 0.01,
            ),
            Check(
                "runners are not pushed forward by the ground",
                ", ".join(f"{impulses[v]:.2f} m/s at {v:g} m/s" for v in SPEEDS),
                max(impulses.values()) < 0.01,
                "26 runners",
            ),
        ),
        depends="Most of that push is recoil in a springy leg and needs no thought; what is lost must be put "
        "back all the same.",
        limits="As a cue the advice may still change how people run: Pose runners take shorter steps and load the "
        "knee less and the calf more (Arendse et al. 2004).",
    )
