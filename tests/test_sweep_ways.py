"""Whoever does the work – this thread, threads, processes, a cluster – the bytes are the same."""

import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest

import springmass as sm
from springmass.gait.sweep import execute
from springmass.gait.sweep.cells import compute
from springmass.gait.sweep.public import make_plan

pytest.importorskip("xarray", reason="sweeps need the extra data")

VARY = {"leg.stiffness": ("8 kN/m", "40 kN/m", 12), "foot.angle_of_attack": ("60 deg", "76 deg", 9)}
BY_ARRAYS = [
    "steps_to_fall", "contact_time", "takeoff_angle",
    "gait_exists", "gait_apex_height", "gait_apex_speed", "gait_multiplier",
]  # fmt: skip
SEVERAL = {
    "arrays": ("seyfarth", VARY, BY_ARRAYS),
    "lossy": (
        sm.Scenario(
            runner={"mass": 80, "leg_length": 1},
            leg={"law": "hysteretic", "stiffness": 2e4, "damping": 0.05, "push_off": 0.01},
            foot={"angle_of_attack": 68},
            gait={"apex_height": 0.95, "apex_speed": 4.5},
        ),
        {"leg.push_off": (0.0, 0.02, 5), "foot.angle_of_attack": (64, 72, 6)},
        BY_ARRAYS,
    ),
    "cells": (
        "seyfarth",
        {"leg.stiffness": (8e3, 40e3, 5), "foot.angle_of_attack": (60, 76, 4)},
        ["peak_knee_moment", "steps_to_fall"],
    ),
    "searches": ("rbds001", {"gait.find.speed": (3.2, 3.8, 3)}, ["peak_knee_moment", "gait_multiplier"]),
}  # fmt: skip


def everything(data):
    return {name: data[name].values.tobytes() for name in [*data.coords, *data.data_vars]}


@pytest.fixture(scope="module", params=SEVERAL)
def asked(request):
    scenario, vary, measure = SEVERAL[request.param]
    return scenario, vary, measure, everything(sm.sweep(scenario, vary, measure, workers=1))


@pytest.mark.parametrize("chunk", [1, 3, 64, 100_000])
def test_the_size_of_chunks_does_not_matter(asked, chunk):
    scenario, vary, measure, wanted = asked
    if chunk == 1 and measure == BY_ARRAYS and scenario == "seyfarth":
        vary = {name: (*ends[:2], 4) for name, ends in vary.items()}
        wanted = everything(sm.sweep(scenario, vary, measure, workers=1))
    assert everything(sm.sweep(scenario, vary, measure, workers=1, chunk=chunk)) == wanted


def test_several_workers_come_to_the_same(asked):
    """Threads where arrays do it, processes where the reference engine is needed."""
    scenario, vary, measure, wanted = asked
    chunk = 40 if make_plan(scenario, vary, measure).by_arrays else 1
    assert everything(sm.sweep(scenario, vary, measure, workers=2, chunk=chunk)) == wanted


def test_neighbours_do_not_matter():
    """A cell alone is the cell in its grid."""
    plan = make_plan(*SEVERAL["arrays"])
    whole = compute(plan, 0, plan.cells)
    for cell in np.random.default_rng(3).choice(plan.cells, 12, replace=False):
        alone = compute(plan, int(cell), int(cell) + 1)
        assert {name: values.tobytes() for name, values in alone.items()} == {
            name: values[cell : cell + 1].tobytes() for name, values in whole.items()
        }


def test_who_works_on_what(monkeypatch):
    used = []
    for name in ("ThreadPoolExecutor", "ProcessPoolExecutor"):
        kind = getattr(execute, name)
        monkeypatch.setattr(execute, name, lambda *a, _kind=kind, _name=name, **k: used.append(_name) or _kind(*a, **k))
    monkeypatch.setattr(execute, "cores", lambda: 2)
    small = {"leg.stiffness": (8e3, 40e3, 6)}
    sm.sweep("seyfarth", small, "steps_to_fall", chunk=2)
    sm.sweep("seyfarth", small, "peak_knee_moment", chunk=2)
    assert used == []  # too little work
    monkeypatch.setattr(execute, "WORTH_THREADS", 0.0)
    monkeypatch.setattr(execute, "WORTH_PROCESSES", 0.0)
    sm.sweep("seyfarth", small, "steps_to_fall", chunk=2)
    sm.sweep("seyfarth", small, "peak_knee_moment", chunk=2)
    assert used == ["ThreadPoolExecutor", "ProcessPoolExecutor"]


def test_few_chunks_are_under_way_at_a_time(monkeypatch):
    """Results that nobody has taken yet must not pile up."""
    started, lock = [], threading.Lock()

    def slow(plan, start, stop):
        with lock:
            started.append(start)
        return compute(plan, start, stop)

    monkeypatch.setattr(execute, "compute", slow)
    plan = make_plan("seyfarth", {"leg.stiffness": (8e3, 40e3, 200)}, "steps_to_fall", steps=1)
    spans = iter([(i, i + 1) for i in range(200)])
    done = execute.run(plan, spans, 200, 2)
    for taken in range(1, 20):
        next(done)
        time.sleep(0.01)
        with lock:
            assert len(started) <= taken + 5
    done.close()


