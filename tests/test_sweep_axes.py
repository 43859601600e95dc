"""What a sweep varies: fields, units, values and what is wrong with them."""

import math
import pickle

import numpy as np
import pytest
from leg_laws import LAWS

import springmass as sm
from springmass.gait.sweep.axes import read_axes, read_axis
from springmass.gait.sweep.cf import udunits
from springmass.gait.sweep.outputs import OWN, choose
from springmass.gait.sweep.plan import chunks
from springmass.metrics import METRICS
from springmass.scenario import numeric_fields
from springmass.units import parse, written_unit

SEYFARTH = sm.load("seyfarth")


@pytest.mark.parametrize(
    ("values", "unit", "coordinates"),
    [
        (("8 kN/m", "40 kN/m", 3), "kN/m", [8.0, 24.0, 40.0]),
        (("8 kN/m", "40 kN / m", 3), "kN/m", [8.0, 24.0, 40.0]),
        ((8000, 40000, 3), "N/m", [8000.0, 24000.0, 40000.0]),
        (["8 kN/m", "9000 N/m", 10000], "kN/m", [8.0, 9.0, 10.0]),
        (np.array([1e4, 2e4]), "N/m", [10000.0, 20000.0]),
        ("8:40:3 kN/m", "kN/m", [8.0, 24.0, 40.0]),
        ("8:40:3kN/m", "kN/m", [8.0, 24.0, 40.0]),
        ("8kN/m:40kN/m:3", "kN/m", [8.0, 24.0, 40.0]),
        ("8000:40000:3 N/m", "N/m", [8000.0, 24000.0, 40000.0]),
        ("8:8:1kN/m", "kN/m", [8.0]),
        ("8,24,40 kN/m", "kN/m", [8.0, 24.0, 40.0]),
        ("20 kN/m", "kN/m", [20.0]),
        (2e4, "N/m", [20000.0]),
    ],
)
def test_values_in_every_form(values, unit, coordinates):
    axis = read_axis(SEYFARTH, "leg.stiffness", values)
    assert axis.unit == unit
    assert axis.coordinates.tolist() == coordinates
    assert axis.si.tolist() == [v * {"kN/m": 1000.0, "N/m": 1.0}[unit] for v in coordinates]


def test_bare_angles_are_degrees():
    axis = read_axis(SEYFARTH, "foot.angle_of_attack", (60, 76, 17))
    assert axis.unit == "deg"
    assert axis.si[8] == math.radians(68.0)
    assert read_axis(SEYFARTH, "foot.retraction", [25]).unit == "deg/s"
    assert read_axis(SEYFARTH, "foot.angle_of_attack", ["1.2 rad"]).si.tolist() == [1.2]


def test_a_centimetre_is_exact():
    axis = read_axis(SEYFARTH, "gait.apex_height", ["93 cm", "1 m"])
    assert (axis.unit, axis.coordinates.tolist(), axis.si.tolist()) == ("cm", [93.0, 100.0], [0.93, 1.0])


def test_a_pace_is_counted_in_metres_per_second():
    axis = read_axis(SEYFARTH, "gait.apex_speed", ["5:00 min/km", "4:00 min/km"])
    assert axis.unit == "m/s"
    assert axis.coordinates.round(6).tolist() == [3.333333, 4.166667]


@pytest.mark.parametrize(
    ("text", "paces"),
    [
        ("4:45min/km", ["4:45"]),
        ("4:45 /km", ["4:45"]),
        ("4:45,5:00min/km", ["4:45", "5:00"]),
        ("4:45 min/km, 5 min/km", ["4:45", "5:00"]),
        ("4:00:6:00:2min/km", ["4:00", "6:00"]),
        ("4:00min/km:6:00min/km:2", ["4:00", "6:00"]),
        ("4min/km:6min/km:2", ["4:00", "6:00"]),
    ],
)
def test_a_pace_owns_its_colon(text, paces):
    axis = read_axis(SEYFARTH, "gait.apex_speed", text)
    assert axis.unit == "m/s"
    assert axis.si.tolist() == [parse(f"{pace} min/km", "m/s") for pace in paces]


