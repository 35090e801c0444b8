# SPDX-License-Identifier: MIT

# Built when wanted, by `make bench`; BENCH_FLAGS are for `run`, such as --quick.
bench_programs = \
	%D%/bench-floor \
	%D%/bench-floor-growth \
	%D%/bench-glib \
	%D%/bench-growth \
	%D%/bench-interprocess-floor \
	%D%/bench-interprocess-odeon \
	%D%/bench-odeon \
	%D%/bench-savina

EXTRA_PROGRAMS += $(bench_programs)

bench_program = %D%/program.c %D%/program.h

# The peers that are libraries, where they are installed. What is C++ is built as their users build
# it for release.
if HAVE_CAF
bench_programs += %D%/bench-caf %D%/bench-interprocess-caf
endif
if HAVE_ZEROMQ
bench_programs += %D%/bench-zeromq %D%/bench-interprocess-zeromq
endif
if HAVE_SD_BUS
bench_programs += %D%/bench-interprocess-sd-bus
endif
if HAVE_GDBUS
bench_programs += %D%/bench-interprocess-gdbus
endif
if HAVE_CAPNP
bench_programs += %D%/bench-interprocess-capnp
endif
if HAVE_ICE
bench_programs += %D%/bench-interprocess-ice
endif
if HAVE_THRIFT
bench_programs += %D%/bench-interprocess-thrift
endif
if HAVE_ENET
bench_programs += %D%/bench-network-enet
endif
if HAVE_REDIS
bench_programs += %D%/bench-store-odeon %D%/bench-store-redis
endif
if HAVE_QUIC
bench_programs += \
	%D%/bench-network-floor \
	%D%/bench-network-odeon \
	%D%/bench-network-tls
endif

%C%_bench_caf_SOURCES = \
	%D%/caf/asks.cpp \
	%D%/caf/bench.cpp \
	%D%/caf/bench.hpp \
	%D%/caf/forks.cpp \
	%D%/caf/growth.cpp \
	%D%/caf/meetings.cpp \
	%D%/caf/messages.cpp \
	%D%/caf/sharing.cpp \
	$(bench_program)
%C%_bench_caf_CPPFLAGS = -DNDEBUG
%C%_bench_caf_CXXFLAGS = -std=c++17 -pthread -Wall -Wextra
%C%_bench_caf_LDADD = $(CAF_LIBS)

%C%_bench_zeromq_SOURCES = %D%/zeromq.c $(bench_program)
%C%_bench_zeromq_CPPFLAGS = $(ZEROMQ_CFLAGS)
%C%_bench_zeromq_LDADD = $(ZEROMQ_LIBS)

%C%_bench_floor_SOURCES = %D%/floor.c %D%/floor.h $(bench_program)
%C%_bench_floor_CPPFLAGS =
%C%_bench_floor_LDADD =

%C%_bench_floor_growth_SOURCES = %D%/floor-growth.c %D%/floor.h $(bench_program)
%C%_bench_floor_growth_CPPFLAGS =
%C%_bench_floor_growth_LDADD =

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
	%D%/odeon-added.c \
	%D%/odeon-added.h \
	%D%/odeon-await.c \
	%D%/odeon-await.h \
	%D%/odeon-cases.c \
	%D%/odeon-cases.h \
	%D%/odeon-codec.c \
	%D%/odeon-events.c \
	%D%/odeon-events.h \
	%D%/odeon-pairs.c \
	%D%/odeon-pairs.h \
	%D%/odeon-program.c \
	%D%/odeon-program.h \
	%D%/odeon-restart.c \
	%D%/odeon-restart.h \
	%D%/odeon.c \
	$(bench_program)
nodist_%C%_bench_odeon_SOURCES = %D%/bench.idl.c
%C%_bench_odeon_CPPFLAGS = -I%D% -DG_DISABLE_CAST_CHECKS $(USER_CPPFLAGS)
%C%_bench_odeon_LDADD = src/libodeon-1.la $(GLIB_LIBS)
$(%C%_bench_odeon_OBJECTS): %D%/bench.idl.h

IDL_OUTPUTS += %D%/wide.idl.h %D%/wide.idl.c
%C%_bench_growth_SOURCES = \
	%D%/growth-methods.c \
	%D%/growth.c \
	%D%/growth.h \
	%D%/odeon-program.c \
	%D%/odeon-program.h \
	$(bench_program)
