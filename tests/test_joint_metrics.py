"""What is measured of hip, knee and ankle, against a leg put together by hand over the samples of the motion.

The way of the hip and of the ankle, two-segment inverse kinematics, moments, muscle arms and work are typed again here;
only the sizes that were fitted are read, because they are data.
"""

import dataclasses
import inspect
import math

import numpy as np
import pytest
from scipy.integrate import trapezoid
from scipy.optimize import brentq
from test_metrics import BASE, CASES, WEIGHT, Sampled

import springmass as sm
from springmass.dynamics.curves import contact_curves
from springmass.dynamics.step import step
from springmass.metrics import METRICS, Metrics, StepView
from springmass.parameters.shape import average_shape
from springmass.scenario.average_runner import FITTED, average_runner

FIT = {name: fitted.value for name, fitted in FITTED.items()}
STRAIGHTEST = math.radians(10.0)
DEGREE = math.radians(1.0)

SHAPES = {
    "average": {},
    "forefoot, leaning": {"first_contact": 0.05, "trunk_lean": 16 * DEGREE, "hip_behind": 0.012},
    "short legs, upright": {"height": 1.82, "first_contact": -0.02, "trunk_lean": 2 * DEGREE, "hip_above": 0.045},
}
"""What differs from the average runner's body."""


class Leg:
    """Hip, knee and ankle over the contact of a sampled step, places along the ground from its starting apex."""

    def __init__(self, s):
        p, shape = s.p, s.p.shape
        h = shape.height
        self.s, self.first_contact_point = s, s.cop[0]
        self.thigh, self.shank, self.ankle_height = 0.245 * h, 0.240 * h, 0.055 * h
        lean = 0.678 * 0.18 * h * (math.sin(shape.trunk_lean) - math.sin(8 * DEGREE))
        squeezed = np.maximum(p.leg_length - s.leg, 0.0)
        self.lean = lean
        self.hip = np.array([s.x - shape.hip_behind - lean - FIT["sitting_back"] * squeezed, s.y + shape.hip_above])
        self.flat = self.first_contact_point + self.where_the_foot_comes_to_lie(shape)
        self.ankle = np.array([self.ankle_of(x, y, h) for x, y in self.hip.T]).T
        to_hip = self.hip - self.ankle
        reach = np.hypot(*to_hip)
        # law of cosines, once at the knee and once at the ankle
        inner = (self.thigh**2 + self.shank**2 - reach**2) / (2.0 * self.thigh * self.shank)
        self.flexion = math.pi - np.arccos(inner)
        at_ankle = np.arccos((self.shank**2 + reach**2 - self.thigh**2) / (2.0 * self.shank * reach))
        along = to_hip / reach
        ahead = np.array([along[1], -along[0]])  # to the right of the line, looking up it: forward
        self.knee = self.ankle + self.shank * (np.cos(at_ankle) * along + np.sin(at_ankle) * ahead)

    def settled_by(self, tilt, h):
        """Behind and above the flat place while the foot still comes down."""
        beyond = -tilt - FIT["settling_tilt"]
        if beyond <= 0.0:
            return 0.0, 0.0
        square = beyond**2 if beyond < 0.2 else 0.2**2 + 2.0 * 0.2 * (beyond - 0.2)
        return FIT["settling_back"] * h * square, FIT["settling_up"] * h * beyond

    def where_the_foot_comes_to_lie(self, shape):
        """So that at touchdown the ankle is behind (or ahead of) the first contact point as the shape says."""
        x, y = self.hip[:, 0] - (self.first_contact_point, 0.0)
        h = shape.height

        def gap(flat):
            tilt = math.atan2(x + self.lean - flat, y)
            rise = FIT["heel_rise"] * max(tilt, 0.0) ** FIT["heel_rise_power"]
            forward = FIT["ball_ahead"] * h * (1.0 - math.cos(rise)) + self.ankle_height * math.sin(rise)
            return flat + forward - self.settled_by(tilt, h)[0] + shape.first_contact

        return brentq(gap, -1.0, 1.0, xtol=1e-14)

    def ankle_of(self, x, y, h):
        tilt = math.atan2(x + self.lean - self.flat, y)  # leaning moves the hip, not the foot
        straight = math.sqrt(self.thigh**2 + self.shank**2 + 2.0 * self.thigh * self.shank * math.cos(STRAIGHTEST))
        if tilt <= 0.0:
            back, up = self.settled_by(tilt, h)
            ankle = np.array([self.flat - back, self.ankle_height + up])
        else:
            ball = np.array([self.flat + FIT["ball_ahead"] * h, 0.0])
            foot = math.hypot(FIT["ball_ahead"] * h, self.ankle_height)
            rise = FIT["heel_rise"] * tilt ** FIT["heel_rise_power"]
            flat_angle = math.pi - math.atan2(self.ankle_height, FIT["ball_ahead"] * h)
            angle = flat_angle - rise
            ankle = ball + foot * np.array([math.cos(angle), math.sin(angle)])
            if math.hypot(x - ankle[0], y - ankle[1]) > straight:
                # two circles meet: the foot about the ball, the straight leg about the hip; the point behind counts
                apart = np.array([x, y]) - ball
                d = np.hypot(*apart)
                a = (foot**2 - straight**2 + d**2) / (2.0 * d)
                up = math.sqrt(foot**2 - a**2)
                just_reached = a * apart / d + up * np.array([-apart[1], apart[0]]) / d
                # the foot takes this on little by little as the leg comes to lean forward
                farther = (angle - math.atan2(just_reached[1], just_reached[0])) * min(tilt / 0.1, 1.0)
                angle = angle - farther
                ankle = ball + foot * np.array([math.cos(angle), math.sin(angle)])
        away = ankle - (x, y)
        return (x, y) + away * min(1.0, straight / np.hypot(*away))

    def moment(self, joint):
        """Turning effect of the ground force about a joint, counterclockwise positive."""
        s = self.s
        return (s.cop - joint[0]) * s.fy - (0.0 - joint[1]) * s.fx

    def work(self, moment, angle):
        """Negative and positive work of a moment that opens an angle, by the angle's speed."""
        t, took, gave = self.s.t, 0.0, 0.0
        seams = np.flatnonzero(np.diff(t) < 1e-12) + 1  # an instant on either side of a seam
        for part in np.split(np.arange(t.size), seams):
            power = moment[part] * np.gradient(angle[part], t[part])
            took += trapezoid(np.maximum(-power, 0.0), t[part])
            gave += trapezoid(np.maximum(power, 0.0), t[part])
        return took, gave


