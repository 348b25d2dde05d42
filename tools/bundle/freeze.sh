#!/bin/sh
# Freezes Kestrel by the spec that makes Kestrel.app on a Mac, into dist/kestrel, and tests it there.
# An environment of its own (.venv-freeze) holds what the program needs and nothing that tests need.
set -eu
cd "$(dirname "$0")/../.."

say() { printf 'freeze: %s\n' "$*" >&2; }
began=$(date +%s)
since=$began
step=
took() { if [ -n "$step" ]; then say "  $step took $(($(date +%s) - since)) s"; fi; }
step() {
    took
    step=$1
    since=$(date +%s)
    say "$step"
}

python=.venv-freeze/bin/python
if [ ! -e .venv-freeze/.ready ] || [ requirements.lock -nt .venv-freeze/.ready ] ||
    [ pyproject.toml -nt .venv-freeze/.ready ] ||
    [ tools/bundle/requirements-freeze.txt -nt .venv-freeze/.ready ]; then
    step "making .venv-freeze"
    rm -rf .venv-freeze
    .venv/bin/python -m venv .venv-freeze
    # What pyproject.toml asks for, in the versions of the lock; not its dev extra, not Kestrel itself.
    "$python" -c 'import tomllib; print("\n".join(tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"]))' \
        >.venv-freeze/needs.txt
    "$python" -m pip --disable-pip-version-check --quiet install -c requirements.lock \
        -r .venv-freeze/needs.txt -r tools/bundle/requirements-freeze.txt
    touch .venv-freeze/.ready
fi

step "freezing"
rm -rf dist/kestrel build/freeze
"$python" -m PyInstaller --noconfirm --clean --log-level WARN \
    --workpath build/freeze --distpath dist tools/bundle/kestrel.spec
say "  dist/kestrel: $(du -sm dist/kestrel | cut -f1) MB, of which the bundled checkpoint $(du -sm resources/models | cut -f1) MB"
du -sm dist/kestrel/_internal/* | sort -rn | head -8 >&2

step "testing it"
KESTREL_FROZEN=dist/kestrel QT_QPA_PLATFORM=offscreen .venv/bin/python -m pytest tests/frozen --durations 5
took
say "done in $(($(date +%s) - began)) s"
