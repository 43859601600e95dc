"""The compiled engine beside the NumPy one: same outcomes, promised accuracy, the same bits always, no stale kernels.

That both solve the right equations is what ``test_reference_tables`` checks, with either.
"""

import os
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from leg_laws import LAWS
from test_properties import many_runners

import springmass as sm
from springmass.dynamics import many_steps
from springmass.dynamics.engine import Engine

numba = pytest.importorskip("numba", reason="the compiled engine needs Numba (extra fast)")
from springmass.dynamics.lanes import compiled  # noqa: E402


def with_engine(monkeypatch, name, *args, **given):
    with monkeypatch.context() as patch:
        patch.setenv("SPRINGMASS_ENGINE", name)
        return sm.apex_map(*args, **given)


def same_bits(one, other):
    return [name for name, value in one.columns.items() if value.tobytes() != getattr(other, name).tobytes()]


def chosen(cases, given):
    return {name: v if isinstance(v, str) else v[cases] for name, v in given.items()}


# --- which one, and why ----------------------------------------------------------------------------------------------


def test_numba_is_used_where_it_is(monkeypatch):
    monkeypatch.delenv("SPRINGMASS_ENGINE", raising=False)
    assert sm.engine().name == "numba"
    assert "installed" in sm.engine().why


@pytest.mark.parametrize("name", ["numba", "numpy"])
def test_the_environment_decides(monkeypatch, name):
    monkeypatch.setenv("SPRINGMASS_ENGINE", name)
    assert sm.engine().name == name
    assert "SPRINGMASS_ENGINE" in sm.engine().why


def test_an_unknown_engine_is_an_error_with_the_nearest_name(monkeypatch):
    monkeypatch.setenv("SPRINGMASS_ENGINE", "nunpy")
    with pytest.raises(sm.InputError, match=r'SPRINGMASS_ENGINE.*nunpy.*numba, numpy.*"numpy"'):
        sm.engine()


def python(code, cwd=None, **environment):
    known = {name: value for name, value in os.environ.items() if name != "SPRINGMASS_ENGINE"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=cwd, env=known | environment
    )
    assert done.returncode == 0, done.stderr
    return done


ONE_STEP = "sm.apex_map(1.0, 5.0, mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=1.2)"


def test_without_numba_numpy_does_the_work():
    code = f"""
import sys
sys.modules["numba"] = None
import springmass as sm
print(sm.engine().name, sm.engine().why)
print(float({ONE_STEP}.apex_height))
"""
    why, height = python(code).stdout.splitlines()
    assert why.startswith("numpy Numba does not load")
    assert 'pip install "springmass[fast]"' in why
    here = sm.apex_map(1.0, 5.0, mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=1.2)
    assert float(height) == pytest.approx(float(here.apex_height), abs=1e-9)


def test_asking_for_numba_where_it_is_not_says_what_to_do():
    code = """
import sys
sys.modules["numba"] = None
import springmass as sm
try:
    sm.engine()
except sm.InputError as error:
    print(error)
"""
    assert 'pip install "springmass[fast]"' in python(code, SPRINGMASS_ENGINE="numba").stdout


# --- the same answers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("accuracy", [1e-6, 1e-9, 1e-12])
@pytest.mark.parametrize("law", LAWS)
def test_outcomes_and_accuracy_beside_the_finest_of_the_other_engine(monkeypatch, law, accuracy):
    heights, speeds, given = many_runners(1500, law, seed=11)
    given["stiffness"][::7] *= 0.2  # these fall
    heights[::11] -= 0.1 * given["leg_length"][::11]  # some of these have no room for the leg
    fast = with_engine(monkeypatch, "numba", heights, speeds, **given, accuracy=accuracy)
    fine = with_engine(monkeypatch, "numpy", heights, speeds, **given, accuracy=1e-12)
    assert np.array_equal(fast.outcome, fine.outcome)
    assert np.array_equal(fast.backward, fine.backward)
    assert np.array_equal(fast.overcompressed, fine.overcompressed)
    ran = fast.outcome == sm.Outcome.RUNNING
    assert ran.mean() > 0.5
    assert len(set(fast.outcome.tolist())) >= 3
    length = given["leg_length"]
    off = np.maximum(
        abs(fast.apex_height - fine.apex_height) / length,
        abs(fast.apex_speed - fine.apex_speed) / (9.81 * length) ** 0.5,
    )
    assert np.all(off[ran] <= accuracy + 1e-12)
    assert np.all(fast.error[ran] <= accuracy)
    for name, value in fine.columns.items():
        if value.dtype.kind == "f" and name != "error":
            # a leg that barely lets go turns a small error of its force into a larger one of its time
            assert np.allclose(getattr(fast, name), value, rtol=100 * accuracy, atol=100 * accuracy, equal_nan=True), (
                name
            )


