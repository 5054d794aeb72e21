# menurut: two commands are enough on a fresh machine (Debian with python3.11, its venv module, make).
#   make demo    a virtual environment, menurut in it, and the main job on the story that ships with it
#   make test    the same environment with what the tests need, and all tests

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test fast check gold bench docs wheel clean

help:            ## what can be made
	@grep -E '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## */  make \1	/'

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# Installed in editable form, so that a change in src/ needs no new install.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

$(VENV)/.tests: pyproject.toml requirements/test.txt $(VENV)/.installed
	$(PIP) install --requirement requirements/test.txt
	@touch $@

$(VENV)/.checks: pyproject.toml requirements/check.txt $(VENV)/.tests
	$(PIP) install --requirement requirements/check.txt
	@touch $@

demo: $(VENV)/.installed  ## install menurut and trace the story that ships with it
	@$(BIN)/menurut demo

test: $(VENV)/.tests      ## install what the tests need and run them all
	$(BIN)/pytest -n 2

fast: $(VENV)/.tests      ## the tests that take a minute in all
	$(BIN)/pytest -n 2 -m "not slow and not browser"

check: $(VENV)/.checks    ## linters, types, layers, hygiene, spelling, docs
	$(BIN)/ruff check src tests gold benchmarks scripts
	$(BIN)/ruff format --check src tests gold benchmarks scripts
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/vulture
	$(BIN)/codespell src tests docs gold benchmarks scripts changelog README.md CONTRIBUTING.md CHANGELOG.md
	$(BIN)/python scripts/help_pages.py --check

gold: $(VENV)/.tests      ## quality on the dev sets, against the floors
	$(BIN)/python -m gold

bench: $(VENV)/.tests     ## speed of each stage
	$(BIN)/python -m benchmarks

clean:           ## remove the environment and what tools left behind
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
