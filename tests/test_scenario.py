import contextlib
import dataclasses
import math
import pickle
import tomllib
from pathlib import Path

import jsonschema
import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from springmass.errors import InputError
from springmass.legs import LEG_LAWS
from springmass.parameters import FIELDS, Parameters, parameters_of, touchdown_angle
from springmass.scenario import (
    Foot,
    Gait,
    Hip,
    Leg,
    Runner,
    Scenario,
    WhatIf,
    World,
    choice_fields,
    load,
    loads,
    numeric_fields,
    parse_change,
    save,
    schema,
    shipped,
    shipped_names,
)
from springmass.scenario.defaults import LEG_LENGTH
from springmass.scenario.lines import line_map


def classical(**changes):
    parts = {
        "runner": Runner(mass=80, leg_length=1),
        "leg": Leg(stiffness=20_000),
        "foot": Foot(angle_of_attack=68),
        "gait": Gait(apex_height=1, apex_speed=5),
    }
    return Scenario(**(parts | changes))


# -- reading: numbers, text, degrees --


def test_numbers_and_text_say_the_same():
    text = Scenario(
        runner={"mass": "80 kg", "leg_length": "100 cm"},
        leg={"stiffness": "20 kN/m"},
        foot={"angle_of_attack": "68 deg"},
        gait={"apex_height": "1 m", "apex_speed": "18 km/h"},
    )
    assert text == classical() == load("seyfarth").with_values({}).model_copy(update={
        "title": "", "question": "", "sources": (), "what_if": ()
    })  # fmt: skip


def test_bare_angles_are_degrees_attributes_are_radians():
    foot = Foot(angle_of_attack=68, retraction=50)
    assert foot.angle_of_attack == math.radians(68)
    assert foot.retraction == math.radians(50)
    assert Hip(extension=5, trunk_lean="0.1 rad").trunk_lean == 0.1
    assert World(slope=-2).slope == math.radians(-2)


def test_neutral_defaults_give_the_classical_runner():
    found = parameters_of(classical())
    plain = Parameters(mass=80.0, leg_length=1.0, stiffness=20e3, angle_of_attack=math.radians(68))
    assert found.replace(shape=plain.shape) == plain
    # the body is the average one of that leg; only where its hip sits depends on the speed
    assert dataclasses.replace(found.shape, hip_behind=plain.shape.hip_behind) == plain.shape
    assert found.shape.hip_behind > plain.shape.hip_behind


def test_height_and_leg_length_follow_from_each_other():
    assert Runner(mass=70, height=1.75).leg_length == LEG_LENGTH.share * 1.75 == 0.53 * 1.75
    assert Runner(mass=70, leg_length=0.9).height == 0.9 / 0.53
    both = Runner(mass=70, height=1.75, leg_length=0.95)
    assert (both.height, both.leg_length) == (1.75, 0.95)


def test_explorers_are_welcome():
    World(gravity=1.62)
    Runner(mass=9, height=0.75)
    Runner(mass=1000, height=10)
    Leg(stiffness=1e6)
    Gait(apex_height=1, apex_speed=0)


def test_frozen_and_closed():
    scenario = classical()
    with pytest.raises(ValueError):
        scenario.leg.stiffness = 1.0
    with pytest.raises(InputError, match=r"leg.stifness: is no field of \[leg\]"):
        Leg(stifness=3)


def test_errors_from_python_name_the_field_and_hide_the_machinery():
    with pytest.raises(InputError) as caught:
        classical(runner={"mass": -1, "height": 1.8})
    assert caught.value.where == "runner.mass"
    assert caught.value.given == -1
    assert caught.value.__context__ is None
    with pytest.raises(InputError) as caught:
        classical(what_if=[{"change": {"leg.push_off": "1 cm"}}, {"change": {"leg.push_off": "1 s"}}])
    assert caught.value.where == "what_if[1].change.leg.push_off"


