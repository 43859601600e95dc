"""The claims of the coach's article and its readers, each as an experiment with a verdict, computed when asked.

To add one, write a function with the decorator :func:`springmass.evidence.claims.claim.claim` in the module it fits.
"""

# Importing a module enters its claims, in this order.
from springmass.evidence.claims import midstance, quadriceps, takeoff, ground, foot  # noqa: F401, I001
from springmass.evidence.claims.claim import CLAIMS, Check, Claim, Finding, Judged, Verdict, judge

__all__ = ["CLAIMS", "Check", "Claim", "Finding", "Judged", "Verdict", "judge"]
