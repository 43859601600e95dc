"""Watch files are read: FIT and CSV, whole and broken, and every number their READMEs give comes out."""

import random
import struct
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pytest
from recordings_data import data_file

from springmass.errors import InputError
from springmass.measured.files.fit_file import read_fit
from springmass.measured.files.watch_csv import looks_like_watch, read_watch_csv

RECORDINGS = Path(__file__).parents[1] / "recordings"
sys.path.insert(0, str(RECORDINGS.parent / "making_recordings"))
fit_writer = pytest.importorskip("fit_writer", reason="the recordings folder is not part of this distribution")
fitdecode = pytest.importorskip("fitdecode")

FENIX = "fit-fenix5x-garmin-and-stryd/running-with-developer-data"
STRAP = "fit-python-fitparse/garmin-fenix-5-run"
FENIX2 = "fit-python-fitparse/activity-small-fenix2-run"
OLD = "fit-python-fitparse/2013-02-06-12-11-14"
TRIATHLON = "fit-triathlon-fr255/triathlon_summary_first"
CUT = "fit-python-fitparse/activity-unexpected-eof.fit"
T0 = 1_000_000_000

# The tables of the READMEs, medians over records faster than 1.8 m/s with more than 120 steps/min. SI.
PUBLISHED = {
    (FENIX, "watch"): {
        "speed": (3.65, 0.005), "cadence": (171, 1), "contact_time": (0.256, 0.003),
        "vertical_oscillation": (0.0867, 0.0001), "vertical_ratio": (0.0662, 0.0001), "step_length": (1.267, 0.001),
        "contact_balance": (0.497, 0.0005),
    },
    (FENIX, "Stryd"): {
        "cadence": (170, 1), "contact_time": (0.236, 0.003), "vertical_oscillation": (0.0762, 0.0007),
        "power": (288, 1), "form_power": (78, 1), "leg_stiffness": (10120, 10),
    },
    (STRAP, "watch"): {
        "speed": (3.04, 0.005), "cadence": (180, 1), "contact_time": (0.258, 0.003),
        "vertical_oscillation": (0.079, 0.001), "vertical_ratio": (0.074, 0.0005), "step_length": (0.995, 0.002),
        "contact_balance": (0.524, 0.0005),
    },
    (FENIX2, "watch"): {
        "speed": (3.51, 0.005), "cadence": (166, 1), "contact_time": (0.227, 0.003),
        "vertical_oscillation": (0.111, 0.0005),
    },
    (TRIATHLON, "watch"): {
        "speed": (2.86, 0.01), "cadence": (163, 1), "contact_time": (0.276, 0.003),
        "vertical_oscillation": (0.090, 0.0005), "vertical_ratio": (0.0853, 0.0001), "step_length": (1.057, 0.002),
        "power": (402, 1),
    },
}  # fmt: skip


def plain_median(watch, source, name):
    """As the READMEs count."""
    speed, cadence = watch.sources["watch"]["speed"], watch.sources["watch"]["cadence"]
    return np.nanmedian(watch.sources[source][name][(speed > 1.8) & (cadence > 120)])


@pytest.mark.parametrize(("file", "source"), PUBLISHED, ids=lambda one: one.split("/")[-1])
@pytest.mark.parametrize("kind", ["fit", "csv"])
def test_every_number_of_the_readmes(file, source, kind):
    if kind == "fit":
        watch = read_fit(data_file(f"{file}.fit")).watch
    else:
        watch = read_watch_csv(data_file(f"{file}_records.csv")).watch
    for name, (published, within) in PUBLISHED[file, source].items():
        assert plain_median(watch, source, name) == pytest.approx(published, abs=within), name


@pytest.mark.parametrize("file", [FENIX, STRAP, FENIX2, OLD, TRIATHLON])
def test_the_table_beside_a_file_holds_the_same_numbers(file):
    fit = read_fit(data_file(f"{file}.fit")).watch
    table = read_watch_csv(data_file(f"{file}_records.csv")).watch
    np.testing.assert_array_equal(fit.time, table.time)
    for source, values in table.sources.items():
        for name, one in values.items():
            other = fit.sources[source][name]
            both = np.isfinite(one) & np.isfinite(other)
            assert both.sum() > 0.95 * np.isfinite(one).sum(), name
            # The conversion to CSV kept whole steps and three or four digits.
            loose = {"cadence": 1.01, "vertical_oscillation": 6e-5}.get(name, 1e-9)
            np.testing.assert_allclose(one[both], other[both], atol=loose, rtol=1e-3, err_msg=name)


