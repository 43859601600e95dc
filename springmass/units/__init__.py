"""Text with a unit ↔ a plain number. The border: inside, everything is SI and radians.

A value is read from text (``"20 kN/m"``, ``"4:45 min/km"``) into a stated unit, and written back either for people
(:func:`label`) or exactly (:func:`to_text`). Text is taken as the decimal number it shows: ``"22.4 cm"`` is the same
float as ``0.224``. For loops and arrays there is nothing here: convert once, at the border.
"""

from springmass.units.labels import brief, display, label, to_text
from springmass.units.reading import SI, number, parse, written_unit
from springmass.units.table import needs, same_kind

__all__ = ["SI", "brief", "display", "label", "needs", "number", "parse", "same_kind", "to_text", "written_unit"]
