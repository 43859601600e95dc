"""The plain passes of the NumPy engine: they do the work, as well as the adaptive engine they spare, bit for bit alone.

The adaptive engine shares the equations with them and nothing of how a contact is stepped through; that both solve the
right equations is what ``test_reference_tables`` checks.
"""

import numpy as np
import pytest
from leg_laws import KNOWN
from test_properties import many_runners

import springmass as sm
from springmass.dynamics import many_steps, plain_pass, rounds


@pytest.fixture(autouse=True)
def numpy_engine(monkeypatch):
    monkeypatch.setenv("SPRINGMASS_ENGINE", "numpy")


def chosen(cases, given):
    return {name: v if isinstance(v, str) else v[cases] for name, v in given.items()}


def adaptive(monkeypatch, *args, **given):
    """What the adaptive engine makes of all cases, without a plain pass."""
    with monkeypatch.context() as patch:
        patch.setattr(many_steps, "_on_arrays", lambda v, n, law, accuracy: (np.empty((20, n)), np.arange(n)))
        return sm.apex_map(*args, **given)


def shares(monkeypatch, *args, **given):
    """Which part of the cases each pass works on, and the adaptive engine in the end."""
    worked = {0: 0, 1: 0, "adaptive": 0}
    step = many_steps.array_step

    def counted(v, law, accuracy, contacts=None):
        worked["adaptive" if contacts is None else contacts.keywords["effort"]] += v["apex_height"].size
        return step(v, law, accuracy, contacts) if contacts else step(v, law, accuracy)

    with monkeypatch.context() as patch:
        patch.setattr(many_steps, "array_step", counted)
        out = sm.apex_map(*args, **given)
    return {name: count / out.outcome.size for name, count in worked.items()}


def ordinary(count, law, seed):
    """Many runners who lose about as much as runners do, on feet that roll at one speed."""
    heights, speeds, given = many_runners(count, law, seed)
    given["damping"] *= 0.5
    given["roll_late_speed"] = given["roll_speed"]
    return heights, speeds, given


# --- who does the work -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("law", "second", "last"), [("spring", 0.08, 0.001), ("viscous", 0.25, 0.003),
                                                     ("hysteretic", 0.45, 0.003)])  # fmt: skip
def test_ordinary_runners_are_plain(monkeypatch, law, second, last):
    """What is left to others is rare, so that falling back cannot hide a pass that never succeeds."""
    heights, speeds, given = ordinary(3000, law, seed=5)
    worked = shares(monkeypatch, heights, speeds, **given)
    assert worked[0] == 1.0
    assert worked[1] < second
    assert worked["adaptive"] < last


@pytest.mark.parametrize("accuracy", [1e-6, 1e-9])
@pytest.mark.parametrize("law", KNOWN)
def test_two_speeds_of_roll_and_strong_damping_are_left_to_the_second_pass_at_most(monkeypatch, law, accuracy):
    heights, speeds, given = many_runners(3000, law, seed=5)
    worked = shares(monkeypatch, heights, speeds, **given, accuracy=accuracy)
    assert worked[1] < 0.5
    assert worked["adaptive"] < 0.005


# --- how well --------------------------------------------------------------------------------------------------------


def difficult(count, law, seed):
    """Falls, apexes below the leg, slow contacts, fast ones, legs that shrink at greatest compression."""
    heights, speeds, given = many_runners(count, law, seed)
    rng = np.random.default_rng(seed)
    given["stiffness"][::5] *= 0.2
    heights[::11] -= 0.1 * given["leg_length"][::11]
    speeds[::3] = rng.uniform(-1.0, 2.0, speeds[::3].size)
    heights[1::4] += rng.uniform(0.0, 4.0, heights[1::4].size)
    given["push_off"] = np.where(rng.random(count) < 0.1, -0.05, given["push_off"])
    return heights, speeds, given


