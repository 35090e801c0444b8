#!/bin/sh
# SPDX-License-Identifier: MIT

# Large input takes time in proportion, and memory in bounds. The limits are generous: they are
# passed by a factor of ten, unless something is quadratic.

codegen=${ODEON_CODEGEN:-build/odeon-codegen}
case $codegen in /*) ;; *) codegen=$PWD/$codegen ;; esac
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1

number=0
failed=0
# A sanitizer's memory is not to be had in less.
limit=2000000
(ulimit -v $limit && "$codegen" --version) > /dev/null 2>&1 || limit=unlimited

# within SECONDS STATUS NAME ARGUMENT…
within ()
{
  seconds=$1 wanted=$2 name=$3
  shift 3
  number=$((number + 1))
  (ulimit -v $limit; exec timeout "$seconds" "$codegen" "$@") > messages 2>&1
  status=$?
  if [ $status -eq "$wanted" ]; then
    echo "ok $number - $name"
  else
    echo "not ok $number - $name"
    echo "# exit status $status, not $wanted"
    head -n 5 messages | sed 's/^/# /'
    failed=1
  fi
}

# repeat PATTERN [N]: N times, with the number for #N and the one before for #P.
repeat ()
{
  awk -v pattern="$1" -v n="${2:-10000}" 'BEGIN {
    for (i = 1; i <= n; i++)
      {
        line = pattern
        gsub (/#N/, i, line)
        gsub (/#P/, i - 1, line)
        print line
      }
  }'
}

# generate FILE BEFORE PATTERN AFTER [N]
generate ()
{
  { echo "$2"; repeat "$3" "${5:-10000}"; echo "$4"; } > "$1.idl"
}

awk 'BEGIN { for (i = 0; i < 2000; i++)
               {
                 print "interface I" i " {"
                 for (j = 0; j < 10; j++) print "  long op" j " (in long a, in string b);"
                 print "};"
               } }' > interfaces.idl
generate heirs 'interface i0 { };' 'interface i#N : i#P { };' ''
generate diamonds 'interface a0 { };' \
  'interface b#N : a#P { }; interface c#N : a#P { }; interface a#N : b#N, c#N { };' '' 30
{ repeat 'struct S#N;'; repeat 'struct S#N { long m; };'; } > forwards.idl
generate enumerators 'enum E { e0' ', e#N' ' };'
generate bits 'bitmask B { b0' ', b#N' ' };'
generate branches 'union U switch (long) { default: long u;' 'case #N: long m#N;' '};'
generate members 'struct S {' 'long m#N;' '};'
generate parameters 'interface I { void f (in long p' ', in long p#N' '); };'
generate unknown 'struct S {' 'unknown#N m#N;' '};'
generate exceptions 'interface I { void f () raises (Nope' ', Nope#N' '); };'
generate aliases 'typedef long t0;' 'typedef t#P t#N;' ''
generate sequences 'typedef long t0;' 'typedef sequence<t#P> t#N;' ''
generate structs 'struct s0 { long m; };' 'struct s#N { s#P a; s#P b; };' ''
generate constants 'const long c0 = 0;' 'const long c#N = c#P + 1;' ''
generate modules '' 'module M { struct s#N { long a; }; };' ''
generate macros '' '#define M#N M#P' 'const long x = 1;'
{ repeat '#if 1'; echo 'struct S { long a; };'; repeat '#endif'; } > conditionals.idl
generate annotations '' '@nonsense' 'struct S { long a; };'
generate comments '' '/** word #N */' 'struct S { long a; };'

within 30 0 'interfaces are checked' --check interfaces.idl
within 60 0 'interfaces are compiled' -o out interfaces.idl
within 20 1 'a chain of interfaces' --check heirs.idl
within 20 0 'diamonds of interfaces' --check diamonds.idl
within 20 0 'forward declarations' --check forwards.idl
within 20 0 'an enum' --check enumerators.idl
within 20 1 'a bit mask' --check bits.idl
within 20 0 'a union' --check branches.idl
within 20 0 'a struct' --check members.idl
within 20 0 'parameters' --check parameters.idl
within 20 1 'unknown types' --check unknown.idl
within 20 1 'unknown types, all of them reported' --check --max-errors=0 unknown.idl
within 20 1 'unknown exceptions' --check exceptions.idl
within 20 1 'a chain of aliases' --check aliases.idl
within 20 1 'a chain of sequences' --check sequences.idl
within 20 1 'a tree of structs' --check structs.idl
within 20 0 'a chain of constants' --check constants.idl
within 20 0 'a module opened again' --check modules.idl
within 20 0 'macros' --check macros.idl
within 20 0 'conditionals' --check conditionals.idl
within 20 0 'annotations' --check annotations.idl
within 20 0 'comments' --check comments.idl
echo "1..$number"
exit $failed