@pytest.mark.parametrize("law", LAWS)
def test_lanes_do_the_work(monkeypatch, law):
    """What is left to the array engine is rare, so that falling back cannot hide lanes that never succeed."""
    heights, speeds, given = many_runners(2000, law, seed=5)
    left = []

    def counted(v, law, accuracy):
        left.append(v["apex_height"].size)
        return step(v, law, accuracy)

    step = many_steps.array_step
    monkeypatch.setenv("SPRINGMASS_ENGINE", "numba")
    monkeypatch.setattr(many_steps, "array_step", counted)
    sm.apex_map(heights, speeds, **given)
    assert sum(left) < 0.002 * len(heights)


# --- the same bits ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("count", [1, 63, 64, 65, 200])
def test_neighbours_and_length_change_no_bit(monkeypatch, law, count):
    monkeypatch.setenv("SPRINGMASS_ENGINE", "numba")
    heights, speeds, given = many_runners(400, law, seed=3)
    crowd = sm.apex_map(heights, speeds, **given)
    some = np.random.default_rng(count).permutation(400)[:count]
    alone = sm.apex_map(heights[some], speeds[some], **chosen(some, given))
    wanted = type(crowd)(**{name: value[some] for name, value in crowd.columns.items()})
    assert not same_bits(alone, wanted)


def test_chunks_change_no_bit(monkeypatch):
    monkeypatch.setenv("SPRINGMASS_ENGINE", "numba")
    count = 2 * many_steps._LANES_CHUNK + 77
    heights, speeds, given = many_runners(count, "hysteretic", seed=4)
    whole = sm.apex_map(heights, speeds, **given)
    tail = slice(count - 200, count)
    part = sm.apex_map(heights[tail], speeds[tail], **chosen(tail, given))
    assert not same_bits(part, type(whole)(**{name: value[tail] for name, value in whole.columns.items()}))


@pytest.mark.parametrize("law", LAWS)
def test_threads_change_no_bit_and_share_the_work(monkeypatch, law):
    monkeypatch.setenv("SPRINGMASS_ENGINE", "numba")
    heights, speeds, given = many_runners(5 * many_steps._LANES_CHUNK + 5, law, seed=6)
    results, helpers = {}, {}
    lane_steps = compiled.lane_steps
    for count in ("1", "2", "3"):
        seen = helpers[count] = set()

        def spy(*args, seen=seen):
            seen.add(threading.get_ident())
            time.sleep(0.001)  # lets the other threads have their turn, however short the work
            lane_steps(*args)

        monkeypatch.setenv("SPRINGMASS_THREADS", count)
        monkeypatch.setattr(many_steps, "engine", lambda spy=spy: Engine("numba", "", spy))
        results[count] = sm.apex_map(heights, speeds, **given)
    assert len(helpers["1"]) == 1
    assert len(helpers["2"]) >= 2
    assert not same_bits(results["1"], results["2"])
    assert not same_bits(results["1"], results["3"])


def test_a_call_from_another_thread_keeps_to_itself(monkeypatch):
    """Whoever shares work among threads of their own does not get theirs multiplied."""
    monkeypatch.setenv("SPRINGMASS_THREADS", "4")
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(many_steps.threads).result() == 1
    assert many_steps.threads() == 4


@pytest.mark.parametrize("given", ["0", "-1", "two", "1.5"])
def test_a_number_of_threads_that_is_none(monkeypatch, given):
    monkeypatch.setenv("SPRINGMASS_THREADS", given)
    with pytest.raises(sm.InputError, match=r"SPRINGMASS_THREADS.*whole number"):
        many_steps.threads()


def test_constant_arguments_as_numbers_or_as_arrays_give_the_same_bits(monkeypatch):
    monkeypatch.setenv("SPRINGMASS_ENGINE", "numba")
    heights, speeds, given = many_runners(200, "viscous", seed=9)
    given |= {name: float(given[name][0]) for name in ("mass", "damping", "roll_speed", "hip_extension", "retraction")}
    full = {name: np.full(200, value) if isinstance(value, float) else value for name, value in given.items()}
    assert not same_bits(sm.apex_map(heights, speeds, **given), sm.apex_map(heights, speeds, **full))


CROWD = """
import hashlib, numpy as np, springmass as sm
rng = np.random.default_rng(0)
out = sm.apex_map(rng.uniform(0.98, 1.1, 500), rng.uniform(2, 6, 500), mass=80.0, leg_length=1.0,
                  stiffness=rng.uniform(1e4, 4e4, 500), angle_of_attack=rng.uniform(1.1, 1.35, 500))
print(sm.__file__)
print(hashlib.sha256(b"".join(value.tobytes() for value in out.columns.values())).hexdigest())
print(np.nanmean(out.apex_height))
"""


