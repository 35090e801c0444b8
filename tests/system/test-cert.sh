#!/bin/sh
# SPDX-License-Identifier: MIT

# The command `odeon cert`: what it makes, as other programs see it, and what it refuses.

. "$(dirname "$0")/../idl/report.sh"
odeon=${ODEON_COMMAND-}
if [ -z "$odeon" ]; then
  echo '1..0 # SKIP Odeon was built without the network'
  exit 0
fi
odeon=$(realpath "$odeon")
export G_DEBUG=fatal-warnings
cd "$scratch" || exit 1

# expect STATUS TEXT NAME ARGUMENT…: runs the command; TEXT must be in what it says.
expect ()
{
  wanted=$1 text=$2 name=$3
  shift 3
  timeout 20 "$odeon" "$@" > messages 2>&1
  status=$?
  echo "status $status" >> messages
  [ $status -eq "$wanted" ] && { [ -z "$text" ] || grep -qF -e "$text" messages; }
  report $? "$name"
}

# says TEXT NAME COMMAND…: another program
says ()
{
  text=$1 name=$2
  shift 2
  if ! command -v "$1" > /dev/null; then
    number=$((number + 1))
    echo "ok $number - $name # SKIP there is no $1"
    return
  fi
  "$@" > messages 2>&1 && grep -qF -e "$text" messages
  report $? "$name"
}

# pin FILE: of its private key, as others compute it; nothing where nobody can
pin ()
{
  command -v openssl > /dev/null &&
    echo "sha256:$(openssl pkey -in "$1" -pubout -outform der | sha256sum | cut -d' ' -f1)"
}

# holds NAME TEST…
holds ()
{
  name=$1
  shift
  echo "$*" > messages
  "$@"
  report $? "$name"
}

# ends FILE: the day on which its certificate does, as seconds
ends () { date -ud "$("$odeon" cert show "$1" | sed -n 's/^  valid .* to \(.*\) UTC.*/\1/p')" +%s; }

# --- the command line ---

expect 0 'Usage: odeon COMMAND' 'help' --help
expect 0 'Usage: odeon cert COMMAND' 'help of a command' cert --help
expect 0 'odeon cert node [OPTION' 'help of a command in it' cert node --help
expect 0 'odeon ' 'version' --version
expect 2 'which command' 'no command'
expect 2 'did you mean cert?' 'a misspelt command' crt
expect 2 'did you mean authority?' 'a misspelt command in it' cert autority ca
expect 2 'try --help' 'an unknown command' certainly-not
expect 2 'did you mean --version?' 'a misspelt option' --vershion
expect 2 'did you mean --authority?' 'a misspelt option of a command' cert node --autority ca a b
expect 2 'something is missing' 'no directory' cert authority
expect 2 'what is `b` for' 'one word too many' cert authority a b
expect 2 'of which authority' 'no authority' cert node alpha nodes
expect 2 'no name of a node' 'a name that leads elsewhere' cert node ../alpha --authority ca nodes
expect 2 'no name of a node' 'an empty name' cert node '' --authority ca nodes
expect 2 'what the files of the authority' 'a name that is taken' \
  cert node authority --authority ca nodes
expect 2 '--days takes 1 to' 'no days' cert authority --days 0 ca
expect 2 '--days takes 1 to' 'too many days' cert authority --days 36501 ca
expect 2 '--name takes 1 to' 'an authority without a name' cert authority --name '' ca
holds 'nothing was made of that' [ ! -e ca ] && [ ! -e nodes ]

# --- an authority and its nodes ---

umask 0
expect 0 '' 'an authority' cert authority --name 'The Authority' ca
expect 0 '' 'a node' cert node alpha --authority ca alpha
expect 0 '' 'a node for thirty days' cert node beta --days 30 --authority ca both
expect 0 '' 'another one beside it' cert node gamma --authority ca both
umask 022
holds 'its key is the authority'"'"'s alone' [ "$(stat -c %a ca/authority.key)" = 600 ]
holds 'and a node'"'"'s is the node'"'"'s' [ "$(stat -c %a alpha/alpha.key)" = 600 ]
holds 'a directory of keys is closed' [ "$(stat -c %a alpha)" = 700 ]
holds 'a certificate is for everybody' [ "$(stat -c %a alpha/alpha.pem)" = 644 ]
holds 'nodes have their authority beside them' cmp ca/authority.pem both/authority.pem
holds 'and nothing else' [ "$(echo both/* both/.[!.]*)" = \
  'both/authority.pem both/beta.key both/beta.pem both/gamma.key both/gamma.pem both/.[!.]*' ]

