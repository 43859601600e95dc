"""Moving pictures as files: GIF, WebP, MP4, and a page that plays by itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from springmass.errors import InputError, nearest, need
from springmass.figures.film import in_ticks
from springmass.figures.film_page import page
from springmass.figures.film_view import Pictures
from springmass.figures.style import BLUE, GREEN, ORANGE, PURPLE, VERMILLION
from springmass.writing import hindrance

_ENDINGS = "must end in .gif, .webp, .mp4 or .html"
_COLOURS = 128
"""Of a GIF: the colours drawn with, and what lies between them at smooth edges."""
_SAMPLES = 8
"""Frames whose colours are looked at before a GIF is written."""
EXACT = ((0, 0, 0), *(tuple(bytes.fromhex(one[1:])) for one in (BLUE, GREEN, ORANGE, PURPLE, VERMILLION)), (255,) * 3)
"""Colours that must come out as they are."""
_NEAR = 8
"""Shades this near to one of them become it, of 255."""
_LOSSLESS: dict[str, Any] = {"lossless": True, "method": 2, "quality": 50}
"""Of a WebP: letters stay sharp, and in few colours it is smaller than with loss."""
_NOT_WHOLE = "the video came out cut short, as it does on a disk that is full"


def check_animation_path(path: str | os.PathLike[str]) -> Path:
    """Check where a moving picture is to go, before any work is done for it.

    Parameters
    ----------
    path : path-like

    Returns
    -------
    Path

    Raises
    ------
    InputError
        For another ending, a folder that does not exist, or an .mp4 without what writes it.

    Examples
    --------
    >>> check_animation_path("runner.gfi")
    Traceback (most recent call last):
    springmass.errors.InputError: animation: given "runner.gfi"; must end in .gif, .webp, .mp4 or .html. Did you mean \
".gif"?
    """
    target = Path(path)
    kind = target.suffix.lower().removeprefix(".")
    if kind not in WRITERS:
        near = nearest(kind, WRITERS) if kind else None
        hint = f'Did you mean ".{near}"?' if near else ""
        raise InputError("animation", given=str(target), allowed=_ENDINGS, hint=hint)
    if why := hindrance(target):
        raise InputError("animation", given=str(target), allowed=f"cannot be written: {why}")
    if kind == "mp4":
        need("animation", "video", "imageio_ffmpeg", given=str(target), otherwise=", or write a .gif, .webp or .html")
    return target


def write_gif(pictures: Pictures, seconds: np.ndarray, fps: float, place: Path, about: str) -> None:
    """Write a GIF that plays for ever; one palette for all frames, so that nothing flickers.

    Parameters
    ----------
    pictures : Pictures
    seconds : array, shape (n,)
        How long each stays [s].
    fps : float
        Of the moving parts.
    place : Path
    about : str
        What it shows, in a sentence or two.
    """
    del fps
    few = _in_few_colours(pictures)
    next(few).save(
        place, format="GIF", save_all=True, append_images=few, duration=[10 * n for n in in_ticks(seconds, 0.01)],
        loop=0, optimize=False, comment=about.encode("ascii", "replace")[:255],
    )  # fmt: skip


def write_webp(pictures: Pictures, seconds: np.ndarray, fps: float, place: Path, about: str) -> None:
    """Write an animated WebP that plays for ever; as :func:`write_gif`."""
    del fps, about
    few = (one.convert("RGB") for one in _in_few_colours(pictures))
    next(few).save(
        place, format="WEBP", save_all=True, append_images=few, duration=in_ticks(seconds, 0.001), loop=0, **_LOSSLESS
    )


def write_mp4(pictures: Pictures, seconds: np.ndarray, fps: float, place: Path, about: str) -> None:
    """Write an MP4 (H.264) that any player takes; frames that stay are repeated; as :func:`write_gif`."""
    import imageio_ffmpeg

    writer = imageio_ffmpeg.write_frames(
        str(place), pictures[0].size, fps=fps, codec="libx264", pix_fmt_in="rgb24", pix_fmt_out="yuv420p", quality=None,
        macro_block_size=2, ffmpeg_log_level="quiet",
        output_params=["-crf", "20", "-preset", "veryfast", "-movflags", "+faststart", "-metadata", f"comment={about}",
                       "-f", "mp4"],
    )  # fmt: skip
    writer.send(None)
    frames, ticks = 0, in_ticks(seconds, 1.0 / fps)
    try:
        for picture, repeats in zip(pictures, ticks, strict=True):
            data = picture.tobytes()
            for _ in range(repeats):
                writer.send(data)
                frames += 1
    except OSError:  # a broken pipe: nothing in it says why
        frames = -1
    finally:
        writer.close()
    if frames != _frames_in(place):  # at the very end nobody tells that there was no room for it
        raise OSError(_NOT_WHOLE)


def _frames_in(place: Path) -> int:
    """How many frames a video has; 0 where it cannot be read."""
    import imageio_ffmpeg

    try:
        return int(imageio_ffmpeg.count_frames_and_secs(str(place))[0])
    except (OSError, RuntimeError):
        return 0


def write_html(pictures: Pictures, seconds: np.ndarray, fps: float, place: Path, about: str) -> None:
    """Write a page that needs nothing else: frames inside, a small player around them; as :func:`write_gif`."""
    del fps
    from io import BytesIO

    def encoded() -> Iterator[bytes]:
        for picture in _in_few_colours(pictures):
            buffer = BytesIO()
            picture.convert("RGB").save(buffer, format="WEBP", **_LOSSLESS)
            yield buffer.getvalue()

    place.write_text(page(encoded(), in_ticks(seconds, 0.001), about), encoding="utf-8")


def _in_few_colours(pictures: Pictures) -> Iterator[Image.Image]:
    """The frames with one palette for all of them, found from some."""
    looked_at = [
        pictures[i] for i in np.linspace(0, len(pictures) - 1, min(_SAMPLES, len(pictures))).round().astype(int)
    ]
    width, height = looked_at[0].size
    sheet = Image.new("RGB", (width, height * len(looked_at)))
    for i, one in enumerate(looked_at):
        sheet.paste(one, (0, i * height))
    found = sheet.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    colours = np.array(found.getpalette()).reshape(-1, 3)
    for exact in EXACT:  # means of many shades: white must be white, and no near-white be taken for it
        apart = abs(colours - exact).max(axis=1)
        colours[apart <= max(_NEAR, apart.min())] = exact
    palette = Image.new("P", (1, 1))
    palette.putpalette(colours.ravel().tolist())
    for one in pictures:
        yield one.quantize(palette=palette, dither=Image.Dither.NONE)


Writer = Callable[[Pictures, np.ndarray, float, Path, str], None]
WRITERS: dict[str, Writer] = {"gif": write_gif, "webp": write_webp, "mp4": write_mp4, "html": write_html}
"""Ending → what writes such a file."""
