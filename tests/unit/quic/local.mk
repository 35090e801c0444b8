# SPDX-License-Identifier: MIT

# The network's tests make certificates with GnuTLS, as those of trust do.
quic_cppflags = -I$(srcdir)/%D% -I$(srcdir)/tests/unit/trust \
	$(QUIC_CFLAGS) $(QUIC_CPPFLAGS) $(AM_CPPFLAGS)
quic_ldadd = $(LDADD) $(QUIC_LIBS)

%C%_test_quic_connection_CPPFLAGS = $(quic_cppflags)
%C%_test_quic_connection_LDADD = $(quic_ldadd)

%C%_test_quic_endpoint_CPPFLAGS = $(quic_cppflags)
%C%_test_quic_endpoint_LDADD = $(quic_ldadd)

%C%_test_quic_exchange_CPPFLAGS = $(quic_cppflags)
%C%_test_quic_exchange_LDADD = $(quic_ldadd)
# The test is asked whether a socket is full.
%C%_test_quic_exchange_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=sendmsg

%C%_test_quic_handshake_CPPFLAGS = $(quic_cppflags)
%C%_test_quic_handshake_LDADD = $(quic_ldadd)

%C%_test_quic_ids_CPPFLAGS = $(quic_cppflags)
%C%_test_quic_ids_LDADD = $(quic_ldadd)

%C%_test_quic_reception_CPPFLAGS = $(quic_cppflags)
%C%_test_quic_reception_LDADD = $(quic_ldadd)

%C%_test_quic_schedule_CPPFLAGS = $(quic_cppflags)
%C%_test_quic_schedule_LDADD = $(quic_ldadd)

%C%_test_udp_CPPFLAGS = $(quic_cppflags)
%C%_test_udp_LDADD = $(quic_ldadd)
