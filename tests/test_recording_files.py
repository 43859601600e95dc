"""File formats of force plates and motion capture: real files, dialects by hand, damaged files, other readers."""

import math
import struct

import numpy as np
import pandas as pd
import pytest
from recordings_data import data_file

from springmass.errors import InputError
from springmass.measured.files import c3d_file, csv_file, even, storage, text, trc
from springmass.measured.files.csv_names import understood
from springmass.measured.recording import Motion

ROWS = "\n".join(f"{i / 100:.2f}\t{i}\t{100 * i}\t{-i}" for i in range(5))
NAMES = "time\tground_force_vx\tground_force_vy\tground_force_vz"


def written(folder, name, content):
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def message(reader, file, **options):
    with pytest.raises(InputError) as caught:
        reader(file, **options)
    assert str(caught.value).startswith(str(file))
    assert "\n" not in str(caught.value)
    return str(caught.value)


# Storage files: heads


@pytest.mark.parametrize(
    "head",
    [
        "a\nversion=1\nnRows=5\nnColumns=4\ninDegrees=no\nendheader\n",
        "a\nversion=1\nnRows=5\nnColumns=3\nendheader\n",
        "name a\ndatacolumns 4\ndatarows 5\nrange 0 0.04\nendheader\n",
        "name a\t\t\t\ndatacolumns 4\t\t\ndatarows 5\t\t\nrange 0 0.04\t\t\nendheader\t\t\t\n",
        "name a\ndatacolumns 4\ndatarows 5\nendheader\n\n\n",
        "a\nnRows=1000000000000\nnColumns=1000000000000\nendheader\n",
        "nRows = 5\nnColumns = 4\n\nUnits are S.I. units (second, meters, Newtons, ...)\nENDHEADER\n",
        "endheader\n",
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_heads_of_storage_files(tmp_path, head, ends):
    file = written(tmp_path, "a.mot", (head + NAMES + "\n" + ROWS + "\n").replace("\n", ends))
    found = storage.read_storage(file)
    assert found.forces.time == pytest.approx(np.arange(5) / 100)
    assert np.array_equal(found.forces.plates[0].force[:, 1], 100.0 * np.arange(5))
    assert bool(found.notes) == ("1000000000000" in head)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("ground_force_v{} 1_ground_force_v{}", ["ground_force", "1_ground_force"]),
        ("R_ground_force_v{} L_ground_force_v{}", ["right", "left"]),
        ("l_ground_force_V{} r_ground_force_V{}", ["left", "right"]),
        ("ground_force_1_v{} ground_force_2_v{}", ["ground_force_1", "ground_force_2"]),
        ("GROUND_FORCE_R_V{} GROUND_FORCE_L_V{}", ["right", "left"]),
        ("ground_force_right_v{} ground_force_left_v{}", ["right", "left"]),
        ("FP1_v{} FP2_v{}", ["fp1", "fp2"]),
    ],
)
def test_force_columns(tmp_path, names, expected):
    titles = [name.format(axis) for name in names.split() for axis in "xyz"]
    titles += [name.lower().replace("_v{}", "_p{}").format(axis) for name in names.split() for axis in "xyz"]
    titles += ["ground_torque_x", "1_ground_moment_my"]
    row = "\t".join(["10", "500", "20", "0", "0", "0", "1.5", "0", "0.25", "9", "9", "9", "7", "7"])
    file = written(
        tmp_path, "a.mot", "endheader\n" + "\t ".join(["time", *titles]) + "\n"
        + "".join(f"0.0{i}\t{row}\n" for i in range(4)),
    )  # fmt: skip
    first, second = storage.read_storage(file).forces.plates
    assert [first.name, second.name] == expected
    assert np.array_equal(first.force[2], [10, 500, 20])
    assert np.array_equal(first.cop[2], [1.5, 0, 0.25])
    assert np.isnan(second.cop).all()  # it carries nothing


