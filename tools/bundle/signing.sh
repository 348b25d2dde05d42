# shellcheck shell=sh disable=SC2154  # read by build_macos.sh, which sets what is not set here
# Signatures: the certificate of one's own, signing from the inside out, Apple's notary. No Mac has run it.

SELF_SIGNED="Kestrel (self-signed)"
ENTITLEMENTS=tools/bundle/entitlements.plist

# find_own: puts the SHA-1 of the self-signed certificate into $own. Without -v, which would leave out
# what macOS does not trust: codesign signs with it all the same, and the permissions hold
# (trycua/cua#2280, saurabhav88/EnviousWispr#2167).
find_own() {
    found=$(security find-identity -p codesigning) ||
        fail "the keychain gives no answer; security unlock-keychain may help"
    own=$(printf '%s\n' "$found" |
        sed -n "s/^ *[0-9]*) \([0-9A-F]\{40\}\) \"$SELF_SIGNED\".*/\1/p" | head -n 1)
    [ -n "$own" ]
}

# The certificate that was asked for is looked for before the long part of the build.
check_identity() {
    if [ -z "$identity" ]; then return 0; fi
    found=$(security find-identity -v -p codesigning) ||
        fail "the keychain gives no answer; security unlock-keychain may help"
    case $found in
    *"$identity"*) ;;
    *) fail "no certificate \"$identity\"; security find-identity -v -p codesigning lists what is there" ;;
    esac
}

ask_for_keychain() {
    if [ "$sure" = yes ]; then return 0; fi
    printf 'build: put the certificate "%s" into your keychain? [y/N] ' "$SELF_SIGNED" >&2
    read -r answer || answer=n
    case $answer in y | Y | yes) ;; *) fail "it was not made; leave out --make-identity" ;; esac
}

certificate_request() {
    cat <<REQUEST
[req]
prompt = no
distinguished_name = name
x509_extensions = use
[name]
CN = $SELF_SIGNED
[use]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, codeSigning
REQUEST
}

# Apple's security reads only the older encryption; OpenSSL 3 writes it with -legacy, which LibreSSL,
# macOS's own, does not know.
pack() { openssl pkcs12 -export "$@" -passout pass:kestrel -inkey key.pem -in certificate.pem -out identity.p12; }

# In a shell of its own. `set -e` does not hold in what stands before ||, so each command is tied to
# the next.
make_certificate() {
    umask 077 && cd "$work/identity" && certificate_request >request.txt &&
        openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -config request.txt \
            -keyout key.pem -out certificate.pem 2>/dev/null &&
        { pack -legacy 2>/dev/null || pack; }
}

# It is trusted once, when it is made, or never: codesign signs either way, but names a trusted
# certificate otherwise (trycua/cua#3799), so that a later change would cost the permissions.
create_identity() {
    if find_own; then
        say "  it is there already"
        return 0
    fi
    ask_for_keychain
    say "  macOS may ask for your password now, and again when codesign uses it: \"Always Allow\""
    mkdir -p "$work/identity"
    (make_certificate) || fail "openssl could not make the certificate"
    security import "$work/identity/identity.p12" -P kestrel -T /usr/bin/codesign >/dev/null ||
        fail "the keychain did not take the certificate"
    security add-trusted-cert -p codeSign "$work/identity/certificate.pem" ||
        fail "macOS was not allowed to trust the certificate; run this again: it signs without that"
    rm -rf "$work/identity"
    find_own || fail "the certificate was taken, but the keychain does not show it"
}

# Inner files first: a signature covers those of what it contains. Entitlements go with the hardened
# runtime, and to the executable alone.
sign_with() {
    signer=$1
    shift
    find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 |
        xargs -0 -n 20 codesign --force --sign "$signer" "$@" || fail "a library could not be signed"
    find "$app/Contents/Frameworks" -type d -name '*.framework' -prune -print0 |
        xargs -0 -n 1 codesign --force --sign "$signer" "$@" || fail "a framework could not be signed"
    if [ -n "$identity" ]; then set -- "$@" --entitlements "$ENTITLEMENTS"; fi
    codesign --force --sign "$signer" "$@" "$app" || fail "the application could not be signed"
}

sign() {
    if [ -n "$identity" ]; then
        sign_with "$identity" --options runtime --timestamp
    elif find_own; then
        say "  with \"$SELF_SIGNED\": permissions survive the next build"
        sign_with "$own" --timestamp=none
    else
        say "  AD HOC: macOS will forget the app's permissions at the next build; --make-identity helps."
        say "  If System Settings then shows a permission as given that is not, run:"
        say "  tccutil reset ScreenCapture app.kestrel.Kestrel"
        sign_with - --timestamp=none
    fi
    codesign --verify --deep --strict "$app" || fail "the signature does not hold"
}

# notarytool ends well whatever Apple decides (electron/notarize#173): its words count.
submit() {
    report=$work/notary.txt
    xcrun notarytool submit "$1" --keychain-profile "$profile" --wait >"$report" 2>&1 || {
        cat "$report" >&2
        fail "it could not be sent to Apple; are the credentials \"$profile\" stored?"
    }
    grep -q '^ *status: Accepted' "$report" || {
        cat "$report" >&2
        fail "Apple did not accept it; xcrun notarytool log ID --keychain-profile \"$profile\" says why"
    }
    xcrun stapler staple "$2" || fail "the ticket could not be stapled to $2"
}

notarize() {
    if [ -z "$profile" ]; then
        say "  left out: no --notary-profile; another Mac will refuse to open it by a double click"
        return 0
    fi
    ditto -c -k --keepParent "$app" "$work/Kestrel.zip" || fail "the app could not be packed"
    submit "$work/Kestrel.zip" "$app"
}
