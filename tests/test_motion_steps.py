"""Joint centres, contacts of the feet and offsets: hand-made motion with known answers, and the real recordings."""

import csv
import time as clock
from pathlib import Path

import numpy as np
import pytest
from recordings_data import data_file
from scipy.signal import butter, filtfilt

from springmass.errors import InputError
from springmass.measured.fitting.cameras_beside import cameras_beside
from springmass.measured.force.clean import low_pass
from springmass.measured.force.force_steps import ForceSteps
from springmass.measured.motion.agreement import clock_notes
from springmass.measured.motion.contacts_from_feet import FootContacts, foot_contacts
from springmass.measured.motion.hip_centre import hip_centre
from springmass.measured.motion.joints import joints
from springmass.measured.motion.knee_flexion import knee_flexion_steps
from springmass.measured.motion.markers import find_roles, split_side
from springmass.measured.motion.motion_steps import MOMENTS, Joints
from springmass.measured.motion.offsets import motion_steps
from springmass.measured.motion.rigid import carry
from springmass.measured.motion.smooth import Smooth, fill_gaps
from springmass.measured.recording import Estimate, Motion
from springmass.report.observations import offset_rows

RBDS = "rbds-fukuchi2017"
TRIALS = [
    ("RBDS001", "runT25"), ("RBDS001", "runT35"), ("RBDS001", "runT45"), ("RBDS013", "runT35"),
    ("RBDS017", "runT25"), ("RBDS017", "runT45"), ("RBDS020", "runT35"),
]  # fmt: skip
SHORT = {  # names in the converted tables → names of the package
    "hip": "hip", "knee": "knee", "ankle": "ankle", "heel": "heel_bottom", "toe": "mt5",
}  # fmt: skip


# --- a runner made by hand -------------------------------------------------------------------------------------------

V, STRIDE, CONTACT, BEHIND = 3.0, 0.70, 0.22, 0.20  # m/s, s, s, m the hip is behind the ankle at touchdown


def walker(rate=200.0, seconds=7.0, over_ground=False, drop=0.03):
    """Hip ahead of the ankle by −BEHIND + V t during contact; lowest at 40 % of contact; flat feet; belt or ground."""
    t = np.arange(0.0, seconds, 1.0 / rate)
    points, rows = {}, []
    height = np.full(len(t), 0.95)
    for side, start in (("right", 0.1), ("left", 0.1 + STRIDE / 2)):
        since = (t - start) % STRIDE
        down = since < CONTACT
        swing = (since - CONTACT) / (STRIDE - CONTACT)
        back = -BEHIND + V * CONTACT
        forward = np.where(down, BEHIND - V * since, -back + (BEHIND + back) * swing)
        up = np.where(down, 0.1, 0.1 + 0.3 * np.sin(np.pi * swing) ** 2)
        height += np.where(down, drop * ((since / CONTACT - 0.4) ** 2 - 0.36), 0.0)
        points[f"{side}_ankle"] = np.stack([forward, up, 0 * t], axis=1)
        points[f"{side}_heel"] = points[f"{side}_ankle"] - [0.05, 0.07, 0.0]
        points[f"{side}_toe"] = points[f"{side}_ankle"] + [0.15, -0.08, 0.0]
        first = start if start > 0 else start + STRIDE
        rows += [(a, a + CONTACT, side) for a in np.arange(first, seconds - CONTACT - 0.01, STRIDE)]
    for side in ("right", "left"):
        points[f"{side}_hip"] = np.stack([0 * t, height, 0 * t], axis=1)
    if over_ground:
        points = {name: point + (V * t)[:, None] * [1.0, 0.0, 0.0] for name, point in points.items()}
    rows.sort()
    contacts = FootContacts(
        np.array([a for a, _, _ in rows]), np.array([b for _, b, _ in rows]), tuple(s for *_, s in rows)
    )
    return Joints(t, points, ()), contacts


def forced(contacts, cop_ahead=0.07, side=None, **quantities):
    """Forces' word about the same contacts: the pressure lies ahead of an ankle that runs back with the belt."""
    n = len(contacts.touchdown)
    share = np.linspace(0.0, 1.0, 101)
    return ForceSteps(
        contacts.touchdown, contacts.takeoff, contacts.side if side is None else side, np.ones(n, bool), ("",) * n,
        {name: np.full(n, value) for name, value in quantities.items()}, np.zeros((n, 101, 2)),
        np.tile(BEHIND + cop_ahead - V * CONTACT * share, (n, 1)), Estimate(70.0, 1.0), 9.81, 50.0,
    )  # fmt: skip


