# Everything here works from a fresh clone with Python 3.11 or newer, make and git.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

# One stamp for each set of packages, so that an install happens once, and again when the sets change.
RUNTIME := $(VENV)/runtime.stamp
DEV := $(VENV)/dev.stamp
BENCH := $(VENV)/bench.stamp
MUTATION := $(VENV)/mutation.stamp
PINS := pyproject.toml constraints.txt

# The tests that reach every branch of the exact rooms (pyproject.toml names those). Only these are
# measured: under measuring, the rest would take half as long again.
COVERING := $(wildcard tests/planners/test_*.py) tests/test_money.py \
  $(addprefix tests/, contracts domain ledger tax triggers)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup demo test test-long mutants lint format bench clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(DEV) ## make .venv and install trimtab with its development tools

demo: $(RUNTIME) ## plan a sample household, offline
	@$(BIN)/trimtab demo

test: $(DEV) ## run the tests, with full branch coverage of the exact rooms
	$(BIN)/python -m pytest -q -n 2 --cov --cov-report= $(COVERING)
	$(BIN)/python -m coverage report --fail-under=100
	$(BIN)/python -m pytest -q -n 2 $(COVERING:%=--ignore=%)

test-long: $(DEV) ## run all tests, the long ones too, on many more random inputs
	$(BIN)/python -m pytest -q -n 2 -m 'long or not long' --hypothesis-profile=long

mutants: $(MUTATION) ## change the wash-sale rules word by word, list changes that no test notices
	rm -rf mutants
	$(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results

lint: $(DEV) ## check style, formatting, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(DEV) ## put the code into the project's format
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: $(BENCH) ## run the benchmarks
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

clean: ## remove .venv and everything that tools left behind
	rm -rf $(VENV) .coverage .coverage.* htmlcov dist build mutants
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "trimtab needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name a newer one: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): $(PINS) | $(BIN)/python
	@echo "Installing trimtab into $(VENV), once."
	$(INSTALL) -e .
	@touch $@

$(DEV): $(PINS) | $(BIN)/python
	@echo "Installing trimtab and its development tools into $(VENV), once."
	$(INSTALL) -e '.[dev]'
	@touch $(RUNTIME) $@

$(BENCH): $(PINS) | $(BIN)/python
	@echo "Installing trimtab, its development tools and the solvers to compare with, once."
	$(INSTALL) -e '.[dev,bench]'
	@touch $(RUNTIME) $(DEV) $@

$(MUTATION): $(PINS) | $(BIN)/python
	@echo "Installing trimtab, its development tools and mutmut, once."
	$(INSTALL) -e '.[dev,mutation]'
	@touch $(RUNTIME) $(DEV) $@
