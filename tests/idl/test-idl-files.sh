#!/bin/sh
# SPDX-License-Identifier: MIT

# Runs the compiler over small files that say themselves what it has to say about them.
#
# A line "//! TEXT" at the end of a file stands for a message that must appear: "LINE:COLUMN: …" in
# that file, or "FILE:LINE:COLUMN: …" in another one. There must be no further errors or warnings:
# follow-up messages are a defect. A line "//!! OPTION…" gives options. Files in bad/ must fail, and leave nothing behind; those in good/
# must pass.

codegen=${ODEON_CODEGEN:-build/odeon-codegen}
here=$(cd "$(dirname "$0")" && pwd)
case $codegen in /*) ;; *) codegen=$PWD/$codegen ;; esac
scratch=$(mktemp -d) || exit 1
export G_DEBUG=fatal-warnings
trap 'rm -rf "$scratch"' EXIT

# Complains about what is missing or too much; says nothing if all is well.
judge ()
{
  file=$1 wanted_status=$2

  options=$(sed -n 's|^//!! ||p' "$file")
  # shellcheck disable=SC2086 # several words
  "$codegen" --check $options --output-directory "$scratch/out" "$file" 2> "$scratch/messages"
  status=$?
  [ $status -eq "$wanted_status" ] || echo "# exit status $status, not $wanted_status"
  [ ! -e "$scratch/out" ] || echo "# output was left behind"

  sed -n 's|^//! ||p' "$file" > "$scratch/wanted"
  while IFS= read -r line; do
    case $line in
      [0-9]*) line=$file:$line ;;
      *) : ;;
    esac
    grep -qF -e "$line" "$scratch/messages" || echo "# missing: $line"
  done < "$scratch/wanted"

  for kind in error warning; do
    wanted=$(grep -c ": $kind: " "$scratch/wanted")
    found=$(grep -c ": $kind: " "$scratch/messages")
    [ "$found" -eq "$wanted" ] || echo "# $found messages of kind $kind, not $wanted"
  done
}

cd "$here" || exit 1
set -- bad/*.idl good/*.idl
echo "1..$#"
number=0
failed=0
for file; do
  number=$((number + 1))
  case $file in bad/*) expected=1 ;; *) expected=0 ;; esac
  complaints=$(judge "$file" $expected)
  if [ -z "$complaints" ]; then
    echo "ok $number - $file"
  else
    echo "not ok $number - $file"
    echo "$complaints"
    sed 's/^/#   /' "$scratch/messages"
    failed=1
  fi
done
exit $failed