@pytest.mark.parametrize("law", KNOWN)
def test_outcomes_and_accuracy_of_the_adaptive_engine(monkeypatch, law):
    heights, speeds, given = difficult(1200, law, seed=21)
    fine = adaptive(monkeypatch, heights, speeds, **given, accuracy=1e-13)
    ran, length = fine.outcome == sm.Outcome.RUNNING, given["leg_length"]
    # a leg whose rest length falls below its length has no force left at greatest compression: rounding decides
    pushes = ~(fine.shortest_leg >= length + given["push_off"])
    assert ran.mean() > 0.4
    assert len(set(fine.outcome.tolist())) >= 4
    for accuracy in (1e-6, 1e-9, 1e-12):
        out = sm.apex_map(heights, speeds, **given, accuracy=accuracy)
        assert np.array_equal(out.outcome, fine.outcome)
        assert np.array_equal(out.backward, fine.backward)
        assert np.array_equal(out.overcompressed, fine.overcompressed)
        off = np.maximum(
            abs(out.apex_height - fine.apex_height) / length,
            abs(out.apex_speed - fine.apex_speed) / (9.81 * length) ** 0.5,
        )
        assert np.all(off[ran] <= accuracy + 1e-12)
        assert np.all(out.error[ran] <= accuracy)
        times = (values[pushes] for values in (out.contact_time, fine.contact_time))
        assert np.allclose(*times, rtol=1e-4, atol=1e-4, equal_nan=True)
        for name, value in fine.columns.items():
            # a body that falls deep into a leg goes on from one that is known less well
            if name not in ("outcome", "backward", "overcompressed", "error"):
                near = 100 * accuracy + 1e-11
                assert np.allclose(getattr(out, name)[ran], value[ran], rtol=near, atol=near), name
                assert np.array_equal(np.isnan(getattr(out, name)), np.isnan(value)), name


def apexes_off(monkeypatch, heights, speeds, accuracy, **given):
    """Largest error of the next apex as a share of what was promised."""
    fine = adaptive(monkeypatch, heights, speeds, **given, accuracy=1e-13)
    out, ran = sm.apex_map(heights, speeds, **given, accuracy=accuracy), fine.outcome == sm.Outcome.RUNNING
    assert np.mean(ran) > 0.5
    length = given["leg_length"]
    off = np.maximum(
        abs(out.apex_height - fine.apex_height) / length,
        abs(out.apex_speed - fine.apex_speed) / (9.81 * length) ** 0.5,
    )
    return off[ran].max() / accuracy


def test_a_fast_takeoff_does_not_magnify_what_was_promised(monkeypatch):
    """The height of the apex is off by what the speed is off, times the speed."""
    rng = np.random.default_rng(4)
    given = {"mass": 80.0, "leg_length": 1.0, "stiffness": rng.uniform(20e3, 100e3, 3000)}
    given["angle_of_attack"] = rng.uniform(1.3, 1.7, 3000)
    assert apexes_off(monkeypatch, rng.uniform(3.0, 8.0, 3000), rng.uniform(0.0, 8.0, 3000), 1e-9, **given) < 0.4