@pytest.mark.parametrize("over_ground", [False, True])
def test_offsets_and_speed_of_a_runner_made_by_hand(over_ground):
    legs, contacts = walker(over_ground=over_ground)
    found = motion_steps(legs, contacts, cutoff=None)
    for moment, share in (("touchdown", 0.0), ("lowest point", 0.4), ("half contact", 0.5), ("takeoff", 1.0)):
        want = -BEHIND + V * CONTACT * share
        assert found.shares[moment] == pytest.approx(share, abs=0.01)
        edge = 0.02 if moment in ("touchdown", "takeoff") else 0.004  # corners of a way that is sampled
        assert found.mean(moment).value == pytest.approx(want, abs=edge), moment
    assert found.speed.value == pytest.approx(V, rel=1e-3)
    assert found.side == contacts.side
    assert all(np.isnan(found.hip_cop[m]).all() for m in MOMENTS)
    assert np.isnan(found.shares["peak vertical force"]).all()
    assert np.isnan(found.hip_ankle["fore-aft crossover"]).all()
    assert any("middle between the hips" in note for note in found.notes)


def test_smoothing_does_not_move_the_middle_of_contact():
    legs, contacts = walker()
    raw, smooth = motion_steps(legs, contacts, cutoff=None), motion_steps(legs, contacts)
    assert smooth.mean("half contact").value == pytest.approx(raw.mean("half contact").value, abs=0.002)


@pytest.mark.parametrize(("share", "gain"), [(1.0, 0.5), (0.802, 0.5**0.5)])
def test_both_filters_let_through_what_they_say(share, gain):
    """A sine at the cutoff comes out at half; 1 ÷ √2 comes out at (√2 − 1)^(1/2n) of it, n the order each way."""
    t = np.arange(0.0, 4.0, 0.001)
    seen = Smooth(t, np.sin(2 * np.pi * 12.0 * share * t)[:, None], 12.0).points[1000:3000, 0]
    assert np.std(seen) * 2**0.5 == pytest.approx(gain, abs=0.01)
    share = 1.0 if share == 1.0 else 0.896
    seen = low_pass(np.sin(2 * np.pi * 50.0 * share * t), 1000.0, 50.0)[1000:3000]
    assert np.std(seen) * 2**0.5 == pytest.approx(gain, abs=0.02)


def test_forces_tell_the_moments_they_alone_know():
    legs, contacts = walker()
    steps = forced(
        contacts, time_of_lowest_point=0.43, time_of_peak_vertical_force=0.41, time_of_fore_aft_crossover=0.52
    )
    found = motion_steps(legs, steps, cutoff=None)
    for moment, share in (("lowest point", 0.43), ("peak vertical force", 0.41), ("fore-aft crossover", 0.52)):
        assert found.mean(moment).value == pytest.approx(-BEHIND + V * CONTACT * share, abs=0.004)
        assert found.mean(moment, "hip_cop").value == pytest.approx(-BEHIND - 0.07 + V * CONTACT * share, abs=0.004)
    # The hip's line to the pressure is shortest where its run and the fall of the hip balance: by hand, finely.
    share = np.linspace(0.1, 0.9, 80001)
    leg = np.hypot(-BEHIND - 0.07 + V * CONTACT * share, 0.95 + 0.03 * ((share - 0.4) ** 2 - 0.36))
    assert found.shares["greatest compression"] == pytest.approx(share[np.argmin(leg)], abs=0.003)
    assert any("from the hip to the centre of pressure" in note for note in found.notes)
    cop = found.postures["half contact"]["cop"]
    assert cop == pytest.approx(np.tile([0.07, 0.0], (len(cop), 1)), abs=0.004)


def test_postures_stand_on_the_ground_and_start_at_the_ankle():
    legs, contacts = walker()
    sunk = Joints(legs.time, {name: place + np.array([0.0, 5.0, 0.0]) for name, place in legs.points.items()}, ())
    here, there = motion_steps(legs, contacts), motion_steps(sunk, contacts)
    assert np.nanmax(np.abs(here.postures["half contact"]["ankle"][:, 0])) == 0.0
    assert here.postures["half contact"]["ankle"][:, 1] == pytest.approx(0.1, abs=0.003)
    assert here.postures["half contact"]["toe"][1] == pytest.approx([0.15, 0.02], abs=0.003)
    # Far from 0 heights count from the lowest point of the foot.
    assert there.postures["half contact"]["toe"][1] == pytest.approx([0.15, 0.0], abs=0.003)
    assert any("5.02 m above 0" in note for note in there.notes)


def test_bad_steps_do_not_count_for_means():
    legs, contacts = walker()
    steps = forced(contacts)
    steps.good[:] = False
    steps.good[3] = True
    found = motion_steps(legs, steps)
    assert found.mean("half contact").count == 1
    assert np.isfinite(found.hip_ankle["half contact"]).sum() > 10


