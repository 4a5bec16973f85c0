# Two commands do all set-up: `make demo` and `make test`. Everything lives in .venv, next to the code.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
SQL := models analyses tests/*.sql

.PHONY: demo test test-conformance test-browser test-resilience test-kills test-faults test-deploy campaign check format bench pictures pins clean

$(READY): pyproject.toml requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Headway needs Python 3.11 or newer; name it: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes --requirement requirements.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY)            ## the example organisation, end to end, into ./demo/
	$(BIN)/headway demo

test: $(READY)            ## all tests that need nothing but Python
	$(BIN)/python -m pytest -m "not conformance and not resilience"

# Two halves that share nothing: make --jobs 2 test-resilience.
test-resilience: test-kills test-faults  ## what a night survives: kills, faults, edit histories, ten nights, the census

test-kills: $(READY)
	$(BIN)/python -m pytest -m resilience tests/test_kills.py

test-faults: $(READY)
	$(BIN)/python -m pytest -m resilience --ignore tests/test_kills.py

test-deploy:              ## the systemd units, by systemd's own checker: needs systemd-analyze
	cd deploy && sed 's#/opt/headway/.venv/bin/headway#/bin/true#; s#^User=.*#User=nobody#' headway.service > /tmp/headway-verify.service && \
		systemd-analyze verify --man=no /tmp/headway-verify.service headway.timer
	systemd-analyze security --offline=true --threshold=60 deploy/headway.service

campaign: $(READY)        ## more of the same: 50 kills, 300 histories and 40 nights a tool: an afternoon
	HEADWAY_KILLS=50 HEADWAY_HISTORIES=300 HEADWAY_NIGHTS=40 $(BIN)/python -m pytest -m resilience \
		tests/test_kills.py tests/resilience/test_state_machine.py tests/resilience/test_ten_nights.py

test-conformance: $(READY) ## recorded real payloads, from the folder HEADWAY_REALDATA (../shared/realdata)
	$(BIN)/python -m pytest -m conformance

test-browser: $(READY)    ## the demo's report in Chromium: needs chromium, chromium-driver and npm
	npm install --silent --no-save --prefix $(VENV) axe-core@4.14.1
	test -e demo/reports || $(BIN)/headway demo
	$(BIN)/python -m pytest tests/browser

check: $(READY)           ## format, lint, types, SQL
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar $(SQL)

format: $(READY)          ## format Python, fix what can be fixed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/sqlfluff fix --processes 2 --disable-progress-bar $(SQL)

bench: $(READY)           ## repeatable measurements, each beside its floor
	$(BIN)/python -m benchmarks.jira_pull
	$(BIN)/python -m benchmarks.build
	$(BIN)/python -m benchmarks.text_model

pictures: $(READY)        ## the README's picture and table and docs/metrics.md, from what `make demo` published
	$(BIN)/python -m pipelines.example.picture demo/warehouse/headway.duckdb .

pins:                     ## requirements.txt anew, every file by its hash: needs uv; `UPGRADE=--upgrade` takes newer ones
	uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-annotate --no-strip-extras \
		--no-emit-index-url --custom-compile-command 'make pins' --quiet $(UPGRADE) --output-file requirements.txt

clean:                    ## remove what make made
	rm -rf $(VENV) demo target build dist
