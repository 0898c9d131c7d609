# Every target does its own set-up (.ci/prepare.py) and writes nothing outside this folder, except system packages
# where apt may install them. `make PYTHON=python3.13 run` chooses the Python of the virtual environment.

PYTHON ?= python3
THIS_PYTHON := $(if $(filter command% environment%,$(origin PYTHON)),--this-python)
PREPARE := @$(PYTHON) .ci/prepare.py
PYTEST := env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -m pytest -n auto --maxprocesses 8 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help run test lint lock migration clean

help: ## Show what can be typed here
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

run: ## Set up, migrate, load the demo into an empty database, and serve on http://127.0.0.1:8000
	$(PREPARE) run $(THIS_PYTHON)
	@exec .venv/bin/procurement run

test: ## Set up and run every test, on SQLite and PostgreSQL, in a real browser too (TESTS="-k word" runs some)
	$(PREPARE) test $(THIS_PYTHON)
	@exec $(PYTEST) $(TESTS)

lint: ## Check style, formatting and types
	$(PREPARE) test $(THIS_PYTHON)
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy

lock: ## Pin the packages of setup.cfg and package.json anew (UPGRADE="flask granian" brings those up to date)
	$(PREPARE) run $(THIS_PYTHON)
	@.venv/bin/python .ci/lock.py $(UPGRADE)

migration: ## Draft the next migration from what the rows have become: make migration MESSAGE="Plans have a budget"
	$(PREPARE) test $(THIS_PYTHON)
	@.venv/bin/procurement db draft "$(or $(MESSAGE),$(error Say what changes: MESSAGE="..."))"
	@.venv/bin/ruff check --quiet --fix migrations
	@.venv/bin/ruff format --quiet migrations

clean: ## Delete what the set-up made (.venv, node_modules, copied assets); data in instance/ stays
	$(PREPARE) clean
