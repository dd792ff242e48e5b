# Works on a fresh clone with make and Python 3.11 or newer; everything else is installed into .venv.

# The data of the demonstration and of the examples lies beside the code, not in the reader's own folder.
export DATA_DIR ?= ./data

PYTHON := .venv/bin/python
RESEARCH := $(PYTHON) research.py
INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement
COMPILE := .venv/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --quiet $(UPGRADE)
QUESTION := Does aspirin reduce the risk of colorectal cancer?
REPORTS := $(DATA_DIR)/output
BENCH_DATA ?= ../shared/data

.DEFAULT_GOAL := help
.PHONY: help demo serve test test-system check format docs bench lock clean

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .venv/runtime ## ask a real question of the demonstration library and read the report
	@$(RESEARCH) init
	@$(RESEARCH) query "$(QUESTION)" --output demo.md
	@$(RESEARCH) show "$$($(RESEARCH) list --limit 1 | cut -c 1-36)" --json --output demo.json
	@$(RESEARCH) show "$$($(RESEARCH) list --limit 1 | cut -c 1-36)" --output demo.html
	@cat "$(REPORTS)/demo.md"
	@printf '\nThis report is in %s, in %s for programs,\nand in %s to read: there every citation opens its quote.\nNext, ask a question of your own:\n\n  %s\n\n' \
		"$(REPORTS)/demo.md" "$(REPORTS)/demo.json" "$(REPORTS)/demo.html" 'DATA_DIR=$(DATA_DIR) $(RESEARCH) query "Do statins prevent strokes?"'

test: .venv/development ## run the tests, two files at a time: Python only, PostgreSQL comes in a wheel
	$(PYTHON) -m pytest -m "not system" --numprocesses 2 --dist loadfile --no-loadscope-reorder

serve: .venv/runtime ## serve the API and the pages, on http://127.0.0.1:8000 unless HOST and PORT say otherwise
	$(RESEARCH) serve

test-system: .venv/development ## run the tests of the whole product: a fresh clone, an installed wheel, a browser, Redis (Debian: chromium, redis-server)
	$(PYTHON) -m pytest -m system

check: .venv/development ## format, lint, types, arrows between modules, documents
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(PYTHON) -m mypy
	PYTHONPATH=src .venv/bin/lint-imports
	$(PYTHON) -m pytest tests/house

format: .venv/development ## format and mend what can be mended
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

docs: .venv/development ## write the pages of docs/reference that are made from the code
	$(PYTHON) docs/generate.py

bench: .venv/development ## measure, and write docs/reference/measurements.md (BENCH_DATA: where the public test sets lie)
	$(PYTHON) bench/measure.py --data $(BENCH_DATA)

lock: .venv/development ## write requirements*.txt from pyproject.toml (UPGRADE=--upgrade takes newer versions)
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --group dev --constraint requirements.txt --output-file requirements-dev.txt

clean: ## remove the environment and the caches; your data stays
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What is installed, and when: a second run only looks at the dates of these files.
.venv/runtime: requirements.txt | .venv/bin/python
	$(INSTALL) requirements.txt
	@touch $@

.venv/development: requirements-dev.txt | .venv/bin/python
	$(INSTALL) requirements-dev.txt
	@touch .venv/runtime $@

.venv/bin/python:
	@for python in python3 python3.13 python3.12 python3.11; do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break || python=; \
	done; \
	test -n "$$python" || { echo "No Python 3.11 or newer was found. Install one and run make again." >&2; exit 1; }; \
	$$python -m venv --clear .venv || { rm -rf .venv; \
		echo "$$python cannot make environments. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
