# SPDX-License-Identifier: MIT

# They make certificates, and shake hands.
trust_cppflags = -I$(srcdir)/%D% $(QUIC_CFLAGS) $(AM_CPPFLAGS)
trust_ldadd = $(LDADD) $(QUIC_LIBS)

%C%_test_cert_CPPFLAGS = $(trust_cppflags)
%C%_test_cert_LDADD = $(trust_ldadd)

%C%_test_credentials_CPPFLAGS = $(trust_cppflags)
%C%_test_credentials_LDADD = $(trust_ldadd)

%C%_test_key_file_CPPFLAGS = $(trust_cppflags)
%C%_test_key_file_LDADD = $(trust_ldadd)

%C%_test_list_file_CPPFLAGS = $(trust_cppflags)
%C%_test_list_file_LDADD = $(trust_ldadd)

%C%_test_node_name_CPPFLAGS = $(trust_cppflags)
%C%_test_node_name_LDADD = $(trust_ldadd)

%C%_test_pin_CPPFLAGS = $(trust_cppflags)
%C%_test_pin_LDADD = $(trust_ldadd)

%C%_test_revocations_CPPFLAGS = $(trust_cppflags)
%C%_test_revocations_LDADD = $(trust_ldadd)

%C%_test_tls_priority_CPPFLAGS = $(trust_cppflags)
%C%_test_tls_priority_LDADD = $(trust_ldadd)

%C%_test_trust_CPPFLAGS = $(trust_cppflags)
%C%_test_trust_LDADD = $(trust_ldadd)

%C%_test_trust_alert_CPPFLAGS = $(trust_cppflags)
%C%_test_trust_alert_LDADD = $(trust_ldadd)

%C%_test_trust_certified_CPPFLAGS = $(trust_cppflags)
%C%_test_trust_certified_LDADD = $(trust_ldadd)

%C%_test_trust_files_CPPFLAGS = $(trust_cppflags)
%C%_test_trust_files_LDADD = $(trust_ldadd)

%C%_test_trust_pinned_CPPFLAGS = $(trust_cppflags)
%C%_test_trust_pinned_LDADD = $(trust_ldadd)
