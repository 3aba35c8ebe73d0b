# Kho Báo. `make run` serves the sample archive, `make test` runs every check; `make help` lists the rest.

PYTHON  ?= python3
PORT    ?= 8000
ARCHIVE ?= khobao-archive
VENV    := .venv
BIN     := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test check format bench clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp ## import the sample archive and serve it at http://127.0.0.1:8000
	@echo "Importing the sample archive into $(ARCHIVE)/ …"
	@$(BIN)/khobao --archive $(ARCHIVE) import archive/sample
	@$(BIN)/khobao --archive $(ARCHIVE) index
	@echo "Serving at http://127.0.0.1:$(PORT) (stop with Ctrl-C) …"
	@exec $(BIN)/khobao --archive $(ARCHIVE) serve --port $(PORT)

test: check ## lint, type-check and run all tests
	$(BIN)/coverage run -m pytest
	@$(BIN)/coverage report --format=total | sed 's/^/coverage, branches included, percent: /'

check: $(VENV)/dev.stamp ## lint, format check, types, import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev.stamp ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove the virtual environment and what tools leave behind (never an archive)
	rm -rf $(VENV) build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/created.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Kho Báo needs Python 3.11 or newer; name it with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Making a virtual environment in $(VENV)/ …"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# Dependency groups need pip 25.1, which a new environment may not have yet.
$(VENV)/dev.stamp: $(VENV)/created.stamp pyproject.toml
	@echo "Installing Kho Báo with what its tests need …"
	@$(BIN)/pip install --quiet --upgrade 'pip>=25.1'
	@$(BIN)/pip install --quiet --editable . --group dev
	@touch $@ $(VENV)/run.stamp

$(VENV)/run.stamp: $(VENV)/created.stamp pyproject.toml
	@echo "Installing Kho Báo …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@
