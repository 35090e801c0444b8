# SPDX-License-Identifier: MIT

# One cmocka program per source file: tests/unit/LAYER/test-x is made of its test-x.c alone.
test_programs = \
	examples/bank/test-branch \
	%D%/parity/test-a1 \
	%D%/parity/test-a11 \
	%D%/parity/test-a12 \
	%D%/parity/test-a13 \
	%D%/parity/test-a14 \
	%D%/parity/test-a15 \
	%D%/parity/test-a2 \
	%D%/parity/test-a3 \
	%D%/parity/test-a4 \
	%D%/parity/test-a5 \
	%D%/parity/test-a6 \
	%D%/parity/test-a7 \
	%D%/parity/test-a8 \
	%D%/parity/test-a9 \
	%D%/parity/test-a9-durable \
	%D%/parity/test-d1 \
	%D%/parity/test-d10 \
	%D%/parity/test-d2 \
	%D%/parity/test-d3 \
	%D%/parity/test-d4 \
	%D%/parity/test-d5 \
	%D%/parity/test-d6 \
	%D%/parity/test-d7 \
	%D%/parity/test-d8 \
	%D%/parity/test-d8-flood \
	%D%/parity/test-d9 \
	%D%/parity/test-gdbus \
	%D%/parity/test-k1 \
	%D%/parity/test-k10 \
	%D%/parity/test-k11 \
	%D%/parity/test-k12 \
	%D%/parity/test-k13 \
	%D%/parity/test-k14 \
	%D%/parity/test-k15 \
	%D%/parity/test-k16 \
	%D%/parity/test-k17 \
	%D%/parity/test-k18 \
	%D%/parity/test-k19 \
	%D%/parity/test-k2 \
	%D%/parity/test-k20 \
	%D%/parity/test-k21 \
	%D%/parity/test-k22 \
	%D%/parity/test-k23 \
	%D%/parity/test-k3 \
	%D%/parity/test-k4 \
	%D%/parity/test-k5 \
	%D%/parity/test-k6 \
	%D%/parity/test-k7 \
	%D%/parity/test-k8 \
	%D%/parity/test-k9 \
	%D%/parity/test-priority \
	%D%/parity/test-s1 \
	%D%/parity/test-s10 \
	%D%/parity/test-s11 \
	%D%/parity/test-s12 \
	%D%/parity/test-s13 \
	%D%/parity/test-s14 \
	%D%/parity/test-s17 \
	%D%/parity/test-s18 \
	%D%/parity/test-s2 \
	%D%/parity/test-s20 \
	%D%/parity/test-s4 \
	%D%/parity/test-s5 \
	%D%/parity/test-s6 \
	%D%/parity/test-s7 \
	%D%/parity/test-s8 \
	%D%/parity/test-s9 \
	%D%/system/test-chaos \
	%D%/system/test-dynamic \
	%D%/system/test-fairness \
	%D%/system/test-generated \
	%D%/system/test-generated-values \
	%D%/system/test-group \
	%D%/system/test-group-kills \
	%D%/system/test-group-supervision \
	%D%/system/test-group-topics \
	%D%/system/test-many-awaits \
	%D%/system/test-road \
	%D%/unit/actor/test-actor \
	%D%/unit/actor/test-actor-timer \
	%D%/unit/actor/test-await-graph \
	%D%/unit/actor/test-bucket \
	%D%/unit/actor/test-bound \
	%D%/unit/actor/test-budget \
	%D%/unit/actor/test-cell \
	%D%/unit/actor/test-child-table \
	%D%/unit/actor/test-concurrency \
	%D%/unit/actor/test-concurrency-end \
	%D%/unit/actor/test-control \
	%D%/unit/actor/test-control-kill \
	%D%/unit/actor/test-custom-mailbox \
	%D%/unit/actor/test-custom-mailbox-put \
	%D%/unit/actor/test-dead-letter \
	%D%/unit/actor/test-handled \
	%D%/unit/actor/test-identity \
	%D%/unit/actor/test-intake \
	%D%/unit/actor/test-mail-codec \
	%D%/unit/actor/test-object \
	%D%/unit/actor/test-object-new \
	%D%/unit/actor/test-pool \
	%D%/unit/actor/test-pool-members \
	%D%/unit/actor/test-pool-routing \
	%D%/unit/actor/test-ref-actor \
	%D%/unit/actor/test-restart \
	%D%/unit/actor/test-restart-delay \
	%D%/unit/actor/test-room \
	%D%/unit/actor/test-room-crowd \
	%D%/unit/actor/test-round \
	%D%/unit/actor/test-seat \
	%D%/unit/actor/test-spawner \
	%D%/unit/actor/test-stash \
	%D%/unit/actor/test-state \
	%D%/unit/actor/test-supervision \
	%D%/unit/actor/test-supervisor \
	%D%/unit/actor/test-watch \
	%D%/unit/actor/test-window \
	%D%/unit/value/test-bytes \
	%D%/unit/value/test-codec \
	%D%/unit/value/test-decoder \
	%D%/unit/value/test-detail \
	%D%/unit/value/test-encoder \
	%D%/unit/value/test-map \
	%D%/unit/value/test-map-reader \
	%D%/unit/value/test-native \
	%D%/unit/base/test-histogram \
	%D%/unit/base/test-queue \
	%D%/unit/value/test-scalar \
	%D%/unit/value/test-sequence \
	%D%/unit/value/test-struct-reader \
	%D%/unit/value/test-union \
	%D%/unit/value/test-value \
	%D%/unit/value/test-value-check \
	%D%/unit/value/test-value-compare \
	%D%/unit/value/test-value-equal \
	%D%/unit/value/test-value-init \
	%D%/unit/value/test-value-path \
	%D%/unit/value/test-value-reader \
	%D%/unit/value/test-value-variant \
	%D%/unit/value/test-variant-number \
	%D%/unit/value/test-variant-type \
	%D%/unit/value/test-variant-validator \
	%D%/unit/dynamic/test-double \
	%D%/unit/dynamic/test-dynamic-call \
	%D%/unit/dynamic/test-ffi \
	%D%/unit/dynamic/test-invoke \
	%D%/unit/dynamic/test-stand-in \
	%D%/unit/future/test-async \
	%D%/unit/future/test-cancellable \
	%D%/unit/future/test-completion \
	%D%/unit/future/test-continuation \
	%D%/unit/future/test-future \
	%D%/unit/future/test-gather \
	%D%/unit/future/test-promise \
	%D%/unit/future/test-task \
	%D%/unit/future/test-timeout \
	%D%/unit/gen/test-annotation \
	%D%/unit/gen/test-checks \
	%D%/unit/gen/test-decorator \
	%D%/unit/gen/test-circles \
	%D%/unit/gen/test-compatibility \
	%D%/unit/gen/test-diagnostic \
	%D%/unit/gen/test-fingerprint \
	%D%/unit/gen/test-format \
	%D%/unit/gen/test-json \
	%D%/unit/gen/test-lexer \
	%D%/unit/gen/test-markdown \
	%D%/unit/gen/test-names \
	%D%/unit/gen/test-parser \
	%D%/unit/gen/test-preprocessor \
	%D%/unit/gen/test-wire-layout \
	%D%/unit/gen/test-wire-type \
	%D%/unit/gen/test-writer \
	%D%/unit/group/test-actor-announcement \
	%D%/unit/group/test-group-lifeline \
	%D%/unit/group/test-group-output \
	%D%/unit/group/test-group-process \
	%D%/unit/group/test-group-property \
	%D%/unit/group/test-group-settings \
	%D%/unit/group/test-group-tenant \
	%D%/unit/mailbox/test-mail-queue \
	%D%/unit/message/test-call \
	%D%/unit/message/test-call-deadline \
	%D%/unit/message/test-call-result \
	%D%/unit/message/test-frame-codec \
	%D%/unit/message/test-call-variant \
	%D%/unit/message/test-interface \
	%D%/unit/message/test-interface-index \
	%D%/unit/message/test-interface-resolve \
	%D%/unit/message/test-method \
	%D%/unit/message/test-promised-face \
	%D%/unit/message/test-promised-ref \
	%D%/unit/sched/test-context \
	%D%/unit/sched/test-deadlock \
	%D%/unit/sched/test-executor \
	%D%/unit/sched/test-fd-watch \
	%D%/unit/sched/test-fiber \
	%D%/unit/sched/test-host-worker \
	%D%/unit/sched/test-migrant \
	%D%/unit/sched/test-parker \
	%D%/unit/sched/test-stack \
	%D%/unit/sched/test-slice \
	%D%/unit/sched/test-subcontext \
	%D%/unit/sched/test-suspend \
	%D%/unit/sched/test-tick \
	%D%/unit/sched/test-timer-heap \
	%D%/unit/sched/test-timers \
	%D%/unit/sched/test-wake-timer \
	%D%/unit/sched/test-worker \
	%D%/unit/system/test-channel \
	%D%/unit/system/test-delivery \
	%D%/unit/system/test-dump \
	%D%/unit/system/test-inquiry \
	%D%/unit/system/test-inspection \
	%D%/unit/system/test-load \
	%D%/unit/system/test-lone-delivery \
	%D%/unit/system/test-observation \
	%D%/unit/system/test-publication \
	%D%/unit/system/test-realm \
	%D%/unit/system/test-registry \
	%D%/unit/system/test-subscription \
	%D%/unit/system/test-system \
	%D%/unit/system/test-topic \
	%D%/unit/system/test-workers \
	%D%/unit/transport/test-credit \
	%D%/unit/transport/test-datagram \
	%D%/unit/transport/test-feed \
	%D%/unit/transport/test-lane \
	%D%/unit/transport/test-introducer \
	%D%/unit/transport/test-introduction \
	%D%/unit/transport/test-lifecycle \
	%D%/unit/transport/test-link \
	%D%/unit/transport/test-native \
	%D%/unit/transport/test-order \
	%D%/unit/transport/test-outgoing \
	%D%/unit/transport/test-output \
	%D%/unit/transport/test-pipeline \
	%D%/unit/transport/test-promises \
	%D%/unit/transport/test-remote-ref \
	%D%/unit/transport/test-resumption \
	%D%/unit/transport/test-session \
	%D%/unit/transport/test-socket

