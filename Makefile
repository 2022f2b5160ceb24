# Every command a developer needs. `make run` and `make test` set up what they need first.
PYTHON ?= python3
BIN := .venv/bin
PROCESSES ?= 3# that share the tests out: much of a test is waiting for another process
# Rewritten tests are kept: to rewrite them again takes 4 s of CPU in each process.
PYTEST = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder
FAST_TESTS := tests/auth tests/oracles tests/sessions tests/storage
WEB_SOURCES := $(shell find web -type f -not -path 'web/node_modules/*' -not -path 'web/dist/*' -not -path 'web/python/*' -not -name '*.test.ts' 2>/dev/null) sessions/voice/words.json

.DEFAULT_GOAL := help
.PHONY: help setup tools wheel matrix proof run dev test test-fast test-changed durations check fmt bench bench-quick docs screenshots lock machine

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: .venv/.ready web/dist/.ready ## what a server needs: the environment and the front-end build; starts nothing
	@$(BIN)/python -m server.engine.build_speedups
	@$(BIN)/python -m compileall -q server handlers storage auth sessions

.venv/.ready: requirements/uv.txt requirements/runtime.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Roomtone needs Python 3.11 or newer: make PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements/runtime.txt
	@touch $@

tools: setup .venv/.tools ## what tests, linters and releases need beside

.venv/.tools: .venv/.ready requirements/dev.txt requirements/imports.txt requirements/s3.txt requirements/tracing.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements/dev.txt
	@# By itself: it brings rich, which structlog would import at every start of a server in the tests, and at no user's.
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv/imports
	@$(BIN)/uv pip install --quiet --python .venv/imports/bin/python --require-hashes -r requirements/imports.txt
	@# A bucket for the tests. By itself: its Flask and boto are none of the product's.
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv/s3
	@$(BIN)/uv pip install --quiet --python .venv/s3/bin/python --compile-bytecode --require-hashes -r requirements/s3.txt
	@# By itself: redis-py would import it at every start of a server in the tests, and at no user's.
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv/tracing
	@$(BIN)/uv pip install --quiet --python .venv/tracing/bin/python --compile-bytecode --require-hashes -r requirements/tracing.txt
	@touch $@

web/node_modules/.ready: web/package.json web/package-lock.json
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/.ready: web/node_modules/.ready $(WEB_SOURCES)
	@cd web && npm run --silent build
	@touch $@

run: setup ## the whole product on the embedded Redis
	@exec $(BIN)/python -m server run

dev: export PAGES_PORT = $(or $(PORT),8000)
dev: export SERVER_PORT = $(shell expr $(PAGES_PORT) + 1)
dev: .venv/.tools web/node_modules/.ready ## the same while you change it: pages reload, the server starts again
	@exec $(BIN)/honcho -f Procfile.dev start

test: machine tools check ## everything: linters, types, contracts, rules, real Redis, real browser
	$(PYTEST) --junitxml=.pytest_cache/results.xml

test-fast: .venv/.tools ## pure rules, and stores on a real Redis: under a minute
	ROOMTONE_TESTS=fast $(PYTEST) -m "not slow" $(FAST_TESTS)

test-changed: tools ## the tests that differ from main, or concern what does
	@tests=$$($(BIN)/python -m tests.changed) && if test -n "$$tests"; then $(PYTEST) $$tests; fi
	@cd web && node_modules/.bin/vitest run --passWithNoTests --changed $$(git merge-base main HEAD)

durations: .venv/.tools ## writes down what the files took in the last `make test`: the longest begin first
	$(BIN)/python -m tests.order .pytest_cache/results.xml

check: tools ## linters and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	.venv/imports/bin/lint-imports --no-cache
	cd web && npm run --silent check

fmt: tools ## format everything
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	cd web && npm run --silent fmt

machine: ## what the tests need from the system: Chromium, redis-server, nginx, caddy, coturn and a C compiler
	@PYTHON=$(PYTHON) sh tests/machine.sh

matrix: tools ## every call by every role, before, while and after the role is taken on another process
	ROOMTONE_TESTS=proof $(BIN)/python -m pytest tests/system/test_roles_matrix.py -n $(PROCESSES)

proof: machine tools ## what takes long by nature: every role, ten times the random examples, and what is marked so
	ROOMTONE_TESTS=proof $(BIN)/python -m pytest -n $(PROCESSES) --timeout 1800 -m "proof or hypothesis or long"

bench: tools ## every benchmark side by side, into docs/performance.md
	$(BIN)/python -m bench

bench-quick: tools ## the same in two minutes
	$(BIN)/python -m bench --quick

# Without the front-end build, which fails as long as a generated file names a page that has moved.
docs: .venv/.ready web/node_modules/.ready ## what is generated from the contract: client types, permission matrix
	$(BIN)/python -m server contract --write
	$(BIN)/python -m server contract --schema | node web/scripts/contract.mjs

.venv/bom/.ready: .venv/.ready requirements/bom.txt
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python .venv/bom
	@$(BIN)/uv pip install --quiet --python .venv/bom/bin/python --require-hashes -r requirements/bom.txt
	@touch $@

wheel: tools .venv/bom/.ready ## what a release has, into dist: wheels, sdist, clients, bills of materials, digests
	@$(BIN)/python -m release

screenshots: tools machine ## the pictures of the README
	$(BIN)/python -m tests.screenshots

lock: .venv/.ready ## renew the pins and hashes
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade requirements/uv.in -o requirements/uv.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade pyproject.toml --extra s3 --extra telegram -o requirements/runtime.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade pyproject.toml --extra s3 --extra telegram --group dev -o requirements/dev.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade requirements/imports.in -o requirements/imports.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade requirements/s3.in -o requirements/s3.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade requirements/tracing.in -o requirements/tracing.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --upgrade requirements/bom.in -o requirements/bom.txt