@pytest.mark.parametrize(
    ("file", "mass", "height"), [(FENIX, 75.5, 1.83), (STRAP, 68.0, 1.75), (TRIATHLON, 100.1, 1.73)]
)
def test_the_person_of_the_user_profile(file, mass, height):
    person = read_fit(data_file(f"{file}.fit")).person
    assert (person.mass, person.height, person.sex) == (mass, height, "male")


def test_a_file_without_dynamics_says_speed_and_no_more():
    recording = read_fit(data_file(f"{OLD}.fit"))
    assert set(recording.watch.sources["watch"]) == {"speed", "distance", "altitude"}
    assert len(recording.watch.time) == 590
    assert recording.person.mass is None


def test_a_truncated_file_keeps_its_14_records():
    recording = read_fit(data_file(CUT))
    assert len(recording.watch.time) == 14
    assert "the file ends in the middle: 14 records read, the rest is lost" in recording.notes


def test_a_triathlon_tells_its_sports_apart():
    watch = read_fit(data_file(f"{TRIATHLON}.fit")).watch
    assert [one.sport for one in watch.sessions] == ["swimming", "transition", "cycling", "transition", "running"]
    run = watch.sessions[-1]
    before = watch.time < run.start
    assert np.isfinite(watch.sources["watch"]["contact_time"][before]).sum() == 0
    assert np.isfinite(watch.sources["watch"]["contact_time"][~before]).sum() > 1500


def test_resolutions_are_those_seen_in_the_files():
    watch = read_fit(data_file(f"{FENIX}.fit")).watch
    assert watch.resolution["Stryd"]["cadence"] == 2.0
    assert watch.resolution["Stryd"]["leg_stiffness"] == 125.0
    assert watch.resolution["watch"]["contact_time"] == 0.001
    assert watch.resolution["watch"]["vertical_oscillation"] == 0.0001


# Files of our own making. ------------------------------------------------------------------------------------------


def run_of(records=60, *, own=None, describe=(), summary_first=False, sport=fit_writer.RUNNING, **values):
    """A short run; values may be numbers or sequences."""
    fit = fit_writer.FitWriter()
    fit.write("file_id", type=4, manufacturer=1, product=2604, time_created=T0)

    def summary():
        fit.write("session", timestamp=T0, start_time=T0, total_elapsed_time=records, sport=sport)

    if summary_first:
        summary()
    if describe:
        fit.write("developer_data_id", application_id=bytes(16), developer_data_index=0)
        for number, name, unit in describe:
            fit.describe(0, number, name, unit, base=fit_writer.FLOAT32)
    for row in range(records):
        at = {name: (one[row] if np.ndim(one) else one) for name, one in {"timestamp": T0 + row, **values}.items()}
        fit.write("record", {(0, number): value for number, value in (own or {}).items()}, **at)
    if not summary_first:
        summary()
    return fit


def saved(tmp_path, fit, name="run.fit"):
    path = tmp_path / name
    path.write_bytes(fit if isinstance(fit, bytes) else fit.data())
    return path


def decoded(path):
    """What fitdecode alone makes of a file: messages by name, and whether the checksums are right."""
    messages, right = {}, []
    with fitdecode.FitReader(path, error_handling=fitdecode.ErrorHandling.RAISE) as reader:
        for frame in reader:
            if isinstance(frame, fitdecode.FitDataMessage):
                found = {one.name: (one.value, one.units) for one in frame.fields}
                messages.setdefault(frame.name, []).append(found)
            elif isinstance(frame, fitdecode.FitCRC):
                right.append(frame.matched)
    return messages, right


