#!/bin/sh
# SPDX-License-Identifier: MIT

# Makes an authority and a certificate for each of two nodes, and runs the program that it is given
# with these.

set -eu

program=$1
odeon=${ODEON_COMMAND:-tools/odeon/odeon}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$odeon" cert authority "$work/authority" >/dev/null
"$odeon" cert node server --authority "$work/authority" "$work/server" >/dev/null
"$odeon" cert node client --authority "$work/authority" "$work/client" >/dev/null

"$program" "$work"
