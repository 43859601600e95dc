"""Every metric of the point mass against a number worked out here: from samples of the trajectory, or by hand.

What is measured of hip, knee, ankle and impact: test_joint_metrics.py.
"""

import dataclasses
import json
import math
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.integrate import trapezoid

import springmass as sm
from springmass import InputError
from springmass.dynamics.marks import MIDSTANCE
from springmass.dynamics.phases import Phase
from springmass.dynamics.step import step
from springmass.dynamics.trajectory import step_trajectory
from springmass.metrics import METRICS, Metrics, StepView
from springmass.metrics.registry import metric as entered

BASE = {"mass": 70.0, "leg_length": 0.93, "gravity": 9.81}
CASES = {
    "lossless": (0.91, 3.6, {"stiffness": 16e3, "angle_of_attack": 1.17}),
    "viscous": (
        0.92, 3.5,
        {
            "stiffness": 17e3, "angle_of_attack": 1.27, "damping_law": "viscous", "damping": 220.0, "push_off": 0.08,
            "roll_speed": 0.8,
        },
    ),
    "hysteretic": (
        0.91, 3.4,
        {
            "stiffness": 15e3, "angle_of_attack": 1.2, "damping_law": "hysteretic", "damping": 0.12, "push_off": 0.03,
            "hip_extension": 0.06, "roll_speed": 2.0, "roll_late_speed": 0.3, "roll_switch": 0.13, "slope": 0.03,
            "impeding_force": 15.0,
        },
    ),
}  # fmt: skip
WEIGHT = BASE["mass"] * BASE["gravity"]


class Sampled:
    """A step as a recording would have it: arrays over time, and nothing else."""

    def __init__(self, name, **changes):
        self.height, self.speed, more = CASES[name]
        self.p = sm.Parameters(**BASE, **more).replace(**changes)
        self.step = step(self.height, self.speed, self.p)
        assert self.step.outcome is sm.Outcome.RUNNING
        self.table = Metrics(StepView(self.step))
        path = step_trajectory(self.step, 60_000)
        on = ~np.isnan(path.cop)
        self.path, self.on = path, on
        self.t, self.x, self.y = path.time[on], path.x[on], path.y[on]
        self.vx, self.vy, self.fx, self.fy = path.vx[on], path.vy[on], path.grf_x[on], path.grf_y[on]
        self.cop, self.phase = path.cop[on], path.phase[on]
        self.leg = np.hypot(self.x - self.cop, self.y)
        self.contact_time = self.t[-1] - self.t[0]
        self.step_time = path.time[-1]
        self.at = {
            "touchdown": 0,
            "lowest_point": int(np.argmin(self.y)),
            "greatest_compression": int(np.flatnonzero(self.phase == Phase.EXTENSION)[0]),
            "half_contact": int(np.argmin(np.abs(self.t - self.t[0] - 0.5 * self.contact_time))),
            "takeoff": -1,
        }

    def share(self, index):
        return (self.t[index] - self.t[0]) / self.contact_time

    def work(self, power, sign=0):
        return trapezoid(np.clip(sign * power, 0.0, None) if sign else power, x=self.t)

    @property
    def relative_velocity(self):
        u = (self.x - self.cop) / self.leg, self.y / self.leg
        rolling = np.where(self.t - self.t[0] < self.switch, self.p.roll_speed, self.p.roll_late_speed)
        rate = u[0] * (self.vx - rolling) + u[1] * self.vy
        across = u[1] * (self.vx - rolling) - u[0] * self.vy
        return rate, across

    @property
    def switch(self):
        return self.p.roll_switch / self.p.roll_speed if self.p.roll_late_speed != self.p.roll_speed else math.inf

    @property
    def along(self):
        """Force along the leg and across it, from the ground reaction."""
        u = (self.x - self.cop) / self.leg, self.y / self.leg
        return self.fx * u[0] + self.fy * u[1], self.fx * u[1] - self.fy * u[0]


@pytest.fixture(scope="module", params=list(CASES))
def sampled(request):
    return Sampled(request.param)


