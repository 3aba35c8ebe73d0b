# Kho Báo. `make run` serves the sample archive, `make check` is the fast check during work and
# `make test` the full one; `make` lists the rest.

# The first Python on the path that is new enough; `make PYTHON=… VENV=…` chooses another.
PYTHON  ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
             $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
             && echo $$python && break; done)
HOST    ?= 127.0.0.1
PORT    ?= 8000
ARCHIVE ?= khobao-archive
# `make bench` measures with the reports of a folder and writes its results to another.
DATA    ?= ../shared/data
RESULTS ?= build/bench
# Rules and minutes of `make long-web`; the rules may be a folder of the project semgrep-rules.
SEMGREP_RULES ?= tools/web_checks/rules.yaml
MINUTES ?= 20
# Number of nodes that `make cluster-up` starts.
N       ?= 1

# Not empty if catalogue or index are on servers, whose clients must be installed.
CLUSTER := $(filter opensearch% postgres%,$(KHOBAO_INDEX) $(KHOBAO_CATALOGUE))

VENV ?= .venv
BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip --disable-pip-version-check
# Every version that is installed is pinned; `make lock` renews the pins.
INSTALL := $(PIP) install --quiet --constraint constraints.txt
# What a server installs, with the hashes of all files.
LOCK    := docs/deployment/requirements.lock
COMPILE  = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
             --no-header --no-annotate --no-emit-index-url
VERSION := $(shell sed -n 's/^version = "\(.*\)"$$/\1/p' pyproject.toml)
# The tests that `make check` leaves out.
FULLER := slow or browser or cluster or data

.DEFAULT_GOAL := help
.PHONY: help run check test coverage long long-web lint format lock licences sbom audit bench cluster-up cluster-down \
  cluster-faults page-checks wheel clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# An archive of an older version is upgraded first; its index may have to be rebuilt.
run: $(VENV)/run.stamp $(if $(CLUSTER),$(VENV)/cluster.stamp) ## import the sample archive, index it and serve it at http://127.0.0.1:8000
	@test ! -e "$(ARCHIVE)/catalogue.sqlite" || $(BIN)/khobao --archive "$(ARCHIVE)" upgrade
	@echo "Importing the sample archive into $(ARCHIVE)/ …"
	@$(BIN)/khobao --archive "$(ARCHIVE)" import --no-index archive/sample
	@echo "Indexing …"
	@$(BIN)/khobao --archive "$(ARCHIVE)" index || $(BIN)/khobao --archive "$(ARCHIVE)" index --rebuild
	@echo "Serving at http://$(HOST):$(PORT) (Ctrl-C stops it) …"
	@exec $(BIN)/khobao --archive "$(ARCHIVE)" serve --host "$(HOST)" --port "$(PORT)"

check: lint ## lint, check types and run the fast tests; under a minute
	@echo "Running the fast tests …"
	@$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not ($(FULLER))" tests

# Most tests of the fuller kinds wait for servers and disks, so that processes side by side pay even
# on two processors; each process starts its own OpenSearch, which takes half a gigabyte.
test: lint ## lint, check types and run all tests (TESTS=path for some of them)
	@echo "Running the tests …"
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(TESTS)

coverage: $(VENV)/test.stamp ## run all tests and report the lines and branches they reach
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest $(TESTS)
	@$(BIN)/coverage report

long: $(VENV)/test.stamp ## compare with stock Whoosh, kill writers and try a million random queries (hours)
	@KHOBAO_EXAMPLES=2000 KHOBAO_KILLS=300 $(BIN)/python -m pytest tests/index/test_whoosh_*.py
	@KHOBAO_RACE=600 $(BIN)/python -m pytest tests/archive/test_sqlite.py
	@KHOBAO_EXAMPLES=300 KHOBAO_KILLS=50 $(BIN)/python -m pytest tests/archive/test_backup.py \
	  tests/archive/test_indexing.py tests/archive/test_verification.py
	@KHOBAO_FILES=5000 $(BIN)/python -m pytest tests/archive/test_mixed_folder.py
	@mkdir -p build
	@$(BIN)/khobao --archive build/long-archive import --json archive/sample >build/long-import.json
	@$(BIN)/python -m tools.fuzz.queries --archive build/long-archive

# Wapiti takes the minutes given at most; semgrep has rules of ours, so that it needs no network.
long-web: $(VENV)/test.stamp build/web-checks/made.stamp ## attack a served archive with random requests and wapiti, and check the code with bandit and semgrep (an hour)
	@$(BIN)/khobao --archive build/web-archive import --json archive/sample >build/web-import.json
	@build/web-checks/bandit/bin/bandit --quiet --recursive --configfile tools/web_checks/bandit.yaml archive index wsgi.py
	@build/web-checks/semgrep/bin/semgrep scan --error --quiet --metrics off --disable-version-check \
	  --config $(SEMGREP_RULES) archive index templates wsgi.py
	@$(BIN)/python -m tools.fuzz.server --archive build/web-archive --number 20000
	@$(BIN)/python -m tools.web_checks.wapiti --archive build/web-archive --minutes $(MINUTES) \
	  --program build/web-checks/wapiti3/bin/wapiti

lint: $(VENV)/test.stamp ## check style, format, types and the import contract
	@echo "Checking style, format, types and imports …"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(VENV)/test.stamp ## format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(VENV)/test.stamp ## pin the newest versions of all dependencies in constraints.txt and the lock file
	@$(PIP) install --quiet uv
	@$(COMPILE) --upgrade --output-file constraints.txt \
	  --all-extras --group dev --group bench --group release pyproject.toml
	@$(COMPILE) --constraint constraints.txt --generate-hashes --output-file $(LOCK) \
	  --extra import --extra metrics pyproject.toml

