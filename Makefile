# What CI runs is what `make` runs. The first two targets need nothing but Python 3.11+, git and make.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
CONFIG ?= config.yaml
SECONDS = 600
SITES = 2000
FEEDS = 1000
ROUNDS = 3

.PHONY: all run test corpus polite lint fix bench bench-memory rhythm soak fuzz bless picture lock clean
all: lint test

run: $(VENV)/.run  ## the daemon on the shipped config.yaml
	$(BIN)/feedhub run --config $(CONFIG)

test: $(VENV)/.dev  ## every test, on all cores, with branch coverage
	$(BIN)/python -m pytest --numprocesses auto --cov $(PYTEST)

lint: $(VENV)/.dev  ## style, types and the import contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: $(VENV)/.dev  ## mend what can be mended by machine
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

corpus: $(VENV)/.dev  ## feeds that others collected, a line each: make corpus FEEDHUB_CORPUS=DIR
	FEEDHUB_CORPUS=$(FEEDHUB_CORPUS) $(BIN)/python -m pytest -q tests/parse/test_foreign_corpus.py

polite: $(VENV)/.dev  ## what the log of an origin shows of feedhub: 38 checks of a perfect guest
	$(BIN)/python -m pytest -q tests/polite

bench: $(VENV)/.dev  ## polling beside every peer that is here, publishing, serving beside nginx: make bench FEEDS=200 ROUNDS=1
	$(BIN)/python bench/run.py --feeds $(FEEDS) --rounds $(ROUNDS)
	$(BIN)/python bench/publish.py
	$(BIN)/python bench/serve.py

bench-memory: $(VENV)/.dev  ## how much memory many sources take: make bench-memory FEEDS=20000
	$(BIN)/python bench/memory.py $(FEEDS)

rhythm: $(VENV)/.dev  ## what learning a source's rhythm is worth, over simulated months
	PYTHONPATH=tests $(BIN)/python bench/rhythm.py

soak: $(VENV)/.dev  ## thousands of sites, a third of them bad, and a kill -9 a minute: make soak SECONDS=180 SITES=500
	$(BIN)/python bench/soak.py $(SECONDS) $(SITES)

fuzz: $(VENV)/.dev  ## bytes that break a promise: make fuzz SECONDS=60 TARGETS="document html"
	PYTHONPATH=tests $(BIN)/python bench/fuzz.py $(SECONDS) $(TARGETS)

bless: $(VENV)/.dev  ## write what is written by machine: the reference of commands, hashes of what is published, instructions taken
	PYTHONPATH=tests $(BIN)/python tests/support/commands.py > docs/commands.md
	PYTHONPATH=tests:bench $(BIN)/python tests/support/published.py > tests/walks/published.txt
	PYTHONHASHSEED=0 $(BIN)/python bench/effort.py --keep

picture: $(VENV)/.dev  ## the picture in the README: a hub on the samples, as a browser shows it
	$(BIN)/python bench/picture.py

lock: $(VENV)/.dev  ## write down the versions this environment holds
	$(BIN)/pip install -q -c constraints.txt -e '.[dev]'
	$(BIN)/pip freeze --exclude-editable --exclude pip --exclude setuptools > constraints.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.*

# With the newest pip: that of an older distribution can search for hours where a newer one says what is wrong.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "feedhub needs Python 3.11 or newer; try: make PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv --upgrade-deps $(VENV)

# Modules are compiled here, as pip does it with what it installs for good: where Python may not, every start would.
$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e .
	$(BIN)/python -m compileall -q feedhub
	touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	$(BIN)/python -m compileall -q feedhub
	touch $@ $(VENV)/.run
