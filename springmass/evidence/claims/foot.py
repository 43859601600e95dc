"""Claims about calf and torso, and about the elite."""

from __future__ import annotations

from springmass.evidence.claims.bench import Bench
from springmass.evidence.claims.claim import Check, Finding, Verdict, claim
from springmass.evidence.interventions import published
from springmass.evidence.runners26 import SIGNIFICANT, SPEEDS, associations, runners26
from springmass.gait.what_if import MATCHED
from springmass.scenario import choice_fields, numeric_fields


@claim(
    "Landing on the forefoot, and a hip farther forward, load the calf",
    "Readers who fixed their alignment and landed on the balls of their feet got sore calves.",
)
def calf(bench: Bench) -> Finding:
    """Achilles force by foot strike and by where the hip is."""
    gaits = bench.strikes
    rear, fore = (gaits[name].metrics["peak_achilles_force"].value for name in ("rearfoot", "forefoot"))
    low, _ = published("rearfoot to forefoot strike", "Achilles force")
    forward = -bench.percent_per_centimetre("peak_achilles_force", MATCHED)
    r = associations()["hip_ankle_offset_at_lowest_point", "peak_ankle_moment"]
    return Finding(
        {
            Verdict.SUPPORTED: "Yes, both: the forefoot puts more on the Achilles tendon, and a hip farther forward at "
            "midstance does so too. Tell those whom you move their hips forward.",
        },
        (
            Check(
                "landing on the forefoot loads the Achilles tendon more",
                f"{rear:.1f} → {fore:.1f} BW ({100 * (fore / rear - 1):+.0f} %)",
                fore > 1.05 * rear,
            ),
            Check(
                "a hip farther forward at midstance loads it more",
                f"{forward:+.1f} % for each centimetre, running on like that",
                forward > 0.0,
            ),
            Check(
                "the same in runners",
                f"r = {min(r.between):+.2f} to {max(r.between):+.2f} over runners, {min(r.within):+.2f} to "
                f"{max(r.within):+.2f} from step to step, with the ankle moment",
                min(*r.between, *r.within) > SIGNIFICANT,
                "26 runners",
            ),
            Check(
                "forefoot strikers load the Achilles tendon more",
                f"{low:+.0f} % (20 runners, J. Sports Sci. Med. 2025, 24:747)",
                low > 0.0,
                "published",
            ),
        ),
        depends="On where the pressure is under the foot and on the tendon's lever arm (5 cm assumed; 3.5 cm "
        "was measured).",
        limits="Soreness is not force; tendons that are not used to it need time.",
    )


@claim(
    "A stiff torso makes the calves sore",
    "The coach's answer to sore calves: it is the stiff torso.",
)
def stiff_torso(bench: Bench) -> Finding:
    """Whether anything in this model could answer."""
    known = [name for name in (*numeric_fields(), *choice_fields()) if "trunk" in name or "torso" in name]
    stiffness = [name for name in known if "stiff" in name]
    return Finding(
        {Verdict.NOT_TESTABLE: "This model cannot say: its trunk has a lean and nothing else."},
        (
            Check(
                "a setting of the model describes how stiff the torso is",
                f"settings of the trunk: {', '.join(known)}",
                bool(stiffness),
            ),
        ),
        limits="No measurement of torso stiffness and calf load was found anywhere. Take it as a hypothesis.",
        testable=bool(stiffness),
    )


@claim(
    "Elite runners have hip and ankle aligned at midstance",
    "Bekele, Gebrselassie and Farah have hip and ankle aligned at midstance; recreational runners have the hip behind.",
)
def elite(bench: Bench) -> Finding:
    """Whether the recordings here could tell."""
    racing = 5.5
    at = {when: runners26()[f"hip_ankle_offset_at_{when}"][3.5].mean for when in ("lowest_point", "half_contact")}
    later = 100.0 * (at["half_contact"] - at["lowest_point"])
    offsets = [100.0 * runners26()["hip_ankle_offset_at_lowest_point"][v].mean for v in SPEEDS]
    return Finding(
        {
            Verdict.NOT_TESTABLE: "Not here: no elite runner was measured. In the 26 runners the hip moves back over "
            f"the ankle with speed, on average from {offsets[0]:.1f} cm ahead at {SPEEDS[0]:g} m/s to "
            f"{offsets[-1]:.1f} cm ahead at {SPEEDS[-1]:g} m/s.",
        },
        (
            Check(
                f"there are measurements of runners at racing speed ({racing:g} m/s and more)",
                f"the fastest recordings are at {max(SPEEDS):g} m/s",
                max(SPEEDS) >= racing,
                "26 runners",
            ),
        ),
        limits="Photographs depend on the instant: from the lowest point to half contact the hip moves on over the "
        f"ankle by {later:.0f} cm.",
        testable=max(SPEEDS) >= racing,
    )