@pytest.mark.parametrize("law", LEG_LAWS)
def test_every_law_takes_damping_in_its_own_unit(law):
    unit = LEG_LAWS[law].damping_unit
    assert Leg(law=law, stiffness=1).damping == 0.0
    assert Leg(law=law, stiffness=1, damping=0).damping == 0.0
    if unit is None:
        assert Leg(law=law, damping="0 N·s/m").damping == Leg(law=law, damping="0 s/m").damping == 0.0
        with pytest.raises(InputError, match=r"leg\.damping"):
            Leg(law=law, damping=1)
    else:
        assert Leg(law=law, damping=f"0.2 {unit}").damping == Leg(law=law, damping=0.2).damping == 0.2
        assert numeric_fields(law)["leg.damping"].unit == unit


def test_wrong_law_is_the_only_complaint():
    with pytest.raises(InputError) as caught:
        Leg(law="springy", damping="3 m")
    assert [problem.where for problem in caught.value.problems] == ["leg.law"]


# -- what a search frees need not be given --


@pytest.mark.parametrize("placement", ["foot.angle_of_attack", "foot.ahead"])
def test_freed_fields_may_be_missing(placement):
    gait = Gait(find={"speed": "3.5 m/s"}, free=["leg.stiffness", placement])
    scenario = classical(leg=Leg(), foot=Foot(), gait=gait)
    start = parameters_of(scenario)
    assert start.angle_of_attack == math.radians(70)
    assert start.stiffness == 25 * 80 * 9.81 / 1.0


def test_placement_both_ways():
    ahead = classical(foot=Foot(ahead="30 cm"))
    assert parameters_of(ahead).angle_of_attack == math.acos(0.3)
    assert ahead.with_values({"foot.angle_of_attack": 1.2}).foot == Foot(angle_of_attack="1.2 rad")
    assert classical().with_values({"foot.ahead": 0.3}).foot == ahead.foot


def test_none_takes_a_value_away_and_both_placements_stay_refused():
    assert load("slingshot").with_values({"world.friction": 0.6}).with_values({"world.friction": None}).world == World()
    with pytest.raises(InputError, match="is missing"):
        classical().with_values({"foot.angle_of_attack": None})
    with pytest.raises(InputError, match="exactly one"):
        classical().with_values({"foot.angle_of_attack": 1.2, "foot.ahead": 0.2})
    with pytest.raises(InputError, match=r"foot\.ahead"):
        touchdown_angle(1.0, 1.0)


def test_ahead_with_retraction_lands_where_it_says():
    scenario = classical(
        foot=Foot(ahead="30 cm", retraction="50 deg/s"), world=World(slope=4), gait=Gait(apex_height=1.05, apex_speed=5)
    )
    parameters = parameters_of(scenario)
    fall = math.sqrt(2 * (1.05 - math.sqrt(1 - 0.3**2)) / (9.81 * math.cos(math.radians(4))))
    landed = parameters.angle_of_attack + parameters.retraction * fall
    assert math.cos(landed) == pytest.approx(0.3, abs=1e-14)
    unknown_apex = scenario.with_values({"gait.find": {"speed": "5 m/s"}, "gait.free": ["leg.push_off"]})
    assert parameters_of(unknown_apex).angle_of_attack == math.acos(0.3)
    assert parameters_of(unknown_apex, apex_height=1.05) == parameters


def test_retraction_beyond_the_circle_is_refused():
    foot = Foot(ahead="30 cm", retraction="500 deg/s")
    with pytest.raises(InputError, match=r"foot\.retraction"):
        parameters_of(classical(foot=foot, gait=Gait(apex_height=3, apex_speed=5)))


def test_two_speeds_of_roll():
    parameters = parameters_of(
        classical(foot=Foot(angle_of_attack=68, roll_speed=2, roll_switch=0.13, roll_late_speed=0.3))
    )
    assert (parameters.roll_speed, parameters.roll_switch, parameters.roll_late_speed) == (2.0, 0.13, 0.3)
    one_speed = parameters_of(classical(foot=Foot(angle_of_attack=68, roll_speed=2)))
    assert (one_speed.roll_late_speed, one_speed.roll_switch) == (2.0, math.inf)
    assert one_speed.replace(roll_speed=1.0).roll_late_speed == 1.0
    assert parameters.replace(roll_speed=1.0).roll_late_speed == 0.3


def test_every_parameter_has_its_field():
    scenario = load("slingshot").with_values(
        {"foot.roll_switch": 0.1, "foot.roll_late_speed": 0.2, "world.friction": 0.6}
    )
    parameters = parameters_of(scenario)
    assert set(FIELDS.values()) == set(Parameters.__dataclass_fields__) - {"shape"}  # of several fields: see below
    for name, parameter in FIELDS.items():
        assert getattr(parameters, parameter) == scenario.value(name), name


