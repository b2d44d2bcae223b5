#!/usr/bin/env bash
# The Debian package holds programs that start and man pages that know every option of --help.
#   package.sh BUILD_FOLDER
set -euo pipefail
build=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
(cd "$build" && cpack -G DEB -B "$folder/made" >"$folder/cpack.log" 2>&1) || { cat "$folder/cpack.log"; exit 1; }
dpkg-deb -x "$folder"/made/*.deb "$folder/root"
for program in syncwall syncwall-server; do
  "$folder/root/usr/bin/$program" --version | grep -q "^$program [0-9]"
  page="$folder/root/usr/share/man/man1/$program.1"
  [ -s "$page" ] || { echo "no man page of $program"; exit 1; }
  for option in $("$folder/root/usr/bin/$program" --help | grep -oE -- '--[a-z-]+' | sort -u); do
    case $option in --help | --version) continue ;; esac
    sed 's/\\-/-/g' "$page" | grep -q -- "${option#--}" || { echo "$program.1 lacks $option"; exit 1; }
  done
done
unit=$folder/root/usr/lib/systemd/system/syncwall-server.service
[ -s "$unit" ] || { echo "no service"; exit 1; }
# The program is where the unit says once it is installed; here it lies below the folder.
sed "s|/usr/bin/syncwall-server|$folder/root/usr/bin/syncwall-server|" "$unit" >"$folder/syncwall-server.service"
if command -v systemd-analyze >/dev/null; then
  said=$(systemd-analyze verify --man=no "$folder/syncwall-server.service" 2>&1 | grep syncwall || true)
  [ -z "$said" ] || { echo "$said"; exit 1; }
fi
grep -q '^Exec=syncwall' "$folder/root/usr/share/applications/syncwall.desktop"
[ -s "$folder/root/usr/share/icons/hicolor/scalable/apps/syncwall.svg" ]