def test_names_with_blanks_twice_and_text_for_missing(tmp_path):
    content = "inDegrees=yes\nendheader\ntime\tright knee \t right knee\tleft hip\n"
    content += "0\t180\t1\tNaN\n0.1\t90\t1\t-nan(ind)\n0.2\t0\t1\t\n"
    table = storage.read_table(written(tmp_path, "a.sto", content))
    assert table.names == ("time", "right knee", "right knee (2)", "left hip")
    motion = storage.read_storage(tmp_path / "a.sto").motion
    assert motion.angles["right knee"] == pytest.approx([math.pi, math.pi / 2, 0])
    assert np.isnan(motion.angles["left hip"]).all()


@pytest.mark.parametrize(("largest", "factor"), [(60.0, math.pi / 180), (1.2, 1.0)])
def test_angles_without_a_word_on_degrees(tmp_path, largest, factor):
    content = f"endheader\ntime knee_angle_r pelvis_tx pelvis_ty pelvis_tz\n0 {largest} 1 2 3\n1 0 1 2 3\n2 0 1 2 3\n"
    found = storage.read_storage(written(tmp_path, "a.mot", content))
    assert found.motion.angles["knee_angle_r"][0] == pytest.approx(largest * factor)
    assert np.array_equal(found.motion.points["pelvis"][1], [1, 2, 3])
    assert any("by their size" in note for note in found.notes)


def test_written_storage_is_read_by_pandas_and_back(tmp_path):
    rng = np.random.default_rng(1)
    columns = {
        "a b": rng.normal(size=50),
        "time": np.arange(50) / 150,
        "c": np.where(rng.random(50) < 0.2, np.nan, 1e-9),
    }
    storage.write_table(tmp_path / "a.sto", columns, name="one\nname", in_degrees=True)
    lines = (tmp_path / "a.sto").read_text().splitlines()
    end = lines.index("endheader")
    assert lines[:end] == ["one name", "version=1", "nRows=50", "nColumns=3", "inDegrees=yes"]
    frame = pd.read_csv(tmp_path / "a.sto", sep="\t", skiprows=end + 1)
    assert list(frame) == ["time", "a b", "c"]
    table = storage.read_table(tmp_path / "a.sto")
    assert table.in_degrees is True
    for name, values in columns.items():
        assert frame[name].to_numpy() == pytest.approx(values, rel=1e-14, nan_ok=True)
        assert np.array_equal(table[name], values, equal_nan=True)


def test_what_cannot_be_written(tmp_path):
    for columns in ({"time": [1, 2], "a": [1]}, {"a": [1]}, {"time": [1], "a\tb": [1]}):
        with pytest.raises(InputError):
            storage.write_table(tmp_path / "a.mot", columns, name="a")
    with pytest.raises(InputError, match="cannot be written"):
        storage.write_table(tmp_path / "no" / "a.mot", {"time": [1.0]}, name="a")
    assert list(tmp_path.iterdir()) == []


def test_a_bad_row_is_named_by_its_line_and_a_cut_one_is_left_out(tmp_path):
    good = "endheader\n" + NAMES + "\n" + ROWS + "\n"
    assert "a.mot:5: given" in message(
        storage.read_storage, written(tmp_path, "a.mot", good.replace("\t200\t", "\t2x0\t"))
    )
    assert "3 cells" in message(storage.read_storage, written(tmp_path, "a.mot", good.replace("\t200\t", "\t")))
    found = storage.read_storage(written(tmp_path, "a.mot", good + "0.05\t5\t5"))
    assert len(found.forces.time) == 5
    assert "line (8) is broken off" in found.notes[0]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("", "empty"),
        ("nonsense\n" * 2000, "endheader"),
        ("endheader\n", "nothing follows"),
        ("endheader\ntime\ta\n0\t1\n1\t1\n", "2 rows"),
        ("endheader\n" + NAMES + "\n" + ROWS.replace("0.03", "0.01"), "does not increase"),
        ("endheader\n" + NAMES + "\n" + ROWS.replace("0.03", "nan"), "blank"),
        ("endheader\n" + NAMES + "\n" + ROWS.replace("0.04", "1e12"), "jumps"),
        ("endheader\n" + NAMES.replace("time", "x") + "\n" + ROWS, 'no column "time"'),
        ("endheader\ntime\tactivation\n0\t1\n1\t1\n2\t1", "no column is a force"),
        (b"endheader\n\x00\x01\x02\n", "is not text"),
    ],
)
def test_bad_storage(tmp_path, content, part):
    assert part in message(storage.read_storage, written(tmp_path, "a.mot", content))


