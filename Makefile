# Kho Báo. `make run` serves the sample archive, `make test` runs every check; `make` lists the rest.

# The first Python on the path that is new enough; `make PYTHON=…` names another.
PYTHON  ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
             $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
             && echo $$python && break; done)
HOST    ?= 127.0.0.1
PORT    ?= 8000
ARCHIVE ?= khobao-archive
# What `make bench` measures with: a folder of reports, and where what it builds may stand.
DATA    ?= ../shared/data
RESULTS ?= build/bench
# Nodes that `make cluster-up` starts.
N       ?= 1

# Whether catalogue or index are on servers, whose clients must be installed.
CLUSTER := $(filter opensearch% postgres%,$(KHOBAO_INDEX) $(KHOBAO_CATALOGUE))

VENV := .venv
BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run test long lint format bench cluster-up cluster-down cluster-faults wheel clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# An archive that an older version made is brought up to this one first; its index may be of no use.
run: $(VENV)/run.stamp $(if $(CLUSTER),$(VENV)/cluster.stamp) ## import the sample archive, index it and serve it at http://127.0.0.1:8000
	@test ! -e "$(ARCHIVE)/catalogue.sqlite" || $(BIN)/khobao --archive "$(ARCHIVE)" upgrade
	@echo "Importing the sample archive into $(ARCHIVE)/ …"
	@$(BIN)/khobao --archive "$(ARCHIVE)" import --no-index archive/sample
	@echo "Indexing …"
	@$(BIN)/khobao --archive "$(ARCHIVE)" index || $(BIN)/khobao --archive "$(ARCHIVE)" index --rebuild
	@echo "Serving at http://$(HOST):$(PORT) (Ctrl-C stops it) …"
	@exec $(BIN)/khobao --archive "$(ARCHIVE)" serve --host "$(HOST)" --port "$(PORT)"

test: lint ## lint, check types and run all tests
	@echo "Running the tests …"
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest $(TESTS)
	@$(BIN)/coverage report --format=total | sed 's/^/coverage, branches included, percent: /'

long: $(VENV)/test.stamp ## ask stock Whoosh, and kill writers, as often as a release wants (half an hour)
	@KHOBAO_EXAMPLES=2000 KHOBAO_KILLS=300 $(BIN)/python -m pytest tests/index/test_whoosh_*.py

lint: $(VENV)/test.stamp ## check style, format, types and the import contract
	@echo "Checking style, format, types and imports …"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(VENV)/test.stamp ## format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/bench.stamp ## measure speed and relevance on real reports (DATA=folder); takes a while
	@test -d "$(DATA)" || { echo "No folder $(DATA); say where the reports are: make bench DATA=…"; exit 1; }
	@mkdir -p "$(RESULTS)"
	@for measure in analysis persons ingest pages relevance engines growth; do \
	  if [ $$measure = analysis ]; then input="$(DATA)/reports-bench-20k.jsonl.gz"; else input="--data $(DATA)"; fi; \
	  echo "== $$measure"; \
	  $(BIN)/python -m bench.$$measure $$input --json "$(RESULTS)/$$measure.json" || exit 1; \
	done
	@echo "The numbers are in $(RESULTS)/ too."

cluster-up: $(VENV)/test.stamp ## start OpenSearch (N=1 or 3 nodes) and PostgreSQL, empty, on loopback
	@$(BIN)/python -m tools.cluster up $(N)

cluster-down: ## take them down again
	@$(BIN)/python -m tools.cluster down

cluster-faults: $(VENV)/test.stamp ## kill nodes of OpenSearch in all ways and see that no answer is wrong
	@$(BIN)/python -m tools.cluster.faults

wheel: $(VENV)/test.stamp ## build the source archive, and from it the wheel, into dist/
	@$(PIP) install --quiet build
	@$(BIN)/python -m build --outdir dist .

clean: ## remove the environment and what tools leave behind (never an archive)
	rm -rf $(VENV) build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/made.stamp:
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Kho Báo needs Python 3.11 or newer. Is one elsewhere? make run PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Making a virtual environment in $(VENV)/ with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# Installed in place, so that a change to the code needs no new installation.
$(VENV)/run.stamp: $(VENV)/made.stamp pyproject.toml
	@echo "Installing Kho Báo and the libraries it needs …"
	@$(PIP) install --quiet --editable .
	@touch $@

$(VENV)/cluster.stamp: $(VENV)/run.stamp
	@echo "Installing what servers are spoken to with …"
	@$(PIP) install --quiet --editable '.[cluster]'
	@touch $@

# Groups of dependencies came with pip 25.1; a new environment may have an older one.
$(VENV)/test.stamp: $(VENV)/run.stamp
	@echo "Installing what the tests need …"
	@$(PIP) install --quiet --upgrade 'pip>=25.1'
	@$(PIP) install --quiet --group dev
	@touch $@

$(VENV)/bench.stamp: $(VENV)/test.stamp
	@echo "Installing the engines that ours is measured beside …"
	@$(PIP) install --quiet --group bench
	@touch $@
