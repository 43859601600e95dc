"""What a sheet of paper is made of. Written once, set twice: as a page (HTML) and as a print (PDF)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fields:
    """Lines to write on, side by side: name, class, date."""

    labels: tuple[str, ...]


@dataclass(frozen=True)
class Text:
    """A paragraph. ``strong``: as a question; ``small``: as small print; ``lead``: words before it, in bold."""

    text: str
    strong: bool = False
    small: bool = False
    lead: str = ""


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Choices:
    """Choices to tick; ``right`` is ticked already, None for a sheet to fill in."""

    question: str
    items: tuple[str, ...]
    right: int | None = None


@dataclass(frozen=True)
class Lines:
    """Room to write: a label and so many lines."""

    label: str
    count: int


@dataclass(frozen=True)
class Terms:
    """Words and what they mean, in small print."""

    items: tuple[tuple[str, str], ...]


BLANK = "_"
"""A cell that begins with it is to be filled in as well; what follows is the unit of what is written there."""


def to_fill(cell: str) -> bool:
    """Whether a cell of a table is to be filled in."""
    return not cell or cell.startswith(BLANK)


@dataclass(frozen=True)
class Table:
    """A small table; an empty cell is to be filled in, and one that begins with :data:`BLANK`."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Beside:
    """A table on the left; room to write, or something to read, on the right."""

    table: Table
    right: Lines | Text


@dataclass(frozen=True)
class Picture:
    """A picture.

    Attributes
    ----------
    png : bytes
    alt : str
        What it shows, for who cannot see it.
    share : float
        Of the width of the page.
    """

    png: bytes
    alt: str
    share: float = 1.0


Block = Text | Terms | Items | Choices | Lines | Table | Beside | Picture | Fields


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; kept on one page."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Sheet:
    """A worksheet or an answer sheet.

    Attributes
    ----------
    title : str
    subtitle : str
        What kind of sheet it is.
    top : tuple of Block
    sections : tuple of Section
    foot : str
        At the foot of every page.
    """

    title: str
    subtitle: str
    top: tuple[Block, ...]
    sections: tuple[Section, ...]
    foot: str = field(default="")
