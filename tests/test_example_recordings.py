"""The examples of a laboratory in ``recordings/``: read back, they are the runner they were made from."""

import subprocess
import sys
from pathlib import Path

import ezc3d
import numpy as np
import pandas
import pytest

import springmass as sm
from springmass.measured.observe import observe
from springmass.measured.read import read
from springmass.report.export import export

FOLDER = Path(__file__).parent.parent / "recordings"
MADE = ("treadmill_forces.csv", "treadmill.c3d", "overground.mot", "overground.trc", "video.trc", "video_angles.mot")
MS = 1e-3


@pytest.fixture(scope="module")
def gait():
    return sm.find_gait(sm.default_runner())


@pytest.fixture(scope="module")
def cycle(gait, tmp_path_factory):
    """One step of the runner, finely; what the recordings are held against."""
    return pandas.read_csv(export(gait, tmp_path_factory.mktemp("cycle") / "one.csv", rate=20_000, steps=1))


@pytest.fixture(scope="module")
def lasts(cycle):
    """Contact above 50 N [s]."""
    return float((cycle["force_vertical_N"] > 50.0).sum()) / 20_000


def observed(*names):
    return observe(read(*(FOLDER / name for name in names)))


@pytest.mark.parametrize(
    ("names", "count"), [(("treadmill_forces.csv",), 17), (("treadmill.c3d",), 10), (("overground.mot",), 4)]
)
def test_forces(gait, lasts, names, count):
    seen = observed(*names)
    steps = seen.forces
    assert len(steps.touchdown) == count
    assert steps.good.all()
    assert steps.side == tuple(("right", "left")[i % 2] for i in range(count))
    step_time = gait.metrics["step_time"].value
    # The leg pushes back with a jump at touchdown, which a low-pass begins some milliseconds early.
    assert steps.mean("contact_time").value == pytest.approx(lasts, abs=4.5 * MS)
    assert steps.mean("flight_time").value == pytest.approx(step_time - lasts, abs=4.5 * MS)
    assert steps.mean("cadence").value == pytest.approx(gait.metrics["cadence"].value, abs=0.3)
    peak = steps.mean("peak_vertical_force").value / steps.weight
    assert peak == pytest.approx(gait.metrics["peak_vertical_force"].value, abs=0.02)
    assert steps.mass.value == pytest.approx(67.5, abs=0.3)
    lands = gait.step.touchdown_time + step_time * np.arange(count)
    np.testing.assert_allclose(steps.touchdown, lands, atol=5 * MS)


def test_the_wandering_zero_is_seen():
    seen = observed("treadmill_forces.csv")
    table = pandas.read_csv(FOLDER / "treadmill_forces.csv")
    flying = table["force_vertical_N"][table["cop_x_m"].isna()]
    assert flying.min() > 5.0  # the zero is off by more than the noise, and by ever more
    assert flying.iloc[-50:].mean() > flying.iloc[:50].mean() + 10.0
    assert any("drift" in note for note in seen.forces.notes)
    assert seen.recording.forces.rate == pytest.approx(300.0, rel=1e-4)


@pytest.mark.parametrize("names", [("treadmill.c3d",), ("overground.mot", "overground.trc")])
def test_offsets(gait, cycle, names):
    seen = observed(*names)
    steps, found = seen.forces, seen.motion
    offset = cycle["hip_x_m"] - cycle["ankle_x_m"]
    known = offset.notna()

    def at(moments):
        return np.interp(moments % gait.step.step_time, cycle["time_s"][known], offset[known])

    middle = at(0.5 * (steps.touchdown + steps.takeoff))  # of the contacts as they were found
    np.testing.assert_allclose(found.hip_ankle["half contact"], middle, atol=4 * MS)
    lowest = gait.metrics["hip_ankle_offset_at_lowest_point"].value
    assert found.mean("lowest point").value == pytest.approx(lowest, abs=4 * MS)
    assert found.speed.value == pytest.approx(3.5, rel=0.01)


def test_the_plate_of_the_c3d_by_ezc3d(gait, cycle):
    file = ezc3d.c3d(str(FOLDER / "treadmill.c3d"), extract_forceplat_data=True)
    plate = file["data"]["platform"][0]
    up = plate["force"][2]
    time = np.arange(up.size) / 500.0
    expected = np.interp(time % gait.step.step_time, cycle["time_s"], cycle["force_vertical_N"])
    assert np.median(up - expected) == pytest.approx(-12.0, abs=1.0)  # its zero
    assert np.percentile(np.abs(up - expected + 12.0), 95) < 10.0
    pressed = expected > 1000.0
    across = plate["center_of_pressure"][1][pressed]
    assert set(np.round(across / 50.0).astype(int)) == {-19, -17}  # y to the left: 0.95 and 0.85 m to the right
    assert file["parameters"]["FORCE_PLATFORM"]["TYPE"]["value"].tolist() == [2]
    assert all("synthetic" in text for text in file["parameters"]["POINT"]["DESCRIPTIONS"]["value"])
    assert file["header"]["analogs"]["frame_rate"] == 5 * file["header"]["points"]["frame_rate"]


def test_video(gait):
    seen = observed("video.trc", "video_angles.mot")
    contacts = seen.contacts
    assert np.diff(contacts.touchdown).mean() == pytest.approx(gait.metrics["step_time"].value, abs=3 * MS)
    # Without forces contact is a guess from the height of the ankles.
    lasts = (contacts.takeoff - contacts.touchdown).mean()
    assert lasts == pytest.approx(gait.metrics["contact_time"].value, abs=25 * MS)
    found = seen.motion
    lowest = gait.metrics["hip_ankle_offset_at_lowest_point"].value
    assert found.mean("lowest point").value == pytest.approx(lowest, abs=8 * MS)
    assert found.speed.value == pytest.approx(3.5, rel=0.02)
    table = pandas.read_csv(FOLDER / "video_angles.mot", sep="\t", skiprows=9)
    assert list(table.columns[:4]) == ["time", "right ankle", "right knee", "right hip"]
    knee = np.degrees(seen.recording.motion.angles["right knee"])
    np.testing.assert_allclose(knee, table["right knee"], atol=1e-6)
    assert table["right knee"].max() == pytest.approx(100.0, abs=5.0)  # in the air; that part is invented


def test_the_files_are_small_and_say_that_they_are_made_up():
    words = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name in MADE:
        assert (FOLDER / name).stat().st_size <= 150_000, name
        assert f"`{name}`" in words
    assert "not measurements" in words
    for name in ("overground.mot", "overground.trc", "video.trc", "video_angles.mot"):
        assert "synthetic" in (FOLDER / name).read_text(encoding="utf-8")[:300]


def test_the_maker_makes_the_same_bytes_again(tmp_path):
    subprocess.run(
        [sys.executable, str(FOLDER.parent / "making_recordings" / "make_lab.py"), str(tmp_path)],
        check=True,
        timeout=120,
    )
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(MADE)
    for name in MADE:
        if name.endswith(".c3d"):
            first, again = (ezc3d.c3d(str(folder / name)) for folder in (FOLDER, tmp_path))
            for part in ("points", "analogs"):
                np.testing.assert_array_equal(first["data"][part], again["data"][part])
            versions = {file["parameters"]["EZC3D"]["VERSION"]["value"][0] for file in (first, again)}
            if len(versions) > 1:  # the library signs with its version
                continue
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name
