#!/bin/sh
# SPDX-License-Identifier: MIT

# --describe: whatever the IDL says, what comes out is JSON, and says it all. Python judges.

srcdir=$(realpath "${srcdir:-.}")
codegen=$(realpath "${ODEON_CODEGEN:-build/gen/odeon-codegen}")
python=$(command -v /usr/bin/python3 || command -v python3) || { echo '1..0 # SKIP there is no python3'; exit 0; }
. "$(dirname "$0")/report.sh"
cd "$scratch" || exit 1

# expect NAME EXPRESSION: of `model`, the whole, and `find ("A::B")`, a definition in it.
expect ()
{
  "$python" - "$2" > messages 2>&1 <<'PYTHON'
import json, sys

def refuse (pairs):
  keys = [key for key, value in pairs]
  assert len (keys) == len (set (keys)), f"a key stands twice: {keys}"
  return dict (pairs)

def nodes (value):
  if isinstance (value, dict):
    if "scoped_name" in value:
      yield value
    for item in value.values ():
      yield from nodes (item)
  elif isinstance (value, list):
    for item in value:
      yield from nodes (item)

def find (name):
  return next (node for node in nodes (model) if node["scoped_name"] == name)

def constant (name):
  raise AssertionError (f"{name} is not JSON")

with open ("model.json", "rb") as file:
  model = json.loads (file.read ().decode ("utf-8"), object_pairs_hook=refuse, parse_constant=constant)
expression = sys.argv[1]
assert eval (f"({expression})"), f"not so: {expression}"
PYTHON
  report $? "$1"
}

"$codegen" --describe "$srcdir/tests/idl/golden/bank.idl" > model.json 2> messages
report $? 'the bank is described'
expect 'the format has a number' 'model["format"] == 1'
expect 'an operation has its parameters, result and exceptions' '
  (lambda n: n["parameters"][0]["name"] == "amount" and n["parameters"][0]["direction"] == "in"
     and n["result"]["kind"] == "int64" and not n["oneway"]
     and n["raises"] == ["Bank::InsufficientFunds"]
     and n["c"]["function"] == "bank_account_withdraw") (find ("Bank::Account::withdraw"))'
expect 'an attribute says whether it can be written' '
  find ("Bank::Account::balance")["readonly"] and "setter" not in find ("Bank::Account::balance")["c"]
  and find ("Bank::Account::owner")["c"]["setter"] == "bank_account_set_owner"'
expect 'an interface has its fingerprint' '
  len (find ("Bank::Account")["fingerprint"]) == 16
  and find ("Bank::Account")["fingerprint"] != find ("Bank::Branch")["fingerprint"]'
expect 'a oneway operation is one' 'find ("Bank::Account::touch")["oneway"]'
expect 'what stands where' '
  find ("Bank::Moved")["location"]["line"] == 10 and find ("Bank::Moved")["location"]["column"] == 17'
expect 'a struct has its type on the wire, its annotations and its comment' '
  find ("Bank::Moved")["signature"] == "(sx)"
  and find ("Bank::Moved")["annotations"] == [{ "name": "topic", "arguments": [] }]
  and find ("Bank::Moved")["doc"] == "Money went into an account or out of it."'

"$codegen" --describe "$srcdir/tests/idl/golden/geo.idl" > model.json 2> messages
expect 'a native type has its names, and is octets on the wire' '
  find ("Geo::Matrix")["kind"] == "native" and find ("Geo::Matrix")["signature"] == "ay"
  and find ("Geo::Matrix")["c"] == { "type": "GeoMatrix", "prefix": "geo_matrix", "gtype": "GEO_TYPE_MATRIX" }
  and find ("Geo::Shape::place")["type"]["c"] == "GeoMatrix *"
  and find ("Geo::Shape")["signature"] == "(saymayaay)"'