def test_bad_steps_do_not_count_beside_a_fit_nor_in_its_table():
    """A runner whose knee is at 34 degrees in every step but the bad one, in which everything happens late."""
    legs, contacts = walker()
    for side in ("right", "left"):
        hip, ankle = legs.points[f"{side}_hip"], legs.points[f"{side}_ankle"]
        along = hip - ankle
        ahead = np.stack([along[:, 1], -along[:, 0], 0 * legs.time], axis=1)
        bend = np.where(legs.time < contacts.takeoff[0] + 0.05, 60.0, 17.0)[:, None]
        legs.points[f"{side}_knee"] = 0.5 * (hip + ankle) + 0.5 * ahead * np.tan(np.radians(bend))
    steps = forced(contacts, time_of_peak_vertical_force=0.4)
    steps.good[0] = False
    steps.quantities["time_of_peak_vertical_force"][0] = 0.95
    motion = motion_steps(legs, steps)
    beside = cameras_beside(legs, motion, steps)
    peak = beside["peak_knee_flexion"][0].estimate
    assert np.degrees(peak.value) == pytest.approx(34.0, abs=1.0)
    assert peak.count == len(contacts.side) - 1
    assert motion.shares["peak vertical force"][0] == pytest.approx(0.95)
    rows = {row[0]: row[1] for row in offset_rows(motion)}
    assert rows["peak vertical force"] == "40 %"


def test_the_foot_on_the_ground_decides_the_side():
    legs, contacts = walker()
    none = motion_steps(legs, forced(contacts, side=("",) * len(contacts.side)))
    assert none.side == contacts.side
    assert not any("foot counts" in note for note in none.notes)
    other = tuple("left" if side == "right" else "right" for side in contacts.side)
    swapped = motion_steps(legs, forced(contacts, side=other))
    assert swapped.side == contacts.side
    assert any(f"In {len(other)} of {len(other)} steps the other foot" in note for note in swapped.notes)
    assert swapped.mean("half contact").value == pytest.approx(-BEHIND + 0.5 * V * CONTACT, abs=0.004)


def test_one_side_means():
    legs, contacts = walker()
    legs.points["left_ankle"] += [0.1, 0.0, 0.0]
    found = motion_steps(legs, contacts)
    assert found.mean("half contact", side="right").value == pytest.approx(0.13, abs=0.004)
    assert found.mean("half contact", side="left").value == pytest.approx(0.03, abs=0.004)


def test_stance_hip_and_middle_of_the_hips():
    legs, contacts = walker()
    legs.points["right_hip"] += [0.04, 0.0, 0.0]
    stance, middle = motion_steps(legs, contacts), motion_steps(legs, contacts, hip="middle")
    assert stance.mean("half contact", side="right").value == pytest.approx(0.17, abs=0.004)
    assert middle.mean("half contact", side="right").value == pytest.approx(0.15, abs=0.004)
    with pytest.raises(InputError, match="must be one of stance, middle"):
        motion_steps(legs, contacts, hip="midle")


def test_only_one_leg_in_sight():
    legs, contacts = walker()
    right = Joints(legs.time, {name: point for name, point in legs.points.items() if name.startswith("right")}, ())
    found = motion_steps(right, forced(contacts, side=("",) * len(contacts.side)))
    assert {side or "unknown" for side in found.side} == {"right", "unknown"}
    assert found.mean("half contact").value == pytest.approx(-BEHIND + 0.5 * V * CONTACT, abs=0.004)
    assert foot_contacts(right).side == ("right",) * sum(side == "right" for side in contacts.side)


def test_contacts_outside_the_motion():
    legs, contacts = walker()
    late = FootContacts(contacts.touchdown + 100.0, contacts.takeoff + 100.0, contacts.side)
    with pytest.raises(InputError, match="overlap"):
        motion_steps(legs, late)
    half = FootContacts(contacts.touchdown + 3.5, contacts.takeoff + 3.5, contacts.side)
    found = motion_steps(legs, half)
    assert np.isnan(found.hip_ankle["half contact"]).sum() == pytest.approx(len(half.side) / 2, abs=2)
    assert any("not seen" in note for note in found.notes)


def test_running_the_wrong_way_is_said():
    legs, contacts = walker()
    turned = Joints(legs.time, {name: point * [-1.0, 1.0, -1.0] for name, point in legs.points.items()}, ())
    assert any("backwards" in note for note in motion_steps(turned, contacts).notes)