def test_text_without_a_unit_is_for_angles_and_plain_numbers():
    assert read_axis(SEYFARTH, "foot.angle_of_attack", "60:76:3").unit == "deg"
    assert read_axis(SEYFARTH, "world.friction", "0.3,0.9").si.tolist() == [0.3, 0.9]
    assert read_axis(SEYFARTH, "foot.angle_of_attack", ("60 deg", 76, 3)).si[2] == math.radians(76)
    assert read_axis(SEYFARTH, "gait.apex_height", ("5 ft 1 in", "5 ft 3 in", 2)).unit == "m"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("leg.stiffness", ("8 kN/m", "40 kN/m", 161)),
        ("foot.angle_of_attack", (60.1, 75.7, 33)),
        ("foot.angle_of_attack", [60.1, 61, 75.7]),
        ("world.friction", (0.3, 0.9, 7)),
        ("world.friction", ["30 %", "90 %"]),
        ("world.gravity", ["1.62 m/s²", "9.81 m/s²"]),
        ("world.impeding_force", (-10, 10, 3)),
        ("gait.apex_height", ("3 ft", "4 ft", 4)),
    ],
)
def test_the_text_of_an_axis_makes_the_same_axis(field, values):
    axis = read_axis(SEYFARTH, field, values)
    again = read_axis(SEYFARTH, field, axis.text)
    assert again.unit == axis.unit
    assert again.si.tobytes() == axis.si.tobytes()
    assert pickle.loads(pickle.dumps(axis)) == axis


def test_an_axis_travels_light():
    axis = read_axis(SEYFARTH, "leg.stiffness", ("8 kN/m", "40 kN/m", 100_000))
    assert axis.si.size == 100_000
    assert len(pickle.dumps(axis)) < 1000


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ({}, "must name at least one field"),
        ({"leg.stifness": [1]}, 'Did you mean "leg.stiffness"'),
        ({"stiffness": [1]}, 'Did you mean "leg.stiffness"'),
        ({"leg.law": ["spring"]}, "holds a word"),
        ({"leg.stiffness": []}, "needs at least one"),
        ({"leg.stiffness": ("8 kN/m", "40 kN/m")}, "must be .from, to, how many."),
        ({"leg.stiffness": ("8 kN/m", "40 kN/m", 0)}, "from 1 to"),
        ({"leg.stiffness": ("8 kN/m", "40 kN/m", 2.5)}, "whole number"),
        ({"leg.stiffness": ("8 kN/m", "40 kN/m", True)}, "whole number"),
        ({"leg.stiffness": ("8 kN/m", "8 kN/m", 5)}, "same value"),
        ({"leg.stiffness": ["8 kN/m", "8000 N/m"]}, "listed twice"),
        ({"leg.stiffness": ["8 kN/m", "north"]}, "needs a stiffness"),
        ({"leg.stiffness": "8:40"}, "FROM:TO:COUNT"),
        ({"leg.stiffness": "8:40:3"}, "The number 8 has no unit; text needs one. Such as 8:40:3kN/m"),
        ({"leg.stiffness": "8kN/m:40:3"}, "The number 40 has no unit"),
        ({"leg.stiffness": "8 kN/m, 20000"}, "The number 20000 has no unit; .*20000N/m"),
        ({"leg.stiffness": "20000"}, "has no unit"),
        ({"gait.apex_height": "0.93"}, "has no unit; text needs one. Such as 0.93m"),
        ({"foot.retraction": "0:50:3"}, "has no unit; text needs one. Such as 0:50:3deg/s"),
        ({"leg.stiffness": "8:40:2.5kN/m"}, r"how many \(2.5\) must be a whole number"),
        ({"leg.stiffness": "8:40:-3kN/m"}, r"how many \(-3\) must be a whole number"),
        ({"leg.stiffness": f"8:40:{'9' * 5000}kN/m"}, "must be a whole number"),
        ({"leg.stiffness": "8:40:1kN/m"}, "a range needs at least 2 values"),
        ({"leg.stiffness": (8000, 40000, 1)}, "a range needs at least 2 values"),
        ({"leg.stiffness": ("8 kN/m", "40 N/m", 3)}, "different units"),
        ({"leg.stiffness": ("8 kN/m", 40, 3)}, "different units"),
        ({"world.friction": ("30 %", 0.9, 3)}, "different units"),
        ({"gait.apex_speed": ("4:45 min/km", "4 m/s", 3)}, "different units"),
        ({"gait.apex_speed": "4:45:3min/km"}, "paces of minutes:seconds"),
        ({"gait.apex_speed": "4:45min/km:3"}, "paces of minutes:seconds"),
        ({"gait.apex_speed": "4:45,5:70min/km"}, "seconds from 00 to 59"),
        ({"gait.apex_speed": "4:45"}, "FROM:TO:COUNT"),
        ({"leg.stiffness": "8:40,9kN/m"}, "FROM:TO:COUNT"),
        ({"leg.stiffness": "8:40:161:2 kN/m"}, "FROM:TO:COUNT"),
        ({"leg.stiffness": "8,x kN/m"}, "needs a stiffness"),
        ({"leg.stiffness": ("8 deg", "40 deg", 3)}, "does not fit"),
        ({"leg.stiffness": [float("nan")]}, "finite"),
        ({"leg.stiffness": ("-8 kN/m", "40 kN/m", 3)}, "must be above 0"),
        ({"leg.stiffness": {"from": 1}}, "needs a stiffness"),
        ({"foot.angle_of_attack": (60, 190, 3)}, "below 180 deg"),
        ({"foot.angle_of_attack": [60], "foot.ahead": ["30 cm"]}, "one and the same freedom"),
        ({"foot.ahead": ("20 cm", "120 cm", 3)}, "must stay below the leg length"),
        ({"leg.push_off": ("0 cm", "40 cm", 3), "runner.leg_length": ("0.5 m", "1 m", 3)}, "of the leg length"),
        ({"leg.damping": (0, 5, 3)}, "a spring loses nothing"),
        ({"gait.find.speed": [3]}, "is no target"),
    ],
)
def test_wrong_input_is_told_before_any_work(vary, said):
    with pytest.raises(sm.InputError, match=said):
        read_axes(SEYFARTH, vary)


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ({"gait.apex_speed": [3]}, "the search finds its apex"),
        ({"leg.stiffness": [2e4]}, "the scenario frees it"),
        ({"foot.angle_of_attack": [70]}, "the scenario frees it"),
        ({"gait.find.sped": [3]}, 'Did you mean "speed"'),
        ({"gait.find.speed": [0, 3]}, "must be above 0"),
    ],
)
def test_what_a_search_finds_cannot_be_varied(vary, said):
    with pytest.raises(sm.InputError, match=said):
        read_axes(sm.load("rbds001"), vary)


