"""What a claim is, how a verdict comes about, and the table of all claims."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from springmass.errors import InputError, did_you_mean
from springmass.evidence.claims.bench import Bench


class Verdict(Enum):
    """What became of a claim."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    NOT_TESTABLE = "not testable with this model"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True)
class Check:
    """One thing that would have to be so if the claim were true, and whether it is.

    Attributes
    ----------
    expected : str
        What the claim leads one to expect.
    found : str
        What came out, with its numbers.
    holds : bool
        Whether the two agree.
    source : str
        ``"model"``, ``"26 runners"`` or ``"published"``.
    """

    expected: str
    found: str
    holds: bool
    source: str = "model"


@dataclass(frozen=True)
class Finding:
    """What an experiment came to.

    Attributes
    ----------
    answers : mapping
        Verdict → one or two plain sentences for a runner. A verdict that was not foreseen has none of its own.
    checks : tuple of Check
    depends : str
        What the answer depends on.
    limits : str
        What this model cannot say about it.
    testable : bool
        Whether the model's answer could have come out otherwise at all.
    """

    answers: Mapping[Verdict, str]
    checks: tuple[Check, ...]
    depends: str = ""
    limits: str = ""
    testable: bool = True

    @property
    def verdict(self) -> Verdict:
        """All checks hold: supported; none: contradicted; some: partly; a model that cannot answer: not testable."""
        if not self.testable:
            return Verdict.NOT_TESTABLE
        held = sum(check.holds for check in self.checks)
        if held == len(self.checks):
            return Verdict.SUPPORTED
        return Verdict.PARTLY if held else Verdict.CONTRADICTED

    @property
    def answer(self) -> str:
        """The sentences that fit the verdict."""
        return self.answers.get(self.verdict, "It came out in a way nobody foresaw: read the checks one by one.")


@dataclass(frozen=True)
class Claim:
    """A claim and the experiment that puts it to the test.

    Attributes
    ----------
    name : str
    title : str
    says : str
        The claim in our words.
    experiment : callable
        Takes a :class:`Bench`, returns a :class:`Finding`.
    """

    name: str
    title: str
    says: str
    experiment: Callable[[Bench], Finding]


@dataclass(frozen=True)
class Judged:
    """A claim with what came of it."""

    claim: Claim
    finding: Finding

    @property
    def verdict(self) -> Verdict:
        """Of the finding."""
        return self.finding.verdict


CLAIMS: dict[str, Claim] = {}


def claim(title: str, says: str) -> Callable[[Callable[[Bench], Finding]], Callable[[Bench], Finding]]:
    """Enter an experiment into the table under the name of its function."""

    def register(experiment: Callable[[Bench], Finding]) -> Callable[[Bench], Finding]:
        name = experiment.__name__.replace("_", "-")
        CLAIMS[name] = Claim(name, title, says, experiment)
        return experiment

    return register


def judge(names: Iterable[str] = (), bench: Bench | None = None) -> Iterator[Judged]:
    """Put claims to the test, now.

    Parameters
    ----------
    names : iterable of str
        Which; none means all.
    bench : Bench, optional
        The runner to ask; the default is the average runner at 3.5 m/s.

    Yields
    ------
    Judged
        One by one, as they are done.

    Raises
    ------
    InputError
        For an unknown claim.

    Examples
    --------
    >>> from springmass.evidence.claims import judge
    >>> next(judge(["stiff-torso"])).verdict.value
    'not testable with this model'
    """
    wanted = list(names) or list(CLAIMS)
    for name in wanted:
        if name not in CLAIMS:
            raise InputError("claim", given=name, allowed="is no claim", hint=did_you_mean(name, CLAIMS))
    bench = bench or Bench()
    for name in wanted:
        yield Judged(CLAIMS[name], CLAIMS[name].experiment(bench))
