import contextlib
import math
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from springmass.errors import InputError, did_you_mean, gather, nearest
from springmass.units import SI, brief, display, label, needs, number, parse, same_kind, to_text, written_unit

MILE = 1609.344
READ = [
    ("20 kN/m", "N/m", 20000.0),
    ("20kN/m", "N/m", 20000.0),
    ("68 deg", "rad", math.radians(68)),
    ("68°", "rad", math.radians(68)),
    ("1.2 rad", "rad", 1.2),
    ("68 deg", "deg", 68.0),
    ("4:45 min/km", "m/s", 1000 / 285),
    ("4:45 /km", "m/s", 1000 / 285),
    ("4:45/km", "m/s", 1000 / 285),
    ("4.75 min/km", "m/s", 1000 / 285),
    ("285 s/km", "m/s", 1000 / 285),
    ("7:30 min/mile", "m/s", MILE / 450),
    ("7:30 /mi", "m/s", MILE / 450),
    ("165 steps/min", "steps/min", 165.0),
    ("165 spm", "steps/min", 165.0),
    ("165 /min", "steps/min", 165.0),
    ("165 1/min", "steps/min", 165.0),
    ("2.75 Hz", "steps/min", 165.0),
    ("82.5 strides/min", "steps/min", 165.0),
    ("3 cm", "m", 0.03),
    ("+3 cm", "m", 0.03),
    ("−3 cm", "m", -0.03),
    ("- 3 cm", "m", -0.03),
    ("1e-3 m", "m", 0.001),
    ("1e−3 m", "m", 0.001),
    (".5 m", "m", 0.5),
    ("22.4 cm", "m", 0.224),
    ("6 ft", "m", 1.8288),
    ("5 ft 11 in", "m", 1.8034),
    ("-5 ft 11 in", "m", -1.8034),
    ("1 m 75 cm", "m", 1.75),
    ("9.81 m/s²", "m/s²", 9.81),
    ("9.81 m/s^2", "m/s²", 9.81),
    ("9.81 m/s2", "m/s²", 9.81),
    ("9.81 m/s/s", "m/s²", 9.81),
    ("0.11 s/m", "s/m", 0.11),
    ("340 N·s/m", "N·s/m", 340.0),
    ("340 N*s/m", "N·s/m", 340.0),
    ("340 N s/m", "N·s/m", 340.0),
    ("340 Ns/m", "N·s/m", 340.0),
    ("0.34 kN·s/m", "N·s/m", 340.0),
    ("340 kg/s", "N·s/m", 340.0),
    ("50 deg/s", "rad/s", math.radians(50)),
    ("50°/s", "rad/s", math.radians(50)),
    ("12.6 km/h", "m/s", 3.5),
    ("12.6 kph", "m/s", 3.5),
    ("8 mph", "m/s", 3.57632),
    ("150 lb", "kg", 68.0388555),
    ("70 KG", "kg", 70.0),
    ("224 ms", "s", 0.224),
    ("2.75 1/s", "1/s", 2.75),
    ("2.5 BW", "BW", 2.5),
    ("60 bw/s", "BW/s", 60.0),
    ("2.8 N·m/kg", "N·m/kg", 2.8),
    ("2.8 Nm/kg", "N·m/kg", 2.8),
    ("0.3 N·m·s/kg", "N·m·s/kg", 0.3),
    ("1.2 J/kg", "J/kg", 1.2),
    ("60 %", "1", 0.6),
    ("0.6", "1", 0.6),
    ("20 N", "N", 20.0),
    ("4 lbf", "N", 17.792886461042),
]


@pytest.mark.parametrize(("text", "unit", "value"), READ)
def test_reads(text, unit, value):
    assert parse(text, unit) == value  # the very float, not about that


@pytest.mark.parametrize(
    ("text", "unit", "said"),
    [
        ("20 kN/m", "m", ('"kN/m" does not fit', "a length", '"93 cm"')),
        ("20 kg", "N/m", ('"kg" does not fit', "a stiffness", '"20 kN/m"')),
        ("5 s/m", "m/s", ('"s/m" does not fit', "a speed")),
        ("2.5 BW", "N", ('"BW" does not fit', "a force")),
        ("20 N", "BW", ('"N" does not fit', "a force in body weights")),
        ("165 steps/min", "1/s", ("does not fit", "a frequency")),
        ("68", "rad", ("has no unit", "an angle")),
        ("5 %", "rad", ("does not fit", "2.862 deg")),
        ("20 kN/mm2x", "N/m", ("unknown",)),
        ("70 kgg", "kg", ('"kgg" is unknown', 'Did you mean "kg"')),
        ("165 stepps/min", "steps/min", ('"stepps" is unknown', 'Did you mean "steps/min"')),
        ("3,5 m/s", "m/s", ("Write 3.5",)),
        ("1,500 N", "N", ("Write 1.500", "1500 for thousands")),
        ("1 500 N", "N", ("1 has no unit",)),
        ("nan m", "m", ("a length",)),
        ("inf m", "m", ("a length",)),
        ("1e999 m", "m", ("finite",)),
        ("4:75 min/km", "m/s", ("00 to 59",)),
        ("4:45 min", "s", ("only in a pace",)),
        ("0:00 /km", "m/s", ("no speed",)),
        ("", "m", ("a length",)),
        ("m", "m", ("a length",)),
        ("--3 m", "m", ("a length",)),
        ("3 m/", "m", ("unknown",)),
        ("1 m -3 cm", "m", ("m",)),
        ("9" * 500 + " m", "m", ("a length", "…")),
        ("3 m^9", "m", ("does not fit",)),
        ("3 parsec", "m", ('"parsec" is unknown',)),
    ],
)
def test_refuses(text, unit, said):
    with pytest.raises(InputError) as caught:
        parse(text, unit)
    for part in said:
        assert part in str(caught.value)
    assert caught.value.given == text
    assert caught.value.__context__ is None