nodist_%C%_bench_growth_SOURCES = %D%/bench.idl.c %D%/wide.idl.c
%C%_bench_growth_CPPFLAGS = -I%D% -DG_DISABLE_CAST_CHECKS $(USER_CPPFLAGS)
%C%_bench_growth_LDADD = src/libodeon-1.la $(GLIB_LIBS)
$(%C%_bench_growth_OBJECTS): %D%/bench.idl.h %D%/wide.idl.h
%D%/wide.idl: %D%/wide.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(AWK) -f $(srcdir)/%D%/wide.awk >$@.new && mv $@.new $@

# Between processes. The peers and the floor have their cases, and a process to talk to, from
# traffic.c.
bench_traffic = \
	%D%/interprocess/payload.h \
	%D%/interprocess/traffic.c \
	%D%/interprocess/traffic.h \
	$(bench_program)

%C%_bench_interprocess_floor_SOURCES = %D%/interprocess/floor.c $(bench_traffic)
%C%_bench_interprocess_floor_CPPFLAGS = -I$(srcdir)/%D%
%C%_bench_interprocess_floor_LDADD =

%C%_bench_interprocess_zeromq_SOURCES = %D%/interprocess/zeromq.c $(bench_traffic)
%C%_bench_interprocess_zeromq_CPPFLAGS = -I$(srcdir)/%D% $(ZEROMQ_CFLAGS)
%C%_bench_interprocess_zeromq_LDADD = $(ZEROMQ_LIBS)

%C%_bench_interprocess_sd_bus_SOURCES = %D%/interprocess/sd-bus.c $(bench_traffic)
%C%_bench_interprocess_sd_bus_CPPFLAGS = -I$(srcdir)/%D% $(SD_BUS_CFLAGS)
%C%_bench_interprocess_sd_bus_LDADD = $(SD_BUS_LIBS)

# What the peers' own compilers make; no more is asked of it than that it compiles.
bench_generated = -w

%C%_bench_interprocess_gdbus_SOURCES = %D%/interprocess/gdbus.c $(bench_traffic)
nodist_%C%_bench_interprocess_gdbus_SOURCES = %D%/interprocess/glass-gdbus.c
%C%_bench_interprocess_gdbus_CPPFLAGS = -I%D%/interprocess -I$(srcdir)/%D% $(GLIB_CPPFLAGS)
%C%_bench_interprocess_gdbus_CFLAGS = $(bench_generated)
%C%_bench_interprocess_gdbus_LDADD = $(GLIB_LIBS)
%D%/interprocess/glass-gdbus.h: %D%/interprocess/glass.xml
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(GDBUS_CODEGEN) --interface-prefix org.odeon. \
	  --generate-c-code $(@D)/glass-gdbus $<
%D%/interprocess/glass-gdbus.c: %D%/interprocess/glass-gdbus.h
$(%C%_bench_interprocess_gdbus_OBJECTS): %D%/interprocess/glass-gdbus.h

%C%_bench_interprocess_caf_SOURCES = %D%/interprocess/caf.cpp $(bench_traffic)
%C%_bench_interprocess_caf_CPPFLAGS = -DNDEBUG -I$(srcdir)/%D%
%C%_bench_interprocess_caf_CXXFLAGS = -std=c++17 -pthread -Wall -Wextra
%C%_bench_interprocess_caf_LDADD = -lcaf_io $(CAF_LIBS)

%C%_bench_interprocess_capnp_SOURCES = %D%/interprocess/capnp.cpp $(bench_traffic)
nodist_%C%_bench_interprocess_capnp_SOURCES = %D%/interprocess/glass-capnp.cpp
%C%_bench_interprocess_capnp_CPPFLAGS = \
	-DNDEBUG -I%D%/interprocess -I$(srcdir)/%D% $(CAPNP_CFLAGS)
%C%_bench_interprocess_capnp_CXXFLAGS = -std=c++17 -pthread $(bench_generated)
%C%_bench_interprocess_capnp_LDADD = $(CAPNP_LIBS)
%D%/interprocess/glass.capnp.h: %D%/interprocess/glass.capnp
	$(AM_V_GEN)$(MKDIR_P) $(@D) && capnp compile -o c++:$(@D) --src-prefix=$(<D) $< && \
	  mv $(@D)/glass.capnp.c++ $(@D)/glass-capnp.cpp && touch $@
%D%/interprocess/glass-capnp.cpp: %D%/interprocess/glass.capnp.h
$(%C%_bench_interprocess_capnp_OBJECTS): %D%/interprocess/glass.capnp.h

