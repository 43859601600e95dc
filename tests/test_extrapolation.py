"""The extrapolated step of the array engine: its order from both sides, its weights, its estimate, its neighbours."""

from fractions import Fraction

import numpy as np
import pytest

from springmass.dynamics.extrapolation import Extrapolation
from springmass.dynamics.lockstep import STEP


def spring_leg(z):
    """A mass on a damped spring leg with gravity, typed again: x, y, vx, vy over columns; m = l0 = 1, k = 20, g = 1."""
    x, y, vx, vy = z
    length = np.hypot(x, y)
    force = 20.0 * (1.0 - length) - 0.5 * (x * vx + y * vy) / length
    return np.array([vx, vy, force * x / length, force * y / length - 1.0])


START = np.array([[-0.37], [0.92], [1.6], [-0.35]])


def end_error(rules, steps, duration=1.0):
    """Error at a fixed time after so many equal steps, against many small ones of order 14."""
    z, truth = START, START
    step = Extrapolation(rules)
    for _ in range(steps):
        z, _ = step(spring_leg, z, np.array([duration / steps]))
    for _ in range(60):
        truth, _ = STEP(spring_leg, truth, np.array([duration / 60]))
    return float(np.abs(z - truth).max())


@pytest.mark.parametrize(("rules", "coarse"), [(1, 128), (2, 48), (3, 20), (4, 10), (5, 8), (6, 4), (7, 3)])
def test_observed_order_from_both_sides(rules, coarse):
    order = np.log2(end_error(rules, coarse) / end_error(rules, 2 * coarse))
    assert 2 * rules - 0.4 < order < 2 * rules + 0.4


def test_the_array_engine_steps_with_order_fourteen():
    assert STEP.order == 14


def test_an_order_lost_would_be_seen():
    class Worse(Extrapolation):
        def __init__(self, rules):
            super().__init__(rules)
            self.weights = np.concatenate([[0.0], Extrapolation(rules).weights[1:]])
            self.weights /= self.weights.sum()

    z, halves, step = START, START, Worse(3)
    truth = START
    for _ in range(60):
        truth, _ = STEP(spring_leg, truth, np.array([0.01]))
    for _ in range(12):
        z, _ = step(spring_leg, z, np.array([0.05]))
    for _ in range(24):
        halves, _ = step(spring_leg, halves, np.array([0.025]))
    assert np.log2(np.abs(z - truth).max() / np.abs(halves - truth).max()) < 5.6


@pytest.mark.parametrize("rules", [2, 5, 7])
def test_weights_cancel_every_error_term_they_should(rules):
    """Σ w = 1 and Σ w / n^(2j) = 0 for j < k, in exact arithmetic."""
    n = [2 * (i + 1) for i in range(rules)]
    exact = []
    for i in n:
        product = Fraction(1)
        for j in n:
            if j != i:
                product *= Fraction(i * i, i * i - j * j)
        exact.append(product)
    assert sum(exact) == 1
    assert all(sum(w / Fraction(m) ** (2 * j) for w, m in zip(exact, n, strict=True)) == 0 for j in range(1, rules))
    assert Extrapolation(rules).weights == pytest.approx([float(w) for w in exact], rel=1e-14)


def test_the_estimate_is_about_the_error_of_one_order_less():
    z, estimate = STEP(spring_leg, START, np.array([0.5]))
    truth = START
    for _ in range(50):
        truth, _ = STEP(spring_leg, truth, np.array([0.01]))
    error, estimated = np.abs(z - truth).max(), np.abs(estimate).max()
    assert error < 3.0 * estimated
    assert estimated < 1e6 * error


def test_a_case_does_not_feel_its_neighbours():
    rng = np.random.default_rng(5)
    many = START + rng.normal(0.0, 0.05, (4, 37))
    steps = rng.uniform(0.05, 0.3, 37)
    together, _ = STEP(spring_leg, many, steps)
    for i in (0, 17, 36):
        alone, _ = STEP(spring_leg, many[:, i : i + 1], steps[i : i + 1])
        assert (alone[:, 0] == together[:, i]).all()
