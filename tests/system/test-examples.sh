#!/bin/sh
# SPDX-License-Identifier: MIT

# Runs the examples as `make demo` does, and compares all that they print. What differs from run to
# run is the actors' URNs: they are checked for their form, and replaced by URN.

set -u

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

count=0

# check DESCRIPTION COMMAND...: one line of TAP; what the command says is shown if it fails.
check ()
{
  description=$1
  shift
  count=$((count + 1))
  if "$@" >"$work/log" 2>&1; then
    echo "ok $count - $description"
  else
    echo "not ok $count - $description"
    sed 's/^/# /' "$work/log"
  fi
}

skip ()
{
  count=$((count + 1))
  echo "ok $count - $1 # SKIP $2"
}

# Succeeds, and leaves nothing on standard error.
ends_well ()
{
  script=$srcdir/examples/$1/demo.sh
  if [ -e "$script" ]; then
    sh "$script" "examples/$1/$1" >"$work/$1.out" 2>"$work/$1.err"
  else
    "examples/$1/$1" >"$work/$1.out" 2>"$work/$1.err"
  fi
  status=$?
  cat "$work/$1.err"
  echo "exit status $status"
  [ "$status" -eq 0 ] && [ ! -s "$work/$1.err" ]
}

hex='[0-9a-f]'
urn="urn:uuid:$hex\\{8\\}-$hex\\{4\\}-4$hex\\{3\\}-[89ab]$hex\\{3\\}-$hex\\{12\\}"

prints ()
{
  sed "s/$urn/URN/" "$work/$1.out" | diff -u "$work/expected" -
}

# check_example NAME: what is expected comes from standard input.
check_example ()
{
  cat >"$work/expected"
  check "$1 ends well" ends_well "$1"
  check "$1 prints what it should" prints "$1"
}

# Each actor keeps its identity.
has_two_urns ()
{
  urns=$(grep -o "$urn" "$work/counter.out" | sort -u)
  echo "$urns"
  [ "$(echo "$urns" | wc -l)" -eq 2 ]
}

check_example plain <<'END'
{'no': <'Norway'>, 'se': <'Sweden'>}
{'a': <3>, 'b': <4>, 'c': <5>}
Asked with a number, it says: I do not understand i messages
END

seq 10 | while read -r i; do
  echo "Adder (URN) is increasing $((i - 1))"
  echo "Bookkeeper (URN) got $i back"
done >"$work/counting"
check_example counter <"$work/counting"
check 'counter has two actors' has_two_urns

check_example bank <<'END'
On payday:
  alice         1000
  bob           1000
  carol         1000
alice pays bob 300: done
alice pays bob 5000: insufficient funds: wanted 5000, there is 700
alice pays bob -1: -1 is no amount
the account of bob has been looked at 3 times
bob pays carol 200: the account is closed
In the evening:
  alice & anna   700
  bob           1300
END

check_example supervised <<'END'
cat.png: small-cat.png
damaged-dog.png: none: Album::Damaged (file: 'damaged-dog.png')
cow.png: small-cow.png
ant.png: small-ant.png
damaged-bee.png: none: Album::Damaged (file: 'damaged-bee.png')
fox.png: small-fox.png
hen.png: small-hen.png
owl.png: small-owl.png
damaged-pig.png: none: Album::Damaged (file: 'damaged-pig.png')
gnu.png: small-gnu.png
rat.png: small-rat.png
yak.png: small-yak.png
3 workers; made anew: 3 times
elk.png: none: Worker "2" (URN) was killed
emu.png: small-emu.png
4 workers; made anew: 3 times
END

if [ -n "${ODEON_OMNIORB_IDL:-}" ]; then
  check_example naming <<'END'
4 threads bound 1000 names
4 threads resolved them, each to the book that it was bound to
the iterators listed 1000 objects and 24 contexts, in 65 portions
shelf-0/door/shelf-0/door/shelf-3/box-4/book-49.novel is "Book 49 of box 4 of shelf 3"
shelf-2/box-0/book-0.novel is "A better book"
TCP\/IP Illustrated.vol\.1
corbaname::books.example:2809#TCP%5C/IP%20Illustrated.vol%5C.1
shelf-1/crate-7/book-0.novel: NotFound, missing-node: crate-7/book-0.novel
shelf-1/box-2/book-3.novel/page-4: NotFound, not-context: book-3.novel/page-4
attic/diary: CannotProceed: diary, in a context that is no more
binding a name twice: CosNaming::NamingContext::AlreadyBound
destroying a context that is in use: CosNaming::NamingContext::NotEmpty
a name that ends in a dot: CosNaming::NamingContext::InvalidName
END
else
  skip 'naming' 'no CosNaming.idl (Debian: omniorb-idl)'
fi

check_example game <<'END'
alice, at 15, takes 40 damage: 60 left
bob, at 15, takes 40 damage: 60 left
30 ticks
END

# How JSON-GLib says that something is no JSON is its own affair.
http_expected ()
{
  cat <<'END'
$ curl /counter
{"value":0} (200)
$ curl /counter -d {"by":2}
{"value":2} (200)
$ curl /counter -d {"by":40}
{"value":42} (200)
$ curl /counter -d two
{"error":"MESSAGE"} (400)
$ curl /counter -d {"by":"two"}
{"error":"expected an object with a whole number \"by\""} (400)
$ curl /counter -d {"by":9223372036854775807}
{"error":"the counter cannot go that far"} (409)
$ curl /counter -X PUT
{"error":"use GET, POST or DELETE"} (405)
$ curl /elsewhere
{"error":"there is nothing but /counter"} (404)
$ curl /counter -X DELETE
 (204)
$ curl /counter
{"error":"the counter has been closed"} (503)
Answering what was asked, then leaving
END
}

