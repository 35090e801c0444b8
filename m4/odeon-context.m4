# SPDX-License-Identifier: MIT

# ODEON_CONTEXT
# -------------
# --with-context=auto|boost|ucontext: what switches between stacks.
#
# Boost.Context's jump_fcontext has C linkage and needs nothing of C++, but its header is C++ and
# its ABI is private to Boost. So the proof is a program that declares it as we do, is linked with
# the static archive, and switches there and back. Sets BOOST_CONTEXT_ARCHIVE and the conditional
# CONTEXT_BOOST.
AC_DEFUN([ODEON_CONTEXT],
[
  AC_ARG_WITH([context],
    [AS_HELP_STRING([--with-context=auto|boost|ucontext],
      [what switches between stacks: Boost.Context's static archive, or the C library @<:@auto@:>@])],
    [], [with_context=auto])
  AS_CASE([$with_context],
    [auto|boost|ucontext], [],
    [AC_MSG_ERROR([--with-context takes auto, boost or ucontext, not '$with_context'])])

  odeon_context=ucontext
  BOOST_CONTEXT_ARCHIVE=
  AS_IF([test "$with_context" != ucontext],
  [
    AC_MSG_CHECKING([for a libboost_context.a that switches stacks])
    odeon_archive=`$CC $CFLAGS -print-file-name=libboost_context.a`
    odeon_save_LIBS=$LIBS
    LIBS="$odeon_archive $LIBS"
    # Without its directory the name is only echoed: the compiler does not know the archive.
    AS_CASE([$odeon_archive],
      [*/*], [AC_RUN_IFELSE([_ODEON_CONTEXT_PROGRAM], [odeon_context=boost], [], [])])
    LIBS=$odeon_save_LIBS
    AS_IF([test "$odeon_context" = boost],
      [BOOST_CONTEXT_ARCHIVE=$odeon_archive
       AC_MSG_RESULT([$odeon_archive])],
      [AC_MSG_RESULT([no])
       AS_IF([test "$with_context" = boost],
         [AC_MSG_ERROR([--with-context=boost: no working libboost_context.a])])])
  ])

  AC_SUBST([BOOST_CONTEXT_ARCHIVE])
  AM_CONDITIONAL([CONTEXT_BOOST], [test "$odeon_context" = boost])
])

m4_define([_ODEON_CONTEXT_PROGRAM],
[AC_LANG_SOURCE([[
#include <stddef.h>

typedef void *fcontext_t;
typedef struct { fcontext_t from; void *data; } transfer_t;

extern fcontext_t make_fcontext (void *top, size_t size, void (*entry) (transfer_t));
extern transfer_t jump_fcontext (fcontext_t to, void *data);

static char stack[65536] __attribute__ ((aligned (16)));

static void
entry (transfer_t transfer)
{
  for (;;)
    transfer = jump_fcontext (transfer.from, (char *) transfer.data + 1);
}

int
main (void)
{
  transfer_t transfer = { make_fcontext (stack + sizeof stack, sizeof stack, entry), NULL };
  int i;

  for (i = 0; i < 3; i++)
    transfer = jump_fcontext (transfer.from, transfer.data);
  return transfer.data == (char *) NULL + 3 ? 0 : 1;
}
]])])
