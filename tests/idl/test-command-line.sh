#!/bin/sh
# SPDX-License-Identifier: MIT

# The compiler as a command: its options, its exit status, what it writes, and what it leaves alone.

codegen=${ODEON_CODEGEN:-build/odeon-codegen}
case $codegen in /*) ;; *) codegen=$PWD/$codegen ;; esac
. "$(dirname "$0")/report.sh"
export G_DEBUG=fatal-warnings
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1

# expect STATUS TEXT NAME ARGUMENT…: runs the compiler; TEXT must be in its messages.
expect ()
{
  wanted=$1 text=$2 name=$3
  shift 3
  timeout 20 "$codegen" "$@" > messages 2>&1
  status=$?
  [ $status -eq "$wanted" ] && { [ -z "$text" ] || grep -qF -e "$text" messages; } && [ ! -e out ]
  report $? "$name"
}

repeat ()
{
  awk -v text="$1" -v n="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", text }'
}

printf 'module Lamp { interface Bulb { void on (); }; };\n' > lamp.idl
printf 'struct Broken { lng x; };\n' > broken.idl
: > empty.idl
printf '/* nothing but this */\n' > comment.idl
printf 'struct A { long x;\000 };\n' > binary.idl
{ printf 'const long x = '; repeat '(' 10000; printf 1; repeat ')' 10000; printf ';\n'; } > deep.idl
{ printf 'typedef '; repeat 'sequence<' 10000; printf long; repeat '>' 10000; printf ' T;\n'; } > deep-types.idl
{ repeat 'module m { module n { ' 5000; repeat '}; ' 10000; } > deep-modules.idl
awk 'BEGIN { print "#define A0 x x"
             for (i = 1; i < 60; i++) print "#define A" i " A" i - 1 " A" i - 1
             print "A59" }' > bomb.idl
awk 'BEGIN { for (i = 0; i < 50; i++) print "struct S" i " { lng x; };" }' > many.idl
mkdir directory.idl readonly.d other
printf 'module Lamp { };\n' > other/lamp.idl
echo 'in the way' > in-the-way
ln -s missing-target dangling.idl

expect 0 'Usage:' 'help' --help
expect 0 'odeon-codegen ' 'version' --version
expect 2 'which file' 'no file' --check
expect 2 'Unknown option --frobnicate; try --help' 'an unknown option' --frobnicate lamp.idl
expect 2 'Unknown option --chek; did you mean --check?' 'a misspelled option' --chek lamp.idl
expect 2 'is no prefix' 'a namespace that is no identifier' --namespace '1 2' lamp.idl
expect 2 'NAME=VALUE' 'a definition without a name' -D=3 lamp.idl
expect 1 'nowhere.idl: error: cannot read this file: No such file' 'a missing file' -o out nowhere.idl
expect 1 'directory.idl: error: cannot read this file: it is a directory' 'a directory' -o out directory.idl
expect 1 'dangling.idl: error: cannot read' 'a dangling link' -o out dangling.idl
expect 1 'binary.idl: error: cannot read this file: it is a binary file' 'a binary file' -o out binary.idl
expect 1 'empty.idl:1:1: error: this file is empty' 'an empty file' -o out empty.idl
expect 1 'comment.idl:1:1: error: this file is empty' 'a file of comments' -o out comment.idl
expect 1 'broken.idl:1:17: error' 'an error leaves no output' -o out broken.idl
expect 1 'broken.idl:1:17: error' 'an error in one of two files' -o out lamp.idl broken.idl
expect 1 'deep.idl:1:272: error: this is nested more than' 'ten thousand parentheses' -o out deep.idl
expect 1 'deep-types.idl:1:' 'ten thousand sequences' -o out deep-types.idl
expect 1 'deep-modules.idl:1:' 'ten thousand modules' -o out deep-modules.idl
expect 1 'bomb.idl:61:1: error: macros expand to more than' 'a macro that explodes' -o out bomb.idl
expect 1 'stopped after 20 errors' 'twenty errors are enough' many.idl
expect 1 'stopped after 3 errors' 'three are, if somebody says so' --max-errors 3 many.idl
expect 1 'S49' 'all fifty' --max-errors 0 many.idl
expect 1 'cannot write' 'an output directory that is a file' -o in-the-way lamp.idl
expect 1 'would both be compiled to `out/lamp.idl.h`' 'two files of one name' -o out lamp.idl other/lamp.idl
expect 0 '' 'checking writes nothing' --check -o out lamp.idl

