# SPDX-License-Identifier: MIT

# ODEON_SANITIZER
# ---------------
# --enable-sanitizer=address|thread|fuzzer: sets SANITIZER_CFLAGS, for compiling and for linking;
# fuzzer is address with what libFuzzer, of clang, needs, and FUZZER_LDFLAGS link it.
# gcc 12's ThreadSanitizer stops at 8,128 fibers, so thread asks for clang. SANITIZER_CPPFLAGS tells
# it what GLib, which is not built with it, synchronises.
AC_DEFUN([ODEON_SANITIZER],
[
  AC_ARG_ENABLE([sanitizer],
    [AS_HELP_STRING([--enable-sanitizer=address|thread|fuzzer],
      [build with address and undefined behaviour sanitizers, with the thread sanitizer, or with the
       former and for libFuzzer])],
    [odeon_sanitizer=$enableval], [odeon_sanitizer=no])

  FUZZER_LDFLAGS=
  AS_CASE([$odeon_sanitizer],
    [no], [SANITIZER_CFLAGS= SANITIZER_CPPFLAGS=],
    [address], [SANITIZER_CFLAGS="-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer"],
    [thread],
    [
      SANITIZER_CFLAGS="-fsanitize=thread -fno-omit-frame-pointer"
      SANITIZER_CPPFLAGS='-include $(top_srcdir)/tests/tsan-glib.h'
      AC_PREPROC_IFELSE([AC_LANG_SOURCE([[
#ifndef __clang__
#error "not clang"
#endif
        ]])], [],
        [AC_MSG_ERROR([--enable-sanitizer=thread needs clang: configure with CC=clang])])
    ],
    [fuzzer],
    [
      SANITIZER_CFLAGS="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer"
      FUZZER_LDFLAGS="-fsanitize=fuzzer"
    ],
    [AC_MSG_ERROR([--enable-sanitizer takes address, thread or fuzzer, not '$odeon_sanitizer'])])

  AS_IF([test -n "$SANITIZER_CFLAGS"],
  [
    odeon_save_CFLAGS=$CFLAGS
    CFLAGS="$CFLAGS $SANITIZER_CFLAGS"
    AC_MSG_CHECKING([whether $CC links with $SANITIZER_CFLAGS])
    AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
      [AC_MSG_RESULT([yes])],
      [AC_MSG_RESULT([no])
       AC_MSG_ERROR([the sanitizer's runtime library is missing])])
    CFLAGS=$odeon_save_CFLAGS
  ])
  AC_SUBST([SANITIZER_CFLAGS])
  AC_SUBST([SANITIZER_CPPFLAGS])
  AC_SUBST([FUZZER_LDFLAGS])
])
