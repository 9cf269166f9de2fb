# Two commands matter to a newcomer: `make demo` and `make test`. Both make .venv themselves.

PYTHON ?= $(firstword $(foreach name,python3.11 python3 python3.12 python3.13 python3.14 python,$(shell \
	$(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))
UV := $(shell command -v uv 2>/dev/null)
BIN := .venv/bin
WORKERS ?= 2

ifdef UV
make_venv = $(UV) venv --quiet --python "$$(command -v $(PYTHON))" .venv
install = $(UV) pip install --quiet --python $(BIN)/python
else
make_venv = $(PYTHON) -m venv .venv
install = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

.DEFAULT_GOAL := help
.PHONY: help demo test lint docs pictures record bench messages requirements clean

help: ## say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1 @/' | column -t -s @

demo: .venv/.core ## plan the example and say where the plan lies
	$(BIN)/muster demo

test: lint ## everything that has to hold before a commit
	$(BIN)/pytest -n $(WORKERS)

lint: .venv/.test ## style, types, layers and spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --cache-dir .cache/import-linter
	$(BIN)/codespell

docs: .venv/.test ## the documentation, in docs/_build/html
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html

pictures: .venv/.test ## every example's report in both languages, to look at, in build/pictures
	PYTHONPATH=tests $(BIN)/python tests/report/pictures.py

record: .venv/.test ## add what changed in the example to the record that ships with it
	PYTHONPATH=tests $(BIN)/python tests/record/shipped.py

bench: .venv/.test ## the figures of benchmarks/README.md, measured here
	$(BIN)/python benchmarks/run.py

messages: .venv/.test ## gather the texts for people and compile their translations
	$(BIN)/python tests/language/messages.py

requirements: .venv/.test ## pin the newest packages that pyproject.toml allows, with their hashes
	$(compile) --group build --output-file requirements/core.txt
	$(compile) --group build --extra test --extra pack --extra docs --constraint requirements/core.txt \
		--output-file requirements/test.txt

compile = $(or $(UV),$(BIN)/uv) pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate

clean: ## remove what can be made again, .venv included
	rm -rf .venv .cache .hypothesis build dist docs/_build

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "muster needs Python 3.11 or later: install it, or name it with PYTHON=..." >&2; exit 1; }
	$(make_venv)

# The stamps are older than a changed requirements file, so that the change is installed.
.venv/.core: requirements/core.txt pyproject.toml | .venv/bin/python
	$(install) --require-hashes -r requirements/core.txt
	$(install) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.test: requirements/test.txt pyproject.toml | .venv/bin/python
	$(install) --require-hashes -r requirements/test.txt
	$(install) --no-deps --no-build-isolation --editable .
	@touch $@ .venv/.core
