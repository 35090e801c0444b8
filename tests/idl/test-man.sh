#!/bin/sh
# SPDX-License-Identifier: MIT

# The manual pages of the commands: each has every option that its command has, no other, and all
# that --help says of the exit status; and groff has nothing to say about it.

srcdir=$(realpath "${srcdir:-.}")
codegen=$(realpath "${ODEON_CODEGEN:-build/gen/odeon-codegen}")
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
has_the_options ()
{
  grep '^  -' help | sed 's/  *[A-Z][a-z].*//' | grep -oE -e '(^|[ ,])--?[A-Za-z][A-Za-z-]*' |
    tr -d ' ,' | sort -u > help.options
  section OPTIONS | awk '/^\.TP/ { tag = 1; next } tag { print; tag = 0 }' |
    grep -oE -e '(^|[ ,"])--?[A-Za-z][A-Za-z-]*' | tr -d ' ,"' | sort -u > man.options

  wc -l help.options > messages
  [ "$(wc -l < help.options)" -ge "$1" ]
  report $? "$2: there are options"
  diff help.options man.options > messages
  report $? "$2: the page has those that --help has"
}

has_the_statuses ()
{
  sed -n '/^Exit status:/,$ s/^  \([0-9]\) .*/\1/p' help | sort -u > help.statuses
  section 'EXIT STATUS' | sed -n 's/^\.B \([0-9]\)$/\1/p' | diff help.statuses - > messages
  report $? "$1: and each exit status"
}

has_the_sections ()
{
  for name in NAME SYNOPSIS DESCRIPTION OPTIONS 'EXIT STATUS' FILES EXAMPLES 'SEE ALSO'; do
    [ -n "$(section "$name")" ] || echo "$name is missing"
  done > messages
  [ ! -s messages ]
  report $? "$1: no section is missing"
}

is_well_formed ()
{
  if command -v groff > /dev/null; then
    groff -man -ww -z -Tutf8 "$page" > messages 2>&1
    [ ! -s messages ]
    report $? "$1: groff has nothing to say"
    groff -man -Tutf8 -P-c "$page" 2> /dev/null | sed 's/.\x08//g' > text
    grep -n '\\' text > messages
    [ ! -s messages ] && [ "$(wc -l < text)" -gt 100 ]
    report $? "$1: nothing of its source shows in the text"
  else
    skip "$1: groff has nothing to say" 'there is no groff'
    skip "$1: nothing of its source shows in the text" 'there is no groff'
  fi
  if command -v mandoc > /dev/null; then
    mandoc -Tlint -W warning "$page" > messages 2>&1
    report $? "$1: mandoc has nothing to say"
  else
    skip "$1: mandoc has nothing to say" 'there is no mandoc'
  fi
}

# check_page COMMAND N: `help` is what it says of itself, with N options at least
check_page ()
{
  page=$srcdir/man/$1.1
  has_the_options "$2" "$1"
  has_the_statuses "$1"
  has_the_sections "$1"
  is_well_formed "$1"
}

"$codegen" --help > help
check_page odeon-codegen 20

if [ -n "${ODEON_COMMAND-}" ]; then
  { "$ODEON_COMMAND" --help
    for command in '' authority node key show; do
      "$ODEON_COMMAND" cert $command --help
    done; } > help
  check_page odeon 7
else
  skip 'odeon' 'it was not built'
fi

echo "1..$number"
exit $failed
