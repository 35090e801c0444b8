# SPDX-License-Identifier: MIT

# What the scripts beside it begin with: a scratch directory, and TAP. A test puts what there is to
# say about its failure into $scratch/messages.

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

number=0
failed=0

# report STATUS NAME
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
