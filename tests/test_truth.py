"""Every number in the prose of README and pages is computed, measured or somebody's: nothing is just claimed."""

import re

import pytest
from pages_prose import ROOT, Said, filled, prose, without_backing
from pages_truth import PAGES, given

MADE = {
    "docs/validation.md": "docs/make_validation.py; test_evidence, test_stated_numbers",
    "docs/gallery.md": "docs/make_gallery.py; test_gallery",
}
"""Made by a program, and made anew and compared by tests."""
CITED = re.compile(
    r"(?:(?!\. [A-Z*]).){0,600}?\((?:[^()]|\([^()]*\))*?(?:(?:19|20)\d\d|PMC\d+|doi )(?:[^()]|\([^()]*\))*\)"
)
"""From the beginning of a sentence to the paper it is from, in brackets."""
SOURCES = "docs/explanation/claims.md"
"""The page of other people's numbers, each in a sentence with its paper."""
EVERY = [
    name
    for page in [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]
    if (name := page.relative_to(ROOT).as_posix()) not in MADE
]
SAID = [(page, one) for page, every in PAGES.items() for one in every]


@pytest.mark.parametrize("page", EVERY)
def test_every_number_is_backed(page):
    words = [one.words if one.found is None else filled(one) for one in PAGES.get(page, ())]
    left = without_backing(prose(page), words, CITED if page == SOURCES else None)
    assert not left, (
        "nothing stands behind\n" + "\n".join(left) + "\n→ a line in tests/pages_truth.py, or drop the number"
    )


@pytest.mark.parametrize(("page", "said"), SAID, ids=[f"{page}: {one.words[:50]}" for page, one in SAID])
def test_what_is_said_comes_out(page, said):
    assert filled(said) in prose(page), f"{page} should say: {filled(said)}"


RUN = ("sh", "console", "python", "toml")
"""Blocks whose text test_readme runs or compares; ``{…}`` are filled when the pages are built."""
NOT_RUN = {
    "docs/performance.md": "benchmarks/apex_map.py and benchmarks/weights.py print these tables",
    "docs/tutorial.md": "how to install it",
    "docs/contributing/leg-law.md": "test_docs tries it",
}


@pytest.mark.parametrize("page", [page for page in EVERY if page not in NOT_RUN])
def test_numbers_hide_in_no_block_that_is_not_run(page):
    blocks = re.findall(r"^```([^\n]*)\n(.*?)^```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert not [text for kind, text in blocks if kind not in RUN and kind[:1] != "{" and re.search(r"\d", text)]


def test_pages_exist():
    assert set(PAGES) <= set(EVERY)
    assert all((ROOT / page).exists() for page in MADE)


def test_reasons_name_what_is_there():
    for page, one in SAID:
        for place in re.findall(r"\b(?:tests|benchmarks|springmass|docs)/[\w/]+(?:\.\w+)?|\btest_\w+\b", one.given):
            place = f"tests/{place}.py" if place.startswith("test_") else place
            assert (ROOT / place).exists(), f"{page}: {place}"


def test_a_number_without_backing_is_found():
    told = "The knee bends 44° and the calf pulls a tenth harder, after five steps, and twice that."
    assert len(without_backing(told, [])) == 4
    assert len(without_backing(told, ["bends 44°"])) == 3
    assert len(without_backing("A leg of 12kN/m and 5cm.", [])) == 2
    assert without_backing("One step, 26 real runners, Python 3.11, in 2017.", []) == []
    assert len(without_backing("It falls by 14 % (Lenhart and others 2014). It rises by 7 %.", [], CITED)) == 1


def test_what_no_longer_comes_out_is_told():
    assert filled(Said("by {:.1f}°", lambda: 5.46)) == "by 5.5°"
    assert filled(Said("{} to {}", lambda: ("a", "b"))) == "a to b"
    with pytest.raises(AssertionError, match="does not hold"):
        filled(Said("more than a third", lambda: False))
    with pytest.raises(AssertionError, match="nothing stands behind"):
        filled(Said("3 cm"))
    assert filled(given("a setting", "3 cm")[0]) == "3 cm"
