"""Claims about the moment of midstance: lowest point, peak force, hardest work."""

from __future__ import annotations

from springmass.evidence.claims.bench import Bench
from springmass.evidence.claims.claim import Check, Finding, Verdict, claim
from springmass.evidence.runners26 import SPEEDS, band, facts, runners26

_SAME_MOMENT = 0.06
"""Moments closer than this share of contact count as one (13 ms of 225 ms)."""
_SAME_PEAK = 0.05
"""Peaks that differ by less than this share count as equal."""


@claim(
    "Midstance is the lowest point and the peak of force",
    "At midstance the body is lowest; there the ground pushes hardest, about 2.5 body weights, the same for every foot "
    "strike. What differs with strike is the impact part of the curve.",
)
def midstance(bench: Bench) -> Finding:
    """Timing and height of the force peak, and the landing, over three foot strikes."""
    gaits, measured, known = bench.strikes, runners26(), facts()["peak vertical force at 3.5 m/s"]
    apart = max(
        abs(g.metrics["time_of_peak_vertical_force"].value - g.metrics["time_of_lowest_point"].value)
        for g in gaits.values()
    )
    landings = {name: g.metrics.view.landing for name, g in gaits.items()}
    weight = bench.leg_powered.metrics.view.weight
    peaks = {name: one.midstance_peak / weight for name, one in landings.items() if one}
    rates = {name: g.metrics["loading_rate"].value for name, g in gaits.items()}
    spread = max(peaks.values()) / min(peaks.values()) - 1.0
    real_apart = max(
        abs(measured["time_of_peak_vertical_force"][v].mean - measured["time_of_lowest_point"][v].mean) for v in SPEEDS
    )
    real_peaks = [measured["peak_vertical_force"][v].mean for v in SPEEDS]
    checks = (
        Check(
            "force peak and lowest point are one moment for every strike",
            f"at most {100 * apart:.0f} % of contact apart",
            apart < _SAME_MOMENT,
        ),
        Check(
            "the midstance peak is the same for every strike",
            ", ".join(f"{name} {value:.2f} BW" for name, value in peaks.items()) + f" (spread {100 * spread:.1f} %)",
            spread < _SAME_PEAK,
        ),
        Check(
            "the landing differs with the strike",
            "loading rate " + ", ".join(f"{name} {value:.0f} BW/s" for name, value in rates.items()),
            max(rates.values()) > 1.25 * min(rates.values()),
        ),
        Check(
            "force peak and lowest point are one moment",
            f"at most {100 * real_apart:.0f} % of contact apart, at 41 to 42 % of contact",
            real_apart < _SAME_MOMENT,
            "26 runners",
        ),
        Check(
            "the peak is about 2.5 body weights",
            f"{min(real_peaks):.2f} to {max(real_peaks):.2f} BW from 2.5 to 4.5 m/s",
            min(real_peaks) > 2.0 and max(real_peaks) < 3.0,
            "26 runners",
        ),
        Check(
            "the peak is the same for every strike",
            ", ".join(f"{name} {value:.2f} BW" for name, value in known.items()),
            max(known.values()) / min(known.values()) - 1.0 < 2.0 * _SAME_PEAK,
            "26 runners",
        ),
    )
    return Finding(
        {
            Verdict.SUPPORTED: "Yes: the body is lowest when the ground pushes hardest, in the model and in "
            "real runners, "
            "whatever the foot strike.",
            Verdict.PARTLY: "Mostly: see which of the checks fail.",
        },
        checks,
        depends="That moment is at 41 to 43 % of contact, not at half of it; by half contact the hip has moved "
        "on by 6 cm.",
        limits="That the midstance peak hardly depends on the landing is built into this model (the pulse does "
        "not alter the "
        "orbit); the 26 runners are the real test. There were only 4 forefoot strikers among them.",
    )


@claim(
    "The quadriceps work hardest at midstance",
    "The quadriceps work hardest at the moment when the body is lowest.",
)
def hardest_moment(bench: Bench) -> Finding:
    """When the knee-extending moment peaks, against when the body is lowest."""
    view = bench.leg_powered.metrics.view
    moment = view.body_maximum(lambda b: b.moments.knee)[0] / view.step.contact_time
    lowest = bench.leg_powered.metrics["time_of_lowest_point"].value
    real = {v: band("knee_moment", v) for v in SPEEDS}
    peaks = {v: float(one.percent[one.mean.argmax()]) / 100.0 for v, one in real.items()}
    gaps = {v: abs(peaks[v] - runners26()["time_of_lowest_point"][v].mean) for v in SPEEDS}
    return Finding(
        {
            Verdict.SUPPORTED: "Yes: the knee moment peaks when the body is lowest.",
            Verdict.PARTLY: "In real runners, yes. The model's knee peaks earlier, "
            f"{1e3 * abs(moment - lowest) * view.step.contact_time:.0f} ms before the body is lowest: its leg "
            "is loaded from "
            "touchdown on.",
        },
        (
            Check(
                "the knee moment peaks at the lowest point",
                f"at {100 * moment:.0f} % of contact; lowest at {100 * lowest:.0f} %",
                abs(moment - lowest) < _SAME_MOMENT,
            ),
            Check(
                "the knee moment peaks at the lowest point",
                ", ".join(f"{100 * peaks[v]:.0f} % at {v:g} m/s" for v in SPEEDS) + " (mean curves; lowest at 41 %)",
                max(gaps.values()) < _SAME_MOMENT,
                "26 runners",
            ),
        ),
        limits="Muscle force is worked out from the net moment: muscles that pull against each other are not seen.",
    )
