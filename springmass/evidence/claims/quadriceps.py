"""Claims about what hip and ankle at midstance do to the quadriceps, and about the leg as a spring."""

from __future__ import annotations

import math

import numpy as np

from springmass.body.geometry import Posture, knee_position, reach
from springmass.body.joints import joint_moments
from springmass.evidence.claims.bench import Bench
from springmass.evidence.claims.claim import Check, Finding, Verdict, claim
from springmass.evidence.interventions import published
from springmass.evidence.runners26 import SIGNIFICANT, associations, facts
from springmass.gait.what_if import MATCHED, ONE_STEP, SETTLE, what_if
from springmass.parameters import BodyShape

HARDER = 2.0
"""Per cent of quadriceps force for each centimetre the hip is farther back from which on it "must work much harder":
the hips of two runners differ by some five centimetres, which should then be worth a tenth of the force."""


def geometry_alone(shape: BodyShape, flexion: float, cop_ahead: float = 0.075) -> float:
    """Change of the knee's lever arm for each centimetre the hip is farther back, knee and foot point left as they are.

    Parameters
    ----------
    shape : BodyShape
    flexion : float
        Of the knee [rad].
    cop_ahead : float
        Centre of pressure ahead of the ankle [m].

    Returns
    -------
    float
        Per cent of the lever arm; the ground's push goes through the hip.
    """

    def arm(hip: float) -> float:
        apart, ankle = reach(shape, flexion), shape.ankle_height
        top = ankle + math.sqrt(apart**2 - hip**2)
        knee_x, knee_y = knee_position(shape, apart, hip, top, 0.0, ankle)
        joints = (hip, top, knee_x, knee_y, 0.0, ankle, shape.ball_ahead, flexion, 0.0)
        posture = Posture(*(np.array([value]) for value in joints))
        push = math.hypot(hip - cop_ahead, top)
        return float(joint_moments(posture, cop_ahead, (hip - cop_ahead) / push, top / push).knee[0])

    return 100.0 * (arm(0.0) - arm(0.10)) / (10.0 * arm(0.05))


@claim(
    "A hip behind the ankle at midstance loads the quadriceps",
    "With the hip behind the ankle at midstance the force pushes you down to sit, and the quadriceps must work "
    "much harder.",
)
def hip_behind(bench: Bench) -> Finding:
    """Quadriceps force for each centimetre of hip, asked in three ways, powered in two, and in real runners."""
    quadriceps = "peak_quadriceps_force"
    once = bench.percent_per_centimetre(quadriceps, ONE_STEP)
    leg = bench.percent_per_centimetre(quadriceps, MATCHED)
    moment = bench.percent_per_centimetre("peak_knee_moment", MATCHED)
    shared = bench.percent_per_centimetre(quadriceps, MATCHED, bench.shared)
    settled = bench.answer(bench.leg_powered, 0.03, SETTLE)
    knee = associations()["hip_ankle_offset_at_lowest_point", "peak_knee_moment"]
    landing = associations()["hip_ankle_offset_at_touchdown", "peak_patellofemoral_force"]
    behind = facts()["runners with the hip behind the ankle at the lowest point"]
    own = bench.leg_powered.metrics
    turned = geometry_alone(bench.leg_powered.parameters.shape, math.radians(own["peak_knee_flexion"].value))
    cadence = associations()["cadence", "peak_knee_moment"]
    landing_knee = associations()["hip_ankle_offset_at_touchdown", "peak_knee_moment"]
    bent = bench.per_centimetre("peak_knee_flexion", ONE_STEP)
    checks = (
        Check(
            "one landing with the hip farther back loads the quadriceps more",
            f"{once:+.1f} % for each centimetre (the knee bends {bent:+.1f}° more)",
            once > HARDER,
        ),
        Check(
            "running on like that at the same speed, the leg doing most of the work",
            f"{leg:+.1f} % for each centimetre (the knee moment {moment:+.1f} %)",
            leg > HARDER,
        ),
        Check(
            "the same with leg and hip sharing that work",
            f"{shared:+.1f} % for each centimetre",
            shared > HARDER,
        ),
        Check(
            "the hip's place alone, knee equally bent, lengthens the lever arm at the knee",
            f"{turned:+.1f} % for each centimetre",
            turned > HARDER,
        ),
        Check(
            "runners with the hip farther back have larger knee moments, and so have their steps",
            f"r between {min(knee.between):+.2f} and {max(knee.between):+.2f} over runners, "
            f"{min(knee.within):+.2f} to {max(knee.within):+.2f} from step to step (minus would be larger with the hip "
            f"back; chance up to {SIGNIFICANT})",
            max(knee.between) < -SIGNIFICANT,
            "26 runners",
        ),
    )
    return Finding(
        {
            Verdict.PARTLY: "Once, yes; as a way of running, hardly. One landing with the foot too far ahead bends "
            "the knee more and loads the quadriceps; runners who run like that for ever adjust, and their knees show "
            "nothing of it.",
            Verdict.CONTRADICTED: f"No: nothing here loads the quadriceps by {HARDER:g} % for a centimetre of hip.",
        },
        checks,
        depends="On what stays the same, and on knee flexion. Left alone after landing 3 cm farther ahead, "
        f"{settled.message}. In the 26 runners the knee moment follows cadence (r = {min(cadence.between):.2f} to "
        f"{max(cadence.between):.2f}) and, less surely, how far ahead the foot lands (r = "
        f"{min(landing_knee.between):.2f} to {max(landing_knee.between):.2f}; with the load of the kneecap "
        f"{min(landing.between):.2f} to {max(landing.between):.2f}), not the hip at midstance.",
        limits=f"The hip was behind the ankle at the lowest point in {behind['2.5 m/s']:.0f}, {behind['3.5 m/s']:.0f} "
        f"and {behind['4.5 m/s']:.0f} of 26 runners at the three speeds: what the claim warns of hardly occurs. "
        "Whether it hurts knees, nobody has followed up.",
    )


