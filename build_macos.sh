#!/bin/sh
# Makes Kestrel.app and Kestrel.dmg on a Mac: own environment, tests, frozen program, signature, proof.
# It has never run on a Mac. tests/tools/bundle/test_build_script.py runs it over stand-ins for Apple's
# tools, each of them failing in turn.
set -eu

usage() {
    cat <<'HELP'
Usage: ./build_macos.sh [options]

Makes dist/Kestrel.app and dist/Kestrel.dmg (Apple silicon, macOS 14 or later). Running it again
replaces them; if anything fails, those that were there stay.

Options:
  --identity NAME        sign with this Developer ID ("Developer ID Application: ..."), with the
                         hardened runtime; also KESTREL_IDENTITY
  --notary-profile NAME  notarize and staple with these credentials (xcrun notarytool
                         store-credentials NAME); needs --identity; also KESTREL_NOTARY_PROFILE
  --make-identity        make the certificate "Kestrel (self-signed)" in your login keychain, once:
                         builds signed with it keep the permissions that you gave
  --yes                  do not ask before the keychain is changed
  --skip-tests           do not run the tests first
  -h, --help             this text

Environment:
  KESTREL_IDENTITY, KESTREL_NOTARY_PROFILE
                         as the options of these names, which go before them
  PATH                   uv is taken from it; if it is not there, a copy is put into build/uv

Without --identity the self-signed certificate is used if it is there. Without that the signature is
ad hoc: macOS then forgets permissions (screen recording, accessibility) at each build.
HELP
}

# --- telling ----------------------------------------------------------------------------------------
step_name="start"
began=$(date +%s)
told=no
say() { printf 'build: %s\n' "$*" >&2; }
fail() {
    printf 'build: %s failed: %s\n' "$step_name" "$*" >&2
    told=yes
    exit 1
}
interrupted() {
    say "interrupted while $step_name; nothing half-made stays"
    told=yes
    exit "$1"
}
took() { say "  $step_name took $(($(date +%s) - since)) s"; }
step() {
    if [ "$step_name" != start ]; then took; fi
    step_name=$1
    since=$(date +%s)
    say "$step_name"
}

# --- options ----------------------------------------------------------------------------------------
identity=${KESTREL_IDENTITY:-}
profile=${KESTREL_NOTARY_PROFILE:-}
make_identity=no
sure=no
tests=yes
while [ $# -gt 0 ]; do
    case $1 in
    --identity | --notary-profile)
        [ $# -gt 1 ] || { say "$1 needs a name; see --help"; exit 2; }
        if [ "$1" = --identity ]; then identity=$2; else profile=$2; fi
        shift
        ;;
    --make-identity) make_identity=yes ;;
    --yes) sure=yes ;;
    --skip-tests) tests=no ;;
    -h | --help)
        usage
        exit 0
        ;;
    *)
        say "there is no option $1; see --help"
        exit 2
        ;;
    esac
    shift
done
if [ -n "$profile" ] && [ -z "$identity" ]; then
    say "only a build that is signed with --identity can be notarized"
    exit 2
fi

cd "$(dirname "$0")"
OLDEST=14
venv=.venv-macos
python=$venv/bin/python
UV=0.13.9 # where PATH has none
work=build/macos
app=$work/dist/Kestrel.app
dmg=$work/Kestrel.dmg
volume=$work/volume
mounted=no

# Nothing half-made stays: all is made in $work, and moved to dist/ when it has been proved.
PRODUCTS="Kestrel.app Kestrel.dmg selftest.json"

