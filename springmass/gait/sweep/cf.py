"""Units as the climate and forecast conventions want them: readable by UDUNITS."""

from __future__ import annotations

_NAMES = {"deg": "degree", "%": "percent", "kph": "km/h", "mph": "mile/h", "spm": "1/min"}
_COUNTS = ("steps", "step", "BW", "1", "fraction of contact")


def udunits(unit: str) -> str:
    """Write a unit so that UDUNITS reads it.

    Parameters
    ----------
    unit : str
        As the house writes it.

    Returns
    -------
    str

    Examples
    --------
    >>> udunits("N·m/kg"), udunits("m/s²"), udunits("steps/min"), udunits("BW"), udunits("deg/s")
    ('N m/kg', 'm/s2', '1/min', '1', 'degree/s')
    """
    above, *below = unit.split("/")
    over = [_NAMES.get(token, token) for token in above.split("·") if token not in _COUNTS]
    whole = "/".join([" ".join(over) or "1", *(_NAMES.get(part, part.replace("·", " ")) for part in below)])
    return whole.replace("²", "2").replace("³", "3")