def test_feet_tell_the_contacts_of_a_runner_made_by_hand():
    legs, contacts = walker(seconds=7.1)
    found = foot_contacts(legs)
    keep = [k for k, start in enumerate(contacts.touchdown) if np.min(np.abs(found.touchdown - start)) < 0.1]
    assert len(keep) == len(contacts.side) == len(found.side)
    assert found.side == contacts.side
    leg = np.percentile(np.linalg.norm(legs.points["right_hip"] - legs.points["right_ankle"], axis=1), 95)
    # The made ankle leaves the ground as 0.3 sin²: it passes the two heights this long before and after contact.
    before, after = ((STRIDE - CONTACT) / np.pi * np.arcsin(np.sqrt(share * leg / 0.3)) for share in (0.03, 0.105))
    assert contacts.touchdown - found.touchdown == pytest.approx(before, abs=0.004)
    assert found.takeoff - contacts.takeoff == pytest.approx(after, abs=0.004)
    assert "±5 ms" in found.notes[0]


def test_feet_between_two_times():
    legs, _ = walker()
    every, some = foot_contacts(legs), foot_contacts(legs, start=1.0, end=3.0)
    inside = (every.touchdown >= 1.0) & (every.takeoff <= 3.0)
    assert some.touchdown.tolist() == every.touchdown[inside].tolist()
    assert 3 < len(some.side) < len(every.side)
    with pytest.raises(InputError, match="in that time"):
        foot_contacts(legs, start=50.0)


def test_feet_do_not_depend_on_the_unit_of_length():
    legs, _ = walker()
    big = Joints(legs.time, {name: 640.0 * point for name, point in legs.points.items()}, ())
    assert foot_contacts(big).touchdown == pytest.approx(foot_contacts(legs).touchdown, abs=1e-6)


def test_feet_with_a_hole_lose_only_the_contacts_in_it():
    legs, contacts = walker(seconds=7.1)
    k = np.searchsorted(legs.time, contacts.touchdown[4] + 0.1)
    ankle = "right_ankle" if contacts.side[4] == "right" else "left_ankle"
    legs.points[ankle][k : k + 30] = np.nan
    assert len(foot_contacts(legs).side) == len(contacts.side) - 1


def test_feet_that_never_leave_the_ground():
    t = np.linspace(0, 2, 300)
    stand = {name: np.tile([0.0, y, 0.0], (300, 1)) for name, y in (("left_hip", 0.9), ("left_ankle", 0.1))}
    with pytest.raises(InputError, match="swing up"):
        foot_contacts(Joints(t, stand, ()))


def test_slow_video_is_less_sure():
    legs, _ = walker(rate=30.0)
    found = foot_contacts(legs)
    assert any("30 frames a second" in note for note in found.notes)


def test_walking_is_called_walking():
    legs, _ = walker()
    both = {**legs.points, "left_ankle": legs.points["right_ankle"] + [0.0, 0.0, 0.1]}
    assert any("walking" in note for note in foot_contacts(Joints(legs.time, both, ())).notes)


def test_forces_on_another_clock_are_noticed():
    legs, _ = walker()
    feet = foot_contacts(legs)
    assert clock_notes(legs, forced(feet), feet.side) == ()
    early = FootContacts(feet.touchdown - 0.03, feet.takeoff - 0.03, feet.side)
    notes = clock_notes(legs, forced(early), early.side)
    assert len(notes) == 2
    assert "30 ms later" in notes[0]


def test_knee_angle_of_a_leg_made_by_hand():
    legs, contacts = walker()
    for side in ("right", "left"):
        hip, ankle = legs.points[f"{side}_hip"], legs.points[f"{side}_ankle"]
        straight = 0.5 * (hip + ankle)
        along = (hip - ankle) / np.linalg.norm(hip - ankle, axis=1, keepdims=True)
        ahead = np.stack([along[:, 1], -along[:, 0], 0 * legs.time], axis=1)
        half = 0.5 * np.linalg.norm(hip - ankle, axis=1, keepdims=True)
        legs.points[f"{side}_knee"] = straight + ahead * half * np.tan(np.radians(17.0))
    bent = knee_flexion_steps(legs, contacts, cutoff=None)
    for name in ("knee_flexion_at_touchdown", "knee_flexion_at_midstance", "peak_knee_flexion"):
        assert np.degrees(bent[name]) == pytest.approx(34.0, abs=0.3)
    with pytest.raises(InputError, match="lowest point"):
        knee_flexion_steps(legs, contacts, midstance="lowest pont")


# --- rigid bodies, pelvis, gaps --------------------------------------------------------------------------------------

CLUSTER = np.array([[0.0, 0.0, 0.0], [0.03, 0.25, 0.01], [-0.02, 0.2, 0.06], [0.05, 0.05, 0.05]])


def turn(z, x):
    a, b = np.radians(z), np.radians(x)
    about_z = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    about_x = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    return about_z @ about_x


