# SPDX-License-Identifier: MIT

# ODEON_PEERS
# -----------
# What only the benchmarks are built with, for the peers that are libraries: libzmq, and CAF with a
# C++ compiler. Sets ZEROMQ_CFLAGS, ZEROMQ_LIBS, CAF_LIBS and the conditionals HAVE_ZEROMQ and
# HAVE_CAF. Whatever is missing is one peer less to measure. Atoms tell CAF 0.17 from later ones.
AC_DEFUN([ODEON_PEERS],
[
  AC_REQUIRE([AC_PROG_CXX])

  PKG_CHECK_MODULES([ZEROMQ], [libzmq >= 4.0], [odeon_zeromq=yes], [odeon_zeromq=no])
  AM_CONDITIONAL([HAVE_ZEROMQ], [test "$odeon_zeromq" = yes])

  CAF_LIBS=-lcaf_core
  odeon_save_CXXFLAGS=$CXXFLAGS
  odeon_save_LIBS=$LIBS
  CXXFLAGS="$CXXFLAGS -std=c++17"
  LIBS="$CAF_LIBS $LIBS"
  AC_LANG_PUSH([C++])
  AC_MSG_CHECKING([for CAF 0.17])
  AC_LINK_IFELSE(
    [AC_LANG_PROGRAM([[#include <caf/atom.hpp>
                       #include <string>]],
                     [[return caf::to_string (caf::atom ("bench")).empty ();]])],
    [odeon_caf=yes],
    [odeon_caf=no])
  AC_MSG_RESULT([$odeon_caf])
  AC_LANG_POP([C++])
  LIBS=$odeon_save_LIBS
  CXXFLAGS=$odeon_save_CXXFLAGS
  AC_SUBST([CAF_LIBS])
  AM_CONDITIONAL([HAVE_CAF], [test "$odeon_caf" = yes])
])
