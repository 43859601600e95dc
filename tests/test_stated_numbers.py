"""Every number that is stated of a real recording: read, measured and held beside it (the table of validation/)."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest
from recordings_data import FOLDER, data_file

sys.path.insert(0, str(Path(__file__).parent.parent / "validation"))
import recordings

pytest.importorskip("fitdecode", reason="watch files need the extra fit")
pytest.importorskip("ezc3d", reason="C3D files need the extra c3d")
ENTRIES = recordings.stated()


def named(entry):
    return Path(entry["files"][0]).stem + (f"-{entry['threshold']:.0f}N" if "threshold" in entry else "")


@pytest.mark.parametrize("entry", ENTRIES, ids=named)
def test_what_is_stated_is_found(entry):
    data_file(entry["files"][0])
    rows = list(recordings.rows(entry, FOLDER))
    assert len(rows) == len(entry["stated"]) > 0
    assert all(np.isfinite(row.found) for row in rows)
    if "excerpt" not in entry:
        assert not [row for row in rows if not row.holds]


def test_the_bounds_are_those_asked_for():
    asked = {"contact_time": 0.003, "flight_time": 0.003, "cadence": 1.0, "peak_vertical_force_BW": 0.03}
    assert {name: recordings.BOUNDS[name] for name in asked} == asked
    assert recordings.BOUNDS["hip_ankle"] == 0.005


def test_every_recording_has_its_row():
    data_file("rbds-fukuchi2017")
    stated = {name for entry in ENTRIES for name in (*entry["files"], entry.get("standing"))}
    here = {
        str(path.relative_to(FOLDER))
        for path in FOLDER.rglob("*")
        if path.suffix in (".fit", ".c3d", ".mot", ".trc", ".csv")
    }
    # The tables of records are the FIT files once more, see test_watch_files; the summary is of all 30 s of 13 runners.
    assert {name for name in here - stated if "_records" not in name} == {"rbds-fukuchi2017/steps_summary.csv"}


def test_the_one_that_misses_is_an_excerpt():
    """Runner 13's ten seconds, by a plain count on the file itself: they differ from his thirty as ours do."""
    path = data_file("rbds-fukuchi2017/RBDS013_runT35_forces.csv")
    time, _, vertical = np.loadtxt(path, delimiter=",", skiprows=1, usecols=(0, 1, 2)).T
    down = vertical > 50.0
    up, off = np.flatnonzero(~down[:-1] & down[1:]), np.flatnonzero(down[:-1] & ~down[1:])
    off = off[off > up[0]][: len(up)]
    lasting, landed = time[off] - time[up[: len(off)]], time[up[: len(off)]]
    steps = lasting > 0.1  # what chatters across 50 N is no step
    lasting, landed = lasting[steps], landed[steps]
    assert np.mean(lasting) == pytest.approx(0.1897, abs=0.002)
    assert np.mean(lasting[:14]) > np.mean(lasting[14:]) + 0.001
    assert 60.0 / np.mean(np.diff(landed)) == pytest.approx(168.4, abs=0.3)
    entry = next(one for one in ENTRIES if "excerpt" in one)
    found = {row.quantity: row.found for row in recordings.rows(entry, FOLDER)}
    assert found["contact_time"] == pytest.approx(np.mean(lasting), abs=0.002)
    assert found["cadence"] == pytest.approx(168.4, abs=0.3)


def test_a_miss_is_told():
    assert not recordings.Row("a", "contact_time", 0.2, 0.2031, 0.003).holds
    assert recordings.Row("a", "contact_time", 0.2, 0.203, 0.003).holds


def test_the_table_of_force_fits(monkeypatch, capsys):
    import force_fits

    data_file("rbds-fukuchi2017/RBDS020_runT35_forces.csv")
    chosen = [entry for entry in ENTRIES if "RBDS020" in entry["files"][0]]
    monkeypatch.setattr(force_fits, "stated", lambda: chosen)
    assert force_fits.main() == 0
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("RBDS020_runT35"))
    fitted, classical = ([float(one) for one in pair] for pair in re.findall(r"(0\.\d{3}) / (0\.\d{3})", line))
    assert fitted[0] > 0.95
    assert fitted[1] > 0.85
    assert classical[0] < fitted[0]
    assert classical[1] < fitted[1]


def test_the_page_says_where_the_hip_is():
    page = (Path(__file__).parent.parent / "docs" / "how-to" / "recordings.md").read_text(encoding="utf-8")
    rows = re.findall(r"\| (\d+) % of contact, hip ([\d.]+) cm ahead of the ankle \|", page)
    data_file("rbds-fukuchi2017/RBDS001_runT35_forces.csv")
    entry = next(one for one in ENTRIES if "RBDS001_runT35_joints" in one["files"][-1])
    motion = recordings.seen(entry, FOLDER).motion
    assert len(rows) == 2
    for (share, offset), moment in zip(rows, ("lowest point", "half contact"), strict=True):
        assert round(100.0 * np.nanmean(motion.shares[moment])) == int(share)
        assert round(100.0 * motion.mean(moment).value, 1) == float(offset)
