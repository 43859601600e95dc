"""Times on a recording's clock, as people write them: ``12:00``, ``1:02:03``, ``90 s``."""

from __future__ import annotations

import math
import re

from springmass.errors import InputError
from springmass.units import number

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d(?:\.\d*)?)")


def clock_seconds(text: str) -> float | None:
    """Seconds of a clock time, None for other text.

    Examples
    --------
    >>> clock_seconds("1:00:02.5"), clock_seconds("5 min")
    (3602.5, None)
    """
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, seconds = found.groups()
    return 3600.0 * int(hours or 0) + 60.0 * int(minutes) + float(seconds)


def clock(value: str | float | None, where: str) -> float | None:
    """Read a time since the start of a recording.

    Parameters
    ----------
    value : str, float or None
        ``"12:00"`` is twelve minutes, ``"1:02:03"`` has hours; other text needs a unit; a bare number is in seconds.
    where : str
        Name of the input, for the message.

    Returns
    -------
    float or None
        [s]; None for None.

    Raises
    ------
    InputError
        For what is no time.

    Examples
    --------
    >>> clock("12:00", "--from"), clock("1:02:03", "--from"), clock("90 s", "--from")
    (720.0, 3723.0, 90.0)
    """
    if value is None:
        return None
    found = clock_seconds(value) if isinstance(value, str) else None
    if found is not None:
        return found
    try:
        parsed = number(value, "s")
    except InputError:
        parsed = math.nan
    if not parsed >= 0.0:
        allowed = 'must be a time since the start, such as "12:00", "1:02:03" or "90 s"'
        raise InputError(where, given=value, allowed=allowed)
    return parsed


def written_clock(seconds: float) -> str:
    """Write a time since the start as a clock does.

    Examples
    --------
    >>> written_clock(720.4), written_clock(3723.0)
    ('12:00', '1:02:03')
    """
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
