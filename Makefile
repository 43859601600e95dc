# make demo: install into .venv and run the main job.   make test: install and run every test.
# make docs: the documentation as pages in out/docs.   make release: wheel and source, tried on the oldest and newest Python.
# make browser: Chromium (Debian), axe-core and ESLint (npm), with which the tests try the lab's page; without them those skip.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
FIGURE ?= out/slingshot.png

.PHONY: demo test check format clean browser docs release

# Each stamp is newer than the files that decide what is installed, so later runs install nothing.
$(VENV)/.demo: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $(VENV)/.demo $@

$(VENV)/.docs: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[docs]"
	@touch $@

demo: $(VENV)/.demo
	@mkdir -p $(dir $(FIGURE))
	@$(BIN)/springmass demo --figure $(FIGURE)

test: $(VENV)/.test check
	$(BIN)/python -m pytest -n auto --cov --cov-report=term

# A machine that has no apt-get, npm or rights goes without: the tests say what they miss.
NPM = $(VENV)/npm/node_modules
browser:
	command -v chromium > /dev/null || command -v chromium-browser > /dev/null || \
	  { apt-get update -qq && apt-get install -y -qq chromium; } || echo "make browser: no Chromium"
	test -f $(NPM)/axe-core/axe.min.js -a -x $(NPM)/.bin/eslint || \
	  npm install --no-save --no-package-lock --no-audit --no-fund --silent --prefix $(VENV)/npm axe-core eslint globals || \
	  echo "make browser: no axe-core, no ESLint"

docs: $(VENV)/.docs
	$(BIN)/python -m sphinx -q -E -W --keep-going -n -b html docs out/docs
	@echo "written: out/docs/index.html"

release: $(VENV)/.demo
	$(BIN)/python .ci/release.py

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) out build dist .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis
