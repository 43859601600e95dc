"""What stands behind the numbers of README and tutorial (see ``pages_truth.py``), and how such a line is written."""

from pages_answers import (
    both,
    closer_once,
    hips_ahead,
    in_the_picture,
    kneecap_of_a_step_and_a_kilometre,
    loads,
    lowest_hip,
    opposite,
    worst,
)
from pages_facts import (
    LENGTH,
    QUADRICEPS,
    between_definitions,
    claims,
    definitions,
    fitted,
    gait,
    goes_with,
    most_within,
    notebooks,
    over_after,
    percent,
    pulls,
    quadriceps_of_a_centimetre,
    takeoff_of_a_step,
    takeoff_of_runners,
    turned,
    value,
)
from pages_prose import Said


def given(why: str, *words: str) -> tuple[Said, ...]:
    """Words whose numbers are no result of ours."""
    return tuple(Said(one, given=why) for one in words)


LESSON = "how a lesson runs"
ACHING = {
    "foot 2 cm closer": ("foot.ahead", "-2 cm"),
    "hip over the ankle": ("hip_ankle_offset", "0 cm"),
    "5 % more steps": ("cadence", "+5 %"),
    "trunk 4° farther forward": ("hip.trunk_lean", "+4 deg"),
}
"""What the tutorial changes for an aching knee."""
SETTING = "what is asked"
NAMES = "what a word means"

START: dict[str, tuple[Said, ...]] = {
    "README.md": (
        Said("a coach's {} claims", claims),
        Said("[{} notebooks]", notebooks),
        Said('"Midstance" has {} definitions', definitions),
        Said(
            "takeoff turns upward by {:.1f}°, by {:.1f}°, and the runner falls apart in {} steps",
            lambda: (turned("one step"), turned("matched"), over_after()),
        ),
        Said("quadriceps pull harder by {:.0f} %, by {:.0f} %", lambda: (pulls("one step"), pulls("matched"))),
        Said(
            "a centimetre of hip is worth about one per cent",
            lambda: all(0.5 <= one < 1.5 for one in quadriceps_of_a_centimetre()),
        ),
        Said(
            "At 2.5, 3.5 and 4.5 m/s most quantities of an average runner, the peaks of knee and ankle moment among "
            "them, come out within one standard deviation (SD) of",
            most_within,
        ),
        Said(
            "peak braking force ({} SD, too small), the instant when braking turns into pushing ({} SD, too early), "
            "the energy the knee absorbs ({} SD)",
            lambda: tuple(map(worst, ("peak_braking_force", "time_of_fore_aft_crossover", "knee_work_negative"))),
        ),
        Said(
            "the hip of {} of 26 runners at 3.5 m/s is *ahead* of the ankle at the lowest point already "
            "(all 26: {:.1f} ± {:.1f} cm)",
            lambda: (hips_ahead(), *lowest_hip()),
        ),
        Said("landing closer moves the hip farther ahead still", lambda: opposite("average") and opposite("rbds001")),
        Said(
            "at 28.0 cm, a hair less than 3 cm farther ahead: hence {:.1f}°, {:.1f}° and {:.1f} cm there, and {:.1f}°, "
            "{:.1f}° and {:.1f} cm in the text",
            in_the_picture,
        ),
        *given("where it stands", "its section 8"),
        Said("they differ by six centimetres of hip position", lambda: round(between_definitions()) == 6),
        Said("turns upward by {:.1f} to {:.1f} degrees", takeoff_of_a_step),
        Said("26 real runners it is {:.2f} to {:.2f} degrees", takeoff_of_runners),
        *given(SETTING, "3 cm farther ahead"),
        *given(LESSON, "twenty minutes"),
        *given(
            "springmass/scenario/average_runner.py says on whom",
            "Force curves and the place of the hip were fitted, on 13 of them",
        ),
        *given("how many pictures there are", "One runner twice"),
    ),
    "docs/tutorial.md": (
        Said(
            "a real man of {:.0f} kg and {:.2f} m who ran on a treadmill at {:.1f} m/s",
            lambda: (gait().parameters.mass, gait().scenario.runner.height, value("rbds001", "speed")),
        ),
        Said("foot lands {:.0f} cm ahead of his body", lambda: 100.0 * value("rbds001", "foot_ahead_at_touchdown")),
        Said("hip has passed his ankle by {:.0f} cm", lambda: 100.0 * value("rbds001", LENGTH)),
        Said(
            "{:.0f} cm ahead of the ankle. That is why his hip is {:.1f} cm ahead of the *ankle* and at the same "
            "instant {:.1f} cm behind",
            lambda: (
                100.0 * (value("rbds001", LENGTH) - value("rbds001", "hip_cop_offset")),
                100.0 * value("rbds001", LENGTH),
                -100.0 * value("rbds001", "hip_cop_offset"),
            ),
        ),
        Said("The first is one landing: {:.0f} % less", lambda: -percent(closer_once(), QUADRICEPS)),
        Said("landing closer moved it farther ahead still", lambda: opposite("rbds001")),
        Said(
            "of 26 real runners at his speed {} had the hip ahead of the ankle at that moment, by {:.1f} ± {:.1f} cm",
            lambda: (hips_ahead(), *lowest_hip()),
        ),
        *(
            Said(f"| {words} | {{}} % | {{}} % | {{}} % | {{}} % |", lambda asked=asked: loads(*asked))
            for words, asked in ACHING.items()
        ),
        Said(
            "30 adults who took a tenth more steps at the same speed pressed the kneecap {:.0f} % less; the model, "
            "asked the same way, says {:.0f} %",
            lambda: both("step rate +10 % at equal speed"),
        ),
        Said(
            "24 runners who leaned 7° farther forward had {:.0f} % less stress there; the model says {:.0f} %",
            lambda: both("trunk lean 7.3 to 14.1 deg"),
        ),
        Said(
            "What is {:.0f} % less under the kneecap in each step is {:.0f} % less over a kilometre",
            kneecap_of_a_step_and_a_kilometre,
        ),
        Said(
            "that link all but vanishes",
            lambda: (
                abs(goes_with("cadence", "peak_knee_moment", "within")) < 0.2
                and goes_with("cadence", "peak_knee_moment", "between") < -0.6
            ),
        ),
        *given(NAMES, "90° would be the foot right under the body"),
        *given(LESSON, "Four words of the list", "Three more:"),
        Said("*A small stumble grows {:.1f}×*", lambda: abs(gait().stability.multiplier)),
        Said("half as large again after each step", lambda: round(abs(gait().stability.multiplier), 1) == 1.5),
        Said(
            "{:.1f} kN/m is the spring inside this model, which has a damper beside it and pushes off; {:.1f} is peak",
            lambda: (
                fitted().parameters["leg.stiffness"].value / 1e3,
                fitted().gait.metrics["leg_stiffness"].value,
            ),
        ),
        *given("how long it takes a reader", "(five minutes)"),
        *given(SETTING, "What if he landed two centimetres closer", "is two centimetres less"),
    ),
}
"""Page → what stands behind its numbers."""
