# Two commands do all the set-up on a fresh machine: `make demo` and `make test`.
# The rest are for those who work on Kestrel.

PYTHON := .venv/bin/python
# MLX's CPU wheel links a slow reference BLAS; OpenBLAS, preloaded, is about 90 times faster.
# Compiling an elementwise kernel for the CPU costs a second of g++ each and gains nothing there.
OPENBLAS := $(firstword $(wildcard /usr/lib/*/openblas-pthread/libopenblas.so.0))
FAST := env $(if $(OPENBLAS),LD_PRELOAD=$(OPENBLAS) MLX_DISABLE_COMPILE=1) QT_QPA_PLATFORM=$(or $(QT_QPA_PLATFORM),offscreen)
RUN := $(FAST) $(PYTHON)
REFERENCE := $(FAST) .venv-reference/bin/python

.PHONY: demo window test check soak lint format parity bench goldens nano-data nano-train nano-train-pages nano-pages nano-eval reading-material bench-reading screens icons freeze closure cocoa-names clean

demo: .venv/.ready  ## read a sample screen with the bundled checkpoint
	$(RUN) -m app demo

window: .venv/.ready  ## open the window
	env -u QT_QPA_PLATFORM $(PYTHON) -m app window

test: .venv/.ready lint  ## lint, types and the whole suite
	$(RUN) -m pytest

check: .venv/.ready  ## the fast part of the suite
	$(RUN) -m pytest -m "not slow"

soak: .venv/.ready  ## what is done hundreds of times over: requests, kills, samples
	$(RUN) -m pytest -m soak

lint: .venv/.ready
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/pyright

format: .venv/.ready
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

parity: .venv-reference/.ready  ## the port against transformers, mlx-lm and mlx-vlm
	$(REFERENCE) -m tools.parity --write

bench: .venv-reference/.ready  ## speed against mlx-lm and mlx-vlm in one run
	$(REFERENCE) -m app bench --peers --write

goldens: .venv-reference/.ready  ## remake the reference files that the tests compare with
	$(REFERENCE) -m tools.goldens.inputs
	$(REFERENCE) -m tools.goldens.net
	$(REFERENCE) -m tools.goldens.checkpoint

NANO_PAGES := out/nano-train-pages
nano-train-pages: .venv/.ready  ## goes on where it was stopped; needs Chromium
	$(RUN) -m tools.nano.gallery --folder $(NANO_PAGES) --split train --count 6000 --seed 1

nano-data: .venv-reference/.ready nano-train-pages
	$(REFERENCE) -m tools.nano.shards --gallery $(NANO_PAGES)

nano-train: .venv-reference/.ready nano-train-pages  ## paints pages of Chromium first
	$(REFERENCE) -m tools.nano.train --gallery $(NANO_PAGES)

nano-pages: .venv/.ready  ## pages that nano-eval shows; needs Chromium
	$(RUN) -m tools.nano.gallery --folder out/nano-pages --split held-out --count 200 --seed 9

nano-eval: .venv/.ready  ## the bundled checkpoint on screens it never saw (nano-pages first)
	$(RUN) -m tools.nano.evaluate

reading-material: .venv/.ready  ## screens and documents whose truth is known; pages need Chromium
	$(RUN) -m tools.material

bench-reading: .venv/.ready  ## how well kestrel-nano reads them, into docs/reading.md
	$(RUN) -m app bench reading --data out/reading --limit 20 --write

closure: .venv-closure/.ready  ## what the .app holds, resolved and checked for arm64 macOS 14
	.venv-closure/bin/python -m tools.bundle.closure

cocoa-names: .venv/.ready  ## Apple's names in app/desktop/mac, compared with Apple's declarations
	$(PYTHON) -m tools.bundle.names

screens: .venv/.ready  ## pictures of every window and state, into docs/screens
	$(RUN) -m tools.screens

icons: .venv/.ready  ## the application's icons, from their drawings
	$(RUN) -m tools.bundle.icons

freeze: .venv/.ready  ## the frozen program on this system, made and tested
	sh tools/bundle/freeze.sh

clean:
	rm -rf .venv .venv-reference .venv-closure .venv-freeze build dist out

.venv/.ready: pyproject.toml requirements.lock tools/setup.sh
	sh tools/setup.sh .venv

.venv-reference/.ready: pyproject.toml requirements.lock tools/setup.sh
	sh tools/setup.sh .venv-reference reference

.venv-closure/.ready: tools/bundle/closure/requirements.txt
	python3 -m venv .venv-closure
	.venv-closure/bin/python -m pip --disable-pip-version-check --quiet install -r $<
	touch $@