def test_the_writer_writes_what_fitdecode_reads(tmp_path):
    fit = run_of(
        2, speed=3.25, cadence=85, fractional_cadence=0.5, stance_time=243.5, altitude=12.4, own={3: 231.0},
        describe=[(3, "Ground Time", "Milliseconds")],
    )  # fmt: skip
    fit.write("user_profile", gender=0, height=1.68, weight=58.4)
    fit.write("event", timestamp=T0, event=0, event_type=fit_writer.STOP_ALL)
    messages, right = decoded(saved(tmp_path, fit))
    assert right == [True]
    record = messages["record"][1]
    assert record["enhanced_speed"] == (3.25, "m/s")
    assert record["stance_time"] == (243.5, "ms")
    assert record["fractional_cadence"][0] == 0.5
    assert record["enhanced_altitude"][0] == pytest.approx(12.4)
    assert record["Ground Time"] == (231.0, "Milliseconds")
    assert messages["user_profile"][0]["weight"] == (58.4, "kg")
    assert messages["user_profile"][0]["gender"][0] == "female"
    assert messages["event"][0]["event_type"][0] == "stop_all"
    assert messages["session"][0]["sport"][0] == "running"


def test_a_writer_with_more_shapes_than_local_numbers(tmp_path):
    fit = fit_writer.FitWriter()
    names = ["speed", "cadence", "stance_time", "power", "distance", "step_length"]
    for row in range(60):
        chosen = [name for bit, name in enumerate(names) if row >> bit & 1]
        fit.write("record", timestamp=T0 + row, **dict.fromkeys(chosen, 3.0))
    messages, right = decoded(saved(tmp_path, fit))
    assert right == [True]
    assert len(messages["record"]) == 60
    assert messages["record"][3]["enhanced_speed"][0] == 3.0


def test_values_and_missing_values_of_the_watch(tmp_path):
    contact = [None, 240.0, 241.5, None, 250.0]
    fit = run_of(5, speed=3.0, cadence=85, stance_time=contact, vertical_ratio=7.25, power=0xFFFF)
    found = read_fit(saved(tmp_path, fit)).watch.sources["watch"]
    np.testing.assert_allclose(found["contact_time"], [np.nan, 0.24, 0.2415, np.nan, 0.25])
    assert found["vertical_ratio"][0] == pytest.approx(0.0725)
    assert "power" not in found


@pytest.mark.parametrize(
    ("name", "unit", "raw", "quantity", "value"),
    [
        ("Ground Time", "Milliseconds", 236.0, "contact_time", 0.236),
        ("ground_time", "ms", 236.0, "contact_time", 0.236),
        ("GROUND TIME", "MS", 236.0, "contact_time", 0.236),
        ("GroundContactTime", "s", 0.236, "contact_time", 0.236),
        ("Leg Spring Stiffness", "kN/m", 10.125, "leg_stiffness", 10125.0),
        ("leg_spring_stiffness", "KN/M", 10.125, "leg_stiffness", 10125.0),
        ("Leg Spring Stiffness", "n/m", 10125.0, "leg_stiffness", 10125.0),
        ("Leg Spring Stiffness", "", 10.125, "leg_stiffness", 10125.0),
        ("Vertical Oscillation", "Centimeters", 7.5, "vertical_oscillation", 0.075),
        ("vertical oscillation", "cm", 7.5, "vertical_oscillation", 0.075),
        ("VerticalOscillation", "MM", 75.0, "vertical_oscillation", 0.075),
        ("Form Power", "watts", 78.0, "form_power", 78.0),
        ("form_power", "W", 78.0, "form_power", 78.0),
        ("Cadence", "RPM", 85.0, "cadence", 170.0),
        ("cadence", "spm", 170.0, "cadence", 170.0),
    ],
)
def test_developer_fields_by_any_spelling(tmp_path, name, unit, raw, quantity, value):
    fit = run_of(12, speed=3.0, own={4: raw}, describe=[(4, name, unit)])
    sources = read_fit(saved(tmp_path, fit)).watch.sources
    own = next(found for source, found in sources.items() if source != "watch")
    np.testing.assert_allclose(own[quantity], value, rtol=1e-6)


def test_a_field_in_a_unit_of_something_else_is_no_such_quantity(tmp_path):
    fit = run_of(12, speed=3.0, own={4: 3.5}, describe=[(4, "Power", "W/kg")])
    assert set(read_fit(saved(tmp_path, fit)).watch.sources) == {"watch"}


def test_stryd_is_known_by_its_fields_and_others_by_number(tmp_path):
    stryd = run_of(9, speed=3.0, own={4: 78.0}, describe=[(4, "Form Power", "Watts")])
    other = run_of(9, speed=3.0, own={4: 240.0}, describe=[(4, "Ground Time", "ms")])
    assert "Stryd" in read_fit(saved(tmp_path, stryd)).watch.sources
    assert "developer 0" in read_fit(saved(tmp_path, other)).watch.sources


