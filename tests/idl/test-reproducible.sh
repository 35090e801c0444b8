#!/bin/sh
# SPDX-License-Identifier: MIT

# What is written depends on what is read and on nothing else: not on the directory, the language,
# the time, the user's environment, nor on where in memory things are.

srcdir=$(realpath "${srcdir:-.}")
codegen=$(realpath "${ODEON_CODEGEN:-build/gen/odeon-codegen}")
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1

number=0
failed=0

# run DIRECTORY: everything that the compiler can write, from inside of it
run ()
{
  mkdir -p "$1" && cp "$srcdir"/tests/idl/golden/*.idl "$1" && (
    cd "$1" && "$codegen" -o . -MD ./*.idl && "$codegen" --docs ./*.idl && for file in *.idl; do
      "$codegen" --describe "$file" > "$file.json" &&
        "$codegen" --example-impl "$file" > "$file-example.c" || exit 1
    done)
}

# same NAME COMMAND…
same ()
{
  name=$1
  shift
  number=$((number + 1))
  if "$@" > messages 2>&1 && diff -r first second >> messages 2>&1; then
    echo "ok $number - $name"
  else
    echo "not ok $number - $name"
    head -n 50 messages | sed 's/^/# /'
    failed=1
  fi
  rm -rf second
}

in_another_directory ()
{
  run 'some where/else' && mv 'some where/else' second
}

# in_language LOCALE
in_language ()
{
  (LC_ALL=$1; export LC_ALL; run second)
}

with_other_addresses ()
{
  (G_SLICE=always-malloc MALLOC_PERTURB_=85 MALLOC_MMAP_THRESHOLD_=64
   export G_SLICE MALLOC_PERTURB_ MALLOC_MMAP_THRESHOLD_
   run second)
}

at_another_time ()
{
  (TZ=Pacific/Chatham SOURCE_DATE_EPOCH=1 HOME=/nowhere USER=nobody
   export TZ SOURCE_DATE_EPOCH HOME USER
   run second)
}

# Turkish has two pairs of i; where the locale is not installed, it may be possible to make it.
find_turkish ()
{
  if locale -a 2> /dev/null | grep -qix 'tr_TR\.utf-*8'; then
    return 0
  fi
  mkdir -p locales && localedef -i tr_TR -f UTF-8 locales/tr_TR.UTF-8 > /dev/null 2>&1
  [ -e locales/tr_TR.UTF-8/LC_CTYPE ] && LOCPATH=$scratch/locales && export LOCPATH
}

if ! run first > messages 2>&1 || [ "$(ls first | wc -l)" -lt 15 ]; then
  echo 'Bail out! the first run went wrong'
  cat messages
  exit 1
fi

same 'twice' run second
same 'in another directory' in_another_directory
same 'in the locale C' in_language C
same 'in UTF-8' in_language C.UTF-8
same 'with other addresses' with_other_addresses
same 'at another time, as somebody else' at_another_time
if find_turkish; then
  same 'in Turkish' in_language tr_TR.UTF-8
else
  number=$((number + 1))
  echo "ok $number - in Turkish # SKIP the locale cannot be had"
fi

echo "1..$number"
exit $failed