"$codegen" --describe "$srcdir/tests/idl/golden/types.idl" > model.json 2> messages
report $? 'every construct is described'
expect 'integers are exact at both ends' '
  find ("Types::HIGHEST")["value"] == 18446744073709551615
  and find ("Types::LOWEST")["value"] == -9223372036854775808'
expect 'constants of every kind' '
  find ("Types::TRUTH")["value"] is True and find ("Types::HALF")["value"] == 0.5
  and find ("Types::PLACE")["value"] == "a \"house\"\nwith trees??!"
  and find ("Types::FAVOURITE")["value"] == { "enumerator": "Types::Color::green", "value": 1 }'
expect 'labels of unions' '
  [len (m["labels"]) for m in find ("Types::Shape")["members"]] == [2, 1]
  and find ("Types::Letter")["members"][2]["is_default"]'
expect 'anonymous types, from the outside in' '
  find ("Types::Outer::table")["type"]["element"]["length"] == 5
  and find ("Types::Outer::table")["type"]["c"] == "gint32[4][5]"
  and find ("Types::Outer::tags")["type"]["element"]["bound"] == 4'
expect 'what is included is there, and marked' '
  find ("Counter")["imported"] and not find ("Types")["imported"] and model["includes"] == ["counter.idl"]
  and [f.get ("included_from", {}).get ("line") for f in model["files"]] == [None, 2]'
expect 'every base, exception and named type is the name of something' '
  (lambda names: all (name in names for n in nodes (model)
     for key in ("bases", "raises", "get_raises", "set_raises") for name in n.get (key, []))) (
   { n["scoped_name"] for n in nodes (model) })'

printf '/** bell \007, escape \033, half a \303, \355\240\200, "quotes" \\ and \302\205 */\n' > odd.idl
printf 'const string S = "\\x01\\x7f\\"\\\\\\n";\n' >> odd.idl
printf '#line 7 "a \\"b\\"\\\\c.idl"\nstruct T { long x; };\n' >> odd.idl
"$codegen" --describe odd.idl > model.json 2> messages
report $? 'strange bytes are described'
expect 'they are escaped, or U+FFFD' '
  find ("S")["doc"] == "bell \a, escape \x1b, half a \ufffd, \ufffd\ufffd\ufffd, \"quotes\" \\ and \x85"'
expect 'in values too' 'find ("S")["value"] == "\x01\x7f\"\\\n"'
expect 'locations follow #line' 'find ("T")["location"]["line"] == 7'

awk 'BEGIN { print "struct S0 { long a, b; };"
             for (i = 1; i < 60; i++) print "struct S" i " { S" i - 1 " a, b; };" }' > double.idl
timeout 20 "$codegen" --describe double.idl > model.json 2> messages
report $? 'structs that double with each level'
expect 'have no signature beyond a limit' '
  find ("S2")["signature"] == "(((ii)(ii))((ii)(ii)))" and find ("S59")["signature"] is None'

mkdir good
for file in "$srcdir"/tests/idl/good/*.idl; do
  "$codegen" --describe "$file" > "good/$(basename "$file")" 2> /dev/null || echo "$file"
done > failures
"$python" -c 'import json, sys
for path in sys.argv[1:]: json.loads (open (path, "rb").read ().decode ("utf-8"))' good/* > messages 2>&1 &&
  [ ! -s failures ]
report $? 'every good file is described in JSON'

printf 'struct Broken { lng x; };\n' > broken.idl
"$codegen" --describe broken.idl > model.json 2> messages
[ $? -eq 1 ] && [ ! -s model.json ] && grep -q 'broken.idl:1:17: error' messages
report $? 'a file with errors is not described'

if [ -w /dev/full ]; then
  "$codegen" --describe "$srcdir/tests/idl/golden/bank.idl" > /dev/full 2> messages
  [ $? -eq 1 ] && grep -q 'cannot write' messages
  report $? 'an output that is full is an error'
fi

echo "1..$number"
exit $failed