def test_zeros_of_a_pod_that_warms_up_are_no_values(tmp_path):
    fit = fit_writer.FitWriter()
    fit.write("developer_data_id", application_id=bytes(16), manufacturer_id=95, developer_data_index=0)
    fit.describe(0, 3, "Ground Time", "ms")
    for row in range(20):
        fit.write("record", {(0, 3): 0 if row < 8 else 236}, timestamp=T0 + row, speed=3.0)
    recording = read_fit(saved(tmp_path, fit))
    contact = recording.watch.sources["Stryd"]["contact_time"]
    assert np.isnan(contact[:8]).all()
    assert contact[8] == 0.236
    assert any("zeros in 8 records" in note for note in recording.notes)


def cadence_note(recording):
    return next(note for note in recording.notes if note.startswith("cadence of the watch"))


def test_strides_of_one_leg_are_doubled_once_with_their_half(tmp_path):
    fit = run_of(30, speed=3.0, cadence=85, fractional_cadence=0.5, step_length=1e3 * 60 * 3.0 / 171)
    recording = read_fit(saved(tmp_path, fit))
    assert np.unique(recording.watch.sources["watch"]["cadence"]).tolist() == [171.0]
    assert "doubled to 171 steps/min; speed ÷ step length agrees" in cadence_note(recording)


def test_steps_under_the_name_of_strides_are_not_doubled(tmp_path):
    recording = read_fit(saved(tmp_path, run_of(30, speed=3.0, cadence=170)))
    assert np.unique(recording.watch.sources["watch"]["cadence"]).tolist() == [170.0]
    assert "not doubled, although the unit says strides: nobody runs at 340" in cadence_note(recording)


def table(tmp_path, text, name="run.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(
    ("column", "value", "steps"),
    [("cadence_spm", 170, 170), ("cadence_rpm", 85, 170), ("cadence", 85, 170), ("cadence", 170, 170),
     ("cadence_spm", 85, 170), ("cadence_rpm", 170, 170), ("Run Cadence (strides/min)", 85, 170)],
)  # fmt: skip
def test_cadence_of_a_table_is_never_doubled_twice(tmp_path, column, value, steps):
    rows = "".join(f"{second},3.0,{value}\n" for second in range(30))
    recording = read_watch_csv(table(tmp_path, f"elapsed_s,speed_m_s,{column}\n{rows}"))
    assert np.unique(recording.watch.sources["watch"]["cadence"]).tolist() == [steps]


def test_cadence_nobody_can_decide_says_so(tmp_path):
    rows = "".join(f"{second},2.4,118\n" for second in range(30))
    recording = read_watch_csv(table(tmp_path, f"elapsed_s,speed_m_s,cadence\n{rows}"))
    assert "nothing in the file decides" in cadence_note(recording)
    # With the unit it can; with a step length better still.
    said = read_watch_csv(table(tmp_path, f"elapsed_s,speed_m_s,cadence_rpm\n{rows}"))
    assert said.watch.sources["watch"]["cadence"][0] == 236
    for unit in ("", "_rpm", "_spm"):
        for steps in (118, 236):
            more = rows.replace("118\n", f"118,{60 * 2.4 / steps:.3f}\n")
            told = read_watch_csv(table(tmp_path, f"elapsed_s,speed_m_s,cadence{unit},step_length_m\n{more}"))
            assert told.watch.sources["watch"]["cadence"][0] == steps


def test_pauses_are_from_stop_to_start(tmp_path):
    fit = fit_writer.FitWriter()
    fit.write("event", timestamp=T0, event=0, event_type=fit_writer.START)
    for row in range(100):
        fit.write("record", timestamp=T0 + row, speed=3.0)
        if row in (20, 60):
            fit.write("event", timestamp=T0 + row, event=0, event_type=fit_writer.STOP_ALL)
        if row in (30, 62):
            fit.write("event", timestamp=T0 + row, event=0, event_type=fit_writer.START)
    fit.write("event", timestamp=T0 + 99, event=0, event_type=fit_writer.STOP_ALL)
    assert read_fit(saved(tmp_path, fit)).watch.pauses == ((20.0, 30.0), (60.0, 62.0))


