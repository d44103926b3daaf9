# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What the programs beside it share: packages, builds and messages. To be sourced.

# To compile and to start Ahoy. Debian's names, which Ubuntu shares.
build_packages=(
  adwaita-icon-theme
  ca-certificates
  desktop-file-utils
  gcc
  gettext
  glib-networking
  gstreamer1.0-nice
  gstreamer1.0-plugins-bad
  gstreamer1.0-plugins-base
  gstreamer1.0-plugins-good
  libadwaita-1-dev
  libgstreamer-plugins-bad1.0-dev
  libgstreamer-plugins-base1.0-dev
  libgstreamer1.0-dev
  libgtk-4-bin
  libgtk-4-dev
  libjson-glib-dev
  libnice-dev
  libsecret-1-dev
  libsoup-3.0-dev
  meson
  ninja-build
  pkgconf
  python3
)

# What the tests need besides.
test_packages=(
  appstream
  at-spi2-core
  chromium
  clang
  coturn
  dbus
  dunst
  fonts-dejavu-core
  gcovr
  gir1.2-atspi-2.0
  gi-docgen
  git
  gjs
  gnome-keyring
  gobject-introspection
  gstreamer1.0-nice
  gstreamer1.0-plugins-bad
  gstreamer1.0-plugins-base
  gstreamer1.0-plugins-good
  imagemagick
  iproute2
  libclang-rt-dev
  libgirepository1.0-dev
  libgstreamer-plugins-bad1.0-dev
  librsvg2-common
  mandoc
  nftables
  openssl
  procps
  pulseaudio
  pulseaudio-utils
  python3-gi
  xauth
  xvfb
)

# Whoever has npm from elsewhere cannot have Debian's beside it.
command -v npm >/dev/null || test_packages+=(nodejs npm)

# The same for systems without apt, in names that every system has.
build_modules=(
  'gstreamer-webrtc-1.0 >= 1.22'
  'gstreamer-webrtc-nice-1.0 >= 1.22'
  'gtk4 >= 4.8'
  'json-glib-1.0 >= 1.6'
  'libadwaita-1 >= 1.2'
  'libsecret-1 >= 0.20'
  'libsoup-3.0 >= 3.2'
  'nice >= 0.1.20'
)
build_programs=(cc meson msgfmt ninja pkg-config python3)
test_programs=(
  Xvfb
  appstreamcli
  chromium
  clang
  dbus-run-session
  desktop-file-validate
  dunst
  g-ir-scanner
  gcovr
  gi-docgen
  git
  gjs
  glib-compile-schemas
  gnome-keyring-daemon
  gtk4-builder-tool
  import
  ip
  mandoc
  nft
  npm
  openssl
  turnserver
)

say () {
  printf '%s\n' "$*"
}

# stop MESSAGE NEXT-STEP...
stop () {
  printf '\nStopped: %s\n' "$1" >&2
  shift
  printf 'Next step: %s\n' "$@" >&2
  exit 1
}

# Between these two, `stage` says what is being done.
stage=
stage_start=0

begin () {
  stage=$1
  stage_start=$SECONDS
}

# end [WHAT-WAS-FOUND]
end () {
  printf '%-34s ok %4d s  %s\n' "$stage" $((SECONDS - stage_start)) "${1-}"
  stage=
}

# Runs a command with its output in a log file, of which only a failure shows the end.
# quietly LOG COMMAND...
quietly () {
  local log=$1
  shift
  if ! "$@" >"$log" 2>&1 </dev/null; then
    tail -n "${AHOY_LOG_LINES:-40}" "$log" >&2
    return 1
  fi
}

has_apt () {
  command -v apt-get >/dev/null && command -v dpkg-query >/dev/null
}

# Sets the array `missing` to those of the packages that are not installed.
find_missing_packages () {
  local installed package
  # dpkg-query fails when it does not know one of the names, and prints the others nevertheless.
  installed=$(dpkg-query --show --showformat '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null)
  missing=()
  for package; do
    grep -qxF "$package installed" <<<"$installed" || missing+=("$package")
  done
}

# Sets the array `missing` to what a system without apt lacks. find_missing_parts PROGRAM...
find_missing_parts () {
  local program module
  missing=()
  for program; do
    command -v "$program" >/dev/null || missing+=("the program $program")
  done
  for module in "${build_modules[@]}"; do
    pkg-config --exists "$module" 2>/dev/null || missing+=("the development files of $module")
  done
}

# install_packages LOG PACKAGE...: installs what is missing, and does nothing where nothing is.
install_packages () {
  local log=$1 as_root=() missing
  shift

  find_missing_packages "$@"
  [ ${#missing[@]} -gt 0 ] || return 0

  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null ||
      stop "these packages are missing, and there is no sudo to install them: ${missing[*]}" \
           "as root, run: apt-get install ${missing[*]}"
    as_root=(sudo)
    say "Installing as root: ${missing[*]}"
  else
    say "Installing: ${missing[*]}"
  fi

  local install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive
                 apt-get install --yes --no-install-recommends "${missing[@]}")
  # Package lists that are missing or out of date show in the first attempt.
  "${install[@]}" >"$log" 2>&1 </dev/null && return 0
  quietly "$log" "${as_root[@]}" apt-get update ||
    stop "apt-get cannot read its package lists" "mend /etc/apt or the network, then run this again"
  quietly "$log" "${install[@]}" ||
    stop "these packages cannot be installed: ${missing[*]}" \
         "read $log; Ahoy needs Debian 12, Ubuntu 24.04 or newer"
}

# set_up BUILD-DIRECTORY MESON-OPTION...: configures, and again from nothing when the options are
# others than the last time.
set_up () {
  local directory=$1 stamp
  shift
  stamp=$(printf '%s\n' "$PWD" "${CC-}" "$@")

  if [ -e "$directory/build.ninja" ] && [ "$stamp" = "$(cat "$directory/ahoy-options" 2>/dev/null)" ]; then
    return 0
  fi
  rm -rf "$directory"
  meson setup "$directory" "$@" || return 1
  printf '%s\n' "$stamp" >"$directory/ahoy-options"
}
