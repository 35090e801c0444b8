# SPDX-License-Identifier: MIT

# One libFuzzer program per decoder or reader: fuzz-x is made of its fuzz-x.c, and starts from the
# files of corpus/x, or, the compiler's, from those of tests/idl. They need a tree that was
# configured with CC=clang --enable-sanitizer=fuzzer; `./bootstrap fuzz` has one. By hand,
# `tests/fuzz/fuzz-x FILE` tries an input again.
fuzz_programs = \
	%D%/fuzz-codec \
	%D%/fuzz-codegen \
	%D%/fuzz-lanes \
	%D%/fuzz-reader \
	%D%/fuzz-session

if HAVE_QUIC
fuzz_programs += %D%/fuzz-preamble
endif

EXTRA_PROGRAMS += $(fuzz_programs)

%C%_fuzz_codegen_CPPFLAGS = $(GEN_CPPFLAGS)
%C%_fuzz_codegen_LDADD = gen/libcodegen.la $(GLIB_LIBS)
%C%_fuzz_codegen_LDFLAGS = $(FUZZER_LDFLAGS)

%C%_fuzz_codec_CPPFLAGS = -I$(srcdir)/tests/unit/value $(AM_CPPFLAGS)
%C%_fuzz_codec_LDFLAGS = $(AM_LDFLAGS) $(FUZZER_LDFLAGS)

%C%_fuzz_lanes_SOURCES = %D%/fuzz-lanes.c %D%/shelf.h
%C%_fuzz_lanes_LDFLAGS = $(AM_LDFLAGS) $(FUZZER_LDFLAGS)

%C%_fuzz_preamble_CPPFLAGS = $(QUIC_CFLAGS) $(QUIC_CPPFLAGS) $(AM_CPPFLAGS)
%C%_fuzz_preamble_LDFLAGS = $(AM_LDFLAGS) $(FUZZER_LDFLAGS)

%C%_fuzz_reader_CPPFLAGS = -I$(srcdir)/tests/unit/value $(AM_CPPFLAGS)
%C%_fuzz_reader_LDFLAGS = $(AM_LDFLAGS) $(FUZZER_LDFLAGS)

%C%_fuzz_session_SOURCES = %D%/fuzz-session.c %D%/shelf.h
%C%_fuzz_session_LDFLAGS = $(AM_LDFLAGS) $(FUZZER_LDFLAGS)

# Nothing else is built or checked.
.PHONY: fuzz
fuzz: $(fuzz_programs)
	$(MAKE) $(AM_MAKEFLAGS) check-TESTS check_PROGRAMS= TESTS=%D%/run-fuzzers.sh \
	  ODEON_FUZZERS='$(fuzz_programs)' \
	  ODEON_TEST_TIMEOUT=$$(($${FUZZ_SECONDS:-60} * 10 + 600))

EXTRA_DIST += %D%/codegen.dict %D%/corpus %D%/run-fuzzers.sh
CLEANFILES += $(fuzz_programs)