def expected(s):
    """Metric → value in its own unit, from the samples."""
    p, mass = s.p, s.p.mass
    force, sideways = s.along
    rate, across = s.relative_velocity
    stored = 0.5 * p.stiffness * (p.leg_length - s.leg.min()) ** 2
    loaded = s.fy > 0.5 * WEIGHT
    crossover = int(np.flatnonzero((s.fx[:-1] < 0.0) & (s.fx[1:] >= 0.0))[0])
    positive, negative = s.work(force * rate, +1), s.work(force * rate, -1)
    pushed = 0.5 * p.stiffness * (p.leg_length - s.leg.min()) * p.push_off
    sinks = s.y[0] - s.y.min()
    peak = s.fy.max()
    sweep = 0.5 * (s.path.x[-1] / s.step_time) * s.contact_time
    mass_cop = {name: s.x[i] - s.cop[i] for name, i in s.at.items()}
    hip = s.work(sideways * across)
    gradient = math.tan(p.slope)
    minetti = ((((155.4 * gradient - 30.4) * gradient - 43.3) * gradient + 46.3) * gradient + 19.5) * gradient + 3.6
    return {
        "contact_time": s.contact_time,
        "flight_time": s.step_time - s.contact_time,
        "step_time": s.step_time,
        "cadence": 60.0 / s.step_time,
        "speed": s.path.x[-1] / s.step_time,
        "apex_height": s.path.y[0],
        "apex_speed": s.path.vx[0],
        "apex_energy": 0.5 * s.path.vx[0] ** 2 + p.gravity * math.cos(p.slope) * s.path.y[0],
        "takeoff_speed": math.hypot(s.vx[-1], s.vy[-1]),
        "takeoff_vertical_velocity": s.vy[-1],
        "touchdown_vertical_velocity": s.vy[0],
        "step_length": s.path.x[-1],
        "drop_touchdown_to_lowest": sinks,
        "leg_compression": p.leg_length - s.leg.min(),
        "time_of_peak_vertical_force": s.share(int(np.argmax(s.fy))),
        "time_of_lowest_point": s.share(s.at["lowest_point"]),
        "time_of_greatest_compression": s.share(s.at["greatest_compression"]),
        "time_of_fore_aft_crossover": s.share(crossover),
        "duty_factor": s.contact_time / (2.0 * s.step_time),
        "vertical_energy_share": s.vy[-1] ** 2 / (s.vx[-1] ** 2 + s.vy[-1] ** 2),
        "energy_returned": (positive - pushed) / negative,
        "friction_demand_braking": (-s.fx[loaded] / s.fy[loaded]).max(),
        "friction_demand_propulsive": (s.fx[loaded] / s.fy[loaded]).max(),
        "peak_vertical_force": peak / WEIGHT,
        "peak_leg_force": force.max() / WEIGHT,
        "peak_braking_force": -s.fx.min() / WEIGHT,
        "peak_propulsive_force": s.fx.max() / WEIGHT,
        "braking_impulse": s.work(s.fx, -1) / mass,
        "propulsive_impulse": s.work(s.fx, +1) / mass,
        "mass_cop_offset": mass_cop["lowest_point"],
        "mass_cop_offset_at_lowest_point": mass_cop["lowest_point"],
        "mass_cop_offset_at_greatest_compression": mass_cop["greatest_compression"],
        "foot_ahead_at_touchdown": s.cop[0] - s.x[0],
        "foot_behind_at_takeoff": s.x[-1] - s.cop[-1],
        "takeoff_angle": math.degrees(math.atan(s.vy[-1] / s.vx[-1])),
        "touchdown_descent_angle": math.degrees(math.atan(-s.vy[0] / s.vx[0])),
        "elastic_energy": stored / mass,
        "leg_work_positive": positive / mass,
        "leg_work_negative": negative / mass,
        "hip_work": hip / mass,
        "push_off_work": pushed / mass,
        "energy_lost": (negative - positive + pushed) / mass,
        "work_per_metre": (positive + max(hip, 0.0)) / mass / s.path.x[-1],
        "metabolic_cost_estimate": minetti * (1.0 + 6.13 * p.impeding_force / WEIGHT),
        "leg_stiffness": 1e-3 * peak / (sinks + p.leg_length - math.sqrt(p.leg_length**2 - sweep**2)),
        "vertical_stiffness": 1e-3 * peak / sinks,
    }


def test_every_metric_from_samples(sampled):
    wrong = {}
    for name, value in expected(sampled).items():
        measured = sampled.table[name].value
        # sampled at 60 000 instants: a mark is met to a few of them, an integral over a jump to one
        if measured != pytest.approx(value, rel=3e-4, abs=3e-4):
            wrong[name] = (measured, value)
    assert not wrong


