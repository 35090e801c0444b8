# SPDX-License-Identifier: MIT

# find_package (odeon-1 REQUIRED): the library is the target PkgConfig::ODEON.

find_package (PkgConfig REQUIRED)
pkg_check_modules (ODEON REQUIRED IMPORTED_TARGET odeon-1)
include ("${CMAKE_CURRENT_LIST_DIR}/OdeonCodegen.cmake")
