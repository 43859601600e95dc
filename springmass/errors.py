"""The one exception for wrong input: where it was, what was given, what is allowed, what to do.

Physics never raises it: a fall is an outcome. A user reads the text of this exception and nothing else, so it must be
enough to mend the input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from importlib.util import find_spec
from numbers import Integral
from typing import Any

_LONGEST = 60


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """Find the candidate the user most likely meant, or None when none comes close.

    Parameters
    ----------
    name : str
        What was written.
    candidates : iterable of str
        What is allowed.

    Returns
    -------
    str or None
        The best match; upper and lower case count as the same.

    Examples
    --------
    >>> nearest("stifness", ["stiffness", "damping"])
    'stiffness'
    """
    known = {candidate.casefold(): candidate for candidate in candidates}
    match = get_close_matches(name.casefold(), known, n=1, cutoff=0.6)
    return known[match[0]] if match else None


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """Give the nearest candidate as a question, or the whole list where nothing comes close.

    Parameters
    ----------
    name : str
        What was written.
    candidates : iterable of str
        What is allowed.

    Returns
    -------
    str
        A hint for :class:`InputError`.
    """
    known = list(candidates)
    match = nearest(name, known)
    return f'Did you mean "{match}"?' if match else f"Known: {', '.join(known)}."


class InputError(ValueError):
    """Wrong input by the user.

    Parameters
    ----------
    where : str
        The dotted name of the input, such as ``"leg.stiffness"``.
    given : object, optional
        What was given, as it was written; None leaves it out of the message.
    allowed : str
        What is allowed and why, as the end of a sentence: ``"must be above 0 N/m (…)"``.
    hint : str
        What to do, a sentence of its own.
    file : str, optional
        The file the input stands in.
    line : int, optional
        Its line there, from 1.
    more : iterable of InputError
        Further problems found at the same time, one line each in the message.

    Examples
    --------
    >>> print(InputError("leg.stiffness", given="-20 kN/m", allowed="must be above 0 N/m", file="run.toml", line=12))
    run.toml:12: leg.stiffness: given "-20 kN/m"; must be above 0 N/m.
    """

    def __init__(
        self,
        where: str = "",
        *,
        given: Any = None,
        allowed: str = "",
        hint: str = "",
        file: str | None = None,
        line: int | None = None,
        more: Iterable[InputError] = (),
    ) -> None:
        # Only `where` goes into args: pickling rebuilds from args and then restores the other attributes, so the
        # exception survives the way back from a worker process.
        super().__init__(where)
        self.where = where
        self.given = given
        self.allowed = allowed
        self.hint = hint
        self.file = file
        self.line = line
        self.more: tuple[InputError, ...] = tuple(more)

    @property
    def problems(self) -> tuple[InputError, ...]:
        """The problem itself and all those found with it, each one alone."""
        return (self.at(), *(single for other in self.more for single in other.problems))

    def at(self, where: str | None = None, file: str | None = None, line: int | None = None) -> InputError:
        """Copy this single problem, told where it stands.

        Parameters
        ----------
        where, file, line
            The place; whatever is None stays as it is.

        Returns
        -------
        InputError
            A copy without the further problems.
        """
        return InputError(
            self.where if where is None else where,
            given=self.given,
            allowed=self.allowed,
            hint=self.hint,
            file=self.file if file is None else file,
            line=self.line if line is None else line,
        )

    def __str__(self) -> str:
        return "\n".join((self._sentence(), *(str(other) for other in self.more)))

    def _sentence(self) -> str:
        place = f"{self.file}:{self.line}" if self.file and self.line else self.file
        said = "; ".join(part for part in (_written(self.given), self.allowed) if part)
        sentence = said if not said or said[-1] in ".?!" else said + "."
        whole = ": ".join(part for part in (place, self.where, " ".join(p for p in (sentence, self.hint) if p)) if part)
        return "".join(sign if sign.isprintable() else "�" for sign in whole)


def one_of(where: str, given: object, choices: Iterable[str]) -> None:
    """Make sure that a word is one of those there are.

    Parameters
    ----------
    where : str
        What it is the word for.
    given : object
    choices : iterable of str

    Raises
    ------
    InputError

    Examples
    --------
    >>> one_of("midstance", "lowest", ["lowest point", "half contact"])
    Traceback (most recent call last):
    springmass.errors.InputError: midstance: given "lowest"; must be one of lowest point, half contact. Did you mean \
"lowest point"?
    """
    known = tuple(choices)
    if not isinstance(given, str) or given not in known:
        match = nearest(str(given), known)
        hint = f'Did you mean "{match}"?' if match else ""
        raise InputError(where, given=given, allowed=f"must be one of {', '.join(known)}", hint=hint)


def whole(where: str, given: object, least: int = 1, most: int | None = None) -> None:
    """Make sure that something is a whole number.

    Parameters
    ----------
    where : str
        What it counts.
    given : object
    least, most : int
        Bounds.

    Raises
    ------
    InputError

    Examples
    --------
    >>> whole("steps", 2.5)
    Traceback (most recent call last):
    springmass.errors.InputError: steps: given 2.5; must be a whole number, at least 1.
    """
    count = given if isinstance(given, Integral) and not isinstance(given, bool) else None
    if count is None or int(count) < least or (most and int(count) > most):
        upper = f" and at most {most}" if most else ""
        raise InputError(where, given=given, allowed=f"must be a whole number, at least {least}{upper}")


class MissingLibraryError(InputError, ImportError):
    """A library that is not installed; what to install stands in the hint."""


def need(where: str, extra: str, *modules: str, given: object = None, otherwise: str = "") -> None:
    """Make sure that libraries are installed, before any work is done.

    Parameters
    ----------
    where : str
        What needs them, such as ``"a sweep"``.
    extra : str
        The extra that brings them.
    *modules : str
        By the names they are imported by.
    given : object
        For what.
    otherwise : str
        What can be done without them, as the end of a sentence.

    Raises
    ------
    MissingLibraryError

    Examples
    --------
    >>> need("a telescope", "sky", "telescope")
    Traceback (most recent call last):
    springmass.errors.MissingLibraryError: a telescope: needs telescope. Install it: pip install "springmass[sky]".
    """
    missing = [name.replace("_", "-") for name in modules if find_spec(name) is None]
    if missing:
        what = f'Install {"it" if len(missing) == 1 else "them"}: pip install "springmass[{extra}]"'
        raise MissingLibraryError(
            where, given=given, allowed=f"needs {' and '.join(missing)}", hint=f"{what}{otherwise}."
        )


def gather(problems: Iterable[InputError], change: Callable[[InputError], InputError] | None = None) -> InputError:
    """Make one exception of several problems.

    Parameters
    ----------
    problems : iterable of InputError
        At least one.
    change : callable, optional
        Applied to each single problem, for instance to add file and line.

    Returns
    -------
    InputError
        The first problem, carrying the others.
    """
    single = [one if change is None else change(one) for problem in problems for one in problem.problems]
    first = single[0].at()
    first.more = tuple(single[1:])
    return first


def _written(given: Any) -> str:
    if given is None:
        return ""
    if isinstance(given, bool):
        text = "true" if given else "false"
    elif isinstance(given, str):
        text = f'"{given}"'
    else:
        text = str(given)
    return "given " + (text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")