def quadriceps(moment, flexion, height):
    """van Eijden's moment arm [m] as it is in print, degrees; scaled from an adult of 1.756 m."""
    d = np.degrees(flexion)
    return (
        1.756
        / height
        * np.where(moment > 0.0, moment, 0.0)
        / (0.046 + d * (0.00028 + d * (-0.000013 + d * 0.00000008)))
    )


def kneecap(force, flexion):
    d = np.degrees(flexion)
    return force * (0.462 + 0.00147 * d - 0.0000384 * d**2) / (1 - 0.0162 * d + 0.000155 * d**2 - 0.000000698 * d**3)


def expected(leg):
    """Metric → value in its own unit."""
    s, mass = leg.s, leg.s.p.mass
    hip, knee, ankle = leg.moment(leg.hip), -leg.moment(leg.knee), leg.moment(leg.ankle)
    force = quadriceps(knee, leg.flexion, s.p.shape.height)
    took, gave = leg.work(knee, -leg.flexion)
    hip_cop = {name: leg.hip[0, i] - s.cop[i] for name, i in s.at.items()}
    hip_ankle = {name: leg.hip[0, i] - leg.ankle[0, i] for name, i in s.at.items()}
    return {
        "hip_cop_offset": hip_cop["lowest_point"],
        "hip_ankle_offset": hip_ankle["lowest_point"],
        **{f"hip_cop_offset_at_{name}": value for name, value in hip_cop.items()},
        **{f"hip_ankle_offset_at_{name}": value for name, value in hip_ankle.items()},
        "knee_flexion_at_touchdown": np.degrees(leg.flexion[0]),
        "knee_flexion_at_midstance": np.degrees(leg.flexion[s.at["lowest_point"]]),
        "peak_knee_flexion": np.degrees(leg.flexion.max()),
        "time_of_peak_knee_flexion": s.share(int(np.argmax(leg.flexion))),
        "peak_knee_moment": knee.max() / mass,
        "peak_ankle_moment": ankle.max() / mass,
        "peak_hip_moment": hip.max() / mass,
        "knee_moment_impulse": s.work(knee, +1) / mass,
        "peak_quadriceps_force": force.max() / WEIGHT,
        "peak_patellofemoral_force": kneecap(force, leg.flexion).max() / WEIGHT,
        "peak_achilles_force": max(ankle.max(), 0.0) / (0.05 * s.p.shape.height / 1.756) / WEIGHT,
        "knee_work_negative": took / mass,
        "knee_work_positive": gave / mass,
    }


