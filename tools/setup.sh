#!/bin/sh
# Makes a virtual environment with everything locked: setup.sh FOLDER [EXTRA].
# Debian packages come through apt when we are root; otherwise what is missing is named.
set -eu

folder=$1
extra=${2:-}

say() { printf 'kestrel: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# --- what the system must have (Linux only; a Mac brings its own BLAS and GUI) -----------------
if [ "$(uname -s)" = Linux ]; then
    wanted=""
    ls /usr/lib/*/openblas-pthread/libopenblas.so.0 >/dev/null 2>&1 || wanted="$wanted libopenblas0-pthread"
    for pair in libEGL.so.1:libegl1 libGL.so.1:libgl1 libxkbcommon.so.0:libxkbcommon0 \
        libdbus-1.so.3:libdbus-1-3 libfontconfig.so.1:libfontconfig1 \
        libxcb-cursor.so.0:libxcb-cursor0 libxkbcommon-x11.so.0:libxkbcommon-x11-0 \
        libxcb-icccm.so.4:libxcb-icccm4 libxcb-image.so.0:libxcb-image0 \
        libxcb-keysyms.so.1:libxcb-keysyms1 libxcb-render-util.so.0:libxcb-render-util0 \
        libxcb-shape.so.0:libxcb-shape0 libxcb-xkb.so.1:libxcb-xkb1; do
        /sbin/ldconfig -p | grep -q "${pair%%:*}" || wanted="$wanted ${pair##*:}"
    done
    ls /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf >/dev/null 2>&1 || wanted="$wanted fonts-dejavu-core"
    ls /usr/share/fonts/truetype/liberation*/LiberationSans-Regular.ttf >/dev/null 2>&1 || wanted="$wanted fonts-liberation"
    # The window is drawn in Inter where there is no system font, and driven under Xvfb by tests.
    ls /usr/share/fonts/*/inter/* >/dev/null 2>&1 || ls -d /usr/share/fonts/opentype/inter >/dev/null 2>&1 || wanted="$wanted fonts-inter"
    # kestrel-nano is measured on screens in these faces, and its recipe's tests paint with them.
    ls /usr/share/fonts/truetype/noto/NotoSans-Regular.ttf >/dev/null 2>&1 || wanted="$wanted fonts-noto-core"
    ls /usr/share/fonts/truetype/open-sans/OpenSans-Regular.ttf >/dev/null 2>&1 || wanted="$wanted fonts-open-sans"
    command -v Xvfb >/dev/null || wanted="$wanted xvfb"
    command -v xdotool >/dev/null || wanted="$wanted xdotool"
    python3 -c 'import ensurepip' 2>/dev/null || wanted="$wanted python3-venv"
    if [ -n "$wanted" ]; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            say "installing Debian packages:$wanted"
            apt-get update -qq
            # shellcheck disable=SC2086  # one word a package
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $wanted >/dev/null
        else
            say "these packages are missing; run: sudo apt-get install$wanted"
            say "(libopenblas0-pthread is for speed only; fonts, xvfb and xdotool for tests; the rest is needed by Qt)"
        fi
    fi
fi

# --- a Python of 3.11 or later --------------------------------------------------------------------
python=""
for candidate in python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null &&
        "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done

rm -rf "$folder"
if [ -n "$python" ]; then
    "$python" -m venv "$folder" || fail "python3 cannot make virtual environments; install python3-venv"
elif command -v uv >/dev/null; then
    uv venv --quiet --seed --python 3.12 "$folder"
else
    fail "Python 3.11 or later is needed: install uv (https://docs.astral.sh/uv) or Python from python.org, then run make again"
fi

# --- locked packages ------------------------------------------------------------------------------
pip="$folder/bin/python -m pip --disable-pip-version-check --quiet"
say "setting up $folder (some minutes the first time)"
if [ "$extra" = reference ]; then
    # torch first and by its exact version: as a dependency it would come with CUDA.
    $pip install torch==2.13.0
    # Its wheel asks for a CUDA torch; tools/parity/torchvision_cpu.py makes do with this one.
    $pip install --no-deps torchvision==0.28.0
fi
$pip install -r requirements.lock
$pip install --no-deps --no-build-isolation -e . 2>/dev/null || $pip install --no-deps -e .
if [ "$extra" = reference ]; then
    $pip install -e ".[reference]" -c requirements.lock
fi
touch "$folder/.ready"
