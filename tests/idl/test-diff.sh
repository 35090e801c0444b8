#!/bin/sh
# SPDX-License-Identifier: MIT

# --diff from outside: diff/X-old.idl and diff/X-new.idl are to give what diff/X.expected says; its
# last line is the exit status.

codegen=${ODEON_CODEGEN:-build/odeon-codegen}
case $codegen in /*) ;; *) codegen=$PWD/$codegen ;; esac
here=$(cd "$(dirname "$0")" && pwd)
. "$(dirname "$0")/report.sh"

# expect STATUS TEXT NAME ARGUMENT…: TEXT must be in what is printed.
expect ()
{
  wanted=$1 text=$2 name=$3
  shift 3
  "$codegen" "$@" > messages 2>&1
  [ $? -eq "$wanted" ] && { [ -z "$text" ] || grep -qF -e "$text" messages; }
  report $? "$name"
}

cd "$here/diff" || exit 1
for old in *-old.idl; do
  name=${old%-old.idl}
  { "$codegen" --diff "$old" "$name-new.idl"; echo "status $?"; } > "$scratch/found" 2>&1
  diff "$name.expected" "$scratch/found" > "$scratch/messages"
  report $? "$name"
done

: > "$scratch/messages"
for file in "$here"/good/*.idl "$here"/golden/*.idl \
            ${ODEON_OMNIORB_IDL:+"$ODEON_OMNIORB_IDL"/COS/CosN*.idl}; do
  "$codegen" --diff "$file" "$file" -I "$ODEON_OMNIORB_IDL" > "$scratch/found" 2> /dev/null
  [ $? -le 1 ] && [ ! -s "$scratch/found" ] || echo "$file" >> "$scratch/messages"
done
[ ! -s "$scratch/messages" ]
report $? 'no file differs from itself'

cd "$scratch" || exit 1
mkdir old new
echo 'struct Inner { long a; };' > old/common.idl
echo 'struct Inner { long long a; }; struct More { long a; };' > new/common.idl
for version in old new; do
  printf '#include "common.idl"\nstruct Outer { Inner i; };\n' > $version/outer.idl
done
echo 'struct Inner { long a; }; struct Outer { Inner i; };' > whole.idl
echo 'struct Broken { lng x; };' > broken.idl
echo 'struct Inner { long a; }; struct Outer { Inner i; }; struct More { long a; };' > more.idl

expect 4 'new/common.idl:1:26: breaks the source and the wire: member `Inner::a`' \
  'a change in an included file' --diff old/outer.idl new/outer.idl
expect 0 '' 'what moved to an included file is still there' --diff whole.idl old/outer.idl
[ ! -s messages ]
report $? 'and that is no change'
expect 0 'more.idl:1:61: compatible: struct `More` was added' 'the option between the files' \
  more.idl --diff whole.idl
expect 3 'more.idl:1:61: breaks the source: struct `More` was removed' \
  'the place of what is gone is in the old file' --diff more.idl whole.idl
expect 1 'broken.idl:1:17: error' 'an error in the old file' --diff broken.idl whole.idl
expect 1 'broken.idl:1:17: error' 'an error in the new file' --diff whole.idl broken.idl
expect 1 'cannot read this file' 'a missing file' --diff nowhere.idl whole.idl
expect 2 'which file?' 'one file' --diff whole.idl
expect 2 '--diff takes 1 file' 'three files' --diff whole.idl more.idl broken.idl
expect 2 '--diff and --format are two things' 'with another tool' --diff whole.idl --format more.idl
expect 2 '--header means nothing to --diff' 'with an option of compiling' \
  --diff whole.idl --header more.idl

echo "1..$number"
exit $failed