@pytest.fixture(scope="module", params=[(case, shape) for case in CASES for shape in SHAPES], ids=" ".join)
def leg(request):
    case, name = request.param
    plain = Sampled(case)
    return Leg(Sampled(case, shape=dataclasses.replace(plain.p.shape, **SHAPES[name])))


def test_every_joint_metric_from_samples(leg):
    wrong = {}
    for name, value in expected(leg).items():
        measured = leg.s.table[name].value
        if measured != pytest.approx(value, rel=5e-4, abs=5e-4):  # work over a kink: a few parts in ten thousand
            wrong[name] = (measured, value)
    assert not wrong


def test_every_metric_of_the_joints_is_checked(leg):
    """A new one in the registry belongs into ``expected``; those of the landing are in test_impact.py."""
    joints = {name for name, metric in METRICS.items() if metric.function.__module__ == "springmass.metrics.joints"}
    offsets = {name for name in METRICS if name.startswith(("hip_cop_", "hip_ankle_"))}
    assert len(joints) > 10
    assert joints | offsets == set(expected(leg))
    others = {f"springmass.metrics.{name}" for name in ("motion", "forces", "placement", "energy", "impact")}
    assert {METRICS[name].function.__module__ for name in METRICS if name not in joints} == others


def test_posture_and_moments_at_every_instant(leg):
    """Not only the peaks: the curves that figures draw."""
    s, body = leg.s, leg.s.table.view.body
    t, contact = body.curves.time, s.step.contact
    sure = np.all([np.abs(t - piece.start) > 1e-9 for piece in contact.segments[1:]], axis=0)  # forces jump at seams
    assert t.size - 10 < sure.sum() < t.size
    for by_hand, of_the_package in (
        (leg.hip[0] - leg.first_contact_point, body.posture.hip_x),
        (leg.hip[1], body.posture.hip_y),
        (leg.knee[0] - leg.first_contact_point, body.posture.knee_x),
        (leg.knee[1], body.posture.knee_y),
        (leg.ankle[0] - leg.first_contact_point, body.posture.ankle_x),
        (leg.ankle[1], body.posture.ankle_y),
        (leg.flexion, body.posture.knee_flexion),
    ):
        assert of_the_package == pytest.approx(np.interp(t, s.t - s.t[0], by_hand), abs=2e-5)
    for joint, sense in (("hip", +1.0), ("knee", -1.0), ("ankle", +1.0)):
        by_hand = np.interp(t, s.t - s.t[0], sense * leg.moment(getattr(leg, joint)))
        assert getattr(body.moments, joint)[sure] == pytest.approx(by_hand[sure], abs=0.02)


def test_work_of_all_joints_is_the_work_of_the_ground_force_on_the_hip():
    """Bookkeeping of the whole leg while its foot lies flat: no formula of one joint alone.

    Segments weigh nothing and the ground does no work, so what moves the hip along the ground force is what hip, knee
    and ankle have done: Σ moment · opening = F · v(hip), the trunk keeping its lean.
    """
    p = sm.Parameters(**BASE, stiffness=16e3, angle_of_attack=1.22, hip_extension=0.03)
    one = step(0.91, 3.6, p)
    view = StepView(one)
    c = contact_curves(one.contact, p, np.linspace(0.0, one.contact_time, 20_001))
    body = view.stance.at(c)
    q, m = body.posture, body.moments
    thigh = np.arctan2(q.hip_x - q.knee_x, q.hip_y - q.knee_y)  # lean forward from upright
    shank = np.arctan2(q.knee_x - q.ankle_x, q.knee_y - q.ankle_y)
    tilt = np.arctan2(q.hip_x - view.stance.flat_ankle, q.hip_y)
    flat = (tilt > -FIT["settling_tilt"]) & (tilt < 0.0)
    assert flat.sum() > 1500
    t = c.time

    def rate(angle):
        return np.gradient(angle, t)[flat][5:-5]

    hip, knee, ankle = (getattr(m, name)[flat][5:-5] for name in ("hip", "knee", "ankle"))
    # The hip opens as the thigh leans forward, the knee as thigh and shank come into line, the ankle as the shank leans
    # back.
    work = hip * rate(thigh) + knee * (rate(thigh) - rate(shank)) - ankle * rate(shank)
    fx, fy = c.grf_x[flat][5:-5], c.grf_y[flat][5:-5]
    pushed = fx * rate(q.hip_x) + fy * rate(q.hip_y)
    assert work == pytest.approx(pushed, abs=1e-3 * np.abs(pushed).max())