if HAVE_QUIC
test_programs += \
	%D%/parity/test-s15 \
	%D%/parity/test-s16 \
	%D%/system/test-crowd \
	%D%/system/test-node \
	%D%/unit/net/test-address \
	%D%/unit/net/test-feed \
	%D%/unit/net/test-hosts \
	%D%/unit/net/test-limits \
	%D%/unit/net/test-lookup \
	%D%/unit/net/test-node \
	%D%/unit/net/test-postponed \
	%D%/unit/net/test-peer \
	%D%/unit/net/test-preamble \
	%D%/unit/net/test-warrant \
	%D%/unit/quic/test-quic-connection \
	%D%/unit/quic/test-quic-endpoint \
	%D%/unit/quic/test-quic-exchange \
	%D%/unit/quic/test-quic-handshake \
	%D%/unit/quic/test-quic-ids \
	%D%/unit/quic/test-quic-reception \
	%D%/unit/quic/test-quic-schedule \
	%D%/unit/quic/test-udp \
	%D%/unit/trust/test-cert \
	%D%/unit/trust/test-credentials \
	%D%/unit/trust/test-key-file \
	%D%/unit/trust/test-list-file \
	%D%/unit/trust/test-node-name \
	%D%/unit/trust/test-pin \
	%D%/unit/trust/test-revocations \
	%D%/unit/trust/test-tls-priority \
	%D%/unit/trust/test-trust \
	%D%/unit/trust/test-trust-alert \
	%D%/unit/trust/test-trust-certified \
	%D%/unit/trust/test-trust-files \
	%D%/unit/trust/test-trust-pinned
