"""Sweeps on the disk: what a file says, that it can be rerun, and that nothing is lost or done twice."""

import csv
import json
import multiprocessing
import random
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import springmass as sm
from springmass.cli import main
from springmass.gait.sweep import cells, netcdf, public, store
from springmass.gait.sweep.netcdf import slabs
from springmass.gait.sweep.outputs import OWN
from springmass.metrics import METRICS
from springmass.scenario import loads

xarray = pytest.importorskip("xarray", reason="sweeps need the extra data")
pytest.importorskip("h5netcdf", reason="sweep files need the extra data")

VARY = {"leg.stiffness": ("8 kN/m", "40 kN/m", 9), "foot.angle_of_attack": ("60 deg", "76 deg", 11)}
MEASURE = ["steps_to_fall", "contact_time", "gait_stable"]


def everything(data):
    """All numbers of a data set as bytes."""
    return {name: data[name].values.tobytes() for name in [*data.coords, *data.data_vars]}


@pytest.fixture(scope="module")
def wanted():
    return sm.sweep("seyfarth", VARY, MEASURE)


def test_a_file_says_what_the_data_set_says(wanted, tmp_path):
    found = sm.sweep("seyfarth", VARY, MEASURE, path=tmp_path / "a.nc", chunk=7)
    xarray.testing.assert_identical(found.load(), wanted)
    assert [one.name for one in tmp_path.iterdir()] == ["a.nc"]
    with xarray.open_dataset(tmp_path / "a.nc") as plain:  # as anybody opens it, warnings being errors
        assert everything(plain) == everything(wanted)
        assert plain["contact_time"].dtype == np.float64
        assert plain["outcome"].dtype == np.int8


def test_every_variable_has_units_and_a_name(wanted):
    for name in [*wanted.coords, *wanted.data_vars]:
        told = wanted[name].attrs
        assert told["units"]
        assert told["long_name"]
        assert ("flag_values" in told) == (name in ("outcome", "gait_stable"))
    assert wanted["foot.angle_of_attack"].attrs["units"] == "degree"
    assert wanted["leg.stiffness"].attrs["long_name"] == "leg stiffness"
    told = wanted["outcome"].attrs
    assert told["flag_values"].dtype == wanted["outcome"].dtype
    assert len(told["flag_values"]) == len(told["flag_meanings"].split()) == len(OWN["outcome"].flags)
    assert wanted.attrs["Conventions"] == "CF-1.11"
    assert wanted.dims == ("leg.stiffness", "foot.angle_of_attack") or list(wanted.sizes) == list(VARY)


@pytest.mark.parametrize(
    "vary",
    [VARY, {"foot.angle_of_attack": [60.1, "67.3 deg", 71], "world.friction": ["30 %", 0.9]}],
    ids=["even", "listed"],
)
def test_a_file_can_be_rerun_from_its_attributes(vary, tmp_path, monkeypatch):
    first = sm.sweep("seyfarth", vary, ["steps_to_fall", "contact_time"], path=tmp_path / "a.nc", steps=9).load()
    told = first.attrs
    again = sm.sweep(
        loads(told["scenario"]), json.loads(told["vary"]), told["measure"].split(), steps=int(told["steps"]),
        midstance=told["midstance"], accuracy=float(told["accuracy"]),
    )  # fmt: skip
    xarray.testing.assert_identical(again, first)
    monkeypatch.chdir(tmp_path)
    Path("scenario.toml").write_text(told["scenario"], encoding="utf-8")
    done = CliRunner().invoke(main, shlex.split(told["command"])[1:])
    assert done.exit_code == 0, done.output
    with xarray.open_dataset("sweep.nc") as third:
        xarray.testing.assert_identical(third.load(), first)


def test_the_table_is_the_file(wanted, tmp_path):
    data = sm.sweep("seyfarth", VARY, MEASURE, path=tmp_path / "a.nc", csv=tmp_path / "a.csv", chunk=13)
    sm.sweep("seyfarth", VARY, MEASURE, csv=tmp_path / "b.csv")
    text = (tmp_path / "a.csv").read_text(encoding="utf-8")
    assert text == (tmp_path / "b.csv").read_text(encoding="utf-8")
    head, *rows = csv.reader(text.splitlines())
    assert head == [
        "leg.stiffness [kN/m]", "foot.angle_of_attack [deg]",
        "steps_to_fall [1]", "contact_time [s]", "gait_stable", "outcome",
    ]  # fmt: skip
    assert len(rows) == data["contact_time"].size
    words = dict(enumerate(data["outcome"].attrs["flag_meanings"].split()))
    for row, i in zip(rows, np.ndindex(data["contact_time"].shape), strict=True):
        assert float(row[0]) == data["leg.stiffness"].values[i[0]]
        assert float(row[1]) == data["foot.angle_of_attack"].values[i[1]]
        assert int(row[2]) == data["steps_to_fall"].values[i]
        assert row[3] == (
            "" if np.isnan(data["contact_time"].values[i]) else repr(float(data["contact_time"].values[i]))
        )
        assert row[5] == words[int(data["outcome"].values[i])]


