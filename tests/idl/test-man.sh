#!/bin/sh
# SPDX-License-Identifier: MIT

# The manual page: it has every option that the compiler has, no other, and all that --help says of
# the exit status; and groff has nothing to say about it.

srcdir=$(realpath "${srcdir:-.}")
codegen=$(realpath "${ODEON_CODEGEN:-build/gen/odeon-codegen}")
page=$srcdir/man/odeon-codegen.1
. "$(dirname "$0")/report.sh"
cd "$scratch" || exit 1

skip ()
{
  number=$((number + 1))
  echo "ok $number - $1 # SKIP $2"
}

# section NAME: its source, with plain hyphens and no fonts
section ()
{
  awk -v name="$1" '/^\.SH/ { inside = index($0, name) > 0; next } inside' "$page" |
    sed 's/\\-/-/g; s/\\f[A-Z]//g'
}

# What lines begin with in --help, and what paragraphs of the page begin with.
"$codegen" --help > help
grep '^  -' help | sed 's/  *[A-Z][a-z].*//' | grep -oE -e '(^|[ ,])--?[A-Za-z][A-Za-z-]*' |
  tr -d ' ,' | sort -u > help.options
section OPTIONS | awk '/^\.TP/ { tag = 1; next } tag { print; tag = 0 }' |
  grep -oE -e '(^|[ ,"])--?[A-Za-z][A-Za-z-]*' | tr -d ' ,"' | sort -u > man.options

wc -l help.options > messages
[ "$(wc -l < help.options)" -gt 20 ]
report $? 'there are options'
diff help.options man.options > messages
report $? 'the page has those that --help has'

sed -n '/^Exit status:/,$ s/^  \([0-9]\) .*/\1/p' help > help.statuses
section 'EXIT STATUS' | sed -n 's/^\.B \([0-9]\)$/\1/p' | diff help.statuses - > messages
report $? 'and each exit status'

for name in NAME SYNOPSIS DESCRIPTION OPTIONS 'EXIT STATUS' FILES EXAMPLES 'SEE ALSO'; do
  [ -n "$(section "$name")" ] || echo "$name is missing"
done > messages
[ ! -s messages ]
report $? 'no section is missing'

if command -v groff > /dev/null; then
  groff -man -ww -z -Tutf8 "$page" > messages 2>&1
  [ ! -s messages ]
  report $? 'groff has nothing to say'
  groff -man -Tutf8 -P-c "$page" 2> /dev/null | sed 's/.\x08//g' > text
  grep -n '\\' text > messages
  [ ! -s messages ] && [ "$(wc -l < text)" -gt 100 ]
  report $? 'nothing of its source shows in the text'
else
  skip 'groff has nothing to say' 'there is no groff'
  skip 'nothing of its source shows in the text' 'there is no groff'
fi
if command -v mandoc > /dev/null; then
  mandoc -Tlint -W warning "$page" > messages 2>&1
  report $? 'mandoc has nothing to say'
else
  skip 'mandoc has nothing to say' 'there is no mandoc'
fi

echo "1..$number"
exit $failed
