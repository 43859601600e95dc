"""Pictures of the pages, made small: with as many colours as fit."""

from __future__ import annotations

import io
from collections.abc import Iterable

from PIL import Image


def with_fewer_colours(picture: bytes, largest: int, colours: Iterable[int]) -> bytes:
    """A picture as PNG of at most so many bytes, if one of the numbers of colours, tried in turn, gets it there."""
    with Image.open(io.BytesIO(picture)) as found:
        full = found.convert("RGB")
    out = io.BytesIO()
    for count in colours:
        out = io.BytesIO()
        full.quantize(count, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= largest:
            break
    return out.getvalue()
