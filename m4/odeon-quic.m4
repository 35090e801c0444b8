# SPDX-License-Identifier: MIT

# ODEON_QUIC
# ----------
# Nodes on other machines are reached over QUIC: ngtcp2 and GnuTLS. Built if they are there, unless
# --without-quic. Sets QUIC_CFLAGS, QUIC_CPPFLAGS, QUIC_LIBS and the conditional HAVE_QUIC.
AC_DEFUN([ODEON_QUIC],
[
  AC_ARG_WITH([quic],
    [AS_HELP_STRING([--without-quic], [leave out the network (needs ngtcp2 and GnuTLS)])],
    [], [with_quic=auto])
  odeon_quic=no
  AS_IF([test "$with_quic" != no],
    [PKG_CHECK_MODULES([QUIC],
      [libngtcp2 >= 0.12 libngtcp2_crypto_gnutls >= 0.12 gnutls >= 3.7.3],
      [odeon_quic=yes],
      [AS_IF([test "$with_quic" = yes],
        [AC_MSG_ERROR([--with-quic: $QUIC_PKG_ERRORS])])
       AC_MSG_NOTICE([the network is left out: no ngtcp2 or no GnuTLS (Debian: libngtcp2-dev, libngtcp2-crypto-gnutls-dev, libgnutls28-dev)])])])
  dnl The two series call some things by different names, each in a header of ours.
  odeon_ngtcp2=0
  AS_IF([test "$odeon_quic" = yes],
    [PKG_CHECK_EXISTS([libngtcp2 >= 1.0], [odeon_ngtcp2=1])])
  AC_SUBST([QUIC_CPPFLAGS], ['-DODEON_NGTCP2_HEADER=\"odeon-ngtcp2-'$odeon_ngtcp2'-private.h\"'])
  AM_CONDITIONAL([HAVE_QUIC], [test "$odeon_quic" = yes])
])
