# Thin names for the project's own commands. `make demo` and `make test` install what they need.
.PHONY: demo test quick run bench screenshots lint lock handbook

BIN := .venv/bin
# Files of tests run side by side, one process for each core, in the order of `tests/conftest.py`: the slow ones first.
SIDE_BY_SIDE := -n auto --dist loadfile --no-loadscope-reorder

demo:
	@installer/setup.sh demo
	@$(BIN)/kpi-desktop demo --out out

test:
	@installer/setup.sh test
	@$(MAKE) --no-print-directory lint
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest $(SIDE_BY_SIDE)

quick:
	@installer/setup.sh test
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not slow"

lint:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

run:
	@installer/setup.sh demo
	@$(BIN)/kpi-desktop

screenshots:
	@installer/setup.sh demo
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m kpi_desktop.gui.screenshots out/screens

bench:
	@installer/setup.sh test
	@$(BIN)/python tests/bench/ratios.py

handbook:
	@$(BIN)/kpi-desktop catalogue --handbook --lang ru > docs/handbook.ru.md
	@$(BIN)/kpi-desktop catalogue --handbook --lang en > docs/handbook.en.md

lock:
	@$(BIN)/python -m piptools compile -q --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url \
	  --no-emit-find-links --no-emit-trusted-host --no-emit-options --extra build -o requirements.lock pyproject.toml
	@$(BIN)/python -m piptools compile -q --generate-hashes --allow-unsafe --strip-extras --no-header --no-emit-index-url \
	  --no-emit-find-links --no-emit-trusted-host --no-emit-options --extra build --extra dev -c requirements.lock \
	  -o requirements-dev.lock pyproject.toml