@pytest.mark.parametrize("angles", [(0, 0), (30, 0), (0, 170), (-115, 64)])
def test_a_turned_and_shifted_body_is_found(angles):
    matrix, shift = turn(*angles), np.array([1.0, -2.0, 0.5])
    seen = (CLUSTER @ matrix.T + shift)[None]
    target = np.array([[0.01, -0.1, 0.03]])
    assert carry(CLUSTER, seen, target)[0, 0] == pytest.approx(matrix @ target[0] + shift, abs=1e-12)
    hidden = seen.copy()
    hidden[0, 2] = np.nan
    assert carry(CLUSTER, hidden, target)[0, 0] == pytest.approx(matrix @ target[0] + shift, abs=1e-12)
    hidden[0, 1] = np.nan
    assert np.isnan(carry(CLUSTER, hidden, target)).all()


def test_markers_in_a_line_tell_nothing_and_mirrors_are_not_turns():
    line = np.outer([0.0, 0.1, 0.3], [0.1, 1.0, 0.2])
    assert np.isnan(carry(line, line[None], np.zeros((1, 3)))).all()
    flat = np.array([[0.0, 0, 0], [1, 0, 0], [0, 2, 0]])
    assert carry(flat, flat[None], np.array([[0.0, 0, 1]]))[0, 0] == pytest.approx([0, 0, 1], abs=1e-12)
    mirror = (CLUSTER * [1, 1, -1])[None]
    placed = carry(CLUSTER, mirror, CLUSTER)[0]
    assert np.linalg.det(np.linalg.lstsq(CLUSTER[1:], placed[1:] - placed[0], rcond=None)[0]) > 0.0


def test_harrington_by_hand():
    # Width 240 mm, depth 160 mm: back 0.24·160 + 9.9 = 48.3, down 0.30·240 + 10.9 = 82.9, out 0.33·240 + 7.3 = 86.5 mm.
    assert hip_centre(0.24, 0.16, "right") == pytest.approx([-0.0483, -0.0829, 0.0865], abs=1e-12)
    pelvis = {
        "RASI": (1.0, 1.0, 0.12), "LASI": (1.0, 1.0, -0.12), "RPSI": (0.84, 1.0, 0.04), "LPSI": (0.84, 1.0, -0.04),
        "RANK": (1.0, 0.1, 0.12),
    }  # fmt: skip
    t = np.arange(20) / 100
    found = joints(Motion(t, {name: np.tile(place, (20, 1)) for name, place in pelvis.items()}))
    assert found.points["right_hip"][7] == pytest.approx([0.9517, 0.9171, 0.0865], abs=1e-9)
    assert found.points["left_hip"][7] == pytest.approx([0.9517, 0.9171, -0.0865], abs=1e-9)
    # Turned to the side and tilted, the hip goes along.
    matrix = turn(20, -10)
    tilted = joints(Motion(t, {name: np.tile(matrix @ place, (20, 1)) for name, place in pelvis.items()}))
    assert tilted.points["left_hip"][3] == pytest.approx(matrix @ [0.9517, 0.9171, -0.0865], abs=1e-9)


def test_a_sacrum_marker_stands_for_the_back_of_the_pelvis():
    pelvis = {"RASI": (1.0, 1.0, 0.12), "LASI": (1.0, 1.0, -0.12), "SACR": (0.84, 1.0, 0.0), "RANK": (1.0, 0.1, 0.1)}
    found = joints(Motion(np.arange(9.0), {name: np.tile(place, (9, 1)) for name, place in pelvis.items()}))
    assert found.points["right_hip"][0] == pytest.approx([0.9517, 0.9171, 0.0865], abs=1e-9)


def test_gaps_are_filled_when_short_and_left_when_long():
    t = np.arange(400) / 100
    way = np.stack([np.sin(2 * t), t, 1 + 0 * t], axis=1)
    holed = way.copy()
    holed[50:60], holed[100:111], holed[:3], holed[397:] = np.nan, np.nan, np.nan, np.nan
    filled, count = fill_gaps(t, holed)
    assert count == 10
    assert filled[50:60] == pytest.approx(way[50:60], abs=1e-5)
    assert np.isnan(filled[100:111]).all()
    assert np.isnan(filled[[0, 1, 2, 397, 399]]).all()
    found = joints(Motion(t, {"RHip": holed, "RAnkle": way}))
    assert any("10 of 400 frames filled" in how and "17 frames not known" in how for how in found.how)
    # What remains open does not spoil what is seen on either side.
    smooth = Smooth(t, filled)
    assert np.isnan(smooth.at(np.array([1.05]))).all()
    assert smooth.at(np.array([0.505, 2.345])) == pytest.approx(
        np.array([[np.sin(1.01), 0.505, 1], [np.sin(4.69), 2.345, 1]]), abs=2e-3
    )


