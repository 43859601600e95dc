"""A sheet as one HTML file: nothing is fetched, it prints well, and it can be filled in on a screen."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape
from itertools import count

from springmass.classroom.blocks import (
    BLANK,
    Beside,
    Block,
    Choices,
    Fields,
    Items,
    Lines,
    Picture,
    Sheet,
    Table,
    Terms,
    Text,
    to_fill,
)

_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 1rem/1.45 "DejaVu Sans", Verdana, "Segoe UI", sans-serif; color: #111; background: #fff; margin: 0; }
main { max-width: 50rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0; }
.kind { margin: .2rem 0 1rem; color: #444; }
h2 { font-size: 1.1rem; margin: 0 0 .3rem; color: #004d7a; }
section { border-top: 2px solid #004d7a; padding: .7rem 0 .9rem; }
p { margin: .3rem 0 .5rem; }
.small { font-size: .87rem; color: #333; }
.fields { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; margin-bottom: 1rem; }
.fields label { flex: 1 1 10rem; display: flex; align-items: baseline; gap: .5rem; }
.fields label:first-child { flex-grow: 2; }
input[type=text], textarea { font: inherit; color: inherit; background: transparent; border: 0;
  border-bottom: 1px solid #555; width: 100%; min-width: 0; padding: .1rem .2rem; border-radius: 0; }
textarea { display: block; resize: vertical; line-height: 1.9rem; padding: 0 .2rem; border: 0;
  print-color-adjust: exact; -webkit-print-color-adjust: exact;
  background: linear-gradient(transparent calc(1.9rem - 1px), #555 calc(1.9rem - 1px)) 0 0 / 100% 1.9rem; }
:focus-visible { outline: 3px solid #0072b2; outline-offset: 2px; }
fieldset { border: 0; margin: .4rem 0; padding: 0; }
legend { font-weight: bold; padding: 0; margin-bottom: .2rem; }
.choices { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; list-style: none; margin: 0; padding: 0; }
.choices label, .choices li { display: flex; align-items: center; gap: .45rem; min-height: 1.75rem; }
.choices input, .box { appearance: none; flex: none; width: 1.1rem; height: 1.1rem; margin: 0; border: 1.5px solid #111;
  background: #fff; print-color-adjust: exact; -webkit-print-color-adjust: exact; display: inline-block; }
.choices input:checked, .ticked .box { background: #004d7a; box-shadow: inset 0 0 0 2.5px #fff; }
.ticked { font-weight: bold; }
.write { display: block; } .one { display: flex; align-items: baseline; gap: .6rem; margin: .3rem 0 .7rem; }
.one span { white-space: nowrap; }
.write span { font-weight: bold; font-size: .92rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; margin: .4rem 0; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { border: 1px solid #777; padding: .25rem .45rem; text-align: left; font-weight: normal; }
thead th { font-weight: bold; background: #eef3f7; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
thead th + th, td { text-align: right; white-space: nowrap; }
thead td { background: #eef3f7; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
thead td + th { text-align: right; }
.tofill { table-layout: fixed; } .tofill thead th { width: 4.7rem; } .tofill tbody td { padding: 0; }
.tofill td input { border: 0; height: 1.9rem; text-align: right; }
.beside { display: grid; grid-template-columns: 1.5fr 1fr; gap: 1.2rem; align-items: start; }
img { width: 100%; height: auto; display: block; margin: .5rem 0; }
.unit { display: flex; align-items: center; } .unit span { font-size: .85rem; padding-right: .3rem; }
.terms { columns: 2; column-gap: 1.5rem; margin: .3rem 0; } .terms div { break-inside: avoid; margin-bottom: .15rem; }
.terms dt { display: inline; font-weight: bold; } .terms dd { display: inline; margin: 0; }
@media (max-width: 38rem) { .terms { columns: 1; } }
ul { margin: .3rem 0; padding-left: 1.3rem; }
footer { border-top: 1px solid #777; font-size: .85rem; color: #333; padding-top: .5rem; }
@media (max-width: 38rem) { .beside { grid-template-columns: 1fr; } .scroll { overflow-x: auto; } }
@media print {
  html { font-size: 9.3pt; }
  body { line-height: 1.3; }
  main { max-width: none; padding: 0; }
  section { break-inside: avoid; padding: 1.2mm 0 1.8mm; }
  p, fieldset, table, img { margin-top: .15rem; margin-bottom: .25rem; }
  h2 { break-after: avoid; }
  textarea { resize: none; }
}
"""


