"""A fast brush for moving pictures: shapes in metres, letters in pixels, drawn twice as fine and then halved."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from springmass.figures.skeleton import Point

FINE = 2
"""Drawn so many times as large, for smooth edges."""
Colour = str | tuple[int, int, int]


@lru_cache(maxsize=32)
def letters(size: float, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The letters that come with matplotlib, so that pictures look the same everywhere.

    Parameters
    ----------
    size : float
        [pixels]
    bold : bool

    Returns
    -------
    FreeTypeFont
    """
    import matplotlib

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    place = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name
    return ImageFont.truetype(str(place), max(round(FINE * size), 1), layout_engine=ImageFont.Layout.BASIC)


def wrapped(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than this.

    Parameters
    ----------
    text : str
    size, width : float
        Of letters and of the room [pixels].
    bold : bool

    Returns
    -------
    list of str

    Examples
    --------
    >>> wrapped("a runner on a spring", 12.0, 80.0)
    ['a runner on', 'a spring']
    """
    font, lines = letters(size, bold), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > FINE * width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


class Brush:
    """Draws on a picture.

    Parameters
    ----------
    width, height : int
        Of the finished picture [pixels].
    """

    def __init__(self, width: int, height: int) -> None:
        self._image = Image.new("RGB", (FINE * width, FINE * height), "white")
        self._draw = ImageDraw.Draw(self._image)
        self.scale, self._origin = 1.0, (0.0, 0.0)

    def look_at(self, scale: float, x: float, at: Point) -> None:
        """Set how metres become pixels.

        Parameters
        ----------
        scale : float
            [pixels/m]
        x : float
            This place along the ground ... [m]
        at : (float, float)
            ... is there in the picture [pixels].
        """
        self.scale, self._origin = FINE * scale, (FINE * at[0] - FINE * scale * x, FINE * at[1])

    def pixel(self, point: Point) -> Point:
        """Where a place in metres is in the picture [pixels]."""
        x, y = self._at(point)
        return x / FINE, y / FINE

    def shape(self, points: Iterable[Sequence[float]], fill: Colour, edge: Colour, width: float = 1.5) -> None:
        """A closed outline in metres, its edge in pixels."""
        corners = [self._at((point[0], point[1])) for point in points]
        self._draw.polygon(corners, fill=fill)
        self._draw.line([*corners, corners[0], corners[1]], fill=edge, width=round(FINE * width), joint="curve")

    def veil(self, left: float, bottom: float, right: float, top: float, colour: str, share: float) -> None:
        """A rectangle in metres that lets through what is under it; ``share`` is how much it covers."""
        (x0, y1), (x1, y0) = self._at((min(left, right), bottom)), self._at((max(left, right), top))
        corners = round(x0), round(y0), max(round(x1), round(x0) + 1), max(round(y1), round(y0) + 1)
        size = corners[2] - corners[0], corners[3] - corners[1]
        self._image.paste(colour, corners, Image.new("L", size, round(255 * share)))

    def line(self, points: Iterable[Point], colour: Colour, width: float) -> None:
        """A line through places in metres, its width in pixels."""
        self._draw.line([self._at(p) for p in points], fill=colour, width=max(round(FINE * width), 1), joint="curve")

    def stroke(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """A line through places in pixels."""
        if len(points) > 1:
            corners = [(FINE * x, FINE * y) for x, y in points]
            self._draw.line(corners, fill=colour, width=max(round(FINE * width), 1), joint="curve")

    def spot(self, at: Point, radius: float, fill: Colour) -> None:
        """A dot at a place in pixels."""
        x, y, r = FINE * at[0], FINE * at[1], FINE * radius
        self._draw.ellipse((x - r, y - r, x + r, y + r), fill=fill, outline="white", width=FINE)

    def dots(self, start: Point, end: Point, colour: Colour, width: float) -> None:
        """A dotted line."""
        (x0, y0), (x1, y1) = self._at(start), self._at(end)
        count = max(int(math.hypot(x1 - x0, y1 - y0) / (6.0 * width * FINE / 2.0)), 1)
        radius = 0.5 * width * FINE
        for i in range(count + 1):
            x, y = x0 + (x1 - x0) * i / count, y0 + (y1 - y0) * i / count
            self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    def disc(self, centre: Point, radius: float, fill: Colour, edge: Colour = "white") -> None:
        """A dot with a rim; its radius in pixels."""
        (x, y), r = self._at(centre), FINE * radius
        self._draw.ellipse((x - r, y - r, x + r, y + r), fill=fill, outline=edge, width=FINE)

    def arrow(self, start: Point, end: Point, colour: Colour, width: float) -> None:
        """An arrow between places in metres."""
        (x0, y0), (x1, y1) = self._at(start), self._at(end)
        length = math.hypot(x1 - x0, y1 - y0)
        if length < 1.0:
            return
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        head = min(4.0 * FINE * width, length)
        xb, yb = x1 - head * ux, y1 - head * uy
        self._draw.line(
            [(x0, y0), (xb + 0.3 * head * ux, yb + 0.3 * head * uy)], fill=colour, width=round(FINE * width)
        )
        side = 0.45 * head
        self._draw.polygon([(x1, y1), (xb - side * uy, yb + side * ux), (xb + side * uy, yb - side * ux)], fill=colour)

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: Colour, edge: Colour | None = None
    ) -> None:
        """A rectangle in pixels."""
        self._draw.rectangle(
            [FINE * left, FINE * top, FINE * right, FINE * bottom], fill=fill, outline=edge, width=FINE
        )

    def say(
        self, text: str, at: Point, size: float, colour: Colour = "black", bold: bool = False, anchor: str = "la",
        rim: float = 0.0,
    ) -> float:  # fmt: skip
        """Write one line at a place in pixels.

        Parameters
        ----------
        text : str
        at : (float, float)
            [pixels]
        size : float
            Of the letters [pixels].
        colour : str
        bold : bool
        anchor : str
            Which corner is there, as Pillow names it.
        rim : float
            White edge around the letters [pixels].

        Returns
        -------
        float
            Width of the line [pixels].
        """
        font = letters(size, bold)
        style: dict[str, Any] = {"fill": colour, "font": font, "anchor": anchor}
        if rim:
            style |= {"stroke_width": round(FINE * rim), "stroke_fill": "white"}
        self._draw.text((FINE * at[0], FINE * at[1]), text, **style)
        return font.getlength(text) / FINE

    def finished(self) -> Image.Image:
        """The picture in its own size."""
        return self._image.reduce(FINE)

    def _at(self, point: Point) -> Point:
        return self._origin[0] + self.scale * point[0], self._origin[1] - self.scale * point[1]
