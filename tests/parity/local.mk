# SPDX-License-Identifier: MIT

# The tests of proxies are compiled as a user's program would be: public headers and generated code
# alone. What they are linked with is what all tests are linked with.
parity_cppflags = -I%D% -I$(srcdir)/%D% -I$(srcdir)/tests/unit/fixture $(USER_CPPFLAGS)
parity_ldadd = %D%/libparity.la $(LDADD)

IDL_OUTPUTS += %D%/parity.idl.h %D%/parity.idl.c
check_LTLIBRARIES += %D%/libparity.la
%C%_libparity_la_SOURCES =
nodist_%C%_libparity_la_SOURCES = %D%/parity.idl.c
%C%_libparity_la_CPPFLAGS = $(parity_cppflags)
$(%C%_libparity_la_OBJECTS): %D%/parity.idl.h

%C%_test_a11_CPPFLAGS = $(parity_cppflags)
%C%_test_a11_LDADD = $(parity_ldadd)
$(%C%_test_a11_OBJECTS): %D%/parity.idl.h

%C%_test_a10_CPPFLAGS = $(parity_cppflags)

%C%_test_a9_CPPFLAGS = $(parity_cppflags)
%C%_test_a9_LDADD = $(parity_ldadd)
$(%C%_test_a9_OBJECTS): %D%/parity.idl.h

%C%_test_a9_durable_CPPFLAGS = $(parity_cppflags)
%C%_test_a9_durable_LDADD = $(parity_ldadd)
$(%C%_test_a9_durable_OBJECTS): %D%/parity.idl.h

%C%_test_a14_CPPFLAGS = $(parity_cppflags)
%C%_test_a14_LDADD = $(parity_ldadd)
$(%C%_test_a14_OBJECTS): %D%/parity.idl.h

%C%_test_d8_CPPFLAGS = $(parity_cppflags)
%C%_test_d8_LDADD = $(parity_ldadd)
$(%C%_test_d8_OBJECTS): %D%/parity.idl.h

%C%_test_k4_CPPFLAGS = $(parity_cppflags)
%C%_test_k4_LDADD = $(parity_ldadd)
$(%C%_test_k4_OBJECTS): %D%/parity.idl.h

%C%_test_k6_CPPFLAGS = $(parity_cppflags)
%C%_test_k6_LDADD = $(parity_ldadd)
$(%C%_test_k6_OBJECTS): %D%/parity.idl.h

%C%_test_k7_CPPFLAGS = $(parity_cppflags)
%C%_test_k7_LDADD = $(parity_ldadd)
$(%C%_test_k7_OBJECTS): %D%/parity.idl.h

%C%_test_k11_CPPFLAGS = $(parity_cppflags)
%C%_test_k11_LDADD = $(parity_ldadd)
$(%C%_test_k11_OBJECTS): %D%/parity.idl.h

%C%_test_k12_CPPFLAGS = $(parity_cppflags)
%C%_test_k12_LDADD = $(parity_ldadd)
$(%C%_test_k12_OBJECTS): %D%/parity.idl.h

%C%_test_k13_CPPFLAGS = $(parity_cppflags)
%C%_test_k13_LDADD = $(parity_ldadd)
$(%C%_test_k13_OBJECTS): %D%/parity.idl.h

%C%_test_k14_CPPFLAGS = $(parity_cppflags)
%C%_test_k14_LDADD = $(parity_ldadd)
$(%C%_test_k14_OBJECTS): %D%/parity.idl.h

%C%_test_k18_CPPFLAGS = $(parity_cppflags)
%C%_test_k18_LDADD = $(parity_ldadd)
$(%C%_test_k18_OBJECTS): %D%/parity.idl.h

%C%_test_d9_CPPFLAGS = $(parity_cppflags)
%C%_test_d9_LDADD = $(parity_ldadd)
$(%C%_test_d9_OBJECTS): %D%/parity.idl.h

%C%_test_k22_CPPFLAGS = $(parity_cppflags)
%C%_test_k22_LDADD = $(parity_ldadd)
$(%C%_test_k22_OBJECTS): %D%/parity.idl.h

%C%_test_s1_CPPFLAGS = $(parity_cppflags)
%C%_test_s1_LDADD = $(parity_ldadd)
$(%C%_test_s1_OBJECTS): %D%/parity.idl.h

%C%_test_s2_CPPFLAGS = $(parity_cppflags)
%C%_test_s2_LDADD = $(parity_ldadd)
$(%C%_test_s2_OBJECTS): %D%/parity.idl.h

