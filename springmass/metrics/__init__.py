"""One function per quantity a step is measured by; to add one, write a decorated function in the module it fits.

Functions return SI (radians, newtons, joules, N·s); the registry converts to the unit the metric is read in. Forces and
energies have a second form (N beside BW, J beside J/kg).
"""

# Importing a module enters its metrics, in this order.
from springmass.metrics import motion, forces, placement, joints, impact, energy  # noqa: F401, I001
from springmass.metrics.arrays import ARRAY_METRICS, ArrayView
from springmass.metrics.registry import METRICS, Metric, Metrics, Value
from springmass.metrics.view import StepView

__all__ = ["ARRAY_METRICS", "METRICS", "ArrayView", "Metric", "Metrics", "StepView", "Value"]
