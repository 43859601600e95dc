"""Claims about the direction of takeoff: the slingshot, and the circle of the legs."""

from __future__ import annotations

from springmass.evidence.claims.bench import Bench
from springmass.evidence.claims.claim import Check, Finding, Verdict, claim
from springmass.evidence.interventions import HIP_FARTHER_BACK, published
from springmass.evidence.runners26 import SIGNIFICANT, SPEEDS, associations, runners26
from springmass.gait.what_if import MATCHED, ONE_STEP

_MUCH = 0.5
"""Degrees for each centimetre from which on the takeoff "points up instead of forward"."""


@claim(
    "A hip farther back at midstance turns the takeoff up instead of forward",
    "Slingshot: the farther back the hip at midstance, the more the push aims up instead of forward, and the energy is "
    "wasted in bouncing.",
)
def slingshot(bench: Bench) -> Finding:
    """Degrees of takeoff, bounce and work for each centimetre of hip."""
    once, ever = (bench.per_centimetre("takeoff_angle", ask) for ask in (ONE_STEP, MATCHED))
    bounce, work = (bench.percent_per_centimetre(name, MATCHED) for name in ("vertical_oscillation", "work_per_metre"))
    r = associations()["hip_ankle_offset_at_lowest_point", "takeoff_angle"]
    low, high = published(HIP_FARTHER_BACK, "takeoff angle")
    return Finding(
        {
            Verdict.PARTLY: "The direction is right, the size is not: a single misplaced landing throws you up, but "
            f"in steady running a centimetre of hip is worth {ever:.2f}° of takeoff, and from step to step of real "
            f"runners {low:.2f}° to {high:.2f}°.",
            Verdict.SUPPORTED: "Yes: the takeoff turns upward and energy is lost in bouncing.",
        },
        (
            Check(
                "one landing with the hip farther back turns the takeoff up",
                f"{once:+.2f}° for each centimetre",
                once > _MUCH,
            ),
            Check(
                "running on like that, the takeoff points up instead of forward",
                f"{ever:+.2f}° for each centimetre",
                ever > _MUCH,
            ),
            Check(
                "running on like that wastes energy in bouncing",
                f"bounce {bounce:+.1f} %, work per metre {work:+.1f} % for each centimetre",
                bounce > 1.0 and work > 1.0,
            ),
            Check(
                "steps of one runner with the hip farther back take off more upward",
                f"{low:+.2f}° to {high:+.2f}° for each centimetre "
                f"(r = {max(r.within):+.2f} to {min(r.within):+.2f} with the hip forward)",
                max(r.within) < 0.0,
                "26 runners",
            ),
            Check(
                "runners with the hip farther back take off more upward",
                f"r = {min(r.between):+.2f} to {max(r.between):+.2f} with the hip forward; chance up to {SIGNIFICANT}",
                max(r.between) < -SIGNIFICANT,
                "26 runners",
            ),
        ),
        depends="On speed, cadence and contact time above all: together they fix the time in the air, and with it how "
        "fast a runner must leave upward.",
        limits="Because of that the two matched checks could hardly have come out otherwise. The model's runner "
        "keeps every setting but the landing in one step; real runners adjust while "
        "they land.",
    )


@claim(
    "It is one cycle: too far ahead at midstance, not far enough behind at takeoff",
    "A foot too far ahead at landing is too far forward at midstance, and you do not get far enough past it by "
    "takeoff: the legs turn a circle too far in front of the body.",
)
def one_cycle(bench: Bench) -> Finding:
    """How far past the foot the body gets by takeoff, for each centimetre of landing."""
    past = {ask: bench.ends(bench.leg_powered, ask) for ask in (ONE_STEP, MATCHED)}
    slopes = {
        ask: 50.0 * (far["foot_behind_at_takeoff"].value - near["foot_behind_at_takeoff"].value)
        for ask, (near, far) in past.items()
    }
    measured = runners26()
    ahead = {v: -100.0 * measured["hip_cop_offset_at_touchdown"][v].mean for v in SPEEDS}
    behind = {v: 100.0 * measured["hip_cop_offset_at_takeoff"][v].mean for v in SPEEDS}
    return Finding(
        {
            Verdict.PARTLY: "What is gained in front is lost behind, centimetre for centimetre. But the legs of "
            "real runners do "
            "not turn under the body: they reach farther back than forward, the more so the faster they run.",
            Verdict.SUPPORTED: "Yes: what is gained in front is lost behind, centimetre for centimetre.",
        },
        (
            Check(
                "one landing farther ahead leaves the foot less far behind at takeoff",
                f"{slopes[ONE_STEP]:+.1f} cm for each centimetre",
                slopes[ONE_STEP] < -0.2,
            ),
            Check(
                "the same when running on like that",
                f"{slopes[MATCHED]:+.1f} cm for each centimetre",
                slopes[MATCHED] < -0.2,
            ),
            Check(
                "legs that run well turn a circle centred underneath",
                "foot point from the hip: "
                + ", ".join(f"{ahead[v]:.0f} cm ahead to {behind[v]:.0f} cm behind at {v:g} m/s" for v in SPEEDS),
                all(abs(behind[v] - ahead[v]) < 5.0 for v in SPEEDS),
                "26 runners",
            ),
        ),
        depends="At a given speed, cadence and contact time the body travels a fixed way over the foot, so the two "
        "ends must share it.",
        limits="That a stiff landing is what puts the foot too far ahead is not tested here: the impact does not "
        "alter this model's orbit.",
    )
