"""The one door: kinds told by content, files joined, axes turned, bad files refused."""

import itertools
import random
import time
from dataclasses import replace

import numpy as np
import pytest
from recordings_data import data_file

from springmass.errors import InputError
from springmass.measured import read as door
from springmass.measured.axes import to_runner_axes
from springmass.measured.files.found import LabForces, LabPlate
from springmass.measured.files.storage import read_storage
from springmass.measured.files.trc import read_trc
from springmass.measured.fit import fit
from springmass.measured.observe import observe
from springmass.measured.read import read, shipped_recordings
from springmass.measured.recording import Motion, Person, Recording

TURNS = [
    np.array(matrix)
    for axes in itertools.permutations(np.eye(3))
    for signs in itertools.product((1.0, -1.0), repeat=3)
    if np.linalg.det(matrix := np.array(axes) * np.array(signs)[:, None]) > 0
]


def runner(speed=0.0, belt=3.0, seconds=4.0, rate=200.0, lean=0.0):
    """Hips, ankles, and forces of somebody who brakes first, with x forward, y up, z right."""
    t = np.arange(int(seconds * rate)) / rate
    stride, points = 0.7, {}
    force = np.zeros((len(t), 3))
    cop = np.full((len(t), 3), np.nan)
    for side, z, shift in (("right", 0.1, 0.0), ("left", -0.1, 0.5)):
        phase = (t / stride + shift) % 1.0
        contact = phase < 0.35
        share = phase / 0.35
        ankle = np.where(
            contact, belt * stride * 0.35 * (0.5 - share), 0.5 * belt * stride * 0.35 * np.cos(phase * 9.666 + 2)
        )
        points[f"{side}_hip"] = np.column_stack([speed * t, 0.9 + 0.03 * np.sin(4 * np.pi * t / stride), z + 0 * t])
        height = np.where(contact, 0.08, 0.08 + 0.3 * np.sin(np.pi * (phase - 0.35) / 0.65))
        points[f"{side}_ankle"] = np.column_stack([speed * t + ankle, height, z + 0 * t])
        vertical = np.where(contact, 1500 * np.sin(np.pi * share), 0.0)
        force += np.column_stack([np.where(contact, -250 * np.sin(2 * np.pi * share), 0.0), vertical, 0.03 * vertical])
        cop[contact] = np.column_stack([speed * t + ankle, 0 * t, z + lean * t])[contact]
    return LabForces(t, (LabPlate("belt", force, cop),)), Motion(t, points)


def turned(forces, motion, matrix):
    """Put them on other axes: rows of the matrix are the runner's axes on the new ones."""
    plates = tuple(LabPlate(p.name, p.force @ matrix, p.cop @ matrix) for p in forces.plates)
    return LabForces(forces.time, plates), Motion(motion.time, {n: p @ matrix for n, p in motion.points.items()})


@pytest.mark.parametrize("matrix", TURNS, ids=str)
def test_all_ways_to_lay_axes(matrix):
    for speed, belt in ((0.0, 3.0), (3.0, 0.001)):
        right_forces, right_motion = runner(speed, belt)
        forces, motion, _, notes = to_runner_axes(*turned(right_forces, right_motion, matrix))
        assert forces.plates[0].force == pytest.approx(right_forces.plates[0].force, abs=1e-9)
        assert forces.plates[0].cop == pytest.approx(right_forces.plates[0].cop[:, [0, 2]], abs=1e-9, nan_ok=True)
        for name, spots in right_motion.points.items():
            assert motion.points[name] == pytest.approx(spots, abs=1e-9)
        assert bool(notes) == (not np.allclose(matrix, np.eye(3)))
    alone = to_runner_axes(turned(right_forces, right_motion, matrix)[0], None)[0]
    assert alone.plates[0].force == pytest.approx(right_forces.plates[0].force, abs=1e-9)


def test_a_walkway_that_is_oblique():
    turn = np.radians(35.0)
    matrix = np.array([[np.cos(turn), np.sin(turn), 0], [0, 0, 1], [np.sin(turn), -np.cos(turn), 0]])
    right_forces, right_motion = runner(3.0, 0.001)
    forces, motion, _, _ = to_runner_axes(*turned(right_forces, right_motion, matrix))
    assert forces.plates[0].force == pytest.approx(right_forces.plates[0].force, abs=1e-6)
    assert motion.points["right_hip"] == pytest.approx(right_motion.points["right_hip"], abs=1e-6)