def test_nothing_is_overwritten(tmp_path):
    path, table = tmp_path / "a.nc", tmp_path / "a.csv"
    sm.sweep("seyfarth", VARY, "steps_to_fall", path=path, csv=table).close()
    before = path.read_bytes()
    with pytest.raises(sm.InputError, match=r"path.*is there already"):
        sm.sweep("seyfarth", VARY, "steps_to_fall", path=path)
    with pytest.raises(sm.InputError, match=r"csv.*is there already"):
        sm.sweep("seyfarth", VARY, "steps_to_fall", csv=table)
    with pytest.raises(sm.InputError, match=r"b\.nc.*|csv.*is there already"):
        sm.sweep("seyfarth", VARY, "steps_to_fall", path=tmp_path / "b.nc", csv=table)
    assert not (tmp_path / "b.nc.parts").exists()
    (tmp_path / "c.nc.parts").mkdir()
    (tmp_path / "c.nc.parts" / "letters.txt").write_text("dear")
    with pytest.raises(sm.InputError, match=r"no folder of a sweep.*letters\.txt"):
        sm.sweep("seyfarth", VARY, "steps_to_fall", path=tmp_path / "c.nc")
    assert (tmp_path / "c.nc.parts" / "letters.txt").exists()
    assert path.read_bytes() == before
    (tmp_path / "note.nc").write_text("no sweep")
    with pytest.raises(sm.InputError, match="is no sweep"):
        sm.sweep("seyfarth", VARY, "steps_to_fall", path=tmp_path / "note.nc", resume=True)


class Stop(Exception):
    pass


@pytest.fixture
def interrupted(tmp_path, monkeypatch):
    """A sweep that ended after five of its chunks, and the list of chunks that are computed from then on."""
    path, computed = tmp_path / "a.nc", []

    def some(plan, start, stop):
        if len(computed) == 5:
            raise Stop
        computed.append(start)
        return cells.compute(plan, start, stop)

    monkeypatch.setattr("springmass.gait.sweep.execute.compute", some)
    with pytest.raises(Stop):
        sm.sweep("seyfarth", VARY, MEASURE, path=path, chunk=10, workers=1)
    assert not path.exists()
    later = []
    monkeypatch.setattr(
        "springmass.gait.sweep.execute.compute",
        lambda plan, start, stop: later.append(start) or cells.compute(plan, start, stop),
    )
    return path, computed, later


def test_a_resumed_sweep_does_nothing_twice(interrupted, wanted):
    path, before, later = interrupted
    data = sm.sweep("seyfarth", VARY, MEASURE, path=path, resume=True)
    assert sorted(before + later) == list(range(0, 99, 10))
    assert everything(data) == everything(wanted)
    later.clear()
    again = sm.sweep("seyfarth", VARY, MEASURE, path=path, resume=True)  # finished: nothing to do at all
    assert later == []
    assert everything(again) == everything(wanted)


def test_an_unfinished_sweep_is_not_begun_anew_unasked(interrupted):
    path, _, later = interrupted
    with pytest.raises(sm.InputError, match=r"not finished.*--resume"):
        sm.sweep("seyfarth", VARY, MEASURE, path=path)
    assert not later
    assert len(list(Path(f"{path}.parts").glob("*.npz"))) == 5


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"steps": 12}, "steps was 50, is 12"),
        ({"measure": ["steps_to_fall"]}, "measure was"),
        ({"scenario": "geyer"}, "scenario was title = .*, is title = "),
        ({"accuracy": 1e-6}, "accuracy was 1e-09, is 1e-06"),
        ({"vary": {**VARY, "leg.stiffness": ("8 kN/m", "40 kN/m", 10)}}, "leg.stiffness 8.0:40.0:9 kN/m, is"),
    ],
)
def test_another_sweep_cannot_resume_it(interrupted, other, said):
    path, _, later = interrupted
    asked = {"scenario": "seyfarth", "vary": VARY, "measure": MEASURE, **other}
    with pytest.raises(sm.InputError, match=said):
        sm.sweep(**asked, path=path, resume=True)
    assert not later