def test_a_script_without_a_guard_may_use_processes(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        textwrap.dedent(
            """
            import springmass as sm
            data = sm.sweep("seyfarth", {"leg.stiffness": [15e3, 2e4, 3e4]}, "peak_knee_moment", workers=2, chunk=1)
            print(int(data["outcome"].size))
            """
        )
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "3"), done.stderr


def test_progress_is_shown_when_asked_for(capsys):
    sm.sweep("seyfarth", {"leg.stiffness": (8e3, 40e3, 6)}, "steps_to_fall", chunk=2, progress=True)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "sweep: 100%" in shown.err
    sm.sweep("seyfarth", {"leg.stiffness": (8e3, 40e3, 6)}, "steps_to_fall", chunk=2)
    assert capsys.readouterr().err == ""


# ------------------------------------------------------------------------------------------------ a cluster


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Cluster:
    """A real scheduler and two workers, each a process of its own, on the loopback."""

    def __init__(self, folder):
        self.folder, self.address = folder, f"tcp://127.0.0.1:{free_port()}"
        port = self.address.rpartition(":")[2]
        self.processes = [
            self.start("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard", "--no-show"),
            *(self.worker(number) for number in range(2)),
        ]

    def worker(self, number):
        where = str(self.folder / str(number))
        limits = ("--nthreads", "1", "--memory-limit", "0", "--no-dashboard", "--no-nanny")
        return self.start("worker", self.address, *limits, "--local-directory", where)

    def start(self, *words):
        log = (self.folder / f"{words[0]}.log").open("a")
        with log:
            return subprocess.Popen([sys.executable, "-m", "dask", *words], stdout=log, stderr=log)

    def stop(self):
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    pytest.importorskip("distributed", reason="sweeps on a cluster need the extra cluster")
    found = Cluster(tmp_path_factory.mktemp("cluster"))
    yield found
    found.stop()


def test_a_cluster_comes_to_the_same(cluster, asked):
    scenario, vary, measure, wanted = asked
    chunk = 25 if make_plan(scenario, vary, measure).by_arrays else 2
    assert everything(sm.sweep(scenario, vary, measure, scheduler=cluster.address, chunk=chunk)) == wanted


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_worker_killed_in_the_middle_loses_nothing(cluster, tmp_path):
    scenario, vary = "seyfarth", {"leg.stiffness": (8e3, 40e3, 20), "foot.angle_of_attack": (60, 76, 10)}
    measure = ["peak_knee_moment", "steps_to_fall"]
    wanted = everything(sm.sweep(scenario, vary, measure, workers=1))
    path, victim = tmp_path / "a.nc", cluster.processes[1]

    def kill():
        parts = tmp_path / "a.nc.parts"
        while len(list(parts.glob("*.npz"))) < 8:
            time.sleep(0.005)
        victim.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    data = sm.sweep(scenario, vary, measure, scheduler=cluster.address, path=path, chunk=4)
    killer.join()
    assert victim.wait() == -signal.SIGKILL
    assert everything(data) == wanted


def test_a_cluster_that_is_not_there(monkeypatch):
    pytest.importorskip("distributed", reason="sweeps on a cluster need the extra cluster")
    monkeypatch.setattr("springmass.gait.sweep.cluster._PATIENCE", "1s")
    with pytest.raises(sm.InputError, match="no scheduler answers there"):
        sm.sweep("seyfarth", {"leg.stiffness": [2e4]}, scheduler=f"tcp://127.0.0.1:{free_port()}")


@pytest.mark.parametrize(
    "address",
    ["nonsense", "", "tcp://", "tcp://here", "tcp://:8786", "tcp://here:0", "tcp://here:99999", "http://here:80", 8786],
)
def test_an_address_is_read_before_anything_is_asked(address, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)  # not even imported
    with pytest.raises(sm.InputError, match="must be tcp://HOST:PORT or tls://HOST:PORT"):
        sm.sweep("seyfarth", {"leg.stiffness": [2e4]}, scheduler=address)


def test_tls_needs_a_certificate():
    pytest.importorskip("distributed", reason="sweeps on a cluster need the extra cluster")
    with pytest.raises(sm.InputError, match="needs a certificate"):
        sm.sweep("seyfarth", {"leg.stiffness": [2e4]}, scheduler="tls://[::1]:8786")


def test_workers_of_another_version_are_refused(cluster, monkeypatch):
    monkeypatch.setattr(sm, "__version__", "99.0")
    with pytest.raises(sm.InputError, match=r"this is 99\.0"):
        sm.sweep("seyfarth", {"leg.stiffness": [2e4]}, "steps_to_fall", scheduler=cluster.address)


def test_without_distributed_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ImportError, match=r'pip install "springmass\[cluster\]"'):
        sm.sweep("seyfarth", {"leg.stiffness": [2e4]}, scheduler="tcp://127.0.0.1:1")