# An exchange that did not end, in this run or in one that was killed, is undone as a whole. While it
# lasts there is dist/.old; what is no longer in dist/.new has come already, and goes.
undo_exchange() {
    if [ -d dist/.old ]; then
        for name in $PRODUCTS; do
            if [ ! -e "dist/.new/$name" ]; then rm -rf "dist/$name"; fi
            if [ -e "dist/.old/$name" ]; then mv "dist/.old/$name" dist/; fi
        done
    fi
    rm -rf dist/.new dist/.old dist/.gone
}
# A program that has just ended may hold the volume for a moment.
eject() { hdiutil detach -quiet "$volume" || hdiutil detach -quiet -force "$volume"; }
clean() {
    code=$?
    trap - EXIT
    trap '' INT TERM HUP
    if [ "$code" -ne 0 ] && [ "$told" = no ]; then
        say "$step_name failed: a command ended with $code; what it said stands above"
    fi
    undo_exchange
    if [ "$mounted" = yes ] && ! eject; then
        say "$volume is still mounted: eject it, then delete $work"
    else
        rm -rf "$work"
    fi
    exit "$code"
}
trap clean EXIT
trap 'interrupted 130' INT
trap 'interrupted 143' TERM
trap 'interrupted 129' HUP

# shellcheck source=tools/bundle/signing.sh
. ./tools/bundle/signing.sh

# --- the host ---------------------------------------------------------------------------------------
check_host() {
    [ "$(uname -s)" = Darwin ] || fail "this is no Mac; make freeze proves the same recipe on Linux"
    [ "$(uname -m)" = arm64 ] || fail "this Mac has no Apple silicon, or the shell runs under Rosetta"
    version=$(sw_vers -productVersion) || fail "sw_vers does not tell the version of macOS"
    [ "${version%%.*}" -ge "$OLDEST" ] || fail "macOS $version is too old; macOS $OLDEST is needed"
    xcode-select -p >/dev/null 2>&1 || fail "run xcode-select --install first"
    free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
    [ -n "$free" ] || fail "df does not tell how much is free on this disk"
    [ "$free" -ge 6000 ] || fail "$free MB are free here; 6000 MB are needed"
    say "  macOS $version, $free MB free"
}

# --- the environment --------------------------------------------------------------------------------
find_uv() {
    if uv=$(command -v uv); then return 0; fi
    uv=build/uv/bin/uv
    if [ "$("$uv" --version 2>/dev/null | cut -d ' ' -f 2)" = "$UV" ]; then return 0; fi
    say "  uv is not on PATH: a copy is put into build/uv"
    rm -rf build/uv
    python3 -m venv build/uv || fail "python3 could not make build/uv; install uv yourself"
    build/uv/bin/python -m pip --disable-pip-version-check --quiet install "uv==$UV" ||
        fail "uv could not be installed; is the network there?"
}

# The wheels are those for macOS 14 wherever this runs: pip on a newer Mac would take newer ones, and
# the app would not start on an older one. So it would with a Python of Homebrew's, which asks for the
# system that it was made on; uv's own asks for an old one.
make_environment() {
    find_uv
    "$uv" venv --quiet --clear --managed-python --python 3.12 "$venv" ||
        fail "uv could not make $venv; is the network there?"
    MACOSX_DEPLOYMENT_TARGET=$OLDEST.0 "$uv" pip install --quiet --python "$python" \
        --python-platform aarch64-apple-darwin --only-binary :all: \
        -r requirements.lock -r tools/bundle/requirements-freeze.txt ||
        fail "the packages could not be installed; is the network there?"
    wheel=$(find "$venv" -path '*/mlx_metal-*.dist-info/WHEEL' | head -1)
    [ -n "$wheel" ] || fail "mlx-metal is not installed"
    grep -q "^Tag: .*-macosx_${OLDEST}_0_arm64\$" "$wheel" ||
        fail "mlx-metal is another wheel ($(grep '^Tag:' "$wheel" | tr '\n' ' ')), not for macOS $OLDEST"
}

run_tests() {
    if [ "$tests" = no ]; then
        say "  SKIPPED, as you asked: nothing is known of this build but its self-test"
        return 0
    fi
    QT_QPA_PLATFORM=offscreen "$python" -m pytest || fail "mend what the tests found, or --skip-tests"
}