if [ "$(id -u)" -eq 0 ]; then
  report 0 'an output directory that cannot be written # SKIP nothing stops root'
  report 0 'an unreadable file # SKIP nothing stops root'
else
  chmod a-w readonly.d
  expect 1 'cannot write' 'an output directory that cannot be written' -o readonly.d lamp.idl
  cp lamp.idl secret.idl && chmod a-r secret.idl
  expect 1 'Permission denied' 'an unreadable file' -o out secret.idl
fi

"$codegen" -o made/on/demand lamp.idl > messages 2>&1 && [ -s made/on/demand/lamp.idl.h ] &&
  [ -s made/on/demand/lamp.idl.c ] && [ "$(ls made/on/demand | wc -l)" -eq 2 ]
report $? 'the output directory is created, and holds the two files'

touch -d '2001-01-01' made/on/demand/* && cp -p made/on/demand/lamp.idl.h before.h
"$codegen" -o made/on/demand lamp.idl > messages 2>&1 &&
  [ -z "$(find made -newer before.h -type f)" ]
report $? 'unchanged files keep their time stamps'

"$codegen" --header -o header lamp.idl > messages 2>&1 && [ "$(ls header)" = lamp.idl.h ]
report $? 'the header alone'

"$codegen" --body -o body lamp.idl > messages 2>&1 && [ "$(ls body)" = lamp.idl.c ]
report $? 'the body alone'

mkdir -p 'with space' && printf 'struct Far { long x; };\n' > 'with space/far.idl'
printf '#include <far.idl>\n#ifdef EXTRA\nstruct Near { Far far_one; long x[EXTRA]; };\n#else\n#error EXTRA is missing\n#endif\n' > near.idl
"$codegen" --check '-Iwith space' -DEXTRA=3 --dependency-file near.d near.idl > messages 2>&1 &&
  grep -q '^near.idl.h near.idl.c:' near.d && grep -q '^  near.idl' near.d &&
  grep -qF '  with\ space/far.idl' near.d && grep -qF 'with\ space/far.idl:' near.d
report $? '-I and -D in one word, and the dependency file'

printf 'near.idl.h near.idl.c:\n\techo made\n' > makefile && echo 'include near.d' >> makefile
if command -v make > /dev/null; then
  make -r near.idl.h > messages 2>&1 && grep -q made messages
  report $? 'make reads the dependency file'
else
  report 0 'make reads the dependency file # SKIP there is no make'
fi

printf 'struct Account { long account; };\n' > strict.idl
"$codegen" --check strict.idl > messages 2>&1 && grep -q warning messages &&
  ! "$codegen" --check --strict strict.idl > messages 2>&1 && grep -q 'strict.idl:1:23: error' messages
report $? 'a warning is an error under --strict'

printf 'struct Broken {\n\tlng \303\244;\n};\n' > excerpt.idl
"$codegen" --check excerpt.idl > messages 2>&1
grep -qx '    2 |  lng .*' messages && grep -qx '      |  ^~~' messages
report $? 'the line and a caret below the word, behind a tab'

"$codegen" --check --werror strict.idl > messages 2>&1
[ $? -eq 1 ] && grep -q 'strict.idl:1:23: error' messages
report $? 'a warning is an error under --werror'

expect 2 '--color takes auto, always or never' 'a misspelled colour' --check --color=sometimes lamp.idl

"$codegen" --check --color=always broken.idl > messages 2>&1
grep -qF "$(printf '\033[1;31merror:')" messages &&
  ! "$codegen" --check broken.idl 2>&1 | grep -qF "$(printf '\033')"
report $? 'colours when asked for, and none in a pipe'

# coloured SETTING…: whether there are colours on a terminal.
coloured ()
{
  script -qec "env -u NO_COLOR TERM=xterm $* '$codegen' --check broken.idl" /dev/null < /dev/null |
    grep -qF "$(printf '\033[1;31merror:')"
}

if script -qec true /dev/null < /dev/null > /dev/null 2>&1; then
  coloured && ! coloured NO_COLOR=1 && ! coloured TERM=dumb
  report $? 'colours on a terminal, but for NO_COLOR and a dumb one'
else
  report 0 'colours on a terminal # SKIP there is no script(1)'
fi

echo "1..$number"
exit $failed