# --- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("RASI", "right_asis"), ("L.ASIS", "left_asis"), ("R_ASIS", "right_asis"), ("RASIS", "right_asis"),
        ("LPSI", "left_psis"), ("r.PSIS_study", "right_psis"), ("Runner 3:LASI", "left_asis"), ("RIAS", "right_asis"),
        ("RLFC", "right_knee_lateral"), ("LMFCv", "left_knee_medial"), ("RKNE", "right_knee_lateral"),
        ("R.Lat.Knee", "right_knee_lateral"), ("L_knee_med", "left_knee_medial"), ("RLMALv", "right_ankle_lateral"),
        ("LMMAL", "left_ankle_medial"), ("RANK", "right_ankle_lateral"), ("R.Lat.Ankle", "right_ankle_lateral"),
        ("R.Heel.Bottom", "right_heel"), ("RHEEL", "right_heel"), ("RCAL", "right_heel"), ("LHEE", "left_heel"),
        ("l_heel_bottom", "left_heel"), ("R.MT5", "right_toe"), ("RTOE", "right_toe"), ("LBigToe", "left_toe"),
        ("left_foot_index", "left_toe"), ("RHJC", "right_hip"), ("LKJC", "left_knee"), ("RAJC", "right_ankle"),
        ("right_hip", "right_hip"), ("r_hip", "right_hip"), ("hip_l", "left_hip"), ("RHip", "right_hip"),
        ("LKnee", "left_knee"), ("RIGHT ANKLE", "right_ankle"), ("R.Iliac.Crest", "right_crest"),
        ("R.Shank.Top.Lateral", "right_shank_markers"), ("LTB2", "left_shank_markers"), ("VSACR", "sacrum"),
    ],
)  # fmt: skip
def test_names_of_many_laboratories(name, role):
    assert find_roles([name])[role] == (name,)


@pytest.mark.parametrize(
    "name", ["C7", "CLAV", "RELB", "Head", "Neck", "LSHO", "RWrist", "MidHip", "Hip", "l", "", "R."]
)
def test_other_names_mean_nothing(name):
    assert find_roles([name]) == {}
    split_side(name)


def test_a_blank_joint_centre_gives_way_to_markers():
    n = 30
    blank = np.full((n, 3), np.nan)
    places = {"RHip": (0, 0.9, 0.1), "RLMALv": (0, 0.1, 0.15), "RMMALv": (0, 0.12, 0.05)}
    motion = Motion(
        np.arange(n) / 100, {"RAJC": blank, "RLMAL": blank, **{k: np.tile(v, (n, 1)) for k, v in places.items()}}
    )
    found = joints(motion)
    assert found.points["right_ankle"][3] == pytest.approx([0, 0.11, 0.10])
    assert any("Right ankle: middle between" in how for how in found.how)
    assert any("Right and left knee: not to be had" in how for how in found.how)


def test_what_cannot_be_had_is_said_with_the_names_that_would_do():
    here = np.tile([0.0, 1.0, 0.0], (10, 1))
    with pytest.raises(InputError, match=r"RASI LASI RPSI LPSI.*only RASI, LASI") as caught:
        joints(Motion(np.arange(10.0), {"RASI": here, "LASI": here, "RANK": here}))
    assert caught.value.where == "motion.hip"
    with pytest.raises(InputError, match=r'"RAnkel": did you mean "RAnkle"\?'):
        joints(Motion(np.arange(10.0), {"RHip": here, "RAnkel": here}))
    with pytest.raises(InputError, match="give the standing trial too"):
        joints(Motion(np.arange(10.0), {"RHip": here, "RTB1": here, "RTB2": here, "RTB3": here}))
    with pytest.raises(InputError, match="same leg"):
        joints(Motion(np.arange(10.0), {"RHip": here, "LAnkle": here}))
    with pytest.raises(InputError, match="no point that is seen"):
        joints(Motion(np.arange(10.0), {}))


# --- real recordings -------------------------------------------------------------------------------------------------


def read_table(path):
    with path.open() as file:
        rows = list(csv.reader(file))
    values = np.array([[float(x) if x else np.nan for x in row] for row in rows[1:]])
    return dict(zip(rows[0], values.T, strict=True))


def read_joints(subject, trial):
    table = read_table(data_file(f"{RBDS}/{subject}_{trial}_joints.csv"))
    names = dict.fromkeys(name[:-4] for name in table if name != "time_s")
    return Motion(table["time_s"], {name: np.stack([table[f"{name}_{a}_m"] for a in "xyz"], axis=1) for name in names})


