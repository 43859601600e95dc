"""Claims about the moment of midstance: lowest point, peak force, hardest work."""

from __future__ import annotations

from springmass.evidence.claims.bench import Bench
from springmass.evidence.claims.claim import Check, Finding, Verdict, claim
from springmass.evidence.runners26 import SPEEDS, band, facts, runners26

_SAME_MOMENT = 0.06
"""Moments closer than this share of contact count as one (13 ms of 225 ms)."""


@claim(
    "Midstance is the lowest point and the peak of force",
    "At midstance the body is lowest; there the ground pushes hardest, about 2.5 body weights, the same for every foot "
    "strike. What differs with strike is the impact part of the curve.",
)
def midstance(bench: Bench) -> Finding:
    """Timing and height of the force peak, and the landing, over three foot strikes."""
    gaits, measured, known = bench.strikes, runners26(), facts()["peak vertical force at 3.5 m/s"]
    lowest = {name: g.metrics["time_of_lowest_point"].value for name, g in gaits.items()}
    motion = max(abs(g.metrics["time_of_peak_vertical_force"].value - lowest[name]) for name, g in gaits.items())
    landings = {name: one for name, g in gaits.items() if (one := g.metrics.view.landing)}
    tops = {name: one.time[one.force.argmax()] / one.time[-1] for name, one in landings.items()}
    weight = bench.leg_powered.metrics.view.weight
    peaks = {name: one.midstance_peak / weight for name, one in landings.items()}
    rates = {name: g.metrics["loading_rate"].value for name, g in gaits.items()}
    spread = max(peaks.values()) / min(peaks.values()) - 1.0
    same = measured["peak_vertical_force"][3.5].sd / measured["peak_vertical_force"][3.5].mean
    instants = {
        v: (measured["time_of_peak_vertical_force"][v].mean, measured["time_of_lowest_point"][v].mean) for v in SPEEDS
    }
    real_apart = max(abs(peak - low) for peak, low in instants.values())
    real_peaks = [measured["peak_vertical_force"][v].mean for v in SPEEDS]
    half, low = (measured[f"hip_ankle_offset_at_{when}"] for when in ("half_contact", "lowest_point"))
    later = [100.0 * (half[v].mean - low[v].mean) for v in SPEEDS]
    checks = (
        Check(
            "the push of the leg peaks at the lowest point for every strike",
            f"at most {100 * motion:.0f} % of contact apart",
            motion < _SAME_MOMENT,
        ),
        Check(
            "the whole curve, landing included, peaks there for every strike",
            ", ".join(f"{name} at {100 * tops[name]:.0f} % (lowest at {100 * lowest[name]:.0f} %)" for name in tops),
            all(abs(tops[name] - lowest[name]) < _SAME_MOMENT for name in tops),
        ),
        Check(
            "the peak after the landing is the same for every strike, to one standard deviation between runners",
            ", ".join(f"{name} {value:.2f} BW" for name, value in peaks.items()) + f" (spread {100 * spread:.1f} %)",
            spread < same,
        ),
        Check(
            "the landing differs with the strike",
            "loading rate " + ", ".join(f"{name} {value:.0f} BW/s" for name, value in rates.items()),
            max(rates.values()) > 1.25 * min(rates.values()),
        ),
        Check(
            "force peak and lowest point are one moment",
            ", ".join(f"{100 * peak:.0f} and {100 * low:.0f} % at {v:g} m/s" for v, (peak, low) in instants.items()),
            real_apart < _SAME_MOMENT,
            "26 runners",
        ),
        Check(
            "the peak is about 2.5 body weights",
            f"{min(real_peaks):.2f} to {max(real_peaks):.2f} BW from {SPEEDS[0]:g} to {SPEEDS[-1]:g} m/s",
            min(real_peaks) > 2.0 and max(real_peaks) < 3.0,
            "26 runners",
        ),
        Check(
            "the peak is the same for every strike, to one standard deviation between runners",
            ", ".join(f"{name} {value:.2f} BW" for name, value in known.items()),
            max(known.values()) / min(known.values()) - 1.0 < same,
            "26 runners",
        ),
    )
    return Finding(
        {
            Verdict.SUPPORTED: "Yes: the body is lowest when the ground pushes hardest, in the model and in real "
            "runners, whatever the foot strike.",
            Verdict.PARTLY: "In real runners, yes: the body is lowest when the ground pushes hardest, whatever the "
            "foot strike. In the model the leg's own push does so too, but a slow landing can put the largest force "
            "earlier.",
        },
        checks,
        depends=f"That moment is not half of contact: by then the hip has moved on by {min(later):.0f} to "
        f"{max(later):.0f} cm.",
        limits="That the midstance peak hardly depends on the landing is built into this model (the pulse does not "
        "alter the orbit); the 26 runners are the real test. There were only 4 forefoot strikers among them.",
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
            f"{1e3 * abs(moment - lowest) * view.step.contact_time:.0f} ms before the body is lowest: its leg is "
            "loaded from touchdown on.",
        },
        (
            Check(
                "the knee moment peaks at the lowest point",
                f"at {100 * moment:.0f} % of contact; lowest at {100 * lowest:.0f} %",
                abs(moment - lowest) < _SAME_MOMENT,
            ),
            Check(
                "the knee moment peaks at the lowest point",
                ", ".join(f"{100 * peaks[v]:.0f} % at {v:g} m/s" for v in SPEEDS)
                + f" (mean curves; lowest {100 * max(gaps.values()):.0f} % of contact from it at most)",
                max(gaps.values()) < _SAME_MOMENT,
                "26 runners",
            ),
        ),
        limits="Muscle force is worked out from the net moment: muscles that pull against each other are not seen.",
    )
