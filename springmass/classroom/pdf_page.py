"""A sheet as a PDF: set by hand, so that boxes can be ticked and a section stays on one page."""

from __future__ import annotations

import io
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from springmass.classroom.blocks import (
    BLANK,
    Beside,
    Block,
    Choices,
    Fields,
    Items,
    Lines,
    Picture,
    Section,
    Sheet,
    Table,
    Terms,
    Text,
    to_fill,
)

if TYPE_CHECKING:
    from fpdf import FPDF

PAPERS = {"a4": "A4", "letter": "letter"}
"""Name of a paper → as PDF and style sheets name it."""
_MARGIN, _FOOT = 15.0, 13.0
_LINE, _ROW, _WRITE, _BOX = 4.4, 6.6, 7.6, 3.4
"""Heights [mm]: of a line of text, a row to fill in, a line to write on, a box to tick."""
_SHORT = 0.88
"""On the shorter paper rows and lines are lower and pictures smaller, so that it takes no more sheets."""
_BODY, _SMALL = 9.3, 8.2
_BLUE, _RULE, _PALE = (0, 77, 122), (110, 110, 110), (238, 243, 247)
_NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
"""The same sheet is the same file on any day."""


def pdf_page(sheet: Sheet, paper: str = "a4") -> bytes:
    """Set a sheet as a PDF.

    Parameters
    ----------
    sheet : Sheet
    paper : str
        A key of :data:`PAPERS`.

    Returns
    -------
    bytes
        The same for the same sheet.

    Examples
    --------
    >>> pdf_page(Sheet("A title", "Worksheet", (), ()))[:5]
    b'%PDF-'
    """
    return _Printer(sheet, paper).printed()


