#!/usr/bin/env bash
# The life of the server's package: installed, enabled, upgraded, removed, purged, on a copy of this system that is thrown away (an overlay
# in a mount namespace of its own), with a systemctl that writes down what it is told. Without the right to that: passed over.
#   package_life.sh FILE.deb
set -euo pipefail
deb=$(readlink -f "$1")
if [ "${2:-}" != inside ]; then
  unshare -m true 2>/dev/null || { echo "package_life: needs root, passed over"; exit 0; }
  exec unshare -m "$0" "$deb" inside
fi
mount --make-rprivate /
place=$(mktemp -d)
mount -t tmpfs none "$place"
mkdir "$place"/{changed,work,system}
mount -t overlay none -o "lowerdir=/,upperdir=$place/changed,workdir=$place/work" "$place/system" 2>/dev/null ||
  { echo "package_life: no overlay here, passed over"; exit 0; }
root=$place/system
mount -t proc none "$root/proc"
cp "$deb" "$root/tmp/package.deb"
rm -f "$root/usr/sbin/policy-rc.d"
mkdir -p "$root/run/systemd/system"
mv "$root/usr/bin/systemctl" "$root/usr/bin/systemctl.real"
cat >"$root/usr/bin/systemctl" <<'STUB'
#!/bin/sh
echo "$*" >>/calls
STUB
chmod 755 "$root/usr/bin/systemctl"

in_it() { chroot "$root" env PATH=/usr/sbin:/usr/bin:/sbin:/bin DPKG_COLORS=never "$@"; }
fail() { echo "$1"; cat "$place/said" "$root/calls" 2>/dev/null; exit 1; }
# What dpkg does and says; the calls of systemctl start anew.
dpkg_does() {
  : >"$root/calls"
  in_it dpkg --force-depends "$@" >"$place/said" 2>&1 || fail "dpkg $* failed"
}
called() { grep -qE -- "$1" "$root/calls"; }
unit=syncwall-server.service
link=$root/etc/systemd/system/multi-user.target.wants/$unit
options=$root/etc/default/syncwall-server

in_it dpkg -P --force-depends syncwall-server >/dev/null 2>&1 || true
dpkg_does -i /tmp/package.deb
called "daemon-reload" || fail "installed: systemd is not told of the unit"
! called "(start|enable)" || fail "installed: the service starts by itself"
[ ! -e "$link" ] || fail "installed: the service is enabled by itself"
[ -s "$options" ] || fail "installed: no options of the service"

in_it systemctl.real --root=/ enable "$unit" >/dev/null 2>&1
[ -L "$link" ] || fail "the unit can't be enabled"
echo 'SYNCWALL_SERVER_OPTIONS="--listen 127.0.0.1:9"' >"$options"
dpkg_does -i /tmp/package.deb
called "daemon-reload" || fail "upgraded: systemd is not told of the unit"
called "restart .*$unit" || fail "upgraded: the service goes on with the old program"
[ -L "$link" ] || fail "upgraded: the service is no longer enabled"
grep -q 127.0.0.1:9 "$options" || fail "upgraded: the administrator's options are gone"

mkdir -p "$root/var/lib/private/syncwall-server"
echo data >"$root/var/lib/private/syncwall-server/jobs.db"
dpkg_does -r syncwall-server
called "stop .*$unit" || fail "removed: the service goes on"
[ -s "$options" ] || fail "removed: the options are gone, which only purge takes"

dpkg_does -P syncwall-server
[ ! -L "$link" ] || fail "purged: a link to the unit dangles"
[ ! -e "$options" ] || fail "purged: the options are still there"
[ -z "$(find "$root/etc/systemd/system" -name "*syncwall*")" ] || fail "purged: systemd's folder still knows the unit"
[ -s "$root/var/lib/private/syncwall-server/jobs.db" ] || fail "purged: the data are gone"
grep -q /var/lib/private/syncwall-server "$place/said" || fail "purged: nobody says where the data are"
echo "package_life: installed, upgraded, removed and purged as it should be"
