# SPDX-License-Identifier: MIT

# ODEON_WARNINGS
# --------------
# Sets WARN_CFLAGS to those of our warnings that the compiler knows; --enable-werror makes them
# errors.
AC_DEFUN([ODEON_WARNINGS],
[
  AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror], [treat the compiler's warnings as errors])],
    [], [enable_werror=no])

  WARN_CFLAGS=
  odeon_save_CFLAGS=$CFLAGS
  m4_foreach_w([odeon_flag],
    [-Wall -Wextra -Wconversion -Wno-sign-conversion -Wstrict-prototypes -Wshadow
     -Wmissing-prototypes],
  [
    AC_MSG_CHECKING([whether $CC takes odeon_flag])
    CFLAGS="$odeon_save_CFLAGS -Werror odeon_flag"
    AC_COMPILE_IFELSE([AC_LANG_SOURCE([[int odeon_nothing;]])],
      [AC_MSG_RESULT([yes])
       WARN_CFLAGS="$WARN_CFLAGS odeon_flag"],
      [AC_MSG_RESULT([no])])
  ])
  CFLAGS=$odeon_save_CFLAGS
  AS_IF([test "$enable_werror" = yes], [WARN_CFLAGS="$WARN_CFLAGS -Werror"])
  AC_SUBST([WARN_CFLAGS])
])
