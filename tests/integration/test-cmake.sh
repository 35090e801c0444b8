#!/bin/sh
# SPDX-License-Identifier: MIT

# A project that uses CMake, with make and with ninja.

. "${srcdir:-.}/tests/integration/installed.sh"

begin cmake cmake pkg-config make

# configure_for GENERATOR DIRECTORY
configure_for ()
{
  CC=${ODEON_CC:-cc} cmake -G "$1" -DCMAKE_PREFIX_PATH="$installed" -S . -B "$2"
}

attempt 'configured for make' configure_for 'Unix Makefiles' "$scratch/make"
try_project "$scratch/make" "$scratch/make/lamp" cmake --build "$scratch/make"

if command -v ninja > /dev/null; then
  cp "$here/project/units.idl" . && chmod u+w units.idl
  attempt 'configured for ninja' configure_for Ninja "$scratch/ninja"
  try_project "$scratch/ninja" "$scratch/ninja/lamp" cmake --build "$scratch/ninja"
fi

finish
