# The front door. Everything runs from .venv by its path, so no environment need be active, and
# one that is active (VIRTUAL_ENV, CONDA_PREFIX) changes nothing.

PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
READY := .venv/ready
DEV := .venv/ready-dev

# uv works on .venv and nothing else: it never looks for, or downloads, another Python, and it
# trusts the certificates that this machine trusts.
export UV_PYTHON := $(BIN)/python
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := 1

.PHONY: help setup dev report build audit verify test test-all browser check bench lighthouse lab \
	lock clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

RELATIVE := $(if $(shell git config --local --get-regexp '^(diff|merge)\.jupyternotebook\.' \
	2>/dev/null | grep ' \.venv/'),absolute-drivers)

setup: $(READY) $(RELATIVE)  ## Make .venv with what the press needs (PYTHON=python3.12 picks another Python)

dev: $(DEV) $(RELATIVE)  ## Add what tests, checks and JupyterLab need

report: $(READY)  ## Print one edition of the report, and put its page in reports/
	$(BIN)/workings run one-in-one-out/2026-01-27

build: $(READY)  ## Print every edition on record that is not up to date
	$(BIN)/workings build

audit: build  ## Change every figure in turn, and see that every page follows it and nothing else
	$(BIN)/workings audit --mutate

verify: $(READY)  ## Print every edition again, and compare it byte by byte with what was published
	$(BIN)/workings verify

PYTEST = $(BIN)/python -m pytest --numprocesses 2 --dist worksteal

# Where no browser can be had, its tests fail and say what to do, and the others still run.
test: $(DEV)  ## Run the tests and every example in a docstring
	-@tests/browser/install
	$(PYTEST) -m "not slow"

test-all: $(DEV)  ## Run the slow tests, too, and those of other Pythons: in at most an hour
	-@tests/browser/install
	$(PYTEST) --hypothesis-profile=thorough
	tests/pythons

browser: $(DEV)  ## Install what the tests in a browser need: Debian's Chromium, two npm packages
	tests/browser/install

check: $(DEV)  ## Lint code, notebooks and ledger, look at the formatting and check the types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nbstripout --verify --keep-id notebooks/*.ipynb
	$(BIN)/workings check

bench: $(DEV)  ## Measure ourselves against the plain stack, as ratios
	$(BIN)/python bench/read_official.py
	$(BIN)/python bench/check_claims.py
	$(BIN)/python bench/press.py

lighthouse: browser  ## Print Lighthouse's scores of the report's page
	tests/lighthouse/install
	PYTHONPATH=tests $(BIN)/python -m browser.lighthouse \
		"$$($(BIN)/workings run notebooks/one-in-one-out.ipynb)"

lab: $(DEV)  ## Open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks/

# Pins that still fit stay as they are. It needs uv alone: setup would want the locks made here.
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) $(CACHE) pyproject.toml

lock: $(UV)  ## Pin what pyproject.toml asks for (UPGRADE=1 moves every pin to the newest)
	$(COMPILE) --extra build --output-file requirements.lock
	$(COMPILE) --all-extras --constraint requirements.lock --output-file tests/requirements.lock

clean:  ## Remove .venv and the caches; reports/ stays
	@test -n "$$(git rev-parse --show-prefix 2>/dev/null)" || for what in diff merge; do \
		git config --local --remove-section $$what.jupyternotebook 2>/dev/null || true; done
	rm -rf .venv tests/*/node_modules dist .hypothesis .*_cache
	find src tests -name __pycache__ -prune -exec rm -rf {} +

# Stock Python and pip are needed once, for uv, by the lines that the lock has of it.
$(UV):
	@"$(PYTHON)" -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else "workings needs \
	Python 3.11 or newer, and $(PYTHON) is %d.%d: say which one to use, as in make setup PYTHON=python3.12." % v[:2])'
	"$(PYTHON)" -m venv --clear .venv
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock >.venv/uv.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r .venv/uv.lock

# Where uv has no home to keep its cache in, it keeps it in .venv.
CACHE = $(shell place=$$($(UV) cache dir) && mkdir -p "$$place" 2>/dev/null && \
	test -w "$$place" || echo --cache-dir .venv/cache)

# A lock and nothing else, and then this package, which is in none.
define SYNC
$(UV) pip sync $(CACHE) --require-hashes $(1)
$(UV) pip install $(CACHE) --no-deps --no-build-isolation --editable .
endef

# A mark goes first and comes back last, so a set-up that failed half-way is never taken for done.
# What has been set up for the tests stays so: their lock holds all that the press's does.
$(READY): $(UV) requirements.lock pyproject.toml
	@rm -f $@
	$(call SYNC,$(if $(wildcard $(DEV)),tests/,)requirements.lock)
	@touch $@

$(DEV): $(READY) tests/requirements.lock
	@rm -f $@
	$(call SYNC,tests/requirements.lock)
	@$(NBDIME)
	@touch $@

# What `nbdime config-git --enable` writes, with the commands by their whole path: by one from the
# clone's root, git would run what the branch that is looked at has there. Only at the root: a copy
# without git, or in somebody else's clone, is left alone.
define NBDIME
if above=$$(git rev-parse --show-prefix 2>/dev/null) && test -z "$$above"; then \
	here="'$$(cd $(BIN) && pwd | sed "s/'/'\\\\''/g")'" && \
	git config --local diff.jupyternotebook.command "$$here/git-nbdiffdriver diff" && \
	git config --local merge.jupyternotebook.name "jupyter notebook merge driver" && \
	git config --local merge.jupyternotebook.driver "$$here/git-nbmergedriver merge %O %A %B %L %P" || \
	echo "git was not told to compare notebooks by nbdime: its configuration can't be written."; \
fi
endef

# An earlier version wrote the path from the root: that is put right.
.PHONY: $(RELATIVE)
$(RELATIVE): $(READY)
	@$(NBDIME)
