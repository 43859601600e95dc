"""What a release says of itself agrees in every place, and what is not ours says whose it is."""

import re
import tomllib
from pathlib import Path

import springmass as sm

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_one_version_everywhere():
    newest = re.search(r"^## (\S+)", text("CHANGELOG.md"), re.MULTILINE)[1]
    cited = re.search(r"^version: (\S+)$", text("CITATION.cff"), re.MULTILINE)[1]
    assert newest == cited == sm.__version__


def test_the_oldest_python_is_among_the_supported_ones():
    oldest = PROJECT["requires-python"].removeprefix(">=")
    named = [one.rsplit(" ", 1)[1] for one in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", one)]
    assert named[0] == oldest
    assert named == sorted(named, key=lambda one: int(one.split(".")[1]))


def test_every_requirement_has_a_lower_bound():
    for needs in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()):
        for one in needs:
            assert re.fullmatch(r"[A-Za-z0-9_-]+(\[[a-z,]+\])?>=\d+(\.\d+)*", one), one


def test_tests_need_no_lower_versions_than_the_extras_they_test():
    extras = PROJECT["optional-dependencies"]
    tested = dict(one.split(">=") for one in extras["test"])
    for name, needs in extras.items():
        for package, version in (one.split(">=") for one in needs):
            assert tested.get(package, version) == version, f"{package}: {name} and test differ"


def test_data_of_others_stands_beside_its_licence():
    for table in (ROOT / "springmass" / "evidence" / "tables").glob("*.csv"):
        notice = (table.parent / "NOTICE.txt").read_text(encoding="utf-8")
        assert "CC BY 4.0" in notice or "Creative Commons Attribution 4.0" in notice
        assert "10.7717/peerj.3298" in notice, table.name