# --- the application --------------------------------------------------------------------------------
freeze() {
    "$python" -m PyInstaller --noconfirm --clean --log-level WARN \
        --workpath "$work/build" --distpath "$work/dist" tools/bundle/kestrel.spec ||
        fail "PyInstaller did not make the application"
    [ -x "$app/Contents/MacOS/Kestrel" ] || fail "there is no executable in $app"
    rm -rf "$work/dist/Kestrel" # the same once more, as a plain folder
    for language in tools/bundle/lproj/*.lproj; do
        cp -R "$language" "$app/Contents/Resources/" || fail "$language could not be added"
    done
    # Notes of Finder's and iCloud's on the files, which codesign refuses as "detritus".
    xattr -cr "$app" || fail "the files' extended attributes could not be taken off"
    say "  $(du -sm "$app" | cut -f1) MB"
}

# --- the image, and the proof -------------------------------------------------------------------------
# hdiutil is known to find its own new volume busy now and then, and not a moment later.
image_made() {
    for _ in 1 2 3; do
        if hdiutil create -quiet -ov -volname Kestrel -srcfolder "$work/image" -format UDZO "$dmg"; then
            return 0
        fi
        sleep 5
    done
    return 1
}

make_image() {
    mkdir -p "$work/image"
    ditto "$app" "$work/image/Kestrel.app" || fail "the app could not be copied"
    ln -s /Applications "$work/image/Applications"
    image_made || fail "hdiutil did not make the image"
    if [ "$signer" != - ]; then
        if [ -n "$identity" ]; then set -- --timestamp; else set -- --timestamp=none; fi
        codesign --force --sign "$signer" "$@" "$dmg" || fail "the image could not be signed"
    fi
    if [ -n "$profile" ]; then submit "$dmg" "$dmg"; fi
    hdiutil verify -quiet "$dmg" || fail "the image is damaged"
}

# prove APPLICATION
prove() {
    "$1/Contents/MacOS/Kestrel" --selftest --json >"$work/selftest.json" || {
        cat "$work/selftest.json" >&2
        fail "the application does not work; its report stands above"
    }
    codesign --verify --deep --strict "$1" || fail "running it has changed it"
}

# The copy that others get, in a place that cannot be written.
prove_image() {
    mkdir "$volume"
    hdiutil attach -quiet -nobrowse -readonly -mountpoint "$volume" "$dmg" ||
        fail "the image cannot be opened"
    mounted=yes
    prove "$volume/Kestrel.app"
    eject || fail "the image cannot be ejected; is something using $volume?"
    mounted=no
}

# The former ones go only when all the new ones stand beside them.
deliver() {
    mkdir -p dist
    undo_exchange
    mkdir dist/.new
    mv "$app" "$dmg" "$work/selftest.json" dist/.new/ || fail "dist/ cannot be written"
    mkdir dist/.old
    for name in $PRODUCTS; do
        if [ -e "dist/$name" ]; then mv "dist/$name" dist/.old/ || fail "dist/$name cannot be moved"; fi
        mv "dist/.new/$name" "dist/$name" || fail "dist/ cannot be written"
    done
    mv dist/.old dist/.gone # from here on the new ones stay
    rm -rf dist/.new dist/.gone
}

step "checking this Mac"
check_host
check_identity
rm -rf "$work"
mkdir -p "$work"
if [ "$make_identity" = yes ]; then
    step "making the certificate"
    create_identity
fi
step "making $venv with wheels for macOS $OLDEST"
make_environment
step "running the tests"
run_tests
step "freezing the application"
freeze
step "signing"
sign
step "notarizing"
notarize
step "making the disk image"
make_image
step "proving it: the application's own self-test"
prove "$app"
step "proving the copy in the image"
prove_image
step "delivering to dist/"
deliver
took
say "done in $(($(date +%s) - began)) s: dist/Kestrel.app, dist/Kestrel.dmg, dist/selftest.json"
