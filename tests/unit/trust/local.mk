# SPDX-License-Identifier: MIT

# They make certificates, and shake hands.
trust_cppflags = -I$(srcdir)/%D% $(QUIC_CFLAGS) $(AM_CPPFLAGS)
trust_ldadd = $(LDADD) $(QUIC_LIBS)

%C%_test_trust_certified_CPPFLAGS = $(trust_cppflags)
%C%_test_trust_certified_LDADD = $(trust_ldadd)