def test_the_body_comes_from_the_scenario():
    """Height and strike say what is not given; what is given is taken."""
    tall = {"runner.height": 2.0, "runner.leg_length": 1.06}
    plain, grown = (parameters_of(load("rbds001").with_values(values)).shape for values in ({}, tall))
    assert (plain.height, grown.height) == (1.81, 2.0)
    for name in ("first_contact", "hip_above", "thigh", "shank", "ankle_height", "ball_ahead"):
        assert getattr(grown, name) == pytest.approx(2.0 / 1.81 * getattr(plain, name)), name
    contact = [
        parameters_of(load("rbds001").with_values({"foot.strike": strike})).shape.first_contact
        for strike in ("rearfoot", "midfoot", "forefoot")
    ]
    assert contact[0] < 0.0 < contact[1] < contact[2]
    given = {"hip.behind": "2 cm", "hip.above": "-3 cm", "foot.first_contact": "7 cm", "hip.trunk_lean": "15 deg"}
    shape = parameters_of(load("rbds001").with_values(given)).shape
    assert (shape.hip_behind, shape.hip_above, shape.first_contact) == (0.02, -0.03, 0.07)
    assert shape.trunk_lean == math.radians(15)
    with pytest.raises(InputError, match=r"hip\.behind"):
        load("rbds001").with_values({"hip.behind": "40 cm"})


def test_the_hip_goes_by_the_speed_the_scenario_is_about():
    """Asked for or released with; nobody was measured beyond 4.5 m/s, so nothing is extrapolated."""
    sought = load("rbds001")
    find = dict(sought.gait.find)

    def behind(speed):
        return parameters_of(sought.with_values({"gait.find": find | {"speed": speed}})).shape.hip_behind

    slow, usual, fast, faster = (behind(f"{v} m/s") for v in (2.6, 3.5, 4.4, 9.0))
    assert slow < usual < fast < faster
    assert faster == behind("6 m/s")
    assert behind("12.6 km/h") == behind(3.5) == usual
    values = {"leg.stiffness": 17e3, "foot.angle_of_attack": 1.27, "gait.apex_height": 1.0, "gait.apex_speed": 3.5}
    assert parameters_of(sought.with_values(values)).shape.hip_behind == usual


@pytest.mark.parametrize(
    ("landing", "strike", "milliseconds"),
    [("none", "rearfoot", None), ("stiff", "forefoot", 22), ("supple", "rearfoot", 40), ("by strike", "rearfoot", 22),
     ("by strike", "midfoot", 30), ("by strike", "forefoot", 40)],
)  # fmt: skip
def test_how_the_foot_lands(landing, strike, milliseconds):
    scenario = load("rbds001").with_values({"foot.landing": landing, "foot.strike": strike})
    assert parameters_of(scenario).shape.stopping_time == (milliseconds and 1e-3 * milliseconds)
    assert "foot.landing" in choice_fields()
    assert loads(tomli_w.dumps(scenario.to_dict())) == scenario
    with pytest.raises(InputError, match="stiff"):
        load("rbds001").with_values({"foot.landing": "stif"})


@pytest.mark.parametrize(
    ("name", "value"),
    [("mass", 0.0), ("leg_length", -1.0), ("stiffness", math.nan), ("gravity", 0.0), ("angle_of_attack", 0.0),
     ("angle_of_attack", math.pi), ("angle_of_attack", math.nan), ("damping_law", "sprung"), ("damping", 1.0),
     ("slope", math.nan), ("push_off", math.inf), ("roll_switch", math.nan), ("friction", math.nan),
     ("roll_late_speed", math.nan)],
)  # fmt: skip
def test_parameters_name_the_wrong_argument(name, value):
    good = Parameters(80.0, 1.0, 20e3, 1.2)
    with pytest.raises(ValueError) as caught:
        good.replace(**{name: value})
    assert str(caught.value).startswith(f"{name}: ")


# -- writing --


