#!/usr/bin/env bash
# kestrel-nano on a lent GPU: a machine without the internet, Qt, Chromium and most of our fonts,
# to which 64 MiB travel at a time, and from which files of at most 16 MiB come back into $OUT.
#
#   tools/nano/gpu.sh pack WEB QT [STATE]   here: fill out/gpu from two galleries and a saved state
#   tools/nano/gpu.sh check                 there: a minute; seconds a step, share of time waiting
#   tools/nano/gpu.sh train MINUTES PART    there: begin or go on; PART of the curriculum's steps
#   tools/nano/gpu.sh join FOLDER           here: what came back into out/gpu/run/state.pt
set -euo pipefail
cd "$(dirname "$0")/../.."
box=out/gpu
run=$box/run

# Prints the files of all faces that training shows.
faces() {
    .venv/bin/python -c 'from tools.nano.wide import TRAINED
print(*{str(face.file) for face in TRAINED}, sep="\n")'
}

pack() {
    rm -rf "$box"
    mkdir -p "$box"
    cp -r "$1" "$box/web"
    cp -r "$2" "$box/qt"
    faces | tar -chf "$box/fonts.tar" --absolute-names --files-from -
    if [ -n "${3:-}" ]; then split -b 15M -d "$3" "$box/state."; fi
    du -sm "$box"/*
}

begin() {
    nvidia-smi --query-gpu=name,memory.used --format=csv,noheader
    tar -xf "$box/fonts.tar" --absolute-names
    mkdir -p "$run"
    if [ ! -e "$run/state.pt" ] && [ -e "$box/state.00" ]; then
        cat "$box"/state.?? >"$run/state.pt"
    fi
}

# Whatever happens, the last saved state and the log come back.
give() {
    if [ -e "$run/state.pt" ]; then split -b 15M -d "$run/state.pt" "$OUT/state."; fi
    if [ -e "$run/log.jsonl" ]; then cp "$run/log.jsonl" "$OUT"; fi
}

fast() {
    python3 -m tools.nano.train --gallery "$box/web" "$box/qt" --no-qt --device cuda \
        --precision bfloat16 --times 8 --workers 15 --every 500 "$@"
}

check() {
    begin
    df -h /dev/shm | tail -1 # batches wait there: a gigabyte or two
    for stage in see together; do
        rm -rf "$box/try"
        fast --folder "$box/try" --stage "$stage" --minutes 0.5 || true
        grep -o '"step.*"s": [0-9.]*' "$box/try/log.jsonl" | tail -1
        grep -o '"loss.*' "$box/try/log.jsonl" | tail -3
    done
}

train() {
    begin
    trap give EXIT
    fast --folder "$run" --minutes "$1" --part "$2"
}

join() {
    mkdir -p "$run"
    cat "$1"/state.?? >"$run/state.pt"
    cp "$1/log.jsonl" "$run"
}

"$@"
