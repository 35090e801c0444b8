#!/bin/sh
# SPDX-License-Identifier: MIT

# A node, and clients that have nothing of Odeon in them: tests/foreign/, which is made of another
# implementation of QUIC and of what idl/wire.md says. Whatever they do, the peer that is there all
# the time is not disturbed.

set -u

sources=$srcdir/tests/foreign
go_path=/usr/share/gocode

if ! command -v go >/dev/null; then
  echo '1..0 # SKIP no Go (Debian: golang-go)'
  exit 0
elif [ ! -d "$go_path/src/github.com/lucas-clemente/quic-go" ]; then
  echo '1..0 # SKIP no quic-go (Debian: golang-github-lucas-clemente-quic-go-dev)'
  exit 0
elif [ -z "${ODEON_COMMAND:-}" ]; then
  echo '1..0 # SKIP no network'
  exit 0
fi

work=$(mktemp -d)
node=
peer=
trap 'exec 3>&- 4>&- 5>&-; kill $node $peer 2>/dev/null; wait; rm -rf "$work"' EXIT

count=0

# check DESCRIPTION SCENARIO NAME: what the client NAME says in it comes from standard input.
check ()
{
  count=$((count + 1))
  cat >"$work/expected"
  "$work/foreign" "127.0.0.1:$port" "$work/$3" "$3" "$work" "$2" >"$work/said" 2>&1
  # What an error says is for people.
  if sed 's/\(ERROR: [^:]*\):.*/\1/; s/GOODBYE: .*/GOODBYE/' "$work/said" |
       diff -u "$work/expected" - >"$work/difference"
  then
    echo "ok $count - $1"
  else
    echo "not ok $count - $1"
    sed 's/^/# /' "$work/difference"
  fi
}

# result DESCRIPTION STATUS
result ()
{
  count=$((count + 1))
  if [ "$2" -eq 0 ]; then echo "ok $count - $1"; else echo "not ok $count - $1"; fi
}

# --- the client, certificates, a node --------------------------------------------------------------

if ! (cd "$sources" &&
      GO111MODULE=off GOFLAGS= GOPATH=$go_path GOCACHE=$work/cache CGO_ENABLED=0 \
        go build -o "$work/foreign" .) >"$work/log" 2>&1
then
  sed 's/^/# /' "$work/log"
  echo '1..0 # SKIP the client cannot be built with this Go'
  exit 0
fi
rm -rf "$work/cache"

"$ODEON_CODEGEN" --describe "$srcdir/idl/node.idl" >"$work/node.json"
"$ODEON_CODEGEN" --describe "$srcdir/tests/unit/transport/post.idl" >"$work/post.json"

make_certificate ()
{
  "$ODEON_COMMAND" cert node "$1" --authority "$work/$2" "$work/$1" >/dev/null
}

for authority in authority elsewhere; do
  "$ODEON_COMMAND" cert authority "$work/$authority" >/dev/null
done
make_certificate bob authority
make_certificate alice authority
make_certificate carol authority
make_certificate mallory elsewhere
# She believes the node, which does not believe her.
cp "$work/bob/authority.pem" "$work/mallory/authority.pem"

mkfifo "$work/fifo"
tests/system/test-node serve "$work/bob" 0 >"$work/fifo" &
node=$!
exec 3<"$work/fifo"
read -r port <&3

# --- somebody who is there all the time ------------------------------------------------------------

mkfifo "$work/in" "$work/out"
"$work/foreign" "127.0.0.1:$port" "$work/carol" carol "$work" stay <"$work/in" >"$work/out" &
peer=$!
exec 4>"$work/in" 5<"$work/out"
read -r hello <&5
read -r here <&5
[ "$hello/$here" = 'hello bob/here' ]
result 'a client of another kind is let in' $?

# --- all the others --------------------------------------------------------------------------------

check 'it calls, and sends lanes and datagrams' talk alice <<'END'
hello bob
add 5 is 5
add 7 is 12
copy has 70000 bytes
ERROR: post-error-quark 0
count_flashed: enough
count_scattered: enough
closed by the node: 0
END

check 'its session goes on over another connection' resume alice <<'END'
hello bob
add 5 is 17
all was handled: true
add 7 is 24
count_scattered: enough
closed by the node: 0
END

check 'calls of another version are refused' outdated alice <<'END'
hello bob
ERROR: odeon-error-quark 9
closed by the node: 0
END

check 'who shows no certificate is refused' anonymous alice <<'END'
closed by the node: TLS alert 116
END

check 'who has one of another authority is refused' stranger mallory <<'END'
closed by the node: TLS alert 48
END

check 'what is no preamble is refused' nonsense alice <<'END'
closed by the node: 3
END

check 'a preamble without numbers is refused' no-numbers alice <<'END'
closed by the node: 3
END

check 'a session that is not known is refused' unknown-session alice <<'END'
closed by the node: 1
END

check 'a frame that is none ends the session' babble alice <<'END'
hello bob
GOODBYE
closed by the node: 0
END

echo >&4
read -r sum <&5
[ "$sum" = 'add 1 is 25' ]
result 'who was there all the time has noticed nothing' $?

kill -0 "$node"
result 'nor has the node' $?

echo "1..$count"
