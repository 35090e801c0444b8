# SPDX-License-Identifier: MIT

# ODEON_PEERS
# -----------
# What only the benchmarks are built with, for the peers that are libraries, and for the compilers
# that some of them have. Sets the conditionals HAVE_ZEROMQ, HAVE_CAF, HAVE_SD_BUS, HAVE_GDBUS,
# HAVE_CAPNP, HAVE_ICE, HAVE_THRIFT and HAVE_ENET, and what each is built with. Whatever is missing is one peer
# less to measure. Atoms tell CAF 0.17 from later ones.
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

  PKG_CHECK_MODULES([SD_BUS], [libsystemd], [odeon_sd_bus=yes], [odeon_sd_bus=no])
  AM_CONDITIONAL([HAVE_SD_BUS], [test "$odeon_sd_bus" = yes])

  PKG_CHECK_MODULES([ENET], [libenet >= 1.3.13], [odeon_enet=yes], [odeon_enet=no])
  AM_CONDITIONAL([HAVE_ENET], [test "$odeon_enet" = yes])

  AC_CHECK_PROG([GDBUS_CODEGEN], [gdbus-codegen], [gdbus-codegen])
  AS_IF([test -n "$GDBUS_CODEGEN"], [odeon_gdbus=yes], [odeon_gdbus=no])
  AM_CONDITIONAL([HAVE_GDBUS], [test "$odeon_gdbus" = yes])

  AC_CHECK_PROG([CAPNP], [capnp], [capnp])
  PKG_CHECK_MODULES([CAPNP], [capnp-rpc], [odeon_capnp=yes], [odeon_capnp=no])
  AS_IF([test -z "$CAPNP"], [odeon_capnp=no])
  AM_CONDITIONAL([HAVE_CAPNP], [test "$odeon_capnp" = yes])

  AC_CHECK_PROG([THRIFT], [thrift], [thrift])
  PKG_CHECK_MODULES([THRIFT], [thrift_c_glib], [odeon_thrift=yes], [odeon_thrift=no])
  AS_IF([test -z "$THRIFT"], [odeon_thrift=no])
  AM_CONDITIONAL([HAVE_THRIFT], [test "$odeon_thrift" = yes])

  AC_CHECK_PROG([SLICE2CPP], [slice2cpp], [slice2cpp])
  AC_LANG_PUSH([C++])
  AC_CHECK_HEADER([Ice/Ice.h], [odeon_ice=yes], [odeon_ice=no])
  AC_LANG_POP([C++])
  AS_IF([test -z "$SLICE2CPP"], [odeon_ice=no])
  AM_CONDITIONAL([HAVE_ICE], [test "$odeon_ice" = yes])
])
