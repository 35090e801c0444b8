# SPDX-License-Identifier: MIT

# Nodes: what crosses is what crosses a link in its tests, and whom they trust is made as in those of
# trust.
net_cppflags = -I$(srcdir)/%D% -I$(srcdir)/tests/unit/quic -I$(srcdir)/tests/unit/trust \
	-I$(srcdir)/tests/unit/transport -Itests/unit/transport \
	$(QUIC_CFLAGS) $(QUIC_CPPFLAGS) $(AM_CPPFLAGS)
net_ldadd = tests/unit/transport/libpost.la $(LDADD) $(QUIC_LIBS)

%C%_test_feed_CPPFLAGS = $(net_cppflags)
%C%_test_feed_LDADD = $(net_ldadd)
$(%C%_test_feed_OBJECTS): %D%/../transport/post.idl.h

%C%_test_limits_CPPFLAGS = $(net_cppflags)
%C%_test_limits_LDADD = $(net_ldadd)
$(%C%_test_limits_OBJECTS): tests/unit/transport/post.idl.h
%C%_test_node_CPPFLAGS = $(net_cppflags)
%C%_test_node_LDADD = $(net_ldadd)
$(%C%_test_node_OBJECTS): tests/unit/transport/post.idl.h

%C%_test_peer_CPPFLAGS = $(net_cppflags)
%C%_test_peer_LDADD = $(net_ldadd)
$(%C%_test_peer_OBJECTS): tests/unit/transport/post.idl.h

%C%_test_warrant_CPPFLAGS = $(net_cppflags)
%C%_test_warrant_LDADD = $(net_ldadd)
$(%C%_test_warrant_OBJECTS): tests/unit/transport/post.idl.h

%C%_test_postponed_CPPFLAGS = $(net_cppflags)
%C%_test_postponed_LDADD = $(net_ldadd)
$(%C%_test_postponed_OBJECTS): %D%/../transport/post.idl.h

# Whole nodes, elsewhere.
tests_parity_test_s15_CPPFLAGS = $(net_cppflags)
tests_parity_test_s15_LDADD = $(net_ldadd)
$(tests_parity_test_s15_OBJECTS): tests/unit/transport/post.idl.h

tests_parity_test_s16_CPPFLAGS = $(net_cppflags)
tests_parity_test_s16_LDADD = $(net_ldadd)
$(tests_parity_test_s16_OBJECTS): tests/unit/transport/post.idl.h

tests_system_test_crowd_CPPFLAGS = $(net_cppflags)
tests_system_test_crowd_LDADD = $(net_ldadd)
$(tests_system_test_crowd_OBJECTS): tests/unit/transport/post.idl.h

tests_system_test_node_CPPFLAGS = $(net_cppflags)
tests_system_test_node_LDADD = $(net_ldadd)
$(tests_system_test_node_OBJECTS): tests/unit/transport/post.idl.h
