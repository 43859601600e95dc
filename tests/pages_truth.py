"""What stands behind every number in the prose of the pages: a run of the model, a measured table, or a reason.

A new number needs a line here, or ``test_truth`` fails: ``Said("takes {:.1f} cm", lambda: …)`` for a result, ``given``
for what nobody can compute: a setting, a definition, a paper's number (with the paper), how long a lesson takes.
"""

import math

from pages_answers import (
    hips_ahead,
    opposite,
)
from pages_facts import (
    LENGTH,
    LOWEST,
    QUADRICEPS,
    WORDS,
    at_lesson_speed,
    between_definitions,
    by_chance,
    change,
    claims,
    definitions,
    farther,
    faster,
    goes_with,
    hips_off,
    hundreds,
    in_a_hundredth,
    kink,
    knee_early,
    lessons,
    matched,
    more_steps,
    most_within,
    nearer,
    of_contact,
    percent,
    pressure_travels,
    published,
    r_squared,
    real,
    recordings,
    stated_threshold,
    too_much,
    value,
)
from pages_prose import Said
from pages_start import LESSON, NAMES, SETTING, START, given

from springmass.body.joints import ACHILLES_ARM
from springmass.evidence.runners26 import SPEEDS
from springmass.figures.stability import _SAME_ENERGY as SAME_ENERGY
from springmass.figures.stability import RULE_FORCE, RULE_RANGE
from springmass.gait.sweep import gaits as sweep_gaits
from springmass.measured.fitting.propagate import SPREAD
from springmass.measured.motion.contacts_from_feet import ERROR, FARTHEST

MEASURED_SPEEDS = (
    "100,000 steps on one core of a shared AMD EPYC with AVX-512",
    "NumPy 2.4, SciPy 1.17, Numba 0.68",
    "1.73 times one for the classical leg, 1.78 for the general model (hashing in two threads, by the same command: "
    "1.93 to 1.98). With a busy neighbour 1.5 to 1.65",
    "(5.8 µs a step at 1e-9 for the classical leg, 13 µs for the general model)",
    "At 1e-9 and the classical leg",
)

