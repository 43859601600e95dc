"""Make the pictures of the lab that the README shows.

    python docs/make_lab_pictures.py

The real page, in a real browser, at three widths, light and dark: docs/images/lab-{1440,1024,390}-{light,dark}.png.
The film stands still at takeoff, so that the same program makes the same picture.
"""

from __future__ import annotations

import sys
from pathlib import Path

from small_pictures import with_fewer_colours

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from lab_browser import lab, opened

IMAGES = Path(__file__).parent / "images"
SIZES = {1440: 900, 1024: 768, 390: 844}
STATE = "s=rbds001&foot.ahead=28cm"
LARGEST = 250_000  # [bytes]


def small(picture: bytes) -> bytes:
    """The picture as it is, or with as many colours as fit."""
    return picture if len(picture) <= LARGEST else with_fewer_colours(picture, LARGEST, (256, 160, 96, 64))


def main() -> None:
    """Make all of them."""
    IMAGES.mkdir(exist_ok=True)
    with lab() as (browser, address):
        for width, height in SIZES.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
                )
                page = opened(context, address, STATE)
                page.get_by_label("Go to an instant").select_option("takeoff")
                page.wait_for_timeout(400)
                file = IMAGES / f"lab-{width}-{scheme}.png"
                file.write_bytes(small(page.screenshot()))
                print(f"{file.name}: {file.stat().st_size // 1000} kB")
                context.close()


if __name__ == "__main__":
    main()
