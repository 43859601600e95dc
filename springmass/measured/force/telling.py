"""What the user should know of the steps that were found, in sentences."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from springmass.measured.counted import tally
from springmass.measured.force.belts import FEET, Contacts, Signal
from springmass.measured.recording import Estimate

_WALKING = 0.5
"""Share of contacts with the other foot down that makes it walking."""
_FAR_OFF = 0.10
"""Share by which the forces may miss the stated mass before something must be wrong."""


def tell_steps(
    contacts: Contacts, good: NDArray[np.bool_], why_not: tuple[str, ...], plates: tuple[Signal, ...]
) -> list[str]:
    """Tell how many steps are no good and why, and what tells the feet apart.

    Parameters
    ----------
    contacts : Contacts
        n of them.
    good : ndarray of bool
        Shape (n,)
    why_not : tuple of str
        Of each contact.
    plates : tuple of Signal

    Returns
    -------
    list of str

    Examples
    --------
    >>> one, no = np.ones(1), np.zeros(1, bool)
    >>> tell_steps(Contacts(one, 1.2 * one, no, ("",), no, 0), no, ("contact too short",), ())
    ['1 of 1 contacts are no good steps: 1 × contact too short.', 'Nothing tells right steps from left ones.']
    """
    notes = []
    n = len(good)
    if contacts.two_down.sum() > _WALKING * n:
        notes.append(
            f"Two feet are down at once in {contacts.two_down.sum()} of {n} contacts, with no flight between: "
            "this is walking, not running, and no step to measure a runner by."
        )
    elif not good.all():
        listed = ", ".join(f"{count} × {words}" for words, count in tally(why_not).items())
        notes.append(f"{n - good.sum()} of {n} contacts are no good steps: {listed}.")
    if not any(contacts.side):
        notes.append("Nothing tells right steps from left ones.")
    elif not all(plate.name.casefold() in FEET for plate in plates):
        notes.append("Right and left were told apart by where the centre of pressure lies; right is +z.")
    return notes


def tell_mass(mass: Estimate, person_mass: float | None) -> list[str]:
    """Tell what the forces weigh and how far that is from the stated mass.

    Parameters
    ----------
    mass : Estimate
        From the forces [kg].
    person_mass : float or None
        Stated [kg].

    Returns
    -------
    list of str

    Examples
    --------
    >>> tell_mass(Estimate(60.0, 0.1, count=20), 62.0)[0]
    'The forces weigh 60.0 kg, the stated mass is 62 kg: 3.2 % less. A runner made of them \
weighs what they weigh, so that the forces of a step balance.'
    """
    if not mass.count:
        return ["No step is whole from touchdown to the next touchdown: the forces cannot tell the mass."]
    said = f"The forces weigh {mass.value:.1f} kg"
    if person_mass is None:
        return [said + "; no mass is stated to compare it with."]
    share = 100.0 * (mass.value / person_mass - 1.0)
    than = "less" if share < 0.0 else "more"
    notes = [
        f"{said}, the stated mass is {person_mass:.4g} kg: {abs(share):.1f} % {than}. "
        "A runner made of them weighs what they weigh, so that the forces of a step balance."
    ]
    if abs(share) > 100.0 * _FAR_OFF:
        notes.append("So far apart, the zero of the plate, its scale or the stated mass is wrong.")
    return notes
