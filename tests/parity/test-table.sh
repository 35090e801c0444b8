#!/bin/sh
# SPDX-License-Identifier: MIT

# The table in idl/parity.md: it has all rows, each with its test, and names nothing that is not
# there.

srcdir=${srcdir:-.}
. "$srcdir/tests/idl/report.sh"
table=$srcdir/idl/parity.md

# rows LETTER LAST
rows ()
{
  seq 1 "$2" | sed "s/^/$1/"
}

{ rows K 23; rows S 20; rows A 15; rows D 10; } > "$scratch/wanted"
sed -n 's/^| \([KSAD][0-9]*\) |.*/\1/p' "$table" > "$scratch/found"
diff "$scratch/wanted" "$scratch/found" > "$scratch/messages"
report $? 'each row is there, once and in order'

# A row has the test of its name, or says that it is not there yet.
for row in $(cat "$scratch/wanted"); do
  test=parity/test-$(echo "$row" | tr KSAD ksad)
  line=$(grep "^| $row |" "$table")
  case $line in
    *"(../tests/$test."*) ;;
    *'| not yet'*'| |') [ ! -e "$srcdir/tests/$test.c" ] || echo "$row: there is a test" ;;
    *) echo "$row: no test" ;;
  esac
done > "$scratch/messages"
[ ! -s "$scratch/messages" ]
report $? 'each row has the test of its name'

# Programs are in the list without a suffix, scripts with theirs.
for file in $(grep -o '(\.\./tests/[^)]*)' "$table" | tr -d '()' | sed 's|^\.\./tests/||'); do
  [ -e "$srcdir/tests/$file" ] || echo "tests/$file is not there"
  case $file in *.idl) continue ;; esac
  grep -qF "%D%/${file%.c} " "$srcdir/tests/local.mk" || echo "tests/$file is not run"
done > "$scratch/messages"
[ ! -s "$scratch/messages" ]
report $? 'each test is run'

for file in "$srcdir"/tests/parity/test-*.c; do
  grep -qF "tests/parity/${file##*/})" "$table" || echo "$file"
done > "$scratch/messages"
[ ! -s "$scratch/messages" ]
report $? 'each test has a row'

# What has parentheses is declared there; types, constants, fields and hooks are words of them.
ls "$srcdir"/src/*/odeon-*.h | grep -v -e '-private\.h$' |
  xargs cat "$srcdir/tests/idl/golden/bank.idl.h" > "$scratch/headers"
grep -o '`[A-Za-z_]*\(()\)\{0,1\}`' "$table" | tr -d '`' | sort -u |
  grep -v -e '^g_' -e '^any$' -e '^bank_$' |
  while read -r name; do
    case $name in
      *'()') grep -qE -e "\<${name%??} +\(" "$scratch/headers" ;;
      *) grep -v '^ \*' "$scratch/headers" | grep -qE -e "\<_?$name\>" ;;
    esac || echo "$name is in no public header"
  done > "$scratch/messages"
[ ! -s "$scratch/messages" ]
report $? 'each name is that of something public'

echo "1..$number"
exit $failed
