# SPDX-License-Identifier: MIT

# The network's tests make certificates with GnuTLS, as those of trust do.
quic_cppflags = -I$(srcdir)/%D% -I$(srcdir)/%D%/../trust \
	$(QUIC_CFLAGS) $(QUIC_CPPFLAGS) $(AM_CPPFLAGS)
quic_ldadd = $(LDADD) $(QUIC_LIBS)

%C%_test_quic_connection_CPPFLAGS = $(quic_cppflags)
%C%_test_quic_connection_LDADD = $(quic_ldadd)
