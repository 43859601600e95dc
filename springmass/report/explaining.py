"""One word for every result that can be told in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from springmass.gait.what_if import Answer
from springmass.report.fits import fit_sentences
from springmass.report.words import answer_sentences

if TYPE_CHECKING:
    from springmass.measured.fitting.runner_fit import RunnerFit


def explain(answer: Answer | RunnerFit) -> list[str]:
    """Say in plain sentences what a change does, or what runner a recording gives.

    Parameters
    ----------
    answer : Answer or RunnerFit

    Returns
    -------
    list of str
        What was changed, what came of it, and what the model cannot say.

    Examples
    --------
    >>> import springmass as sm
    >>> print(explain(sm.what_if(sm.load("rbds001"), {"foot.ahead": "+3 cm"}))[3])
    You take off at 13.5° instead of 8.0°, more upward; your body goes up and down by 13.3 cm instead of 8.0 cm.
    """
    return answer_sentences(answer) if isinstance(answer, Answer) else fit_sentences(answer)