def test_a_line_without_end_and_a_monstrous_row(tmp_path):
    file = written(tmp_path, "a.mot", b"1" * 11_000_000)
    assert "10 MB" in message(storage.read_storage, file)
    wide = "endheader\n" + "\t".join(map(str, range(20_000))) + "\n"
    assert "columns" in message(storage.read_storage, written(tmp_path, "b.mot", wide))


def test_real_storage_files():
    run = storage.read_storage(data_file("bmc-overground-run/grf_run.mot"))
    assert [p.name for p in run.forces.plates] == ["right", "left"]
    assert (len(run.forces.time), run.forces.rate) == (246, pytest.approx(300))
    assert run.forces.plates[0].force[:, 1].max() == pytest.approx(1751, abs=1)
    assert run.forces.plates[1].force[:, 1].max() == pytest.approx(1623, abs=1)
    core = storage.read_storage(data_file("opensim-core-run/runningModel_GRF_data.mot")).forces
    assert (len(core.time), core.time[0], core.time[-1]) == (691, 0.86, pytest.approx(1.55))
    assert [round(p.force[:, 1].max()) for p in core.plates] == [1977, 1951]


# TRC


def test_real_markers():
    found = trc.read_trc(data_file("bmc-overground-run/motion_capture_run.trc"))
    motion = found.motion
    assert (len(motion.points), len(motion.time), motion.rate) == (78, 123, pytest.approx(150))
    for joint in ("RHJC", "RKJC", "RAJC", "LHJC", "LKJC", "LAJC"):
        assert np.isnan(motion.points[joint]).all()
    assert motion.points["RACR"][0] == pytest.approx([-0.02996947, 1.43034631, -0.094016])
    assert any("blank all along" in note for note in found.notes)


POSE = (
    "PathFileType\t4\t(X/Y/Z)\ta.trc\t\t\nDataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\t"
    "OrigDataStartFrame\tOrigNumFrames\n60\t60\t3\t2\tm\t60\t0\t3\nFrame#\tTime\tHip\t\t\tRAnkle\t\t\t\n"
    "\t\tX1\tY1\tZ1\tX2\tY2\tZ2\t\n"
)


@pytest.mark.parametrize(
    "content",
    [
        POSE + "0\t0.0\t1\t2\t3\t4\t5\t6\t\n1\t0.016667\t0\t0\t0\t4\t5\t6\t\n2\t0.033333\t1\t2\t3\t\t\t\t\n",
        POSE + "\n1\t0.000\t1\t2\t3\t4\t5\t6\n2\t0.017\tNaN\tnan\t \t4\t5\t6\n3\t0.033\t1\t2\t3\n",
        POSE.replace("\tm\t", "\tmm\t") + "1\t0\t1000\t2000\t3e3\t4000\t5000\t6000\n2\t0.017\t\t\t\t4000\t5000\t6000\n"
        "3\t0.033\t1000\t2000\t3000\n",
        POSE.replace("Frame#\t", "").replace("\n\t\tX1", "\n\tX1")
        + "0\t1\t2\t3\t4\t5\t6\n.017\t\t\t\t4\t5\t6\n.033\t1\t2\t3\n",
        POSE.replace("Hip\t\t\tRAnkle\t\t\t", "Hip\tRAnkle")
        + "0\t0\t1\t2\t3\t4\t5\t6\n1\t.017\t\t\t\t4\t5\t6\n2\t.033\t1\t2\t3\n",
    ],
)
def test_dialects_of_trc(tmp_path, content):
    motion = trc.read_trc(written(tmp_path, "a.trc", content)).motion
    assert motion.time == pytest.approx(np.arange(3) / 60, abs=1e-12)
    assert list(motion.points) == ["Hip", "RAnkle"]
    assert motion.points["Hip"] == pytest.approx(np.array([[1, 2, 3], [np.nan] * 3, [1, 2, 3]]), nan_ok=True)
    assert motion.points["RAnkle"] == pytest.approx(np.array([[4, 5, 6], [4, 5, 6], [np.nan] * 3]), nan_ok=True)