def test_forces_on_the_ground_are_reversed():
    right_forces, right_motion = runner()
    other = LabForces(right_forces.time, tuple(LabPlate(p.name, -p.force, p.cop) for p in right_forces.plates))
    forces, _, _, notes = to_runner_axes(other, right_motion)
    assert forces.plates[0].force == pytest.approx(right_forces.plates[0].force)
    assert "reversed" in " ".join(notes)
    forces, _, _, notes = to_runner_axes(other, None, named=True)
    assert forces.plates[0].force == pytest.approx(right_forces.plates[0].force)


@pytest.mark.parametrize("up", [1.0, -1.0])
def test_the_file_says_which_way_is_up_where_there_are_no_markers(up):
    """Forces on the ground, z up: reversed, not turned upside down, so that the pressure still rolls forward."""
    right_forces, right_motion = runner(3.0, 0.001)
    lab = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]])  # the runner's axes on those of a z-up file
    forces = turned(right_forces, right_motion, lab)[0]
    sign = np.array([1.0, 1.0, 1.0]) if up > 0 else np.array([1.0, -1.0, -1.0])  # or a file with z down, x kept
    plates = tuple(LabPlate(p.name, -p.force * sign, p.cop * sign) for p in forces.plates)
    found, _, _, notes = to_runner_axes(LabForces(forces.time, plates), None, up=np.array([0.0, 0.0, up]))
    assert found.plates[0].force == pytest.approx(right_forces.plates[0].force, abs=1e-9)
    assert found.plates[0].cop == pytest.approx(right_forces.plates[0].cop[:, [0, 2]], abs=1e-9, nan_ok=True)
    assert "reversed" in " ".join(notes)
    straight = tuple(LabPlate(p.name, p.force * sign, p.cop * sign) for p in forces.plates)
    same, _, _, notes = to_runner_axes(LabForces(forces.time, straight), None, up=np.array([0.0, 0.0, up]))
    assert same.plates[0].force == pytest.approx(right_forces.plates[0].force, abs=1e-9)
    assert "reversed" not in " ".join(notes)


@pytest.mark.parametrize(("ahead", "words"), [(-1.0, "were turned"), (0.0, "Nothing tells")])
def test_forces_by_name_without_a_sideways_one_say_what_was_done(ahead, words):
    right_forces, _ = runner()
    plates = tuple(LabPlate(p.name, p.force * [ahead, 1.0, np.nan], p.cop) for p in right_forces.plates)
    _, _, _, notes = to_runner_axes(LabForces(right_forces.time, plates), None, named=True)
    assert words in " ".join(notes)
    plates = tuple(LabPlate(p.name, p.force * [np.nan, 1.0, np.nan], p.cop) for p in right_forces.plates)
    assert to_runner_axes(LabForces(right_forces.time, plates), None, named=True)[3] == ()


def test_left_handed_axes_are_told():
    _, right_motion = runner()
    mirrored = Motion(right_motion.time, {name: p * [1, 1, -1] for name, p in right_motion.points.items()})
    _, motion, _, notes = to_runner_axes(None, mirrored)
    assert motion.points["right_hip"] == pytest.approx(right_motion.points["right_hip"])
    assert "left-handed" in " ".join(notes)


def test_forces_and_markers_of_different_rooms():
    right_forces, right_motion = runner()
    z_up = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])
    forces, motion, _, notes = to_runner_axes(turned(right_forces, right_motion, z_up)[0], right_motion)
    assert forces.plates[0].force == pytest.approx(right_forces.plates[0].force)
    assert motion.points["left_ankle"] == pytest.approx(right_motion.points["left_ankle"])
    assert "another axis" in " ".join(notes)


def test_standing_tells_nothing_of_forward_and_says_so():
    standing = Motion(
        np.arange(5.0), {"right_hip": np.full((5, 3), 0.9), "right_ankle": np.tile([0.9, 0.1, 0.9], (5, 1))}
    )
    _, motion, turn, notes = to_runner_axes(None, standing)
    assert motion.points["right_hip"] == pytest.approx(standing.points["right_hip"])
    assert turn.why == ""
    assert "Nothing tells" in notes[-1]