@pytest.mark.parametrize("name", shipped_names())
@pytest.mark.parametrize("defaults", [True, False])
def test_shipped_scenarios_survive_the_round_trip(tmp_path, name, defaults):
    scenario = load(name)
    save(scenario, tmp_path / "copy.toml", defaults=defaults)
    copy = load(tmp_path / "copy.toml")
    assert copy == scenario
    assert Scenario(**scenario.to_dict()) == scenario
    assert parameters_of(copy) == parameters_of(scenario)
    assert [file.name for file in tmp_path.iterdir()] == ["copy.toml"]


positive = st.floats(1e-6, 1e3, exclude_min=True)


@given(
    mass=positive,
    length=st.floats(1e-3, 5),
    stiffness=st.floats(1e-3, 1e8),
    angle=st.floats(1e-6, math.pi - 1e-6),
    law=st.sampled_from(list(LEG_LAWS)),
    damping=st.floats(0, 1e5),
    lean=st.floats(-0.3, 0.7),
    height=st.floats(1e-3, 100),
    speed=st.floats(-50, 50),
)
def test_round_trip_is_exact_to_the_last_bit(mass, length, stiffness, angle, law, damping, lean, height, speed):
    values = {
        "runner.mass": mass, "runner.leg_length": length, "leg.stiffness": stiffness, "leg.law": law,
        "leg.damping": damping if law != "spring" else 0.0, "foot.angle_of_attack": angle, "hip.trunk_lean": lean,
        "gait.apex_height": height, "gait.apex_speed": speed,
    }  # fmt: skip
    scenario = classical().with_values(values)
    assert loads(tomli_w.dumps(scenario.to_dict())) == scenario
    for name, value in values.items():
        assert scenario.value(name) == value


def test_text_is_what_a_runner_would_write():
    data = load("rbds001").to_dict(defaults=False)
    written = tomllib.loads(shipped("rbds001").read_text(encoding="utf-8"))
    for section in ("runner", "leg", "foot"):
        assert data[section] == written[section]
    assert data["runner"] == {"mass": "62 kg", "height": "1.81 m"}
    assert data["gait"]["find"] == {"speed": "3.5 m/s", "cadence": "171.2 steps/min", "contact_time": "224 ms"}
    assert load("seyfarth").to_dict()["foot"]["angle_of_attack"] == "68 deg"


def test_saving_replaces_in_one_move_and_leaves_nothing_behind(tmp_path, monkeypatch):
    file = tmp_path / "mine.toml"
    file.write_text("precious")

    def broken(*arguments):
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", broken)
        with pytest.raises(InputError, match="disk full"):
            save(classical(), file)
    assert file.read_text() == "precious"
    assert len(list(tmp_path.iterdir())) == 1
    save(classical(), file)
    assert load(file) == classical()


def test_pickle_and_source(tmp_path):
    scenario = load("rbds001")
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    assert scenario.source.file == "rbds001"
    error = scenario.error("gait.find.speed", given="3.5 m/s", allowed="must be a metric")
    text = shipped("rbds001").read_text().splitlines()
    assert error.line is not None
    assert text[error.line - 1].startswith("find")
    assert str(error).startswith(f"rbds001:{error.line}: gait.find.speed: ")
    assert scenario.with_values({"leg.push_off": 0.05}).source == scenario.source
    assert scenario.with_values({"leg.push_off": 0.05}).source.lines is scenario.source.lines
    assert classical().error("leg", allowed="is odd").file is None


# -- changing --