def read_forces(subject, trial):
    """Contacts above 50 N of the low-passed force, by hand; the forces' own moments are left out."""
    table = read_table(data_file(f"{RBDS}/{subject}_{trial}_forces.csv"))
    t = table["time_s"]
    force = filtfilt(*butter(2, 50.0 / 150.0), table["force_vertical_N"])
    k = np.flatnonzero((force[:-1] > 50.0) != (force[1:] > 50.0))
    when = t[k] + (50.0 - force[k]) / (force[k + 1] - force[k]) * (t[1] - t[0])
    up = force[k + 1] > 50.0
    start, stop = when[up], when[~up]
    stop = stop[stop > start[0]]
    start = start[: len(stop)]
    share = np.linspace(0, 1, 101)
    cop = np.interp(start[:, None] + share * (stop - start)[:, None], t, table["cop_x_m"])
    n = len(start)
    return ForceSteps(
        start, stop, ("",) * n, np.ones(n, bool), ("",) * n, {}, np.zeros((n, 101, 2)), cop, Estimate(70, 1), 9.81, 50.0
    )


def summary(subject, trial):
    with data_file(f"{RBDS}/steps_summary.csv").open() as file:
        return next(row for row in csv.DictReader(file) if (row["subject"], row["trial"]) == (subject, trial))


def read_c3d(name):
    ezc3d = pytest.importorskip("ezc3d")
    content = ezc3d.c3d(str(data_file(f"{RBDS}/{name}")))
    place = content["data"]["points"][:3].transpose(1, 2, 0) / 1000.0
    place[(place == 0.0).all(axis=2)] = np.nan
    labels = content["parameters"]["POINT"]["LABELS"]["value"]
    time = np.arange(place.shape[1]) / content["parameters"]["POINT"]["RATE"]["value"][0]
    return Motion(time, dict(zip(labels, place, strict=True)))


def test_joints_of_the_c3d_are_those_of_the_table():
    running, standing = read_c3d("RBDS001runT35.c3d"), read_c3d("RBDS001static.c3d")
    begin = clock.perf_counter()
    found = joints(running, standing)
    spent = clock.perf_counter() - begin
    table = read_joints("RBDS001", "runT35")
    for side in ("right", "left"):
        for joint, name in SHORT.items():
            off = np.linalg.norm(
                found.points[f"{side}_{joint}"][: len(table.time)] - table.points[f"{side[0]}_{name}"], axis=1
            )
            assert off.max() < 0.0002, (side, joint)  # the table has 0.1 mm
    assert spent < 2.0  # 30 s of motion; a third of a second on an idle machine
    assert any("Harrington" in how and "6 markers of the pelvis" in how for how in found.how)


def test_the_hip_without_a_standing_trial_is_the_same_forward():
    running = read_c3d("RBDS001runT35.c3d")
    running = Motion(running.time, {**running.points, "RANK": running.points["R.Shank.Bottom.Lateral"]})
    off = joints(running).points["right_hip"][:1500] - read_joints("RBDS001", "runT35").points["r_hip"]
    assert np.abs(off.mean(axis=0)) == pytest.approx([0.0006, 0.003, 0.001], abs=0.0015)


@pytest.mark.parametrize(("subject", "trial"), TRIALS)
def test_offsets_of_real_runners(subject, trial):
    row = summary(subject, trial)
    found = motion_steps(joints(read_joints(subject, trial)), read_forces(subject, trial))
    for moment, column in (("touchdown", "touchdown"), ("half contact", "midstance"), ("takeoff", "toeoff")):
        want = float(row[f"hip_minus_ankle_x_at_{column}_m"])
        assert found.mean(moment).value == pytest.approx(want, abs=0.0045), moment
    # The table does not say between which samples it took the pressure: allowed is one sample, 1/300 s of belt.
    slack = 0.003 + float(row["speed_m_s"]) / 300.0
    assert abs(found.mean("half contact", "hip_cop").value - float(row["hip_minus_cop_x_at_midstance_m"])) < slack
    assert found.speed.value == pytest.approx(float(row["speed_m_s"]), rel=0.012)
    assert set(found.side) == {"right", "left"}
    assert all(a != b for a, b in zip(found.side, found.side[1:], strict=False))


