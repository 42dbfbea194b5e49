# Every target that needs the environment makes it first; a target that is up to date takes seconds.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup setup-tests services services-stop up down demo try-rootless test lint accept quality gate calibrate bench-faults bench-migrate bench-proposals bench-reindex bench-read bench-search bench-reuse bench-spread bench-lines evaluate evaluate-reader train-reader docs lock clean

export OMP_THREAD_LIMIT := 1
BIN := .venv/bin

help: ## Lists the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Installs what is missing: .venv with the locked dependencies, the project. Needs no root rights.
	@scripts/setup

setup-tests: setup ## Installs what tests and figures need beside that: Tesseract and fonts of Debian; as root or by sudo.
	@scripts/setup-tests

services: ## Starts PostgreSQL, Redis, MinIO and Elasticsearch on loopback; fetches them the first time (10 min).
	@scripts/services start

services-stop: ## Stops them; their data stay in .cache/services.
	@scripts/services stop

up: ## Draws passwords, builds and starts the distributed form in containers.
	@scripts/compose up --detach --build

down: ## Stops the containers; their data stay in volumes.
	@scripts/compose down

demo: setup ## Renders 60 sample dossiers, ingests them, searches, and checks for reuse.
	@scripts/demo

try-rootless: ## Runs `make demo` as a new user from whom Tesseract, fonts, sudo and apt are hidden; only as root.
	@scripts/try-rootless $(ARGS)

lint: setup ## Style, types, import contracts.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# In CI, or with SERVICES=1, tests run against real servers, which are started for them; else against those that run.
DURING := $(if $(filter true,$(CI))$(filter 1,$(SERVICES)),scripts/services during)

test: lint setup-tests ## The tests: lint, types, import contracts, pytest; SERVICES=1 starts the servers for them.
	$(DURING) $(BIN)/pytest tests/unit tests/contract tests/golden tests/faults tests/e2e

accept: setup-tests ## The long checks: foreign files by the folder, then the quality figures. Not for CI.
	$(BIN)/pytest tests/accept --timeout 3600
	$(MAKE) quality

quality: setup-tests ## Measures reading and fields, writes docs/quality.md.
	$(BIN)/python -m tests.bench.quality

bench-read: setup-tests ## Measures reading beside OCRmyPDF, writes docs/bench-read.md; options in ARGS="--seed 7".
	@scripts/setup-bench
	$(BIN)/python -m tests.bench.read $(ARGS)

bench-migrate: setup ## Moves 2,000 invented documents to the servers, killed half-way, writes docs/bench-migrate.md; ARGS="--documents 200".
	@mkdir -p .cache
	scripts/services during $(BIN)/python -m tests.bench.migrate $(ARGS)

bench-faults: setup ## 200 papers through workers while everything fails, on servers of its own, writes docs/bench-faults.md; ARGS="--documents 50".
	@mkdir -p .cache
	$(BIN)/python -m tests.bench.faults $(ARGS)

bench-spread: setup-tests ## Measures two workers against one, and what spreading costs beside reading, writes docs/bench-spread.md.
	@mkdir -p .cache
	scripts/services during $(BIN)/python -m tests.bench.spread $(ARGS)

bench-search: setup-tests ## Searches 20,000 results, 2,000 of them read, for what is known to be there, writes docs/search.md; hours the first time.
	scripts/services during $(BIN)/python -m tests.bench.known_items $(ARGS)

bench-proposals: setup ## Scans papers twice and sets traps, counts right and wrong proposals, writes docs/bench-proposals.md; ARGS="--papers 96".
	$(BIN)/python -m tests.bench.proposals $(ARGS)

bench-reindex: setup ## Builds an index of 100,000 documents anew while it is searched, writes docs/bench-reindex.md.
	scripts/services during $(BIN)/python -m tests.bench.reindex $(ARGS)

bench-reuse: setup ## Looks up and searches among 1,000,000 results on the servers, writes docs/bench-scale.md; ARGS="--results 20000".
	scripts/services during $(BIN)/python -m tests.bench.scale $(ARGS)

calibrate: setup-tests ## Measures what the readers' raw scores are worth, writes digitize/ocr/data/calibrations.
	$(BIN)/python -m tests.bench.calibrate

train-reader: setup ## Trains our two line readers, for hours, and puts them into the package; options in ARGS="--minutes 60".
	@scripts/setup-train
	for reader in first second; do \
	  .venv-train/bin/python -m digitize.ocr.training.train --reader $$reader $(ARGS) && \
	  .venv-train/bin/python -m digitize.ocr.training.export --reader $$reader || exit; \
	done

gate: setup-tests ## Measures how often the quality gate is right, writes docs/quality-gate.md.
	$(BIN)/python -m tests.bench.gate

bench-lines: setup-tests ## Measures how many text lines are found whole and in order, writes docs/lines.md.
	$(BIN)/python -m tests.bench.lines $(ARGS)

evaluate: setup-tests ## Measures classification and fields on papers of another hand, writes docs/classification.md; hours the first time.
	$(BIN)/python -m tests.bench.papers $(ARGS)

evaluate-reader: setup-tests ## Measures our own reader beside Tesseract, writes docs/reader-evaluation.md; ARGS="--fields 4000".
	$(BIN)/python -m tests.bench.evaluate $(ARGS)

docs: setup ## Makes the generated pages of docs/ again: settings, commands, errors.
	$(BIN)/python -m scripts.make_docs

lock: setup ## Resolves the dependencies anew into the lock files: for work here, for the image, for training, for figures.
	.tools/bin/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-header \
	  --no-annotate --python-version 3.11 --upgrade -o requirements.lock
	.tools/bin/uv pip compile pyproject.toml -c requirements.lock --universal --generate-hashes --no-header \
	  --no-annotate --python-version 3.11 --upgrade -o requirements-run.lock
	.tools/bin/uv pip compile pyproject.toml --extra dev --extra train -c requirements.lock --generate-hashes \
	  --no-header --no-annotate --python-version 3.11 --upgrade -o requirements-train.lock
	.tools/bin/uv pip compile tests/bench/ocrmypdf.in --universal --generate-hashes --no-header \
	  --no-annotate --python-version 3.11 --upgrade -o tests/bench/ocrmypdf.lock

clean: ## Removes what was built here; archives stay.
	@[ ! -d .cache/services ] || DIGITIZE_SERVICES_CACHE= scripts/services stop
	rm -rf .venv .venv-train .tools .bench .cache .mypy_cache .ruff_cache .pytest_cache