endif

# What is kept on a server.
if HAVE_REDIS
test_programs += \
	%D%/parity/test-a10 \
	%D%/system/test-partition \
	%D%/unit/store/test-directory \
	%D%/unit/store/test-redis-append \
	%D%/unit/store/test-redis-doom \
	%D%/unit/store/test-redis-entry \
	%D%/unit/store/test-redis-faults \
	%D%/unit/store/test-redis-length \
	%D%/unit/store/test-redis-mailbox \
	%D%/unit/store/test-redis \
	%D%/unit/store/test-singleton
else
test_programs += %D%/unit/store/test-store-absent
endif

test_headers = \
	%D%/parity/desk.h \
	%D%/parity/dial.h \
	%D%/parity/file-mailbox.h \
	%D%/parity/listener.h \
	%D%/parity/log.h \
	%D%/parity/machine.h \
	%D%/parity/matrix.h \
	%D%/parity/parcel.h \
	%D%/parity/surveyor.h \
	%D%/system/chaos-tree.h \
	%D%/system/guest.h \
	%D%/system/mirror.h \
	%D%/system/punctuality.h \
	%D%/system/server.h \
	%D%/unit/value/fixtures.h \
	%D%/unit/value/kinds.h \
	%D%/unit/value/random-type.h \
	%D%/unit/value/random-value.h \
	%D%/unit/value/reading.h \
	%D%/unit/value/stamp.h \
	%D%/unit/fixture/booth.h \
	%D%/unit/fixture/box.h \
	%D%/unit/fixture/chain.h \
	%D%/unit/fixture/clerks.h \
	%D%/unit/fixture/family.h \
	%D%/unit/fixture/gates.h \
	%D%/unit/fixture/hall.h \
	%D%/unit/fixture/meter-interface.h \
	%D%/unit/fixture/meter.h \
	%D%/unit/fixture/names.h \
	%D%/unit/fixture/nomad.h \
	%D%/unit/fixture/nursery.h \
	%D%/unit/fixture/ping.h \
	%D%/unit/fixture/redis-server.h \
	%D%/unit/fixture/relay.h \
	%D%/unit/fixture/scene.h \
	%D%/unit/fixture/stage.h \
	%D%/unit/fixture/station.h \
	%D%/unit/fixture/virtual-time.h \
	%D%/unit/transport/cable.h \
	%D%/unit/message/promised.h \
	%D%/unit/transport/clerk.h \
	%D%/unit/transport/office.h \
	%D%/unit/transport/stranger.h \
	%D%/unit/transport/pair.h \
	%D%/unit/transport/triangle.h \
	%D%/unit/net/town.h \
	%D%/unit/quic/errand.h \
	%D%/unit/quic/papers.h \
	%D%/unit/quic/quay.h \
	%D%/unit/quic/relay.h \
	%D%/unit/quic/ship.h \
	%D%/unit/quic/speech.h \
	%D%/unit/trust/certified.h \
	%D%/unit/trust/handshake.h \
	%D%/unit/trust/notary.h

