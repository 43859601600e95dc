"""Simulated runners, their watch files, and how often the fit's errors hold: as often as they claim."""

import importlib.util
import math
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "fit_coverage.py"

pytestmark = pytest.mark.skipif(not BENCHMARK.exists(), reason="benchmarks are not part of this distribution")


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("fit_coverage", BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    sys.modules["fit_coverage"] = module
    spec.loader.exec_module(module)
    return module


def by_chance(share, count, spreads):
    """How far from its expectation a share of that many may be."""
    return spreads * math.sqrt(share * (1.0 - share) / count)


@pytest.mark.slow
def test_the_truth_lies_within_as_often_as_claimed(bench, tmp_path):
    drawn = list(bench.runners(200, seed=11))
    drawn[:20] = [bench.through_a_file(one, tmp_path / "watch.fit") for one in drawn[:20]]
    found = bench.coverage(drawn)
    for name in bench.FIELDS:
        for level in (0.5, 0.9):
            assert abs(found.within[name][level] - level) < by_chance(level, 200, 2.6), (name, level, found.within)
        assert 0.85 < math.sqrt((found.scores[name] ** 2).mean()) < 1.2, name
        assert abs(found.scores[name].mean()) < 0.25, name
    # Nor are they wide: a watch tells stiffness to a percent, if damping and roll are known.
    assert found.width["leg.stiffness"] < 0.01
    assert found.width["leg.push_off"] < 0.02


@pytest.mark.slow
def test_a_leg_of_ones_own_lies_within_the_wider_error(bench):
    """Damping and roll that no watch can see: the narrow error fails, and says so; the wider one holds."""
    found = bench.coverage(list(bench.runners(60, seed=12, own=1.0)))
    for name in bench.FIELDS:
        assert found.within[name][0.9] < 0.4
        for level in (0.5, 0.9):
            share = found.within[name + bench.WIDER][level]
            assert abs(share - level) < by_chance(level, 60, 2.6), (name, level, share)


def test_a_file_changes_nothing(bench, tmp_path):
    (one,) = bench.runners(1, seed=4)
    again = bench.through_a_file(one, tmp_path / "watch.fit")
    for name, values in one.recording.watch.sources["watch"].items():
        assert again.recording.watch.sources["watch"][name] == pytest.approx(values, abs=1e-9), name
    assert again.recording.person.mass == pytest.approx(one.recording.person.mass)