def test_times_that_go_back_or_wander_off(tmp_path):
    stamps = [T0 + row for row in range(20)]
    stamps[5], stamps[11], stamps[14] = T0 + 900, T0 - 50, stamps[13]
    recording = read_fit(saved(tmp_path, run_of(20, timestamp=stamps, speed=np.arange(20.0) / 4)))
    watch = recording.watch
    assert len(watch.time) == 18
    assert np.all(np.diff(watch.time) >= 0)
    np.testing.assert_allclose(watch.sources["watch"]["speed"][:6], [0, 0.25, 0.5, 0.75, 1.0, 1.5])
    assert "2 records out of order in time left out" in recording.notes
    assert "1 record with the same time as the one before" in recording.notes


def test_a_record_of_another_day_is_left_out(tmp_path):
    stamps = [T0 + row for row in range(20)]
    stamps[-1] = T0 + 2**29
    recording = read_fit(saved(tmp_path, run_of(20, timestamp=stamps, speed=3.0)))
    assert recording.watch.time[-1] == 18.0
    assert "1 record more than a day from the others left out" in recording.notes


def test_a_wrong_checksum_is_said_and_all_is_read(tmp_path):
    data = bytearray(run_of(30, speed=3.0).data())
    data[-1] ^= 0x55
    recording = read_fit(saved(tmp_path, bytes(data)))
    assert len(recording.watch.time) == 30
    assert any("checksum is wrong" in note for note in recording.notes)


def test_something_after_the_end_does_no_harm(tmp_path):
    recording = read_fit(saved(tmp_path, run_of(30, speed=3.0).data() + b"left over from the last file"))
    assert len(recording.watch.time) == 30
    assert any("comes something that is no FIT" in note for note in recording.notes)


def test_two_files_in_one(tmp_path):
    second = run_of(10, timestamp=[T0 + 40 + row for row in range(10)], speed=3.0)
    recording = read_fit(saved(tmp_path, run_of(30, speed=2.5).data() + second.data()))
    assert len(recording.watch.time) == 40
    assert len(recording.watch.sessions) == 2


def dynamics(records=200):
    """A run with everything, to break."""
    rng = np.random.default_rng(4)
    return run_of(
        records, speed=3.0 + 0.05 * rng.standard_normal(records), cadence=85, stance_time=240.0, step_length=1050.0,
        own={3: 231.0, 9: 10.0}, describe=[(3, "Ground Time", "Milliseconds"), (9, "Leg Spring Stiffness", "kN/m")],
    ).data()  # fmt: skip


def test_a_damaged_file_keeps_what_was_read_before(tmp_path):
    data = bytearray(dynamics())
    place = len(data) // 2
    data[place : place + 200] = b"\xff" * 200
    recording = read_fit(saved(tmp_path, bytes(data)))
    assert 80 <= len(recording.watch.time) < 200
    assert any(note.startswith(("the file is damaged", "the file ends")) for note in recording.notes)


def records_begin_with(data):
    """The byte before the time of the second record; the first time stands in other messages too."""
    return data[data.find(struct.pack("<I", T0 + 1)) - 1]


@pytest.mark.parametrize("head", [0x0F, 0x4F, 0x8F])
def test_behind_a_wrong_byte_in_the_head_of_a_record_reading_goes_on(tmp_path, head):
    whole = bytearray(dynamics())
    local = records_begin_with(whole)
    heads = [place for row in range(200) if (place := whole.find(bytes([local]) + struct.pack("<I", T0 + row))) > 0]
    assert len(heads) == 200
    for row in (50, 120):
        whole[heads[row]] = head
    recording = read_fit(saved(tmp_path, bytes(whole)))
    assert len(recording.watch.time) >= 190
    assert recording.watch.time[-1] == 199.0
    assert np.nanmax(np.abs(recording.watch.sources["Stryd"]["contact_time"] - 0.231)) < 1e-6
    assert any("damaged in 2 places" in note and "read on behind" in note for note in recording.notes)
    assert not any("record" in note for note in recording.notes)


@pytest.mark.parametrize("missing", [1, 2, 5, 11])
def test_no_made_up_records_where_bytes_are_missing(tmp_path, missing):
    whole = dynamics()
    rows = {}
    for place in range(700, 4100, 170):
        watch = read_fit(saved(tmp_path, whole[:place] + whole[place + missing :])).watch
        rows[place] = len(watch.time)
        assert np.unique(watch.time).size == len(watch.time)
        # All but the records cut into hold what was written.
        odd = np.abs(watch.sources["watch"]["contact_time"] - 0.24) > 1e-6
        odd |= np.abs(watch.sources["Stryd"]["contact_time"] - 0.231) > 1e-6
        assert odd.sum() <= 1
    assert min(rows.values()) >= 190


