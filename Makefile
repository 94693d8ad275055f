# The edition's commands. `make` alone lists them; `make site` is where to begin.
#
# Set-up is a matter of files, not of steps to remember: .venv is made again when a lock in requirements/ changes,
# node_modules when package-lock.json does. Three layers, so that building the site needs Python and git alone:
#   .venv/.runtime   what the site needs       .venv/.test   what the tests need       .venv/.dev   what developers need

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS   += --no-builtin-rules
.DEFAULT_GOAL := help

# Python 3.11 or later. `make site PYTHON=python3.12` chooses another.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
# What `make site` and `make watch` hand on to build.py, e.g. ARGS="--content DIR --site DIR".
ARGS   ?=
# What `make test` hands on to pytest, e.g. PYTEST="tests/test_project.py -k locks".
# A file's tests stay in one process, which makes what they share once; files that take long come first.
PYTEST ?= -n 2 --dist loadfile --no-loadscope-reorder

BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all:
# Nobody's browser is downloaded behind their back; Debian's Chromium is used.
export PUPPETEER_SKIP_DOWNLOAD := 1
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

##@ The edition

.PHONY: site
site: .venv/.runtime  ## Set up and build the site into site/
	$(BIN)/python build.py $(ARGS)

.PHONY: watch
watch: .venv/.runtime  ## Serve on 127.0.0.1, rebuild and reload at every change
	$(BIN)/python build.py --watch $(ARGS)

##@ The code

.PHONY: test
test: .venv/.test .cache/clients/.installed browser node_modules/.installed site  ## Set up, build, lint, check types and layers, run all tests
	@mkdir -p .cache; failed=0; \
	make --no-print-directory lint >.cache/lint.log 2>&1 & checking=$$!; \
	echo "$(BIN)/python -m pytest $(PYTEST)"; \
	$(BIN)/python -m pytest $(PYTEST) || failed=1; \
	wait $$checking || failed=1; \
	cat .cache/lint.log; exit $$failed

.PHONY: test-netlify
test-netlify: .venv/.test tests/netlify/node_modules/.installed  ## Ask Netlify's own server for pages, redirects, 410 and headers
	$(BIN)/python -m pytest tests/test_netlify.py

.PHONY: lint
lint: .venv/.test  ## Check style, types and the one-way flow of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: format
format: .venv/.test  ## Put the code into the house style
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

.PHONY: fuzz
fuzz: .venv/.test .cache/fuzz/.installed  ## Feed readers and engine what nobody wrote, ten minutes each, and kill 200 builds
	for target in readers engine frontmatter decoding; do \
	    mkdir -p .cache/fuzz/$$target; \
	    PYTHONPATH=.cache/fuzz/lib $(BIN)/python -m fuzz $$target -max_total_time=$${SECONDS_EACH:-600} -max_len=4096 \
	        -timeout=10 -artifact_prefix=.cache/fuzz/ .cache/fuzz/$$target; \
	done
	KILLS=200 $(BIN)/python -m pytest tests/test_faults.py

.PHONY: bench
bench: .venv/.dev  ## Measure time and memory on generated collections
	$(BIN)/python -m benchmarks $(ARGS)

##@ Set-up

.PHONY: setup
setup: .venv/.dev browser node_modules/.installed  ## Make .venv and node_modules with everything a developer needs
	@echo "Ready. To have every commit checked: $(BIN)/pre-commit install"

.PHONY: browser
browser:  ## Install Chromium, fonts and checkers from Debian if they are missing
	@scripts/install-browser

.PHONY: lock
lock: .venv/.dev  ## Choose the newest versions and lock them with hashes
	cd requirements && above= && for layer in runtime test dev clients; do \
	    [ $$layer != clients ] || above=; \
	    ../$(BIN)/uv pip compile --quiet --upgrade --no-config --generate-hashes --no-emit-index-url \
	        --no-emit-find-links --universal --python-version 3.11 --custom-compile-command "make lock" \
	        $${above:+--constraint $$above.txt} --output-file $$layer.txt $$layer.in; \
	    above=$$layer; \
	done
	npm install --package-lock-only --ignore-scripts --no-audit --no-fund

.PHONY: clean
clean:  ## Remove what was built and set up (content/ is never touched)
	rm -rf site .venv node_modules .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help
help:  ## List these commands
	@awk 'BEGIN { FS = ":.*## *"; print "Usage: make COMMAND" } \
	    /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	    /^[a-z][a-z-]*:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.venv/.runtime: requirements/runtime.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "The edition needs Python 3.11 or later; $(PYTHON) is not. Try: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 2; }
	@echo "Setting up .venv (about a minute, the first time only)"
	@$(PYTHON) -m venv --clear .venv
	@$(PIP) --requirement $<
	@touch $@

.venv/.test: requirements/test.txt .venv/.runtime
	@$(PIP) --requirement $<
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.test
	@$(PIP) --requirement $<
	@touch $@

.cache/fuzz/.installed: fuzz/requirements.txt .venv/.test
	@$(PIP) --target .cache/fuzz/lib --upgrade --requirement $<
	@touch $@

tests/netlify/node_modules/.installed: tests/netlify/package-lock.json
	@echo "Setting up Netlify's server (some minutes and 420 MB, the first time only)"
	cd tests/netlify && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

.cache/clients/.installed: requirements/clients.txt
	@echo "Setting up the outside checkers (about a minute, the first time only)"
	@$(PYTHON) -m venv --clear .cache/clients
	@.cache/clients/bin/python -m pip install -qq --disable-pip-version-check --require-hashes \
	    --only-binary :all: --no-binary bagit,jstyleson --requirement $<
	@touch $@

node_modules/.installed: package-lock.json
	@command -v npm >/dev/null || { echo "Node.js with npm is needed for the tests: https://nodejs.org or your system's packages"; exit 2; }
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@
