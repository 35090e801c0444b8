#!/bin/sh
# SPDX-License-Identifier: MIT

# --docs: every link leads somewhere, on its page or another, and comments cannot break a page.

srcdir=$(realpath "${srcdir:-.}")
codegen=$(realpath "${ODEON_CODEGEN:-build/gen/odeon-codegen}")
. "$(dirname "$0")/report.sh"
cd "$scratch" || exit 1

# has LINE FILE: exactly that line
has ()
{
  grep -qxF -e "$1" "$2" || { echo "not there: $1"; cat "$2"; } > messages
  grep -qxF -e "$1" "$2"
}

# anchors PAGE, links PAGE: one a line, each as PAGE#ANCHOR
anchors ()
{
  grep -o '<a id="[^"]*">' "$1" | sed "s|<a id=\"\\(.*\\)\">|$1#\\1|"
}

links ()
{
  grep -o '](\([^)]*\.md\)\{0,1\}#[^)]*)' "$1" | sed "s|](\\(.*\\))|\\1|; s|^#|$1#|"
}

# Says what leads nowhere, and what is the aim of a link twice.
check_links ()
{
  for page in *.md; do
    anchors "$page" >> all-anchors
    links "$page" >> all-links
  done
  sort all-anchors | uniq -d | sed 's/^/twice: /'
  sort -u all-anchors > sorted-anchors
  sort -u all-links | comm -23 - sorted-anchors | sed 's/^/leads nowhere: /'
  rm all-anchors all-links
}

"$codegen" --docs "$srcdir"/tests/idl/golden/*.idl > messages 2>&1 &&
  [ "$(ls ./*.md | wc -l)" -eq "$(ls "$srcdir"/tests/idl/golden/*.idl | wc -l)" ]
report $? 'each file has its page'
check_links > messages
[ ! -s messages ]
report $? 'every link leads to an anchor, and no anchor is there twice'
[ "$(links types.idl.md | wc -l)" -gt 100 ] && links types.idl.md | grep -q '^counter.idl.md#Counter$'
report $? 'there are many, also to the included file'

has '### <a id="Bank.Account"></a>interface `Bank::Account`' bank.idl.md
report $? 'a heading'
has '`long long` **`withdraw`** (in `long long` `amount`) raises [`Bank::InsufficientFunds`](#Bank.InsufficientFunds)' \
  bank.idl.md
report $? 'an operation, with a link to its exception'
has '- <a id="Bank.Account.withdraw.amount"></a>`amount`: how much, in cents' bank.idl.md &&
  has '- returns: the new balance' bank.idl.md
report $? 'its parameter and its result, in the words of the comment'
has 'In C: `bank_account_get_owner(), bank_account_set_owner()`' bank.idl.md
report $? 'an attribute'
has '- <a id="Types.Color.red"></a>`red` = `0`' types.idl.md &&
  has '[`Types::Color`](#Types.Color) = [`green`](#Types.Color.green)' types.idl.md
report $? 'an enumerator, and a constant that is one'
has '`string` = `"a \"house\"\x0awith trees??!"`' types.idl.md
report $? 'a string'
has '- <a id="Types.Outer.tags"></a>`tags` `sequence<string<4>>`' types.idl.md &&
  has '- <a id="Types.Outer.words"></a>`words` [`Types::Label`](#Types.Label)`[2]`' types.idl.md
report $? 'types of types'
has '- <a id="Types.Shape.side"></a>`side` `long`, if it is [`red`](#Types.Color.red) or [`green`](#Types.Color.green)' \
  types.idl.md
report $? 'labels of a union'
has '### <a id="Geo.Matrix"></a>native `Geo::Matrix`' geo.idl.md && has 'In C: `GeoMatrix`' geo.idl.md
report $? 'a native type'
has 'It inherits [`Types::Left`](#Types.Left), [`Types::Right`](#Types.Right).' types.idl.md
report $? 'what is inherited'

rm ./*.md
cat > odd.idl <<'END'
/**
 * # No heading
 * nor this
 * ===
 * <script>alert (1)</script> but `<this>` is code
 * ```
 * a block without an end <b>
 */
struct Odd { long x; };
/** The second. */
module Twice { const string TICKS = "a `` b"; };
module Twice { struct More { Odd first; }; };
END
printf '/** half a \303, a bell \007 */\nstruct Bytes { long x; };\n' >> odd.idl
"$codegen" --docs -o . odd.idl > messages 2>&1
report $? 'a file with strange comments'
{ has '\# No heading' odd.idl.md && has '\===' odd.idl.md &&
    has '&lt;script>alert (1)&lt;/script> but `<this>` is code' odd.idl.md; }
report $? 'headings and HTML in a comment are text'
[ "$(grep -c '^```$' odd.idl.md)" -eq 2 ]
report $? 'its block of code has an end'
has '`string` = ``` "a `` b" ```' odd.idl.md
report $? 'backticks within code'
iconv -f UTF-8 -t UTF-8 odd.idl.md > /dev/null 2> messages && ! grep -q "$(printf '\007')" odd.idl.md
report $? 'the page is UTF-8'
check_links > messages
[ ! -s messages ]
report $? 'a module that is opened again has one anchor'

# One of the included files is refused on its own: it has no page.
mkdir good && cd good || exit 1
"$codegen" --docs "$srcdir"/tests/idl/good/*.idl > ../messages 2>&1 &&
  for file in "$srcdir"/tests/idl/good/*.inc; do "$codegen" --docs "$file" > /dev/null 2>&1 || :; done &&
  check_links | grep -v 'included-refusals-other' > ../messages
cd "$scratch" && [ "$(ls good/*.md | wc -l)" -gt 10 ] && [ ! -s messages ]
report $? 'every good file has a page, and every link in it leads somewhere'

echo "1..$number"
exit $failed
