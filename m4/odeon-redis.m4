# SPDX-License-Identifier: MIT

# ODEON_REDIS
# -----------
# Durable mailboxes and the shared directory live on a Redis server, which is reached with hiredis.
# Built if that is there, unless --without-redis. Sets REDIS_CFLAGS, REDIS_LIBS and the conditional
# HAVE_REDIS.
AC_DEFUN([ODEON_REDIS],
[
  AC_ARG_WITH([redis],
    [AS_HELP_STRING([--without-redis], [leave out what is kept on Redis (needs hiredis)])],
    [], [with_redis=auto])
  odeon_redis=no
  AS_IF([test "$with_redis" != no],
    [PKG_CHECK_MODULES([REDIS], [hiredis >= 0.14], [odeon_redis=yes],
      [AS_IF([test "$with_redis" = yes],
        [AC_MSG_ERROR([--with-redis: $REDIS_PKG_ERRORS])])
       AC_MSG_NOTICE([durable mailboxes are left out: no hiredis (Debian: libhiredis-dev)])])])
  # Its headers are not up to our warnings.
  REDIS_CFLAGS=`AS_ECHO(["$REDIS_CFLAGS"]) | sed 's/-I/-isystem /g'`
  AM_CONDITIONAL([HAVE_REDIS], [test "$odeon_redis" = yes])
])
