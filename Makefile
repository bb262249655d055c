# Each target sets up what it needs. A fresh machine needs make and Python 3.11 or newer, on Debian with python3-venv.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
# Tests in this many processes.
WORKERS ?= 2
# The interpreter for the environment: the first on this list that starts and is new enough, unless PYTHON names one.
PYTHONS := $(PYTHON) python3.11 python3.12 python3.13 python3 python3.14 python
# A new lock or new package data asks for a new installation; nothing else does. The tools come on top of the shop.
READY := $(VENV)/ready-shop-$(shell cat requirements.lock pyproject.toml | cksum | tr ' ' '-')
TOOLS := $(VENV)/ready-tools-$(shell cat requirements-dev.lock requirements.lock pyproject.toml | cksum | tr ' ' '-')

COMPILE = $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
  --no-emit-find-links --no-header --no-annotate

# Python keeps what it compiled: otherwise each of the many processes of a run compiles every package again.
unexport PYTHONDONTWRITEBYTECODE

# Nothing that we start reports to anybody.
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export STREAMLIT_BROWSER_GATHER_USAGE_STATS := false
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup shop keyring demo notebook test test-tools check till-types bench prove docs pictures lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1: /p' Makefile | awk -F': ' '{ printf "  make %-12s%s\n", $$1, $$2 }'

setup: $(TOOLS) ## make the environment .venv with what a shop needs and the developers' tools
	@$(call say_ready)

shop: $(READY) ## make the environment .venv with what a shop needs, and nothing else
	@$(call say_ready)

$(TOOLS): requirements-dev.lock requirements.lock pyproject.toml
	@$(call install,requirements-dev.lock)
	@rm -f $(VENV)/ready-*; touch $(TOOLS) $(READY)

$(READY): requirements.lock pyproject.toml
	@$(call install,requirements.lock)
	@rm -f $(VENV)/ready-*; touch $(READY)

say_ready = echo "Kassa is ready in this folder: ./kassa --help lists the commands, ./kassa demo opens a shop to try."

# Make the environment if there is none, and install the packages of a lock and Kassa itself into it. The path of this
# folder, which Python reads in the encoding of the machine, is written relative: å, ä and ö do no harm then.
define install
set -e; \
if [ ! -x $(BIN)/python ]; then \
  python=; \
  for each in $(PYTHONS); do \
    if "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python=$$each; break; fi; \
  done; \
  if [ -z "$$python" ]; then \
    found=$$(python3 --version 2>/dev/null || echo "no python3"); \
    echo "Kassa needs Python 3.11 or newer and found none on this machine ($$found)."; \
    echo "Install one (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python@3.13;"; \
    echo "Windows: use WSL), or name one you have: make PYTHON=/path/to/python3.12 demo"; exit 1; \
  fi; \
  echo "Making the environment with $$("$$python" --version) ..."; \
  "$$python" -m venv $(VENV) >/dev/null 2>&1 || { rm -rf $(VENV); \
    echo "This Python cannot make environments. Debian, Ubuntu: apt-get install python3-venv; then try again."; exit 1; }; \
fi; \
sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/uv.lock; \
$(BIN)/python -m pip install --quiet --require-hashes -r $(VENV)/uv.lock || true; \
if $(BIN)/uv --version >/dev/null 2>&1; then install="$(BIN)/uv pip install --quiet --python $(BIN)/python"; \
else echo "uv does not run here: installing with pip, which is slower."; install="$(BIN)/python -m pip install --quiet"; fi; \
echo "Installing the packages of $(1) ..."; \
$$install --require-hashes -r $(1); \
$$install --no-deps --no-build-isolation -e .; \
for each in $(VENV)/lib/python*/site-packages/*kassa*.pth; do echo ../../../.. > "$$each"; done
endef

keyring: $(READY) ## let passwords of other services be in the system's keyring
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --constraint requirements-dev.lock \
	  "$$(sed -n 's/^\(keyring==[^ ]*\).*/\1/p' requirements-dev.lock)"

demo: $(READY) ## run the demo shop (ARGS="--days 30 --no-serve" goes on to the command)
	@$(BIN)/kassa demo $(ARGS)

notebook: $(TOOLS) ## open the analysts' notebook in a browser
	@MARIMO_SKIP_UPDATE_CHECK=1 $(BIN)/marimo edit notebooks/01-sales.py $(ARGS)

test: $(TOOLS) test-tools ## run every test
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --durations 15 $(ARGS)

# What the tests need beyond Python packages. Where it cannot be had, the tests that need it say so
# (and fail in CI); make goes on.
test-tools:
	@missing=; \
	command -v strace >/dev/null 2>&1 || missing="$$missing strace"; \
	for each in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do \
	  if command -v $$each >/dev/null 2>&1; then browser=$$each; break; fi; done; \
	if [ "$$browser" != chromium-headless-shell ]; then \
	  if apt-cache show chromium-headless-shell >/dev/null 2>&1; then missing="$$missing chromium-headless-shell"; \
	  elif [ -z "$$browser" ]; then missing="$$missing chromium"; fi; \
	fi; \
	if [ -n "$$missing" ] && command -v apt-get >/dev/null 2>&1; then \
	  as=; [ "$$(id -u)" = 0 ] || as="sudo -n"; \
	  if $$as true 2>/dev/null; then \
	    echo "Installing for the tests:$$missing"; export DEBIAN_FRONTEND=noninteractive; \
	    { $$as apt-get update -qq && $$as apt-get install -y -qq --no-install-recommends $$missing; } \
	      </dev/null >$(VENV)/test-tools.log 2>&1 || tail -n 5 $(VENV)/test-tools.log; \
	    missing=; \
	  fi; \
	fi; \
	[ -z "$$browser" ] || missing=$$(echo "$$missing" | sed 's/ chromium-headless-shell//'); \
	if [ -n "$$missing" ]; then echo "Not on this machine:$$missing. The tests that need them will say so."; fi

check: $(TOOLS) ## format, lint, types, imports, house rules, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.architecture.commit_messages
	$(BIN)/python -m pytest -q -n $(WORKERS) tests/architecture
	@$(MAKE) --no-print-directory till-types

# The types of the browser code. Its checker comes from npm and is shipped nowhere; without npm it did not run.
till-types: ## check the types of the browser code
	@if command -v npm >/dev/null 2>&1; then \
	  cd tests/architecture/javascript && \
	  { [ node_modules/.package-lock.json -nt package-lock.json ] || \
	    npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel error; } && \
	  node_modules/.bin/tsc -p . && echo "The types of the browser code are right."; \
	else echo "Did not run: the types of the browser code need node and npm."; [ "$$CI" != true ]; fi

bench: $(TOOLS) ## measure against the floor (NAME=... for one of them)
	@$(BIN)/python -m benchmarks $(NAME)

prove: $(TOOLS) test-tools ## repeat the tests of the promise many times over (an hour or more)
	KASSA_PROVE=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --hypothesis-profile prove -m proof --timeout 3600 $(ARGS)

docs: $(TOOLS) ## write the pages that are made from the code
	$(BIN)/python -m tests.architecture.error_page

pictures: $(TOOLS) ## make the pictures of the pages anew, in both languages
	@$(BIN)/python -m tests.pictures

lock: $(TOOLS) ## resolve the packages of pyproject.toml again: those of a shop, then the tools to fit them
	$(COMPILE) --extra install pyproject.toml -o requirements.lock
	$(COMPILE) --extra install --extra dev --extra completejourney -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## remove what the tools made; the shop's data in var/ stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist build
