#!/bin/sh
# SPDX-License-Identifier: MIT

# Starts a Redis server of its own, and runs the program that it is given on it.

set -u

program=$1
work=$(mktemp -d)
server=
trap 'test -z "$server" || kill "$server"; wait; rm -rf "$work"' EXIT

if ! command -v redis-server >/dev/null
then
  echo 'To be tried with redis-server, which is not installed.'
  exit 0
fi

redis-server --port 0 --unixsocket "$work/socket" --dir "$work" --save '' --appendonly yes \
  >"$work/log" &
server=$!
while ! test -S "$work/socket" && kill -0 "$server"
do
  sleep 0.05
done

"$program" "$work/socket" "$work/ledger"