# Scripts print TAP themselves.
test_scripts = \
	%D%/check-layers.sh \
	%D%/idl/test-command-line.sh \
	%D%/idl/test-decorator.sh \
	%D%/idl/test-dependencies.sh \
	%D%/idl/test-describe.sh \
	%D%/idl/test-docs.sh \
	%D%/idl/test-diagnostics.sh \
	%D%/idl/test-example-impl.sh \
	%D%/idl/test-diff.sh \
	%D%/idl/test-format.sh \
	%D%/idl/test-golden.sh \
	%D%/idl/test-idl-files.sh \
	%D%/idl/test-man.sh \
	%D%/idl/test-omniorb.sh \
	%D%/idl/test-reproducible.sh \
	%D%/idl/test-scale.sh \
	%D%/integration/test-automake.sh \
	%D%/integration/test-cmake.sh \
	%D%/integration/test-meson.sh \
	%D%/parity/test-s3.sh \
	%D%/parity/test-table.sh \
	%D%/system/test-cert.sh \
	%D%/system/test-examples.sh \
	%D%/system/test-foreign.sh

# What the scripts compile and compare with.
test_data = \
	%D%/foreign \
	%D%/idl/bad \
	%D%/idl/diff \
	%D%/idl/format \
	%D%/idl/golden \
	%D%/idl/good \
	%D%/idl/report.sh \
	%D%/idl/sentences.awk \
	%D%/integration/automake \
	%D%/integration/cmake \
	%D%/integration/installed.sh \
	%D%/integration/meson \
	%D%/integration/project \
	%D%/system/libsoup.supp

