#!/bin/sh
# SPDX-License-Identifier: MIT

# Compiles the IDL files in golden/ and compares with what is expected there; then has the C
# compilers judge it. With --update, what comes out becomes what is expected.

set -u

srcdir=${srcdir:-.}
codegen=$(realpath "${ODEON_CODEGEN:-build/odeon-codegen}")
golden=$(realpath "$srcdir/tests/idl/golden")
src=$(realpath "$srcdir/src")
names='counter bank types extended heirs geo'
budget=900

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99

count=0

# check DESCRIPTION COMMAND...: one line of TAP; what the command says is shown if it fails.
check ()
{
  description=$1
  shift
  count=$((count + 1))
  if "$@" >log 2>&1; then
    echo "ok $count - $description"
  else
    echo "not ok $count - $description"
    sed 's/^/# /' log
  fi
}

skip ()
{
  count=$((count + 1))
  echo "ok $count - $1 # SKIP $2"
}

has ()
{
  command -v "$1" >/dev/null
}

generate_all ()
{
  for name in $names; do
    "$codegen" --output-directory "$1" "$golden/$name.idl" || return 1
  done
}

same_in_place ()
{
  cp "$golden"/*.idl . &&
    for name in $names; do
      LC_ALL=$1 "$codegen" --output-directory "$2" "$name.idl" || return 1
    done &&
    diff -r out "$2"
}

stamps ()
{
  stat -c '%n %y %i' out/*
}

keeps_stamps ()
{
  stamps >before && generate_all out && stamps >after && diff before after
}

# Lines that are neither empty nor comment.
code_lines ()
{
  cat "$@" | awk '
    {
      line = $0
      code = ""
      while (line != "")
        {
          if (inside)
            {
              end = index (line, "*/")
              if (end == 0)
                break
              inside = 0
              line = substr (line, end + 2)
            }
          else
            {
              start = index (line, "/*")
              code = code (start == 0 ? line : substr (line, 1, start - 1))
              inside = start != 0
              line = start == 0 ? "" : substr (line, start + 2)
            }
        }
      if (code ~ /[^ \t]/)
        n++
    }
    END { print n + 0 }'
}

within_budget ()
{
  lines=$(code_lines out/bank.idl.h out/bank.idl.c out/counter.idl.h out/counter.idl.c)
  echo "$lines lines of code"
  [ "$lines" -gt 100 ] && [ "$lines" -le "$budget" ]
}

fits_the_page ()
{
  ! awk 'length > 100 && !/#define|"/ { print FILENAME ": " $0; wide = 1 } END { exit !wide }' out/*
}

compile ()
{
  compiler=$1
  standard=$2
  shift 2
  "$compiler" "-std=$standard" -Wall -Wextra -Wconversion -Wshadow -Werror "$@" $cflags
}

compile_c ()
{
  compile "$1" gnu11 -Wstrict-prototypes -c "out/$2.idl.c" -o "$2.o"
}

compile_cxx ()
{
  echo "#include \"$1.idl.h\"" >"$1.cc"
  compile g++ gnu++17 -Wno-conversion -fsyntax-only "$1.cc"
}

if [ "${1:-}" = --update ]; then
  generate_all "$golden"
  exit
fi

cflags="-Iout -I$src $(pkg-config --cflags gio-2.0)"
for directory in "$src"/*/; do
  cflags="$cflags -I$directory"
done

check 'the compiler takes every file' generate_all out
for name in $names; do
  check "$name.idl.h is as expected" diff -u "$golden/$name.idl.h" "out/$name.idl.h"
  check "$name.idl.c is as expected" diff -u "$golden/$name.idl.c" "out/$name.idl.c"
done
check 'the output does not depend on the directory' same_in_place C here
check 'the output does not depend on the locale' same_in_place tr_TR.UTF-8 turkish
check 'a second run leaves time stamps alone' keeps_stamps
check "bank and counter take at most $budget lines of code" within_budget
check 'no line is too wide' fits_the_page

for name in $names; do
  for compiler in gcc clang; do
    if has "$compiler"; then
      check "$compiler takes $name.idl.c" compile_c "$compiler" "$name"
    else
      skip "$compiler takes $name.idl.c" "no $compiler"
    fi
  done
  if has g++; then
    check "g++ takes $name.idl.h" compile_cxx "$name"
  else
    skip "g++ takes $name.idl.h" 'no g++'
  fi
done

echo "1..$count"
