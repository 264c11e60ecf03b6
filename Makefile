# Everything a newcomer needs: `make appraise`, `make test`. Everything CI runs: `make check`.
PYTHON ?= python3
BIN := .venv/bin
PARALLEL := --numprocesses=2 --dist=loadfile

.PHONY: appraise test check lint types tests web page docs reference figures bench mutants fuzz case clean

.venv/run: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/dev: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,fast]'
	touch $@ .venv/run

appraise: .venv/run
	$(BIN)/corridor appraise cpec

.venv/bench: .venv/dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,fast,bench]'
	touch $@

test: .venv/dev
	$(BIN)/python -m pytest $(PARALLEL)

check: lint types web docs tests

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev
	$(BIN)/mypy src

tests: .venv/dev
	$(BIN)/python -m pytest $(PARALLEL) --durations=20

# The page of the report: its layout and rules, its own tests, and proof that the committed page is what web/ gives.
web:
	cd web && npm ci --no-audit --no-fund && npm run lint && npm run types && npm test && node build.mjs --check

# Build the page again after a change in web/.
page:
	cd web && npm ci --no-audit --no-fund && node build.mjs

# The documentation as HTML in out/docs; a warning is an error.
docs: .venv/dev
	$(BIN)/sphinx-build -W --keep-going -q docs out/docs

# The pages of docs/reference that follow from the code.
reference: .venv/dev
	$(BIN)/python -m scripts.reference

# Every figure of README.md and docs/results, from runs (some 20 minutes); `make figures PART="appraise path"` runs some.
figures: .venv/bench
	$(BIN)/python -m scripts.figures $(PART)

# Every figure of the performance table; `make bench PART=streaming` prints one part of it.
bench: .venv/bench
	$(BIN)/python -m benchmarks $(PART)

# Deliberate bugs, one at a time: the tests must catch each.
mutants: .venv/dev
	$(BIN)/python scripts/mutants.py

# Two thousand broken copies of the example case: each is refused in words or gives an answer.
fuzz: .venv/dev
	$(BIN)/python scripts/fuzz.py

clean:
	rm -rf .venv out dist .mypy_cache .ruff_cache .pytest_cache

case: .venv/dev
	cd cases/cpec/build && ../../../$(BIN)/python make.py
