#!/usr/bin/env bash
# Installs what is missing of packages.txt, and with `tests` of packages-tests.txt too. As root, or through sudo where it
# asks for no password or a person can type it; else it names the packages and exits 1. Does nothing when all is there.
#   install.sh [tests]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
lists=("$here/packages.txt")
[ "${1:-}" = tests ] && lists+=("$here/packages-tests.txt")
mapfile -t wanted < <(sed 's/#.*//; s/[[:space:]]//g; /^$/d' "${lists[@]}")
missing=()
for package in "${wanted[@]}"; do
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root=(sudo)
  else
    echo "These packages are missing, and this user may not install them:" >&2
    echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
fi
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -o DPkg::Lock::Timeout=600)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
run() { "$@" >>"$log" 2>&1 || { tail -n 20 "$log" >&2; exit 1; }; }

echo "Missing: ${missing[*]}" >&2
run "${apt[@]}" update
# What it would do, without doing it.
plan=$("${apt[@]}" install -y --print-uris --no-install-recommends "${missing[@]}" 2>&1 || true)
count=$(sed -n 's/.* \([0-9]*\) newly installed.*/\1/p' <<<"$plan")
fetch=$(sed -n 's/^Need to get \([^ ]* [kMG]*B\).*/\1/p' <<<"$plan")
room=$(sed -n 's/^After this operation, \([^ ]* [kMG]*B\).*/\1/p' <<<"$plan")
echo "Installing ${count:-${#missing[@]}} packages: ${fetch:-an unknown size} to fetch, ${room:-some} on the disk. This takes some minutes." >&2
# apt's own progress, a line for each tenth of fetching and of unpacking; all else goes into the log.
tell() {
  local kind rest percent told_fetched=0 told_installed=0
  while IFS=: read -r kind rest; do
    percent=${rest#*:}
    percent=${percent%%[.:]*}
    case $kind in
      dlstatus) [ "$percent" -lt $((told_fetched + 10)) ] || { told_fetched=$percent; echo "  fetched: $percent %" >&2; } ;;
      pmstatus) [ "$percent" -lt $((told_installed + 10)) ] || { told_installed=$percent; echo "  installed: $percent %" >&2; } ;;
      *) echo "$kind${rest:+:$rest}" >>"$log" ;;
    esac
  done
}
"${apt[@]}" -o APT::Status-Fd=1 install -y --no-install-recommends "${missing[@]}" 2>&1 | tell || { tail -n 20 "$log" >&2; exit 1; }
