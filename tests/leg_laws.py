"""The leg laws there are, so that tests take up a new one by themselves; and a damping that suits each."""

from springmass.legs import LEG_LAWS

LAWS = tuple(LEG_LAWS)
KNOWN = ("spring", "viscous", "hysteretic")
"""Laws whose formulas are typed again in tests, and whose cost and last digits are tuned."""


def damping_of(law, force, share):
    """One of two dampings, as the law counts it: a force for each speed [N·s/m] or a share of the spring's [s/m]."""
    found = LEG_LAWS[law]
    if found.damping_unit is None:
        return 0.0
    return force if found.damps_in_newtons else share


def lossless(law):
    return LEG_LAWS[law].damping_unit is None
