# Everything a fresh clone needs: Python 3.11+ and make. `make demo` and `make test` do the rest.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt
DEMO_OPEN ?= 1
PYTEST_ARGS ?=

.PHONY: demo test check app clean help
.DEFAULT_GOAL := help

help:
	@echo "make demo          install, run the whole loop on the bundled recipe, open the app"
	@echo "make demo DEMO_OPEN=0   the same, without the app"
	@echo "make test          install what the tests need and run all of them"
	@echo "make check         lint only"

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("verilode needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv

# The stamps are written last, so an interrupted installation is taken up again.
.venv/installed: pyproject.toml constraints.txt | .venv/bin/python
	@echo "installing verilode (once; some minutes) ..."
	$(PIP) -e '.[train,privacy]'
	$(BIN)/python -c 'from pipelines import neardup, signals; neardup.warm_up(); signals.warm_up()'
	@touch $@

.venv/installed-test: .venv/installed
	$(PIP) -e '.[train,tensorboard,privacy,documents,ray,redis,postgres,labelstudio,test]'
	@touch $@

demo: .venv/installed
	$(BIN)/verilode demo $(if $(filter 0,$(DEMO_OPEN)),--no-open)

app: .venv/installed
	$(BIN)/verilode app

check: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

test: check
	$(BIN)/python -m pytest $(PYTEST_ARGS)

clean:
	rm -rf .venv build dist *.egg-info demo