for purpose in 1 2; do
  says 'Verified. The certificate is trusted' "certtool believes a node, for purpose $purpose" \
    certtool --verify --load-ca-certificate ca/authority.pem \
    --verify-purpose=1.3.6.1.5.5.7.3.$purpose --infile alpha/alpha.pem
done
says 'OK' 'OpenSSL believes it as a server' \
  openssl verify -x509_strict -CAfile ca/authority.pem -purpose sslserver alpha/alpha.pem
says 'OK' 'and as a client' \
  openssl verify -x509_strict -CAfile ca/authority.pem -purpose sslclient alpha/alpha.pem
says 'URI:odeon:node:alpha' 'which is named by a URI' \
  openssl x509 -in alpha/alpha.pem -noout -ext subjectAltName
says 'CN = The Authority' 'by its authority' openssl x509 -in alpha/alpha.pem -noout -issuer

expect 0 'node       alpha' 'show: whose a certificate is' cert show alpha/alpha.pem
expect 0 'CN=The Authority' 'show: by whom' cert show alpha/alpha.pem
expect 0 'authority  yes' 'show: an authority' cert show ca/authority.pem
expect 0 'private key' 'show: a key' cert show alpha/alpha.key
grep -v '^-' alpha/alpha.key > secret
! grep -qF -e BEGIN -f secret messages
report $? 'show: and nothing of it'
expect 0 "$(pin alpha/alpha.key)" 'show: the pin that others compute' cert show alpha/alpha.pem
expect 1 'neither certificates nor' 'show: a file of something else' cert show secret
expect 1 'No such file' 'show: no file' cert show nowhere
holds 'thirty days are thirty days' \
  [ $((($(ends both/beta.pem) - $(date +%s)) / 3600)) -eq $((30 * 24 - 1)) ]

# --- what is there stays ---

cp -a alpha before
expect 1 'there already: --force' 'a node that is there' cert node alpha --authority ca alpha
expect 1 'there already: --force' 'an authority that is there' cert authority ca
ln -s nowhere alpha/link.key
expect 1 'there already: --force' 'a link to nowhere' cert node link --authority ca alpha
rm alpha/link.key
holds 'nothing has changed' diff -r before alpha
rm alpha/alpha.key
expect 1 'there already: --force' 'a certificate without its key' \
  cert node alpha --authority ca alpha
holds 'nothing was added' [ ! -e alpha/alpha.key ]
expect 0 '' 'with --force' cert node alpha --authority ca --force alpha
holds 'it is another one' [ "$("$odeon" cert show alpha/alpha.pem)" != \
  "$("$odeon" cert show before/alpha.pem)" ]

# --- authorities that will not do ---

expect 1 'No such file' 'no authority there' cert node alpha --authority nowhere other
mkdir false
cp alpha/alpha.pem false/authority.pem
cp alpha/alpha.key false/authority.key
expect 1 "no authority's" 'a node as an authority' cert node delta --authority false other
cp ca/authority.pem false/authority.pem
expect 1 'not of the key' 'an authority with the key of another' \
  cert node delta --authority false other
cp ca/authority.key false/authority.key
chmod 644 false/authority.key
expect 1 'others can read' 'an authority whose key others can read' \
  cert node delta --authority false other
holds 'nothing was made by those' [ ! -e other ]
expect 0 '' 'an authority for ten days' cert authority --days 10 brief
expect 1 'the authority is valid for' 'a node that would outlive it' \
  cert node alpha --authority brief --days 11 short
expect 0 '' 'a node that does not' cert node alpha --authority brief short
holds 'is valid as long as its authority' [ "$(ends short/alpha.pem)" -le "$(ends brief/authority.pem)" ]
expect 1 'there already: --force' 'another authority beside the nodes of one' \
  cert node delta --authority brief both
holds 'leaves those alone' cmp ca/authority.pem both/authority.pem
expect 0 '' 'nodes beside their authority' cert node alpha --authority ca ca

# --- keys without certificates ---

"$odeon" cert key alpha keys > pins
"$odeon" cert key beta keys >> pins
for node in alpha beta; do
  holds "$node has a line in the list" grep -q "^$node $(pin keys/$node.key)" pins
done
expect 0 'sha256:' 'a key without a name' cert key keys
holds 'has one' [ -e keys/node.key ]
cp keys/node.key kept.key
expect 1 'there already' 'a key that is there' cert key keys
holds 'is left alone' cmp kept.key keys/node.key
expect 1 'cannot make this directory' 'a directory that is a file' cert key alpha pins

echo "1..$number"
exit $failed