def test_every_metric_of_the_point_mass_is_checked(sampled):
    """A new one in the registry belongs into ``expected`` (or, if it is of the joints, into test_joint_metrics.py)."""
    rooms = {f"springmass.metrics.{name}" for name in ("motion", "forces", "placement", "energy")}
    of_the_hip = ("hip_cop_", "hip_ankle_")
    from_here = {
        name
        for name, metric in METRICS.items()
        if metric.function.__module__ in rooms and not name.startswith(of_the_hip)
    }
    assert len(from_here) > 40
    assert from_here == set(expected(sampled)) | {"vertical_oscillation"}


def test_vertical_oscillation(sampled):
    """From the lowest point to the top of the flight."""
    path = sampled.path
    highest = (path.y[0], path.y[-1])
    value = sampled.table["vertical_oscillation"].value
    assert min(highest) - path.y.min() - 1e-6 <= value <= max(highest) - path.y.min() + 1e-6
    steady = find_steady()
    path = step_trajectory(steady.step, 20_000)
    assert steady.metrics["vertical_oscillation"].value == pytest.approx(np.ptp(path.y), abs=1e-6)


OTHER_FORMS = {  # unit → (other unit, what it is multiplied by)
    "BW": ("N", WEIGHT),
    "BW/s": ("N/s", WEIGHT),
    "J/kg": ("J", BASE["mass"]),
    "J/kg/m": ("J/m", BASE["mass"]),
    "N·m/kg": ("N·m", BASE["mass"]),
    "N·m·s/kg": ("N·m·s", BASE["mass"]),
    "m/s (impulse ÷ mass)": ("N·s", BASE["mass"]),
}


def test_second_forms():
    shape = dataclasses.replace(Sampled("viscous").p.shape, stopping_time=0.02)
    table = Sampled("viscous", shape=shape).table
    seen = set()
    for name, metric in METRICS.items():
        value = table[name]
        assert math.isfinite(value.value), name
        if metric.unit not in OTHER_FORMS:
            assert value.other is None, name
            continue
        unit, times = OTHER_FORMS[metric.unit]
        assert (value.other, value.other_unit) == (pytest.approx(value.value * times, rel=1e-12), unit), name
        seen.add(metric.unit)
    assert seen == set(OTHER_FORMS)


def test_impulses_are_the_change_of_speed(sampled):
    p, s = sampled.p, sampled
    table = s.table
    pull = -p.gravity * math.sin(p.slope) - p.impeding_force / p.mass
    net = table["propulsive_impulse"].value - table["braking_impulse"].value
    assert net == pytest.approx(s.vx[-1] - s.vx[0] - pull * s.contact_time, abs=1e-9)
    assert table["propulsive_impulse"].value > 0.0
    assert table["braking_impulse"].value > 0.0


# --- signs -----------------------------------------------------------------------------------------------------------


def find_steady(roll=0.0):
    scenario = sm.Scenario(
        runner={"mass": 70.0, "leg_length": 0.93},
        foot={"roll_speed": roll},
        gait={
            "find": {"speed": 3.5, "cadence": 165.0, "contact_time": 0.24},
            "free": ["leg.stiffness", "foot.angle_of_attack"],
        },
    )
    return sm.find_gait(scenario)


@pytest.mark.parametrize("roll", [0.0, 0.8])
def test_body_behind_is_negative_and_ahead_is_positive(roll):
    """A foot too far ahead lets the mass come to its lowest point before it has passed the foot."""
    gait = find_steady(roll)
    p = gait.parameters
    far, near = (
        Metrics(StepView(step(gait.apex_height, gait.apex_speed, p.replace(angle_of_attack=angle))))
        for angle in (p.angle_of_attack - 0.06, p.angle_of_attack + 0.03)
    )
    even = gait.metrics
    for name in ("mass_cop_offset", "mass_cop_offset_at_lowest_point", "mass_cop_offset_at_greatest_compression"):
        assert far[name].value < -0.01, name
        assert even[name].value == pytest.approx(0.0, abs=1e-9)
        assert near[name].value > 0.01, name
    for table in (far, even, near):
        assert table["foot_ahead_at_touchdown"].value > 0.0
        assert table["foot_behind_at_takeoff"].value > 0.0
        assert table["takeoff_angle"].value > 0.0
        assert table["touchdown_descent_angle"].value > 0.0
    # too far ahead: up instead of forward
    assert far["takeoff_angle"].value > even["takeoff_angle"].value > near["takeoff_angle"].value
    assert far["braking_impulse"].value > far["propulsive_impulse"].value


