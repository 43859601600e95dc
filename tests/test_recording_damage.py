"""A recording knows which of its notes tell of damage; a fit tells a mistyped choice from a runner it cannot make."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import springmass as sm
from springmass.cli import main
from springmass.errors import InputError
from springmass.measured.recording import Recording, Watch

SHIPPED = Path(__file__).parent.parent / "recordings"


def broken(tmp_path, name, make):
    file = tmp_path / name
    file.write_bytes(make((SHIPPED / name).read_bytes()))
    return file


def without_last(rows):
    def make(content):
        return b"".join(content.splitlines(keepends=True)[:-rows])

    return make


CASES = {
    "FIT cut": ("watch.fit", lambda c: c[:9000], "ends in the middle"),
    "FIT with flipped bytes": ("watch.fit", lambda c: c[:5000] + bytes(range(200, 255)) + c[5055:], "is damaged in"),
    "FIT with a wrong checksum": ("watch.fit", lambda c: c[:-2] + b"\0\0", "checksum is wrong"),
    "C3D cut": ("treadmill.c3d", lambda c: c[: len(c) * 3 // 4], "is cut off"),
    "a table whose last line is broken": ("treadmill_forces.csv", lambda c: c[:-9] + b"x", "is broken off"),
    "storage without its end": ("overground.mot", without_last(7), "The head tells of"),
    "TRC without its end": ("overground.trc", without_last(7), "The head tells of"),
}


@pytest.fixture(autouse=True)
def _readers():
    pytest.importorskip("fitdecode", reason="watch files need the extra fit")
    pytest.importorskip("ezc3d", reason="C3D files need the extra c3d")


@pytest.mark.parametrize(("name", "make", "said"), CASES.values(), ids=CASES)
def test_damage_is_noted_as_such(tmp_path, name, make, said):
    found = sm.read(broken(tmp_path, name, make))
    assert len(found.damage) == 1
    assert said in found.damage[0]
    assert set(found.damage) <= set(found.notes)


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.[!m][!d]*")), ids=lambda file: file.name)
def test_whole_files_have_none(file):
    assert sm.read(file).damage == ()


def test_of_several_files_the_damaged_one_is_named(tmp_path):
    forces = broken(tmp_path, "overground.mot", without_last(7))
    found = sm.read(forces, SHIPPED / "overground.trc")
    (said,) = found.damage
    assert said.startswith("overground.mot: The head tells of")


def watched(**more):
    """A watch that runs for too short a time to say anything."""
    time = np.arange(3.0)
    return Recording("a.fit", "FIT", Watch(time, {"watch": {"speed": np.full(3, 3.0)}}), **more)


def test_an_error_tells_the_damage_and_goes_by_no_words():
    with pytest.raises(InputError) as plain:
        sm.observe(watched(notes=("the shoe was damaged, the rest is lost",)))
    assert "shoe" not in str(plain.value)
    with pytest.raises(InputError) as told:
        sm.observe(watched(notes=("bytes gone",), damage=("bytes gone",)))
    assert str(told.value).endswith("Bytes gone.")
    assert str(told.value).removesuffix(" Bytes gone.") == str(plain.value)


# A choice that is none, and a runner that cannot be made


def fit(*words):
    return CliRunner().invoke(main, ["fit", *words])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["watch.fit", "--source", "strid"], 'source: given "strid"; must be one of'),
        (["treadmill_forces.csv", "--source", "Stryd"], 'source: given "Stryd"; only a watch file'),
        (["watch.fit", "--strike", "forfoot"], 'Did you mean "forefoot"?'),
        (["treadmill_forces.csv", "--strike", "toe"], "must be one of rearfoot, midfoot, forefoot"),
        (["video.trc", "--strike", "toe"], "must be one of rearfoot, midfoot, forefoot"),
    ],
)
def test_a_mistyped_choice_is_told_alone(words, said):
    done = fit(*words)
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stdout == ""  # nothing else is worth reading then
    assert "no runner" not in done.stderr


def test_what_was_measured_is_still_told_where_no_runner_can_be_made(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = fit("treadmill_forces.csv", "--speed", "12m/s")
    assert done.exit_code == 2
    assert "no runner could be made" in done.stderr
    assert "contact" in done.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "where"), [({"source": "strid"}, "source"), ({"strike": "toe"}, "strike"), ({"source": "Stryd"}, None)]
)
def test_the_library_checks_choices_before_it_fits(monkeypatch, words, where):
    from springmass.measured import fit as module

    seen = sm.observe("watch.fit", lap=2)

    def fitted(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(module, "fit_watch", fitted)
    with pytest.raises(ZeroDivisionError if where is None else InputError) as told:
        sm.fit(seen, **words)
    if where is not None:
        assert told.value.where == where
