"""Recordings that came to harm, and what the program must say of each. Data only; tables are in ``bad_tables``.

All are made from the shipped examples and from bytes, the same each time.
"""

import re

from spoiling import (
    MEASURE,
    SIZE,
    Bad,
    c3d,
    c3d_numbers,
    column,
    example,
    fit_alone,
    kept,
    lines,
    parameter,
    put,
    record_with_sizes,
    refused,
    swapped,
    table,
    watch,
)

CASES: list[Bad] = [
    # paths
    refused("missing", {}, "nowhere.fit", "there is no such file", typed=("nowhere.fit",)),
    refused("a folder", {}, "is a folder", "Name the file inside it", typed=(".",)),
    refused("empty FIT", {"a.fit": lambda: b""}, "is empty"),
    refused("empty C3D", {"a.c3d": lambda: b""}, "is empty"),
    refused("no known ending", {"a.docx": lambda: b"words"}, "of no known type", ".fit"),
    refused("packed", {"a.csv": lambda: b"PK\3\4" + bytes(200)}, "is packed", "Unpack it"),
    # FIT
    refused("text named FIT", {"a.fit": lambda: b"I ran twelve kilometres today.\n"}, "FIT file"),
    kept("FIT named C3D", {"a.c3d": lambda: example("watch.fit")}, "lap"),
    refused("FIT cut in its header", {"a.fit": lambda: example("watch.fit")[:9]}, "FIT file"),
    refused("FIT cut behind its header", {"a.fit": lambda: example("watch.fit")[:14]}, "none that can be read"),
    kept(
        "FIT cut in the middle",
        {"a.fit": lambda: example("watch.fit")[:9000]},
        "ends in the middle",
        "the rest is lost",
    ),
    kept("FIT with a wrong checksum", {"a.fit": lambda: example("watch.fit")[:-2] + b"\0\0"}, "checksum is wrong"),
    kept(
        "FIT with flipped bytes", {"a.fit": lambda: put(example("watch.fit"), 5000, bytes(range(200, 255)))}, "damaged"
    ),
    kept(
        "FIT of 4 GB by its header",
        {"a.fit": lambda: put(example("watch.fit"), 4, b"\xff\xff\xff\xff")},
        "ends in the middle",
    ),
    refused(
        "FIT with a header of 255 bytes",
        {"a.fit": lambda: put(example("watch.fit"), 0, b"\xff")},
        "none that can be read",
    ),
    refused(
        "FIT with fields of 255 bytes", {"a.fit": lambda: fit_alone(record_with_sizes(255) * 200)}, "must say when"
    ),
    refused(
        "FIT with data never defined",
        {"a.fit": lambda: fit_alone(b"\x03" + bytes(500))},
        "none that can be read",
        "damaged",
    ),
    refused("FIT with times backwards", {"a.fit": lambda: watch(step=-1, late=500)}, "too little"),
    refused(
        "FIT without a value",
        {
            "a.fit": lambda: watch(
                enhanced_speed=None, cadence=None, fractional_cadence=None, stance_time=None, vertical_oscillation=None
            )
        },
        "120 no speed",
    ),
    refused("FIT of nothing but 0xFF", {"a.fit": lambda: fit_alone(b"\xff" * 5000)}, "none that can be read"),
    refused("FIT of cycling", {"a.fit": lambda: watch(sport=2)}, "cycling", "not done on foot"),
    kept("FIT of hiking at a run", {"a.fit": lambda: watch(sport=17)}, "hiking", "not running"),
    refused("FIT of three seconds", {"a.fit": lambda: watch(records=3)}, "too little steady running: 3 records, 3 s"),
    refused("FIT of walking", {"a.fit": lambda: watch(enhanced_speed=1.3, cadence=55)}, "walking"),
    refused("FIT of standing", {"a.fit": lambda: watch(enhanced_speed=0.0, cadence=0)}, "standing"),
    refused("FIT with an empty lap", {"a.fit": lambda: watch(laps=2)}, "lap", words=("--lap", "2")),
    refused("FIT with contact longer than a step", {"a.fit": lambda: watch(stance_time=700.0)}, "contact"),
    # C3D
    refused("text named C3D", {"a.c3d": lambda: b"markers\n" * 200}, "is no C3D file"),
    refused("C3D cut in its parameters", {"a.c3d": lambda: example("treadmill.c3d")[:900]}, "no sound C3D file"),
    kept(
        "C3D cut in the middle",
        {"a.c3d": lambda: example("treadmill.c3d")[:80_000]},
        "cut off",
        words=(*MEASURE, *SIZE),
    ),
    kept("C3D of 65535 points", {"a.c3d": c3d(2, b"\xff\xff")}, "10 contacts"),
    refused(
        "C3D of 65535 points, in its parameters too",
        {"a.c3d": lambda: put(parameter("USED", b"\xff\xff", 4)(), 2, b"\xff\xff")},
        "no sound C3D file",
    ),
    kept("C3D with huge frame numbers", {"a.c3d": c3d(6, b"\x01\x00\xff\xff")}, "ground", words=(*MEASURE, *SIZE)),
    refused("C3D with parameters outside", {"a.c3d": c3d(0, b"\xfe")}, "table of parameters"),
    refused("C3D with frames outside", {"a.c3d": c3d(16, b"\xff\xff")}, "begin outside the file"),
    kept("C3D without analog samples", {"a.c3d": c3d(18, b"\x00\x00")}, "10 contacts"),
    kept("C3D at no rate", {"a.c3d": c3d(20, bytes(4))}, "10 contacts"),
    refused(
        "C3D at no rate at all", {"a.c3d": lambda: put(parameter("RATE", bytes(4), 4)(), 20, bytes(4))}, "a second"
    ),
    kept(
        "C3D with plates on channels that are not there",
        {"a.c3d": parameter("CHANNEL", b"\x7f\x00", 6)},
        "channels are not in the file",
    ),
    refused("C3D of NaN", {"a.c3d": c3d_numbers(float("nan"))}, "blank from beginning to end"),
    refused("C3D of infinite numbers", {"a.c3d": c3d_numbers(float("inf"))}, "blank from beginning to end"),
    refused("C3D of zeros", {"a.c3d": c3d_numbers(0.0)}, "blank from beginning to end"),
    refused(
        "C3D with parameters torn",
        {"a.c3d": lambda: example("treadmill.c3d")[:700] + example("treadmill.c3d")[1500:]},
        "no sound C3D file",
    ),
    # MOT
    refused(
        "JPEG named MOT", {"a.mot": lambda: b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(range(256)) * 8}, "is not text"
    ),
    kept(
        "MOT of 10^12 rows",
        {"a.mot": swapped("overground.mot", ("datarows 700", "datarows 1000000000000"))},
        "1000000000000 rows",
        "there are 700",
        words=(*MEASURE, *SIZE),
    ),
    refused("MOT without endheader", {"a.mot": swapped("overground.mot", ("endheader\n", ""))}, "endheader"),
    refused(
        "MOT with names and no numbers",
        {"a.mot": lambda: b"\n".join(example("overground.mot").split(b"\n")[:6]) + b"\n"},
        "0 rows of numbers",
    ),
    refused(
        "MOT with a ragged row",
        {"a.mot": lines("overground.mot", lambda n, t: t.rsplit("\t", 2)[0] if n == 50 else t)},
        "a.mot:50",
        "17 cells where 19 columns are named",
    ),
    refused(
        "MOT with letters in a number",
        {"a.mot": lines("overground.mot", lambda n, t: "0.O86" + t[5:] if n == 50 else t)},
        "a.mot:50",
        "is no number",
    ),
    refused(
        "MOT whose time goes back",
        {"a.mot": column("overground.mot", 0, lambda t: abs(t - 0.5), "\t")},
        "does not increase in row 2",
    ),
    refused(
        "MOT of blanks",
        {"a.mot": lines("overground.mot", lambda n, t: t.split("\t")[0] + "\tNaN" * 18 if n > 6 and t else t)},
        "blank from beginning to end",
    ),
    refused(
        "MOT of one row",
        {"a.mot": lambda: b"\n".join(example("overground.mot").split(b"\n")[:7]) + b"\n"},
        "1 row of numbers",
    ),
    kept(
        "MOT with blanks for tabs",
        {"a.mot": lambda: example("overground.mot").replace(b"\t", b"  ")},
        "contact time",
        words=(*MEASURE, *SIZE),
    ),
    kept(
        "MOT in UTF-16",
        {"a.mot": lambda: example("overground.mot").decode().encode("utf-16")},
        "contact time",
        words=(*MEASURE, *SIZE),
    ),
    refused(
        "MOT with zero bytes",
        {"a.mot": lambda: put(example("overground.mot"), 9000, bytes(40))},
        "a.mot:",
        "is not text",
    ),
    refused(
        "MOT with a line of 50 MB",
        {
            "a.mot": lambda: (
                example("overground.mot").split(b"endheader")[0]
                + b"endheader\ntime\tground_force_vy\n"
                + b"1\t" * 25_000_000
            )
        },
        "more than 10 MB",
    ),
    refused(
        "MOT with a strange column alone",
        {"a.mot": table("a\nendheader\ntime\tentropy", "{n}\t5", 50)},
        "no column is a force or an angle: entropy",
    ),
    refused("MOT of angles alone", {"a.mot": lambda: example("video_angles.mot")}, "nothing a runner can be made of"),
    # TRC
    kept("TRC of 10^9 markers", {"a.trc": swapped("video.trc", ("\t13\tm", "\t1000000000\tm"))}, "contact"),
    kept(
        "TRC without its unit",
        {"a.trc": swapped("overground.trc", ("\tmm\t", "\t\t"))},
        "by the size of the numbers it is mm",
    ),
    kept("TRC with a name twice", {"a.trc": swapped("overground.trc", ("RTOE", "RHEE"))}, "RHEE", "numbered"),
    refused(
        "TRC a million years long", {"a.trc": column("overground.trc", 1, lambda t: 1e12 * t, "\t")}, "1e+10 s from row"
    ),
    refused(
        "TRC in thousands of seconds",
        {"a.trc": column("overground.trc", 1, lambda t: 1e3 * t, "\t")},
        "0.1 frames a second",
    ),
    refused(
        "TRC without names",
        {"a.trc": lines("overground.trc", lambda n, t: "Frame#\tTime" if n == 4 else t)},
        "a.trc:4",
        "names no markers",
    ),
    refused(
        "TRC of markers nobody knows",
        {
            "a.trc": lines(
                "overground.trc", lambda n, t: re.sub(r"[RL][A-Z]{3,4}", lambda m: f"Q{m.start()}", t) if n == 4 else t
            )
        },
        "hip",
        "right_hip",
    ),
    refused(
        "TRC of markers that stand still",
        {
            "a.trc": lines(
                "overground.trc",
                lambda n, t: (
                    "\t".join([*t.split("\t")[:2], *example("overground.trc").decode().split("\n")[6].split("\t")[2:]])
                    if n > 6 and t
                    else t
                ),
            )
        },
        "ankles",
    ),
]
