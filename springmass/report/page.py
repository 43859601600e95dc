"""A page that opens from disk without a network: one HTML file with everything in it."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence

from matplotlib.figure import Figure

_STYLE = """
body { font: 17px/1.5 system-ui, sans-serif; color: #111; background: #fff; margin: 0 auto; max-width: 60rem; padding:
1rem } h1 { line-height: 1.2 } h2 { margin-top: 2.5rem; border-top: 1px solid #bbb; padding-top: 1rem }
.table { overflow-x: auto; max-width: 100% } table { border-collapse: collapse; width: 100% }
.table.wide table { min-width: 38rem } td, th { text-align: left; padding: .3rem .6rem; vertical-align: top }
tr + tr { border-top: 1px solid #ddd } img { max-width: 100%; height: auto }
.verdict { font-weight: 700; text-transform: uppercase; letter-spacing: .03em; font-size: .9rem }
.says { font-style: italic } .small { font-size: .9rem }
"""


def document(title: str, body: str) -> str:
    """A whole page.

    Parameters
    ----------
    title : str
        Plain text.
    body : str
        HTML.

    Returns
    -------
    str
    """
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head><body><main>{body}</main></body></html>\n"
    )


def table(head: Sequence[str], rows: str) -> str:
    """A table in a box of its own: what is wider than the screen scrolls there, by keyboard too, not with the page."""
    names = "".join(f"<th>{name}</th>" for name in head)
    size = "table wide" if len(head) > 2 else "table"
    return f'<div class="{size}" tabindex=0><table><tr>{names}</tr>{rows}</table></div>'


def picture(figure: Figure, said: str) -> str:
    """A figure inside the page, with words for who cannot see it."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=100)
    data = base64.b64encode(file.getvalue()).decode("ascii")
    return f'<p><img alt="{html.escape(said)}" src="data:image/png;base64,{data}"></p>'