def test_offset_at_lowest_point_by_eye():
    """Body clearly behind: worked out from the samples alone, as on a film."""
    one = step(0.92, 3.5, sm.Parameters(**BASE, stiffness=16e3, angle_of_attack=math.radians(64.0)))
    path = step_trajectory(one, 40_000)
    lowest = np.nanargmin(np.where(np.isnan(path.cop), np.nan, path.y))
    behind = path.x[lowest] - path.cop[lowest]
    assert behind < -0.03
    assert Metrics(StepView(one))["mass_cop_offset"].value == pytest.approx(behind, abs=1e-4)


@pytest.mark.parametrize("delta", [0.06, -0.03])
def test_hip_work_has_the_sign_of_the_hip(delta):
    p = sm.Parameters(**BASE, stiffness=16e3, angle_of_attack=1.22, hip_extension=delta)
    one = step(0.91, 3.6, p)
    table = Metrics(StepView(one))
    gained = 0.5 * 70.0 * (one.apex_speed**2 - 3.6**2) + WEIGHT * (one.apex_height - 0.91)
    assert table["hip_work"].other == pytest.approx(gained, abs=1e-6)  # a lossless leg: all of it is the hip's
    assert math.copysign(1.0, table["hip_work"].value) == math.copysign(1.0, delta)


def test_the_lossless_leg_returns_everything():
    for roll in (0.0, 0.7):
        p = sm.Parameters(**BASE, stiffness=16e3, angle_of_attack=1.22, roll_speed=roll)
        table = Metrics(StepView(step(0.91, 3.6, p)))
        assert table["energy_returned"].value == pytest.approx(1.0, abs=1e-9)
        assert table["leg_work_positive"].value == pytest.approx(table["elastic_energy"].value, rel=1e-9)
        assert table["hip_work"].value == 0.0
    assert 0.2 < Sampled("viscous").table["energy_returned"].value < 0.95


def test_energy_lost_is_burnt_in_the_damper_or_left_in_the_leg_that_lets_go():
    """∫ c·rate² over the samples, and ½ k' (rest − length)² at takeoff: a damped leg lets go before it is straight."""
    s = Sampled("viscous")
    p, rate = s.p, s.relative_velocity[0]
    burnt = s.work(p.damping * rate**2)
    shortest, longest = s.leg.min(), p.leg_length + p.push_off
    left = 0.5 * p.stiffness * (p.leg_length - shortest) / (longest - shortest) * (longest - s.leg[-1]) ** 2
    assert 1.0 < left < burnt
    assert s.table["energy_lost"].other == pytest.approx(burnt + left, rel=1e-6)


def test_no_cost_is_told_where_nobody_was_measured():
    for slope, told in ((0.42, True), (0.43, False), (-0.43, False)):  # tan 0.42 = 0.447, tan 0.43 = 0.459
        p = sm.Parameters(**BASE, stiffness=16e3, angle_of_attack=1.22, slope=slope)
        one = step(0.91, 3.6, p)
        assert one.left_ground
        value = Metrics(StepView(one))["metabolic_cost_estimate"].value
        assert math.isfinite(value) is told


def test_friction_demand_is_only_asked_of_a_loaded_foot():
    """At the edge of the loaded part the ratio of the lossless leg is |x| / y there; the very ends do not count."""
    s = Sampled("lossless")
    unrestricted = 1.0 / math.tan(s.p.angle_of_attack)
    assert s.table["friction_demand_braking"].value < unrestricted
    first = int(np.flatnonzero(s.fy > 0.5 * WEIGHT)[0])
    assert s.table["friction_demand_braking"].value == pytest.approx((s.cop[0] - s.x[first]) / s.y[first], abs=1e-4)


# --- midstance -------------------------------------------------------------------------------------------------------


