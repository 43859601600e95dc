"""Pipes, protected files, full disks, closed streams, signals: one sentence, and nothing is lost."""

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

import springmass as sm
from springmass.cli import main
from springmass.cli.sweep import _kept
from springmass.dynamics.lanes.compiled import _forgive
from springmass.writing import folder_in_one_move, hindrance, in_one_move, shown

unix = pytest.mark.skipif(sys.platform == "win32", reason="other signals, pipes and shells there")
GRID = ["--vary", "leg.stiffness=8:40:3kN/m"]


def shell(command, folder, **environment):
    """What a command typed in a shell comes to."""
    program = shlex.join([sys.executable, "-m", "springmass"])
    return subprocess.run(
        ["bash", "-c", command.replace("springmass", program, 1)],
        cwd=folder, capture_output=True, text=True, timeout=120, check=False, env={**os.environ, **environment},
    )  # fmt: skip


# places


@unix
def test_a_pipe_is_not_replaced_and_not_waited_for(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="not a file"), in_one_move(pipe):
        raise AssertionError("nothing is to be written")
    assert pipe.is_fifo()
    assert [one.name for one in tmp_path.iterdir()] == ["pipe"]


def test_a_protected_file_stays(tmp_path, monkeypatch):
    mine = tmp_path / "mine.toml"
    mine.write_text("mine")
    monkeypatch.setattr("springmass.writing.os.access", lambda path, how: Path(path) != mine)  # root may write anything
    with pytest.raises(sm.InputError, match="write-protected"):
        sm.save(sm.load("seyfarth"), mine)
    assert mine.read_text() == "mine"


def test_what_is_in_the_way_is_said(tmp_path, monkeypatch):
    assert hindrance(tmp_path / "new.txt") is None
    assert hindrance(tmp_path) == "it is a folder"
    assert "does not exist" in hindrance(tmp_path / "no" / "a.txt")
    assert "null" in hindrance("a\0b")
    monkeypatch.setattr("springmass.writing.os.access", lambda path, how: False)
    assert hindrance(tmp_path / "new.txt") == "the folder is read-only"


@unix
def test_links_to_nowhere_and_links_that_go_round_are_told(tmp_path):
    (tmp_path / "nowhere.png").symlink_to("no/such.png")
    (tmp_path / "a.png").symlink_to("b.png")
    (tmp_path / "b.png").symlink_to("a.png")
    for name, said in (("nowhere.png", "does not exist"), ("a.png", "cannot be written")):
        result = CliRunner().invoke(main, ["run", "seyfarth", "--figure", str(tmp_path / name)])
        assert result.exit_code == 2
        assert said in result.stderr
        assert (tmp_path / name).is_symlink()