class _Printer:
    """Puts blocks one under the other; every block first says how high it will be."""

    def __init__(self, sheet: Sheet, paper: str) -> None:
        self.sheet = sheet
        self.pdf = _paper(sheet, paper)
        self.width = self.pdf.w - 2.0 * _MARGIN
        self.squeeze = _SHORT if self.pdf.h < 290.0 else 1.0
        self.write = _WRITE * self.squeeze
        self.bottom = self.pdf.h - _FOOT - 4.0

    def printed(self) -> bytes:
        pdf, sheet = self.pdf, self.sheet
        pdf.add_page()
        pdf.set_xy(_MARGIN, 12.0)
        self._write(sheet.title, 16.0, "B", 7.0)
        self._write(sheet.subtitle, _BODY, "", _LINE, colour=(70, 70, 70))
        pdf.ln(2.0)
        for block in sheet.top:
            self._block(block)
        for section in sheet.sections:
            self._section(section)
        pages = len(pdf.pages)
        for number in range(1, pages + 1):
            pdf.page = number
            pdf.set_font("DejaVu", "B", 7.0)  # another one first: a font it takes for set is not set on this page
            pdf.set_font("DejaVu", "", 7.5)
            pdf.set_text_color(90, 90, 90)
            pdf.set_xy(_MARGIN, pdf.h - _FOOT)
            pdf.cell(self.width * 0.8, 4.0, sheet.foot)
            pdf.cell(self.width * 0.2, 4.0, f"page {number} of {pages}", align="R")
        return bytes(pdf.output())

    def _section(self, section: Section) -> None:
        pdf = self.pdf
        height = 9.0 + sum(self._height(one) for one in section.blocks)
        if pdf.get_y() + height > self.bottom:
            pdf.add_page()
            pdf.set_xy(_MARGIN, 12.0)
        y = pdf.get_y() + 1.5
        pdf.set_draw_color(*_BLUE)
        pdf.set_line_width(0.5)
        pdf.line(_MARGIN, y, _MARGIN + self.width, y)
        pdf.set_xy(_MARGIN, y + 1.2)
        self._write(section.heading, 10.5, "B", 5.2, colour=_BLUE)
        for block in section.blocks:
            self._block(block)

    def _height(self, block: Block) -> float:
        """How much of a page a block takes [mm], without printing it."""
        match block:
            case Text():
                return self._text_height(block, self.width) + 1.2
            case Terms():
                return self._text_height(_run_in(block), self.width) + 1.2
            case Items():
                return sum(self._lines(one, self.width - 4.0, _BODY) * _LINE + 0.5 for one in block.items) + 1.0
            case Fields():
                return 10.0
            case Choices():
                return self._lines(block.question, self.width, _BODY, "B") * _LINE + 0.8 + self._rows(block) * 6.0 + 0.6
            case Lines():
                return self.write * block.count + (0.8 if block.count == 1 else 6.0)
            case Table():
                return self._table_height(block, self.width) + 2.0
            case Beside():
                right = block.right
                beside = self._height(right) if isinstance(right, Lines) else self._text_height(right, self._right)
                return max(self._table_height(block.table, self._left), beside) + 2.0
            case Picture():
                return self._picture(block)[1] + 2.0

    def _block(self, block: Block) -> None:
        pdf = self.pdf
        start = pdf.get_y()
        height = self._height(block)
        match block:
            case Text():
                self._text(block, _MARGIN, start, self.width)
            case Terms():
                self._text(_run_in(block), _MARGIN, start, self.width)
            case Items():
                for one in block.items:
                    pdf.set_x(_MARGIN)
                    self._font(_BODY)
                    pdf.cell(4.0, _LINE, "•")
                    pdf.multi_cell(self.width - 4.0, _LINE, one, align="L", new_x="LMARGIN", new_y="NEXT")
                    pdf.set_y(pdf.get_y() + 0.5)
            case Fields():
                self._fields(block, start)
            case Choices():
                self._choices(block)
            case Lines():
                self._to_write(block, _MARGIN, start, self.width)
            case Table():
                self._table(block, _MARGIN, start, self.width)
            case Beside():
                self._table(block.table, _MARGIN, start + 1.0, self._left)
                x = _MARGIN + self.width - self._right
                if isinstance(block.right, Lines):
                    self._to_write(block.right, x, start, self._right)
                else:
                    self._text(block.right, x, start + 1.0, self._right)
            case Picture():
                wide, high = self._picture(block)
                x = _MARGIN + 0.5 * (self.width - wide)
                pdf.image(io.BytesIO(block.png), x=x, y=start + 0.5, w=wide, h=high, alt_text=block.alt)
        pdf.set_xy(_MARGIN, start + height)

    @property
    def _left(self) -> float:
        return 0.6 * self.width

    @property
    def _right(self) -> float:
        return self.width - self._left - 6.0

    def _text_height(self, block: Text, width: float) -> float:
        size, line = _lettering(block)
        return self._lines(_said(block), width, size, markdown=bool(block.lead)) * line

    def _text(self, block: Text, x: float, y: float, width: float) -> None:
        size, line = _lettering(block)
        self._font(size, "B" if block.strong else "")
        self.pdf.set_xy(x, y)
        self.pdf.multi_cell(width, line, _said(block), align="L", markdown=bool(block.lead))

    def _font(self, size: float, style: str = "", colour: tuple[int, int, int] = (0, 0, 0)) -> None:
        self.pdf.set_font("DejaVu", style, size)
        self.pdf.set_text_color(*colour)

    def _write(self, text: str, size: float, style: str, line: float, **more: Any) -> None:
        self._font(size, style, **more)
        self.pdf.set_x(_MARGIN)
        self.pdf.multi_cell(self.width, line, text, align="L", new_x="LMARGIN", new_y="NEXT")

    def _lines(self, text: str, width: float, size: float, style: str = "", markdown: bool = False) -> int:
        """So many lines a text takes in a width [mm]."""
        self._font(size, style)
        found = self.pdf.multi_cell(width, _LINE, text, align="L", markdown=markdown, dry_run=True, output="LINES")
        return len(found)  # type: ignore[arg-type]

    def _fields(self, block: Fields, y: float) -> None:
        pdf = self.pdf
        each = self.width / (len(block.labels) + 1)
        x = _MARGIN
        for i, label in enumerate(block.labels):
            wide = (2.0 if i == 0 else 1.0) * each - (0.0 if i == len(block.labels) - 1 else 5.0)
            self._font(_BODY)
            pdf.set_xy(x, y + 1.0)
            taken = pdf.get_string_width(label) + 3.0
            pdf.cell(taken, 5.0, label)
            self._rule(x + taken, y + 6.0, x + wide)
            x += wide + 5.0

    def _rule(self, x: float, y: float, end: float) -> None:
        self.pdf.set_draw_color(*_RULE)
        self.pdf.set_line_width(0.2)
        self.pdf.line(x, y, end, y)

    def _to_write(self, block: Lines, x: float, y: float, width: float) -> None:
        pdf = self.pdf
        self._font(_SMALL, "B")
        pdf.set_xy(x, y + (2.6 if block.count == 1 else 0.6))
        pdf.cell(width, 4.0, block.label)
        if block.count == 1:
            self._rule(x + pdf.get_string_width(block.label) + 3.0, y + self.write - 1.2, x + width)
            return
        for i in range(block.count):
            self._rule(x, y + 4.6 + self.write * (i + 1), x + width)

    def _widths(self, block: Choices) -> list[float]:
        found = []
        for i, one in enumerate(block.items):
            self._font(_BODY, "B" if i == block.right else "")
            found.append(_BOX + 2.0 + self.pdf.get_string_width(one) + 9.0)
        return found

    def _rows(self, block: Choices) -> int:
        rows, x = 1, 0.0
        for wide in self._widths(block):
            if x and x + wide - 6.0 > self.width:
                rows, x = rows + 1, 0.0
            x += wide
        return rows

    def _choices(self, block: Choices) -> None:
        pdf = self.pdf
        self._write(block.question, _BODY, "B", _LINE)
        y, x = pdf.get_y() + 0.8, 0.0
        for i, (one, wide) in enumerate(zip(block.items, self._widths(block), strict=True)):
            if x and x + wide - 6.0 > self.width:
                y, x = y + 6.0, 0.0
            left, right = _MARGIN + x, i == block.right
            pdf.set_draw_color(0, 0, 0)
            pdf.set_line_width(0.3)
            pdf.rect(left, y + 1.0, _BOX, _BOX)
            if right:  # a cross in the box says it without colour
                pdf.set_line_width(0.6)
                pdf.line(left + 0.6, y + 1.6, left + _BOX - 0.6, y + _BOX + 0.4)
                pdf.line(left + 0.6, y + _BOX + 0.4, left + _BOX - 0.6, y + 1.6)
            self._font(_BODY, "B" if right else "")
            pdf.set_xy(left + _BOX + 1.2, y + 0.2)
            pdf.cell(wide, 5.0, one)
            x += wide

    def _columns(self, block: Table, width: float) -> list[float]:
        """The first column takes what the others leave."""
        self._font(_SMALL)
        others = []
        for texts in zip(block.head[1:], *(row[1:] for row in block.rows), strict=True):
            longest = max(self.pdf.get_string_width(text.removeprefix(BLANK)) for text in texts)
            others.append(max(longest + 4.0, 17.0))
        return [width - sum(others), *others]

    def _heights(self, block: Table, width: float) -> list[float]:
        first = self._columns(block, width)[0]
        least = _ROW * self.squeeze if any(to_fill(cell) for row in block.rows for cell in row) else 4.8
        return [max(least, 3.7 * self._lines(row[0], first - 2.0, _SMALL) + 1.4) for row in block.rows]

    def _table_height(self, block: Table, width: float) -> float:
        return 6.0 + sum(self._heights(block, width))

    def _table(self, block: Table, x: float, y: float, width: float) -> None:
        pdf = self.pdf
        columns = self._columns(block, width)
        rows = [(5.2, block.head), *zip(self._heights(block, width), block.rows, strict=True)]
        for number, (high, row) in enumerate(rows):
            left = x
            for i, (wide, text) in enumerate(zip(columns, row, strict=True)):
                pdf.set_draw_color(*_RULE)
                pdf.set_line_width(0.2)
                pdf.set_fill_color(*_PALE)
                pdf.rect(left, y, wide, high, style="FD" if number == 0 else "D")
                self._font(_SMALL, "B" if number == 0 else "")
                if i == 0:
                    lines = self._lines(text, wide - 2.0, _SMALL) if text else 1
                    pdf.set_xy(left + 1.0, y + 0.5 * (high - 3.7 * lines))
                    pdf.multi_cell(wide - 2.0, 3.7, text, align="L")
                else:
                    pdf.set_xy(left, y)
                    pdf.cell(wide - 1.0, high, text.removeprefix(BLANK).strip(), align="R")
                left += wide
            y += high

    def _picture(self, block: Picture) -> tuple[float, float]:
        from PIL import Image

        with Image.open(io.BytesIO(block.png)) as image:
            wide = self.width * block.share * self.squeeze
            return wide, wide * image.height / image.width


