# The front door. Everything runs from .venv by its path, so no environment need be active, and
# one that is active (VIRTUAL_ENV, CONDA_PREFIX) changes nothing.

PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
READY := .venv/ready

# uv works on .venv and nothing else: it never looks for, or downloads, another Python, and it
# trusts the certificates that this machine trusts.
export UV_PYTHON := $(BIN)/python
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := 1

.PHONY: help setup report build audit verify test browser check bench lighthouse lab lock clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' Makefile

setup: $(READY)  ## Make .venv and install the locked packages (PYTHON=python3.12 picks another Python)

report: $(READY)  ## Print one edition of the report, and put its page in reports/
	$(BIN)/workings run one-in-one-out/2026-01-27

build: $(READY)  ## Print every edition on record that is not up to date
	$(BIN)/workings build

audit: build  ## Change every figure in turn, and see that every page follows it and nothing else
	$(BIN)/workings audit --mutate

verify: $(READY)  ## Print every edition again, and compare it byte by byte with what was published
	$(BIN)/workings verify

# Where no browser can be had, its tests fail and say what to do, and the others still run.
test: $(READY)  ## Run the tests and every example in a docstring
	-@tests/browser/install
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

browser: $(READY)  ## Install what the tests in a browser need: Debian's Chromium, two npm packages
	tests/browser/install

check: $(READY)  ## Lint code, notebooks and ledger, look at the formatting and check the types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nbstripout --verify --keep-id notebooks/*.ipynb
	$(BIN)/workings check

bench: $(READY)  ## Measure ourselves against the plain stack, as ratios
	$(BIN)/python bench/read_official.py
	$(BIN)/python bench/check_claims.py
	$(BIN)/python bench/press.py

lighthouse: browser  ## Print Lighthouse's scores of the report's page (npm fetches it at every use)
	PYTHONPATH=tests $(BIN)/python -m browser.lighthouse \
		"$$($(BIN)/workings run notebooks/one-in-one-out.ipynb)"

lab: $(READY)  ## Open the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks/

# Pins that still fit stay as they are. It needs uv alone: setup would want the lock made here.
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

lock: $(UV)  ## Pin what pyproject.toml asks for (UPGRADE=1 moves every pin to the newest)
	echo uv | $(COMPILE) --no-annotate - --output-file bootstrap.lock
	$(COMPILE) pyproject.toml --all-extras --output-file requirements.lock

clean:  ## Remove .venv and the caches; reports/ stays
	@test -n "$$(git rev-parse --show-prefix 2>/dev/null)" || for what in diff merge; do \
		git config --local --remove-section $$what.jupyternotebook 2>/dev/null || true; done
	rm -rf .venv tests/browser/node_modules dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find src tests -name __pycache__ -prune -exec rm -rf {} +

# Stock Python and pip are needed once, for uv. It is touched, lest pip leave it an older date.
$(UV): bootstrap.lock
	@"$(PYTHON)" -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else "workings needs \
	Python 3.11 or newer, and $(PYTHON) is %d.%d: say which one to use, as in make setup PYTHON=python3.12." % v[:2])'
	"$(PYTHON)" -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r bootstrap.lock
	@touch $@

# The mark goes first and comes back last, so a set-up that failed half-way is never taken for done.
$(READY): $(UV) requirements.lock pyproject.toml
	@rm -f $@
	$(UV) pip sync --require-hashes requirements.lock
	$(UV) pip install --no-deps --no-build-isolation --editable .
	@$(NBDIME)
	@touch $@

# What `nbdime config-git --enable` writes, with the commands by their path from the clone's root,
# where git runs them. Only there: a copy without git, or in somebody else's clone, is left alone.
define NBDIME
if above=$$(git rev-parse --show-prefix 2>/dev/null) && test -z "$$above"; then \
	git config --local diff.jupyternotebook.command "$(BIN)/git-nbdiffdriver diff" && \
	git config --local merge.jupyternotebook.name "jupyter notebook merge driver" && \
	git config --local merge.jupyternotebook.driver "$(BIN)/git-nbmergedriver merge %O %A %B %L %P" || \
	echo "git was not told to compare notebooks by nbdime: its configuration can't be written."; \
fi
endef
