# SPDX-License-Identifier: MIT

# ODEON_OMNIORB_IDL
# -----------------
# --with-omniorb-idl=DIR: where omniORB's copies of OMG's IDL files are, for examples/naming and
# the compiler's tests. Sets OMNIORB_IDL and the conditional HAVE_OMNIORB_IDL.
AC_DEFUN([ODEON_OMNIORB_IDL],
[
  AC_ARG_WITH([omniorb-idl],
    [AS_HELP_STRING([--with-omniorb-idl=DIR],
      [the directory of omniORB's IDL files @<:@/usr/share/idl/omniORB@:>@])],
    [], [with_omniorb_idl=auto])

  AS_CASE([$with_omniorb_idl],
    [no], [OMNIORB_IDL=],
    [auto|yes], [OMNIORB_IDL=/usr/share/idl/omniORB],
    [OMNIORB_IDL=$with_omniorb_idl])
  odeon_omniorb_idl=no
  AS_IF([test -n "$OMNIORB_IDL"],
  [
    AC_MSG_CHECKING([for COS/CosNaming.idl in $OMNIORB_IDL])
    AS_IF([test -r "$OMNIORB_IDL/COS/CosNaming.idl"], [odeon_omniorb_idl=yes])
    AC_MSG_RESULT([$odeon_omniorb_idl])
  ])
  AS_IF([test "$odeon_omniorb_idl" = no],
  [
    AS_CASE([$with_omniorb_idl],
      [auto], [AC_MSG_NOTICE([examples/naming is left out: no COS/CosNaming.idl (Debian: omniorb-idl)])],
      [no], [],
      [AC_MSG_ERROR([--with-omniorb-idl: no COS/CosNaming.idl in $OMNIORB_IDL])])
    OMNIORB_IDL=
  ])
  AC_SUBST([OMNIORB_IDL])
  AM_CONDITIONAL([HAVE_OMNIORB_IDL], [test "$odeon_omniorb_idl" = yes])
])
