#!/bin/sh
# Installs the Debian packages that plummet is built and run with, where they are missing.
set -eu

packages="libcurl4-openssl-dev libsqlite3-dev libpcre2-dev libzstd-dev libssl-dev"

if ! command -v swift >/dev/null 2>&1; then
    echo "plummet is built with Swift 6.2 or later, and there is no \"swift\" on the PATH." >&2
    echo "Install a toolchain from https://www.swift.org/install/linux/ and try again." >&2
    exit 1
fi

missing=""
for package in $packages; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Missing:$missing. This system has no apt-get; install the packages of the same libraries by hand." >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1; then
    as_root="sudo"
else
    echo "Missing:$missing. Neither root nor sudo is there to install them; ask somebody who is to run:" >&2
    echo "    apt-get install$missing" >&2
    exit 1
fi

echo "Installing$missing …"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # the list is meant to be split
if ! { $as_root apt-get update && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
    cat "$log" >&2
    echo "apt-get could not install$missing; its words stand above." >&2
    exit 1
fi
