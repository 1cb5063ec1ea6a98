# Kewen: `make` lists what there is. Only Python 3.11 or newer and make are needed.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test prove lint bench requirements browser fuse

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet --require-hashes
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=40 --durations-min=4
COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-options \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.installed ## Start Kewen on http://127.0.0.1:8000 with the demonstration
	$(BIN)/python -m survey serve --demonstration

test: $(VENV)/.installed-test browser fuse lint ## Lint and every test: SQLite, PostgreSQL and a real browser
	$(PYTEST)

prove: $(VENV)/.installed-test browser fuse ## The tests marked "prove", with their large counts
	KEWEN_COUNTS=large $(PYTEST) -m prove -o faulthandler_timeout=5400

lint: $(VENV)/.installed-test ## Style, types and doors between packages
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports --no-logo

bench: $(VENV)/.installed-test ## Measure the speeds
	$(BIN)/python -m bench

requirements: $(VENV)/.installed-test ## Pin requirements.in and requirements-test.in anew
	$(COMPILE) --upgrade -o requirements.txt requirements.in
	$(COMPILE) --upgrade -o requirements-test.txt requirements-test.in

# Chromium draws the pages, the fonts make Chinese visible in it.
browser:
	@if command -v chromium chromium-browser google-chrome >/dev/null || [ -n "$${KEWEN_CHROMIUM:-}" ]; then \
		have_browser=1; else have_browser=; fi; \
	if fc-list :lang=zh 2>/dev/null | grep -q .; then have_fonts=1; else have_fonts=; fi; \
	if [ -n "$$have_browser" ] && [ -n "$$have_fonts" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -q && \
		DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
			chromium fontconfig fonts-noto-cjk; \
	else \
		echo "The tests need Chromium and a Chinese font. Install them, for example:"; \
		echo "    sudo apt-get install chromium fontconfig fonts-noto-cjk"; \
		echo "or name a Chromium by KEWEN_CHROMIUM."; \
		exit 1; \
	fi

# Power cuts are tried on a file system of their own. Where it cannot be mounted, the tests say so.
fuse:
	@if [ -e /dev/fuse ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		! ldconfig -p | grep 'libfuse3\.so' >/dev/null; then \
		{ apt-get update -q && \
		DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends fuse3; } || true; \
	fi

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.installed: requirements.txt $(VENV)/.created
	$(INSTALL) -r requirements.txt
	touch $@

$(VENV)/.installed-test: requirements-test.txt $(VENV)/.installed
	$(INSTALL) -r requirements.txt -r requirements-test.txt
	touch $@
