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


def damped(x, y, u, v):
    return tuple(spring_leg(np.array([x, y, u, v]))[2:])


def undamped(x, y):
    length = np.hypot(x, y)
    force = 20.0 * (1.0 - length)
    return force * x / length, force * y / length - 1.0


@pytest.mark.parametrize(("rules", "coarse"), [(1, 128), (2, 48), (3, 20), (4, 10), (5, 8), (6, 4), (7, 3)])
@pytest.mark.parametrize("rule", ["midpoint", "verlet"])
def test_observed_order_of_the_rules_for_a_mass(rule, rules, coarse):
    pull = {"midpoint": damped, "verlet": undamped}[rule]

    def end(count, steps):
        z, step = START, getattr(Extrapolation(count), rule)
        for _ in range(steps):
            z, _ = step(pull, z, np.array([1.0 / steps]))
        return z

    truth = end(7, 60)
    error, half = (np.abs(end(rules, steps) - truth).max() for steps in (coarse, 2 * coarse))
    assert 2 * rules - 0.6 < np.log2(error / half) < 2 * rules + 0.6


def test_rules_for_a_mass_agree_with_those_for_any_rate():
    step, size = Extrapolation(6), np.array([0.4])
    general, estimate = step(spring_leg, START, size)
    mass, same = step.midpoint(damped, START, size)
    assert mass == pytest.approx(general, rel=1e-13)
    assert same == pytest.approx(estimate, abs=1e-13)
    without = step.midpoint(lambda x, y, u, v: undamped(x, y), START, 0.5 * size)[0]
    assert step.verlet(undamped, START, 0.5 * size)[0] == pytest.approx(without, abs=1e-8)


@pytest.mark.parametrize("rule", ["midpoint", "verlet"])
def test_estimates_of_the_rules_for_a_mass(rule):
    pull = {"midpoint": damped, "verlet": undamped}[rule]
    z, estimate = getattr(Extrapolation(5), rule)(pull, START, np.array([0.5]))
    error = np.abs(z - getattr(Extrapolation(9), rule)(pull, START, np.array([0.5]))[0]).max()
    assert error < 3.0 * np.abs(estimate).max() < 1e6 * error


@pytest.mark.parametrize("rule", ["midpoint", "verlet"])
def test_rules_for_a_mass_keep_cases_apart(rule):
    pull = {"midpoint": damped, "verlet": undamped}[rule]
    rng = np.random.default_rng(6)
    many, steps = START + rng.normal(0.0, 0.05, (4, 37)), rng.uniform(0.05, 0.9, 37)
    together = getattr(Extrapolation(8), rule)(pull, many, steps)
    for i in (0, 17, 36):
        alone = getattr(Extrapolation(8), rule)(pull, many[:, i : i + 1], steps[i : i + 1])
        assert (alone[0][:, 0] == together[0][:, i]).all()
        assert (alone[1][:, 0] == together[1][:, i]).all()


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