def test_a_recording_that_was_never_closed(tmp_path):
    data = dynamics()
    recording = read_fit(saved(tmp_path, data[:4] + bytes(4) + data[8:-60]))
    assert len(recording.watch.time) >= 195
    assert any("never closed" in note for note in recording.notes)


def tried(read, path):
    """The recording, or what was said instead."""
    try:
        return read(path), ""
    except InputError as refused:
        return None, str(refused)


def mutations():
    whole = dynamics()
    yield from ((f"cut at {cut}", whole[:cut]) for cut in (0, 1, 5, 12, 13, 14, 40, 300, 1001, len(whole) - 1))
    for seed in range(12):
        chance = random.Random(seed)
        data = bytearray(whole)
        for _ in range(chance.choice([1, 3, 20, 200])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield f"flipped {seed}", bytes(data)
    yield "header of 4 GB", whole[:4] + struct.pack("<I", 0xFFFFFFFF) + whole[8:]
    yield "header of 255 bytes", b"\xff" + whole[1:]
    yield "text", b"time,speed\n" * 500
    yield "zeros", bytes(5000)
    yield "only a header", whole[:14]
    huge = bytes([0x40, 0, 0, 20, 0, 255]) + bytes([253, 255, 0x86]) * 255
    yield "huge fields", whole[:14] + huge + bytes([0]) * 40000
    yield "undefined", whole[:14] + b"\x0f" * 500
    yield "noise", whole[:14] + random.Random(1).randbytes(20000)


@pytest.mark.parametrize(("name", "data"), [pytest.param(*one, id=one[0]) for one in mutations()])
def test_a_broken_file_is_read_with_notes_or_refused_in_one_sentence(tmp_path, name, data):
    recording, refused = tried(read_fit, saved(tmp_path, data))
    if refused:
        assert "\n" not in refused
        assert "run.fit" in refused
    else:
        assert np.all(np.diff(recording.watch.time) >= 0)
        assert recording.notes


def test_memory_stays_bounded_whatever_a_file_claims(tmp_path):
    import tracemalloc

    cases = dict(mutations())
    for name in ("header of 4 GB", "huge fields", "noise"):
        path = saved(tmp_path, cases[name])
        tracemalloc.start()
        tried(read_fit, path)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 20e6, name


def test_what_is_no_fit_file_at_all(tmp_path):
    for data, why in ((b"", "empty"), (b"hello", "must be a FIT file"), (b"\x1f\x8b" + bytes(40), "unpack it")):
        with pytest.raises(InputError, match=why):
            read_fit(saved(tmp_path, data))
    with pytest.raises(InputError, match="has none that can be read"):
        read_fit(saved(tmp_path, fit_writer.FitWriter()))


def test_without_fitdecode_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "fitdecode", None)
    with pytest.raises(InputError, match=r'pip install "springmass\[fit\]"'):
        read_fit(saved(tmp_path, run_of(3, speed=3.0)))


def test_no_warning_of_the_library_reaches_the_user(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _, data in mutations():
            tried(read_fit, saved(tmp_path, data))


def test_a_long_file_takes_time_in_proportion(tmp_path, capsys):
    short, long = saved(tmp_path, dynamics(1200), "short.fit"), saved(tmp_path, dynamics(7200), "long.fit")

    def taken(path):
        begin = time.process_time()
        read_fit(path)
        return time.process_time() - begin

    taken(short)
    one, six = min(taken(short) for _ in range(3)), min(taken(long) for _ in range(2))
    assert six < 6 * 3 * one
    read_fit(long, progress=True)
    assert "long.fit" in capsys.readouterr().err
    read_fit(long)
    assert capsys.readouterr().err == ""


# Tables. -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "is_one"),
    [
        ("elapsed_s,speed_m_s,cadence_spm,stance_time_ms", True),
        ("secs,cad,hr,km,kph,rvert,rcad,rcontact", True),
        ("Timestamp,Power (w/kg),Watch Speed (m/s),Stiffness (kN/m),Ground Time (ms),Cadence (spm)", True),
        ("Laps,Time,Distance,Avg Pace,Avg Run Cadence,Avg Ground Contact Time", True),
        ("time,ground_force_vx,ground_force_vy,ground_force_vz", False),
        ("time,Fx,Fy,Fz", False),
        ("t,hip_x,hip_y", False),
        ("", False),
    ],
)
def test_tables_of_watches_are_known_by_their_columns(header, is_one):
    assert looks_like_watch(header.split(",")) is is_one


