# SPDX-License-Identifier: MIT

# ODEON_LTO
# ---------
# --enable-lto=auto|yes|no: whether the library is optimised as a whole when it is linked, which
# takes a fifth of the time off an awaited call: its way leads through four layers. LTO_CFLAGS
# compile for that, and leave ordinary code in the objects as well; LTO_LDFLAGS link so;
# NO_LTO_LDFLAGS link the ordinary code, as the tests do, each of which would take seconds
# otherwise. After ODEON_SANITIZER: the sanitizers want the code as it is written.
AC_DEFUN([ODEON_LTO],
[
  AC_ARG_ENABLE([lto],
    [AS_HELP_STRING([--enable-lto=auto|yes|no],
      [optimise the library as a whole when it is linked (auto: with gcc, without sanitizers)])],
    [odeon_lto=$enableval], [odeon_lto=auto])
  AS_CASE([$odeon_lto], [auto|yes|no], [],
    [AC_MSG_ERROR([--enable-lto takes auto, yes or no, not '$odeon_lto'])])

  LTO_CFLAGS="-flto=auto -ffat-lto-objects"
  LTO_LDFLAGS="-flto=auto -fuse-linker-plugin"
  NO_LTO_LDFLAGS="-fno-use-linker-plugin"
  AC_MSG_CHECKING([whether $CC optimises when it links])
  odeon_save_CFLAGS=$CFLAGS
  CFLAGS="$CFLAGS -Werror $LTO_CFLAGS -fuse-linker-plugin"
  AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])], [odeon_has_lto=yes], [odeon_has_lto=no])
  CFLAGS=$odeon_save_CFLAGS
  AC_MSG_RESULT([$odeon_has_lto])

  AS_CASE([$odeon_lto,$odeon_has_lto,$odeon_sanitizer],
    [yes,no,*], [AC_MSG_ERROR([$CC cannot do what --enable-lto asks for])],
    [yes,yes,no], [],
    [yes,*], [AC_MSG_ERROR([--enable-lto and --enable-sanitizer exclude each other])],
    [auto,yes,no], [],
    [LTO_CFLAGS= LTO_LDFLAGS= NO_LTO_LDFLAGS=])
  AC_SUBST([LTO_CFLAGS])
  AC_SUBST([LTO_LDFLAGS])
  AC_SUBST([NO_LTO_LDFLAGS])
])
