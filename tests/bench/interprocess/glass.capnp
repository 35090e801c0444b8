# SPDX-License-Identifier: MIT

@0xd1c7a3f08b5e4692;

interface Glass {
  echo @0 (data :Data) -> (result :Data);
  put @1 (data :Data) -> ();
}
