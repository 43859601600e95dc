"""Small repairs between docstrings and pages: where a public name lives, and signatures nobody needs."""

import re

from sphinx.application import Sphinx

import springmass


def _public_names() -> dict[str, str]:
    """Where a name is defined → where readers find it."""
    homes = {f"{module}.{name}": f"springmass.{name}" for name, module in springmass._HOME.items()}
    for name in springmass.__all__:
        one = getattr(springmass, name)
        if callable(one):
            homes[f"{one.__module__}.{one.__qualname__}"] = f"springmass.{name}"
    for name in springmass.figures.__all__:
        one = getattr(springmass.figures, name)
        homes[f"{one.__module__}.{one.__qualname__}"] = f"springmass.figures.{name}"
    return homes


_ROLE = re.compile(r":(?:func|class|data|mod|meth|attr|exc|obj):`([~.\w]+)`")


def _words(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """Let a reference lead to the public name; what is not on any page becomes plain code."""
    homes, shown = app.springmass_homes, app.springmass_shown

    def put(match: re.Match[str]) -> str:
        target = match[1].lstrip("~.")
        head = name.rsplit(".", 1)[0]
        for full in (homes.get(target), target, f"{head}.{target}", f"springmass.{target}"):
            if full in shown:
                return f":py:obj:`{full.removeprefix('springmass.')} <{full}>`"
        return f"``{target}``"

    lines[:] = [_ROLE.sub(put, line) for line in lines]
    if what in ("attribute", "property") and lines:  # napoleon takes what stands before a colon for a type
        lines[0] = lines[0].replace(": ", " – ")
    _link_types(lines, {full.rsplit(".", 1)[1]: full for full in shown if full.rsplit(".", 1)[1][0].isupper()})


def _link_types(lines: list[str], known: dict[str, str]) -> None:
    """In parameters, attributes and what comes back: let the name of a class that has a place lead there."""
    section = ""
    for number, line in enumerate(lines):
        if re.fullmatch(r"-{3,}", lines[number + 1] if number + 1 < len(lines) else ""):
            section = line
        elif line and line[0] not in " -" and section in ("Parameters", "Attributes", "Returns"):
            head, colon, kinds = line.partition(" : ") if section != "Returns" else ("", "", line)
            for name in set(re.findall(r"\b[A-Z]\w+", kinds)) & set(known):
                kinds = re.sub(rf"\b{name}\b", f":py:obj:`{name} <{known[name]}>`", kinds)
            lines[number] = head + colon + kinds


def _signature(app, what, name, obj, options, signature, returns):
    """Sections of a scenario and records of results are read, not called: their fields stand below."""
    if what == "class" and name.removeprefix("springmass.") not in {"Parameters", "InputError", "Estimate"}:
        return "", None
    return None


def _look(app: Sphinx) -> None:
    app.springmass_homes = _public_names()
    pages = "\n".join(page.read_text(encoding="utf-8") for page in sorted((app.srcdir / "reference").glob("*.md")))
    app.springmass_shown = set(re.findall(r"^\.\. auto\w+:: (\S+)", pages, re.MULTILINE))
    app.springmass_shown |= {app.springmass_homes.get(name, name) for name in app.springmass_shown}


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect; before napoleon, which rewrites the sections."""
    app.connect("builder-inited", _look)
    app.connect("autodoc-process-docstring", _words, priority=100)
    app.connect("autodoc-process-signature", _signature)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