@pytest.mark.slow
def test_compiled_now_or_read_from_the_disk_and_never_stale(tmp_path):
    """First and later processes agree bit for bit; after an edit of the equations no old kernel is used."""
    shutil.copytree(Path(sm.__file__).parent, tmp_path / "springmass", ignore=shutil.ignore_patterns("__pycache__"))
    where = {"PYTHONPATH": str(tmp_path), "NUMBA_CACHE_DIR": str(tmp_path / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}
    cold, warm = python(CROWD, tmp_path, **where), python(CROWD, tmp_path, **where)
    assert str(tmp_path) in cold.stdout
    assert "preparing the fast engine" in cold.stderr
    assert warm.stderr == ""
    assert cold.stdout == warm.stdout

    source = tmp_path / "springmass" / "dynamics" / "equations.py"
    text = source.read_text(encoding="utf-8")
    edited = text.replace("return grf_x * per_mass + world_ax,", "return 0.99 * grf_x * per_mass + world_ax,")
    assert edited != text
    source.write_text(edited, encoding="utf-8")
    fast, slow = python(CROWD, tmp_path, **where), python(CROWD, tmp_path, **where, SPRINGMASS_ENGINE="numpy")
    assert "preparing the fast engine" in fast.stderr
    assert float(fast.stdout.split()[-1]) == pytest.approx(float(slow.stdout.split()[-1]), abs=1e-9)
    assert float(fast.stdout.split()[-1]) != pytest.approx(float(cold.stdout.split()[-1]), abs=1e-5)


def test_every_kernel_has_a_file_of_its_own(tmp_path):
    """Numba keys its cache by file and name of a function and forgets options: kernels must never share a name."""
    code = """
import springmass as sm
from springmass.dynamics.lanes import compiled
kernels = [make(law) for law in ("spring", "viscous") for make in (compiled.kernel, compiled.slope_kernel)]
print(len({(made.py_func.__code__.co_filename, made.py_func.__name__) for made in kernels}))
print(sorted({str(made.targetoptions.get("parallel", False)) for made in kernels}))
"""
    count, parallel = python(code, NUMBA_CACHE_DIR=str(tmp_path)).stdout.splitlines()
    assert count == "4"
    assert parallel == "['False']"  # the one option that has made a serial kernel pass for a parallel one
    assert len({compiled.fingerprint(law) for law in LAWS}) == len(LAWS)


@pytest.mark.slow
def test_compiled_for_one_thread_or_for_two_the_kernel_is_the_same(tmp_path):
    where = {"NUMBA_CACHE_DIR": str(tmp_path)}
    many = CROWD.replace("500", "20000")
    cold, warm = (python(many, **where, SPRINGMASS_THREADS=count) for count in ("2", "1"))
    assert "preparing the fast engine" in cold.stderr
    assert warm.stderr == ""
    assert cold.stdout == warm.stdout


_OWN_LAW = """
import sys
import springmass as sm
from springmass.legs import LEG_LAWS, LegLaw

SHARE = 2.0

def write(factor):
    def law(compression, rate, stiffness, damping):
        return stiffness * compression * (1.0 + factor * SHARE * compression)
    LEG_LAWS["own"] = LegLaw("own", law, None, "this test")

def step():
    found = sm.apex_map([1.0], [5.0], mass=80.0, leg_length=1.0, stiffness=2e4, angle_of_attack=1.18,
                        damping_law="own")
    return repr(float(found.apex_height[0]))

for factor, share in ((0.0, 2.0), (1.0, 2.0), (1.0, 0.5)):
    SHARE = share
    write(factor) if share == 2.0 else None   # the last time only a number outside the law changes
    print(step())
"""


@pytest.mark.slow
def test_a_law_written_again_under_its_name_is_another_law(tmp_path):
    """In one process and on the disk: nothing compiled before is used for a law that has changed."""
    fast = python(_OWN_LAW, NUMBA_CACHE_DIR=str(tmp_path)).stdout.split()
    slow = python(_OWN_LAW, SPRINGMASS_ENGINE="numpy").stdout.split()
    again = python(_OWN_LAW.replace("(0.0, 2.0), (1.0, 2.0)", "(0.5, 2.0), (1.0, 2.0)"), NUMBA_CACHE_DIR=str(tmp_path))
    assert [float(one) for one in fast] == pytest.approx([float(one) for one in slow], abs=1e-9)
    assert len(set(fast)) == 3
    assert again.stdout.split()[1:] == fast[1:]
    assert again.stdout.split()[0] not in fast