@unix
@pytest.mark.parametrize(
    "words",
    [
        ["run", "seyfarth", "--figure", "p.png"],
        ["run", "seyfarth", "--animation", "p.gif"],
        ["gait", "rbds001", "--save", "p.toml"],
        ["runner", "--save", "p.toml"],
        ["export", "seyfarth", "-o", "p.nc"],
        ["evidence", "--markdown", "p.md"],
        ["lab", "--export", "p.html"],
        ["fit", "watch.fit", "--mass", "70kg", "--save", "p.toml"],
    ],
    ids=lambda words: " ".join(words[::2]),
)
def test_every_verb_tells_of_a_place_that_is_no_file_before_it_works(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.mkfifo(words[-1])

    def work(*_, **__):
        raise AssertionError("worked for nothing")

    for name in ("load", "simulate", "find_gait", "default_runner", "read"):
        if (words[0], name) != ("export", "load") and (words[0], name) != ("export", "simulate"):
            monkeypatch.setattr(sm, name, work)
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2, result.output
    assert "it is a pipe or a device" in result.stderr
    assert Path(words[-1]).is_fifo()


def test_a_table_that_cannot_be_written_is_told_before_the_sweep(tmp_path, monkeypatch):
    monkeypatch.setattr("springmass.gait.sweep.public._work", lambda *_: pytest.fail("worked for nothing"))
    monkeypatch.setattr("springmass.gait.sweep.public.hindrance", lambda path: "the folder is read-only")
    with pytest.raises(sm.InputError, match=r"csv: .* read-only"):
        sm.sweep("seyfarth", {"leg.stiffness": "8:40:3kN/m"}, csv=tmp_path / "a.csv")


def test_a_fit_without_a_place_for_its_runner_is_told_before_it_begins(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("springmass.cli.fit.hindrance", lambda path: "the folder is read-only")
    monkeypatch.setattr("springmass.measured.read.read", lambda *_, **__: pytest.fail("worked for nothing"))
    result = CliRunner().invoke(main, ["fit", "watch.fit", "--mass", "70kg"])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "Name another place with --save" in result.stderr


@unix
def test_a_current_folder_that_is_gone_is_told(tmp_path):
    gone = tmp_path / "gone"
    gone.mkdir()
    done = shell("rmdir ../gone; springmass run seyfarth", gone)
    assert done.returncode == 2
    assert "springmass: the current folder: cannot be used: No such file" in done.stderr
    assert done.stdout == ""


# names


def test_names_that_are_no_letters_can_be_shown_and_written(tmp_path):
    name = "caf\udce9"  # a byte that is no UTF-8, as the system gives it
    assert shown(f"{name}.fit") == "caf?.fit"
    scenario = sm.load("seyfarth").model_copy(update={"title": name})
    sm.save(scenario, tmp_path / "a.toml")
    assert sm.load(tmp_path / "a.toml").title == "caf?"


@unix
@pytest.mark.parametrize("ending", ["fit", "csv"])
def test_a_recording_of_any_name_becomes_a_runner_with_a_name(tmp_path, ending):
    place = tmp_path / os.fsdecode(b"caf\xe9." + ending.encode())
    try:
        place.write_bytes((Path(sm.__file__).parents[1] / "recordings" / f"watch.{ending}").read_bytes())
    except OSError:
        pytest.skip("this disk takes no such names")
    assert sm.read(place).name == f"caf?.{ending}"


@unix
def test_a_sweep_goes_to_files_of_any_name(tmp_path):
    place = tmp_path / os.fsdecode(b"caf\xe9.nc")
    try:
        place.touch()
    except OSError:
        pytest.skip("this disk takes no such names")
    place.unlink()
    done = sm.sweep("seyfarth", {"leg.stiffness": "8:40:3kN/m"}, path=place, csv=place.with_suffix(".csv"))
    done.close()
    assert place.exists()
    assert len(place.with_suffix(".csv").read_text().splitlines()) == 4


# full disks


@unix
@pytest.mark.parametrize("ending", ["mp4", "nc", "gif", "html", "csv", "mot"])
def test_a_full_disk_leaves_nothing_and_says_so(ending, tmp_path):
    """In a process of its own: the libraries for .mp4 and .nc end in their own ways."""
    if ending == "mp4":
        pytest.importorskip("imageio_ffmpeg")
    words = f"export rbds001 --rate 1000Hz --steps 10 -o a.{ending}"
    if ending in ("mp4", "gif", "html"):
        words = f"run seyfarth --steps 1 --animation a.{ending}"
    done = shell(f"ulimit -f 20; springmass {words}", tmp_path)
    assert done.returncode == 2, done.stderr
    told = [line for line in done.stderr.splitlines() if "preparing" not in line]
    assert len(told) == 1
    assert told[0].startswith("springmass: ")
    assert "cannot be written: " in told[0]
    assert not list(tmp_path.iterdir())


def test_compiled_code_that_is_damaged_or_has_no_room_is_done_without():
    def damaged(*_):
        raise ValueError("unpickling")

    def full(*_):
        raise OSError(28, "No space left on device")

    emptied = []
    made = SimpleNamespace(
        _cache=SimpleNamespace(load_overload=damaged, save_overload=full, flush=lambda: emptied.append(1))
    )
    _forgive(made)
    assert made._cache.load_overload("signature", "target") is None
    assert made._cache.save_overload("signature", "code") is None
    assert emptied == [1]


# streams


@unix
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_swallow_what_is_said_and_no_more(closed, tmp_path):
    done = shell(f"springmass run seyfarth --steps 1 --figure a.svg {closed}", tmp_path)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert (tmp_path / "a.svg").read_text().rstrip().endswith("</svg>")


# signals

DRAWING = """
import os, signal, sys
for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(one, signal.default_int_handler if one == signal.SIGINT else signal.SIG_DFL)
from springmass.figures.film_view import Pictures
drawn, count = Pictures.__getitem__, []
def asked(self, i):
    count.append(i)
    if len(count) == 20: os.kill(os.getpid(), signal.{name})
    return drawn(self, i)
Pictures.__getitem__ = asked
from springmass.cli import main
main(["run", "seyfarth", "--steps", "2", "--animation", "a.gif"])
"""


@unix
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_whoever_asks_for_an_end_half_a_file_is_not_left(name, code, tmp_path):
    (tmp_path / "a.gif").write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", DRAWING.format(name=name)],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == code
    assert done.stderr == "\nspringmass: interrupted; no half-written file is left.\n"
    assert [one.name for one in tmp_path.iterdir()] == ["a.gif"]
    assert (tmp_path / "a.gif").read_text() == "old"


@unix
def test_handlers_are_given_back_and_those_of_others_stay(monkeypatch):
    from springmass.cli import stopping

    before = signal.getsignal(signal.SIGTERM)
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        with stopping.heeding():
            assert callable(signal.getsignal(signal.SIGTERM))
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        with stopping.heeding():
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)


def test_an_interrupted_sweep_says_what_is_there(tmp_path):
    path = str(tmp_path / "a.nc")
    assert "nothing is kept" in _kept(None)
    assert _kept(path) == "nothing was done yet."
    Path(path).touch()
    assert _kept(path) == f"the sweep is whole, in {path}."
    Path(f"{path}.parts").mkdir()
    assert "--resume goes on" in _kept(path)


def _alive(session):
    """Processes of a session that are not over."""
    found = subprocess.run(["ps", "-o", "stat=", "-s", str(session)], capture_output=True, text=True, check=False)
    return [one for one in found.stdout.split() if not one.startswith("Z")]


@unix
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs ps as it is on Linux")
@pytest.mark.parametrize(("number", "all_of_them"), [(9, False), (15, True), (2, True)])
def test_no_worker_is_left_however_a_sweep_ends(number, all_of_them, tmp_path):
    words = [
        "sweep",
        "rbds001",
        "--vary",
        "gait.find.speed=3:4:2000m/s",
        "--measure",
        "contact_time,vertical_oscillation",
    ]
    child = subprocess.Popen(
        [sys.executable, "-m", "springmass", *words, "--chunk", "2", "--workers", "2", "-o", "a.nc"],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    while len(list((tmp_path / "a.nc.parts").glob("*.npz"))) < 3 and child.poll() is None:
        time.sleep(0.01)
    assert len(_alive(child.pid)) >= 3
    (os.killpg if all_of_them else os.kill)(child.pid, number)
    if number == 2:
        time.sleep(0.1)
        os.killpg(child.pid, number)  # who presses twice does not wait for ever
    _, said = child.communicate(timeout=60)
    end = time.monotonic() + 20.0
    while _alive(child.pid) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _alive(child.pid)
    assert "Traceback" not in said
    if number != 9:
        assert child.returncode == 128 + number
        assert "--resume goes on" in said
    assert not list((tmp_path / "a.nc.parts").glob("*.part"))


def test_a_folder_of_two_writers_is_one_of_theirs(tmp_path):
    """Both begin before either ends."""
    with folder_in_one_move(tmp_path / "pack") as one, folder_in_one_move(tmp_path / "pack") as other:
        (one / "a.txt").write_text("one")
        (other / "a.txt").write_text("other")
    assert (tmp_path / "pack" / "a.txt").read_text() == "one"
    assert [place.name for place in tmp_path.iterdir()] == ["pack"]
