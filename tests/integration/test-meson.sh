#!/bin/sh
# SPDX-License-Identifier: MIT

# A project that uses Meson.

. "${srcdir:-.}/tests/integration/installed.sh"

begin meson meson ninja pkg-config

configure ()
{
  CC=${ODEON_CC:-cc} meson setup "$scratch/build"
}

attempt 'configured' configure
try_project "$scratch/build" "$scratch/build/lamp" ninja -C "$scratch/build"

finish
