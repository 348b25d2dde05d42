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

Without --identity the self-signed certificate is used if it is there. Without that the signature is
ad hoc: macOS then forgets permissions (screen recording, accessibility) at each build.
HELP
}

# --- telling ----------------------------------------------------------------------------------------
step_name="start"
began=$(date +%s)
say() { printf 'build: %s\n' "$*" >&2; }
fail() {
    printf 'build: %s failed: %s\n' "$step_name" "$*" >&2
    exit 1
}
step() {
    now=$(date +%s)
    if [ "$step_name" != start ]; then say "  $step_name took $((now - since)) s"; fi
    step_name=$1
    since=$now
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
SELF_SIGNED="Kestrel (self-signed)"
ENTITLEMENTS=tools/bundle/entitlements.plist
venv=.venv-macos
python=$venv/bin/python
work=build/macos
app=$work/dist/Kestrel.app
dmg=$work/Kestrel.dmg

# Nothing half-made stays: all is made in $work, and moved to dist/ when it has been proved.
PRODUCTS="Kestrel.app Kestrel.dmg selftest.json"
clean() {
    code=$?
    trap - EXIT INT TERM HUP
    for name in $PRODUCTS; do # interrupted while they were exchanged: the former ones come back
        if [ -e "dist/.old/$name" ] && [ ! -e "dist/$name" ]; then mv "dist/.old/$name" dist/; fi
    done
    rm -rf "$work" dist/.new dist/.old
    exit "$code"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# --- the host ---------------------------------------------------------------------------------------
check_host() {
    [ "$(uname -s)" = Darwin ] || fail "this is no Mac; make freeze proves the same recipe on Linux"
    [ "$(uname -m)" = arm64 ] || fail "this Mac has no Apple silicon, or the shell runs under Rosetta"
    version=$(sw_vers -productVersion)
    [ "${version%%.*}" -ge "$OLDEST" ] || fail "macOS $version is too old; macOS $OLDEST is needed"
    xcode-select -p >/dev/null 2>&1 || fail "run xcode-select --install first"
    free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
    [ "$free" -ge 6000 ] || fail "$free MB are free here; 6000 MB are needed"
    say "  macOS $version, $free MB free"
}

# --- the environment --------------------------------------------------------------------------------
# The wheels are those for macOS 14 wherever this runs: pip on a newer Mac would take newer ones, and
# the app would not start on an older one (facts/macos.md §0).
make_environment() {
    uv=$(command -v uv) || fail "install uv first: https://docs.astral.sh/uv"
    "$uv" venv --quiet --clear --python 3.12 "$venv" || fail "uv could not make $venv"
    MACOSX_DEPLOYMENT_TARGET=$OLDEST.0 "$uv" pip install --quiet --python "$python" \
        --python-platform aarch64-apple-darwin --only-binary :all: \
        -r requirements.lock -r tools/bundle/requirements-freeze.txt ||
        fail "the packages could not be installed; is the network there?"
    wheel=$(find "$venv" -path '*/mlx_metal-*.dist-info/WHEEL' | head -1)
    [ -n "$wheel" ] || fail "mlx-metal is not installed"
    grep -q "macosx_${OLDEST}_0_arm64" "$wheel" ||
        fail "mlx-metal is built for $(grep '^Tag:' "$wheel" | tr '\n' ' '), not for macOS $OLDEST"
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
    say "  $(du -sm "$app" | cut -f1) MB"
}

# --- the signature ----------------------------------------------------------------------------------
has_self_signed() { security find-identity -p codesigning 2>/dev/null | grep -qF "$SELF_SIGNED"; }

create_identity() {
    if has_self_signed; then return 0; fi
    if [ "$sure" = no ]; then
        printf 'build: make the certificate "%s" in your login keychain? [y/N] ' "$SELF_SIGNED" >&2
        read -r answer || answer=n
        case $answer in y | Y | yes) ;; *) fail "it was not made; leave out --make-identity" ;; esac
    fi
    mkdir -p "$work/identity"
    (
        umask 077
        cd "$work/identity"
        openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=$SELF_SIGNED" \
            -keyout key.pem -out certificate.pem \
            -addext keyUsage=critical,digitalSignature \
            -addext extendedKeyUsage=critical,codeSigning >/dev/null 2>&1
        # Apple's security reads only the older encryption; OpenSSL 3 writes it with -legacy, which
        # LibreSSL, macOS's own, does not know.
        openssl pkcs12 -export -legacy -passout pass:kestrel -inkey key.pem -in certificate.pem \
            -out identity.p12 2>/dev/null ||
            openssl pkcs12 -export -passout pass:kestrel -inkey key.pem -in certificate.pem \
                -out identity.p12
    ) || fail "openssl could not make the certificate"
    security import "$work/identity/identity.p12" -P kestrel -T /usr/bin/codesign >/dev/null ||
        fail "the keychain did not take the certificate"
    security add-trusted-cert -p codeSign "$work/identity/certificate.pem" ||
        fail "the certificate is in the keychain, but macOS was not allowed to trust it"
    rm -rf "$work/identity"
}

