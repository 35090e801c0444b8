#!/bin/sh
# SPDX-License-Identifier: MIT

# Holds the tree to its layers and its files to their form, by reading them. Run it anywhere:
#
#   srcdir=TOP sh tests/check-layers.sh
#
# Each rule is a function that prints what breaks it, a line each, and nothing if all is well.

set -u
LC_ALL=C
export LC_ALL
cd "${srcdir:-.}" || exit 1

# Lowest first. Those of one rank do not see each other.
library_ranks='base:1 value:2 future:3 message:4 mailbox:5 actor:6 sched:7 system:8 dynamic:9 transport:9 trust:9 group:10 quic:10 store:10 net:11'
compiler_ranks='text:1 lexer:2 model:3 parser:4 c:5 compile:6 describe:7 format:7 diff:7 example:7 tool:8'

# The library's C files, the compiler's, and all that people wrote. What the compiler is to print
# or to refuse lies in tests/idl/ with its own form.
library_files () { find src -name '*.[ch]' | sort; }
compiler_files () { find gen -name '*.[ch]' | sort; }
c_files () { find src gen tools examples tests -name '*.[ch]' ! -name '*.idl.[ch]' ! -path 'tests/idl/*' | sort; }
cxx_files () { find tests/bench -name '*.[ch]pp' | sort; }
generated_files () { find tests examples -name '*.idl.[ch]' | sort; }
other_files ()
{
  ls bootstrap .ci/run configure.ac Makefile.am m4/odeon-*.m4
  find src gen tools examples tests idl \
    \( -name '*.mk' -o -name '*.map' -o -name '*.sh' -o -name '*.py' -o -name '*.erl' -o -name '*.idl' \) \
    ! -path 'tests/idl/*/*'
}

