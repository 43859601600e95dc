"""A contact integrated by hand, for tests that must share no code with the package."""

import math

import pytest
from hypothesis import HealthCheck, settings

# Derandomised: a gate that passes today passes tomorrow. Widen by hand when hunting.
settings.register_profile(
    "gate", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
settings.load_profile("gate")


def _rk4(rate, t, z, h):
    k1 = rate(t, z)
    k2 = rate(t + h / 2, [a + h / 2 * b for a, b in zip(z, k1, strict=True)])
    k3 = rate(t + h / 2, [a + h / 2 * b for a, b in zip(z, k2, strict=True)])
    k4 = rate(t + h, [a + h * b for a, b in zip(z, k3, strict=True)])
    return [a + h / 6 * (b + 2 * c + 2 * d + e) for a, b, c, d, e in zip(z, k1, k2, k3, k4, strict=True)]


def _contact(
    x, y, vx, vy, *, m, l0, k, ax=0.0, ay=-9.81, c=0.0, b=0.0, e=0.0, delta=0.0,
    roll=0.0, late=None, switch=math.inf, dt=1e-4,
):  # fmt: skip
    """From touchdown (or any instant of compression) to takeoff with fixed steps, in the ground frame.

    ``x`` counts from the first contact point. Returns a dict, positions relative to the centre of pressure then, or
    None if the mass reaches the ground.
    """
    late = roll if late is None else late
    turn = switch / roll if late != roll and roll > 0 else math.inf
    tan = math.tan(delta)
    rest, stiff = l0, k

    def cop(t):
        return roll * min(t, turn) + late * max(t - turn, 0.0)

    def leg(t, z, after):
        speed = late if after else roll
        dx = z[0] - cop(t)
        length = math.hypot(dx, z[1])
        rate = (dx * (z[2] - speed) + z[1] * z[3]) / length
        force = stiff * (rest - length) * (1.0 - b * rate) - c * rate
        return dx, length, rate, force

    def rates(after):
        def rate(t, z):
            dx, length, _, force = leg(t, z, after)
            ux, uy = dx / length, z[1] / length
            return [z[2], z[3], force * (ux + tan * uy) / m + ax, force * (uy - tan * ux) / m + ay]

        return rate

    def guard(t, z, after):  # both end a phase by passing zero upwards
        _, _, rate, force = leg(t, z, after)
        return -force if extending else rate

    t, z, extending, after, found = 0.0, [x, y, vx, vy], False, False, {}
    while True:
        if guard(t, z, after) >= 0.0 and (extending or t > 0.0):
            h = 0.0
        else:
            h = min(dt, turn - t) if not after else dt
            there = _rk4(rates(after), t, z, h)
            if there[1] < 0.0 or t > 20.0:
                return None
            if guard(t + h, there, after) < 0.0:
                t, z = t + h, there
                after = after or t >= turn - 1e-15
                continue
            low, high = 0.0, h
            for _ in range(60):
                h = 0.5 * (low + high)
                if guard(t + h, _rk4(rates(after), t, z, h), after) < 0.0:
                    low = h
                else:
                    high = h
        z = _rk4(rates(after), t, z, h)
        t += h
        dx, length, _, _ = leg(t, z, after)
        if extending:
            return found | {"contact_time": t, "takeoff": (dx, z[1], z[2], z[3]), "cop": cop(t)}
        found = {"greatest_compression": (t, dx, z[1]), "shortest": length}
        rest, stiff = l0 + e, k * (l0 - length) / (l0 + e - length)
        extending = True


@pytest.fixture(scope="session")
def contact_by_hand():
    """Fixed-step Runge–Kutta with the equations typed again from the model's definition."""
    return _contact