%C%_test_s5_CPPFLAGS = $(parity_cppflags)
%C%_test_s5_LDADD = $(parity_ldadd)
$(%C%_test_s5_OBJECTS): %D%/parity.idl.h

%C%_test_s6_CPPFLAGS = $(parity_cppflags)
%C%_test_s6_LDADD = $(parity_ldadd)
$(%C%_test_s6_OBJECTS): %D%/parity.idl.h

%C%_test_s7_CPPFLAGS = $(parity_cppflags)
%C%_test_s7_LDADD = $(parity_ldadd)
$(%C%_test_s7_OBJECTS): %D%/parity.idl.h

%C%_test_s8_CPPFLAGS = $(parity_cppflags)
%C%_test_s8_LDADD = $(parity_ldadd)
$(%C%_test_s8_OBJECTS): %D%/parity.idl.h

# Virtual time is the library's own affair.
%C%_test_s9_CPPFLAGS = -DODEON_COMPILATION $(parity_cppflags)
%C%_test_s9_LDADD = $(parity_ldadd)
$(%C%_test_s9_OBJECTS): %D%/parity.idl.h

%C%_test_s10_CPPFLAGS = $(parity_cppflags)
%C%_test_s10_LDADD = $(parity_ldadd)
$(%C%_test_s10_OBJECTS): %D%/parity.idl.h

%C%_test_priority_CPPFLAGS = $(parity_cppflags)
%C%_test_priority_LDADD = $(parity_ldadd)
$(%C%_test_priority_OBJECTS): %D%/parity.idl.h

%C%_test_s11_CPPFLAGS = $(parity_cppflags)
%C%_test_s11_LDADD = $(parity_ldadd)
$(%C%_test_s11_OBJECTS): %D%/parity.idl.h

%C%_test_k21_CPPFLAGS = $(parity_cppflags)
%C%_test_k21_LDADD = $(parity_ldadd)
$(%C%_test_k21_OBJECTS): %D%/parity.idl.h

%C%_test_s4_CPPFLAGS = $(parity_cppflags)
%C%_test_s4_LDADD = $(parity_ldadd)
IDL_OUTPUTS += %D%/geo.idl.h %D%/geo.idl.c
nodist_%C%_test_s4_SOURCES = %D%/geo.idl.c
%C%_test_s4_SOURCES = %D%/test-s4.c
$(%C%_test_s4_OBJECTS): %D%/parity.idl.h %D%/geo.idl.h

%C%_test_a13_CPPFLAGS = $(parity_cppflags)
%C%_test_a13_LDADD = $(parity_ldadd)
$(%C%_test_a13_OBJECTS): %D%/parity.idl.h

# What an actor in a group is asked for.
group_cppflags = -Itests/system -I$(srcdir)/tests/system $(parity_cppflags)
group_ldadd = %D%/libguest.la $(LDADD)

check_LTLIBRARIES += %D%/libguest.la
%C%_libguest_la_SOURCES =
nodist_%C%_libguest_la_SOURCES = tests/system/guest.idl.c
%C%_libguest_la_CPPFLAGS = $(group_cppflags)
$(%C%_libguest_la_OBJECTS): tests/system/guest.idl.h

%C%_test_d5_CPPFLAGS = $(group_cppflags)
%C%_test_d5_LDADD = $(group_ldadd)
$(%C%_test_d5_OBJECTS): tests/system/guest.idl.h

%C%_test_d10_CPPFLAGS = $(group_cppflags)
%C%_test_d10_LDADD = $(group_ldadd)
$(%C%_test_d10_OBJECTS): tests/system/guest.idl.h

%C%_test_s12_CPPFLAGS = $(group_cppflags)
%C%_test_s12_LDADD = $(group_ldadd)
$(%C%_test_s12_OBJECTS): tests/system/guest.idl.h

%C%_test_s13_CPPFLAGS = $(group_cppflags)
%C%_test_s13_LDADD = $(group_ldadd)
$(%C%_test_s13_OBJECTS): tests/system/guest.idl.h

%C%_test_s14_CPPFLAGS = $(group_cppflags)
%C%_test_s14_LDADD = $(group_ldadd)
$(%C%_test_s14_OBJECTS): tests/system/guest.idl.h

%C%_test_s17_CPPFLAGS = $(group_cppflags)
%C%_test_s17_LDADD = $(group_ldadd)
$(%C%_test_s17_OBJECTS): tests/system/guest.idl.h

%C%_test_s20_CPPFLAGS = $(group_cppflags)
%C%_test_s20_LDADD = $(group_ldadd)
$(%C%_test_s20_OBJECTS): tests/system/guest.idl.h

EXTRA_DIST += %D%/geo.idl %D%/parity.idl