@pytest.mark.parametrize(
    ("field", "value", "baseline", "result"),
    [
        ("foot.ahead", "+3 cm", 0.2, 0.2 + 0.03),
        ("foot.ahead", "-3 cm", 0.2, 0.2 - 0.03),
        ("foot.ahead", "−3 cm", 0.2, 0.2 - 0.03),
        ("foot.ahead", "3 cm", 0.2, 0.03),
        ("foot.ahead", "=-5 cm", 0.2, -0.05),
        ("foot.ahead", "= 5 cm", 0.2, 0.05),
        ("foot.ahead", 0.03, 0.2, 0.03),
        ("foot.ahead", -0.03, 0.2, -0.03),
        ("leg.stiffness", "-5 %", 20e3, 19e3),
        ("leg.stiffness", "−5 %", 20e3, 19e3),
        ("leg.stiffness", "+7%", 20e3, 21.4e3),
        ("foot.angle_of_attack", 70, 1.2, math.radians(70)),
        ("foot.angle_of_attack", "+2 deg", 1.2, 1.2 + math.radians(2)),
        ("world.friction", "60 %", None, 0.6),
        ("world.friction", "-50 %", 0.6, 0.3),
        ("leg.damping", "+10 N·s/m", 100.0, 110.0),
        ("world.slope", "=-3 deg", 0.0, math.radians(-3)),
    ],
)
def test_changes(field, value, baseline, result):
    assert parse_change(field, value, baseline) == result


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("foot.aheda", "3 cm", "foot.ahead"),
        ("leg.law", "spring", "word"),
        ("leg.stiffness", "5 %", r"\+5 %"),
        ("leg.stiffness", "+5 kg", "stiffness"),
        ("leg.stiffness", True, "given true"),
        ("leg.stiffness", "+5 kN/m", "no value to start from"),
        ("gait.apex_speed", "+10 s/km", "speed"),
    ],
)
def test_wrong_changes(field, value, said):
    with pytest.raises(InputError, match=said):
        parse_change(field, value, None if "start" in said else 1.0)


def test_damping_changes_in_the_unit_of_the_law():
    assert parse_change("leg.damping", "0.1 s/m", None, law="hysteretic") == 0.1
    with pytest.raises(InputError, match="hysteretic"):
        parse_change("leg.damping", "0.1 s/m", None, law="viscous")


def test_with_values_checks_and_keeps_the_rest():
    scenario = load("slingshot")
    changed = scenario.with_values({"leg.stiffness": 25e3, "foot.angle_of_attack": 1.25, "leg.push_off": "5 cm"})
    assert (changed.leg.stiffness, changed.foot.angle_of_attack, changed.leg.push_off) == (25e3, 1.25, 0.05)
    assert changed.what_if == scenario.what_if
    assert changed.leg.damping == scenario.leg.damping
    assert scenario.leg.stiffness == 19e3
    with pytest.raises(InputError, match=r"leg\.stiffness"):
        scenario.with_values({"leg.stiffness": -1.0})
    with pytest.raises(InputError, match=r"must be .*below 180 deg"):
        scenario.with_values({"foot.angle_of_attack": 4.0})
    with pytest.raises(InputError, match=r'"leg\.stiffness"'):
        scenario.with_values({"stiffness": 1.0})
    with pytest.raises(InputError, match="true"):
        scenario.with_values({"leg.stiffness": True})
    assert scenario.with_values({"leg.law": "spring", "leg.damping": 0}).leg.law == "spring"


def test_leg_length_follows_a_new_height_only_if_it_was_not_given():
    assert load("rbds001").with_values({"runner.height": 2.0}).runner.leg_length == 1.06
    fixed = classical(runner=Runner(mass=80, height=1.8, leg_length=1))
    assert fixed.with_values({"runner.height": 2.0}).runner.leg_length == 1.0


def test_a_found_gait_becomes_a_release_and_back():
    sought = load("rbds001")
    values = {"leg.stiffness": 17e3, "foot.angle_of_attack": 1.27, "gait.apex_height": 1.0, "gait.apex_speed": 3.5}
    released = sought.with_values(values)
    assert released.gait == Gait(apex_height=1.0, apex_speed=3.5)
    back = released.with_values({"gait.find": dict(sought.gait.find), "gait.free": list(sought.gait.free)})
    assert back.gait == sought.gait


def test_what_if_forms():
    quoted = WhatIf(change={"foot.ahead": "+3 cm"}, ask="one-step")
    assert quoted == WhatIf(change={"foot": {"ahead": "+3 cm"}})
    assert quoted.ask == "one step"
    assert quoted.name == "foot.ahead +3 cm"
    assert WhatIf(change={"leg.stiffness": 20_000}).change == {"leg.stiffness": 20_000.0}
    unquoted = loads(tomli_w.dumps(classical().to_dict()) + '[[what_if]]\nchange = { foot.ahead = "+3 cm" }')
    assert unquoted.what_if[0].change == {"foot.ahead": "+3 cm"}