# --- a joint that has no contact -------------------------------------------------------------------------------------


def test_what_was_not_reached_is_nan():
    """A foot that touched but never left has a touchdown and nothing else."""
    one = step(0.94, 1.5, sm.Parameters(**BASE, stiffness=16e3, angle_of_attack=1.22, friction=0.05))
    assert one.outcome is sm.Outcome.SLIPPED
    table = Metrics(StepView(one))
    assert table["knee_flexion_at_touchdown"].value >= 10.0 - 1e-9
    assert table["hip_ankle_offset_at_touchdown"].value < 0.0
    for name in ("peak_knee_moment", "knee_moment_impulse", "knee_work_negative", "hip_ankle_offset", "hip_cop_offset"):
        assert math.isnan(table[name].value), name
    never = Metrics(StepView(step(0.80, 1.5, sm.Parameters(**BASE, stiffness=16e3, angle_of_attack=1.4))))
    assert never.view.step.touchdown is None
    for name in METRICS:
        if METRICS[name].function.__module__ == "springmass.metrics.joints":
            assert math.isnan(never[name].value), name


def test_the_chosen_midstance_is_used_for_the_knee_too():
    s = Sampled("viscous")
    for name in ("lowest point", "half contact", "greatest compression"):
        leg, at = Leg(s), s.at[name.replace(" ", "_")]
        table = Metrics(StepView(s.step, midstance=name))
        assert table["knee_flexion_at_midstance"].value == pytest.approx(np.degrees(leg.flexion[at]), abs=0.01)


# --- the body does not change the motion -----------------------------------------------------------------------------


def motion(one):
    """Everything about a step that is motion, exact."""
    touchdown = one.touchdown
    return (
        one.outcome, one.apex_height, one.apex_speed, one.contact_time, one.flight_time, one.step_length,
        one.shortest_leg, one.takeoff, one.greatest_compression,
        (touchdown.x, touchdown.y, touchdown.vx, touchdown.vy, touchdown.time),
    )  # fmt: skip


