#!/bin/sh
# SPDX-License-Identifier: MIT

# Starts the program that it is given, asks it things with curl, and terminates it.

set -u

program=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if ! command -v curl >/dev/null
then
  echo 'To be tried with curl, which is not installed.'
  exit 0
fi

mkfifo "$work/output"
"$program" >"$work/output" &
server=$!
exec 3<"$work/output"
read -r line <&3
url=${line#Listening on }

# ask PATH [ARGUMENT]...: what curl is to be told besides
ask ()
{
  path=$1
  shift
  echo "\$ curl $path $*" | sed 's/ $//'
  curl --silent --show-error --max-time 20 --write-out ' (%{http_code})\n' "$@" "${url%/}$path"
}

ask /counter
ask /counter -d '{"by":2}'
ask /counter -d '{"by":40}'
ask /counter -d 'two'
ask /counter -d '{"by":"two"}'
ask /counter -d '{"by":9223372036854775807}'
ask /counter -X PUT
ask /elsewhere
ask /counter -X DELETE
ask /counter

kill -TERM "$server"
read -r line <&3
echo "$line"
wait "$server"