# includes FILE...: `FILE:LINE HEADER` for each #include
includes ()
{
  test $# -eq 0 || awk '
    /^[ \t]*#[ \t]*include[ \t]*[<"]/ {
      split($0, part, /[<>"]/)
      print FILENAME ":" FNR, part[2]
    }' "$@"
}

# go_down TOP RANKS: a file includes its own layer or a lower one.
go_down ()
{
  {
    find "$1" -mindepth 2 -name '*.h' | sed 's|^[a-z]*/\([^/]*\)/\(.*\)|HEADER \1 \2|'
    includes $(find "$1" -mindepth 2 -name '*.[ch]' | sort) | sed 's/^/INCLUDE /'
  } | awk -v top="$1" -v ranks="$2" '
    BEGIN {
      n = split(ranks, pair, " ")
      for (i = 1; i <= n; i++) { split(pair[i], field, ":"); rank[field[1]] = field[2] }
    }
    $1 == "HEADER" { layer[$3] = $2; if (!($2 in rank)) print top "/" $2 " is no known layer"; next }
    { split($2, path, "/"); own = path[2]; header = $3; sub(".*/", "", header) }
    header == "odeon.h" { print $2 ": includes odeon.h, which knows every layer"; next }
    !(header in layer) { next }
    layer[header] != own && rank[layer[header]] >= rank[own] {
      print $2 ": " own " must not see " header ", which is of " layer[header]
    }'
}

# 1. In the library and in the compiler.
layers_go_down ()
{
  go_down src "$library_ranks"
  go_down gen "$compiler_ranks"
}

# 3. Generated code includes <odeon.h> and generated headers; so do the examples, and no private
# header is open to either.
users_see_only_odeon_h ()
{
  includes $(generated_files) | awk '$2 != "odeon.h" && $2 !~ /\.idl\.h$/ { print $1 ": includes " $2 }'
  includes $(find examples -name '*.[ch]') | awk '$2 ~ /^odeon-|-private\.h$/ { print $1 ": includes " $2 }'
  grep -n 'include.*-private\.h' $(compiler_files) | grep '\\n\|"#' |
    sed 's/:\([0-9]*\):.*/:\1: emits an #include of a private header/'
}

# 4. One owner for each dependency.
dependencies_have_one_owner ()
{
  includes $(library_files) | awk '
    $2 == "ffi.h" { file = $1; sub(":.*", "", file); if (!(file in seen)) { seen[file] = $1; n++ } }
    END { if (n > 1) for (file in seen) print seen[file] ": ffi.h has " n " owners" }'
  includes $(library_files) | awk '
    ($2 ~ /ucontext\.h$/ || $2 ~ /fcontext/) && $1 !~ /^src\/sched\/odeon-context-[a-z]*\.c:/ {
      print $1 ": the context switch belongs to src/sched/odeon-context-*.c"
    }
    $2 ~ /hiredis/ && $1 !~ /^src\/store\// { print $1 ": hiredis belongs to src/store/" }
    $2 ~ /^gnutls/ && $1 !~ /^src\/(trust|quic)\// { print $1 ": GnuTLS belongs to src/trust/ and src/quic/" }
    $2 ~ /^ngtcp2/ && $1 !~ /^src\/quic\// { print $1 ": ngtcp2 belongs to src/quic/" }'
  grep -nE '\<((jump|make)_fcontext|(make|swap|get|set)context) \(' $(library_files) |
    grep -v '^src/sched/odeon-context-[a-z]*\.c:' |
    sed 's/:\([0-9]*\):.*/:\1: the context switch belongs to src\/sched\/odeon-context-*.c/'
}

# 5. The compiler never sees the library.
compiler_is_apart ()
{
  includes $(compiler_files) | awk '$2 ~ /(^|\/)odeon[-.]/ { print $1 ": includes " $2 }'
  grep -n 'libodeon\|src/' gen/local.mk | sed 's/^/gen\/local.mk:/'
}

private_headers_guard_themselves ()
{
  for file in $(find src -name '*-private.h' | sort)
  do
    grep -q '^#pragma once' "$file" || echo "$file: no #pragma once"
    awk '/^#ifndef ODEON_COMPILATION/ { guard = NR } guard && NR == guard + 1 && /^#error/ { found = 1 }
         END { exit !found }' "$file" || echo "$file: no #error without ODEON_COMPILATION"
  done
  for file in $(find src gen -name '*.h' ! -name '*-private.h' | sort)
  do
    grep -q '^#pragma once' "$file" || echo "$file: no #pragma once"
  done
}

# In the first line, or in the second of a script.
files_name_their_licence ()
{
  for file in $(c_files) $(cxx_files) $(other_files)
  do
    head -n 2 "$file" | grep -q 'SPDX-License-Identifier: MIT' || echo "$file: no SPDX line at its head"
  done
}

# Characters, not bytes: UTF-8's continuation bytes are not counted.
lines_have_100_columns ()
{
  awk '{ gsub(/[\200-\277]/, "") } length($0) > 100 { print FILENAME ":" FNR ": " length($0) " columns" }
       /\t/ { print FILENAME ":" FNR ": a tab" }
       /[ \t]$/ { print FILENAME ":" FNR ": white space at the end" }' $(c_files) $(cxx_files)
}

# Of "Type *odeon_noun_verb (", what stands in a comment "/** … * odeon_noun_verb:" of the same file.
what_is_exported_is_documented ()
{
  for header in $(find src -name 'odeon-*.h' ! -name '*-private.h')
  do
    sed -n '/^ODEON_EXPORT$/{n;s/^[^(]*[ *]\(odeon_[a-z0-9_]*\) (.*/\1/p;}' "$header" \
    | grep -v '_get_type$' \
    | while read -r name
      do
        grep -q "^ \* $name:" "$header" || echo "$header: $name has no comment"
      done
  done
}

sources_are_in_the_makefiles ()
{
  for directory in src gen
  do
    for file in $(cd "$directory" && find . -name '*.[ch]' | sed 's|^\./||' | sort)
    do
      grep -q "%D%/$file\( \|\$\)" "$directory/local.mk" || echo "$directory/$file: not in $directory/local.mk"
    done
  done
}

number=0
failures=0

check ()
{
  number=$((number + 1))
  offences=$($1)
  name=$(echo "$1" | tr _ ' ')
  if test -z "$offences"
  then
    echo "ok $number - $name"
  else
    echo "not ok $number - $name"
    printf '%s\n' "$offences" | sed 's/^/# /'
    failures=$((failures + 1))
  fi
}

echo 1..9
check layers_go_down
check users_see_only_odeon_h
check dependencies_have_one_owner
check compiler_is_apart
check private_headers_guard_themselves
check files_name_their_licence
check lines_have_100_columns
check what_is_exported_is_documented
check sources_are_in_the_makefiles

test "$failures" -eq 0
