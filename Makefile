# make demo: install into .venv and run the main job.   make test: install and run every test.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
FIGURE ?= out/slingshot.png

.PHONY: demo test check format clean

# Each stamp is newer than the files that decide what is installed, so later runs install nothing.
$(VENV)/.demo: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $(VENV)/.demo $@

demo: $(VENV)/.demo
	@mkdir -p $(dir $(FIGURE))
	@$(BIN)/springmass demo --figure $(FIGURE)

test: $(VENV)/.test check
	$(BIN)/python -m pytest -n auto --cov --cov-report=term

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) out build dist .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis
