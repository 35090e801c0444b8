#!/bin/sh
# SPDX-License-Identifier: MIT

# A project that uses Autoconf and Automake, in its own directory and beside it.

. "${srcdir:-.}/tests/integration/installed.sh"

begin automake autoreconf automake pkg-config make

generate ()
{
  ACLOCAL_PATH=$installed/share/aclocal autoreconf --force --install
}

configure_in ()
{
  mkdir -p "$1" && (cd "$1" && "$scratch/project/configure" --quiet CC="${ODEON_CC:-cc}")
}

attempt 'configure is generated' generate
attempt 'configured for a directory of its own' configure_in "$scratch/build"
try_project "$scratch/build" "$scratch/build/lamp" make -C "$scratch/build"

cp "$here/project/units.idl" . && chmod u+w units.idl
attempt 'a tarball is made, and builds elsewhere' make -C "$scratch/build" distcheck

attempt 'configured in place' configure_in .
attempt 'built in place, by two jobs' make -j2
attempt 'it runs' prints '10 of 100 lumen' ./lamp
attempt 'cleaned' make clean
attempt 'nothing that was made is left' test -z "$(find . -name '*.idl.[chd]')"

finish