def _lettering(block: Text) -> tuple[float, float]:
    """Size of the letters [points] and height of a line [mm]."""
    return (_SMALL, _LINE - 0.6) if block.small else (_BODY, _LINE)


def _run_in(block: Terms) -> Text:
    """Words in bold, each followed by its meaning, in one paragraph: two pages of a worksheet have no room for more."""
    (first, meaning), *more = block.items
    text = " ".join([f"{meaning}.", *(f"**{word}:** {told}." for word, told in more)])
    return Text(text, small=True, lead=first)


def _said(block: Text) -> str:
    return f"**{block.lead}:** {block.text}" if block.lead else block.text


def _paper(sheet: Sheet, paper: str) -> FPDF:
    """An empty document that knows the letters of all figures."""
    import matplotlib
    from fpdf import FPDF

    logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells every table of a font it leaves out
    pdf = FPDF(format=PAPERS[paper])
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    pdf.add_font("DejaVu", "", fonts / "DejaVuSans.ttf")
    pdf.add_font("DejaVu", "B", fonts / "DejaVuSans-Bold.ttf")
    pdf.set_auto_page_break(False)
    pdf.set_margins(_MARGIN, 12.0, _MARGIN)
    pdf.c_margin = 0.0
    pdf.set_title(f"{sheet.title} – {sheet.subtitle}")
    pdf.set_creator("springmass")
    pdf.set_lang("en")
    pdf.set_creation_date(_NO_DAY)
    return pdf