def html_page(sheet: Sheet, paper: str = "A4") -> str:
    """Set a sheet as an HTML document.

    Parameters
    ----------
    sheet : Sheet
    paper : str
        Size it is printed on, as a style sheet names it.

    Returns
    -------
    str

    Examples
    --------
    >>> page = html_page(Sheet("A title", "Worksheet", (), ()))
    >>> "://" in page, page.count("<h1>")
    (False, 1)
    """
    numbers = count(1)
    body = [
        f"<h1>{escape(sheet.title)}</h1>\n<p class='kind'>{escape(sheet.subtitle)}</p>".replace("'", '"'),
        *(_block(one, numbers) for one in sheet.top),
    ]
    for section in sheet.sections:
        inside = "\n".join(_block(one, numbers, section.heading) for one in section.blocks)
        name = f"part{next(numbers)}"
        body.append(
            f'<section aria-labelledby="{name}"><h2 id="{name}">{escape(section.heading)}</h2>\n{inside}\n</section>'
        )
    style = f"{_STYLE}@page {{ size: {paper}; margin: 13mm 15mm; }}"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; img-src data:\">\n"
        '<link rel="icon" href="data:,">\n'
        f"<title>{escape(sheet.title)} – {escape(sheet.subtitle)}</title>\n<style>{style}</style></head>\n"
        f"<body><main>\n{chr(10).join(body)}\n<footer>{escape(sheet.foot)}</footer>\n</main></body></html>\n"
    )


def _block(one: Block, numbers: Iterator[int], where: str = "") -> str:
    match one:
        case Text():
            kind = ' class="small"' if one.small else ""
            text = escape(one.text)
            text = f"<strong>{text}</strong>" if one.strong else text
            return f"<p{kind}>{f'<strong>{escape(one.lead)}:</strong> ' if one.lead else ''}{text}</p>"
        case Terms():
            items = (f"<div><dt>{escape(word)}:</dt> <dd>{escape(text)}.</dd></div>" for word, text in one.items)
            return f'<dl class="small terms">{"".join(items)}</dl>'
        case Items():
            return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in one.items) + "</ul>"
        case Fields():
            labels = (f'<label>{escape(text)} <input type="text" autocomplete="off"></label>' for text in one.labels)
            return f'<div class="fields">{"".join(labels)}</div>'
        case Choices():
            return _choices(one, next(numbers))
        case Lines():
            name = escape(f"{where}: {one.label}")
            if one.count == 1:
                blank = f'<input type="text" autocomplete="off" aria-label="{name}">'
                return f'<label class="write one"><span>{escape(one.label)}</span>{blank}</label>'
            return (
                f'<label class="write"><span>{escape(one.label)}</span>'
                f'<textarea rows="{one.count}" aria-label="{name}"></textarea></label>'
            )
        case Table():
            return _table(one)
        case Beside():
            return f'<div class="beside">{_table(one.table)}<div>{_block(one.right, numbers, where)}</div></div>'
        case Picture():
            data = base64.b64encode(one.png).decode("ascii")
            return f'<img alt="{escape(one.alt)}" src="data:image/png;base64,{data}">'


def _choices(one: Choices, number: int) -> str:
    if one.right is None:
        boxes = "".join(
            f'<label><input type="radio" name="choice{number}"> {escape(text)}</label>' for text in one.items
        )
        return f'<fieldset><legend>{escape(one.question)}</legend><div class="choices">{boxes}</div></fieldset>'
    items = "".join(
        '<li class="ticked"><span class="box" aria-hidden="true"></span><span>'
        f'{escape(text)}<span class="small"> (right)</span></span></li>'
        if i == one.right
        else f'<li><span class="box" aria-hidden="true"></span>{escape(text)}</li>'
        for i, text in enumerate(one.items)
    )
    return f'<p><strong>{escape(one.question)}</strong></p><ul class="choices">{items}</ul>'


def _table(one: Table) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' if text else "<td></td>" for text in one.head)
    rows = []
    for first, *cells in one.rows:
        inside = "".join(
            f"<td>{_cell(text, f'{one.caption}: {first}, {column}')}</td>"
            for column, text in zip(one.head[1:], cells, strict=True)
        )
        rows.append(f'<tr><th scope="row">{escape(first)}</th>{inside}</tr>')
    kind = ' class="tofill"' if any(to_fill(cell) for row in one.rows for cell in row) else ""
    return (
        f'<div class="scroll"><table{kind}><caption>{escape(one.caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cell(text: str, label: str) -> str:
    if not to_fill(text):
        return escape(text)
    unit = text.removeprefix(BLANK).strip()
    label = f"{label} ({unit})" if unit else label
    blank = f'<input type="text" size="5" autocomplete="off" aria-label="{escape(label)}">'
    return f'<span class="unit">{blank}<span>{escape(unit)}</span></span>' if unit else blank
