"""The page's parts, read by ESLint: each uses what it has or imports, and imports what it uses."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

import springmass.lab.page_files as page_files
from springmass.lab.page_files import script

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "springmass" / "lab" / "static"
NPM = ROOT / ".venv" / "npm" / "node_modules"
RULES = """
import globals from "globals";
const names = ["no-undef", "no-unused-vars", "no-redeclare", "no-dupe-keys", "no-unreachable", "no-var"];
const rules = Object.fromEntries(names.map((name) => [name, "error"]));
const languageOptions = { ecmaVersion: 2024, sourceType: "module", globals: globals.browser };
export default [{ files: ["**/*.js"], languageOptions, rules }];
"""


def findings(folder):
    """What ESLint says of the modules in a folder: (file, line, words)."""
    done = subprocess.run(
        [NPM / ".bin" / "eslint", "--format", "json", "--config", folder / "eslint.config.mjs", folder],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return [
        (Path(one["filePath"]).name, said["line"], said["message"])
        for one in json.loads(done.stdout)
        for said in one["messages"]
    ]


@pytest.fixture
def folder(tmp_path):
    if not (NPM / ".bin" / "eslint").exists():
        pytest.skip("no ESLint: make browser installs it")
    for part in STATIC.glob("*.js"):
        shutil.copy(part, tmp_path)
    (tmp_path / "node_modules").symlink_to(NPM)
    (tmp_path / "eslint.config.mjs").write_text(RULES)
    return tmp_path


def test_every_part_has_what_it_uses_and_uses_what_it_has(folder):
    assert findings(folder) == []


def test_the_joined_module_is_one_that_imports_nothing(folder):
    for part in folder.glob("*.js"):
        part.unlink()
    (folder / "joined.js").write_text(script(), encoding="utf-8")
    assert findings(folder) == []
    assert not any(line.startswith("import") for line in script().splitlines())


def test_a_missing_import_would_be_found(folder):
    text = (folder / "stage.js").read_text(encoding="utf-8")
    (folder / "stage.js").write_text(text.replace('import { drawSlingshot } from "./slingshot.js";\n', ""))
    assert ("stage.js", "'drawSlingshot' is not defined.") in [(file, said) for file, _, said in findings(folder)]


def test_parts_are_rooms_one_can_read():
    for part in STATIC.glob("*.js"):
        assert len(part.read_text(encoding="utf-8").splitlines()) <= 400, part.name


def test_parts_that_import_each_other_are_refused(monkeypatch):
    texts = {"lab.js": 'import { a } from "./a.js";\n', "a.js": 'import { b } from "./lab.js";\n'}
    monkeypatch.setattr(page_files, "_read", texts.__getitem__)
    with pytest.raises(AssertionError, match=r"circle: lab\.js → a\.js → lab\.js"):
        page_files.script.__wrapped__()
