"""``springmass sweep`` as it is typed, and the page about it."""

import csv
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

import springmass as sm
from springmass.cli import main

xarray = pytest.importorskip("xarray", reason="sweeps need the extra data")

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "how-to" / "sweep.md").read_text(encoding="utf-8")
GRID = ("--vary", "leg.stiffness=8:40:5kN/m", "--vary", "foot.angle_of_attack=60:76:4deg")


def springmass(*words):
    return CliRunner().invoke(main, ["sweep", *words])


def test_every_own_output_is_on_the_page():
    from springmass.gait.sweep.outputs import OWN

    for name in OWN:
        assert f"`{name}`" in PAGE


def test_what_is_printed_and_what_is_kept(tmp_path):
    path, table = tmp_path / "a.nc", tmp_path / "a.csv"
    result = springmass(
        "seyfarth", *GRID, "--measure", "steps_to_fall, contact_time", "-o", str(path), "--csv", str(table)
    )
    assert result.exit_code == 0, result.output
    assert "5 × 4 = 20 cells" in result.stdout
    assert "leg.stiffness: 8 to 40 kN/m" in result.stdout
    assert "contact time (contact_time): 0.1" in result.stdout
    assert f"sweep written to {path}" in result.stderr
    with xarray.open_dataset(path) as data:
        assert list(data.sizes.items()) == [("leg.stiffness", 5), ("foot.angle_of_attack", 4)]
        assert list(data) == ["steps_to_fall", "contact_time", "outcome"]
    assert len(list(csv.reader(table.read_text().splitlines()))) == 21


def test_json(tmp_path):
    told = json.loads(springmass("seyfarth", *GRID, "--measure", "contact_time,gait_stable", "--json").stdout)
    assert told["cells"] == 20
    assert told["axes"]["leg.stiffness"] == {"unit": "kN/m", "values": [8.0, 16.0, 24.0, 32.0, 40.0]}
    time_told = told["variables"]["contact_time"]
    data = sm.sweep("seyfarth", {"leg.stiffness": "8:40:5kN/m", "foot.angle_of_attack": "60:76:4deg"}, "contact_time")
    assert time_told["values"] == data["contact_time"].values.tolist()
    assert time_told["min"] == float(data["contact_time"].min())
    assert time_told["mean"] == pytest.approx(float(data["contact_time"].mean()))
    assert sum(told["variables"]["outcome"]["counts"].values()) == 20
    assert set(told["variables"]["gait_stable"]["values"][0]) <= {"no_gait", "unstable", "stable"}
    assert told["numerics"]["steps"] == 50
    kept = json.loads(springmass("seyfarth", *GRID, "-o", str(tmp_path / "a.nc"), "--json").stdout)
    assert kept["output"] == str(tmp_path / "a.nc")
    assert "values" not in kept["variables"]["contact_time"]


def test_quantities_that_are_nowhere():
    """Releases too low for the leg: no contact anywhere."""
    result = springmass("seyfarth", "--vary", "gait.apex_height=0.5:0.6:3m", "--measure", "contact_time")
    assert "contact time (contact_time): none anywhere" in result.stdout
    assert "foot below ground 100 %" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--vary", "leg.stifness=8:40:5kN/m"], 'Did you mean "leg.stiffness"'),
        (["--vary", "leg.stiffness=-8:40:5kN/m"], "must be above 0"),
        (["--vary", "leg.stiffness"], "must be FIELD=FROM:TO:COUNT"),
        ([*GRID, "--vary", "leg.stiffness=1,2kN/m"], "a second time"),
        ([*GRID, "--measure", "contact_tim"], 'Did you mean "contact_time"'),
        ([*GRID, "--steps", "0"], "at least 1"),
        ([*GRID, "--resume"], "needs a path"),
        ([*GRID, "-o", "no/such/place.nc"], "does not exist"),
        ([*GRID, "-o", "a.nc", "--csv", "a.nc"], "must be another file"),
        ([*GRID, "--midstance", "noon"], "midstance"),
        ([*GRID, "--workers", "0"], "at least 1"),
        ([*GRID, "--scheduler", "nonsense"], "must be tcp://HOST:PORT"),
        (["--vary", "leg.stiffness=8:40:3"], "The number 8 has no unit; text needs one. Such as 8:40:3kN/m."),
        (["--vary", "leg.stiffness=8:40:2.5kN/m"], "how many (2.5) must be a whole number"),
    ],
)
def test_wrong_input_is_one_message(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = springmass("seyfarth", *words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_without_the_extra(monkeypatch):
    monkeypatch.setattr("springmass.errors.find_spec", lambda name: None)
    result = springmass("seyfarth", *GRID)
    assert result.exit_code == 2
    assert 'pip install "springmass[data]"' in result.stderr


def test_a_lost_worker_is_told(monkeypatch, tmp_path):
    from springmass.gait.sweep.execute import WorkerLostError

    def lost(*_):
        raise WorkerLostError("a worker process ended abruptly")

    monkeypatch.setattr("springmass.gait.sweep.execute.compute", lost)
    result = springmass("seyfarth", *GRID, "-o", str(tmp_path / "a.nc"))
    assert result.exit_code == 1
    assert "--resume goes on" in result.stderr


@pytest.mark.skipif(not hasattr(os, "posix_fallocate"), reason="needs limits of files")
def test_a_full_disk_keeps_what_is_done_and_says_how_to_go_on(tmp_path):
    """In a process of its own: the library for the file would end it without a word."""
    command = shlex.join([sys.executable, "-m", "springmass", "sweep", "seyfarth", *GRID, "-o", "a.nc"])
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 8; {command}"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("springmass: the output cannot be written: File too large; ")
    assert "a.nc.parts, and the same command with --resume goes on" in done.stderr
    assert done.stderr.count("\n") == 1
    assert sorted(one.suffix for one in (tmp_path / "a.nc.parts").iterdir()) == ["", ".json", ".npz"]
    again = springmass("seyfarth", *GRID, "-o", str(tmp_path / "a.nc"), "--resume")
    assert again.exit_code == 0, again.output
    assert [one.name for one in tmp_path.iterdir()] == ["a.nc"]


@pytest.mark.skipif(sys.platform == "win32", reason="interrupts are sent differently there")
@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupt_keeps_what_is_done_and_says_how_to_go_on(workers, tmp_path):
    words = ["seyfarth", "--vary", "leg.stiffness=8:40:160kN/m", "--measure", "vertical_oscillation", "--steps", "1"]
    words += ["--chunk", "5", "--workers", str(workers), "-o", "a.nc"]
    child = subprocess.Popen(
        [sys.executable, "-m", "springmass", "sweep", *words], cwd=tmp_path, stderr=subprocess.PIPE, text=True,
        stdout=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # tests in the background have it ignored
    )  # fmt: skip
    parts = tmp_path / "a.nc.parts"
    while len(list(parts.glob("*.npz"))) < 3 and child.poll() is None:
        time.sleep(0.01)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=60)
    assert child.returncode == 130, said
    assert "--resume goes on" in said
    assert "Traceback" not in said
    assert len(list(parts.glob("*.npz"))) >= 3
    done = subprocess.run(
        [sys.executable, "-m", "springmass", "sweep", *words, "--resume"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.nc").exists()
    assert not parts.exists()