licences: $(VENV)/test.stamp ## print the licence of each library, and fail if one is not allowed
	@$(BIN)/python -m tools.licences

# Of an environment that is installed as the documentation says, without the tools of developers.
sbom: $(VENV)/release.stamp wheel ## write the bill of materials (CycloneDX) of the newest wheel into dist/
	@rm -rf build/sbom
	@$(PYTHON) -m venv build/sbom
	@build/sbom/bin/python -m pip --disable-pip-version-check install --quiet \
	  --require-hashes --requirement $(LOCK)
	@build/sbom/bin/python -m pip --disable-pip-version-check install --quiet --no-deps dist/khobao-$(VERSION)-*.whl
	@build/sbom/bin/python -m pip uninstall --quiet --yes pip setuptools
	@$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
	  --output-file dist/khobao-$(VERSION).cdx.json build/sbom/bin/python
	@echo "The bill of materials is dist/khobao-$(VERSION).cdx.json"

# Strict, since without a connection every library would be skipped and the result look good.
audit: $(VENV)/release.stamp ## look the libraries of the lock file up among known vulnerabilities (needs pypi.org)
	@$(BIN)/pip-audit --strict --progress-spinner off --require-hashes --disable-pip --requirement $(LOCK) \
	  || { echo "Vulnerable libraries, or no connection to pypi.org: see above."; exit 1; }

bench: $(VENV)/bench.stamp ## measure speed and relevance on real reports (DATA=folder); takes a while
	@test -d "$(DATA)" || { echo "No folder $(DATA); choose the reports with make bench DATA=…"; exit 1; }
	@mkdir -p "$(RESULTS)"
	@for measure in analysis persons ingest pages relevance engines growth; do \
	  if [ $$measure = analysis ]; then input="$(DATA)/reports-bench-20k.jsonl.gz"; else input="--data $(DATA)"; fi; \
	  echo "== $$measure"; \
	  $(BIN)/python -m bench.$$measure $$input --json "$(RESULTS)/$$measure.json" || exit 1; \
	done
	@echo "The numbers are in $(RESULTS)/ too."

cluster-up: $(VENV)/test.stamp ## start OpenSearch (N=1 or 3 nodes) and PostgreSQL, empty, on loopback
	@$(BIN)/python -m tools.cluster up $(N)

cluster-down: ## stop them and delete their data
	@$(BIN)/python -m tools.cluster down

cluster-faults: $(VENV)/test.stamp ## kill nodes of OpenSearch in many ways and check that no answer is wrong
	@$(BIN)/python -m tools.cluster.faults

page-checks: build/page-checks/made.stamp ## install the programs that check the pages (needs npm) into build/

wheel: $(VENV)/release.stamp ## build the source archive, and from it the wheel, into dist/
	@$(BIN)/python -m build --outdir dist .

clean: ## remove the environment and the files of tools (never an archive)
	rm -rf $(VENV) build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/made.stamp:
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Kho Báo needs Python 3.11 or newer. Choose one with make run PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Making a virtual environment in $(VENV)/ with $$($(PYTHON) --version) …"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# Installed in editable mode, so that a change to the code needs no new installation.
$(VENV)/run.stamp: $(VENV)/made.stamp pyproject.toml constraints.txt
	@echo "Installing Kho Báo and its libraries …"
	@$(INSTALL) --editable .
	@touch $@

$(VENV)/cluster.stamp: $(VENV)/run.stamp
	@echo "Installing the clients of PostgreSQL and OpenSearch …"
	@$(INSTALL) --editable '.[cluster]'
	@touch $@

# Dependency groups need pip 25.1; a new environment may have an older one.
$(VENV)/test.stamp: $(VENV)/run.stamp
	@echo "Installing the tools for tests …"
	@$(PIP) install --quiet --upgrade 'pip>=25.1'
	@$(INSTALL) --group dev
	@touch $@

# Chromium is the machine's own, and no package runs a script at its installation.
build/page-checks/made.stamp: tools/page_checks/package.json tools/page_checks/package-lock.json
	@echo "Installing Nu Html Checker, pa11y and Lighthouse into build/ …"
	@mkdir -p build/page-checks
	@cp $^ build/page-checks/
	@npm ci --prefix build/page-checks --ignore-scripts --omit=optional --no-audit --no-fund --loglevel=error
	@touch $@

$(VENV)/release.stamp: $(VENV)/test.stamp
	@echo "Installing the tools for releases …"
	@$(INSTALL) --group release
	@touch $@

# Each has an environment of its own, because their dependencies exclude each other.
build/web-checks/made.stamp: tools/web_checks/requirements.txt
	@echo "Installing bandit, semgrep and wapiti into build/ …"
	@mkdir -p build/web-checks
	@while IFS='=' read -r name _ version; do \
	  $(PYTHON) -m venv build/web-checks/$$name && \
	  build/web-checks/$$name/bin/python -m pip --disable-pip-version-check install --quiet \
	    "$$name==$$version" || exit 1; \
	done <$<
	@touch $@

$(VENV)/bench.stamp: $(VENV)/test.stamp
	@echo "Installing the engines to compare with …"
	@$(INSTALL) --group bench
	@touch $@
