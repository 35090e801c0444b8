# SPDX-License-Identifier: MIT

# ODEON_HTTP
# ----------
# What examples/http is built with: libsoup and JSON-GLib. Sets HTTP_CFLAGS, HTTP_LIBS and the
# conditional HAVE_HTTP. The library needs neither.
AC_DEFUN([ODEON_HTTP],
[
  PKG_CHECK_MODULES([HTTP], [libsoup-3.0 >= 3.2 json-glib-1.0 >= 1.6],
    [odeon_http=yes],
    [odeon_http=no
     AC_MSG_NOTICE([examples/http is left out: no libsoup 3.2 or no JSON-GLib (Debian: libsoup-3.0-dev, libjson-glib-dev)])])
  AM_CONDITIONAL([HAVE_HTTP], [test "$odeon_http" = yes])
])
