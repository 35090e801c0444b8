#!/bin/sh
# SPDX-License-Identifier: MIT

# --format from outside: what it prints, what it writes, and what it says about files that are not
# in their form.
#
# format/X.idl is to become format/X.expected. All other files at hand must come out so that a
# second time changes nothing, and that --check says the same about them as before, line numbers
# aside.

codegen=${ODEON_CODEGEN:-build/odeon-codegen}
case $codegen in /*) ;; *) codegen=$PWD/$codegen ;; esac
here=$(cd "$(dirname "$0")" && pwd)
. "$(dirname "$0")/report.sh"
cd "$here" || exit 1

# opinion FILE ORIGINAL: what --check says, without places and excerpts.
opinion ()
{
  "$codegen" --check --max-errors 0 -I "$(dirname "$2")" -I "$ODEON_OMNIORB_IDL" "$1" 2>&1 |
    sed -n 's/^[^ ]*: \(error\|warning\): /\1 /p' | sort
}

for file in format/*.idl; do
  "$codegen" --format "$file" > "$scratch/result" 2> "$scratch/messages" &&
    diff "${file%.idl}.expected" "$scratch/result" > "$scratch/messages"
  report $? "$file"
done

mkdir "$scratch/once" "$scratch/twice"
: > "$scratch/messages"
for file in "$here"/good/*.idl "$here"/bad/*.idl "$here"/golden/*.idl \
            ${ODEON_OMNIORB_IDL:+"$ODEON_OMNIORB_IDL"/*.idl "$ODEON_OMNIORB_IDL"/COS/*.idl}; do
  name=${file##*/}
  "$codegen" --format "$file" > "$scratch/once/$name" 2> /dev/null || continue
  "$codegen" --format "$scratch/once/$name" > "$scratch/twice/$name" 2>> "$scratch/messages" &&
    cmp "$scratch/once/$name" "$scratch/twice/$name" >> "$scratch/messages" 2>&1 ||
    echo "$file: twice is not once" >> "$scratch/messages"
  # Where something is missing, what is taken for it depends on the lines.
  case $file in "$here"/bad/*) continue ;; esac
  [ "$(opinion "$file" "$file")" = "$(opinion "$scratch/once/$name" "$file")" ] ||
    echo "$file: --check says something else" >> "$scratch/messages"
done
[ ! -s "$scratch/messages" ] && [ "$(ls "$scratch/once" | wc -l)" -gt 10 ]
report $? 'a second time changes nothing, and --check says the same'

cd "$scratch" || exit 1
printf 'struct  S { long x; };\n' > loose.idl
printf 'struct S { long x; };\n' > tidy.idl
printf 'const string S = "open;\n' > broken.idl

"$codegen" --format loose.idl 2> messages | cmp -s - tidy.idl
report $? 'standard output'

"$codegen" --format loose.idl tidy.idl > both 2> messages && cat tidy.idl tidy.idl | cmp -s - both
report $? 'several files to standard output'

"$codegen" --format --check loose.idl tidy.idl > listed 2> messages
[ $? -eq 1 ] && [ "$(cat listed)" = loose.idl ]
report $? '--check lists those that would change, and exits with 1'

"$codegen" --format --check tidy.idl > listed 2> messages && [ ! -s listed ]
report $? '--check is silent about a file in its form'

"$codegen" --format broken.idl > result 2> messages
[ $? -eq 1 ] && [ ! -s result ] && grep -q '^broken.idl:1:18: error' messages
report $? 'a file that cannot be read is refused, with its place'

cp loose.idl left.idl
"$codegen" --format --in-place left.idl broken.idl 2> messages
[ $? -eq 1 ] && cmp -s left.idl loose.idl && grep -q open broken.idl
report $? 'then nothing is written, of others neither'

cp loose.idl written.idl && chmod 640 written.idl && ln -s written.idl link.idl
touch -d 2001-01-01 tidy.idl && cp -p tidy.idl before.idl
"$codegen" --format --in-place link.idl tidy.idl > result 2> messages && [ ! -s result ] &&
  [ -L link.idl ] && cmp -s written.idl tidy.idl && [ "$(stat -c %a written.idl)" = 640 ] &&
  [ -z "$(find tidy.idl -newer before.idl)" ]
report $? '--in-place keeps links, modes, and the time of what does not change'

"$codegen" --format nowhere.idl > result 2> messages
[ $? -eq 1 ] && grep -q 'nowhere.idl: error: cannot read this file' messages
report $? 'a missing file'

"$codegen" --format --in-place --check tidy.idl > result 2> messages
[ $? -eq 2 ]
report $? '--in-place and --check are two things'

"$codegen" --in-place tidy.idl > result 2> messages
[ $? -eq 2 ] && grep -q -e '--in-place goes with --format only' messages
report $? '--in-place alone means nothing'

"$codegen" --format --header tidy.idl > result 2> messages
[ $? -eq 2 ] && grep -q -e '--header means nothing to --format' messages
report $? 'nor does an option of compiling'

echo "1..$number"
exit $failed