def test_golden_cheetah_columns(tmp_path):
    rows = "".join(f"{s},0,150,{0.003 * s:.4f},10.8,8.1,85,241\n" for s in range(40))
    recording = read_watch_csv(table(tmp_path, f"secs,cad,hr,km,kph,rvert,rcad,rcontact\n{rows}"))
    found = recording.watch.sources["watch"]
    assert found["speed"][5] == pytest.approx(3.0)
    assert found["distance"][10] == pytest.approx(30.0)
    assert found["contact_time"][5] == pytest.approx(0.241)
    assert found["vertical_oscillation"][5] == pytest.approx(0.081)
    assert any('"rcontact" gives no unit; by the size of its values taken as ms' in note for note in recording.notes)
    assert any("left alone: hr" in note for note in recording.notes)


def test_stryd_columns(tmp_path):
    head = "Timestamp,Power (w/kg),Watch Speed (m/s),Stryd Speed (m/s),Stiffness (kN/m),Ground Time (ms),Cadence (spm)"
    rows = "".join(f"{1_700_000_000 + s},3.5,3.0,3.1,9.5,231,172\n" for s in range(40))
    recording = read_watch_csv(table(tmp_path, f"{head}\n{rows}"))
    sources = recording.watch.sources
    assert sources["watch"]["speed"][0] == 3.0
    assert sources["Stryd"]["speed"][0] == 3.1
    assert sources["Stryd"]["leg_stiffness"][0] == 9500.0
    assert sources["Stryd"]["contact_time"][0] == 0.231
    assert sources["Stryd"]["cadence"][0] == 172.0
    assert "power" not in sources["Stryd"]
    assert recording.watch.time[-1] == 39.0


LAPS = (
    "Laps,Time,Cumulative Time,Distance,Avg Pace,Avg HR,Avg Run Cadence,Avg Ground Contact Time,Avg GCT Balance,"
    "Avg Stride Length,Avg Vertical Oscillation,Avg Vertical Ratio\n"
    "1,5:33.3,5:33.3,1.00,5:33,140,168,245,49.7% L / 50.3% R,1.07,8.4,7.9\n"
    "2,5:00,10:33.3,1.00,5:00,150,172,236,50.1% L / 49.9% R,1.16,8.3,7.2\n"
    '3,4:46,15:19,"1.00",4:46,155,174,230,50.1% R / 49.9% L,1.21,8.2,6.8\n'
    "Summary,15:19,15:19,3.00,5:06,148,171,237,,1.15,8.3,7.3\n"
)


def test_a_line_a_lap(tmp_path):
    recording = read_watch_csv(table(tmp_path, LAPS))
    watch, found = recording.watch, recording.watch.sources["watch"]
    np.testing.assert_allclose(watch.time, [0.0, 333.3, 633.3])
    assert [(one.name, round(one.end - one.start, 1)) for one in watch.laps] == [
        ("1", 333.3),
        ("2", 300.0),
        ("3", 286.0),
    ]
    np.testing.assert_allclose(found["speed"], [1000 / 333, 1000 / 300, 1000 / 286], rtol=1e-3)
    np.testing.assert_allclose(found["cadence"], [168, 172, 174])
    np.testing.assert_allclose(found["contact_time"], [0.245, 0.236, 0.230])
    np.testing.assert_allclose(found["contact_balance"], [0.497, 0.501, 0.499])
    np.testing.assert_allclose(found["vertical_oscillation"], [0.084, 0.083, 0.082])
    np.testing.assert_allclose(found["vertical_ratio"], [0.079, 0.072, 0.068])
    assert any("a line a lap" in note for note in recording.notes)


