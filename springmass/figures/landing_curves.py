"""The vertical force of several landings: what the foot strike changes, and what it does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from springmass.body.impact import LOWER_MASS_SHARE, Landing
from springmass.errors import InputError
from springmass.evidence.agreement import comparable
from springmass.evidence.runners26 import ATTRIBUTION
from springmass.figures.bands import draw_band
from springmass.figures.force_curves import draw_contact_axis
from springmass.figures.lettering import folded
from springmass.figures.panels import say
from springmass.figures.style import BLACK, BLUE, GREEN, NORMAL, PURPLE, SMALL, VERMILLION, Look, sheet, styled
from springmass.metrics import Metrics, StepView

_LOOKS = (Look(VERMILLION, "-", 2.4), Look(GREEN, "--", 2.4), Look(BLUE, "-.", 2.4), Look(PURPLE, ":", 2.8))


@styled
def landings(views: Mapping[str, StepView]) -> Figure:
    """Draw the vertical force of several landings over each other, with the impact in it.

    Parameters
    ----------
    views : mapping
        Name, such as the foot strike → a step that has a landing. At most four.

    Returns
    -------
    Figure
        Impact peak and midstance peak of each in numbers; 26 real runners behind, where the first may be compared.

    Raises
    ------
    InputError
        For no steps, too many, or one whose landing leaves the impact out.
    """
    if not 0 < len(views) <= len(_LOOKS):
        raise InputError("landings", given=len(views), allowed=f"must be 1 to {len(_LOOKS)}")
    figure = sheet(10.5, 6.6)
    ax = figure.subplots()
    draw_contact_axis(ax, True)
    ax.set_ylabel("vertical force (body weights)")
    speed = comparable(Metrics(next(iter(views.values()))))
    highest = 0.0
    if speed is not None:
        real = draw_band(ax, "vertical_force", speed)
        highest = float((real.mean + real.sd).max())
    impacts, middles = [("impact peak", BLACK)], [("peak at midstance", BLACK)]
    for look, (name, view) in zip(_LOOKS, views.items(), strict=False):
        landing = _landing(name, view)
        force, x = landing.force / view.weight, 100.0 * landing.time / landing.time[-1]
        rate = Metrics(view)["loading_rate"].value
        style: dict[str, Any] = {"color": look.colour, "linestyle": look.dash, "linewidth": look.width}
        ax.plot(x, force, label=f"{name}: rises by {rate:.0f} body weights a second", zorder=4, **style)
        highest = max(highest, float(force.max()))
        later = np.where(landing.time >= 2.0 * landing.pulse.stopping_time, force, -np.inf)
        marks = [(x[int(later.argmax())], landing.midstance_peak / view.weight)]
        middles.append((f"{name} {marks[0][1]:.2f}", look.colour))
        top = int(force.argmax())
        if landing.peak is not None:
            marks.append((100.0 * landing.peak[0] / landing.time[-1], landing.peak[1] / view.weight))
            impacts.append((f"{name} {marks[1][1]:.2f}", look.colour))
        elif np.isneginf(later[top]):  # the impact is a hump in the rise, higher than what follows
            marks.append((x[top], force[top]))
            impacts.append((f"{name} {force[top]:.2f}, melted into the rise", look.colour))
        else:
            impacts.append((f"{name}: none, melted into the rise", look.colour))
        dots: dict[str, Any] = {"color": look.colour, "markeredgecolor": "white", "linestyle": "none", "zorder": 6}
        ax.plot(*zip(*marks, strict=True), "o", markersize=8, label=f"_peaks of {name}", **dots)
    ax.set_ylim(0.0, 1.35 * highest)
    for share, lines in ((0.02, impacts), (0.4, middles)):
        for i, (text, colour) in enumerate(lines):
            place: dict[str, Any] = {"va": "top", "color": colour, "fontweight": "normal" if i else "bold"}
            say(ax, text, (100.0 * share, 1.35 * highest), (0.0, -4.0 - 14.0 * i), fontsize=NORMAL, **place)
    ax.legend(loc="lower center", frameon=False, handlelength=3.6)
    figure.suptitle("How the foot lands changes the impact, hardly the peak at midstance")
    measured = f" Orange: {ATTRIBUTION}; the shaking of the treadmill is in their first fifth." if speed else ""
    text = (
        f"Impact: foot and shank, {100 * LOWER_MASS_SHARE:.0f} % of the body's mass, come to rest on their own, "
        "quickly on a stiff landing, slowly on a supple one (Clark, Ryan & Weyand 2017); it is added to the force of "
        f"the leg. Rise: mean from 20 to 80 % of the way to the impact peak.{measured}"
    )
    figure.supxlabel(folded(text, 150), fontsize=SMALL)
    return figure


def _landing(name: str, view: StepView) -> Landing:
    landing = view.landing
    if landing is None:
        hint = 'Set foot.landing, to "by strike" say.'
        raise InputError("landings", given=name, allowed="has no impact to draw", hint=hint)
    return landing