# Whoever sends what is too long, has no length, or is a deep nest, is told so, and harms nobody.
http_withstands ()
{
  mkfifo "$work/fifo"
  examples/http/http >"$work/fifo" 2>"$work/http.err" &
  server=$!
  exec 3<"$work/fifo"
  read -r line <&3
  url=${line#Listening on }counter
  nest=$(printf '%1000s' '' | tr ' ' '[')
  long=$(printf '%2000s' '')
  codes=$(
    for body in "$nest" "$long" '' '[]' '{"by":1e3}' '{"by":99999999999999999999}'; do
      curl -s -o /dev/null --max-time 20 -w '%{http_code} ' -d "$body" "$url"
    done
    curl -s -o /dev/null --max-time 20 -w '%{http_code} ' -H 'Transfer-Encoding: chunked' -d '{}' "$url"
    curl -s --max-time 20 -w ' %{http_code}' "$url"
  )
  # One more goes in the middle of its request, and another would never come to an end.
  echo 1234 | timeout 1 curl -s -T - -H 'Transfer-Encoding:' -H 'Content-Length: 9' "$url"
  (echo 1234; exec sleep 5) | curl -s -T - -H 'Transfer-Encoding:' -H 'Content-Length: 9' "$url" &
  slow=$!
  kill -INT "$server"
  wait "$server"
  status=$?
  kill "$slow"
  cat "$work/http.err"
  echo "$codes, exit status $status"
  [ "$codes" = '400 413 400 400 400 400 411 {"value":0} 200' ] && [ "$status" -eq 0 ] && [ ! -s "$work/http.err" ]
}

if [ ! -e examples/http/http ]; then
  skip 'http' 'no libsoup 3.2 or no JSON-GLib (Debian: libsoup-3.0-dev, libjson-glib-dev)'
elif ! command -v curl >/dev/null; then
  skip 'http' 'no curl'
else
  # The leaks are known by what is below GLib's allocator, where frame pointers do not lead.
  ASAN_OPTIONS=fast_unwind_on_malloc=0:${ASAN_OPTIONS:-}
  LSAN_OPTIONS=suppressions=$(cd "$srcdir" && pwd)/tests/system/libsoup.supp:print_suppressions=0
  export ASAN_OPTIONS LSAN_OPTIONS
  http_expected >"$work/expected"
  check 'http ends well' ends_well http
  sed -i 's/{"error":"<data>.*"}/{"error":"MESSAGE"}/' "$work/http.out"
  check 'http prints what it should' prints http
  check 'http withstands bad requests' http_withstands
fi

if [ ! -e examples/orders/orders ]; then
  skip 'orders' 'no hiredis (Debian: libhiredis-dev)'
elif ! command -v redis-server >/dev/null; then
  skip 'orders' 'no redis-server'
else
  check_example orders <<'END'
shop: 9 orders are accepted
shop: a packer comes
  packer: order 1, a lamp
  packer: order 2, two chairs
  packer: order 3, a kettle
  packer: killed, with order 4 in its hands
shop: a packer comes
  packer: order 4, a lamp
  packer: order 5, two chairs
  packer: order 6, a kettle
  packer: killed, with order 7 in its hands
shop: a packer comes
  packer: order 7, a lamp
  packer: order 8, two chairs
  packer: order 9, a kettle
shop: all is packed
END
fi

if [ ! -e examples/chat/chat ]; then
  skip 'chat' 'no ngtcp2 (Debian: libngtcp2-dev, libngtcp2-crypto-gnutls-dev)'
else
  check_example chat <<'END'
What alice saw, in the north:
  alice: (comes in)
  alice: Good evening!
  alice: Is the line any good?
What bob saw, in the south:
  bob: (comes in)
  alice: (comes in)
  alice: Good evening!
  alice: Is the line any good?
  alice: (leaves)
  bob: None better. Good night!
END
fi

# How late a picture is, and how many are lost, depends on the machine.
arena_masks ()
{
  sed -i -e 's/ *[0-9]*\.[0-9] ms/ MS/g' -e 's/sequenced  *[0-9]* of/sequenced  N of/' \
    -e 's/^[0-9]* of [0-9]* packets/N of N packets/' "$work/arena.out"
}

if [ ! -e examples/arena/arena ]; then
  skip 'arena' 'no ngtcp2 (Debian: libngtcp2-dev, libngtcp2-crypto-gnutls-dev, libgnutls28-dev)'
else
  cat >"$work/expected" <<'END'
4 players move 60 times a second for 4 s. The road takes 20 ms, and loses 5 %:
             pictures  age on the screen: median   1 in 100     oldest
ordered    240 of 240 MS MS MS
sequenced  N of 240 MS MS MS
reliable    16 of  16 hits, 0 of them twice
N of N packets were lost
END
  check 'arena ends well' ends_well arena
  arena_masks
  check 'arena prints what it should' prints arena
fi

echo "1..$count"