%C%_bench_interprocess_ice_SOURCES = %D%/interprocess/ice.cpp $(bench_traffic)
nodist_%C%_bench_interprocess_ice_SOURCES = %D%/interprocess/Glass.cpp
%C%_bench_interprocess_ice_CPPFLAGS = -DNDEBUG -I%D%/interprocess -I$(srcdir)/%D%
%C%_bench_interprocess_ice_CXXFLAGS = \
	-std=c++17 -pthread -DICE_CPP11_MAPPING $(bench_generated)
%C%_bench_interprocess_ice_LDADD = -lIce++11
%D%/interprocess/Glass.h: %D%/interprocess/Glass.ice
	$(AM_V_GEN)$(MKDIR_P) $(@D) && slice2cpp --output-dir $(@D) $<
%D%/interprocess/Glass.cpp: %D%/interprocess/Glass.h
$(%C%_bench_interprocess_ice_OBJECTS): %D%/interprocess/Glass.h

%C%_bench_interprocess_thrift_SOURCES = %D%/interprocess/thrift.c $(bench_traffic)
nodist_%C%_bench_interprocess_thrift_SOURCES = \
	%D%/interprocess/thrift_glass.c \
	%D%/interprocess/thrift_glass_types.c
%C%_bench_interprocess_thrift_CPPFLAGS = -I%D%/interprocess -I$(srcdir)/%D% $(THRIFT_CFLAGS)
%C%_bench_interprocess_thrift_CFLAGS = $(bench_generated)
%C%_bench_interprocess_thrift_LDADD = $(THRIFT_LIBS) $(GLIB_LIBS)
%D%/interprocess/thrift_glass.h: %D%/interprocess/glass.thrift
	$(AM_V_GEN)$(MKDIR_P) $(@D) && thrift --gen c_glib -out $(@D) $<
%D%/interprocess/thrift_glass.c: %D%/interprocess/thrift_glass.h
%D%/interprocess/thrift_glass_types.c: %D%/interprocess/thrift_glass.h
$(%C%_bench_interprocess_thrift_OBJECTS): %D%/interprocess/thrift_glass.h

IDL_OUTPUTS += %D%/interprocess/mirror.idl.h %D%/interprocess/mirror.idl.c
%C%_bench_interprocess_odeon_SOURCES = \
	%D%/interprocess/odeon.c \
	%D%/interprocess/payload.h \
	$(bench_program)
nodist_%C%_bench_interprocess_odeon_SOURCES = %D%/interprocess/mirror.idl.c
%C%_bench_interprocess_odeon_CPPFLAGS = \
	-I%D%/interprocess -I$(srcdir)/%D% -DG_DISABLE_CAST_CHECKS $(USER_CPPFLAGS)
%C%_bench_interprocess_odeon_LDADD = src/libodeon-1.la $(GLIB_LIBS)
$(%C%_bench_interprocess_odeon_OBJECTS): %D%/interprocess/mirror.idl.h

IDL_OUTPUTS += %D%/savina/savina.idl.h %D%/savina/savina.idl.c
%C%_bench_savina_SOURCES = \
	%D%/savina/banking.c \
	%D%/savina/big.c \
	%D%/savina/bndbuffer.c \
	%D%/savina/chameneos.c \
	%D%/savina/count.c \
	%D%/savina/fjcreate.c \
	%D%/savina/fjthrput.c \
	%D%/savina/philosopher.c \
	%D%/savina/pingpong.c \
	%D%/savina/savina.c \
	%D%/savina/savina.h \
	%D%/savina/sieve.c \
	%D%/savina/skynet.c \
	%D%/savina/threadring.c \
	%D%/savina/uct.c \
	$(bench_program)
nodist_%C%_bench_savina_SOURCES = %D%/savina/savina.idl.c
%C%_bench_savina_CPPFLAGS = \
	-I%D%/savina -I$(srcdir)/%D% -DG_DISABLE_CAST_CHECKS $(USER_CPPFLAGS)
%C%_bench_savina_LDADD = src/libodeon-1.la $(GLIB_LIBS) -lm
$(%C%_bench_savina_OBJECTS): %D%/savina/savina.idl.h

.PHONY: bench
bench: $(bench_programs)
	$(srcdir)/%D%/run $(BENCH_FLAGS)

