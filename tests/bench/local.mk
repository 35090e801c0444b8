# SPDX-License-Identifier: MIT

# Built when wanted, by `make bench`; BENCH_FLAGS are for `run`, such as --quick.
bench_programs = \
	%D%/bench-floor \
	%D%/bench-glib \
	%D%/bench-odeon

EXTRA_PROGRAMS += $(bench_programs)

bench_program = %D%/program.c %D%/program.h

%C%_bench_floor_SOURCES = %D%/floor.c $(bench_program)
%C%_bench_floor_CPPFLAGS =
%C%_bench_floor_LDADD =

%C%_bench_glib_SOURCES = %D%/codec.h %D%/glib-codec.c %D%/glib.c $(bench_program)
%C%_bench_glib_CPPFLAGS = $(GLIB_CPPFLAGS)
%C%_bench_glib_LDADD = $(GLIB_LIBS)

# As a user's program is built for release: <odeon.h>, generated code and the shared library, and
# GObject's casts trusted.
IDL_OUTPUTS += %D%/bench.idl.h %D%/bench.idl.c
%C%_bench_odeon_SOURCES = \
	%D%/codec.h \
	%D%/odeon-actors.c \
	%D%/odeon-actors.h \
	%D%/odeon-codec.c \
	%D%/odeon.c \
	$(bench_program)
nodist_%C%_bench_odeon_SOURCES = %D%/bench.idl.c
%C%_bench_odeon_CPPFLAGS = -I%D% -DG_DISABLE_CAST_CHECKS $(USER_CPPFLAGS)
%C%_bench_odeon_LDADD = src/libodeon-1.la $(GLIB_LIBS)
$(%C%_bench_odeon_OBJECTS): %D%/bench.idl.h

.PHONY: bench
bench: $(bench_programs)
	$(srcdir)/%D%/run $(BENCH_FLAGS)

EXTRA_DIST += \
	%D%/bench.idl \
	%D%/catalog.py \
	%D%/odeon_bench.erl \
	%D%/pykka-bench.py \
	%D%/report.py \
	%D%/run \
	%D%/systems.py
CLEANFILES += \
	$(bench_programs) \
	bench/inprocess.dat \
	bench/inprocess.svg \
	bench/odeon_bench.beam \
	bench/results.json