def test_real_overground_run_of_two_files():
    one = read(data_file("bmc-overground-run/grf_run.mot"), data_file("bmc-overground-run/motion_capture_run.trc"))
    assert (one.kind, one.name) == ("OpenSim storage + TRC", "grf_run.mot + motion_capture_run.trc")
    assert [plate.name for plate in one.forces.plates] == ["right", "left"]
    assert (one.forces.rate, one.motion.rate) == (pytest.approx(300), pytest.approx(150))
    assert not any("turned" in note for note in one.notes)
    other = read(data_file("bmc-overground-run/motion_capture_run.trc"), data_file("bmc-overground-run/grf_run.mot"))
    assert np.array_equal(one.forces.plates[0].force, other.forces.plates[0].force)


def test_real_treadmill_run_as_c3d_and_as_tables():
    pytest.importorskip("ezc3d")
    c3d = read(
        data_file("rbds-fukuchi2017/RBDS001runT35.c3d"),
        standing=data_file("rbds-fukuchi2017/RBDS001static.c3d"),
        mass="62 kg",
    )
    tables = read(
        data_file("rbds-fukuchi2017/RBDS001_runT35_forces.csv"), data_file("rbds-fukuchi2017/RBDS001_runT35_joints.csv")
    )
    assert (c3d.person.mass, c3d.kind, len(c3d.standing.points)) == (62.0, "C3D", 48)
    assert tables.kind == "CSV"
    assert not any("turned" in note for note in (*c3d.notes, *tables.notes))
    ours, theirs = c3d.forces.plates[0], tables.forces.plates[0]
    assert ours.force[:3000] == pytest.approx(theirs.force, abs=0.0501)
    both = np.isfinite(ours.cop[:3000]) & np.isfinite(theirs.cop)
    assert ours.cop[:3000][both] == pytest.approx(theirs.cop[both], abs=5.1e-5)
    heel = c3d.motion.points["R.Heel.Bottom"][:1500]
    assert heel == pytest.approx(tables.motion.points["r_heel_bottom"], abs=5.1e-5)


def test_every_real_trial_is_already_on_the_runners_axes():
    for trial in (
        "RBDS001_runT25",
        "RBDS001_runT45",
        "RBDS013_runT35",
        "RBDS017_runT25",
        "RBDS017_runT45",
        "RBDS020_runT35",
    ):
        one = read(*(data_file(f"rbds-fukuchi2017/{trial}_{part}.csv") for part in ("forces", "joints")))
        assert one.notes == ()
        assert one.forces is not None
        assert one.motion is not None


def test_rate_and_mass_as_text_and_their_errors():
    file = data_file("dryft-drifting-treadmill/custom_drift_S001runT25.csv")
    for rate in (300, "300 Hz", "300Hz"):
        assert read(file, rate=rate).forces.rate == pytest.approx(300)
    one = read(file, rate=300, mass=62, height="1.81 m")
    assert (one.person.mass, one.person.height) == (62.0, 1.81)
    for options in ({"rate": 0}, {"rate": "3 kg"}, {"rate": 300, "mass": -1}, {"rate": 300, "height": "tall"}, {}):
        with pytest.raises(InputError) as caught:
            read(file, **options)
        assert any(name in str(caught.value) for name in ("rate", "mass", "height"))


def test_a_watch_table_and_a_watch_file_go_to_their_readers(tmp_path):
    table = tmp_path / "watch.csv"
    table.write_text("secs,kph,cad,power\n" + "".join(f"{i},12,85,250\n" for i in range(60)))
    one = read(table)
    assert one.watch is not None
    assert one.forces is None
    with pytest.raises(InputError, match="both"):
        read(table, table)


def in_body_weights(folder):
    """Ten contacts of 0.24 s at 3 a second, peak 2.5 body weights; no times."""
    share = (np.arange(1000) % 100) / 72.0
    force = np.where(share < 1.0, 2.5 * np.sin(np.pi * share), 0.0)
    file = folder / "bw.csv"
    file.write_text("Fz [BW]\n" + "".join(f"{value:.6f}\n" for value in force))
    return file