def test_written_trc_is_read_by_pandas_and_back(tmp_path):
    rng = np.random.default_rng(2)
    spots = {name: rng.normal(size=(40, 3)) for name in ("R.Heel Top", "LASI")}
    spots["LASI"][3:9] = np.nan
    for units, factor in (("mm", 1000.0), ("m", 1.0)):
        trc.write_trc(tmp_path / "a.trc", Motion(0.5 + np.arange(40) / 120, spots), units=units)
        frame = pd.read_csv(tmp_path / "a.trc", sep="\t", skiprows=5, header=None, skip_blank_lines=True)
        assert frame.shape == (40, 8)
        assert frame.iloc[:, 2:5].to_numpy() == pytest.approx(factor * spots["R.Heel Top"])
        back = trc.read_trc(tmp_path / "a.trc").motion
        assert back.time == pytest.approx(0.5 + np.arange(40) / 120, abs=1e-9)
        for name in spots:
            assert back.points[name] == pytest.approx(spots[name], nan_ok=True)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("PathFileType\t4\n", "no line"),
        (POSE, "0 rows"),
        (POSE + "1\t0\t1\t2\t3\t4\t5\t6\n" * 3, "does not increase"),
        (POSE + "1\t0\tx\t2\t3\t4\t5\t6\n" * 3, "a.trc:6"),
        (POSE + "1\t0\t1\t2\t3\t4\t5\t6\t7\t8\n" * 3, "cells"),
    ],
)
def test_bad_trc(tmp_path, content, part):
    assert part in message(trc.read_trc, written(tmp_path, "a.trc", content))


# Tables


def test_one_column_needs_a_rate():
    file = data_file("dryft-drifting-treadmill/custom_drift_S001runT25.csv")
    found = csv_file.read_csv(file, rate=300.0)
    assert (len(found.forces.time), found.forces.rate) == (9000, pytest.approx(300))
    assert found.forces.plates[0].force[0] == pytest.approx([np.nan, 329.14, np.nan], nan_ok=True)
    assert found.named
    assert "--rate 300Hz" in message(csv_file.read_csv, file)


def test_real_tables():
    forces = csv_file.read_csv(data_file("rbds-fukuchi2017/RBDS001_runT35_forces.csv"))
    plate = forces.forces.plates[0]
    assert (len(forces.forces.time), forces.forces.rate, forces.named) == (3000, pytest.approx(300), True)
    assert plate.force[0] == pytest.approx([-109.5, 1491.2, 0.4])
    assert plate.cop[0] == pytest.approx([2.4201, np.nan, 1.0644], nan_ok=True)
    joints = csv_file.read_csv(data_file("rbds-fukuchi2017/RBDS001_runT35_joints.csv")).motion
    assert (len(joints.time), len(joints.points), joints.rate) == (1500, 10, pytest.approx(150))
    assert joints.points["l_mt5"][0] == pytest.approx([2.4249, 0.0479, 1.0168])
    assert forces.notes == ()


@pytest.mark.parametrize(
    "content",
    [
        "time,Fx,Fy,Fz\n0,1,2,3\n0.01,1,2,3\n0.02,1,2,3\n",
        "sep=;\nTime [ms];Fx [kN];Fy [kN];Fz [kN]\n0;0,001;0,002;0,003\n10;0,001;0,002;0,003\n20;0,001;0,002;0,003\n",
        "time\tgrf_x\tgrf_y\tgrf_z\ns\tN\tN\tN\n0\t1\t2\t3\n0.01\t1\t2\t3\n0.02\t1\t2\t3\n",
        '"time_s" "force_x_N" "force_y_N" "force_z_N"\n0 1 2 3\n0.01 1 2 3\n0.02 1 2 3\n',
        "# a plate\nSampling rate: 100 Hz\n\nFrame,Fx (N),Fy (N),Fz (N),Mx (Nm)\n1,1,2,3,9\n2,1,2,3,9\n3,1,2,3,9\n",
        "Time;ForceX;ForceY;ForceZ\r\n0,00;1,0;2,0;3,0\r\n0,01;1,0;2,0;3,0\r\n0,02;1,0;2,0;3,0\r\n",
    ],
)
def test_dialects_of_force_tables(tmp_path, content):
    found = csv_file.read_csv(written(tmp_path, "a.csv", content))
    assert found.forces.time == pytest.approx([0, 0.01, 0.02], abs=1e-12)
    assert found.forces.plates[0].force[1] == pytest.approx([1, 2, 3])
    assert not found.named


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_encodings(tmp_path, encoding):
    content = "time [s];Fz [N];Knie rechts [°]\n0;1;180\n1;2;90\n2;3;0\n".replace("Knie", "Knée").encode(encoding)
    found = csv_file.read_csv(written(tmp_path, "a.csv", content))
    assert found.forces.plates[0].force[:, 1] == pytest.approx([1, 2, 3])
    assert found.motion.angles["Knée rechts [°]"] == pytest.approx([math.pi, math.pi / 2, 0])


def test_two_feet_body_weights_and_letters_of_plates(tmp_path):
    content = "time_s,right_vertical_BW,left_vertical_BW\n" + "".join(f"{i / 100},{i},0\n" for i in range(4))
    file = written(tmp_path, "a.csv", content)
    assert "--mass" in message(csv_file.read_csv, file)
    first, second = csv_file.read_csv(file, mass=70.0).forces.plates
    assert (first.name, second.name) == ("right", "left")
    assert first.force[:, 1] == pytest.approx(70 * 9.81 * np.arange(4))
    content = "t,Fx1,Fy1,Fz1,COPx1,COPy1,Fx2,Fy2,Fz2\n" + "".join(
        f"{i / 100},1,2,300,500,0.2,4,5,6\n" for i in range(4)
    )
    first, second = csv_file.read_csv(written(tmp_path, "a.csv", content)).forces.plates
    assert (first.name, second.name) == ("1", "2")
    assert second.force[0] == pytest.approx([4, 5, 6])
    assert first.cop[0] == pytest.approx([0.5, 0.2, np.nan], nan_ok=True)


def test_points_and_angles_of_tables(tmp_path):
    content = "time,right_hip_x,right_hip_y,right_hip_z,Toe X (mm),Toe Y (mm),right knee,mood\n"
    content += "".join(f"{i / 50},{i},900,3,10,20,{10 * i},7\n" for i in range(4))
    found = csv_file.read_csv(written(tmp_path, "a.csv", content))
    assert found.motion.points["right_hip"][2] == pytest.approx([0.002, 0.9, 0.003])
    assert found.motion.points["Toe"][2] == pytest.approx([0.01, 0.02, 0])
    assert found.motion.angles["right knee"] == pytest.approx(np.radians([0, 10, 20, 30]))
    said = " ".join(found.notes)
    assert "by their size it is mm" in said
    assert "degrees" in said
    assert "mood" in said
    assert "no z" in said


@pytest.mark.parametrize(
    ("name", "kind", "axis", "group"),
    [
        ("vGRF", "force", 1, ""), ("F1Z", "force", 2, "1"), ("LeftFz", "force", 2, "left"), ("copx", "cop", 0, ""),
        ("FP2_Fy (N)", "force", 1, "fp 2"), ("Center of Pressure X", "cop", 0, ""),
        ("grf_ap_right", "force", 0, "right"),
        ("1_ground_force_vz", "force", 2, "1"), ("Mx [Nm]", "other", None, ""), ("RHip.Z", "place", 2, "RHip"),
        ("Time (s)", "time", None, ""), ("frame", "frame", None, ""), ("force_lateral_N", "force", 2, ""),
        ("knee_moment", "other", None, ""),
    ],
)  # fmt: skip
def test_names_of_columns(name, kind, axis, group):
    found = understood(name)
    assert (found.kind, found.axis, found.group) == (kind, axis, group)


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("1,2\n3,4\n5,6\n", "no line that names"),
        ("words\n" * 100, "no line of numbers"),
        ("time,a\n0,1\n1,1\n2,1\n", "no column is understood"),
        ("time,Fz\n0,1\n1,1\n1,1\n", "does not increase"),
        ("time,Fz\n0,1\n1\n2,1\n", "a.csv:3"),
        ("time,Fz\n0,1\n1,x\n2,1\n3,1\n", "a.csv:3"),
        (b"\x00\x01\x02\x03" * 100, "is not text"),
        ("time,Fz\n0,1\n", "1 row of numbers"),
    ],
)
def test_bad_tables(tmp_path, content, part):
    assert part in message(csv_file.read_csv, written(tmp_path, "a.csv", content))


