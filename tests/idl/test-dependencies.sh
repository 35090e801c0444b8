#!/bin/sh
# SPDX-License-Identifier: MIT

# The rules for make, by gcc's options: what is in them, and whether make obeys.

codegen=$(realpath "${ODEON_CODEGEN:-build/gen/odeon-codegen}")
. "$(dirname "$0")/report.sh"
cd "$scratch" || exit 1

# holds FILE NAME: the file says what is on the standard input
holds ()
{
  diff - "$1" > messages 2>&1
  report $? "$2"
}

# refused TEXT NAME ARGUMENT…
refused ()
{
  text=$1 name=$2
  shift 2
  "$codegen" "$@" > messages 2>&1
  [ $? -eq 2 ] && grep -qF -e "$text" messages
  report $? "$name"
}

mkdir inc
printf 'struct Far { long x; };\n' > inc/far.idl
printf '#include <far.idl>\nstruct Near { Far f; };\n' > near.idl
printf 'struct Other { long y; };\n' > other.idl

"$codegen" -Iinc -o out -MD near.idl > messages 2>&1
report $? '-MD'
holds out/near.idl.d 'the rule is beside the output' <<'END'
out/near.idl.h out/near.idl.c: \
  near.idl \
  inc/far.idl
END

"$codegen" -Iinc -o out -MD --header near.idl > messages 2>&1 &&
  "$codegen" -Iinc -o out -MD --body near.idl >> messages 2>&1
report $? '-MD of one output at a time'
holds out/near.idl.h.d 'the header has its own rule' <<'END'
out/near.idl.h: \
  near.idl \
  inc/far.idl
END
holds out/near.idl.c.d 'so has the body' <<'END'
out/near.idl.c: \
  near.idl \
  inc/far.idl
END

"$codegen" -Iinc -o out -MD -MP -MFall.d near.idl other.idl > messages 2>&1
report $? '-MF and -MP of two files'
holds all.d 'one file has both rules' <<'END'
out/near.idl.h out/near.idl.c: \
  near.idl \
  inc/far.idl
inc/far.idl:
out/other.idl.h out/other.idl.c: \
  other.idl
END

"$codegen" -MD -MF t.d -MT '$(A)' -MTb -MQ 'c $d#' other.idl > messages 2>&1
report $? '-MT and -MQ'
holds t.d 'both say the target, -MQ quotes it' <<'END'
$(A) b c\ $$d\#: \
  other.idl
END

"$codegen" -Iinc -o out --dependency-file old.d near.idl > messages 2>&1 &&
  "$codegen" -Iinc -o out -MD -MP -MF new.d near.idl >> messages 2>&1 && diff old.d new.d >> messages
report $? '--dependency-file is -MD -MP -MF'

rm -rf out && "$codegen" --check -Iinc -o out -MD near.idl > messages 2>&1 && [ "$(ls out)" = near.idl.d ]
report $? 'with --check the rule alone is written'

refused '-MF goes with -MD only' '-MF without -MD' -MF x.d near.idl
refused '-MT goes with -MD only' '-MT without -MD' -MT x near.idl
refused '-MP goes with -MD only' '-MP without -MD' -MP near.idl
refused 'give one of them' 'two files for the rules' -MD -MF a.d --dependency-file b.d near.idl
refused 'Missing argument' '-MF without a file' -MD near.idl -MF
refused 'Unknown option' 'an -M that gcc has not either' -MX near.idl
[ ! -e a.d ] && [ ! -e b.d ] && [ ! -e x.d ]
report $? 'what is refused writes nothing'

# A name with all that make reads otherwise, as gcc writes it. No colon: older ones do not quote it.
odd='a b$c#d\ e\f.idl'
printf 'struct Odd { long x; };\n' > "inc/$odd"
printf '#include "inc/%s"\nstruct Even { Odd o; };\n' "$odd" > even.idl
"$codegen" -MD -MF even.d -MT made even.idl > messages 2>&1
report $? 'an included file with a strange name'
if command -v gcc > /dev/null; then
  cp even.idl even.h && : > "inc/$odd" && gcc -nostdinc -M -MT made even.h > gcc.d
  printf 'struct Odd { long x; };\n' > "inc/$odd"
  tr -d '\n' < gcc.d | sed 's/^.*even\.h[ \\]*//' > gcc.name
  sed -n 's/^  inc/inc/p' even.d | tr -d '\n' | diff gcc.name - > messages 2>&1
  report $? 'is written as gcc writes it'
fi

cat > makefile <<'END'
.SUFFIXES:
made: even.idl
	@echo run && touch made
-include even.d
END
cat even.d > messages
make >> messages 2>&1 && make -q >> messages 2>&1 && touch -d '+1 minute' "inc/$odd" && ! make -q >> messages 2>&1
report $? 'make runs the rule when that file changes, and not before'

cat > makefile <<'END'
out/near.idl.h:
	@echo run && touch out/near.idl.h
include near.d
END
"$codegen" -Iinc -o out -MD -MP -MF near.d near.idl > messages 2>&1 && rm inc/far.idl && make >> messages 2>&1
report $? 'with -MP an included file may go away'

echo "1..$number"
exit $failed