# The scheduler installs itself where the layers below look for it: a test of one of those does not
# name it, but needs it.
AM_LDFLAGS += -Wl,--undefined=_odeon_worker_new $(NO_LTO_LDFLAGS)

# Automake builds a program from the one source of its name, and links it with this.
LDADD = \
	src/libodeon-core.la \
	gen/libcodegen.la \
	$(BOOST_CONTEXT_ARCHIVE) \
	$(GLIB_LIBS) \
	$(CMOCKA_LIBS)

# The generated code under test is made here, and linked with its test.
IDL_OUTPUTS += %D%/system/generated.idl.h %D%/system/generated.idl.c
%C%_system_test_generated_SOURCES = %D%/system/test-generated.c
nodist_%C%_system_test_generated_SOURCES = %D%/system/generated.idl.c
%C%_system_test_generated_CPPFLAGS = -I%D%/system $(AM_CPPFLAGS)
$(%C%_system_test_generated_OBJECTS): %D%/system/generated.idl.h
%C%_system_test_generated_values_SOURCES = %D%/system/test-generated-values.c
nodist_%C%_system_test_generated_values_SOURCES = %D%/system/generated.idl.c
%C%_system_test_generated_values_CPPFLAGS = -I%D%/system $(AM_CPPFLAGS)
$(%C%_system_test_generated_values_OBJECTS): %D%/system/generated.idl.h
EXTRA_DIST += %D%/system/generated.idl

%C%_system_test_dynamic_SOURCES = %D%/system/test-dynamic.c
nodist_%C%_system_test_dynamic_SOURCES = %D%/system/generated.idl.c
%C%_system_test_dynamic_CPPFLAGS = $(%C%_system_test_generated_CPPFLAGS)
$(%C%_system_test_dynamic_OBJECTS): %D%/system/generated.idl.h

IDL_OUTPUTS += %D%/system/guest.idl.h %D%/system/guest.idl.c
%C%_system_test_group_SOURCES = %D%/system/test-group.c
nodist_%C%_system_test_group_SOURCES = %D%/system/guest.idl.c
%C%_system_test_group_CPPFLAGS = -I%D%/system $(AM_CPPFLAGS)
$(%C%_system_test_group_OBJECTS): %D%/system/guest.idl.h
EXTRA_DIST += %D%/system/guest.idl

%C%_system_test_group_kills_SOURCES = %D%/system/test-group-kills.c
nodist_%C%_system_test_group_kills_SOURCES = %D%/system/guest.idl.c
%C%_system_test_group_kills_CPPFLAGS = -I%D%/system $(AM_CPPFLAGS)
$(%C%_system_test_group_kills_OBJECTS): %D%/system/guest.idl.h

%C%_system_test_group_supervision_SOURCES = %D%/system/test-group-supervision.c
nodist_%C%_system_test_group_supervision_SOURCES = %D%/system/guest.idl.c
%C%_system_test_group_supervision_CPPFLAGS = -I%D%/system $(AM_CPPFLAGS)
$(%C%_system_test_group_supervision_OBJECTS): %D%/system/guest.idl.h

%C%_system_test_group_topics_SOURCES = %D%/system/test-group-topics.c
nodist_%C%_system_test_group_topics_SOURCES = %D%/system/guest.idl.c
%C%_system_test_group_topics_CPPFLAGS = -I%D%/system $(AM_CPPFLAGS)
$(%C%_system_test_group_topics_OBJECTS): %D%/system/guest.idl.h