def test_what_reading_needs_can_be_said_in_observing(tmp_path):
    file = in_body_weights(tmp_path)
    seen = observe(file, mass="70 kg", rate="300 Hz")
    assert seen.recording.forces.rate == pytest.approx(300)
    assert seen.forces.mean("peak_vertical_force").value == pytest.approx(2.5 * 70 * 9.81, rel=0.01)
    assert seen.mass.error == pytest.approx(1.0 / 12**0.5)  # the text says how exactly it is meant
    with pytest.raises(InputError, match=r"rate: given .*; was settled when the recording was read"):
        observe(seen.recording, rate=300)
    standing = tmp_path / "still.csv"
    standing.write_text("time,hip_x,hip_y,hip_z\n" + "".join(f"{i / 10},1,2,3\n" for i in range(9)))
    assert observe(file, mass=70, rate=300, standing=standing).recording.standing is not None
    with pytest.raises(InputError, match="speed"):
        fit(file, mass=70, rate=300)  # it gets as far as asking how fast he ran


def test_a_mass_that_is_not_the_files_is_said():
    from_file = Recording("run.fit", "FIT", person=Person(60.0, 1.7))
    for recording in (from_file, replace(from_file, person=Person(90.0, 1.7), in_file=Person(60.0, 1.7))):
        assert any("mass given is 90 kg, the file says 60 kg" in note for note in observe(recording, mass=90).notes)
    assert not observe(from_file, mass=61).notes


def plain(folder, name="a.csv", shift=0.0, column="Fz"):
    file = folder / name
    file.write_text(f"time,{column}\n" + "".join(f"{shift + i / 100},{500 + i}\n" for i in range(20)))
    return file


def test_what_does_not_belong_together(tmp_path):
    with pytest.raises(InputError, match=r"both a\.csv and b\.csv give forces"):
        read(plain(tmp_path), plain(tmp_path, "b.csv"))
    far = tmp_path / "m.csv"
    far.write_text("time,hip_x,hip_y,hip_z\n" + "".join(f"{9 + i / 10},1,2,3\n" for i in range(9)))
    with pytest.raises(InputError, match="no time in common"):
        read(plain(tmp_path), far)
    with pytest.raises(InputError, match="has no markers"):
        read(far, standing=plain(tmp_path))


def test_angles_join_points(tmp_path):
    (tmp_path / "p.csv").write_text("time,hip_x,hip_y,hip_z\n" + "".join(f"{i / 10},1,2,3\n" for i in range(9)))
    (tmp_path / "a.mot").write_text(
        "inDegrees=yes\nendheader\ntime\tright knee\n" + "".join(f"{i / 5}\t{i}\n" for i in range(9))
    )
    one = read(tmp_path / "p.csv", tmp_path / "a.mot")
    assert one.motion.angles["right knee"] == pytest.approx(np.radians(np.arange(9) / 2))
    assert one.motion.points["hip"][0] == pytest.approx([1, 2, 3])
    (tmp_path / "short.mot").write_text("inDegrees=no\nendheader\ntime\tright knee\n0.2\t1\n0.3\t1\n0.4\t1\n")
    short = read(tmp_path / "short.mot", tmp_path / "p.csv").motion.angles["right knee"]
    assert np.flatnonzero(np.isfinite(short)).tolist() == [2, 3, 4]


def test_content_goes_before_the_ending(tmp_path):
    mot = data_file("opensim-core-run/runningModel_GRF_data.mot")
    (tmp_path / "a.txt").write_bytes(mot.read_bytes())
    assert read(tmp_path / "a.txt").kind == "OpenSim storage"
    c3d = data_file("rbds-fukuchi2017/RBDS001static.c3d")
    (tmp_path / "a.bin").write_bytes(c3d.read_bytes())
    pytest.importorskip("ezc3d")
    assert read(tmp_path / "a.bin").kind == "C3D"


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("a.csv", b"", "is empty"),
        ("a.cvs", b"time,Fz\n0,1\n", '".csv"'),
        ("a", b"time,Fz\n0,1\n", "Known: .fit"),
        ("a.csv", b"PK\x03\x04" + bytes(200), "zip or Excel"),
        ("a.csv.gz", b"\x1f\x8b" + bytes(200), "gzip"),
        ("a.c3d", b"not at all", "no C3D file"),
        ("a.mot", b"time\t1\n", "endheader"),
        ("a.trc", b"time\n", "TRC"),
        ("a.csv", b"time,Fz\n" + b"".join(b"%d,\n" % i for i in range(9)), "blank from beginning"),
    ],
)
def test_files_that_cannot_be(tmp_path, name, content, part):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(file)
    assert part in str(caught.value)
    assert str(caught.value).startswith(str(file))


