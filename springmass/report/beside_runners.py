"""Real runners beside an answer: what was measured when they did the same, and whether any of them runs like that."""

from __future__ import annotations

import math

from springmass.evidence.agreement import comparable
from springmass.evidence.interventions import published
from springmass.evidence.runners26 import runners26
from springmass.gait.what_if import MATCHED, Answer
from springmass.metrics import Metrics
from springmass.metrics.words import foot_stays, placed

_FAR = 3.0
"""Standard deviations from the mean of the 26 runners beyond which none of them is near."""
_LOWEST = "hip_ankle_offset_at_lowest_point"
_QUICKER = "step rate +10 % at equal speed", "peak patellofemoral force"
_LEANING = "trunk lean 7.3 to 14.1 deg", "patellofemoral stress"
_FOREFOOT = "rearfoot to forefoot strike"


def measured(answer: Answer) -> list[str]:
    """What came out when real runners did what was asked, where that is known and the model is off.

    Parameters
    ----------
    answer : Answer

    Returns
    -------
    list of str
        Sentences; none but for ways of running, and for changes that were measured.

    Examples
    --------
    >>> import springmass as sm
    >>> print(measured(sm.what_if("average", {"cadence": "+5 %"}, ask="matched"))[0])
    Real runners who took 10 % more steps at the same speed pressed the kneecap 14 % less (Lenhart 2014); the model \
makes more of it than that.
    """
    if _way_of_running(answer) is None:
        return []
    found = []
    if "cadence" in answer.change:
        found.append(
            f"Real runners who took 10 % more steps at the same speed pressed the kneecap {_less(*_QUICKER)} "
            "(Lenhart 2014); the model makes more of it than that."
        )
    if "hip.trunk_lean" in answer.change:
        found.append(
            f"Real runners who leaned 7° farther forward had {_less(*_LEANING)} stress under the kneecap "
            "(Teng & Powers 2014); the model makes more of it than that."
        )
    if "foot.strike" in answer.change:
        found.append(
            f"Real runners who changed from heel to forefoot had {_less(_FOREFOOT, 'patellofemoral stress')} stress "
            f"under the kneecap (Vannatta & Kernozek 2015) and {abs(_change(_FOREFOOT, 'Achilles force')):.0f} % more "
            "pull on the Achilles tendon; the model sees the second only."
        )
    return found


def _way_of_running(answer: Answer) -> Metrics | None:
    """What is run like for ever, on a foot that rolls; None where it is no such question."""
    after = answer.after
    return after if answer.ask == MATCHED and after is not None and not foot_stays(after.view.step) else None


def _change(intervention: str, quantity: str) -> float:
    """A published change [%]."""
    return published(intervention, quantity)[0]


def _less(intervention: str, quantity: str) -> str:
    return f"{abs(_change(intervention, quantity)):.0f} % less"


def far_off(answer: Answer) -> list[str]:
    """Say that nobody runs like that, where the hip is farther from where 26 runners had it than any of them.

    Parameters
    ----------
    answer : Answer

    Returns
    -------
    list of str
        A sentence, or none.

    Examples
    --------
    >>> import springmass as sm
    >>> print(far_off(sm.what_if("average", {"foot.ahead": "5 cm"}, ask="matched"))[0])
    No real runner is near this: 26 of them had the hip 2.9 cm ahead of the ankle when the body is lowest, give or \
take 1.9 cm.
    """
    after = _way_of_running(answer)
    if after is None:
        return []
    speed, offset = comparable(after), after[_LOWEST].value
    if speed is None or not math.isfinite(offset):
        return []
    real = runners26()[_LOWEST][speed]
    if abs(offset - real.mean) <= _FAR * real.sd:
        return []
    had = f"the hip {placed(real.mean, 'the ankle')} when the body is lowest, give or take {100.0 * real.sd:.1f} cm"
    return [f"No real runner is near this: 26 of them had {had}."]
