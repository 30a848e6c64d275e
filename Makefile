# Everything happens in .venv, from locked wheels; a machine with Python >= 3.11 needs nothing else.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
COMPILE := $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
# Tests run side by side on this many processes: one for each core, up to four.
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); [ $$n -gt 4 ] && n=4; echo $$n)
CHECKS := style types contracts migrations deployment openapi translations

.PHONY: help demo test check $(CHECKS) up bench chaos messages lock hooks clean
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.* ## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

demo: $(RUNTIME) ## make the training world, then play an office's days on the calendar of 2024 in a world of its own
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py seed_world
	@$(PY) manage.py demo

test: $(DEV) ## the whole suite on SQLite and on PostgreSQL, then everything that `check` checks
	@echo "== SQLite"
	@env -u DATABASE_URL $(PY) -m pytest -n $(WORKERS) --dist loadgroup
	@echo "== PostgreSQL"
	@$(PY) -m tests.postgresql pytest -n $(WORKERS) --dist loadgroup
	@$(MAKE) --no-print-directory check

check: $(CHECKS) ## lint, types, contracts, migrations, deployment, OpenAPI, translations (`make -k check`: all failures)
$(CHECKS): $(DEV)
# What lies in var/ has no say.
$(CHECKS): export DATABASE_URL := sqlite://:memory:

style:
	@echo "== style"
	@$(PY) -m ruff format --quiet --check . && $(PY) -m ruff check --quiet .

types:
	@echo "== types"
	@$(PY) -m mypy .

contracts:
	@echo "== contracts"
	@$(VENV)/bin/lint-imports --no-logo

migrations:
	@echo "== migrations"
	@$(PY) manage.py makemigrations --check --dry-run

deployment:
	@echo "== deployment"
	@env $$(cat deploy/check.env) $(PY) manage.py check --deploy --fail-level WARNING

openapi:
	@echo "== OpenAPI"
	@$(PY) manage.py spectacular --validate --fail-on-warn --file /dev/null

translations:
	@echo "== translations"
	@$(PY) -m tests.translations

up: $(RUNTIME) ## keep the house running: migrate, web, worker, the outside world; Ctrl-C stops it
	@$(PY) -m config

bench: $(DEV) ## measure beside bare psycopg, Django and DRF in the same run; JSON lines
	@$(PY) -m tests.bench

chaos: $(DEV) ## kill workers and empty brokers under 300 chains and payments, on both stores; counts, as JSON lines
	@$(PY) -W ignore -m tests.chaos

messages: $(DEV) ## gather the sentences for translation and compile what is translated
	@$(PY) -m tests.translations --gather

lock: $(DEV) ## compile the locks from pyproject.toml anew
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) pyproject.toml --extra dev -c requirements.txt -o requirements-dev.txt

hooks: $(DEV) ## check before each commit
	$(PY) -m pre_commit install

clean: ## forget the environment and everything that was played
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(PY):
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed; set PYTHON=/path/to/it")'
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): requirements.txt | $(PY)
	$(INSTALL) -r requirements.txt
	@touch $@

# The development lock holds the runtime's pins too.
$(DEV): requirements-dev.txt requirements.txt | $(PY)
	$(INSTALL) -r requirements-dev.txt
	@touch $(RUNTIME) $@
