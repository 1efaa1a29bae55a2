# Steward's workshop. `make` alone lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
SUITS = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))
PYTHON ?= $(firstword $(shell for p in python3.12 python3.11 python3; do $$p -c '$(SUITS)' 2>/dev/null && echo $$p; done) python3)
BIN := .venv/bin
MEMBERS := libs/contracts libs/chassis libs/estate services/intake services/classifier services/dispatch services/sla-monitor services/notifier stack cli
PURE := tests/unit tests/properties tests/contract tests/component
REAL := tests/pipeline tests/integration tests/e2e
CODE := libs services stack cli tests bench deploy

# What Python compiled is kept whatever the shell says: without it every test process rewrites all tests anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup up demo test check fmt types imports generated integration e2e wheel proofs chaos mutants alerts bench quality docs clean

help: ## list the targets
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: ## make .venv with everything in it, fetch Kafka's jars (once)
	@bash deploy/setup.sh "$(PYTHON)" $(MEMBERS)

up: ## start the embedded stack and the five services, Ctrl-C ends them
	@$(BIN)/steward up

demo: .venv/ready ## forty reports go through real Kafka while you look, under a minute
	@$(BIN)/steward demo

test: ## everything that proves the product, real Kafka included
	@mkdir -p var; echo "The proofs under faults, what needs no Kafka and the wheel run beside; their answers come last."
	@nice -n 10 $(BIN)/pytest $(PURE) -n 2 -q > var/test-pure.log 2>&1 & pure=$$!; \
	nice -n 10 $(BIN)/pytest tests/packaging -q > var/test-wheel.log 2>&1 & wheel=$$!; \
	$(BIN)/pytest tests/chaos -q > var/test-proofs.log 2>&1 & proofs=$$!; \
	$(BIN)/pytest $(REAL) -n 2 --dist loadfile --no-loadscope-reorder -q; real=$$?; \
	wait $$proofs; proofs=$$?; cat var/test-proofs.log; \
	wait $$wheel; wheel=$$?; cat var/test-wheel.log; \
	wait $$pure; pure=$$?; cat var/test-pure.log; exit $$((real || proofs || wheel || pure))

check: ## ruff, format, mypy --strict, import contracts, generated files fresh
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@$(MAKE) --no-print-directory types imports generated

types:
	@$(BIN)/mypy $(CODE)

imports:
	@$(BIN)/lint-imports

generated:
	@$(BIN)/python -m contracts.generate --check

fmt: ## put the code into its form
	@$(BIN)/ruff check --fix-only -q $(CODE)
	@$(BIN)/ruff format $(CODE)

integration: ## real Kafka and Redis: order, redelivery, rebalance, restart, dead letters
	@$(BIN)/pytest tests/integration -q

e2e: ## the five processes from outside
	@$(BIN)/pytest tests/e2e -q

wheel: ## the classifier as the image gets it, compiled, says what its sources say
	@$(BIN)/pytest tests/packaging -q

proofs: ## a short cut of make chaos, a few minutes
	@$(BIN)/pytest tests/chaos -q -s

chaos: ## the promises under faults, at length, counted; STEWARD_CHAOS_SEED repeats a run
	@STEWARD_CHAOS=whole $(BIN)/pytest tests/chaos -q -s

mutants: ## switch each mechanism off in a copy of the tree and see its test fail, some minutes
	@$(BIN)/python -m tests.mutants

alerts: ## alert rules as promtool sees them (Debian: apt-get install prometheus)
	@promtool check rules deploy/prometheus/rules/steward.yml
	@promtool test rules deploy/prometheus/tests/steward.test.yml

bench: ## figures, as ratios in one run, into bench/RESULTS.md
	@$(BIN)/python -m bench

quality: ## the rules on labelled messages beside two baselines, as a page: make quality LABELLED="FILE …"
	@[ -n "$(LABELLED)" ] || { echo 'Name the labelled messages: make quality LABELLED="FILE …"'; exit 2; }
	@$(BIN)/python -c 'import sklearn' 2>/dev/null || bash deploy/bench.sh
	@$(BIN)/python -m bench.quality --labelled $(LABELLED)

docs: ## write what is generated: schemas, examples, topics, AsyncAPI
	@$(BIN)/python -m contracts.generate

clean: ## stop what runs, remove var/ with all its data
	@[ ! -x $(BIN)/steward ] || $(BIN)/steward down --quiet || true
	@rm -rf var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.venv/ready:
	@$(MAKE) --no-print-directory setup
