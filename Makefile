# Two commands: `make` cleans seeds/ into output/, `make test` runs the tests. Both install what is missing.
IN ?= seeds
OUT ?= output
CONFIG ?=
DATA ?=
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
BUILT_FROM := pyproject.toml setup.py constraints.txt $(shell find pipeline -name '*.p[yx][xd]')

.DEFAULT_GOAL := run
# Two installations would write one environment.
.NOTPARALLEL:
.PHONY: run report install help test test-slow test-spark lint eval bench train drill drill-short clean

run: $(BIN)/.run ## clean IN into OUT, by the recipe CONFIG
	$(BIN)/python -m pipeline run $(IN) --output $(OUT) $(if $(CONFIG),--config $(CONFIG))

report: $(BIN)/.run ## write the report of the run in OUT
	$(BIN)/python -m pipeline report $(OUT)

install: $(BIN)/.run ## make .venv with the pinned libraries

$(BIN)/.run: $(BUILT_FROM)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) -e .
	touch $@

# Holds what `.run` holds: pip compiles the loops at each installation, so a fresh machine asks it once.
$(BIN)/.ready: $(BUILT_FROM)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) -e '.[dev,html]'
	touch $(BIN)/.run $@

test: $(BIN)/.ready ## every quick test
	$(BIN)/python -m pytest -m 'not slow'

test-slow: $(BIN)/.ready ## the report in Chromium, every reader of the output, Croissant
	$(PIP) -e '.[slow]'
	$(BIN)/python -m pytest -m slow tests/reporting tests/running/test_isolation.py tests/running/test_google_store.py

test-spark: $(BIN)/.ready ## the same bytes from a local Spark cluster (needs Java 17)
	test -x .venv-spark/bin/python || $(PYTHON) -m venv .venv-spark
	.venv-spark/bin/python -m pip install --quiet --disable-pip-version-check -e '.[spark]' 'moto[server]>=5,<6' pytest hypothesis
	.venv-spark/bin/python -m pytest -m slow tests/running/test_spark.py

lint: $(BIN)/.ready ## ruff and mypy --strict
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

train: $(BIN)/.ready ## train the line scorer of whole pages on DATA
	$(PIP) -e '.[train]'
	$(BIN)/python training/train_scorer.py --data $(DATA)

drill: $(BIN)/.ready ## bad inputs, kills, full disks, growth: the long form
	$(BIN)/python -m tests.drills

drill-short: $(BIN)/.ready ## the drills in a few minutes
	$(BIN)/python -m tests.drills --short

eval: $(BIN)/.ready ## accuracy on data that this project owns or makes
	for part in benchmarks/eval_*.py; do $(BIN)/python $$part || exit 1; done

bench: $(BIN)/.ready ## speed against named peers in the same run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	$(BIN)/python benchmarks/bench.py $(if $(DATA),--data $(DATA)) --readme

clean: ## remove the environment and caches; never touches input or output
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14
