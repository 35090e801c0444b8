#!/bin/sh
# SPDX-License-Identifier: MIT

# Every sentence that the compiler can say about its input is said somewhere in the tests: each
# literal in the front end's sources that reads as one (see sentences.awk) has to appear in what the
# compiler prints about the files of bad/ and good/, or about the large ones that are made here. A
# diagnostic without a case fails; the remedy is a file in bad/.

codegen=${ODEON_CODEGEN:-build/odeon-codegen}
srcdir=${srcdir:-.}
here=$(cd "$(dirname "$0")" && pwd)
case $codegen in /*) ;; *) codegen=$PWD/$codegen ;; esac
srcdir=$(cd "$srcdir" && pwd)
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
export G_DEBUG=fatal-warnings
# What the C library says is not translated.
export LC_ALL=C

# try FILE [OPTION…]
try ()
{
  timeout 60 "$codegen" --check --max-errors=0 "$@" >> "$scratch/said" 2>&1
}

# repeat TEXT N
repeat ()
{
  awk -v text="$1" -v n="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", text }'
}

cd "$here" || exit 1
for file in bad/*.idl good/*.idl; do
  # shellcheck disable=SC2046 # several words
  try "$file" $(sed -n 's|^//!! ||p' "$file")
done

# Too large for a file in the tree, too strange, or not a matter of one file.
cd "$scratch" || exit 1
mkdir directory.idl deep
: > empty.idl
printf 'struct A { long x;\000 };\n' > binary.idl
mkfifo pipe.idl
{ printf 'struct A { long x; };'; repeat '          ' 1700000; } > large.idl
{ printf '#define E\n'; repeat '; ' 5000001; } > tokens.idl
awk 'BEGIN { print "#define A0 x x"
             for (i = 1; i < 60; i++) print "#define A" i " A" i - 1 " A" i - 1
             print "A59" }' > bomb.idl
{ echo '#define F(x) x'; repeat 'F(' 300; repeat ')' 300; } > arguments.idl
{ echo '#define P(x) x##x'; awk 'BEGIN { printf "#define T abcdefghij\n"
    printf "#define J(x) P(x)\n"; for (i = 0; i < 12; i++) printf "J("; printf "abc"
    for (i = 0; i < 12; i++) printf ")" }'; } > paste.idl
{ echo '#define S(x) #x'; printf 'const string a = S('; repeat 'x' 5000; echo ');'; } > quote.idl
{ printf '#if '; repeat '(' 1000; printf 1; repeat ')' 1000; printf '\n#endif\nstruct A { long a; };'; } > condition.idl
{ printf 'const long x = '; repeat '(' 1000; printf 1; repeat ')' 1000; printf ';\n'; } > parentheses.idl
awk 'BEGIN { for (i = 0; i < 120; i++) { f = "deep/" i ".inc"; print "#include \"" i + 1 ".inc\"" > f; close (f) } }'
echo '#include "deep/0.inc"' > nested.idl
awk 'BEGIN { print "interface i0 { };"
             for (i = 1; i < 120; i++) print "interface i" i " : i" i - 1 " { };" }' > heirs.idl
awk 'BEGIN { print "struct s0 { long m; };"
             for (i = 1; i < 300; i++) print "struct s" i " { s" i - 1 " m; };"
             print "typedef map<s299, long> M;" }' > keys.idl
awk 'BEGIN { print "struct s0 { long m; };"
             for (i = 1; i < 300; i++) print "struct s" i " : s" i - 1 " { };" }' > bases.idl
awk 'BEGIN { print "typedef long t0;"
             for (i = 1; i < 300; i++) print "typedef t" i - 1 " t" i ";" }' > aliases.idl
: > nothing.inc
awk 'BEGIN { for (i = 0; i < 20001; i++) print "#include \"nothing.inc\"" }' > includes.idl
printf '#include "directory.idl"\n#include "pipe.idl"\n' > strange.idl
printf 'struct S { long a; };\n' > fine.idl
for file in ./*.idl missing.idl; do
  try "$file"
done
try fine.idl --namespace g
try fine.idl -D 'F(x=1'
try fine.idl -D TWICE=1 -D TWICE=2

# What reads like a sentence and is none; the texts of tokens that are described in other words; and
# names that are looked for before anything is expected there.
cat > exceptions <<'END'
%\.\*s .*
end of file
end of line
the name of the bit set
the name of the bit mask
unsigned short
unsigned long
unsigned long long
long long
long double
END

cd "$srcdir" || exit 1
sources=$(grep -l 'idl_diagnostics_\|idl_parser_\|parser-private\|out_problem\|problem = ' gen/*/*.c |
          grep -v '/\(tool-\|diagnostic\|describe\|format\|emit\|diff\)[^/]*$')
awk -f "$here/sentences.awk" $sources > "$scratch/sentences"

# As a pattern: with holes for what printf puts in.
tab=$(printf '\t')
sed "s/^[^$tab]*$tab//; s/[][\\.*^\$]/\\\\&/g; s/%[-0-9.]*[a-z]/.*/g" "$scratch/sentences" > "$scratch/patterns"
cut -f 1 "$scratch/sentences" > "$scratch/places"
paste "$scratch/places" "$scratch/patterns" > "$scratch/wanted"

echo 1..2
number=$(wc -l < "$scratch/sentences")
if [ "$number" -gt 200 ]; then
  echo "ok 1 - the sentences are found in the sources"
else
  echo "not ok 1 - only $number sentences are found in the sources"
fi
failed=0
while IFS=$tab read -r place pattern; do
  grep -qxF -e "$pattern" "$scratch/exceptions" && continue
  grep -q -e "$pattern" "$scratch/said" || { echo "# never said: $place: $pattern"; failed=1; }
done < "$scratch/wanted"
[ $failed -eq 0 ] || printf 'not '
echo "ok 2 - every diagnostic has a case"
exit $failed