def test_the_five_midstances(sampled):
    view = StepView(sampled.step)
    moments = {name: view.mark(name) for name in MIDSTANCE}
    assert len(moments) == 5
    assert all(0.0 < t < sampled.contact_time for t in moments.values())
    assert moments["half contact"] == pytest.approx(0.5 * sampled.contact_time, rel=1e-12)
    lowest = sampled.t[np.argmin(sampled.y)] - sampled.t[0]
    assert moments["lowest point"] == pytest.approx(lowest, abs=1e-5)
    shortest = sampled.t[np.argmin(sampled.leg)] - sampled.t[0]
    assert moments["greatest compression"] == pytest.approx(shortest, abs=1e-5)


def test_peak_force_just_before_greatest_compression():
    p = sm.Parameters(70.0, 0.93, 16e3, 1.22)
    one = step(0.91, 3.6, p)
    t = np.linspace(0.0, one.greatest_compression[0], 100_001)
    x, y, _, _ = one.contact.segments[0].state(t)
    vertical = p.stiffness * (0.93 - np.hypot(x, y)) * y / np.hypot(x, y)
    peak = int(np.argmax(vertical))
    assert 0 < peak < 100_000
    view = StepView(one)
    assert view.contact.maximum(lambda c: c.grf_y)[1] == pytest.approx(vertical[peak], rel=1e-8)
    assert view.mark("peak vertical force") == pytest.approx(t[peak], abs=1e-5)


def test_midstances_of_a_symmetric_contact_are_one():
    gait = find_steady()
    view = StepView(gait.step)
    half = view.mark("half contact")
    for name in MIDSTANCE:
        # a maximum is flat: its moment is known to the square root of the force's precision
        assert view.mark(name) == pytest.approx(half, abs=1e-6 if name == "peak vertical force" else 1e-9), name


def test_midstances_of_a_leg_that_loses_come_one_after_the_other():
    """The damper pushes early, the body is lowest later than the leg is shortest when it is behind the foot."""
    view = StepView(Sampled("viscous").step)
    order = ["peak vertical force", "lowest point", "half contact"]
    moments = [view.mark(name) for name in order]
    assert moments == sorted(moments)
    assert moments[-1] - moments[0] > 0.01


@pytest.mark.parametrize("name", MIDSTANCE)
def test_offsets_use_the_midstance_that_was_chosen(name):
    s = Sampled("viscous")
    table = Metrics(StepView(s.step, midstance=name))
    assert table.midstance == name
    time = StepView(s.step).mark(name)
    at = np.argmin(np.abs(s.t - s.t[0] - time))
    assert table["mass_cop_offset"].value == pytest.approx(s.x[at] - s.cop[at], abs=1e-4)
    for other in ("mass_cop_offset", "hip_cop_offset", "hip_ankle_offset"):
        assert table[f"{other}_at_lowest_point"].value == s.table[f"{other}_at_lowest_point"].value
    if name in ("lowest point", "greatest compression", "half contact"):
        for other in ("hip_cop_offset", "hip_ankle_offset"):
            assert table[other].value == table[f"{other}_at_{name.replace(' ', '_')}"].value


def test_an_unknown_midstance_is_refused_by_name():
    with pytest.raises(sm.InputError, match="lowest point"):
        StepView(Sampled("lossless").step, midstance="lowest pont")


def test_unknown_metrics_are_answered_with_the_nearest():
    table = Sampled("lossless").table
    with pytest.raises(sm.InputError, match="contact_time"):
        table["contact_tme"]
    assert "contact_tme" not in table


# --- tables ----------------------------------------------------------------------------------------------------------


def test_to_dict_is_json(sampled):
    said = sampled.table.to_dict()
    again = json.loads(json.dumps(said, allow_nan=False))
    assert again == said
    assert set(said) == set(METRICS)
    assert said["contact_time"] == {"value": sampled.table["contact_time"].value, "unit": "s"}
    assert said["peak_vertical_force"]["unit"] == "BW"


@pytest.mark.parametrize(
    "more",
    [
        {"stiffness": 600.0, "angle_of_attack": 1.5},  # falls
        {"stiffness": 16e3, "angle_of_attack": 1.9},  # no contact
        {"stiffness": 16e3, "angle_of_attack": 1.22, "friction": 0.05},  # slips
        {"stiffness": 16e3, "angle_of_attack": 1.5},  # takeoff downwards
    ],
)
def test_what_was_not_reached_is_none(more):
    one = step(0.94, 1.5, sm.Parameters(**BASE, **more))
    assert one.outcome is not sm.Outcome.RUNNING
    said = json.loads(json.dumps(Metrics(StepView(one)).to_dict(), allow_nan=False))
    assert said["step_time"]["value"] is None
    assert said["speed"]["value"] is None
    assert said["foot_ahead_at_touchdown"]["value"] == pytest.approx(0.93 * math.cos(more["angle_of_attack"]))
    if one.outcome is sm.Outcome.TAKEOFF_DOWN:
        assert said["contact_time"]["value"] > 0.0
    else:
        assert said["contact_time"]["value"] is None
        assert said["peak_vertical_force"]["value"] is None


