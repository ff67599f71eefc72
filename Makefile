# Two commands: `make` cleans seeds/ into output/, `make test` runs every test. Both install what is missing.
IN ?= seeds
OUT ?= output
CONFIG ?=
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := run
.PHONY: run install help test lint clean

run: $(BIN)/.ready ## clean IN into OUT, by the recipe CONFIG
	$(BIN)/python -m pipeline run $(IN) --output $(OUT) $(if $(CONFIG),--config $(CONFIG))

install: $(BIN)/.ready ## make .venv with the pinned libraries

$(BIN)/.ready: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

test: $(BIN)/.ready ## every quick test
	$(BIN)/python -m pytest -m 'not slow'

lint: $(BIN)/.ready ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean: ## remove the environment and caches; never touches input or output
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12