# Clocks


def test_rounded_times_give_the_rate_and_gaps_stay_gaps(tmp_path):
    for rate in (60, 100, 150, 240, 300, 1000):
        clock, place, notes = even.even_clock(np.round(3.0 + np.arange(400) / rate, 3 if rate < 500 else 4), tmp_path)
        assert clock == pytest.approx(3.0 + np.arange(400) / rate, abs=6e-4)
        assert (len(clock) - 1) / (clock[-1] - clock[0]) == pytest.approx(rate, rel=1e-12)
        assert place is None
        assert notes == ()
    time = np.delete(np.arange(100) / 100, slice(40, 50))
    clock, place, notes = even.even_clock(time, tmp_path)
    values = even.on_clock(time.copy(), place)
    assert len(clock) == 100
    assert np.flatnonzero(np.isnan(values)).tolist() == list(range(40, 50))
    assert values[:40] == pytest.approx(clock[:40])
    assert "1 gap" in notes[0]


def test_more_numbers_than_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(text, "MOST_NUMBERS", 100)
    file = written(tmp_path, "a.csv", "time,Fz\n" + "".join(f"{i},1\n" for i in range(200)))
    assert "million numbers" in message(csv_file.read_csv, file)


# C3D, with a writer of its own for what the real files do not have


def parameter(group, name, value):
    if isinstance(value, list) and value and isinstance(value[0], str):
        width = max(map(len, value))
        kind, sizes, raw = -1, [width, len(value)], "".join(v.ljust(width) for v in value).encode()
    else:
        array = np.asarray(value)
        kind, code = (2, "<i2") if array.dtype.kind in "iu" else (4, "<f4")
        sizes, raw = list(array.shape), array.astype(code).tobytes(order="F")
    body = struct.pack("<bB", kind, len(sizes)) + bytes(sizes) + raw + b"\0"
    return struct.pack("<bb", len(name), group) + name.encode() + struct.pack("<h", len(body) + 2) + body


