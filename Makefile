# Two commands do it: `make run` starts the bot, `make test` tests it. Both set up .venv by themselves.
PYTHON ?= python3
BIN := .venv/bin
UV_LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header

.PHONY: help run test coverage moments check bench search torture mutants catalogues understanding taps screenshots lock format clean
.DEFAULT_GOAL := help

help: ## Show what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: .venv/run.stamp ## Start the bot; without a token, with sample data, on http://127.0.0.1:8080
	@exec $(BIN)/diemdanh run

test: .venv/dev.stamp ## Run the tests (the browser's too where Chromium is installed)
	@$(BIN)/python -m pytest -rs

coverage: .venv/dev.stamp ## Run the tests and say which lines none of them enters, child processes included
	@$(BIN)/python -m pytest --cov --cov-report=term-missing:skip-covered

moments: .venv/dev.stamp ## Run the tests that go by the machine's clock at five moments, such as the eve of Tết
	@.ci/moments

check: .venv/dev.stamp ## Check format, lint, types, the floors, the dependencies and the translations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/deptry . tests --exclude '\.venv' --non-dev-dependency-groups build,dev,mutants
	$(BIN)/python -m handlers.locales.catalogues --check

bench: .venv/dev.stamp ## Measure the bot beside a bare python-telegram-bot echo bot
	@$(BIN)/python -m tests.bench

search: .venv/dev.stamp ## Try the rules on new generated cases, many more than the tests do, and others each time
	@$(BIN)/python -m pytest -m hypothesis --hypothesis-profile search

torture: .venv/dev.stamp ## Try for some minutes to make it fail, and write docs/reliability.md; PARTS='kills hostile' for some
	@$(BIN)/python -m tests.torture $(PARTS)

mutants: .venv/mutants.stamp ## Put faults in, one at a time, and see which no test notices; ONLY='storage.organisation.units*' for some
	$(BIN)/mutmut run $(ONLY)
	$(BIN)/mutmut results

catalogues: .venv/dev.stamp ## Bring the translations up to date with the sentences in the code
	$(BIN)/python -m handlers.locales.catalogues

understanding: .venv/dev.stamp ## Learn again what people mean by free words, from the examples beside the conversations
	$(BIN)/python -m handlers.understanding.learning

taps: .venv/dev.stamp ## Count the taps and messages of the main jobs, and write docs/taps.md
	@$(BIN)/python -m tests.taps

screenshots: .venv/dev.stamp ## Take the README's pictures while the browser's test does the whole job
	DIEMDANH_SCREENSHOTS=$(CURDIR)/docs/screenshots $(BIN)/python -m pytest -n0 -m browser tests/whole/test_browser.py

format: .venv/dev.stamp ## Format the code, and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: ## Lock what pyproject.toml asks for; with UPGRADE=--upgrade in its newest versions
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet 'uv>=0.9'
	$(UV_LOCK) $(UPGRADE) pyproject.toml --group build --output-file requirements/run.txt
	$(UV_LOCK) $(UPGRADE) pyproject.toml --group build --group dev --constraints requirements/run.txt --output-file requirements/dev.txt
	$(UV_LOCK) $(UPGRADE) --group mutants --constraints requirements/dev.txt --output-file requirements/mutants.txt

clean: ## Throw .venv and caches away; your data stays
	rm -rf .venv mutants .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# A stamp is newer than the lock file that was installed: done once, and again when the lock changes.
.venv/run.stamp: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed and '$(PYTHON)' is not that. Install it, or say: make run PYTHON=python3.12" >&2; \
		exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make a virtual environment. On Debian or Ubuntu: sudo apt install python3-venv" >&2; \
		exit 1; }
	@test -x $(BIN)/python || { echo "Setting up .venv (once)…"; $(PYTHON) -m venv .venv; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.txt
	@echo "Installing what the tests need (once)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

.venv/mutants.stamp: .venv/dev.stamp requirements/mutants.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/mutants.txt
	@touch $@
