# SPDX-License-Identifier: MIT

# ODEON_ALLOCATOR
# ---------------
# --with-allocator=magazines|malloc: where the memory comes from that is made and freed with every
# message. src/base/odeon-block-private.h explains the magazines; malloc is for those who replace it
# by one of their own, or look for what is freed too early without a sanitizer.
AC_DEFUN([ODEON_ALLOCATOR],
[
  AC_ARG_WITH([allocator],
    [AS_HELP_STRING([--with-allocator=magazines|malloc],
      [where the memory of messages comes from: lists of each thread or malloc @<:@magazines@:>@])],
    [], [with_allocator=magazines])
  AS_CASE([$with_allocator],
    [magazines], [],
    [malloc], [AC_DEFINE([ODEON_ALLOCATOR_MALLOC], [1], [Whether messages are malloc'd.])],
    [AC_MSG_ERROR([--with-allocator takes magazines or malloc, not '$with_allocator'])])
])
