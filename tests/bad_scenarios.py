"""Scenario files somebody got wrong, and what the message must say. Data only: the library and the program share it."""

from pathlib import Path

GOOD = """\
title = "A good one"

[runner]
mass = "80 kg"
height = "1.80 m"
leg_length = "1 m"

[leg]
law = "viscous"
stiffness = "20 kN/m"
damping = "100 N·s/m"
push_off = "2 cm"

[foot]
angle_of_attack = "68 deg"

[world]
gravity = "9.81 m/s²"

[gait]
apex_height = "1 m"
apex_speed = "5 m/s"

[[what_if]]
change = { "foot.ahead" = "+3 cm" }
ask = "one step"
"""

_RELEASE = 'apex_height = "1 m"\napex_speed = "5 m/s"'
_FIND = 'find = { speed = "3.5 m/s" }\nfree = ["leg.push_off"]'


def but(*changes: tuple[str, str]) -> str:
    """Take the good scenario and spoil it."""
    text = GOOD
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def found(free: str) -> str:
    """Take the good scenario as a gait to find, with other fields freed."""
    return but((_RELEASE, _FIND.replace('["leg.push_off"]', free)))


# (id, content, what the message must contain)
CASES: list[tuple[str, str | bytes, tuple[str, ...]]] = [
    # numbers and units
    ("negative mass", but(("80 kg", "-80 kg")), (":4:", "runner.mass", '"-80 kg"', "above 0 kg")),
    ("negative bare mass", but(('"80 kg"', "-80")), (":4:", "runner.mass", "-80", "above 0 kg")),
    ("zero mass", but(('"80 kg"', "0")), ("runner.mass", "given 0", "above 0 kg")),
    ("mass too large", but(("80 kg", "5000 kg")), ("runner.mass", '"5000 kg"', "at most 1000 kg")),
    ("mass in metres", but(("80 kg", "80 m")), (":4:", "runner.mass", '"80 m"', "needs a mass", '"70 kg"')),
    ("mass without unit", but(("80 kg", "80")), ("runner.mass", '"80"', "80 has no unit")),
    ("misspelt unit", but(("80 kg", "80 kgg")), ("runner.mass", '"kgg" is unknown', 'Did you mean "kg"')),
    ("NaN", but(('"80 kg"', "nan")), (":4:", "runner.mass", "given nan", "finite")),
    ("infinite", but(('"20 kN/m"', "inf")), (":10:", "leg.stiffness", "given inf", "finite")),
    ("NaN in text", but(("80 kg", "nan kg")), ("runner.mass", '"nan kg"', "needs a mass")),
    ("beyond floats", but(("80 kg", "1e999 kg")), ("runner.mass", "1e999", "finite")),
    ("integer beyond floats", but(('"80 kg"', "1" + "0" * 400)), ("runner.mass", "finite")),
    ("boolean", but(('"80 kg"', "true")), ("runner.mass", "given true", "needs a mass")),
    ("list for number", but(('"80 kg"', "[80]")), ("runner.mass", "given [80]", "needs a mass")),
    ("table for number", but(('"80 kg"', "{ kg = 80 }")), ("runner.mass", "needs a mass")),
    ("date for number", but(('"80 kg"', "2024-05-01")), ("runner.mass", "2024-05-01", "needs a mass")),
    ("empty text", but(('"80 kg"', '""')), ("runner.mass", 'given ""', "needs a mass")),
    ("decimal comma", but(("1.80 m", "1,80 m")), (":5:", "runner.height", '"1,80 m"', "Write 1.80")),
    ("decimal comma unquoted", but(('"1.80 m"', "1,80")), (":5:", "not valid TOML", "3.5")),
    ("unquoted unit", but(('"80 kg"', "80 kg")), (":4:", "mass = 80 kg", "not valid TOML", "quotes")),
    ("stiffness as a force", but(("20 kN/m", "20 kN")), (":10:", "leg.stiffness", '"kN"', "needs a stiffness")),
    ("negative stiffness", but(("20 kN/m", "-20 kN/m")), ("leg.stiffness", '"-20 kN/m"', "above 0 kN/m", "no leg")),
    ("angle as a length", but(("68 deg", "68 cm")), (":15:", "foot.angle_of_attack", "needs an angle", '"68 deg"')),
    ("angle out of range", but(("68 deg", "190 deg")), ("foot.angle_of_attack", "above 0 deg and below 180 deg")),
    ("bare angle out of range", but(('"68 deg"', "180")), ("foot.angle_of_attack", "given 180", "below 180 deg")),
    ("speed as a damping", but(("5 m/s", "5 s/m")), ("gait.apex_speed", '"s/m"', "needs a speed", "4:45 min/km")),
    ("pace with 75 seconds", but(("5 m/s", "4:75 min/km")), ("gait.apex_speed", "00 to 59")),
    ("gravity in g", but(("9.81 m/s²", "1 g")), ("world.gravity", '"g"', "needs an acceleration")),
    ("no gravity", but(("9.81 m/s²", "0 m/s²")), (":18:", "world.gravity", "above 0 m/s²")),
    ("slope in percent", but(("[world]", '[world]\nslope = "5 %"')), ("world.slope", '"%"', "2.862 deg")),
    ("a wall for a slope", but(("[world]", '[world]\nslope = "80 deg"')), ("world.slope", "at most 30 deg", "climbed")),
    ("no grip", but(("[world]", "[world]\nfriction = 0")), ("world.friction", "given 0", "above 0")),
    (
        "trunk below the ground",
        but(("[foot]", "[hip]\ntrunk_lean = 120\n[foot]")),
        ("hip.trunk_lean", "at most 45 deg"),
    ),
    ("hip extension", but(("[foot]", '[hip]\nextension = "1 rad"\n[foot]')), ("hip.extension", "at most 30 deg")),
    ("roll backwards", but(("[foot]", "[foot]\nroll_speed = -1")), ("foot.roll_speed", "given -1", "at least 0 m/s")),
    ("retraction", but(("[foot]", '[foot]\nretraction = "900 deg/s"')), ("foot.retraction", "at most 500 deg/s")),
    # the leg and its law
    ("unknown law", but(('"viscous"', '"viscose"')), (":9:", "leg.law", '"viscose"', 'Did you mean "viscous"')),
    ("law as number", but(('"viscous"', "3")), (":9:", "leg.law", "given 3", "text")),
    ("damping of the other law", but(("100 N·s/m", "0.1 s/m")), (":11:", "leg.damping", '"hysteretic"', "N·s/m")),
    ("hysteretic in N·s/m", but(('"viscous"', '"hysteretic"')), ("leg.damping", 'law = "viscous"', "s/m")),
    ("spring with damping", but(('"viscous"', '"spring"')), (":11:", "leg.damping", "must be 0", '"viscous"')),
    ("negative damping", but(("100 N·s/m", "-1 N·s/m")), ("leg.damping", '"-1 N·s/m"', "at least 0 N·s/m")),
    ("push-off beyond the leg", but(("2 cm", "2 m")), (":12:", "leg.push_off", '"2 m"', "at most 0.5 m")),
    ("stiffness missing", but(('stiffness = "20 kN/m"\n', "")), (":8:", "leg.stiffness", "is missing", "20 kN/m")),
    # the runner
    ("mass missing", but(('mass = "80 kg"\n', "")), (":3:", "runner.mass", "is missing", '"70 kg"')),
    (
        "no size",
        but(('height = "1.80 m"\nleg_length = "1 m"\n', "")),
        (":3:", "runner.height", "is missing", "leg_length"),
    ),
    (
        "hip above the head",
        but(('"1 m"\n\n[leg]', '"1.9 m"\n\n[leg]')),
        (":6:", "runner.leg_length", "below the height"),
    ),
    ("giant", but(("1.80 m", "12 m")), ("runner.height", '"12 m"', "at most 10 m")),
    # where the foot lands
    ("both placements", but(("[foot]", '[foot]\nahead = "24 cm"')), (":15:", "foot.ahead", "exactly one", "Remove")),
    (
        "no placement",
        but(('angle_of_attack = "68 deg"\n', "")),
        (":14:", "foot.angle_of_attack", "is missing", "ahead"),
    ),
    (
        "foot out of reach",
        but(('angle_of_attack = "68 deg"', 'ahead = "1.2 m"')),
        (":15:", "foot.ahead", '"1.2 m"', "below the leg length, 1 m"),
    ),
    ("unknown strike", but(("[foot]", '[foot]\nstrike = "heel"')), (":15:", "foot.strike", '"heel"', '"rearfoot"')),
    ("switch without late speed", but(("[foot]", '[foot]\nroll_switch = "13 cm"')), (":15:", "needs roll_late_speed")),
    ("late speed without switch", but(("[foot]", "[foot]\nroll_late_speed = 0.3")), (":15:", "needs roll_switch")),
    # names
    ("misspelt field", but(("stiffness =", "stifness =")), (":10:", "leg.stifness", 'Did you mean "stiffness"')),
    ("misspelt section", but(("[world]", "[wrold]")), (":17:", "wrold", 'Did you mean "world"')),
    ("field in the wrong section", but(("[world]", "[world]\nmass = 3")), (":18:", "world.mass", "[runner]")),
    ("field outside sections", but(("title", "mass = 3\ntitle")), (":1:", "mass", "It belongs in [runner]")),
    ("a field called self", but(("title", "self = 3\ntitle")), (":1:", "self", "is no field")),
    (
        "section missing",
        but(('[gait]\napex_height = "1 m"\napex_speed = "5 m/s"\n', "")),
        ("gait", "is missing", "[gait]"),
    ),
    (
        "number for a section",
        "world = 3\n" + but(('[world]\ngravity = "9.81 m/s²"\n', "")),
        (":1:", "world", "given 3", "section"),
    ),
    ("double brackets", but(("[leg]", "[[leg]]")), (":8:", "leg", "single brackets")),
    ("single brackets", but(("[[what_if]]", "[what_if]")), (":24:", "what_if", "[[what_if]]")),
    ("title as number", but(('"A good one"', "7")), (":1:", "title", "given 7", "text")),
    # the gait
    ("release without speed", but(('apex_speed = "5 m/s"\n', "")), (":20:", "gait.apex_speed", "is missing")),
    ("release without height", but(('apex_height = "1 m"\n', "")), (":20:", "gait.apex_height", "is missing")),
    ("no gait at all", but((_RELEASE, "")), (":20:", "gait.apex_height", "is missing", "find")),
    ("release and find", but((_RELEASE, _RELEASE + "\n" + _FIND)), (":23:", "gait.find", "not both")),
    ("free without find", but((_RELEASE, 'free = ["leg.push_off"]')), ("gait.find", "is missing", "speed")),
    ("nothing to find", but((_RELEASE, "find = {}")), (":21:", "gait.find", "at least one target")),
    ("find as text", but((_RELEASE, 'find = "3.5 m/s"')), (":21:", "gait.find", '"3.5 m/s"', "table")),
    ("target NaN", but((_RELEASE, "find = { speed = nan }")), (":21:", "gait.find.speed", "given nan", "finite")),
    ("target boolean", but((_RELEASE, "find = { speed = true }")), ("gait.find.speed", "given true", "number")),
    ("misspelt freed field", found('["leg.stifness"]'), (":22:", "gait.free", '"leg.stifness"', '"leg.stiffness"')),
    ("freed field without section", found('["stiffness"]'), (":22:", "gait.free", 'Did you mean "leg.stiffness"')),
    ("freed word", found('["leg.law"]'), ("gait.free", '"leg.law"', "not a number")),
    ("freed apex", found('["gait.apex_height"]'), ("gait.free", '"gait.apex_height"', "finds the apex")),
    ("freed twice", found('["leg.push_off", "leg.push_off"]'), ("gait.free", '"leg.push_off"', "twice")),
    ("placement freed twice", found('["foot.ahead", "foot.angle_of_attack"]'), ("gait.free", "same freedom")),
    ("free as text", found('"leg.push_off"'), (":22:", "gait.free", '"leg.push_off"', "list")),
    ("free as numbers", found("[3]"), (":22:", "gait.free[0]", "given 3", "text")),
    # the what-ifs
    ("misspelt changed field", but(("foot.ahead", "foot.aheda")), (":25:", "foot.aheda", '"foot.ahead"')),
    ("changed field without section", but(('"foot.ahead"', "gravity")), (":25:", "gravity", '"world.gravity"')),
    ("change in the wrong unit", but(("+3 cm", "+3 kg")), (":25:", "what_if[0].change.foot.ahead", '"kg"', "a length")),
    ("change without unit", but(("+3 cm", "+3")), (":25:", "foot.ahead", '"+3"', "no unit")),
    ("percent absolute", but(("+3 cm", "5 %")), (":25:", "foot.ahead", '"5 %"', '"+5 %"')),
    ("change boolean", but(('"+3 cm"', "true")), (":25:", "foot.ahead", "given true", "number")),
    (
        "pace as a difference",
        but(('"foot.ahead" = "+3 cm"', '"gait.apex_speed" = "+0:10 /km"')),
        ("apex_speed", "speed"),
    ),
    ("unknown law in a change", but(('"foot.ahead" = "+3 cm"', '"leg.law" = "sprung"')), ("leg.law", '"spring"')),
    ("empty change", but(('{ "foot.ahead" = "+3 cm" }', "{}")), (":25:", "what_if[0].change", "is empty")),
    ("change missing", but(('change = { "foot.ahead" = "+3 cm" }\n', "")), (":24:", "what_if[0].change", "is missing")),
    ("unknown question", but(('"one step"', '"match"')), (":26:", "what_if[0].ask", '"match"', '"matched"')),
    ("misspelt in what-if", but(("ask =", "aks =")), (":26:", "what_if[0].aks", 'Did you mean "ask"')),
    # the file
    ("empty file", "", ("empty", "[runner]")),
    ("only comments", "# nothing\n", ("empty", "[runner]")),
    ("binary file", b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe", ("UTF-8",)),
    ("zeros", b"\0" * 100, ("UTF-8",)),
    ("UTF-16", GOOD.encode("utf-16"), ("UTF-8",)),
    ("Latin-1", GOOD.encode("latin-1"), ("UTF-8",)),
    ("unclosed bracket", but(("[leg]", "[leg")), (":8:", "not valid TOML")),
    ("unclosed quote", but(('"80 kg"', '"80 kg')), (":4:", "not valid TOML", "no quote")),
    ("no value", but(('"80 kg"', "")), (":4:", "not valid TOML")),
    ("duplicate key", but(('height = "1.80 m"', 'mass = "70 kg"')), (":5:", "not valid TOML", "second time")),
    ("duplicate section", but(("[world]", "[leg]")), (":17:", "not valid TOML", "second time")),
    ("prose", "A runner of 70 kg runs at 3.5 m/s.\n", (":1:", "not valid TOML")),
    ("nested beyond measure", "a = " + "[" * 50_000, ("nested",)),
    ("control characters", but(("80 kg", "80\\u0007 kg")), (":4:", "runner.mass", "needs a mass")),
]


def missing(folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Name a file that does not exist."""
    return folder / "nowhere.toml", ("no such file",)


def directory(folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Name a folder."""
    (folder / "folder.toml").mkdir()
    return folder / "folder.toml", ("folder",)


def huge(folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Write a file of 11 MB, a comment all of it."""
    file = folder / "huge.toml"
    file.write_text("# " + "x" * 11_000_000)
    return file, ("11.0 MB", "at most 1 MB")


SPECIAL = [missing, directory, huge]
