# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# Debian systems in folders, and commands in them. To be sourced after lib.sh, by what then calls:
#
#   become_root "$cache" "$0" "$@"   once, before anything else
#   find_mirror                      sets `mirror`, if it is not set
#   make_system SUITE ROOT LOG       where there is none yet
#   refresh_system ROOT              before it is used
#   clone_into ROOT LOG              puts a fresh clone of HEAD into /root/ahoy there
#   in_system ROOT COMMAND...        runs a command, and ends whatever it leaves behind
#   do_in ROOT LOG COMMAND...        the same as part of a stage, which ends when it fails
#   install_in ROOT LOG PACKAGE...   Debian's packages, or files of packages

# become_root CACHE PROGRAM ARGUMENT...: goes on as root; CACHE is in the folder of who asked for it.
become_root () {
  local cache=$1
  shift
  [ "$(id -u)" -ne 0 ] || return 0
  command -v sudo >/dev/null || stop "a chroot needs root, and there is no sudo" "run this as root"
  exec sudo XDG_CACHE_HOME="${cache%/*}" "$@"
}

find_mirror () {
  [ -z "${mirror-}" ] || return 0
  if has_apt; then
    mirror=$(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' |
             sed -n 's/^Debian|Debian|//p' | head -n 1)
  fi
}

make_system () {
  local suite=$1 root=$2 log=$3 proxy=
  [ ! -d "$root" ] || return 0
  find_mirror
  [ -n "$mirror" ] ||
    stop "this system does not know a Debian mirror" "run this again with --mirror URL"
  say "Making a Debian system ($suite) in $root"
  rm -rf --one-file-system "$root.new"
  quietly "$log" debootstrap --variant=minbase "$suite" "$root.new" "$mirror" ||
    stop "the Debian system cannot be made" "read $log"
  # No service is to be started by the packages.
  printf '#!/bin/sh\nexit 101\n' >"$root.new/usr/sbin/policy-rc.d"
  chmod +x "$root.new/usr/sbin/policy-rc.d"
  eval "$(apt-config shell proxy Acquire::http::Proxy 2>/dev/null)"
  [ -z "$proxy" ] ||
    printf 'Acquire::http::Proxy "%s";\n' "$proxy" >"$root.new/etc/apt/apt.conf.d/80proxy"
  mv "$root.new" "$root"
}

refresh_system () {
  local root=$1
  cp -L /etc/resolv.conf "$root/etc/resolv.conf"
  # What goes out goes through the same proxies as out here, and has to trust them, too.
  if ls /usr/local/share/ca-certificates/*.crt >/dev/null 2>&1; then
    mkdir -p "$root/usr/local/share/ca-certificates"
    cp -L /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/"
    [ ! -x "$root/usr/sbin/update-ca-certificates" ] ||
      chroot "$root" update-ca-certificates >/dev/null 2>&1
  fi
}

clone_into () {
  local root=$1 log=$2
  [ -z "$(git status --porcelain 2>/dev/null)" ] ||
    say "Note: only what is committed is tested; this tree has changes besides."
  rm -rf --one-file-system "$root/root/ahoy"
  quietly "$log" git -c safe.directory='*' clone --quiet --no-hardlinks "file://$PWD" "$root/root/ahoy" ||
    stop "the tree cannot be cloned" "read $log"
}

# In name spaces of their own, the mounts and whatever the command has left running are gone with the
# last of these commands, however it ends.
in_system () {
  local inside status
  unshare --mount --propagation private --pid --fork --kill-child bash -s "$@" <<'END' &
set -eu
root=$1
shift
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in full null random tty urandom zero; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
# Not chroot, in which nobody may make a sandbox.
cd "$root"
pivot_root . .
exec </dev/null /usr/bin/env -i HOME=/root LANG=C.UTF-8 \
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
  /bin/bash -c 'umount -l . && cd / && exec "$@"' bash "$@"
END
  inside=$!
  # Nothing less ends what is the first process in there.
  trap 'kill -KILL "$inside"; exit 130' INT TERM
  wait "$inside"
  status=$?
  trap 'exit 130' INT TERM
  return "$status"
}

do_in () {
  local root=$1 log=$2
  shift 2
  quietly "$log" in_system "$root" env DEBIAN_FRONTEND=noninteractive "$@" ||
    stop "the stage \"$stage\" has failed" "read $log"
}

# Nothing that is only recommended.
install_in () {
  do_in "$1" "$2" apt-get install --yes --no-install-recommends "${@:3}"
}
