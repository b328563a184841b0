# Two commands are enough: make serve, make test.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

# A port of its own has a demo database of its own: addresses are part of what is signed.
ifeq ($(PORT),8000)
INSTANCE := instance
else
INSTANCE := instance/port-$(PORT)
endif

SERVE_PACKAGES := python3-venv ca-certificates libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
TEST_PACKAGES := chromium postgresql redis-server nodejs npm

.PHONY: help serve update test lint bench build screenshots update-documents lock clean

help:  ## List what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

serve: $(VENV)/.serve  ## Run the service with a demo community on http://localhost:8000
	@BADGES_BASE_URL=http://localhost:$(PORT) BADGES_INSTANCE_PATH=$(INSTANCE) $(BIN)/badges demo
	@BADGES_BASE_URL=http://localhost:$(PORT) BADGES_INSTANCE_PATH=$(INSTANCE) \
		exec $(BIN)/badges serve --port $(PORT)

update:  ## Back up, fetch what is new, install it, migrate, restart; says each step
	@BADGES_INSTANCE_PATH=$${BADGES_INSTANCE_PATH:-$(INSTANCE)} MAKE="$(MAKE)" .ci/update

test: $(VENV)/.test tests/node/node_modules/.installed $(VENV)/ob2-validator/.installed  ## Run every test
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.test  ## Check style, types and floors
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: $(VENV)/.test  ## Measure ours beside peers and print JSON lines; ONLY=proofs, status, rules, pdf, store or http
	@$(BIN)/python -m bench $(if $(filter undefined,$(origin ONLY)),,--only "$(ONLY)")

build: $(VENV)/.test  ## Build the wheel into dist/
	@$(BIN)/python -m build --wheel --no-isolation

update-documents: $(VENV)/.test  ## Draw the README's pictures anew
	@$(BIN)/python -m tests.pictures_of_readme

screenshots: $(VENV)/.test  ## Take pictures of every page into build/screenshots, or SCREENSHOTS=folder
	@SCREENSHOTS=$(SCREENSHOTS) $(BIN)/python -m pytest -q tests/e2e/screenshots.py

lock: $(VENV)/.test  ## Pin the dependencies anew, with hashes
	@$(BIN)/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
		--no-emit-trusted-host --no-emit-find-links -o requirements.txt pyproject.toml requirements.in
	@$(BIN)/pip-compile -q --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url \
		--no-emit-trusted-host --no-emit-find-links -c requirements.txt -o requirements-dev.txt \
		requirements-dev.in

clean:  ## Remove what was installed and built here; data in instance/ stays
	rm -rf $(VENV) build dist *.egg-info tests/node/node_modules

$(VENV)/.serve: requirements.txt pyproject.toml
	@.ci/install-packages $(SERVE_PACKAGES)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the Python packages of requirements.txt into $(VENV)/ …"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation \
		--config-settings editable_mode=compat -e .
	@touch $@

$(VENV)/.test: $(VENV)/.serve requirements-dev.txt
	@.ci/install-packages $(TEST_PACKAGES)
	@echo "Installing the Python packages of requirements-dev.txt into $(VENV)/ …"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes --no-deps \
		-r requirements-dev.txt
	@touch $@

tests/node/node_modules/.installed: tests/node/package-lock.json $(VENV)/.test
	@echo "Installing the Node packages of tests/node …"
	@cd tests/node && npm ci --silent --ignore-scripts --no-audit --no-fund
	@touch $@

# 1EdTech's validator of Open Badges 2.0 pins old releases: it gets an environment of its own.
OB2 := tests/ob2_validator
$(VENV)/ob2-validator/.installed: $(OB2)/requirements.txt $(OB2)/requirements-build.txt $(VENV)/.test
	@echo "Installing the Python packages of $(OB2) into $(@D)/ …"
	@test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	@$(@D)/bin/pip install -q --disable-pip-version-check --require-hashes --no-deps \
		-r $(OB2)/requirements-build.txt
	@$(@D)/bin/pip install -q --disable-pip-version-check --require-hashes --no-deps \
		--no-build-isolation -r $(OB2)/requirements.txt
	@touch $@