@pytest.mark.parametrize(("subject", "trial"), TRIALS)
def test_feet_against_forces(subject, trial):
    legs, plates = joints(read_joints(subject, trial)), read_forces(subject, trial)
    feet = foot_contacts(legs)
    pairs = [(k, int(np.argmin(np.abs(feet.touchdown - start)))) for k, start in enumerate(plates.touchdown)]
    late = np.array([feet.touchdown[j] - plates.touchdown[k] for k, j in pairs])
    leave = np.array([feet.takeoff[j] - plates.takeoff[k] for k, j in pairs])
    assert abs(late.mean()) < 0.0065
    assert abs(leave.mean()) < 0.0075
    assert late.std() < 0.006
    assert leave.std() < 0.006
    alone = motion_steps(legs, feet)
    assert alone.side == feet.side
    # In the plates' contacts the shortest line from the hip to the ankle falls where it was measured before.
    want = float(summary(subject, trial)["stance_fraction_at_min_distance"])
    timed = motion_steps(legs, FootContacts(plates.touchdown, plates.takeoff, plates.side))
    assert np.nanmean(timed.shares["greatest compression"]) == pytest.approx(want, abs=0.012)
    assert alone.mean("half contact").value == pytest.approx(
        motion_steps(legs, plates).mean("half contact").value, abs=0.008
    )


def test_the_worst_trial_is_as_far_off_as_every_text_says():
    off = []
    for subject, trial in TRIALS:
        feet, plates = foot_contacts(joints(read_joints(subject, trial))), read_forces(subject, trial)
        off.append(np.mean(feet.takeoff - feet.touchdown) - np.mean(plates.takeoff - plates.touchdown))
    worst = f"{1e3 * np.max(np.abs(off)):.0f} ms"
    assert worst in foot_contacts(joints(read_joints("RBDS001", "runT35"))).notes[0]
    said = Path(__file__).parents[1] / "docs" / "how-to" / "recordings.md"
    if said.exists():
        assert f"{worst} off throughout (in seven trials" in " ".join(said.read_text("utf-8").split())


def test_knees_of_real_runners():
    """The four runners lie around the means of 26: 10.9 to 13.1° at touchdown, 40.8 to 42.4° at most."""
    touchdown, peak = [], []
    for subject, trial in TRIALS:
        bent = knee_flexion_steps(joints(read_joints(subject, trial)), read_forces(subject, trial))
        touchdown.append(np.degrees(np.nanmean(bent["knee_flexion_at_touchdown"])))
        peak.append(np.degrees(np.nanmean(bent["peak_knee_flexion"])))
        assert 8.0 < touchdown[-1] < 20.0
        assert 39.0 < peak[-1] < 47.0
    assert np.mean(touchdown) == pytest.approx(12.0, abs=2.5)
    assert np.mean(peak) == pytest.approx(41.6, abs=2.0)


def read_overground():
    lines = data_file("bmc-overground-run/motion_capture_run.trc").read_text().splitlines()
    names = [name for name in lines[3].split("\t")[2:] if name.strip()]
    rows = [line.split("\t") for line in lines[5:] if line.strip()]
    table = np.full((len(rows), 2 + 3 * len(names)), np.nan)
    for i, row in enumerate(rows):
        for j, cell in enumerate(row[: table.shape[1]]):
            table[i, j] = float(cell) if cell.strip() else np.nan
    motion = Motion(table[:, 1], {name: table[:, 2 + 3 * i : 5 + 3 * i] / 1000.0 for i, name in enumerate(names)})
    plates = np.loadtxt(data_file("bmc-overground-run/grf_run.mot"), skiprows=7)
    start, stop, cop = [], [], []
    for column in (2, 8):
        t, force = plates[:, 0], plates[:, column]
        k = np.flatnonzero((force[:-1] > 50.0) != (force[1:] > 50.0))[:2]
        a, b = t[k] + (50.0 - force[k]) / (force[k + 1] - force[k]) / 300.0
        start.append(a)
        stop.append(b)
        cop.append(np.interp(a + np.linspace(0, 1, 101) * (b - a), t, plates[:, column + 2]))
    steps = ForceSteps(
        np.array(start), np.array(stop), ("right", "left"), np.ones(2, bool), ("", ""), {}, np.zeros((2, 101, 2)),
        np.array(cop), Estimate(69, 1), 9.81, 50.0,
    )  # fmt: skip
    return motion, steps


def test_the_overground_run():
    motion, steps = read_overground()
    legs = joints(motion)
    found = motion_steps(legs, steps)
    want = {"right": (-0.122, 0.131, 0.364), "left": (-0.277, 0.014, 0.303)}
    for side, offsets in want.items():
        got = [found.mean(moment, side=side).value for moment in ("touchdown", "half contact", "takeoff")]
        assert got == pytest.approx(offsets, abs=0.004), side
    assert found.speed.value == pytest.approx(2.75, rel=0.02)
    middle = 0.5 * (legs.points["right_hip"] + legs.points["left_hip"])
    assert np.ptp(middle[:, 1]) == pytest.approx(0.089, abs=0.003)
    # Neither plate agrees with the feet in time here, and the user is told.
    assert sum("ankle tells contacts" in note for note in found.notes) == 2