def test_a_pace_is_no_difference():
    with pytest.raises(InputError):
        parse("+10 s/km", "m/s", pace=False)


def test_bare_numbers_are_si_and_degrees():
    assert number(20000, "N/m") == 20000.0
    assert number(68, "rad") == math.radians(68) == parse("68 deg", "rad")
    assert number(50.0, "rad/s") == math.radians(50)
    assert number(68, "deg") == 68.0
    assert number(SI(1.2), "rad") == 1.2
    assert type(number(SI(1.2), "rad")) is float
    assert number("3 cm", "m") == 0.03


def test_numpy_numbers_are_numbers():
    np = pytest.importorskip("numpy")
    assert number(np.float32(0.5), "m") == 0.5
    assert number(np.int64(90), "rad") == math.radians(90)
    with pytest.raises(InputError):
        number(np.bool_(True), "m")


@pytest.mark.parametrize(
    "value", [True, False, None, [1], {"m": 1}, 1j, b"3 m", math.nan, math.inf, -math.inf, 10**400]
)
def test_what_is_no_number(value):
    with pytest.raises(InputError):
        number(value, "m")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (17310.0, "N/m", "17.3 kN/m"),
        (math.radians(72.9), "rad", "72.9 deg"),
        (math.radians(50), "rad/s", "50.0 deg/s"),
        (0.224, "m", "22.4 cm"),
        (0.03, "m", "3.00 cm"),
        (1.75, "m", "1.75 m"),
        (0.224, "s", "224 ms"),
        (171.2, "steps/min", "171 steps/min"),
        (2.46, "BW", "2.46 BW"),
        (1234.5, "N", "1234 N"),
        (0.41, "1", "0.410"),
        (0.0, "m", "0.00 cm"),
        (-0.0, "m", "0.00 cm"),
        (1e-9, "kg", "1e-09 kg"),
        (math.nan, "m", "–"),
        (math.inf, "m", "inf m"),
        (9.0, "deg", "9.00 deg"),
    ],
)
def test_labels(value, unit, text):
    assert label(value, unit) == text


def test_brief_and_display():
    assert brief(0.8, "m") == "0.8 m"
    assert brief(math.pi, "rad") == "180 deg"
    assert label(2.4567, "BW", digits=4) == "2.457 BW"
    assert display("m") == ("cm", 100.0)
    assert display("steps/min") == ("steps/min", 1.0)
    assert needs("furlong")[0] == "a value in furlong"
    assert same_kind("cm", "ft")
    assert not same_kind("N·s/m", "s/m")


UNITS = [
    "m",
    "kg",
    "s",
    "rad",
    "rad/s",
    "m/s",
    "m/s²",
    "N",
    "N/m",
    "N·s/m",
    "s/m",
    "steps/min",
    "1/s",
    "BW",
    "BW/s",
    "1",
]
UNITS += ["J/kg", "N·m/kg", "deg", "kN/m"]


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e290, max_value=1e290), st.sampled_from(UNITS))
def test_round_trip_is_exact(value, unit):
    text = to_text(value, unit)
    assert parse(text, unit) == value
    assert number(text, unit) == value


@given(st.integers(-1000, 1000), st.sampled_from(UNITS))
def test_text_of_a_round_number_is_short(value, unit):
    written = f"{value} {display(unit)[0]}".removesuffix(" 1")
    assert len(to_text(parse(written, unit), unit)) <= len(written) + len(".00")


@given(st.text(max_size=30), st.sampled_from(UNITS))
def test_any_text_is_read_or_refused(text, unit):
    with contextlib.suppress(InputError):
        assert math.isfinite(parse(text, unit))


@given(st.from_regex(r"[-+]?[0-9.:,e]{1,8} ?[a-zN°%]{0,3}[ /*^][a-z0-9]{0,4}", fullmatch=True), st.sampled_from(UNITS))
def test_any_likely_text_is_read_or_refused(text, unit):
    with contextlib.suppress(InputError):
        assert math.isfinite(parse(text, unit))


def test_not_finite_has_no_text():
    with pytest.raises(InputError):
        to_text(math.nan, "m")


def test_errors():
    error = InputError("leg.stiffness", given="-20 kN/m", allowed="must be above 0 N/m", file="run.toml", line=12)
    assert str(error) == 'run.toml:12: leg.stiffness: given "-20 kN/m"; must be above 0 N/m.'
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert isinstance(error, ValueError)
    both = gather([error, InputError("foot.ahead", allowed="is missing", hint="Add it.")])
    assert str(both).splitlines()[1] == "foot.ahead: is missing. Add it."
    assert [one.where for one in pickle.loads(pickle.dumps(both)).problems] == ["leg.stiffness", "foot.ahead"]
    assert str(InputError(given=True, allowed="must be a number")) == "given true; must be a number."
    assert nearest("Stifness", ["stiffness", "mass"]) == "stiffness"
    assert nearest("qqq", ["stiffness", "mass"]) is None
    assert did_you_mean("qqq", ["stiffness", "mass"]) == "Known: stiffness, mass."


@pytest.mark.parametrize(
    ("text", "unit", "written"), [("8/%", "1", None), ("8 kN / m", "N/m", "kN/m"), ("60 %", "1", "%")]
)
def test_the_unit_a_text_is_written_in(text, unit, written):
    assert written_unit(text, unit) == written
