#!/bin/sh
# SPDX-License-Identifier: MIT

# S3: type ids are stable and compact, and a clash is an error that names both: an interface's
# fingerprint, which both ends of a connection compare, is made of what matters on the wire.

codegen=${ODEON_CODEGEN:-build/gen/odeon-codegen}
case $codegen in /*) ;; *) codegen=$PWD/$codegen ;; esac
. "$(dirname "$0")/../idl/report.sh"
cd "$scratch" || exit 1
: > messages

# fingerprints: of all interfaces in the file that is given to it, one a line.
fingerprints ()
{
  mkdir -p "$1"
  cat > "$1/shop.idl"
  "$codegen" --describe "$1/shop.idl" 2>> messages |
    sed -n 's/.*"fingerprint": "\([0-9a-f]*\)".*/\1/p'
}

echo 'module Shop { struct Item { long id; }; interface Till { void sell (in Item item); }; };' |
  fingerprints first > first.txt
fingerprints elsewhere > again.txt <<'END'
// The same, as another would write it down.
module Shop {
  interface Till;              // further down
  struct Item { long id; /* a number */ };
  /** Takes the money. */
  interface Till
  {
    void sell (in Shop::Item item);
  };
};
END
grep -qxE '[0-9a-f]{16}' first.txt && cmp first.txt again.txt > messages 2>&1
report $? 's3 an id is 64 bits, and the same wherever and however the type is written down'

echo 'module Shop { struct Item { long long id; }; interface Till { void sell (in Item item); }; };' |
  fingerprints wider > wider.txt
[ -s wider.txt ] && ! cmp -s first.txt wider.txt
report $? 's3 what differs on the wire has another id'

# clash IDL FIRST SECOND NAME: the error must be there, and name both.
clash ()
{
  printf '%s\n' "$1" > clash.idl
  ! "$codegen" --check clash.idl > messages 2>&1 && grep -qF -e "$2" messages &&
    grep -qF -e "$3" messages
  report $? "$4"
}

clash 'struct Item { long a; }; interface Item { };' \
  '1:36: error: `Item` is declared twice' '1:8: note: declared here before' \
  's3 two types of a name are an error at both places'
clash '@mutable struct Item { @id (1) long a; @id (1) long b; };' '`b` has the id 1' '`a`' \
  's3 two members of an id are an error that names both'

echo "1..$number"
exit $failed