%C%_system_test_partition_SOURCES = \
	%D%/system/road.c %D%/system/road.h %D%/system/test-partition.c

%C%_system_test_road_SOURCES = %D%/system/road.c %D%/system/road.h %D%/system/test-road.c

# What odeon-host is to load; -rpath makes it one that can be.
%C%_system_guest_module_la_SOURCES = %D%/system/guest-module.c
nodist_%C%_system_guest_module_la_SOURCES = %D%/system/guest.idl.c
%C%_system_guest_module_la_CPPFLAGS = -I%D%/system $(AM_CPPFLAGS)
%C%_system_guest_module_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -rpath /nowhere
%C%_system_guest_module_la_LIBADD = src/libodeon-1.la $(GLIB_LIBS) $(CMOCKA_LIBS)
$(%C%_system_guest_module_la_OBJECTS): %D%/system/guest.idl.h

include %D%/parity/local.mk
include %D%/unit/transport/local.mk
include %D%/unit/net/local.mk
include %D%/unit/quic/local.mk
include %D%/unit/trust/local.mk

if HAVE_CMOCKA
check_PROGRAMS += $(test_programs)
check_LTLIBRARIES += %D%/system/guest-module.la
TESTS += $(test_programs) $(test_scripts)
else
check-local:
	@echo 'make check needs cmocka (Debian: libcmocka-dev): install it and configure again.' >&2
	@exit 1
endif

TEST_EXTENSIONS = .sh
LOG_DRIVER = $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
LOG_COMPILER = $(SHELL) $(srcdir)/%D%/run-test
SH_LOG_COMPILER = $(LOG_COMPILER) $(SHELL)

# The library as it lies there, for programs that a test builds itself.
user_libs = \
	$(SANITIZER_CFLAGS) \
	-L$(abs_top_builddir)/src/.libs \
	-Wl,-rpath,$(abs_top_builddir)/src/.libs \
	-lodeon-1 \
	$(GLIB_LIBS)

# The command `odeon` is there with the network alone.
if HAVE_QUIC
odeon_command = $(abs_top_builddir)/tools/odeon/odeon
endif

# What a test may rely on, besides srcdir: the top of the sources, while it runs at the top of the
# build tree. See run-test and HACKING.md for what may be set from outside.
AM_TESTS_ENVIRONMENT = \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	ODEON_CODEGEN='$(abs_top_builddir)/$(ODEON_CODEGEN)'; export ODEON_CODEGEN; \
	ODEON_COMMAND='$(odeon_command)'; export ODEON_COMMAND; \
	ODEON_HOST='$(abs_top_builddir)/tools/odeon-host'; export ODEON_HOST; \
	ODEON_OMNIORB_IDL='$(OMNIORB_IDL)'; export ODEON_OMNIORB_IDL; \
	ODEON_CC='$(CC)'; export ODEON_CC; \
	ODEON_USER_CFLAGS='-std=gnu11 $(USER_CPPFLAGS)'; export ODEON_USER_CFLAGS; \
	ODEON_USER_LIBS='$(user_libs)'; export ODEON_USER_LIBS;

VALGRIND = valgrind
VALGRIND_FLAGS = \
	--quiet \
	--error-exitcode=99 \
	--leak-check=full \
	--errors-for-leak-kinds=definite \
	--suppressions=/usr/share/glib-2.0/valgrind/glib.supp

# The scripts run no code of the library.
.PHONY: check-valgrind
check-valgrind:
	$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(test_programs)' \
	  ODEON_TEST_WRAPPER='$(VALGRIND) $(VALGRIND_FLAGS)' \
	  ODEON_TEST_SCALE="$${ODEON_TEST_SCALE-0.02}" \
	  ODEON_TEST_TIMEOUT="$${ODEON_TEST_TIMEOUT-600}"

EXTRA_DIST += $(test_data) $(test_headers) $(test_scripts) %D%/run-test
