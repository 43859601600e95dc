"""What came of a sweep, in a few lines or as JSON. Reads a data set a stretch at a time, however large it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from springmass.gait.sweep.netcdf import BLOCK, slabs

MOST_IN_JSON = 10_000
"""Cells whose values are printed themselves when there is no file that holds them."""


def _stretches(data: Any, name: str) -> Iterator[NDArray[Any]]:
    shape, total = data[name].shape, data[name].size
    for start in range(0, total, BLOCK):
        for where, _ in slabs(shape, start, min(start + BLOCK, total)):
            yield data[name][where].values.ravel()


def _words(data: Any, name: str) -> dict[int, str]:
    told = data[name].attrs
    if "flag_meanings" not in told:
        return {}
    return dict(zip(np.atleast_1d(told["flag_values"]).tolist(), told["flag_meanings"].split(), strict=True))


def _range(data: Any, name: str) -> dict[str, Any]:
    low, high, total, known = np.inf, -np.inf, 0.0, 0
    for part in _stretches(data, name):
        finite = part[np.isfinite(part)]
        if finite.size:
            low, high = min(low, float(finite.min())), max(high, float(finite.max()))
            total, known = total + float(finite.sum()), known + finite.size
    if not known:
        return {"min": None, "max": None, "mean": None, "cells": 0}
    return {"min": low, "max": high, "mean": total / known, "cells": known}


def _counts(data: Any, name: str, words: dict[int, str]) -> dict[str, int]:
    found = dict.fromkeys(words.values(), 0)
    for part in _stretches(data, name):
        for code, count in zip(*np.unique(part, return_counts=True), strict=True):
            found[words[int(code)]] += int(count)
    return {word: count for word, count in found.items() if count}


def sweep_document(data: Any, path: str | None = None, csv: str | None = None) -> dict[str, Any]:
    """A sweep for ``--json``.

    Parameters
    ----------
    data : xarray.Dataset
        Of :func:`springmass.sweep`.
    path, csv : str, optional
        Files that hold it. Without a file a small sweep's values are in the document.

    Returns
    -------
    dict
    """
    told = data.attrs
    variables: dict[str, Any] = {}
    cells = int(np.prod([data.sizes[name] for name in data.dims]))
    for name in data.data_vars:
        words = _words(data, name)
        entry = {"unit": data[name].attrs["unit_label"], "label": data[name].attrs["long_name"]}
        variables[str(name)] = entry | ({"counts": _counts(data, name, words)} if words else _range(data, name))
        if path is None and cells <= MOST_IN_JSON:
            variables[str(name)]["values"] = _plain(data[name].values, words)
    axes = {
        str(name): {"unit": data[name].attrs["unit_label"], "values": data[name].values.tolist()} for name in data.dims
    }
    numerics = {name: told[name] for name in ("engine", "accuracy", "version")} | {"steps": int(told["steps"])}
    files = {name: file for name, file in (("output", path), ("csv", csv)) if file is not None}
    return {"cells": cells, "axes": axes, "variables": variables, "numerics": numerics, **files}


def _plain(values: NDArray[Any], words: dict[int, str]) -> Any:
    if values.ndim > 1:
        return [_plain(row, words) for row in values]
    if words:
        return [words[code] for code in values.tolist()]
    return [value if np.isfinite(value) else None for value in values.tolist()]


def sweep_text(data: Any) -> str:
    """A sweep in a few lines.

    Parameters
    ----------
    data : xarray.Dataset

    Returns
    -------
    str
    """
    shape = " × ".join(str(data.sizes[name]) for name in data.dims)
    cells = int(np.prod([data.sizes[name] for name in data.dims]))
    lines = [f"{data.attrs['title']}: {shape}{f' = {cells}' if len(data.dims) > 1 else ''} cells"]
    for name in data.dims:
        unit, values = data[name].attrs["unit_label"], data[name].values
        lines.append(f"  {name}: {values[0]:g} to {values[-1]:g} {unit if unit != '1' else ''}".rstrip())
    lines.append("")
    for name in data.data_vars:
        words = _words(data, name)
        if words:
            counts = _counts(data, name, words)
            said = ", ".join(f"{word.replace('_', ' ')} {100.0 * n / cells:.3g} %" for word, n in counts.items())
        else:
            found, unit = _range(data, name), data[name].attrs["unit_label"]
            unit = "" if unit == "1" else f" {unit}"
            missing = cells - found["cells"]
            part = f"; {100.0 * missing / cells:.3g} % of the cells have none" if missing else ""
            said = "none anywhere"
            if found["cells"]:
                said = f"{found['min']:.4g} to {found['max']:.4g}{unit}, mean {found['mean']:.4g}{unit}{part}"
        lines.append(f"{data[name].attrs['long_name']} ({name}): {said}")
    return "\n".join(lines)
