# `make` lists what there is. `make run` and `make test` do all the set-up that they need.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

BIN := .venv/bin
RUN := .venv/.run
DEV := .venv/.dev
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
JOBS ?= 2
COMPOSE ?= docker compose

export PIP_ROOT_USER_ACTION := ignore
# The tests look servers up on the PATH, and tools/install-servers may have had to put them into the environment.
export PATH := $(CURDIR)/$(BIN):$(PATH)

##@ Use

.PHONY: run
run: $(RUN) ## serve on 127.0.0.1:8000 (HOST=, PORT=) with SQLite and the example collection
	$(BIN)/claimcheck db upgrade
	$(BIN)/claimcheck import --if-empty examples/migrant-labour
	exec $(BIN)/claimcheck serve

.PHONY: up
up: ## the same in containers, with PostgreSQL and Redis
	$(COMPOSE) up --build --detach

.PHONY: down
down: ## stop these containers; their data stays
	$(COMPOSE) down

##@ Develop

.PHONY: test
test: $(DEV) servers generators ## all tests, against real PostgreSQL, Redis and Chromium (ARGS= for pytest, JOBS=2)
	$(BIN)/pytest --numprocesses $(JOBS) --dist worksteal $(ARGS)

.PHONY: check
check: $(DEV) ## what is not a test: style, types, direction of imports, openapi.yaml, locks, known vulnerabilities
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/check_lock.py
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive service schemas tools
	$(BIN)/python tools/audit.py
	$(BIN)/python -m service.api.openapi | diff --unified openapi.yaml - || { echo "openapi.yaml is behind the code: make openapi" >&2; exit 1; }

.PHONY: package
package: $(DEV) ## use what others get: the package in an environment of its own, the action, the hooks
	$(BIN)/python tools/try_package.py

.PHONY: bench
bench: $(DEV) servers ## how fast it is, as ratios against references (ARGS= names parts; needs wrk)
	$(BIN)/python -m benchmarks $(ARGS)

.PHONY: faults
faults: $(DEV) servers ## the tests of faults with hundreds of them, and a table of what came of it (10 minutes; ARGS= for pytest)
	FAULTS=full $(BIN)/pytest tests/faults $(ARGS)

.PHONY: format
format: $(DEV) ## rewrite the code in the project's style
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

.PHONY: openapi
openapi: $(DEV) ## write openapi.yaml anew from the code, with examples that the service answers now
	$(BIN)/python -m tools.examples >openapi.yaml.new
	mv openapi.yaml.new service/api/examples.json
	$(BIN)/python -m service.api.openapi >openapi.yaml.new
	mv openapi.yaml.new openapi.yaml

.PHONY: docs
docs: $(DEV) ## build the documentation into site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

.PHONY: lock
lock: $(DEV) ## pin what pyproject.toml asks for in requirements/ (ARGS=--upgrade for newer versions)
	tools/lock $(ARGS)

.PHONY: hooks
hooks: $(DEV) ## run the checks before every commit
	$(BIN)/pre-commit install

.PHONY: dev
dev: $(DEV) ## the environment for development, in .venv

.PHONY: servers
servers: $(DEV) ## install PostgreSQL, Redis and Chromium for the tests, if missing
	tools/install-servers

.PHONY: generators
generators: $(DEV) ## install what the tests make clients from openapi.yaml with, if missing
	tools/install-generators

.PHONY: clean
clean: ## remove what these targets made, but not var/, where the data is
	rm -rf .venv .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache build dist site *.egg-info

.PHONY: help
help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {print "\n" substr($$0, 5)} /^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' \
		$(firstword $(MAKEFILE_LIST))

# Each stamp is newer than what it was made from, so that a second `make run` starts at once.

$(BIN)/python:
	tools/environment

$(RUN): requirements/run.lock pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/run.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(DEV): requirements/dev.lock $(RUN)
	$(PIP) install --require-hashes -r requirements/dev.lock
	touch $@
