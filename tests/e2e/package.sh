#!/usr/bin/env bash
# The Debian packages syncwall and syncwall-server hold programs that start, man pages that know every option of --help, a
# unit that finds its program and maintainer scripts; and cmake --install does so below any prefix.
#   package.sh BUILD_FOLDER
set -euo pipefail
build=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
(cd "$build" && cpack -G DEB -B "$folder/made" >"$folder/cpack.log" 2>&1) || { cat "$folder/cpack.log"; exit 1; }
fail() { echo "$1"; exit 1; }
mkdir "$folder/of" "$folder/control"
[ "$(ls "$folder/made" | grep -c '\.deb$')" = 2 ] || fail "not two packages: $(ls "$folder/made")"
for package in syncwall syncwall-server; do
  deb=("$folder/made/${package}_"*.deb)
  [ -e "${deb[0]}" ] || fail "no package $package"
  dpkg-deb -x "${deb[0]}" "$folder/of/$package"
  dpkg-deb -x "${deb[0]}" "$folder/root"
  dpkg-deb -e "${deb[0]}" "$folder/control/$package"
  [ -x "$folder/of/$package/usr/bin/$package" ] && [ "$(ls "$folder/of/$package/usr/bin")" = "$package" ] || fail "$package holds other programs than its own"
  [ -s "$folder/root/usr/share/doc/$package/changelog.gz" ] || fail "no changelog of $package"
  [ "$(dpkg-deb -f "${deb[0]}" Description | wc -l)" -gt 3 ] || fail "no description of $package"
done
# A server needs no screen.
! dpkg-deb -f "$folder/made/syncwall-server_"*.deb Depends Recommends | grep -qiE 'libgl|glfw|imgui|fonts-|fontconfig|libx11' || fail "the server's package brings a display"

for program in syncwall syncwall-server; do
  binary=$folder/root/usr/bin/$program
  "$binary" --version | grep -q "^$program [0-9]"
  # Position-independent, no table of symbols that can be written once it runs, checked stacks and copies.
  readelf -hW "$binary" | grep -q 'Type: *DYN' || fail "$program is not position-independent"
  readelf -dW "$binary" | grep -q 'FLAGS.*NOW' || fail "$program is linked without -z now"
  readelf -lW "$binary" | grep -q GNU_RELRO || fail "$program is linked without -z relro"
  readelf --dyn-syms -W "$binary" >"$folder/symbols"
  grep -q __stack_chk_fail "$folder/symbols" || fail "$program has no stack protector"
  if grep -q '^CMAKE_BUILD_TYPE:[A-Z]*=Rel' "$build/CMakeCache.txt"; then
    grep -q '__[a-z]*_chk@' <(grep -v __stack_chk "$folder/symbols") || fail "$program is built without FORTIFY"
  fi
  page="$folder/root/usr/share/man/man1/$program.1.gz"
  [ -s "$page" ] || fail "no man page of $program"
  zcat "$page" | sed 's/\\-/-/g' >"$folder/page"
  for option in $("$binary" --help | grep -oE -- '--[a-z-]+' | sort -u); do
    case $option in --help | --version) continue ;; esac
    grep -q -- "${option#--}" "$folder/page" || fail "$program.1 lacks $option"
  done
done

# Descriptions of servers, and the page on writing one; what was installed is sound.
for source in "$folder/root/usr/share/syncwall/sources/"*.json; do
  [ "$(basename "$source")" = schema.json ] || "$folder/root/usr/bin/syncwall" source check "$source" | grep -q 'is sound' || fail "$source is not sound"
done
[ -s "$folder/root/usr/share/syncwall/sources/schema.json" ] || fail "no schema of descriptions"
ls "$folder/root/usr/share/doc/syncwall/" | grep -q '^sources.md' || fail "no page on descriptions"

# The unit starts what was installed; and so with another prefix.
unit_of() { cat "$1/lib/systemd/system/syncwall-server.service"; }
unit_of "$folder/root/usr" | grep -q '^ExecStart=/usr/bin/syncwall-server ' || fail "the unit starts something else"
cmake --install "$build" --prefix "$folder/elsewhere" >/dev/null
unit_of "$folder/elsewhere" | grep -q "^ExecStart=$folder/elsewhere/bin/syncwall-server " || fail "with another prefix the unit starts something else"
[ -x "$folder/elsewhere/bin/syncwall-server" ] || fail "no server below another prefix"
if command -v systemd-analyze >/dev/null; then
  said=$(systemd-analyze verify --man=no "$folder/elsewhere/lib/systemd/system/syncwall-server.service" 2>&1 | grep syncwall || true)
  [ -z "$said" ] || fail "$said"
fi

# Maintainer scripts: they parse, and dpkg may run them; what they do is at the end.
for script in postinst prerm postrm; do
  [ -x "$folder/control/syncwall-server/$script" ] || fail "no $script"
  sh -n "$folder/control/syncwall-server/$script"
  [ "$(stat -c %a "$folder/control/syncwall-server/$script")" = 755 ] || fail "$script has another mode than 755"
done
grep -qx /etc/default/syncwall-server "$folder/control/syncwall-server/conffiles" || fail "the service's options are no conffile"
[ -s "$folder/root/etc/default/syncwall-server" ] || fail "no options of the service"
[ ! -e "$folder/elsewhere/etc" ] || fail "another prefix gets an /etc of its own"
grep -q '^Exec=syncwall' "$folder/root/usr/share/applications/syncwall.desktop"
[ -s "$folder/root/usr/share/icons/hicolor/scalable/apps/syncwall.svg" ]

# Where lintian is: no errors, but that the licence is the owner's to choose and their address to tell.
if command -v lintian >/dev/null; then
  said=$(lintian --fail-on none --tag-display-limit 0 "$folder"/made/*.deb | grep '^E:' | grep -vE 'no-copyright-file|bogus-mail-host' || true)
  [ -z "$said" ] || fail "$said"
fi

"$(dirname "$0")/package_life.sh" "$folder/made/syncwall-server_"*.deb