PAGES: dict[str, tuple[Said, ...]] = {
    **START,
    "docs/index.md": (*given(LESSON, "twenty minutes"), *given(SETTING, "3 cm farther ahead")),
    "docs/glossary.md": (
        Said("There are {} definitions", definitions),
        *given(
            NAMES,
            "90° is the foot under the body",
            "2.5 BW is two and a half times what",
            "Below 1 in size",
            "Two steps",
        ),
    ),
    "docs/contributing/house.md": given(
        "tests/test_layers.py", "about 150 lines, never above 400", "a 50-digit integrator"
    ),
    "docs/contributing/leg-law.md": given("its number", "[Notebook 10]"),
    "docs/explanation/index.md": (
        Said("Five definitions, six centimetres apart", lambda: round(between_definitions()) == 6),
    ),
    "docs/explanation/limits.md": (
        Said(
            "turns the takeoff up {} to {} times as much as real steps do",
            lambda: tuple(WORDS[round(one)] for one in too_much()),
        ),
    ),
    "docs/explanation/midstance.md": (
        Said("At the lowest point {} of 26 runners had the hip *ahead* of the ankle at 3.5 m/s", hips_ahead),
        Said("a foot that lands closer moves the hip farther ahead still", lambda: opposite("average")),
        Said("To that one runner in 26", lambda: hips_ahead() == 25),
        Said("There are at least {} definitions", definitions),
        Said("three quarters of a centimetre in every hundredth of the contact", lambda: 0.65 < in_a_hundredth() < 0.8),
        Said(
            "In 26 real runners at 3.5 m/s the first and the third are at {:.0f} to {:.0f} % of contact, the last two "
            "at {:.0f} %",
            lambda: (
                of_contact("time_of_lowest_point"),
                of_contact("time_of_peak_vertical_force"),
                of_contact("time_of_fore_aft_crossover"),
            ),
        ),
        Said(
            "{:.1f} cm ahead of the ankle at the lowest point and {:.1f} cm at half contact",
            lambda: tuple(100.0 * real(f"hip_ankle_offset_at_{one}") for one in (LOWEST, "half_contact")),
        ),
    ),
    "docs/explanation/model.md": (
        Said("lowest at {:.0f} % of contact", lambda: of_contact("time_of_lowest_point")),
        Said("in our average runner by {:.0f} cm at 3.5 m/s", lambda: pressure_travels()[1]),
        Said(
            "kink after a third of contact, or somewhat before it,",
            lambda: 0.25 < kink("rbds001") < 0.34 < kink("average") < 0.38,
        ),
        *given(NAMES, "below 90° with the foot ahead", "a *stride* is two steps"),
    ),
    "docs/explanation/steady-running.md": (
        *given(NAMES, "Below 1 in size"),
        *given("the picture, made by docs/make_explanation_pictures.py", "crosses the diagonal twice"),
    ),
    "docs/explanation/three-ways-of-asking.md": (
        Said(
            "worth a sixth to a fourth of the model's",
            lambda: [round(one) for one in too_much()] == [4, 6],
        ),
        *given(SETTING, "3 cm farther ahead"),
    ),
    "docs/explanation/body.md": (
        Said(
            "At 2.5, 3.5 and 4.5 m/s the peaks of knee and ankle moment of the average runner are within one standard "
            "deviation of",
            most_within,
        ),
        Said("the ankle moment over {:.0f} cm", lambda: 100.0 * ACHILLES_ARM),
        Said("peaks some 15 ms too early", lambda: all(13.0 < knee_early(v) < 19.0 for v in SPEEDS)),
        *given("Drillis & Contini 1966", "leg 0.53, thigh and shank each about 0.24"),
        *given(
            "springmass/scenario/average_runner.py says on whom", "How much was fitted once, on 13 of the open runners"
        ),
        *given(SETTING, "the pressure 7.5 cm ahead of the ankle"),
    ),
    "docs/explanation/claims.md": (
        Said("from about ±{:.2f} on", by_chance),
        Said("treadmill, {:.1f} to {:.1f} m/s, our processing", lambda: (SPEEDS[0], SPEEDS[-1])),
        *given(
            "van Hooren and others 2024, named in the sentence before",
            "each such measure alone explains 4 to 12 % of the differences",
        ),
    ),
    "docs/how-to/lab.md": (
        *given("springmass/lab/static/stage.js", "moves the foot by half a centimetre"),
        *given(LESSON, "five steps each"),
        *given("an address", "127.0.0.1"),
    ),
    "docs/how-to/lessons.md": (
        *given(
            LESSON,
            "(2a, 3a …)",
            "7 minutes for all five predictions",
            "8 minutes to fill in the tables, too few for all of them: a pair takes two steps and tells",
        ),
        Said("{} lessons of twenty minutes", lambda: lessons().capitalize()),
        Said("at some {:.0f} % of the contact", lambda: 100.0 * value("average", "time_of_lowest_point")),
        Said("(26 runners: {:.0f} %)", lambda: of_contact("time_of_lowest_point")),
        Said("3 cm | more than twice that |", lambda: -100.0 * change(farther()["one step"], LENGTH) > 6.0),
        Said("more than a third more", lambda: 100.0 / 3.0 < percent(farther()["one step"], QUADRICEPS) < 40.0),
        Said("the calf pulls a tenth harder", lambda: 8.0 < percent(nearer(), "peak_achilles_force") < 12.0),
        Said(
            "(r about 0), but it does go with the calf's (r about {:+.1f})",
            lambda: goes_with(f"{LENGTH}_at_{LOWEST}", "peak_ankle_moment", "between"),
        ),
        Said(
            "does not tell the knee moment (r about 0)",
            lambda: abs(goes_with(f"{LENGTH}_at_{LOWEST}", "peak_knee_moment", "between")) < 0.05,
        ),
        Said(
            "the hip goes some {:.0f} cm back",
            lambda: -100.0 * change(matched("average", ("leg.push_off", "5 cm")), LENGTH),
        ),
        Said(
            "over a third more",
            lambda: 100.0 / 3.0 < percent(matched("average", ("leg.push_off", "0 cm")), "work_per_metre") < 40.0,
        ),
        Said("falls by a tenth", lambda: -12.0 < more_steps(5)["vertical_oscillation"] < -8.0),
        Said("falls by 5 % | by more than twice that", lambda: more_steps(5)["knee_work_negative"] < -10.0),
        Said(
            "(experiment: {} %; the model is too small)",
            lambda: published("step rate +5 % at equal speed", "knee energy absorbed"),
        ),
        Said("by more than a fifth", lambda: -25.0 < more_steps(10)["peak_patellofemoral_force"] < -20.0),
        Said(
            "(experiment: {} %; the model is too big)",
            lambda: published("step rate +10 % at equal speed", "peak patellofemoral force"),
        ),
        Said(
            "quick steps go with a smaller knee moment (r about −0.76)",
            lambda: at_lesson_speed("cadence", "peak_knee_moment", "between") == -0.76,
        ),
        Said(
            "hardly (r about −0.17)",
            lambda: at_lesson_speed("cadence", "peak_knee_moment", "within") == -0.17,
        ),
        *given(LESSON, "of twenty minutes, five steps each", "About three minutes a step", "at most 60 words"),
        *given(
            LESSON, "Twenty minutes: 2 to open, 3 for each of five steps (read, tick, count hands, look), 3 to close"
        ),
        *given(LESSON, "The first two steps use", "In steps 1, 2, 3 and 5 the contact", "in step 4 it does not"),
        *given(SETTING, "Foot 3 cm ahead, once", "3 cm ahead for ever", "3 cm closer instead", "foot 3 cm ahead once"),
        *given(SETTING, "the 26 runners at 3.5 m/s", "5 % more steps: bounce?", "10 %: force under the kneecap?"),
        *given("what students say", "how far back is the hip? | 3 cm |"),
    ),
    "docs/how-to/maps.md": (
        Said(
            "k (1 − sin α) = {:.0f} N, for 80 kg on a lossless leg of 1 m with the energy of 5 m/s", lambda: RULE_FORCE
        ),
        Said("outside {:.0f} to {:.0f} N (8 to 50 kN/m, angles 0.25° apart)", lambda: RULE_RANGE),
        Said("k l0 (1 − sin α) = {:.2f} m g", lambda: RULE_FORCE / (80.0 * 9.81)),
        Said("within {:.0f} % of that", lambda: 100.0 * SAME_ENERGY),
        *given("what was swept", "still runs after 50 steps"),
        *given("tests/test_sweep_figures.py", "A map of 1000 × 1000 cells"),
    ),
    "docs/how-to/recordings.md": (
        Said("every number stated of {} real recordings", recordings),
        *given("springmass/measured/motion/contacts_from_feet.py says on whom", "in seven trials on a treadmill"),
        Said(
            "20 N and 100 N are {:.0f} ms apart",
            lambda: 1e3 * (stated_threshold(20.0) - stated_threshold(100.0)),
        ),
        Said(
            "good to ±{:.0f} ms, and those of one runner may be as much as {:.0f} ms off",
            lambda: (1e3 * math.hypot(ERROR, ERROR), 1e3 * FARTHEST),
        ),
        Said(
            "damping of your leg may be {:.0f} % more or less than the average one's, and the roll of your foot {:.0f} "
            "% faster or slower early in contact, {:.0f} % longer or shorter until it slows down, and {:.0f} % faster "
            "or slower after that",
            lambda: tuple(
                100.0 * SPREAD[name]
                for name in ("leg.damping", "foot.roll_speed", "foot.roll_switch", "foot.roll_late_speed")
            ),
        ),
        Said(
            "R² of the vertical force is {:.2f} to {:.2f}, of the fore-aft force {:.2f} to {:.2f}; the classical "
            "lossless leg reaches {:.2f} to {:.2f} and {:.2f} to {:.2f}",
            lambda: tuple(one for column in (0, 1) for way in (0, 1) for one in r_squared(column, way)),
        ),
        Said(
            "is within {:.1f} cm of what cameras saw in five trials and off by {:.1f} and {:.1f} cm in the two of one",
            lambda: tuple(hips_off()[4:]),
        ),
        *given(
            "tests/test_stated_numbers.py reads them from the recording",
            "| 44 % of contact, hip 6.6 cm ahead of the ankle",
            "| 50 % of contact, hip 10.7 cm ahead of the ankle",
        ),
        Said(
            "| {:.0f} %, hip {:.1f} cm ahead | | half of contact |",
            lambda: (100.0 * value("rbds001", "time_of_lowest_point"), 100.0 * value("rbds001", LENGTH)),
        ),
        Said("| 50 %, hip {:.1f} cm ahead |", lambda: 100.0 * value("rbds001", f"{LENGTH}_at_half_contact")),
        *given(SETTING, "force above 50 N", "20 N and 100 N", "RBDS001 at 3.5 m/s"),
        *given(NAMES, "exactly 0 in flight"),
    ),
    "docs/how-to/script.md": (
        Said("a coach's {} claims", claims),
        Said(
            "about ten times as fast as NumPy alone", lambda: all(8.0 < one < 14.0 for one in faster("numba", "numpy"))
        ),
    ),
    "docs/how-to/sweep.md": (
        Said("at {} landing velocities from level flight", lambda: sweep_gaits.POINTS),
        Said("a coarse grid ({} × {})", lambda: sweep_gaits.GRID),
        Said(
            "{} to {} times the speed of the release forward and up to {} √(g l0) downward",
            lambda: (sweep_gaits._SLOWEST, sweep_gaits._FASTEST, sweep_gaits._DEEPEST),
        ),
        *given(NAMES, "whether that is below 1", "numbers are NaN, is 0 and is"),
        *given(SETTING, "nobody means 8 N/m", "(1e-9 unless you say otherwise)"),
        *given("a version", "CF conventions 1.11"),
    ),
    "docs/reference/cli.md": given(
        "tests/test_cli.py and tests/test_hostile.py",
        "ends with 0 when",
        "with 2 for wrong input, such as",
        "with 1 when the output cannot be written, and with 130 after Ctrl-C",
        "exit code 130",
        "exit code 143 or 129",
        "exit code 0",
    ),
    "docs/performance.md": (
        Said(
            "compiled engine is {} times as fast as careful SciPy code and {} times as fast as the usual kind; the "
            "general model {} and {} times",
            lambda: tuple(
                one[model]
                for model in (0, 1)
                for one in (hundreds(faster("numba", "scipy")), hundreds(faster("numba", "scipy-arrays")))
            ),
        ),
        Said(
            "NumPy alone reaches {:.0f} and {:.0f} times",
            lambda: tuple(10.0 * round(one / 10.0) for one in faster("numpy", "scipy")),
        ),
        *given("springmass/dynamics/lanes", "run 64 at a time"),
        *given("tests/test_reference_tables.py", "a 50-digit integrator at 1e-6, 1e-9 and 1e-12"),
        *given("tests/test_derivatives.py", "the 50-digit table the eight derivatives", "right to 1e-9 relative"),
        *given("benchmarks/apex_map.py --tables first-call", "in 5 to 8 seconds"),
        *given("benchmarks/apex_map.py measures it, on the machine that is named", *MEASURED_SPEEDS),
        *given("tests/test_million_cells.py runs it", "1000 × 1000 cells", "take about two seconds in all"),
        *given("benchmarks/instructions.py; test_instructions", "fails when it grows by a tenth"),
        *given("how it is written", "one step at 200 instants", "an accuracy finer than 1e-12"),
    ),
}
"""Page → what stands behind its numbers. Pages that are made by a program are not in it: see ``test_truth``."""
