#!/bin/sh
# SPDX-License-Identifier: MIT

# --example-impl: what comes out compiles without a warning, and runs, whatever the IDL is like.

srcdir=$(realpath "${srcdir:-.}")
codegen=$(realpath "${ODEON_CODEGEN:-build/gen/odeon-codegen}")
cc=${ODEON_CC:-cc}
cflags="${ODEON_USER_CFLAGS:--std=gnu11 $(pkg-config --cflags odeon-1)} -Wall -Wextra -Werror"
libs=${ODEON_USER_LIBS:-$(pkg-config --libs odeon-1)}
. "$(dirname "$0")/report.sh"

# The compiler's flags name directories from where the test was started.
# build FILE [OPTION...]: a program of FILE.idl and what it includes
build ()
{
  name=$(basename "$1" .idl) && directory=$(dirname "$1")
  shift
  rm -rf "$scratch/c" && "$codegen" -o "$scratch/c" "$directory/$name.idl" &&
    "$codegen" --example-impl "$@" "$directory/$name.idl" > "$scratch/c/example.c" || return 1
  bodies=$scratch/c/$name.idl.c
  for included in $(sed -n 's/^#include "\(.*\)"/\1/p' "$directory/$name.idl"); do
    "$codegen" -o "$scratch/c" "$directory/$included" && bodies="$bodies $scratch/c/$included.c"
  done
  $cc $cflags -I"$scratch/c" -o "$scratch/c/example" "$scratch/c/example.c" $bodies $libs
}

# try NAME FILE [OPTION...]
try ()
{
  what=$1
  shift
  build "$@" > "$scratch/messages" 2>&1
  report $? "$what: it compiles"
  timeout 20 "$scratch/c/example" > "$scratch/messages" 2>&1 &&
    grep -q ': every call was answered$' "$scratch/messages"
  report $? "$what: it runs"
}

for name in bank counter types; do
  try "$name.idl" "$srcdir/tests/idl/golden/$name.idl"
done

cat > "$scratch/odd.idl" <<'END'
// Names that GObject uses, or the program itself, and results that have no value at hand.
struct Pair { long a, b; };
exception Bad { string why; };
exception Worse { };
enum Mood { calm, cross };

interface Empty { };

interface Actor {
  void init ();
  void class_init (in long get_type);
  /** Ends it. *\/ This is no end of a comment; a very long line of text follows, which goes on and on, beyond any page. */
  void finalize () raises (Bad, Worse);
  attribute Pair self;
  readonly attribute Mood value;
  oneway void run (in string main);
};

module Run {
  interface Actor : ::Actor, Empty {
    /// An answer with several parts.
    long get_value2 (in long ms, inout Mood mood, out string text, out boolean well);
    Pair twice (in Pair p, in long grid);
    any anything ();
  };
  interface Deepest : Actor { };
};
END
try 'awkward names' "$scratch/odd.idl"
grep -c 'is not implemented yet' "$scratch/c/example.c" > "$scratch/messages"
[ "$(cat "$scratch/messages")" -eq 7 ]
report $? 'what has no value at hand says that it is not implemented'
! awk 'length > 100' "$scratch/c/example.c" | grep . > "$scratch/messages"
report $? 'no line is longer than 100 columns'

cat > "$scratch/place.idl" <<'END'
native Place;
END
cat > "$scratch/geo.idl" <<'END'
#include "place.idl"
module Geo {
  native Matrix;
  interface Board {
    native Cursor;
    long long weigh ();
    Matrix turn (in Matrix m, in Cursor at, in Place where);
  };
};
END
try 'native types' "$scratch/geo.idl"
grep -qx 'G_DEFINE_BOXED_TYPE (GeoBoardCursor, geo_board_cursor, geo_board_cursor_ref, geo_board_cursor_unref)' \
  "$scratch/c/example.c" && grep -qx 'place_unpack (GBytes \*packed, GError \*\*error G_GNUC_UNUSED)' "$scratch/c/example.c"
report $? 'each has its functions, those of included files too'

try 'one interface of several' "$srcdir/tests/idl/golden/bank.idl" --interface Bank::Branch
! grep -q BankAccountActor "$scratch/c/example.c"
report $? 'the others are left out'

# refused STATUS TEXT NAME ARGUMENT…
refused ()
{
  wanted=$1 text=$2 name=$3
  shift 3
  "$codegen" "$@" > "$scratch/out" 2> "$scratch/messages"
  [ $? -eq "$wanted" ] && grep -qF -e "$text" "$scratch/messages" && [ ! -s "$scratch/out" ]
  report $? "$name"
}

printf 'struct S { long x; };\n' > "$scratch/none.idl"
refused 1 'did you mean `Bank::Branch`?' 'an interface that is not there' \
  --example-impl --interface Bank::Brunch "$srcdir/tests/idl/golden/bank.idl"
refused 1 'defines no interface' 'a file without interfaces' --example-impl "$scratch/none.idl"
refused 2 '--interface goes with --example-impl only' '--interface alone' --interface X "$scratch/none.idl"

echo "1..$number"
exit $failed