# Inner files first: a signature covers those of what it contains.
sign_with() {
    name=$1
    shift
    find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 |
        xargs -0 -n 20 codesign --force --sign "$name" "$@" || fail "a library could not be signed"
    find "$app/Contents/Frameworks" -type d -name '*.framework' -prune -print0 |
        xargs -0 -n 1 codesign --force --sign "$name" "$@" || fail "a framework could not be signed"
    if [ -n "$identity" ]; then
        codesign --force --sign "$name" "$@" --entitlements "$ENTITLEMENTS" "$app"
    else
        codesign --force --sign "$name" "$@" "$app"
    fi || fail "the application could not be signed"
}

sign() {
    if [ -n "$identity" ]; then
        sign_with "$identity" --options runtime --timestamp
    elif has_self_signed; then
        say "  with \"$SELF_SIGNED\": permissions survive the next build"
        sign_with "$SELF_SIGNED" --timestamp=none
    else
        say "  AD HOC: macOS will forget the app's permissions at the next build; --make-identity helps."
        say "  If System Settings then shows a permission as given that is not, run:"
        say "  tccutil reset ScreenCapture app.kestrel.Kestrel"
        sign_with - --timestamp=none
    fi
    codesign --verify --deep --strict "$app" || fail "the signature does not hold"
}

notarize() {
    if [ -z "$profile" ]; then
        say "  left out: no --notary-profile; another Mac will refuse to open it by a double click"
        return 0
    fi
    ditto -c -k --keepParent "$app" "$work/Kestrel.zip" || fail "the app could not be packed"
    xcrun notarytool submit "$work/Kestrel.zip" --keychain-profile "$profile" --wait ||
        fail "Apple did not accept it; xcrun notarytool log says why"
    xcrun stapler staple "$app" || fail "the ticket could not be stapled"
}

# --- the proof, and the image -------------------------------------------------------------------------
prove() {
    "$app/Contents/MacOS/Kestrel" --selftest --json >"$work/selftest.json" || {
        cat "$work/selftest.json" >&2
        fail "the application does not work; its report stands above"
    }
    codesign --verify --deep --strict "$app" || fail "running it has changed it"
}

make_image() {
    mkdir -p "$work/image"
    ditto "$app" "$work/image/Kestrel.app" || fail "the app could not be copied"
    ln -s /Applications "$work/image/Applications"
    hdiutil create -quiet -ov -volname Kestrel -srcfolder "$work/image" -format UDZO "$dmg" ||
        fail "hdiutil did not make the image"
    if [ -n "$identity" ]; then
        codesign --force --sign "$identity" --timestamp "$dmg" || fail "the image could not be signed"
    fi
    hdiutil verify -quiet "$dmg" || fail "the image is damaged"
}

# The former ones go only when the new ones stand beside them.
deliver() {
    mkdir -p dist
    rm -rf dist/.new dist/.old
    mkdir dist/.new dist/.old
    mv "$app" "$dmg" "$work/selftest.json" dist/.new/ || fail "dist/ cannot be written"
    for name in $PRODUCTS; do
        if [ -e "dist/$name" ]; then mv "dist/$name" dist/.old/; fi
        mv "dist/.new/$name" "dist/$name" || fail "dist/ cannot be written"
    done
    rm -rf dist/.new dist/.old
}

step "checking this Mac"
check_host
rm -rf "$work"
mkdir -p "$work"
step "making $venv with wheels for macOS $OLDEST"
make_environment
step "running the tests"
run_tests
step "freezing the application"
freeze
if [ "$make_identity" = yes ]; then
    step "making the certificate"
    create_identity
fi
step "signing"
sign
step "notarizing"
notarize
step "proving it: the application's own self-test"
prove
step "making the disk image"
make_image
step "delivering to dist/"
deliver
now=$(date +%s)
say "done in $((now - began)) s: dist/Kestrel.app, dist/Kestrel.dmg, dist/selftest.json"