ODD = {
    "hip_behind": 0.2, "hip_above": -0.1, "trunk_lean": 0.6, "first_contact": 0.3, "stopping_time": 0.02, "height": 3.0,
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_no_shape_changes_a_step(case):
    s = Sampled(case)
    for field, value in ODD.items():
        other = step(s.height, s.speed, s.p.replace(shape=dataclasses.replace(s.p.shape, **{field: value})))
        assert motion(other) == motion(s.step), field
    none = step(s.height, s.speed, s.p.replace(shape=None))  # the average one
    assert motion(none) == motion(s.step)


def test_the_array_engine_has_no_body_to_ask():
    given = inspect.signature(sm.apex_map).parameters
    assert "shape" not in given
    assert not {field.name for field in dataclasses.fields(average_shape(1.8))} & set(given)


@pytest.mark.parametrize(
    "change",
    [
        {"hip.trunk_lean": "20 deg"}, {"hip.behind": "6 cm"}, {"hip.above": "-4 cm"}, {"foot.first_contact": "7 cm"},
        {"foot.landing": "stiff"}, {"foot.landing": "supple"}, {"foot.strike": "midfoot"},
    ],
    ids=str,
)  # fmt: skip
def test_no_body_of_a_scenario_changes_its_gait(change):
    """Bit for bit: what is found, and every metric of the point mass."""
    scenario = sm.default_runner()
    plain, other = sm.find_gait(scenario), sm.find_gait(scenario.with_values(change))
    assert motion(other.step) == motion(plain.step)
    assert (other.parameters.stiffness, other.parameters.angle_of_attack, other.parameters.push_off) == (
        plain.parameters.stiffness, plain.parameters.angle_of_attack, plain.parameters.push_off
    )  # fmt: skip
    of_the_body = ("hip_cop", "hip_ankle")
    rooms = tuple(f"springmass.metrics.{name}" for name in ("motion", "forces", "placement", "energy"))
    changed = set()
    for name, metric in METRICS.items():
        same = plain.metrics[name].value == other.metrics[name].value
        if metric.function.__module__ in rooms and not name.startswith(of_the_body):
            assert same, name
        elif not same and math.isfinite(other.metrics[name].value):
            changed.add(name)
    assert changed  # or the change was none


# --- lean ------------------------------------------------------------------------------------------------------------


def test_leaning_forward_spares_the_knee_and_asks_the_hip():
    """The same motion, the trunk leaned in steps of three degrees from bolt upright."""
    gait = sm.find_gait(sm.default_runner())
    tables = [
        Metrics(StepView(sm.what_if(gait, {"hip.trunk_lean": f"{lean} deg"}).changed)) for lean in (2, 5, 8, 11, 14, 17)
    ]
    knee, hip, ahead, ankle = (
        [table[name].value for table in tables]
        for name in ("peak_knee_moment", "peak_hip_moment", "hip_cop_offset", "hip_ankle_offset")
    )
    assert (np.diff(knee) < -0.005).all()
    assert (np.diff(hip) > 0.05).all()
    per_degree = 0.678 * 0.18 * 1.756 * DEGREE  # times the cosine of the lean, 0.956 to 0.999
    assert np.diff(ahead) == pytest.approx(-3 * 0.98 * per_degree, rel=0.03)
    # A hip farther back when the foot lands has the foot come to lie a little farther ahead as well.
    assert (np.diff(ankle) <= np.diff(ahead) + 1e-12).all()
    assert len({table["takeoff_angle"].value for table in tables}) == 1
    said = sm.explain(sm.what_if(gait, {"hip.trunk_lean": "14 deg"}))
    assert any("quadriceps" in sentence and "(-" in sentence for sentence in said)


# --- a child and a giant ---------------------------------------------------------------------------------------------


def average_gait(height, mass, gravity=9.81, strike="rearfoot", froude=1.16):
    speed = froude * math.sqrt(gravity * 0.53 * height)
    runner = average_runner(speed, mass, height, strike, gravity)
    foot = {"strike": strike} | {
        name: getattr(runner, name) for name in ("roll_speed", "roll_switch", "roll_late_speed")
    }
    return sm.find_gait(
        sm.Scenario(
            runner={"mass": mass, "height": height},
            leg={"law": "viscous", "damping": runner.damping},
            foot=foot,
            world={"gravity": gravity},
            gait={
                "find": {"speed": speed, "cadence": 60.0 * runner.cadence, "contact_time": runner.contact_time},
                "free": ["leg.stiffness", "foot.angle_of_attack", "leg.push_off"],
            },
        )
    )


@pytest.mark.parametrize(
    ("height", "mass", "gravity"),
    [(1.05, 17.0, 9.81), (3.5, 560.0, 9.81), (1.756, 30.0, 9.81), (1.756, 67.5, 1.62), (1.2, 400.0, 24.8)],
    ids=["child", "giant", "light", "on the Moon", "on Jupiter"],
)
@pytest.mark.parametrize("strike", ["rearfoot", "forefoot"])
def test_a_scaled_runner_is_the_same_runner(height, mass, gravity, strike):
    """Equal dimensionless speed: the same angles, offsets as shares of height, moments as shares of m g l0."""
    plain, other = average_gait(1.756, 67.5, strike=strike), average_gait(height, mass, gravity, strike)
    for name in METRICS:
        mine, its = plain.metrics[name], other.metrics[name]
        unit = METRICS[name].unit
        if name.startswith(("hip_cop", "hip_ankle", "mass_cop")):
            ratio = height / 1.756
        elif "knee_flexion" in name or unit == "deg":
            ratio = 1.0
        elif unit == "N·m/kg" or name.startswith("knee_work"):
            ratio = gravity * height / (9.81 * 1.756)
        elif name == "knee_moment_impulse":
            ratio = gravity * height / (9.81 * 1.756) * math.sqrt(height / gravity * 9.81 / 1.756)
        elif name in ("peak_quadriceps_force", "peak_patellofemoral_force", "peak_achilles_force"):
            ratio = 1.0  # in body weights: lever arms of muscles grow with the runner
        else:
            continue
        assert its.value == pytest.approx(ratio * mine.value, rel=1e-6, abs=1e-7), name
    assert other.parameters.push_off / height == pytest.approx(plain.parameters.push_off / 1.756, rel=1e-6)
