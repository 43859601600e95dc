"""Runs as files: read back by readers that know nothing of springmass, and held against the laws of motion."""

import csv
import io
import math
import subprocess
import sys

import h5py
import numpy as np
import pandas
import pytest
import xarray
from click.testing import CliRunner

import springmass as sm
from springmass.cli import main
from springmass.report.export import export

RATE = 1000.0


@pytest.fixture(scope="module")
def gait():
    return sm.find_gait(sm.default_runner())


@pytest.fixture(scope="module")
def run(gait):
    return gait.run(4)


def storage(path):
    """OpenSim storage by hand: a heading up to ``endheader``, then tabs."""
    text = path.read_text(encoding="utf-8")
    head, _, body = text.partition("endheader\n")
    told = dict(line.split("=", 1) for line in head.splitlines() if "=" in line)
    return told, pandas.read_csv(io.StringIO(body), sep="\t")


def trc(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    told = dict(zip(lines[1].split("\t"), lines[2].split("\t"), strict=False))
    names = [name for name in lines[3].split("\t")[2:] if name]
    rows = [line.split("\t") for line in lines[5:] if line.strip()]
    numbers = np.array(
        [[float(cell) if cell.strip() else np.nan for cell in row[1 : 2 + 3 * len(names)]] for row in rows]
    )
    scale = {"m": 1.0, "mm": 1e-3}[told["Units"]]
    places = {name: scale * numbers[:, 1 + 3 * i : 4 + 3 * i] for i, name in enumerate(names)}
    return told, numbers[:, 0], places


def both_feet(table, axis):
    return (table[f"R_ground_force_v{axis}"] + table[f"L_ground_force_v{axis}"]).to_numpy()


# Forces


@pytest.mark.parametrize("ending", ["mot", "sto"])
def test_forces_of_opensim(run, gait, tmp_path, ending):
    path = export(run, tmp_path / f"run.{ending}", rate=RATE)
    told, table = storage(path)
    assert told["version"] == "1"
    assert told["inDegrees"] in ("yes", "no")
    assert (int(told["nRows"]), int(told["nColumns"])) == table.shape
    assert list(table.columns[:4]) == ["time", *(f"R_ground_force_v{axis}" for axis in "xyz")]
    assert {
        f"{foot}_ground_{what}" for foot in "RL" for what in ("force_px", "force_py", "force_pz", "torque_x")
    } <= set(table.columns)
    assert np.isfinite(table.to_numpy()).all()
    np.testing.assert_allclose(np.diff(table["time"]), 1.0 / RATE, atol=1e-9)


def test_vertical_impulse_of_a_step_is_weight_times_its_time(run, gait, tmp_path):
    _, table = storage(export(run, tmp_path / "run.mot", rate=RATE))
    p, step_time = gait.parameters, gait.step.step_time
    time, up, forward = table["time"].to_numpy(), both_feet(table, "y"), both_feet(table, "x")
    for number in range(4):
        rows = (time >= number * step_time) & (time < (number + 1) * step_time)
        assert up[rows].sum() / RATE == pytest.approx(p.mass * p.gravity * step_time, rel=2e-3)
        assert forward[rows].sum() / RATE == pytest.approx(0.0, abs=1.0)


def test_feet_alternate_and_touch_when_the_metrics_say(run, gait, tmp_path):
    _, table = storage(export(run, tmp_path / "run.mot", rate=RATE))
    time = table["time"].to_numpy()
    contact, step_time = gait.metrics["contact_time"].value, gait.metrics["step_time"].value
    found = {}
    for foot in "RL":
        on = np.flatnonzero(np.diff((table[f"{foot}_ground_force_vy"] != 0.0).astype(int), prepend=0, append=0))
        found[foot] = time[on[0::2]], time[on[1::2] - 1]
    starts = np.sort(np.concatenate([found["R"][0], found["L"][0]]))
    assert found["R"][0][0] == starts[0]
    assert list(starts) == [found["R"][0][0], found["L"][0][0], found["R"][0][1], found["L"][0][1]]
    touchdown = gait.step.touchdown_time
    np.testing.assert_allclose(starts, touchdown + step_time * np.arange(4), atol=1.01 / RATE)
    for begins, ends in found.values():
        np.testing.assert_allclose(ends - begins, contact, atol=2.01 / RATE)


def test_a_foot_in_the_air_has_no_force_and_a_steady_point(run, tmp_path):
    _, table = storage(export(run, tmp_path / "run.mot", rate=RATE))
    airborne = (table["R_ground_force_vy"] == 0.0) & (table["L_ground_force_vy"] == 0.0)
    assert 0.25 < airborne.mean() < 0.5
    assert (table.loc[airborne, ["R_ground_force_vx", "L_ground_force_vx"]] == 0.0).all(axis=None)
    assert not ((table["R_ground_force_vy"] > 0.0) & (table["L_ground_force_vy"] > 0.0)).any()
    for foot in "RL":  # neither jumps nor goes back, so that a spline through it does not swing
        moved = np.diff(table[f"{foot}_ground_force_px"])
        assert (moved >= -1e-9).all()
        assert moved.max() < 0.02


def test_the_centre_of_pressure_rolls_under_the_foot(run, gait, tmp_path):
    _, table = storage(export(run, tmp_path / "run.mot", rate=RATE))
    on = table["L_ground_force_vy"] > 0.0
    first = table["time"][on] < 2.0 * gait.step.step_time
    cop = table["L_ground_force_px"][on][first]
    roll = cop.iloc[-1] - cop.iloc[0]
    assert 0.1 < roll < 0.3  # no longer than a foot
    assert gait.step.step_length < cop.iloc[0] < 2.0 * gait.step.step_length


# Motion


@pytest.mark.parametrize("name", ["average", "seyfarth", "hopping", "settles", "slingshot", "uphill"])
def test_the_motion_obeys_the_forces(tmp_path, name):
    """Second differences of the positions are the ground's force over mass, and gravity."""
    uphill = {"world.slope": "3 deg", "world.impeding_force": "10 N"}
    done = sm.simulate(sm.load("seyfarth").with_values(uphill) if name == "uphill" else name, steps=3)
    p = done.parameters
    table = pandas.read_csv(export(done, tmp_path / "run.csv", rate=2000.0))
    t = table["time_s"].to_numpy()
    dt = t[1] - t[0]
    pulls = {"x": -p.gravity * math.sin(p.slope) - p.impeding_force / p.mass, "y": -p.gravity * math.cos(p.slope)}
    for axis, force in (("x", "force_fore_aft_N"), ("y", "force_vertical_N")):
        place, pushed = table[f"centre_of_mass_{axis}_m"].to_numpy(), table[force].to_numpy()
        bent = (place[2:] - 2.0 * place[1:-1] + place[:-2]) / dt**2
        expected = pushed[1:-1] / p.mass + pulls[axis]
        # Where the force jumps between two rows (touchdown of a viscous leg) neither side is right.
        smooth = np.abs(np.diff(pushed, 2)) < 0.02 * p.mass * p.gravity
        assert smooth.mean() > 0.95
        np.testing.assert_allclose(bent[smooth], expected[smooth], atol=0.02 * p.gravity)
        speed = table[f"velocity_{axis}_m/s"].to_numpy()
        np.testing.assert_allclose((place[2:] - place[:-2]) / (2 * dt), speed[1:-1], atol=2e-2)


def test_steps_lead_on(run, gait, tmp_path):
    table = pandas.read_csv(export(run, tmp_path / "run.csv", rate=RATE))
    x = table["centre_of_mass_x_m"].to_numpy()
    speed = gait.metrics["speed"].value
    assert x[-1] / table["time_s"].iloc[-1] == pytest.approx(speed, rel=1e-3)
    assert np.diff(x).max() < 1.2 * speed / RATE
    for place in ("hip_x_m", "hip_y_m"):  # the hip goes with the body, without a jump from flight to contact and back
        away = table[place] - table[f"centre_of_mass_{place[4]}_m"]
        assert away.abs().max() < 0.08
        assert away.diff().abs().max() < 2e-3
    assert table["step"].tolist() == sorted(table["step"])
    assert table["step"].unique().tolist() == [1, 2, 3, 4]


def test_the_table_keeps_the_gait_s_offsets_and_angles(run, gait, tmp_path):
    table = pandas.read_csv(export(run, tmp_path / "run.csv", rate=RATE))
    second = table[(table["step"] == 2) & (table["left_on_ground"] == 1)]
    middle = second["time_s"].iloc[0] + 0.5 * gait.metrics["contact_time"].value
    offset = np.interp(middle, second["time_s"], second["hip_x_m"] - second["ankle_x_m"])
    assert offset == pytest.approx(gait.metrics["hip_ankle_offset_at_half_contact"].value, abs=2e-3)
    assert second["knee_flexion_deg"].max() == pytest.approx(gait.metrics["peak_knee_flexion"].value, abs=0.05)
    # The knee's bend, once more from the three joints.
    thigh = second[["hip_x_m", "hip_y_m"]].to_numpy() - second[["knee_x_m", "knee_y_m"]].to_numpy()
    shank = second[["knee_x_m", "knee_y_m"]].to_numpy() - second[["ankle_x_m", "ankle_y_m"]].to_numpy()
    cross = shank[:, 0] * thigh[:, 1] - shank[:, 1] * thigh[:, 0]
    bend = np.degrees(np.arctan2(cross, (thigh * shank).sum(axis=1)))
    np.testing.assert_allclose(np.abs(bend), second["knee_flexion_deg"], atol=1e-3)
    # Moment about the knee from force, point and joint.
    arm_x, arm_y = second["knee_x_m"] - second["cop_x_m"], second["knee_y_m"]
    moment = arm_x * second["force_vertical_N"] - arm_y * second["force_fore_aft_N"]
    np.testing.assert_allclose(moment, second["knee_moment_Nm"], atol=1e-3)


def test_the_air_is_empty_in_the_table(run, tmp_path):
    path = export(run, tmp_path / "run.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    flying = [row for row in rows if row["right_on_ground"] == row["left_on_ground"] == "0"]
    assert flying
    for name in ("cop_x_m", "knee_x_m", "knee_moment_Nm", "leg_length_m", "knee_flexion_deg"):
        assert {row[name] for row in flying} == {""}
        assert all(row[name] for row in rows if row not in flying)
    assert {row["force_vertical_N"] for row in flying} == {"0"}
    assert all(row["hip_x_m"] for row in rows)


@pytest.mark.parametrize(("what", "absent"), [("forces", "hip_x_m"), ("kinematics", "force_vertical_N")])
def test_half_a_table(run, tmp_path, what, absent):
    table = pandas.read_csv(export(run, tmp_path / "run.csv", what=what))
    assert absent not in table.columns
    assert {"time_s", "step", "right_on_ground", "left_on_ground"} < set(table.columns)


# Coordinates


@pytest.mark.parametrize(("knee", "sign"), [("rajagopal", 1.0), ("gait2392", -1.0)])
def test_knee_sign(run, tmp_path, knee, sign):
    told, table = storage(export(run, tmp_path / "run.mot", what="kinematics", knee=knee))
    assert told["inDegrees"] == "yes"
    for side in "rl":
        bent = table[f"knee_angle_{side}"].dropna()
        assert len(bent) > 50
        assert (sign * bent > 5.0).all()
        assert 35.0 < (sign * bent).max() < 60.0  # degrees


def test_coordinates_put_the_joints_where_they_are(run, tmp_path):
    """Walk down the chain as OpenSim does – pelvis, hips, thigh, shank – and arrive at the model's ankle."""
    options = {"rate": 500.0, "contact": 2}
    _, table = storage(export(run, tmp_path / "run.mot", what="kinematics", **options))
    joints = pandas.read_csv(export(run, tmp_path / "run.csv", **options))
    assert list(table.columns) == [
        "time", "pelvis_tilt", "pelvis_tx", "pelvis_ty", "pelvis_tz", "hip_flexion_l", "knee_angle_l", "ankle_angle_l",
    ]  # fmt: skip
    assert np.isfinite(table.to_numpy()).all()
    np.testing.assert_allclose(table["pelvis_tilt"], -8.0)  # forward is negative about an axis to the right

    def turned(x, y, degrees):
        angle = np.radians(degrees)
        return x * np.cos(angle) - y * np.sin(angle), x * np.sin(angle) + y * np.cos(angle)

    tilt = table["pelvis_tilt"]
    dx, dy = turned(-0.0563, -0.0785, tilt)  # hip joint in the pelvis of Rajagopal et al.
    x, y = table["pelvis_tx"] + dx, table["pelvis_ty"] + dy
    np.testing.assert_allclose(x, joints["hip_x_m"], atol=1e-6)
    np.testing.assert_allclose(y, joints["hip_y_m"], atol=1e-6)
    thigh = 0.245 * 1.756
    angle = tilt + table["hip_flexion_l"]
    dx, dy = turned(0.0, -thigh, angle)
    x, y = x + dx, y + dy
    np.testing.assert_allclose(x, joints["knee_x_m"], atol=1e-4)
    np.testing.assert_allclose(y, joints["knee_y_m"], atol=1e-4)
    shank = np.hypot(joints["knee_x_m"] - joints["ankle_x_m"], joints["knee_y_m"] - joints["ankle_y_m"])
    angle = angle - table["knee_angle_l"]
    dx, dy = turned(0.0, -shank, angle)
    np.testing.assert_allclose(x + dx, joints["ankle_x_m"], atol=1e-4)
    np.testing.assert_allclose(y + dy, joints["ankle_y_m"], atol=1e-4)
    foot = angle + table["ankle_angle_l"]
    np.testing.assert_allclose(foot, joints["foot_angle_deg"], atol=1e-4)
    assert (foot.abs() < 0.01).mean() > 0.1  # the foot lies flat for a while
    assert foot.iloc[-1] < -20.0  # and leaves with the heel up


def test_a_leg_in_the_air_is_missing_not_made_up(run, tmp_path):
    _, table = storage(export(run, tmp_path / "run.mot", what="all", rate=RATE))
    for letter, side in (("R", "r"), ("L", "l")):
        on = table[f"{letter}_ground_force_vy"] != 0.0
        for name in ("hip_flexion", "knee_angle", "ankle_angle"):
            assert table.loc[~on, f"{name}_{side}"].notna().mean() < 0.02  # first and last instant at no force
            assert table.loc[on, f"{name}_{side}"].notna().all()
    assert table[["pelvis_tx", "pelvis_ty", "pelvis_tilt"]].notna().all(axis=None)


def test_points(run, tmp_path):
    told, time, places = trc(export(run, tmp_path / "run.trc", rate=100.0))
    table = pandas.read_csv(export(run, tmp_path / "run.csv", rate=100.0))
    assert (float(told["DataRate"]), int(told["NumMarkers"]), int(told["NumFrames"])) == (100.0, 13, len(table))
    np.testing.assert_allclose(time, table["time_s"], atol=1e-6)
    np.testing.assert_allclose(places["centre_of_mass"][:, 1], table["centre_of_mass_y_m"], atol=1e-5)
    on = (table["left_on_ground"] == 1).to_numpy()
    for joint in ("knee", "ankle", "heel", "ball", "toe"):
        np.testing.assert_allclose(places[f"left_{joint}"][on, 0], table.loc[on, f"{joint}_x_m"], atol=1e-5)
        assert np.isnan(places[f"left_{joint}"][~on]).all()
    assert np.isfinite(places["right_hip"]).all()


# NetCDF


def test_netcdf_by_xarray_and_h5py(run, gait, tmp_path):
    path = export(run, tmp_path / "run.nc", rate=RATE)
    table = pandas.read_csv(export(run, tmp_path / "run.csv", rate=RATE))
    with xarray.open_dataset(path, decode_timedelta=False) as data:
        assert data.sizes == {"time": len(table)}
        up = data["force_vertical"]
        np.testing.assert_allclose(up, table["force_vertical_N"], rtol=1e-9, atol=1e-7)
        assert (up.attrs["units"], data["time"].attrs["units"], data["knee_flexion"].attrs["units"]) == (
            "N", "s", "degree",
        )  # fmt: skip
        assert all("long_name" in data[name].attrs for name in data.variables)
        assert float(up.integrate("time")) == pytest.approx(
            gait.parameters.mass * 9.81 * float(data["time"][-1]), rel=3e-3
        )
    with h5py.File(path) as file:
        assert file.attrs["Conventions"].startswith("CF-")
        assert file.attrs["version"] == sm.__version__
        assert file["leg_on_ground"].attrs["flag_meanings"] == "none right left"
        np.testing.assert_array_equal(file["leg_on_ground"][:], table["right_on_ground"] + 2 * table["left_on_ground"])
        again = tmp_path / "scenario.toml"
        again.write_text(file.attrs["scenario"], encoding="utf-8")
        command = file.attrs["command"]
        before = file["centre_of_mass_y"][:]
    assert command.split()[:2] == ["springmass", "export"]
    # The file's own command makes the same numbers again.
    done = subprocess.run(
        [sys.executable, "-m", *command.split()], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with h5py.File(tmp_path / "run.nc") as file:
        np.testing.assert_allclose(file["centre_of_mass_y"][:], before, atol=1e-6)


def test_body_weights(run, tmp_path):
    plain = pandas.read_csv(export(run, tmp_path / "run.csv"))
    scaled = pandas.read_csv(export(run, tmp_path / "scaled.csv", bodyweights=True))
    np.testing.assert_allclose(scaled["force_vertical_BW"] * 67.5 * 9.81, plain["force_vertical_N"], rtol=1e-6)
    np.testing.assert_allclose(scaled["knee_moment_Nm/kg"] * 67.5, plain["knee_moment_Nm"], rtol=1e-6, atol=1e-9)


def test_the_impact_of_landing_is_a_column_of_its_own(tmp_path):
    gait = sm.find_gait(sm.default_runner().with_values({"foot.landing": "stiff"}))
    table = pandas.read_csv(export(gait, tmp_path / "run.csv", rate=RATE, steps=2))
    spring, landing = table["force_vertical_N"], table["force_vertical_with_landing_N"]
    assert landing.sum() == pytest.approx(spring.sum(), rel=5e-3)
    early = landing.to_numpy()[(table["step"] == 1) & (table["right_on_ground"] == 1)][:40]
    assert early.max() / (67.5 * 9.81) == pytest.approx(gait.metrics["impact_peak"].value, abs=0.02)


# What may go wrong


def test_a_fallen_run_is_written_as_far_as_it_got(tmp_path):
    run = sm.simulate("falls", steps=20)
    assert run.outcome is not sm.Outcome.RUNNING
    table = pandas.read_csv(export(run, tmp_path / "run.csv", rate=500.0))
    done = [one for one in run.steps if one.touchdown is not None]
    assert table["step"].max() == len(done)
    last = sum(one.step_time for one in done[:-1])
    assert table["time_s"].iloc[-1] > last
    assert np.isfinite(table["centre_of_mass_y_m"]).all()


def test_slipping_ends_the_run(tmp_path):
    run = sm.simulate(sm.load("ice"), steps=3)
    slipped = [one for one in run.steps if one.slip_time is not None]
    assert slipped
    table = pandas.read_csv(export(run, tmp_path / "run.csv", rate=RATE))
    end = sum(one.step_time for one in run.steps[:-1]) + slipped[0].touchdown_time + slipped[0].slip_time
    assert table["time_s"].iloc[-1] == pytest.approx(end, abs=1.01 / RATE)


def test_of_gaits_scenarios_and_names(gait, tmp_path):
    two = pandas.read_csv(export(gait, tmp_path / "a.csv", steps=2))
    named = pandas.read_csv(export("average", tmp_path / "b.csv", steps=2, rate="200 Hz"))
    assert two["step"].max() == named["step"].max() == 2
    assert pandas.read_csv(export(gait, tmp_path / "c.csv"))["step"].max() == 4


@pytest.mark.parametrize(
    ("name", "options", "says"),
    [
        ("run.mott", {}, "mot"),
        ("run", {}, ".csv"),
        ("", {}, "path"),
        ("nowhere/run.csv", {}, "folder"),
        ("run.csv", {"rate": 0}, "rate"),
        ("run.csv", {"rate": -5.0}, "rate"),
        ("run.csv", {"rate": float("nan")}, "rate"),
        ("run.csv", {"rate": "200 kg"}, "rate"),
        ("run.csv", {"rate": 1e9}, "rate"),
        ("run.csv", {"what": "force"}, "forces"),
        ("run.trc", {"what": "forces"}, "points only"),
        ("run.mot", {"knee": "rajagopol"}, "rajagopal"),
        ("run.mot", {"bodyweights": True}, "newtons"),
        ("run.csv", {"contact": 9}, "contacts 1 to 4"),
        ("run.csv", {"contact": True}, "contacts 1 to 4"),
        ("run.csv", {"contact": 1, "rate": 1.0}, "too low"),
        ("run.csv", {"steps": 2}, "steps already"),
    ],
)
def test_one_clear_message(run, tmp_path, name, options, says):
    with pytest.raises(sm.InputError, match=says):
        export(run, f"{tmp_path}/{name}" if name else name, **options)
    assert not list(tmp_path.iterdir())


def test_too_many_rows(run, tmp_path, monkeypatch):
    monkeypatch.setattr("springmass.report.export.series.MOST_ROWS", 1000)
    with pytest.raises(sm.InputError, match="fewer steps"):
        export(run, tmp_path / "run.csv", rate=1e5)


def test_no_motion(tmp_path):
    buried = sm.load("seyfarth").with_values({"gait.apex_height": 0.5})
    with pytest.raises(sm.InputError, match="no motion"):
        export(sm.simulate(buried, 1), tmp_path / "run.csv")


def test_a_full_disk_leaves_the_old_file(run, tmp_path, monkeypatch):
    path = export(run, tmp_path / "run.csv")
    before = path.read_bytes()

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("springmass.report.export.public.write_csv", full)
    with pytest.raises(sm.InputError, match="No space left"):
        export(run, path, rate=50.0)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["run.csv"]


def test_the_verb(tmp_path):
    path = tmp_path / "run.csv"
    done = CliRunner().invoke(main, ["export", "seyfarth", "-o", str(path), "--steps", "2", "--rate", "100Hz"])
    assert done.exit_code == 0, done.output
    assert pandas.read_csv(path)["time_s"].diff().dropna().to_numpy() == pytest.approx(0.01)
    wrong = CliRunner().invoke(main, ["export", "seyfarth", "-o", str(tmp_path / "run.mat")])
    assert wrong.exit_code == 2
    assert "must end in" in wrong.output
    helped = CliRunner().invoke(main, ["export", "--help"])
    assert "Example: springmass export" in helped.output