def test_places_that_cannot_be(tmp_path, monkeypatch):
    plain(tmp_path, "forces.csv")
    monkeypatch.chdir(tmp_path)
    for given, part in (
        ("force.csv", 'Did you mean "forces.csv"'), (tmp_path, "is a folder"), ("", "no file name"),
        ("a\0b", "no file name"), (3, "must be the name"), ("no/where/a.csv", "no such file"),
        ("x" * 5000, "cannot be read"),
    ):  # fmt: skip
        with pytest.raises(InputError) as caught:
            read(given)
        assert part in str(caught.value)
    with pytest.raises(InputError, match="at least one"):
        read()
    monkeypatch.setattr("springmass.measured.files.text.LARGEST", 10)
    with pytest.raises(InputError, match="are read"):
        read("forces.csv")


def test_shipped_recordings_are_found_by_name(tmp_path, monkeypatch):
    folder = tmp_path / "shipped"
    folder.mkdir()
    plain(folder, "belt.csv")
    (folder / "README.md").write_text("x")
    monkeypatch.setattr(door, "_folder", lambda: folder)
    monkeypatch.chdir(tmp_path)
    assert shipped_recordings() == ("belt.csv",)
    assert read("belt.csv").forces is not None
    with pytest.raises(InputError, match=r'Did you mean "belt\.csv"'):
        read("bell.csv")
    plain(tmp_path, "belt.csv", shift=7.0)
    assert read("belt.csv").forces.time[0] == 7.0  # a file at hand goes first


def test_numbers_beyond_all_sense_are_blanked(tmp_path):
    file = plain(tmp_path)
    file.write_text(file.read_text().replace(",505\n", ",5e12\n"))
    one = read(file)
    assert np.flatnonzero(np.isnan(one.forces.plates[0].force[:, 1])).tolist() == [5]
    assert "beyond all sense" in " ".join(one.notes)


def damage(content, rng):
    content = bytearray(content)
    way = rng.choice(["flip", "cut", "drop", "head", "join"])
    if way == "flip":
        for _ in range(20):
            content[rng.randrange(len(content))] = rng.randrange(256)
    elif way == "cut":
        del content[rng.randrange(len(content)) :]
    elif way == "drop":
        place = rng.randrange(len(content))
        del content[place : place + rng.randrange(1, 3000)]
    elif way == "head":
        for _ in range(5):
            content[rng.randrange(min(900, len(content)))] = rng.randrange(256)
    else:
        content += content[rng.randrange(len(content)) :]
    return bytes(content)


def test_damaged_copies_of_real_files(tmp_path):
    """A recording or one message, and soon; C3D less often, for each costs a process."""
    names = [
        "bmc-overground-run/grf_run.mot",
        "bmc-overground-run/motion_capture_run.trc",
        "rbds-fukuchi2017/RBDS013_runT35_forces.csv",
        "dryft-drifting-treadmill/custom_drift_S001runT25.csv",
    ]
    rng, told = random.Random(5), 0
    jobs = [data_file(name) for name in names for _ in range(12)]
    jobs += [data_file("rbds-fukuchi2017/RBDS001static.c3d")] * 6
    for number, source in enumerate(jobs):
        file = tmp_path / f"{number}{source.suffix}"
        file.write_bytes(damage(source.read_bytes(), rng))
        start = time.perf_counter()
        try:
            one = read(file, rate=300)
        except InputError as error:
            told += str(error).count("\n") == 0
        else:
            assert one.forces is not None or one.motion is not None
            told += 1
        assert time.perf_counter() - start < 10.0
    assert told == len(jobs)


def test_a_real_file_in_another_ones_clothes(tmp_path):
    storage = data_file("bmc-overground-run/grf_run.mot").read_bytes()
    markers = data_file("bmc-overground-run/motion_capture_run.trc").read_bytes()
    (tmp_path / "a.trc").write_bytes(storage)
    (tmp_path / "a.mot").write_bytes(markers)
    for reader, name in ((read_trc, "a.trc"), (read_storage, "a.mot")):
        with pytest.raises(InputError):
            reader(tmp_path / name)
    assert read(tmp_path / "a.trc").forces is not None
    assert read(tmp_path / "a.mot").motion is not None
