# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What use-debian-packages and use-flatpak share: Ahoy as a person or another program uses it, where it
# is installed. To be sourced from the top of the tree, by what is then used with `use WHAT`. It runs
# `ahoyctl` and, where there is a window, $AHOY and $AHOYCTL.

user=alice@practice.example
password=correct-horse-battery
limit=300 # seconds, for what hangs
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

fail () {
  printf '%s\n' "$@" >&2
  exit 1
}

# The practice service ends when nobody reads what it prints any more: with this script.
start_practice () {
  local line
  exec {practice}< <(exec ahoyctl practice --user "$user:$password" 2>"$folder/practice-errors")
  read -r -t "$limit" -u "$practice" line || fail "the practice service does not start"
  rest=$(sed -nE 's/.*"rest":"([^"]+)".*/\1/p' <<<"$line")
  websocket=$(sed -nE 's/.*"websocket":"([^"]+)".*/\1/p' <<<"$line")
  control=$(sed -nE 's/.*"control":"http:..([^"]+)".*/\1/p' <<<"$line")
  [ -n "$rest" ] && [ -n "$websocket" ] && [ -n "$control" ] || fail "the practice service has no addresses: $line"
}

# Lets the echo end its call.
end_echo () {
  local robot answer body="{\"action\":\"hang-up\",\"robot\":\"echo\",\"user\":\"$user\"}"
  local host=${control%%/*}
  exec {robot}<>"/dev/tcp/${host%:*}/${host#*:}"
  printf 'POST /%s/robots HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s' \
    "${control#*/}" "$host" "${#body}" "$body" >&"$robot"
  read -r -t "$limit" -u "$robot" answer
  exec {robot}>&-
  [[ $answer == *' 200 '* ]] || fail "the practice service says: $answer"
}

# call_echo SERVICE OPTION...: until there is sound and a picture, however long a busy computer takes.
call_echo () {
  local call pid line='' seen=false said=$folder/said
  exec {call}< <(exec timeout "$limit" ahoyctl --server "$rest" "${@:2}" --user "$user" \
    --password-fd 0 call echo@practice.example --test-media --video <<<"$password" 2>"$folder/errors")
  pid=$!
  : >"$said"
  while read -r -u "$call" line; do
    printf '%s\n' "$line" >>"$said"
    if ! $seen && [[ $line =~ \"audio\":\{[^}]*\"packets-received\":[1-9] &&
                     $line =~ \"video\":\{[^}]*\"frames-decoded\":[1-9] ]]; then
      seen=true
      end_echo
    fi
  done
  exec {call}<&-
  wait "$pid" && $seen && grep -q '"connected":true' "$said" ||
    fail "ahoyctl on $1 has not seen and heard the echo" "$(tail -n 5 "$said")" "$(cat "$folder/errors")"
}

use_ahoyctl () {
  ahoyctl --version
  start_practice
  call_echo 'Kandy Link'
  call_echo 'Sendbird Calls' --service sendbird --app-id A1B2 --websocket "$websocket"
  say_used="logged in and called echo on both services, saw and heard it"
}

# journeys FILE CASE...: on a display, bus and home of their own.
journeys () {
  export AHOY_ID=org.ahoycalls.Ahoy AHOY_SCREENSHOTS=$HOME/screenshots
  export GIO_USE_VFS=local LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
  tests/with-display /usr/bin/python3 "tests/journeys/$1.py" "${@:2}" >"$folder/journeys" 2>&1 ||
    fail "a journey of $1.py fails" "$(cat "$folder/journeys")"
}

# Sets what has been seen as the last line.
use () {
  "use_${1//-/_}"
  printf '%s\n' "$say_used"
}
