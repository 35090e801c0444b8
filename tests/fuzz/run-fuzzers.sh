#!/bin/sh
# SPDX-License-Identifier: MIT

# Runs each of the libFuzzer programs in ODEON_FUZZERS for FUZZ_SECONDS. What one has found to be
# new ground is kept in the build tree, and is where it goes on the next time; an input that makes
# it fail is left beside that, and its report is shown.

set -u
set -- $ODEON_FUZZERS

# seeds NAME: what it starts from
seeds ()
{
  case $1 in
    codegen)
      echo "-dict=$srcdir/tests/fuzz/codegen.dict" \
        "$srcdir/tests/idl/bad" "$srcdir/tests/idl/good" "$srcdir/tests/idl/golden" ;;
    *) echo "$srcdir/tests/fuzz/corpus/$1" ;;
  esac
}

# fuzz PROGRAM NAME
fuzz ()
{
  found=tests/fuzz/found/$2
  mkdir -p "$found/corpus"
  "$1" -max_total_time="${FUZZ_SECONDS:-60}" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$found/" "$found/corpus" $(seeds "$2") >"$found/log" 2>&1
}

echo "1..$#"
number=0
failures=0
for program
do
  number=$((number + 1))
  name=${program##*/fuzz-}
  if fuzz "$program" "$name"
  then
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "tests/fuzz/found/$name/log")
    echo "ok $number - $name: $runs inputs in ${FUZZ_SECONDS:-60} s"
  else
    echo "not ok $number - $name"
    tail -n 60 "tests/fuzz/found/$name/log" | sed 's/^/# /'
    failures=$((failures + 1))
  fi
done

test "$failures" -eq 0
