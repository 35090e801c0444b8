# SPDX-License-Identifier: MIT

# Sourced by the tests of this directory: makes a copy of Odeon as it would be installed, and a
# user's project beside it. Leaves the shell in the project's directory.
#
#   begin BUILD_SYSTEM COMMAND...: the commands that must be there

begin ()
{
  system=$1
  shift
  for command; do
    command -v "$command" > /dev/null || { echo "1..0 # SKIP there is no $command"; exit 0; }
  done
  if nm -D src/.libs/libodeon-1.so 2> /dev/null | grep -q '__[at]san_init'; then
    echo '1..0 # SKIP a library with a sanitizer wants its users to have one'
    exit 0
  fi

  here=$(realpath "${srcdir:-.}/tests/integration")
  scratch=$(mktemp -d) || exit 1
  trap 'rm -rf "$scratch"' EXIT
  number=0
  failed=0

  attempt 'Odeon is installed' install_odeon
  mkdir "$scratch/project"
  cp "$here/project"/* "$here/$system"/* "$scratch/project"
  chmod -R u+w "$scratch/project"
  cd "$scratch/project" || exit 1
}

# The prefix is only said to pkg-config: what is installed does not know it otherwise.
install_odeon ()
{
  # Both at once, so that nothing is built; what is missing must have been built before.
  make install-exec install-data DESTDIR="$scratch/root" || return 1
  installed=$scratch/root$(sed -n 's/^prefix=//p' odeon-1.pc)
  pc=$(find "$scratch/root" -name odeon-1.pc)
  sed "s|^prefix=.*|prefix=$installed|" "$pc" > "$scratch/odeon-1.pc" && cp "$scratch/odeon-1.pc" "$pc"
  PKG_CONFIG_PATH=$(dirname "$pc")${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
  LD_LIBRARY_PATH=$(pkg-config --variable=libdir "$pc")
  export PKG_CONFIG_PATH LD_LIBRARY_PATH
}

# report WELL NAME
report ()
{
  number=$((number + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $number - $2"
  else
    echo "not ok $number - $2"
    sed 's/^/# /' "$scratch/messages"
    failed=1
  fi
}

# attempt NAME COMMAND...
attempt ()
{
  name=$1
  shift
  "$@" > "$scratch/messages" 2>&1
  report $? "$name"
}

# prints TEXT PROGRAM
prints ()
{
  printed=$("$2")
  echo "$printed"
  [ "$printed" = "$1" ]
}

# When everything that is made was made.
stamps ()
{
  find "$1" -name '*.idl.[ch]' -o -name '*.o' -o -name lamp -type f | sort | xargs stat -c '%n %y'
}

# unchanged DIRECTORY COMMAND...: the command makes nothing anew there
unchanged ()
{
  directory=$1
  shift
  stamps "$directory" > "$scratch/before"
  "$@" && stamps "$directory" | diff "$scratch/before" -
}

# try_project DIRECTORY PROGRAM BUILD...: builds it in DIRECTORY, runs it, and changes what it
# depends on. BUILD does only what is necessary.
try_project ()
{
  directory=$1 program=$2
  shift 2
  attempt 'it is built' "$@"
  attempt 'and runs' prints '10 of 100 lumen' "$program"
  attempt 'built again, nothing is made anew' unchanged "$directory" "$@"

  sed 's/STEP = 10/STEP = 20/' units.idl > units.new && cat units.new > units.idl
  attempt 'a file that the IDL includes has changed: it is built' "$@"
  attempt 'all that depends on it was' prints '20 of 200 lumen' "$program"

  echo '// A remark.' >> units.idl
  attempt 'a comment was added: it is built' "$@"
  attempt 'still it runs' prints '20 of 200 lumen' "$program"

  echo 'lng x;' >> units.idl
  "$@" > "$scratch/messages" 2>&1 && status=1 || status=0
  grep -q 'units\.idl:[0-9]*:1: error' "$scratch/messages" || status=1
  report $status 'a mistake in the included file stops the build, and is said'
}

finish ()
{
  echo "1..$number"
  exit $failed
}