@pytest.mark.parametrize(
    ("column", "cells", "seconds"),
    [
        ("Time (min)", ("5", "4.5"), (300.0, 270.0)),
        ("Time (min)", ("5:00", "4:30"), (300.0, 270.0)),  # written as a clock: min and s, whatever the column says
        ("Time (s)", ("300", "270"), (300.0, 270.0)),
        ("Time (ms)", ("300000", "270000"), (300.0, 270.0)),
    ],
)
def test_laps_last_as_long_as_their_unit_says(tmp_path, column, cells, seconds):
    rows = "".join(f"{lap},{cell},1.0,170\n" for lap, cell in enumerate(cells, start=1))
    recording = read_watch_csv(table(tmp_path, f"Laps,{column},Distance (km),Avg Cadence (spm)\n{rows}"))
    assert [one.end - one.start for one in recording.watch.laps] == pytest.approx(seconds)


def test_records_keep_their_unit_of_time(tmp_path):
    rows = "".join(f"{i / 60:.5f},3.0,170\n" for i in range(60))
    recording = read_watch_csv(table(tmp_path, f"Time (min),speed (m/s),cadence (spm)\n{rows}"))
    assert recording.watch.time[-1] == pytest.approx(59.0, abs=1e-3)


def test_pace_a_mile_is_told_by_distance(tmp_path):
    rows = "".join(f"{s},{3.0 * s:.1f},8:56\n" for s in range(60))
    recording = read_watch_csv(table(tmp_path, f"time,distance (m),pace\n{rows}"))
    np.testing.assert_allclose(recording.watch.sources["watch"]["speed"], 3.0, rtol=2e-3)
    assert any("taken as min/mile (by distance and time)" in note for note in recording.notes)


def test_semicolons_and_decimal_commas(tmp_path):
    rows = "".join(f"{s};3,25;170;0,243\n" for s in range(40))
    text = f"Time (s);Speed (m/s);Cadence (spm);Ground Contact Time (s)\r\n{rows}"
    found = read_watch_csv(table(tmp_path, b"\xef\xbb\xbf" + text.encode())).watch.sources["watch"]
    assert found["speed"][3] == 3.25
    assert found["contact_time"][3] == 0.243


def test_laps_of_a_table_with_a_lap_column(tmp_path):
    rows = "".join(f"{s},3.0,170,{1 + s // 20}\n" for s in range(60))
    watch = read_watch_csv(table(tmp_path, f"elapsed_s,speed_m_s,cadence_spm,lap\n{rows}")).watch
    assert [(one.name, one.start, one.end) for one in watch.laps] == [("1", 0, 20), ("2", 20, 40), ("3", 40, 59)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "must have a line of column names"),
        (b"\x00\x01\x02" * 100, "binary"),
        (bytes(range(128, 256)) * 20, "binary"),
        (b"a,b,c\n1,2,3\n", "must have a line of column names"),
        (b"elapsed_s,speed_m_s,cadence_spm\n", "column names and no more"),
        (b"elapsed_s,speed_m_s,cadence_spm\nx,y,z\n", "no line has a time"),
        (b"elapsed_s,speed_m_s,cadence_spm\n" + b"9" * 1_500_000, "must have lines shorter"),
        (b'elapsed_s,speed_m_s,cadence_spm\n"0,1,2\n"1,,"\n', "whose values can be read"),
    ],
    ids=["empty", "binary", "high bytes", "other", "no rows", "words", "long line", "quotes"],
)
def test_tables_that_are_none_are_refused_in_one_sentence(tmp_path, text, why):
    with pytest.raises(InputError, match=why) as refused:
        read_watch_csv(table(tmp_path, text))
    assert "\n" not in str(refused.value)


def test_tables_with_flipped_bytes(tmp_path):
    whole = (RECORDINGS / "watch.csv").read_bytes()
    for seed in range(25):
        chance = random.Random(seed)
        data = bytearray(whole[: chance.randrange(200, len(whole))])
        for _ in range(chance.choice([1, 5, 50])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        recording, refused = tried(read_watch_csv, table(tmp_path, bytes(data)))
        assert "\n" not in refused
        assert refused or np.all(np.diff(recording.watch.time) >= 0)


def test_the_example_is_what_its_script_makes(tmp_path, monkeypatch):
    import make_watch

    monkeypatch.setattr(sys, "argv", ["make_watch.py", str(tmp_path)])
    make_watch.main()
    for name in ("watch.fit", "watch.csv"):
        assert (tmp_path / name).stat().st_size <= 60_000
        assert (tmp_path / name).read_bytes() == (RECORDINGS / name).read_bytes()
