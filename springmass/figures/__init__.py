"""Figures: functions of results. They never simulate, and return a matplotlib figure.

=================  ==========================================================================
:func:`stroboscopic`  one contact from the side, with the plumb line, and its two force curves
:func:`slingshot`     the answer to a what-if: before and after at the same scale
:func:`forces`        the two force curves alone, of a step or of an answer
:func:`save`          write a figure to a PNG, SVG or PDF file
=================  ==========================================================================

pyplot is never imported: it is slow to load and keeps every figure alive.
"""

from springmass.figures.files import save
from springmass.figures.sheets import forces, slingshot, stroboscopic

__all__ = ["forces", "save", "slingshot", "stroboscopic"]
