"""The average runner as a scenario: given back as asked, the same at every size, refused where nobody was measured."""

import math
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

import springmass as sm
from springmass.cli import main
from springmass.scenario.average_runner import MEASURED_SPEEDS, average_runner, dimensionless_speed, hip_behind

SCENARIOS = Path(__file__).parent.parent / "scenarios"


def test_it_runs_as_asked():
    gait = sm.find_gait(sm.default_runner(speed="4:45 min/km", mass="80 kg", height="1.9 m", cadence=168.0))
    assert gait.metrics["speed"].value == pytest.approx(1000 / 285, abs=1e-5)
    assert gait.metrics["cadence"].value == pytest.approx(168.0, abs=1e-6)
    assert gait.parameters.mass == 80.0
    assert 0.0 < gait.parameters.push_off < 0.2


def test_left_out_timing_is_the_mean_of_the_26_runners():
    """Table of the recordings: 161.8, 171.5, 184.0 steps/min and 269, 225, 197 ms at 2.5, 3.5, 4.5 m/s."""
    for speed, cadence, contact in ((2.5, 161.8, 0.2688), (3.5, 171.5, 0.2253), (4.5, 184.0, 0.1966)):
        average = average_runner(speed, 67.5, 1.756)
        assert 60.0 * average.cadence == pytest.approx(cadence, abs=0.1)
        assert average.contact_time == pytest.approx(contact, abs=2e-4)


@pytest.mark.parametrize("size", [0.5, 1.3, 2.0])
def test_child_and_giant_are_the_same_runner_at_another_size(size):
    """Lengths × λ, times × √λ, masses × λ³: the same dimensionless gait."""
    usual = sm.find_gait(sm.default_runner())
    other = sm.find_gait(sm.default_runner(speed=3.5 * math.sqrt(size), mass=67.5 * size**3, height=1.756 * size))
    for name, power in (
        ("contact_time", 0.5), ("step_length", 1.0), ("hip_ankle_offset", 1.0), ("peak_vertical_force", 0.0),
        ("peak_knee_flexion", 0.0), ("takeoff_angle", 0.0), ("peak_knee_moment", 1.0),
    ):  # fmt: skip
        assert other.metrics[name].value == pytest.approx(size**power * usual.metrics[name].value, rel=3e-3), name


def test_on_the_moon_as_well():
    slow = 3.5 * math.sqrt(1.62 / 9.81)
    moon = sm.find_gait(sm.default_runner(speed=slow, gravity=1.62))
    assert moon.metrics["peak_knee_flexion"].value == pytest.approx(
        sm.find_gait(sm.default_runner()).metrics["peak_knee_flexion"].value, abs=0.1
    )


def test_the_hip_is_not_extrapolated():
    low, high = MEASURED_SPEEDS
    assert hip_behind(0.0, 1.8) == hip_behind(low, 1.8) < hip_behind(high, 1.8) == hip_behind(3.0, 1.8)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"speed": 9.0}, ["speed", "between", "m/s"]),
        ({"speed": "3 kg"}, ["speed", "3 kg"]),
        ({"strike": "toe"}, ["strike", "rearfoot"]),
        ({"mass": "-3 kg"}, ["mass"]),
        ({"height": "0 m"}, ["height"]),
    ],
)
def test_what_nobody_does_is_refused(given, words):
    with pytest.raises(sm.InputError) as problem:
        sm.default_runner(**given)
    for word in words:
        assert word in str(problem.value)


def test_the_shipped_average_runner_is_this_one():
    shipped = tomllib.loads((SCENARIOS / "average.toml").read_text(encoding="utf-8"))
    made = sm.default_runner(cadence="171.5 steps/min", contact_time="225.3 ms").to_dict(defaults=False)
    for section in ("runner", "leg", "foot", "gait"):
        assert shipped[section] == made[section], section


@pytest.mark.parametrize("name", ["rbds001", "overstride", "hip-behind"])
def test_the_shipped_real_runner_has_the_average_body(name):
    shipped = tomllib.loads((SCENARIOS / f"{name}.toml").read_text(encoding="utf-8"))
    made = sm.default_runner(
        mass="62 kg", height="1.81 m", strike="forefoot", cadence="171.2 steps/min", contact_time="224 ms"
    ).to_dict(defaults=False)
    for section in ("runner", "leg", "foot", "gait"):
        assert shipped[section] == made[section], section


@pytest.mark.parametrize("name", ["wet-tile", "snow", "ice"])
def test_slippery_scenarios_are_the_average_step_on_other_ground(name):
    scenario, gait = sm.load(name), sm.find_gait("average")
    for field in ("leg.stiffness", "leg.push_off", "foot.angle_of_attack", "gait.apex_height", "gait.apex_speed"):
        assert scenario.value(field) == pytest.approx(gait.scenario.value(field), rel=1e-5), field
    run = sm.simulate(scenario, steps=3)
    demand = max(gait.metrics[f"friction_demand_{kind}"].value for kind in ("braking", "propulsive"))
    slips = scenario.world.friction < demand
    assert (run.outcome is sm.Outcome.SLIPPED) == slips
    assert ("slips" in run.message) == slips
    text = (SCENARIOS / f"{name}.toml").read_text(encoding="utf-8")
    assert "assumed" in text or "doi" in text or "Blanchette" in text


def test_skipping_puts_the_body_over_the_foot():
    metrics = sm.find_gait("jump-rope").metrics
    assert metrics["mass_cop_offset"].value == pytest.approx(0.0, abs=1e-9)
    assert metrics["braking_impulse"].value == pytest.approx(0.0, abs=1e-9)
    assert abs(metrics["hip_ankle_offset"].value) < 0.05


def test_the_verb_writes_what_python_makes(tmp_path):
    file = tmp_path / "me.toml"
    asked = ["runner", "--speed", "3.2m/s", "--mass", "60kg", "--height", "1.65m", "--strike", "midfoot"]
    result = CliRunner().invoke(main, [*asked, "--save", str(file)])
    assert result.exit_code == 0, result.output
    made = sm.default_runner(speed="3.2m/s", mass="60kg", height="1.65m", strike="midfoot")
    assert sm.load(file) == made
    printed = CliRunner().invoke(main, asked)
    assert tomllib.loads(printed.stdout) == tomllib.loads(file.read_text(encoding="utf-8"))


def test_dimensionless_speed_is_the_root_of_the_froude_number():
    assert dimensionless_speed(3.0, 0.9, 10.0) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        (["--speed", "0m/s"], "speed"),
        (["--contact-time", "1s"], "contact_time"),
        (["--contact-time=-230ms"], "contact_time"),
        (["--cadence=-170spm"], "cadence"),
        (["--strike", "heel"], "strike"),
    ],
)
def test_the_verb_refuses_in_one_sentence(asked, word):
    result = CliRunner().invoke(main, ["runner", *asked])
    assert result.exit_code == 2
    assert word in result.stderr
    assert "Traceback" not in result.stderr


def test_a_foot_strike_that_does_not_exist():
    with pytest.raises(sm.InputError, match="rearfoot"):
        sm.what_if("average", {"foot.strike": "heel"})


def test_three_questions_about_a_release_can_be_drawn():
    answers = {ask: sm.what_if("snow", {"foot.ahead": "+1 cm"}, ask=ask) for ask in ("one step", "settle")}
    assert len(sm.figures.three_answers(answers).axes) > 2
