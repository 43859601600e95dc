"""What came to harm is read with a word on it, or refused in one message; whoever types it sees nothing else."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import bad_recordings
import bad_tables
import numpy as np
import pytest
from click.testing import CliRunner
from spoiling import KEPT, REFUSED, example

import springmass as sm
from springmass.cli import main
from springmass.measured.motion.contacts_from_feet import FootContacts, timing_of

pytest.importorskip("fitdecode", reason="watch files need the extra fit")
pytest.importorskip("ezc3d", reason="C3D files need the extra c3d")

CASES = [*bad_recordings.CASES, *bad_tables.CASES]
PROGRAM = Path(sys.executable).with_name("springmass")
CHECKOUT = Path(__file__).parents[1]
FUZZ = CHECKOUT / "validation" / "fuzz_recordings.py"
NEVER = re.compile(
    r"Traceback|\b[A-Z]\w*(?:Error|Exception|Warning)\b|site-packages|object at 0x|\bnp\.|\bNone\b|\bnan\b"
)
HUGE = (
    "FIT of 4 GB by its header", "C3D of 65535 points, in its parameters too", "MOT of 10^12 rows",
    "TRC of 10^9 markers", "CSV of 100000 columns", "MOT with a line of 50 MB",
)  # fmt: skip


def written(case, folder):
    """Its files in a folder, and the words to type."""
    for name, content in case.files.items():
        (folder / name).write_bytes(content())
    return ["fit", *(case.typed or case.files), *case.words]


def check(case, code, out, err, folder):
    assert code == case.becomes, out + err
    said = " ".join((err if code else out + err).split())  # lines are folded to the terminal
    for part in case.said:
        assert part in said, said
    assert not NEVER.search(err)
    assert str(folder) not in out + err
    assert str(CHECKOUT) not in out + err
    if code == REFUSED:
        assert len(err.splitlines()) == 1, err
        assert err.startswith("springmass: ")
        assert any(name in err for name in (*case.typed, *case.files, *case.words)), err
        assert all(sign.isprintable() for sign in err.rstrip("\n"))
        assert len(err) < 600


@pytest.fixture(scope="module", autouse=True)
def compiled():
    """Compiling the steps for the first time takes longer than any bad file may."""
    sm.fit("watch.csv", mass="70 kg", height="1.75 m")


@pytest.mark.parametrize("case", [one for one in CASES if one.name not in HUGE], ids=lambda case: case.name)
def test_a_bad_recording_gives_one_clear_message(tmp_path, monkeypatch, case):
    monkeypatch.chdir(tmp_path)
    words = written(case, tmp_path)
    begun = time.process_time()
    result = CliRunner().invoke(main, words)
    assert time.process_time() - begun < 10.0
    assert isinstance(result.exception, SystemExit | None), result.exception
    check(case, result.exit_code, result.stdout, result.stderr, tmp_path)


@pytest.mark.parametrize("case", [one for one in CASES if one.name in HUGE], ids=lambda case: case.name)
def test_memory_stays_bounded_whatever_a_head_claims(tmp_path, case):
    resource = pytest.importorskip("resource")
    words = written(case, tmp_path)
    peak = (
        "import json, resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], capture_output=True, text=True, encoding='utf-8')\n"
        "print(json.dumps([done.returncode, done.stdout, done.stderr,\n"
        "                  resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))\n"
    )

    def limited():
        resource.setrlimit(resource.RLIMIT_AS, (2_500_000_000, 2_500_000_000))

    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", peak, str(PROGRAM), *words],
        capture_output=True, cwd=tmp_path, preexec_fn=limited, env=environment, timeout=20, check=True,
    )  # fmt: skip
    code, out, err, kilobytes = json.loads(done.stdout)
    check(case, code, out, err, tmp_path)
    assert kilobytes * (1 if sys.platform == "darwin" else 1024) < 600e6


def test_there_are_many_of_every_kind():
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 90
    assert set(HUGE) <= set(names)
    for kind in ("FIT", "C3D", "MOT", "TRC", "CSV"):
        assert sum(kind in name for name in names) >= 4
    assert {case.becomes for case in CASES} == {KEPT, REFUSED}
    assert all(case.said and all(len(part) > 1 for part in case.said) for case in CASES)


def test_a_file_nobody_may_read(tmp_path, monkeypatch):
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        pytest.skip("root may read everything")
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "a.fit"
    file.write_bytes(example("watch.fit"))
    file.chmod(0)
    result = CliRunner().invoke(main, ["fit", "a.fit"])
    assert result.exit_code == REFUSED
    assert "a.fit: cannot be read" in result.stderr


def test_three_seconds_of_fuzz():
    done = subprocess.run(
        [sys.executable, str(FUZZ), "--minutes", "0.05", "--seed", "11"],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 unexpected." in done.stdout


def test_steps_that_are_nothing_alike_have_no_cadence():
    feet = FootContacts(np.array([0.0, 0.3, 1.4]), np.array([0.2, 0.5, 1.6]), ("right", "left", "right"))
    assert set(timing_of(feet)) == {"contact_time"}
