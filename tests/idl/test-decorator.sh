#!/bin/sh
# SPDX-License-Identifier: MIT

# --symbol-decorator: with hidden visibility an object exports what it would export without, and
# nothing that the macro was not put in front of.

srcdir=$(realpath "${srcdir:-.}")
codegen=$(realpath "${ODEON_CODEGEN:-build/gen/odeon-codegen}")
cc=${ODEON_CC:-cc}
cflags="${ODEON_USER_CFLAGS:--std=gnu11 $(pkg-config --cflags odeon-1)}"
. "$(dirname "$0")/report.sh"

# symbols OBJECT: what a shared library made of it exports
symbols ()
{
  readelf --wide --symbols "$1" |
    awk '$5 == "GLOBAL" && $7 != "UND" && $6 == "DEFAULT" { print $8 }' | sort
}

# refused TEXT NAME ARGUMENT…
refused ()
{
  text=$1 name=$2
  shift 2
  "$codegen" "$@" "$srcdir/tests/idl/golden/bank.idl" > "$scratch/messages" 2>&1
  [ $? -eq 2 ] && grep -qF -e "$text" "$scratch/messages"
  report $? "$name"
}

"$codegen" -o "$scratch/plain" "$srcdir"/tests/idl/golden/*.idl > "$scratch/messages" 2>&1 &&
  "$codegen" -o "$scratch/decorated" --symbol-decorator MY_EXPORT --symbol-decorator-header my-export.h \
    "$srcdir"/tests/idl/golden/*.idl >> "$scratch/messages" 2>&1
report $? 'the golden files, with and without'

printf '#define MY_EXPORT __attribute__ ((visibility ("default")))\n' > "$scratch/decorated/my-export.h"
for file in "$srcdir"/tests/idl/golden/*.idl; do
  name=$(basename "$file")
  $cc $cflags -Wall -Wextra -Werror -c -o "$scratch/plain.o" "$scratch/plain/$name.c" > "$scratch/messages" 2>&1 &&
    $cc $cflags -Wall -Wextra -Werror -fvisibility=hidden -c -o "$scratch/decorated.o" \
      "$scratch/decorated/$name.c" >> "$scratch/messages" 2>&1
  report $? "$name compiles without a warning"
  symbols "$scratch/plain.o" > "$scratch/plain.symbols"
  symbols "$scratch/decorated.o" > "$scratch/decorated.symbols"
  [ "$(wc -l < "$scratch/plain.symbols")" -gt 10 ] &&
    diff "$scratch/plain.symbols" "$scratch/decorated.symbols" > "$scratch/messages"
  report $? "$name exports what it would export otherwise"
done

printf '#define MY_EXPORT\n' > "$scratch/decorated/my-export.h"
$cc $cflags -fvisibility=hidden -c -o "$scratch/hidden.o" "$scratch/decorated/bank.idl.c" > "$scratch/messages" 2>&1
[ -s "$scratch/hidden.o" ] && [ -z "$(symbols "$scratch/hidden.o")" ]
report $? 'without the attribute it exports nothing: the macro makes the difference'

grep -qx '#include "my-export.h"' "$scratch/decorated/bank.idl.h"
report $? 'the header of the macro is included'

refused 'is no name of a macro' 'a macro that is no word' --symbol-decorator 'a b'
refused 'cannot be included' 'a header with a quote in its name' --symbol-decorator-header 'a".h'

echo "1..$number"
exit $failed