def test_another_version_or_engine_cannot_resume_it(interrupted, monkeypatch):
    path, _, _ = interrupted
    monkeypatch.setattr(sm, "__version__", "99.0")
    with pytest.raises(sm.InputError, match=r"version was .*, is 99\.0"):
        sm.sweep("seyfarth", VARY, MEASURE, path=path, resume=True)


def test_a_finished_file_of_another_sweep_is_no_result(tmp_path):
    sm.sweep("seyfarth", VARY, "steps_to_fall", path=tmp_path / "a.nc", steps=5).close()
    with pytest.raises(sm.InputError, match="steps was 5, is 6"):
        sm.sweep("seyfarth", VARY, "steps_to_fall", path=tmp_path / "a.nc", steps=6, resume=True)


def test_a_damaged_part_is_computed_again(interrupted, wanted):
    path, before, _ = interrupted
    part = Path(f"{path}.parts") / f"{before[1]:016d}.npz"
    whole = part.read_bytes()
    part.write_bytes(whole[: len(whole) // 2])
    assert everything(sm.sweep("seyfarth", VARY, MEASURE, path=path, resume=True)) == everything(wanted)


def test_a_part_that_is_anothers_is_computed_again(interrupted, wanted, tmp_path):
    path, before, _ = interrupted
    parts = Path(f"{path}.parts")
    part = [parts / f"{start:016d}.npz" for start in before]
    shutil.copy(part[0], part[1])  # other cells
    monkey = public.make_plan("seyfarth", VARY, MEASURE, steps=3)  # another sweep
    other = store.Store(monkey, tmp_path / "b.nc", None)
    other.begin(10, False)
    other.keep(before[2], cells.compute(monkey, before[2], before[2] + 10))
    other.leave()
    shutil.copy(tmp_path / "b.nc.parts" / part[2].name, part[2])
    with np.load(part[3]) as kept:
        whole = dict(kept)
    np.savez(part[3], **{**whole, "contact_time": whole["contact_time"][:1]})  # would be spread over all cells
    np.save(part[4], np.zeros(3))
    part[4].with_suffix(".npz.npy").replace(part[4])
    shutil.copy(part[0], parts / f"{7:016d}.npz")  # no chunk begins there
    shutil.copy(part[0], parts / f"{1000:016d}.npz")
    (parts / "copy.npz").write_text("of something")
    assert everything(sm.sweep("seyfarth", VARY, MEASURE, path=path, resume=True)) == everything(wanted)
    assert not parts.exists()


def test_a_resumed_sweep_keeps_its_size_of_chunks(interrupted, wanted):
    path, before, later = interrupted
    data = sm.sweep("seyfarth", VARY, MEASURE, path=path, resume=True, chunk=11)
    assert sorted(before + later) == list(range(0, 99, 10))
    assert everything(data) == everything(wanted)


@pytest.mark.parametrize(
    "damaged", ["{", "[]", "3", "", "{}", '{"chunk": 0, "csv": null}', '{"chunk": 10, "csv": 5}', "\udcff", "[" * 10**5]
)
def test_a_damaged_manifest_is_told(interrupted, damaged):
    path, _, later = interrupted
    manifest = Path(f"{path}.parts") / "manifest.json"
    manifest.write_bytes(damaged.encode(errors="surrogateescape"))
    with pytest.raises(sm.InputError, match=r"manifest\.json.* is damaged.* Remove the folder"):
        sm.sweep("seyfarth", VARY, MEASURE, path=path, resume=True)
    assert len(list(manifest.parent.glob("*.npz"))) == 5
    assert not later


def test_a_lost_manifest_is_told(interrupted):
    path, _, _ = interrupted
    parts = Path(f"{path}.parts")
    (parts / "manifest.json").unlink()
    for resume in (True, False):
        with pytest.raises(sm.InputError, match=r"a\.nc\.parts.*has lost its manifest\.json.*Remove the folder"):
            sm.sweep("seyfarth", VARY, MEASURE, path=path, resume=resume)
    assert len(list(parts.glob("*.npz"))) == 5


def test_a_file_where_the_parts_should_go(tmp_path):
    parts = tmp_path / "a.nc.parts"
    parts.write_text("mine")
    for resume in (True, False):
        with pytest.raises(sm.InputError, match=r"a\.nc\.parts.*is in the way.*another name"):
            sm.sweep("seyfarth", VARY, MEASURE, path=tmp_path / "a.nc", resume=resume)
    assert parts.read_text() == "mine"


def test_a_disk_without_room_is_told_before_the_file_is_begun(interrupted, wanted, monkeypatch):
    path, _, _ = interrupted
    with monkeypatch.context() as patched:
        usage = shutil.disk_usage(path.parent)
        patched.setattr(shutil, "disk_usage", lambda _: usage._replace(free=10_000))
        patched.setattr("springmass.gait.sweep.netcdf.write", None)
        with pytest.raises(OSError, match="No space left on device"):
            sm.sweep("seyfarth", VARY, MEASURE, path=path, resume=True)
    parts = Path(f"{path}.parts")
    assert len(list(parts.glob("*.npz"))) == 10
    assert not list(parts.glob("*.part"))
    assert everything(sm.sweep("seyfarth", VARY, MEASURE, path=path, resume=True)) == everything(wanted)


@pytest.mark.parametrize("measure", ["outcome", [*OWN, *METRICS]])
@pytest.mark.parametrize("count", [1, 3, 2000])
def test_the_room_that_is_asked_for_is_enough(tmp_path, measure, count):
    vary = {"foot.angle_of_attack": (np.arange(count) / 100 + 60).tolist(), "leg.stiffness": [2e4]}
    plan = public.make_plan("seyfarth", vary, measure)
    block = {one.name: np.zeros(count, one.kind) for one in plan.outputs}
    netcdf.write(plan, [((0, count), block)], tmp_path / "a.nc")
    size = (tmp_path / "a.nc").stat().st_size
    assert size <= netcdf.most_bytes(plan) <= 2 * size + 200_000


def test_two_processes_do_not_work_on_one_file(interrupted):
    pytest.importorskip("fcntl")
    path, _, _ = interrupted
    first = store.Store(public.make_plan("seyfarth", VARY, MEASURE), path, None)
    assert first.begin(None, True)
    with pytest.raises(sm.InputError, match="by another process"):
        sm.sweep("seyfarth", VARY, MEASURE, path=path, resume=True)
    first.leave()
    sm.sweep("seyfarth", VARY, MEASURE, path=path, resume=True).close()


def test_killed_while_the_parts_are_removed(interrupted, wanted, monkeypatch):
    """The file is whole by then: it is taken, and what is left of the parts goes."""
    path, _, later = interrupted

    def half_done(self):
        (self.folder / "manifest.json").unlink()
        raise Stop

    with monkeypatch.context() as patched:
        patched.setattr(store.Store, "_remove", half_done)
        with pytest.raises(Stop):
            sm.sweep("seyfarth", VARY, MEASURE, path=path, resume=True)
    later.clear()
    with pytest.raises(sm.InputError, match="is there already"):
        sm.sweep("seyfarth", VARY, MEASURE, path=path)
    data = sm.sweep("seyfarth", VARY, MEASURE, path=path, resume=True)
    assert everything(data) == everything(wanted)
    assert later == []
    assert not Path(f"{path}.parts").exists()


def test_killed_before_there_was_a_manifest(tmp_path, wanted):
    folder = tmp_path / "a.nc.parts"
    folder.mkdir()
    (folder / "lock").touch()
    (folder / ".123.part").write_text('{"scen')
    assert everything(sm.sweep("seyfarth", VARY, MEASURE, path=tmp_path / "a.nc")) == everything(wanted)


def test_a_table_asked_for_later(tmp_path):
    sm.sweep("seyfarth", VARY, MEASURE, path=tmp_path / "a.nc", csv=tmp_path / "a.csv").close()
    sm.sweep("seyfarth", VARY, MEASURE, path=tmp_path / "a.nc", csv=tmp_path / "b.csv", resume=True).close()
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


@pytest.mark.parametrize("shape", [(7,), (3, 4), (3, 1, 5), (2, 3, 4, 2)])
def test_stretches_are_cut_into_rectangles(shape):
    total = int(np.prod(shape))
    numbers = np.arange(total).reshape(shape)
    for start in range(total):
        for stop in range(start + 1, total + 1):
            found = np.full(stop - start, -1)
            pieces = list(slabs(shape, start, stop))
            for where, part in pieces:
                assert (found[part] == -1).all()
                found[part] = numbers[where].ravel()
            assert (found == np.arange(start, stop)).all()
            assert len(pieces) <= 2 * len(shape) - 1


KILLED = {"leg.stiffness": ("8 kN/m", "40 kN/m", 25), "foot.angle_of_attack": ("60 deg", "76 deg", 16)}
PRELOAD = ["springmass.gait.sweep.public", "xarray", "h5netcdf", "springmass.dynamics.engine"]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_killed_at_twenty_moments_and_resumed(tmp_path):
    """Each time in a process of its own; each time the data are those of an undisturbed sweep, byte for byte."""
    asked = {"scenario": "seyfarth", "vary": KILLED, "measure": ["steps_to_fall", "contact_time"], "steps": 4}
    asked |= {"chunk": 8, "workers": 1}
    wanted = everything(sm.sweep(**asked))
    context = multiprocessing.get_context("forkserver" if sys.platform != "win32" else "spawn")
    if hasattr(context, "set_forkserver_preload"):
        context.set_forkserver_preload(PRELOAD)

    total, moments, stages = 50, random.Random(5), []
    for number in range(20):
        path = tmp_path / f"{number}.nc"
        parts = Path(f"{path}.parts")
        child = context.Process(target=sm.sweep, kwargs={**asked, "path": path})
        child.start()
        # Twenty moments all over the work: while a chunk is computed or written, before the first, after the last.
        reached = moments.randint(0, total)
        while child.is_alive() and len(list(parts.glob("*.npz"))) < reached:
            time.sleep(0.0005)
        time.sleep(moments.uniform(0.0, 0.01))
        child.kill()
        child.join()
        stages.append("finished" if path.exists() else len(list(parts.glob("*.npz"))))
        data = sm.sweep(**asked, path=path, resume=True)
        assert everything(data) == wanted
        data.close()
        assert not parts.exists()
    assert len(set(stages)) >= 8, stages


def test_memory_does_not_grow_with_the_cells(tmp_path):
    """Four million cells that fall at once: in memory they would take 52 MB for the results alone."""
    code = """if True:
        import resource, sys, tracemalloc
        import numpy as np
        import springmass as sm
        high = sm.load("seyfarth").with_values({"gait.apex_height": 0.5})
        def peak(count, path):
            vary = {"leg.stiffness": ("8 kN/m", "40 kN/m", count), "foot.angle_of_attack": (60, 76, 2000)}
            data = sm.sweep(high, vary, ["steps_to_fall", "contact_time"], steps=1, path=path, workers=1)
            assert int(data["outcome"][0, 0]) == 2
            data.close()
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        small = peak(100, sys.argv[1] + "/small.nc")
        print(small, peak(2000, sys.argv[1] + "/large.nc"))
    """
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    small, large = (float(word) for word in done.stdout.split())
    assert (tmp_path / "large.nc").stat().st_size > 52e6
    assert large - small < 20.0


def test_a_thousand_million_cells_are_planned_without_being_made():
    plan = public.make_plan(
        "seyfarth", {"leg.stiffness": ("8 kN/m", "40 kN/m", 31623), "foot.angle_of_attack": (60, 76, 31623)}, None
    )
    assert plan.cells > 10**9
    with pytest.raises(sm.InputError, match=r"path: is needed.* GB"):
        public._check_memory(plan)
    values = plan.values(plan.cells - 3, plan.cells)
    assert values["leg.stiffness"].tolist() == [40e3] * 3
    assert sum(part.stop - part.start for _, part in slabs(plan.shape, 10**9 - 70_000, 10**9)) == 70_000


def test_what_cannot_be(tmp_path):
    for wrong, said in (
        ({"resume": True}, "needs a path"),
        ({"path": tmp_path / "no" / "a.nc"}, "does not exist"),
        ({"path": tmp_path / "a.nc", "csv": tmp_path / "a.nc"}, "another file than path"),
        ({"workers": 0}, "at least 1"),
        ({"chunk": 2.5}, "whole number"),
        ({"workers": 2, "scheduler": "tcp://127.0.0.1:1"}, "does not go with a scheduler"),
        ({"steps": 0}, "at least 1"),
        ({"steps": True}, "whole number"),
        ({"midstance": "lowest"}, "Did you mean"),
        ({"accuracy": 0.0}, "must be a number from"),
        ({"accuracy": "fine"}, "must be a number from"),
        ({"midstance": []}, "midstance"),
        ({"path": 3}, "path: given 3; must be the path of a file"),
        ({"path": b"a.nc"}, "must be the path of a file"),
        ({"path": ""}, "must be the path of a file"),
        ({"path": "a\0.nc"}, "must be the path of a file"),
        ({"csv": 3}, "csv: given 3; must be the path of a file"),
        ({"scheduler": "nonsense"}, "must be tcp://HOST:PORT"),
    ):
        with pytest.raises(sm.InputError, match=re.escape(said)):
            sm.sweep("seyfarth", VARY, "steps_to_fall", **wrong)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("missing", ["xarray", "h5netcdf", "h5py"])
def test_without_the_extra_it_says_what_to_install(missing, monkeypatch):
    monkeypatch.setattr("springmass.errors.find_spec", lambda name: None if name == missing else object())
    with pytest.raises(ImportError, match=rf'needs {missing}. Install it: pip install "springmass\[data\]"'):
        sm.sweep("seyfarth", VARY)