def test_numeric_fields_are_described():
    fields = numeric_fields()
    assert {"leg.stiffness", "foot.ahead", "leg.damping", "runner.height", "gait.apex_speed"} <= fields.keys()
    assert not fields.keys() & choice_fields().keys()
    assert set(FIELDS) <= fields.keys() | choice_fields().keys()
    for name, one in fields.items():
        assert one.name == name
        assert one.label
        assert one.description.endswith(".")
        assert all(bound.why for bound in one.bounds)
    assert fields["hip.trunk_lean"].default == math.radians(8)
    assert fields["foot.angle_of_attack"].unit == "rad"


# -- the schema --


def test_schema_is_valid_and_describes_every_field():
    document = schema()
    jsonschema.Draft202012Validator.check_schema(document)
    for definition in document["$defs"].values():
        for name, entry in definition["properties"].items():
            assert entry["description"], name
            assert entry["label"], name
    assert "null" not in str(document)
    foot = document["$defs"]["Foot"]["properties"]["angle_of_attack"]
    assert foot["unit"] == "rad"
    assert foot["anyOf"][0] == {"type": "number", "exclusiveMinimum": 0.0, "exclusiveMaximum": 180.0}
    assert document["$defs"]["Hip"]["properties"]["trunk_lean"]["default"] == "8 deg"


@pytest.mark.parametrize("name", shipped_names())
def test_shipped_scenarios_fit_the_schema(name):
    validator = jsonschema.Draft202012Validator(schema())
    validator.validate(tomllib.loads(shipped(name).read_text(encoding="utf-8")))
    validator.validate(load(name).to_dict())


# -- files --


def test_the_expected_scenarios_are_shipped():
    assert {"rbds001", "slingshot", "seyfarth", "moon", "falls", "hopping"} <= set(shipped_names())
    for name in shipped_names():
        scenario = load(name)
        assert scenario.title
        assert scenario.question.endswith("?")
        assert scenario.what_if


def test_a_file_goes_before_a_shipped_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load("moon") == load("moon.toml") == load(shipped("moon.toml"))
    save(classical(), "moon.toml")
    assert load("moon.toml") == classical()
    Path("falls").mkdir()
    assert load("falls").title == "Too soft to run"
    with pytest.raises(InputError, match="no such file"):
        load("elsewhere/moon.toml")
    with pytest.raises(InputError, match='Did you mean "moon"'):
        shipped("mon")


def flat_paths(value, path=""):
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat_paths(inner, f"{path}.{key}" if path else key)
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from flat_paths(inner, f"{path}[{index}]")


keys = st.text("abc-_1 é#='[]{}\",\\\n", min_size=1, max_size=4).filter(lambda key: not set(key) & set('\\"\n'))
leaves = st.one_of(st.integers(), st.booleans(), st.text("ab\"'\\\n#=[]{},é", max_size=8), st.dates())


def nested(inner):
    return st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3)


documents = st.dictionaries(keys, st.recursive(leaves, nested, max_leaves=8), max_size=4)


@given(documents, st.booleans())
def test_line_map_knows_every_key(document, multiline):
    text = tomli_w.dumps(document, multiline_strings=multiline)
    found = line_map(text)
    assert set(flat_paths(tomllib.loads(text.replace("\r", "")))) <= set(found)
    assert all(1 <= line <= text.count("\n") + 1 for line in found.values())


def test_line_map_by_hand():
    text = (
        "# [leg]\nleg.law = 'a = 1'\nleg.x.y = 3 # z = 1\n[[what_if]]\nchange = { a.b = [1,\n 2], c = 3 }\n"
        '[what_if.more]\nz = \'\'\'\nq = 1\n\'\'\'\n[[ what_if ]]\n"ask" = """x\n\\""""\nlast = 1979-05-27 07:32:00\n'
    )
    found = line_map(text)
    tomllib.loads(text)
    assert found["leg.law"] == 2
    assert found["leg.x"] == found["leg.x.y"] == 3
    assert found["what_if[0].change.a.b[1]"] == 6
    assert found["what_if[0].change.c"] == 6
    assert found["what_if[0].more.z"] == 8
    assert (found["what_if"], found["what_if[1]"], found["what_if[1].ask"]) == (4, 11, 12)
    assert found["what_if[1].last"] == 14
    assert "q" not in str(found)


@given(st.text(max_size=60))
def test_any_text_is_a_scenario_or_an_input_error(text):
    with contextlib.suppress(InputError):
        loads(text)