EXTRA_DIST += \
	%D%/bench.idl \
	%D%/callgrind.py \
	%D%/catalog.py \
	%D%/counts.py \
	%D%/growth.py \
	%D%/interprocess/Glass.ice \
	%D%/interprocess/glass.capnp \
	%D%/interprocess/glass.thrift \
	%D%/interprocess/glass.xml \
	%D%/interprocess/mirror.idl \
	%D%/interprocess/odeon_interprocess.erl \
	%D%/machinecode.py \
	%D%/odeon_bench.erl \
	%D%/odeon_savina.erl \
	%D%/odeon_savina_growth.erl \
	%D%/odeon_savina_sharing.erl \
	%D%/pykka-bench.py \
	%D%/report.py \
	%D%/run \
	%D%/savina/savina.idl \
	%D%/systems.py \
	%D%/targets.py \
	%D%/wide.awk
CLEANFILES += \
	%D%/interprocess/Glass.cpp \
	%D%/interprocess/Glass.h \
	%D%/interprocess/glass-gdbus.c \
	%D%/interprocess/glass-gdbus.h \
	%D%/interprocess/glass-capnp.cpp \
	%D%/interprocess/glass.capnp.h \
	%D%/interprocess/thrift_glass.c \
	%D%/interprocess/thrift_glass.h \
	%D%/interprocess/thrift_glass_types.c \
	%D%/interprocess/thrift_glass_types.h \
	%D%/wide.idl \
	$(bench_programs) \
	bench/*.beam \
	bench/counts.json \
	bench/growth-*.dat \
	bench/growth-*.svg \
	bench/inprocess.dat \
	bench/inprocess.svg \
	bench/interprocess.dat \
	bench/interprocess.svg \
	bench/results.json \
	bench/savina.dat \
	bench/savina.svg

bench_freight = \
	%D%/network/freight.c \
	%D%/network/freight.h \
	%D%/network/journey.c \
	%D%/network/journey.h \
	%D%/network/relay.c \
	%D%/network/relay.h \
	$(bench_traffic)

%C%_bench_network_enet_SOURCES = %D%/network/enet.c $(bench_freight)
%C%_bench_network_enet_CPPFLAGS = -I$(srcdir)/%D% $(ENET_CFLAGS)
%C%_bench_network_enet_LDADD = $(ENET_LIBS)

%C%_bench_network_floor_SOURCES = %D%/network/floor.c $(bench_freight)
%C%_bench_network_floor_CPPFLAGS = -I$(srcdir)/%D%
%C%_bench_network_floor_LDADD =

IDL_OUTPUTS += %D%/network/haulage.idl.h %D%/network/haulage.idl.c
%C%_bench_network_odeon_SOURCES = \
	%D%/network/odeon.c %D%/network/place.c %D%/network/place.h $(bench_freight)
nodist_%C%_bench_network_odeon_SOURCES = %D%/network/haulage.idl.c
%C%_bench_network_odeon_CPPFLAGS = \
	-I%D%/network -I$(srcdir)/%D% -I$(srcdir)/%D%/interprocess $(USER_CPPFLAGS) \
	-DODEON_COMMAND=\"$(abs_top_builddir)/tools/odeon/odeon\" -DG_DISABLE_CAST_CHECKS
%C%_bench_network_odeon_LDADD = src/libodeon-1.la $(GLIB_LIBS)
$(%C%_bench_network_odeon_OBJECTS): %D%/network/haulage.idl.h
EXTRA_%C%_bench_network_odeon_DEPENDENCIES = tools/odeon/odeon
EXTRA_DIST += %D%/network/haulage.idl

%C%_bench_network_tls_SOURCES = %D%/network/tls.c $(bench_freight)
%C%_bench_network_tls_CPPFLAGS = -I$(srcdir)/%D% $(QUIC_CFLAGS)
%C%_bench_network_tls_LDADD = $(QUIC_LIBS)

bench_store = %D%/store/server.c %D%/store/server.h $(bench_program)

%C%_bench_store_redis_SOURCES = %D%/store/redis.c $(bench_store)
%C%_bench_store_redis_CPPFLAGS = -I$(srcdir)/%D%
%C%_bench_store_redis_LDADD =

%C%_bench_store_odeon_SOURCES = \
	%D%/odeon-program.c \
	%D%/odeon-program.h \
	%D%/store/odeon.c \
	$(bench_store)
nodist_%C%_bench_store_odeon_SOURCES = %D%/bench.idl.c
%C%_bench_store_odeon_CPPFLAGS = -I%D% -I$(srcdir)/%D% -DG_DISABLE_CAST_CHECKS $(USER_CPPFLAGS)
%C%_bench_store_odeon_LDADD = src/libodeon-1.la $(GLIB_LIBS)
$(%C%_bench_store_odeon_OBJECTS): %D%/bench.idl.h