@pytest.mark.parametrize("measure", ["contact_tim", ["steps_to_fal"], []])
def test_unknown_outputs(measure):
    with pytest.raises(sm.InputError, match=r"Did you mean|at least one"):
        choose(measure)


@pytest.mark.parametrize("measure", [5, [5], [["speed"]], True])
def test_outputs_that_are_no_names(measure):
    with pytest.raises(sm.InputError, match="measure"):
        choose(measure)


def test_an_outcome_is_always_there():
    assert [one.name for one in choose(["contact_time"])] == ["contact_time", "outcome"]
    assert [one.name for one in choose("outcome")] == ["outcome"]


def test_own_outputs_are_no_metrics():
    assert not OWN.keys() & METRICS.keys()


PARTS = {"degree", "m", "m2", "s", "s2", "N", "kN", "J", "kg", "min", "rad", "1", "h", "km", "percent", "cm"}


def test_every_unit_is_in_words_udunits_knows():
    units = {one.unit_label for one in METRICS.values()} | {one.unit for one in OWN.values()}
    for law in LAWS:
        units |= {field.unit for field in numeric_fields(law).values()}
    units |= {"deg", "deg/s", "km/h", "%", "cm"}
    for unit in units:
        parts = udunits(unit).replace("/", " ").split()
        assert set(parts) <= PARTS, unit


def test_written_units():
    assert written_unit("5 ft 11 in", "m") is None
    assert written_unit("0.6", "1") is None
    assert written_unit("60 %", "1") == "%"
    assert written_unit("9.81 m/s^2", "m/s²") == "m/s²"
    assert written_unit("340 N*s/m", "N·s/m") == "N·s/m"
    assert written_unit("12 km/h", "m/s") == "km/h"


def test_chunks_are_made_when_asked_for():
    many = chunks(10**18, 65536)
    assert next(many) == (0, 65536)
    assert next(many) == (65536, 131072)
