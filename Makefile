# Two commands for a bare clone: `make reproduce` (the main job) and `make test`.
# Both set up a local environment in .venv first; repeated runs skip what is done.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
OUT ?= results

.PHONY: reproduce test test-oracles coverage lowest other-pythons lint types docs wheel bench campaign mutation changelog lock clean

reproduce: $(VENV)/.main
	$(BIN)/gametheory reproduce --out $(OUT)

test: $(VENV)/.test
	$(BIN)/python -m pytest -n auto --dist worksteal

# The tests against other solvers and provers, which are installed first, as far as they can be: some
# compile from source for minutes. What cannot be installed is skipped by name.
test-oracles: $(VENV)/.oracles
	$(BIN)/python -m pytest -n auto --dist worksteal -m oracle

# Lines run by the suite (kernels that are compiled are not seen line by line).
coverage: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist worksteal --cov gametheory --cov models --cov-report term:skip-covered

# A part of the suite with the lowest versions that pyproject.toml admits, and with other Pythons.
lowest:
	bash .ci/lowest

other-pythons:
	bash .ci/other_pythons

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy gametheory models

docs: $(VENV)/.docs
	$(BIN)/python -m sphinx -W -b html docs docs/_build/html

wheel: $(VENV)/.dev
	rm -rf dist
	$(BIN)/python -m build --wheel --outdir dist

# Ratios against other solvers and against reading the payoffs, in one process.
bench: $(VENV)/.oracles
	$(BIN)/python -m benchmarks

# Answers against exact oracles on many thousands of games; each line runs by itself too.
campaign: $(VENV)/.oracles
	$(BIN)/python -m tests.campaigns.fixed_sizes
	$(BIN)/python -m tests.campaigns.two_player
	$(BIN)/python -m tests.campaigns.two_player --oracle lrsnash
	$(BIN)/python -m tests.campaigns.walks
	$(BIN)/python -m tests.campaigns.components
	$(BIN)/python -m tests.campaigns.one_equilibrium
	$(BIN)/python -m tests.campaigns.many_players
	$(BIN)/python -m tests.campaigns.fuzz --seconds 60 --seed 1
	$(BIN)/python -m pytest -n auto --dist worksteal --hypothesis-profile=explore tests/properties tests/models tests/unit

# Mutants of the certificate checker and of what judges propositions, which the tests must kill.
mutation: $(VENV)/.oracles
	$(BIN)/python -m tests.mutation.test_checker_mutants
	$(BIN)/python -m tests.mutation.proof_mutants

# CHANGELOG.md from the fragments in changelog.d (towncrier), for a release: make changelog VERSION=0.2.0
changelog: $(VENV)/.dev
	$(BIN)/towncrier build --yes --version $(VERSION)

# The versions of everything with which the suite passed, for `pip install -c constraints.txt`.
lock: $(VENV)/.dev $(VENV)/.docs $(VENV)/.oracles
	$(BIN)/python .ci/lock.py > constraints.txt

clean:
	rm -rf $(VENV) $(OUT) dist docs/_build

$(VENV)/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found." >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.main: $(VENV)/pyvenv.cfg pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.test: $(VENV)/.main
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

# Other solvers and provers serve as oracles; where one cannot be installed, its checks are skipped.
$(VENV)/.oracles: $(VENV)/.test
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[exchange]'
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[provers]'
	@touch $@

$(VENV)/.dev: $(VENV)/.test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

$(VENV)/.docs: $(VENV)/.main
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[docs]'
	@touch $@