COLLAPSES = [
    (
        0.18494730928376296, 2.4563669268078483,
        {
            "mass": 167.77893751494491, "leg_length": 0.17708155026508898, "stiffness": 34984.14074115627,
            "angle_of_attack": 0.7835444216919856, "damping_law": "hysteretic", "damping": 0.17826377032865764,
            "hip_extension": -0.27035776511969695, "roll_speed": 0.2191350834886594,
            "roll_late_speed": 1.5591357906589098, "roll_switch": 0.02369738786911617,
            "impeding_force": 223.46842423094375,
        },
    ),
    (
        3.594617754587506, 14.47140516903283,
        {
            "mass": 2.146776463498699, "leg_length": 2.6708888609148356, "stiffness": 59.42031036944295,
            "angle_of_attack": 1.3296325479826874, "damping_law": "viscous", "damping": 5.466567581004995,
            "roll_speed": 2.499379617646123, "roll_late_speed": 1.2999526970929711, "roll_switch": 0.6730319816906621,
            "slope": -0.04094797949504575, "impeding_force": -4.095409001512919, "retraction": -1.1735887839253476,
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("height", "speed", "given"), COLLAPSES)
def test_a_leg_that_nearly_collapses_keeps_the_promise(monkeypatch, height, speed, given):
    """To a fifth of its length; found among thousands, with three to six times the promised error."""
    assert apexes_off(monkeypatch, height, speed, 1e-9, **given) < 1.0


AWKWARD = [
    (  # dips below zero before the push that an aim sees
        1.6944500896512502, 0.2965058615944177, 0.3311443861663538,
        {
            "mass": 236.56660477560774, "leg_length": 1.3878376178240392, "stiffness": 38941.79811922077,
            "angle_of_attack": 0.9427937711189298, "damping": 1571.911816977176, "roll_speed": 0.012300349997275473,
            "roll_late_speed": 2.578987280838776, "roll_switch": 0.1324874632991942, "slope": -0.01609508668577203,
            "retraction": 2.1901989047387627,
        },
    ),
    (
        0.7780584794674916, 4.215705587604326, 0.2808362399742252,
        {
            "mass": 85.41955278083643, "leg_length": 0.8081720628883395, "stiffness": 11907.255868237962,
            "angle_of_attack": 0.9771449292339084, "damping": 887.231005717849, "push_off": 0.029770150802389816,
            "hip_extension": 0.06958842545720297, "roll_late_speed": 0.5928419146179935,
            "roll_switch": 0.25112528784564875, "impeding_force": -3.9446531651416894,
            "retraction": -0.9435166697717852,
        },
    ),
    (  # lets go when the roll changes, long before its greatest compression would have been
        0.19060558002473504, 1.7065146838006386, 0.02846763665407848,
        {
            "mass": 2.2760321749944206, "leg_length": 0.2050299319498705, "stiffness": 504.2025444323929,
            "angle_of_attack": 0.8223876055844321, "damping": 16.254271735694708, "roll_speed": 2.310385927031286,
            "roll_late_speed": 2.8912589295568805, "roll_switch": 0.06577122710142293, "slope": 0.13614117610261028,
            "retraction": -0.6274871645620941,
        },
    ),
]  # fmt: skip


TOO_LONG = {
    "mass": 84.58616053348268, "leg_length": 0.793747059349267, "stiffness": 8530.733535902165,
    "angle_of_attack": 1.276737438801125, "damping_law": "viscous", "damping": 503.06032666270903,
    "push_off": 0.02738903009566479, "roll_speed": 1.3782653120864488, "roll_late_speed": 0.6828312950237758,
    "roll_switch": 0.07465945067199618, "slope": 0.052858162849451856, "retraction": 0.612475004845799,
}  # fmt: skip


@pytest.mark.parametrize("engine", ["numpy", "numba", "adaptive"])
def test_a_takeoff_just_after_the_time_limit_is_none(monkeypatch, engine):
    """2.8499 s; the limit is 2.8445 s."""
    state = 0.8763467587038196, 1.8038906829710477
    if engine == "numba":
        pytest.importorskip("numba", reason="the compiled engine needs Numba (extra fast)")
        monkeypatch.setenv("SPRINGMASS_ENGINE", "numba")
    out = adaptive(monkeypatch, *state, **TOO_LONG) if engine == "adaptive" else sm.apex_map(*state, **TOO_LONG)
    assert out.outcome == sm.Outcome.NO_TAKEOFF


@pytest.mark.parametrize("accuracy", [1e-6, 1e-9])
@pytest.mark.parametrize("engine", ["numpy", "numba", "adaptive"])
@pytest.mark.parametrize(("height", "speed", "contact_time", "given"), AWKWARD)
def test_a_leg_lets_go_where_it_first_can(monkeypatch, engine, accuracy, height, speed, contact_time, given):
    if engine == "numba":
        pytest.importorskip("numba", reason="the compiled engine needs Numba (extra fast)")
        monkeypatch.setenv("SPRINGMASS_ENGINE", "numba")
    given = given | {"damping_law": "viscous", "accuracy": accuracy}
    out = adaptive(monkeypatch, height, speed, **given) if engine == "adaptive" else sm.apex_map(height, speed, **given)
    assert float(out.contact_time) == pytest.approx(contact_time, abs=2e-5)
    assert out.greatest_compression_time <= out.contact_time


# --- alone and among others ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("law", KNOWN)
@pytest.mark.parametrize("count", [1, 2, 7, 200])
def test_neighbours_and_length_change_no_bit(law, count):
    heights, speeds, given = many_runners(400, law, seed=3)
    crowd = sm.apex_map(heights, speeds, **given)
    some = np.random.default_rng(count).permutation(400)[:count]
    assert not different_bits(sm.apex_map(heights[some], speeds[some], **chosen(some, given)), crowd, some)


@pytest.mark.parametrize("law", KNOWN)
def test_hips_of_others_change_no_bit(law):
    """Where no force acts across any leg, none is reckoned with; upright hoppers are full of zeros of either sign."""
    heights, speeds, given = many_runners(300, law, seed=8)
    given["hip_extension"][::2] = 0.0
    for name in ("roll_speed", "roll_late_speed", "slope", "impeding_force", "retraction"):
        given[name][::4] = 0.0
    speeds[::4], given["angle_of_attack"][::4] = -0.0, 0.5 * np.pi
    crowd, some = sm.apex_map(heights, speeds, **given), np.arange(0, 300, 2)
    assert not different_bits(sm.apex_map(heights[some], speeds[some], **chosen(some, given)), crowd, some)


def test_chunks_change_no_bit():
    count = many_steps._PLAIN_CHUNK + 77
    heights, speeds, given = many_runners(count, "spring", seed=4)
    whole, tail = sm.apex_map(heights, speeds, **given), np.arange(count - 200, count)
    assert not different_bits(sm.apex_map(heights[tail], speeds[tail], **chosen(tail, given)), whole, tail)


def different_bits(some, crowd, cases):
    wanted = {name: value[cases] for name, value in crowd.columns.items()}
    return [name for name, value in wanted.items() if getattr(some, name).tobytes() != value.tobytes()]


def test_no_cases_at_all():
    assert sm.apex_map([], 5.0, mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=1.2).outcome.size == 0


# --- shared formulas -------------------------------------------------------------------------------------------------


def test_the_polar_angle_to_three_digits():
    turn = np.linspace(-np.pi, np.pi, 1001)[1:]
    for size in (1e-6, 1.0, 1e6):
        assert rounds.angle(size * np.sin(turn), size * np.cos(turn)) == pytest.approx(turn, abs=1e-3)
    assert rounds.angle(np.zeros(1), np.zeros(1)) == 0.0


@pytest.mark.parametrize("law", KNOWN)
def test_aims_are_close(monkeypatch, law):
    """A first move onto the border is short: the long step ends near it."""
    moves = []
    go = plain_pass._Lot.go

    def watched(lot, count, h):
        moves.append(np.abs(h) / lot.pace)
        go(lot, count, h)

    heights, speeds, given = ordinary(500, law, seed=6)
    monkeypatch.setattr(plain_pass._Lot, "go", watched)
    monkeypatch.setattr(plain_pass, "PASSES", plain_pass.PASSES[:1])
    sm.apex_map(heights, speeds, **given)
    long, landing = moves[0], moves[1]
    assert np.median(long) > 1.0
    assert np.median(landing) < 0.03
    assert np.quantile(landing, 0.99) < 0.2


def test_a_top_between_two_slopes():
    """Of a parabola exactly; with all doubt, never below that of a guard that is bent in its middle only."""
    h, before, slope = 0.7, 1.3, -0.4
    low = -0.5
    bend = (slope - before) / h
    here = low + before * h + 0.5 * bend * h * h
    top = low - 0.5 * before * before / bend
    assert rounds.top_between(low, before, here, slope, h, 0.0) == pytest.approx(top)
    at = before * h / (before - slope)
    corner_low, corner = here - slope * (h - at) - before * at, here - slope * (h - at)
    assert rounds.top_between(corner_low, before, here, slope, h, 1.0) == pytest.approx(corner)