def test_metrics_say_what_they_are():
    for name, metric in METRICS.items():
        assert metric.name == name
        assert metric.meaning.endswith("."), name
        assert metric.label[0].islower() or metric.label[0].isupper(), name
        assert metric.symbol, name
    labels = [metric.label for metric in METRICS.values()]
    assert len(set(labels)) == len(labels)
    signed = [name for name in METRICS if name.startswith(("hip_cop", "hip_ankle"))]
    assert len(signed) == 12
    assert all(METRICS[name].sign == "minus = hip behind" for name in signed)
    assert all(METRICS[name].sign == "minus = body behind" for name in METRICS if name.startswith("mass_cop"))


def test_measure_takes_the_last_complete_step():
    scenario = sm.Scenario(
        runner={"mass": 80, "leg_length": 1},
        leg={"stiffness": 20e3},
        foot={"angle_of_attack": 68},
        gait={"apex_height": 1, "apex_speed": 5},
    )
    run = sm.simulate(scenario, steps=3)
    assert sm.measure(run)["contact_time"].value == run.steps[2].contact_time
    assert sm.measure(run, step=0)["contact_time"].value == run.steps[0].contact_time
    assert sm.measure(run, step=-1)["contact_time"].value == run.steps[2].contact_time
    with pytest.raises(sm.InputError, match="3 steps"):
        sm.measure(run, step=3)


def test_leg_stiffness_of_a_runner_who_runs_backwards_through_a_long_contact():
    """Half the way over the foot is longer than the leg, but negative: "half_sweep < l0" lets it pass."""
    p = sm.Parameters(0.25, 1.0, 117.0, 3.0, gravity=117.0, damping_law="hysteretic", damping=1.0, impeding_force=593.0)
    one = step(1.0, 0.0, p)
    assert one.outcome is sm.Outcome.RUNNING
    assert math.isnan(Metrics(StepView(one))["leg_stiffness"].value)


def test_a_metric_in_a_unit_nobody_can_write_is_not_entered():
    def longing(view):
        return 1.0

    with pytest.raises(InputError, match='unit: given "cm"; must be one of 1, BW'):
        entered("cm", "q", "a length")(longing)
    assert "longing" not in METRICS
    with pytest.raises(InputError, match='Give it in "m": it is shown in centimetres'):
        entered("cm", "q", "a length")


def test_a_metric_says_what_it_is_and_takes_no_name_of_another():
    def longing(view):
        return 1.0

    def contact_time(view):
        """Mine."""
        return 1.0

    with pytest.raises(InputError, match="metric longing: has no docstring"):
        entered("1", "q", "longing")(longing)
    with pytest.raises(InputError, match='given "contact_time"; is there already'):
        entered("s", "q", "time")(contact_time)
    assert "longing" not in METRICS
    assert METRICS["contact_time"].function is not contact_time


@pytest.mark.parametrize("gives", [None, "much", np.ones(3)])
def test_a_metric_that_gives_no_number_is_named(gives, monkeypatch):
    def longing(view):
        """Of a runner."""
        return gives

    monkeypatch.delitem(METRICS, "longing", raising=False)
    entered("1", "q", "longing")(longing)
    try:
        with pytest.raises(InputError, match=r"metric longing: given .*; must return one number"):
            sm.measure(sm.simulate("seyfarth", steps=1))["longing"]
    finally:
        del METRICS["longing"]


def test_a_metric_that_is_none_for_arrays_says_so():
    def longing(view):
        """Of a runner."""
        return view.step.nothing_of_the_kind

    entered("1", "q", "longing")(longing)
    try:
        with pytest.raises(InputError, match=r"metric longing: is none for arrays of steps.*ARRAY_METRICS"):
            METRICS["longing"].values(SimpleNamespace(step=SimpleNamespace(), weight=1.0))
    finally:
        del METRICS["longing"]
