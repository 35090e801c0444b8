#!/bin/sh
# SPDX-License-Identifier: MIT

# Compiles OMG's own service interfaces, as Debian's omniorb-idl has them, to C, and has a C compiler
# judge the C. Those with value types are refused, by the name of what they have.

set -u

srcdir=${srcdir:-.}
codegen=$(realpath "${ODEON_CODEGEN:-build/gen/odeon-codegen}")
src=$(realpath "$srcdir/src")
compiler=${ODEON_CC:-cc}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99

idl=
for directory in "${ODEON_OMNIORB_IDL:-}" /usr/share/idl/omniORB; do
  if [ -n "$directory" ] && [ -e "$directory/COS/CosNaming.idl" ]; then
    idl=$directory
    break
  fi
done
if [ -z "$idl" ]; then
  echo '1..0 # SKIP no omniorb-idl'
  exit
fi

cflags="-I. -I$src $(pkg-config --cflags gio-2.0)"
for directory in "$src"/*/; do
  cflags="$cflags -I$directory"
done

# A message names the section of the standard that a file goes beyond.
is_refused_by_name ()
{
  grep -q 'error: .*(IDL 4.2 §' "$1.log"
}

# Each file alone: in C, what it includes comes from the same directory.
count=0
accepted=
for file in "$idl"/*.idl "$idl"/COS/*.idl; do
  name=$(basename "$file" .idl)
  count=$((count + 1))
  "$codegen" -I"$idl" -I"$idl/COS" --output-directory . "$file" >"$name.log" 2>&1
  status=$?
  if [ $status -eq 0 ]; then
    accepted="$accepted $name"
    echo "ok $count - $name.idl is taken"
  elif [ $status -eq 1 ] && is_refused_by_name "$name"; then
    echo "ok $count - $name.idl is refused by name"
  else
    echo "not ok $count - $name.idl"
    sed 's/^/# /' "$name.log"
  fi
done

# All of them in one run of the compiler, and then one by one if that finds something.
count=$((count + 1))
warnings='-Wall -Wextra -Wconversion -Wstrict-prototypes -Werror'
sources=
for name in $accepted; do
  sources="$sources $name.idl.c"
done
if $compiler -std=gnu11 $warnings -fsyntax-only $sources $cflags >log 2>&1; then
  echo "ok $count - the C compiler takes all that is made of them"
else
  echo "not ok $count - the C compiler takes all that is made of them"
  head -n 60 log | sed 's/^/# /'
fi

echo "1..$count"
