# SPDX-License-Identifier: MIT

# What crosses a link in its tests.
transport_cppflags = -I%D% -I$(srcdir)/%D% $(AM_CPPFLAGS)
transport_ldadd = %D%/libpost.la $(LDADD)

IDL_OUTPUTS += %D%/post.idl.h %D%/post.idl.c
check_LTLIBRARIES += %D%/libpost.la
%C%_libpost_la_SOURCES = %D%/stamp.c %D%/stamp.h
nodist_%C%_libpost_la_SOURCES = %D%/post.idl.c
%C%_libpost_la_CPPFLAGS = $(transport_cppflags)
$(%C%_libpost_la_OBJECTS): %D%/post.idl.h

%C%_test_credit_CPPFLAGS = $(transport_cppflags)
%C%_test_credit_LDADD = $(transport_ldadd)
$(%C%_test_credit_OBJECTS): %D%/post.idl.h

%C%_test_feed_CPPFLAGS = $(transport_cppflags)
%C%_test_feed_LDADD = $(transport_ldadd)
$(%C%_test_feed_OBJECTS): %D%/post.idl.h

%C%_test_lane_CPPFLAGS = $(transport_cppflags)
%C%_test_lane_LDADD = $(transport_ldadd)
$(%C%_test_lane_OBJECTS): %D%/post.idl.h

%C%_test_datagram_CPPFLAGS = $(transport_cppflags)
%C%_test_datagram_LDADD = $(transport_ldadd)
$(%C%_test_datagram_OBJECTS): %D%/post.idl.h

%C%_test_introducer_CPPFLAGS = $(transport_cppflags)
%C%_test_introducer_LDADD = $(transport_ldadd)
$(%C%_test_introducer_OBJECTS): %D%/post.idl.h

%C%_test_introduction_CPPFLAGS = $(transport_cppflags)
%C%_test_introduction_LDADD = $(transport_ldadd)
$(%C%_test_introduction_OBJECTS): %D%/post.idl.h

%C%_test_lifecycle_CPPFLAGS = $(transport_cppflags)
%C%_test_lifecycle_LDADD = $(transport_ldadd)
$(%C%_test_lifecycle_OBJECTS): %D%/post.idl.h

%C%_test_native_CPPFLAGS = $(transport_cppflags)
%C%_test_native_LDADD = $(transport_ldadd)
$(%C%_test_native_OBJECTS): %D%/post.idl.h

%C%_test_order_CPPFLAGS = $(transport_cppflags)
%C%_test_order_LDADD = $(transport_ldadd)
$(%C%_test_order_OBJECTS): %D%/post.idl.h

%C%_test_outgoing_CPPFLAGS = $(transport_cppflags)
%C%_test_outgoing_LDADD = $(transport_ldadd)
$(%C%_test_outgoing_OBJECTS): %D%/post.idl.h

%C%_test_pipeline_CPPFLAGS = $(transport_cppflags)
%C%_test_pipeline_LDADD = $(transport_ldadd)
$(%C%_test_pipeline_OBJECTS): %D%/post.idl.h

%C%_test_promises_CPPFLAGS = $(transport_cppflags)
%C%_test_promises_LDADD = $(transport_ldadd)
$(%C%_test_promises_OBJECTS): %D%/post.idl.h

%C%_test_remote_ref_CPPFLAGS = $(transport_cppflags)
%C%_test_remote_ref_LDADD = $(transport_ldadd)
$(%C%_test_remote_ref_OBJECTS): %D%/post.idl.h

%C%_test_resumption_CPPFLAGS = $(transport_cppflags)
%C%_test_resumption_LDADD = $(transport_ldadd)
$(%C%_test_resumption_OBJECTS): %D%/post.idl.h

%C%_test_session_CPPFLAGS = $(transport_cppflags)
%C%_test_session_LDADD = $(transport_ldadd)
$(%C%_test_session_OBJECTS): %D%/post.idl.h

%C%_test_socket_CPPFLAGS = $(transport_cppflags)
%C%_test_socket_LDADD = $(transport_ldadd)
$(%C%_test_socket_OBJECTS): %D%/post.idl.h

EXTRA_DIST += %D%/post.idl