def write_c3d(path, points, analog, *, rate=100.0, per=1, plate=None, residual=0.0, **point):
    """Points (frames, k, 3), analog samples (frames·per, channels), as floats in Intel order."""
    (frames, count), channels = points.shape[:2], analog.shape[1]
    groups = {
        "POINT": {"USED": np.int16(count), "FRAMES": np.int16(frames), "SCALE": np.float32(-1),
                  "RATE": np.float32(rate), "UNITS": ["mm"], "LABELS": [f"p{i}" for i in range(count)], **point},
        "ANALOG": {"USED": np.int16(channels), "RATE": np.float32(rate * per), "GEN_SCALE": np.float32(1),
                   "LABELS": [f"a{i}" for i in range(channels)], "SCALE": np.ones(channels, "f4"),
                   "OFFSET": np.zeros(channels, "i2"), "UNITS": ["N"] * channels},
    }  # fmt: skip
    if plate:
        groups["FORCE_PLATFORM"] = {"USED": np.int16(1), "ZERO": np.zeros(2, "i2"), **plate}
    section = b""
    for number, (group, parameters) in enumerate(groups.items(), 1):
        section += struct.pack("<bb", len(group), -number) + group.encode() + struct.pack("<h", 3) + b"\0"
        section += b"".join(parameter(number, name, value) for name, value in parameters.items())
    blocks = -(-(len(section) + 6) // 512)
    top = struct.pack("<BBHHHHHfHHf", 2, 0x50, count, channels * per, 1, frames, 0, -1.0, 2 + blocks, per, rate)
    rows = np.zeros((frames, 4 * count + channels * per), "<f4")
    fourth = np.broadcast_to(residual, (frames, count))[:, :, None]
    rows[:, : 4 * count] = np.concatenate([points, fourth], axis=2).reshape(frames, -1)
    rows[:, 4 * count :] = analog.reshape(frames, -1)
    head = top.ljust(512, b"\0") + (bytes([1, 0x50, blocks, 84]) + section).ljust(512 * blocks, b"\0")
    path.write_bytes(head + rows.tobytes())


CORNERS = np.array([[600.0, 400.0, 0.0], [600.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 400.0, 0.0]])
"""Clockwise seen from above, as the format has it: the plate's z points down."""


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
def test_kinds_of_force_plates(tmp_path, kind):
    """A runner pushes with 800 N at (350, 180) mm; the plate's x is the room's y and the other way round."""
    pytest.importorskip("ezc3d")
    force, place = np.array([50.0, 60.0, -800.0]), np.array([-20.0, 50.0])  # on the plate's axes, from its middle
    moment = np.array([place[1] * force[2], -place[0] * force[2], 0.0])
    origin = np.zeros(3)
    if kind == 1:
        channels = [*force, *place, 0.0]
    elif kind == 3:  # eight sensors: 4 in shear, 4 upright at (±a, ±b)
        a, b = origin[:2] = 120.0, 200.0
        first, second = moment[0] / b, -moment[1] / a
        upright = [
            force[2] + first + second,
            force[2] + first - second,
            force[2] - first - second,
            force[2] - first + second,
        ]
        channels = [20.0, 30.0, 25.0, 35.0, *(value / 4 for value in upright)]
    else:
        channels = [*force, *moment]
    matrix = {"CAL_MATRIX": np.diag([2.0, 2.0, 2.0, 2.0, 2.0, 2.0])[:, :, None]} if kind == 4 else {}
    raw = np.tile(channels, (10, 1)) / (2.0 if kind == 4 else 1.0)
    raw[5] = 0.0
    plate = {"TYPE": np.array([kind], "i2"), "CORNERS": CORNERS.T[:, :, None], "ORIGIN": origin[:, None],
             "CHANNEL": np.arange(1, len(channels) + 1, dtype="i2")[:, None], **matrix}  # fmt: skip
    file = tmp_path / "a.c3d"
    write_c3d(file, np.full((10, 1, 3), 100.0), raw, plate=plate)
    found = c3d_file.read_c3d(file)
    found_plate = found.forces.plates[0]
    assert found_plate.force[0] == pytest.approx([60, 50, 800], rel=1e-6)
    assert found_plate.cop[0] == pytest.approx([0.35, 0.18, 0.0], rel=1e-5)
    assert np.isnan(found_plate.cop[5]).all()
    assert found.motion.points["p0"][0] == pytest.approx([0.1] * 3)


def test_unknown_plates_do_not_cost_the_markers(tmp_path):
    pytest.importorskip("ezc3d")
    plate = {"TYPE": np.array([7], "i2"), "CORNERS": CORNERS.T[:, :, None], "ORIGIN": np.zeros((3, 1)),
             "CHANNEL": np.arange(1, 7, dtype="i2")[:, None]}  # fmt: skip
    spots = np.full((10, 3, 3), 2.0)
    spots[4, 0] = 0.0
    unseen = np.zeros((10, 3))
    unseen[7, 1] = -1.0
    write_c3d(
        tmp_path / "a.c3d", spots, np.ones((20, 6)), per=2, plate=plate, residual=unseen, UNITS=["m"], ANGLES=["p2"]
    )
    found = c3d_file.read_c3d(tmp_path / "a.c3d")
    assert found.forces is None
    assert "could not be worked out" in " ".join(found.notes)
    assert list(found.motion.points) == ["p0", "p1"]
    assert np.isnan(found.motion.points["p0"][4]).all()
    assert found.motion.points["p1"][4] == pytest.approx([2, 2, 2])
    assert np.flatnonzero(np.isnan(found.motion.points["p1"][:, 0])).tolist() == [7]


def test_real_c3d_against_the_table_converted_by_others():
    pytest.importorskip("ezc3d")
    found = c3d_file.read_c3d(data_file("rbds-fukuchi2017/RBDS001runT35.c3d"))
    told = pd.read_csv(data_file("rbds-fukuchi2017/RBDS001_runT35_forces.csv")).to_numpy()
    plate = found.forces.plates[0]
    assert (len(found.forces.time), found.forces.rate) == (9000, pytest.approx(300))
    assert (len(found.motion.time), len(found.motion.points), found.motion.rate) == (4500, 32, pytest.approx(150))
    assert plate.force[:3000] == pytest.approx(told[:, 1:4], abs=0.0501)
    loaded = np.isfinite(told[:, 4])
    assert plate.cop[:3000][loaded][:, [0, 2]] == pytest.approx(told[loaded, 4:6], abs=5.1e-5)
    assert int(sum(np.isnan(p).all(axis=1).sum() for p in found.motion.points.values())) == 2


def test_standing_c3d_has_no_forces():
    pytest.importorskip("ezc3d")
    found = c3d_file.read_c3d(data_file("rbds-fukuchi2017/RBDS001static.c3d"))
    assert found.forces is None
    assert len(found.motion.points) == 48
    assert len(found.motion.time) == 150


def test_damaged_c3d(tmp_path):
    """Ways to damage it: one message each, and this process lives on."""
    pytest.importorskip("ezc3d")
    file = tmp_path / "a.c3d"
    plate = {"TYPE": np.array([2], "i2"), "CORNERS": CORNERS.T[:, :, None], "ORIGIN": np.zeros((3, 1)),
             "CHANNEL": np.arange(1, 7, dtype="i2")[:, None]}  # fmt: skip
    write_c3d(file, np.full((100, 2, 3), 5.0), np.ones((100, 6)), plate=plate)
    whole = file.read_bytes()
    cut = c3d_file.read_c3d(written(tmp_path, "cut.c3d", whole[: len(whole) - 30 * 4 * 14 - 10]))
    assert len(cut.motion.time) == 69
    assert "cut off" in cut.notes[0]
    channel = whole.index(b"CHANNEL")
    wild = whole[: channel + 13] + b"\xff\x7f" * 6 + whole[channel + 25 :]
    bad = {
        "no mark": whole[:1] + b"\0" + whole[2:],
        "head only": whole[:600],
        "frames outside": whole[:16] + b"\xff\xff" + whole[18:],
        "other bytes": whole[:512] + bytes(range(256)) * 20,
        "two frames": whole[: len(whole) - 98 * 4 * 14],
        "text": b"P" * 20_000,
    }
    for content in bad.values():
        assert "C3D" in message(c3d_file.read_c3d, written(tmp_path, "bad.c3d", content))
    counts = whole.replace(struct.pack("<HHHH", 2, 6, 1, 100), struct.pack("<HHHH", 65535, 65535, 1, 32767), 1)
    found = c3d_file.read_c3d(written(tmp_path, "counts.c3d", counts))
    assert found.motion.points["p1"] == pytest.approx(np.full((100, 3), 0.005))
    assert "100 of the 32767" in found.notes[0]
    # The channels of the plate are not in the file; ezc3d then reads whatever lies in memory there.
    found = c3d_file.read_c3d(written(tmp_path, "wild.c3d", wild))
    assert found.forces is None
    assert "not in the file" in " ".join(found.notes)


def test_a_table_with_a_time_in_every_other_row_only(tmp_path):
    rows = [f"{0.005 * n if n % 2 else ''},{600 + n}" for n in range(400)]
    (tmp_path / "a.csv").write_text("\n".join(["time,Fz [N]", *rows]))
    with pytest.raises(InputError, match=r"a\.csv: time: is blank or no number in row 1"):
        csv_file.read_csv(tmp_path / "a.csv")
