"""Tables that came to harm, sound recordings asked senseless questions, and what the program must say. Data only."""

from spoiling import (
    MEASURE,
    SIZE,
    SPEED,
    Bad,
    column,
    example,
    forces,
    kept,
    noise,
    only,
    refused,
    running,
    swapped,
    table,
    two_belts,
    walking,
)

_WATCH = "secs,km/h,cadence [spm],ground contact time [ms]"

CASES: list[Bad] = [
    # tables
    refused("CSV of a header", {"a.csv": lambda: b"time,Fz [N]\n"}, "no line of numbers"),
    refused("CSV of words", {"a.csv": lambda: b"We ran.\nIt was fine.\n" * 40}, "no line of numbers"),
    kept(
        "CSV with decimal commas", {"a.csv": lambda: forces(running(), sign=";")().replace(b".", b",")}, "contact time"
    ),
    refused(
        "CSV with decimal commas between commas",
        {"a.csv": lambda: b"time,Fz\n" + b"\n".join(b"0,%02d,812,5" % n for n in range(90))},
        "no line that names them",
    ),
    refused(
        "CSV with mixed separators",
        {"a.csv": lambda: forces(running())().replace(b"0.500000,", b"0.500000;")},
        "a.csv:152",
        "1 cell where 2 columns are named",
    ),
    refused(
        "CSV of 100000 columns",
        {
            "a.csv": lambda: b"\n".join(
                [b",".join(b"c%d" % n for n in range(100_000)), *[b",".join([b"1"] * 100_000)] * 4]
            )
        },
        "100000 columns",
    ),
    refused("CSV of three samples", {"a.csv": forces(running(), seconds=0.01)}, "forces", "no step found"),
    refused("CSV without any time", {"a.csv": lambda: b"Fx,Fz\n" + b"1,800\n" * 100}, "--rate 300Hz"),
    kept("CSV with force on the ground", {"a.csv": forces(lambda t: -running()(t))}, "reversed"),
    kept("CSV negative by name", {"a.csv": forces(lambda t: -running()(t), name="force_vertical_N")}, "reversed"),
    refused(
        "CSV in kN called N",
        {"a.csv": forces(lambda t: running()(t) / 1000.0)},
        "never rises above 50 N",
        "largest 1.7 N",
        "Fz [kN]",
    ),
    refused("CSV in N called kN", {"a.csv": forces(running(), name="Fz [kN]")}, "too large", "unit"),
    refused("CSV of a runner who stands", {"a.csv": forces(lambda t: 687.0)}, "no step found", "standing"),
    refused("CSV of a walker", {"a.csv": forces(walking)}, "no step found", "walker"),
    refused("CSV of a walker on two belts", {"a.csv": two_belts}, "two feet down", words=SPEED),
    refused("CSV of noise", {"a.csv": forces(noise)}, "must be near 100 %", words=SPEED),
    refused("CSV of nothing", {"a.csv": forces(lambda t: 0.0)}, "no step found", "never rises above"),
    refused("CSV of one contact", {"a.csv": forces(only(0.35, 0.7))}, "step", words=SPEED),
    kept(
        "CSV of one contact of a known weight",
        {"a.csv": forces(only(0.35, 0.7))},
        "1 contact above 50 N, 1 of them good. What the runner weighs they do not tell.",
        words=(*MEASURE, *SIZE),
    ),
    refused(
        "CSV of a contact cut at both ends",
        {"a.csv": forces(lambda t: running()(t + 0.05), seconds=0.12)},
        "no contact is whole",
    ),
    refused(
        "CSV of forces a thousand times too big",
        {"a.csv": forces(lambda t: 1000.0 * running()(t))},
        "too large",
        words=SPEED,
    ),
    refused(
        "CSV of forces a hundred times too big",
        {"a.csv": forces(lambda t: 100.0 * running()(t))},
        "runner.mass",
        "at most 1000 kg",
        words=SPEED,
    ),
    refused("CSV beyond all sense", {"a.csv": forces(lambda t: 1e9 * running()(t) + 1e8)}, "too large", words=SPEED),
    refused(
        "CSV at 20 samples a second",
        {"a.csv": forces(running(), rate=20)},
        "20 samples/s",
        "at least 50 samples/s",
        words=SPEED,
    ),
    kept(
        "CSV with a number of 309 digits",
        {"a.csv": swapped("treadmill_forces.csv", ("22.1", "1" + "0" * 308))},
        "1 number",
    ),
    refused(
        "CSV with a time of 309 digits", {"a.csv": swapped("treadmill_forces.csv", ("0.00333", "9" * 309))}, "row 2"
    ),
    # tables of watches
    kept("watch CSV with cadence 0", {"a.csv": table(_WATCH, "{n},12,0,240", 200)}, "cadence", "is 0 all along"),
    kept(
        "watch CSV of contacts that jump",
        {"a.csv": lambda: "\n".join([_WATCH, *(f"{n},12,170,{(150, 330)[n % 2]}" for n in range(20))]).encode()},
        "leg stiffness",
        words=SIZE,
    ),
    refused("watch CSV of walking", {"a.csv": table(_WATCH, "{n},5,110,700", 200)}, "walking", words=SIZE),
    refused("watch CSV of standing", {"a.csv": table(_WATCH, "{n},0,0,0", 200)}, "standing", words=SIZE),
    refused("watch CSV without numbers", {"a.csv": table(_WATCH, "{n},,,", 200)}, "values can be read", words=SIZE),
    refused("watch CSV of words", {"a.csv": table(_WATCH, "x{n},a,b,c", 200)}, "no line has a time", words=SIZE),
    refused(
        "watch CSV beyond all sense",
        {"a.csv": table(_WATCH, "{n},1e300,1e300,1e-320", 200)},
        "values can be read",
        words=SIZE,
    ),
    refused(
        "watch CSV of a contact longer than its step",
        {"a.csv": table(_WATCH, "{n},12,170,400", 200)},
        "contact",
        words=SIZE,
    ),
    # sound files, senseless questions
    refused(
        "a speed three times too high",
        {"a.csv": forces(running())},
        "the leg would have to reach",
        words=(*SIZE, "--speed", "12m/s"),
    ),
    refused(
        "video at three times the speed",
        {},
        "must be between",
        "m/s",
        words=(*SIZE, "--speed", "9m/s"),
        typed=("video.trc",),
    ),
    kept("a runner of 1 kg", {}, "1 kg", words=("--mass", "1kg", "--height", "1.76m"), typed=("video.trc",)),
    refused("a runner of 1000 kg", {}, "mass", words=("--mass", "1000kg"), typed=("watch.fit",)),
    refused("a runner of 0.2 m", {}, "for a runner of that size", words=("--height", "0.2m"), typed=("watch.fit",)),
    refused(
        "from beyond the end",
        {},
        "watch.fit",
        "must lie in the recording, 0:00 to 6:00",
        words=("--from", "2:00:00"),
        typed=("watch.fit",),
    ),
    refused(
        "forces from beyond the end", {}, "lasts from 0 to", words=("--from", "1:00"), typed=("treadmill_forces.csv",)
    ),
    refused(
        "video from beyond the end", {}, "video.trc", "in that time", words=("--from", "1:00"), typed=("video.trc",)
    ),
    refused(
        "too short a motion beside forces",
        {"a.trc": lambda: b"\n".join(example("overground.trc").split(b"\n")[:18])},
        "speed: is missing",
        words=SIZE,
        typed=("overground.mot", "a.trc"),
    ),
    refused("the same file twice", {}, "both", "give forces", typed=("overground.mot", "overground.mot")),
    refused("two watches", {}, "both", "records of a watch", typed=("watch.fit", "watch.csv")),
    kept(
        "forces and points of other runs",
        {"a.mot": column("overground.mot", 0, lambda t: t + 0.16, "\t")},
        "do not tell the same steps",
        "belong together",
        typed=("a.mot", "overground.trc"),
    ),
    refused(
        "forces and points without a common time",
        {"a.mot": column("overground.mot", 0, lambda t: t + 9.0, "\t")},
        "no time in common",
        "9 to 10.398 s",
        typed=("a.mot", "overground.trc"),
    ),
    refused(
        "standing that runs",
        {},
        "overground.trc: standing: must be a runner who stands still",
        words=(*MEASURE, "--standing", "overground.trc"),
        typed=("overground.trc",),
    ),
    refused(
        "standing without markers",
        {},
        "overground.mot: standing: has no markers",
        words=("--standing", "overground.mot"),
        typed=("overground.trc",),
    ),
]
