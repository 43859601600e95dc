"""Without the optional readers: one sentence that says what to install, and everything else works."""

import sys

import pytest

import springmass as sm


@pytest.mark.parametrize(
    ("library", "name", "extra"), [("fitdecode", "watch.fit", "fit"), ("ezc3d", "treadmill.c3d", "c3d")]
)
def test_a_missing_library_is_named_with_its_extra(monkeypatch, library, name, extra):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(sm.InputError) as caught:
        sm.read(name)
    assert name in str(caught.value)
    assert f'pip install "springmass[{extra}]"' in str(caught.value)


def test_other_files_need_neither(monkeypatch):
    monkeypatch.setitem(sys.modules, "fitdecode", None)
    monkeypatch.setitem(sys.modules, "ezc3d", None)
    assert sm.read("watch.csv").watch is not None
    assert sm.read("overground.mot", "overground.trc").motion is not None
    assert sm.read("treadmill_forces.csv").forces is not None


def test_pandas_is_not_needed(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert sm.fit("watch.csv", mass="70 kg", height="1.75 m").parameters["leg.stiffness"].value > 0.0
