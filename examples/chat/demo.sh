#!/bin/sh
# SPDX-License-Identifier: MIT

# An authority, three nodes, each a process: the room's, and those of two who meet there.

set -u

program=$1
odeon=${ODEON_COMMAND:-tools/odeon/odeon}
work=$(mktemp -d)
room=
trap 'test -z "$room" || kill "$room"; wait; rm -rf "$work"' EXIT

# until_says FILE TEXT PID: as long as that runs.
until_says ()
{
  while ! grep -q "$2" "$1" && kill -0 "$3"
  do
    sleep 0.02
  done
}

"$odeon" cert authority "$work/authority" >"$work/log" || exit
for node in house north south
do
  "$odeon" cert node "$node" --authority "$work/authority" "$work/$node" >"$work/log" || exit
done

"$program" host "$work/house" house 127.0.0.1:0 >"$work/room" &
room=$!
until_says "$work/room" port "$room"
url=odeon://house@127.0.0.1:$(sed 's/.* //' "$work/room")/room

mkfifo "$work/bob.in"
"$program" join "$work/south" south "$url" bob <"$work/bob.in" >"$work/bob.out" &
bob=$!
exec 3>"$work/bob.in"
until_says "$work/bob.out" 'bob: (comes in)' "$bob"

printf '%s\n' 'Good evening!' 'Is the line any good?' |
  "$program" join "$work/north" north "$url" alice >"$work/alice.out" || exit

echo 'None better. Good night!' >&3
exec 3>&-
wait "$bob" || exit

echo 'What alice saw, in the north:'
sed 's/^/  /' "$work/alice.out"
echo 'What bob saw, in the south:'
sed 's/^/  /' "$work/bob.out"