@claim(
    "A hip over the ankle stores the energy in a spring",
    "With the hip over the ankle the leg is a spring being compressed: the energy is stored and carries you on.",
)
def spring(bench: Bench) -> Finding:
    """What the model's leg stores with the hip farther ahead or back: it is a spring by assumption."""
    near, far = bench.ends(bench.leg_powered, MATCHED)
    stored = bench.percent_per_centimetre("elastic_energy", MATCHED)
    law = bench.leg_powered.parameters.damping_law
    linearity = associations()["hip_ankle_offset_at_lowest_point", "leg_spring_linearity"]
    could_differ = near.view.step.parameters.damping_law != far.view.step.parameters.damping_law
    return Finding(
        {
            Verdict.NOT_TESTABLE: "This model cannot say: its leg is a spring wherever the hip is, because that is "
            "what it is made of.",
        },
        (
            Check(
                "the leg is more of a spring with the hip over the ankle",
                f'the leg law is "{law}" at every offset; it stores {stored:+.1f} % for each centimetre back',
                could_differ,
            ),
            Check(
                "runners with the hip farther forward have a more spring-like leg",
                f"r = {min(linearity.between):+.2f} to {max(linearity.between):+.2f} with how straight the line of "
                "force over leg length is",
                min(linearity.between) > SIGNIFICANT,
                "26 runners",
            ),
        ),
        depends="A straight force–length line is no proof of stored energy: muscles can draw the same line.",
        limits="It would take muscles and tendons at each joint to test it.",
        testable=could_differ,
    )


@claim(
    "Aligned runners lean well and aim forward",
    "Runners who align hip and ankle lean forward from the ankles, and that takes load off the knee.",
)
def lean(bench: Bench) -> Finding:
    """Six degrees more lean at the same motion: knee, hip, and where the hip is."""
    answer = what_if(bench.leg_powered, {"hip.trunk_lean": "+6 deg"}, ask=ONE_STEP)
    assert answer.after is not None  # lean does not change the motion

    def change(name: str) -> tuple[float, float]:
        return answer.before[name].value, answer.after[name].value if answer.after else math.nan

    measured, _ = published("trunk lean 7.3 to 14.1 deg", "patellofemoral stress")
    knee, hip, place = change("peak_patellofemoral_force"), change("peak_hip_moment"), change("hip_ankle_offset")
    return Finding(
        {
            Verdict.PARTLY: "Leaning forward does take load off the kneecap and gives it to the hip muscles; but it "
            "puts the hip farther back over the ankle, not farther forward.",
        },
        (
            Check(
                "six degrees more lean unload the kneecap",
                f"{100 * (knee[1] / knee[0] - 1):+.0f} % of patellofemoral force (published: {measured:+.0f} % "
                "for 6.8°)",
                knee[1] < 0.99 * knee[0],
            ),
            Check(
                "the hip muscles take over",
                f"hip moment {hip[0]:.2f} → {hip[1]:.2f} N·m/kg",
                hip[1] > hip[0],
            ),
            Check(
                "leaning aligns hip and ankle, the hip moving forward",
                f"hip over ankle {100 * place[0]:+.1f} → {100 * place[1]:+.1f} cm",
                place[1] > place[0],
            ),
        ),
        depends="Asked with the body's motion left as it is, which overdoes the effect: a runner who leans also lands "
        "differently.",
        limits="In one survey injured runners leaned more than healthy ones (Bramah et al. 2018): lean is no "
        "cure by itself.",
    )
