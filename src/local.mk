# SPDX-License-Identifier: MIT

ODEON_INCLUDES = \
	-I$(srcdir)/%D% \
	-I$(srcdir)/%D%/base \
	-I$(srcdir)/%D%/value \
	-I$(srcdir)/%D%/future \
	-I$(srcdir)/%D%/message \
	-I$(srcdir)/%D%/mailbox \
	-I$(srcdir)/%D%/actor \
	-I$(srcdir)/%D%/sched \
	-I$(srcdir)/%D%/system \
	-I$(srcdir)/%D%/dynamic \
	-I$(srcdir)/%D%/transport \
	-I$(srcdir)/%D%/group \
	-I$(srcdir)/%D%/store \
	-I$(srcdir)/%D%/trust \
	-I$(srcdir)/%D%/quic \
	-I$(srcdir)/%D%/net

odeonincludedir = $(includedir)/odeon-1
odeoninclude_HEADERS = \
	%D%/actor/odeon-actor.h \
	%D%/actor/odeon-dead-letter.h \
	%D%/actor/odeon-define.h \
	%D%/actor/odeon-mail.h \
	%D%/actor/odeon-mailbox.h \
	%D%/actor/odeon-monitor.h \
	%D%/actor/odeon-pool.h \
	%D%/actor/odeon-ref-actor.h \
	%D%/actor/odeon-spawner.h \
	%D%/actor/odeon-state.h \
	%D%/actor/odeon-strategy.h \
	%D%/actor/odeon-supervisor.h \
	%D%/actor/odeon-trace.h \
	%D%/base/odeon-error.h \
	%D%/base/odeon-histogram.h \
	%D%/base/odeon-ref.h \
	%D%/base/odeon-types.h \
	%D%/dynamic/odeon-double.h \
	%D%/dynamic/odeon-dynamic.h \
	%D%/future/odeon-async.h \
	%D%/future/odeon-future.h \
	%D%/future/odeon-promise.h \
	%D%/group/odeon-group.h \
	%D%/message/odeon-call.h \
	%D%/message/odeon-interface.h \
	%D%/message/odeon-method.h \
	%D%/message/odeon-promised-ref.h \
	%D%/net/odeon-node.h \
	%D%/odeon.h \
	%D%/store/odeon-directory.h \
	%D%/store/odeon-redis-mailbox.h \
	%D%/store/odeon-redis.h \
	%D%/store/odeon-singleton.h \
	%D%/system/odeon-observation.h \
	%D%/system/odeon-registry.h \
	%D%/system/odeon-system.h \
	%D%/system/odeon-topic.h \
	%D%/trust/odeon-credentials.h \
	%D%/value/odeon-bytes.h \
	%D%/value/odeon-codec.h \
	%D%/value/odeon-detail.h \
	%D%/value/odeon-map.h \
	%D%/value/odeon-sequence.h \
	%D%/value/odeon-type-info.h \
	%D%/value/odeon-value.h

# All symbols, for the tests; the library that is installed exports what odeon.map says.
noinst_LTLIBRARIES += %D%/libodeon-core.la
# The worker of a thread is looked up with every message: no call for that, in a shared library
# either, nor for a function of our own.
%C%_libodeon_core_la_CFLAGS = \
	$(AM_CFLAGS) -ftls-model=initial-exec -fno-semantic-interposition $(LTO_CFLAGS)
%C%_libodeon_core_la_CPPFLAGS = \
	$(ODEON_CPPFLAGS) $(CAST_CPPFLAGS) $(FFI_CFLAGS) $(QUIC_CFLAGS) $(QUIC_CPPFLAGS) -Iidl -I$(srcdir)/gen/text \
	$(ODEON_CPPFLAGS) $(CAST_CPPFLAGS) $(FFI_CFLAGS) $(QUIC_CFLAGS) $(REDIS_CFLAGS) -Iidl -I$(srcdir)/gen/text \
	-DODEON_HOST_PROGRAM=\"$(bindir)/odeon-host\"
%C%_libodeon_core_la_LIBADD = $(QUIC_LIBS) $(REDIS_LIBS) $(FFI_LIBS) $(GLIB_LIBS)
# How names are compared for a hint is the compiler's knowledge; it sees nothing of ours.
%C%_libodeon_core_la_SOURCES = \
	%D%/actor/odeon-activity-private.h \
	%D%/actor/odeon-activity.c \
	%D%/actor/odeon-actor-kind-private.h \
	%D%/actor/odeon-actor-kind.c \
	%D%/actor/odeon-actor-private.h \
	%D%/actor/odeon-actor-timer.c \
	%D%/actor/odeon-actor.c \
	%D%/actor/odeon-admission-private.h \
	%D%/actor/odeon-admission.c \
	%D%/actor/odeon-attention-private.h \
	%D%/actor/odeon-attention.c \
	%D%/actor/odeon-await-drawing-private.h \
	%D%/actor/odeon-await-drawing.c \
	%D%/actor/odeon-await-graph-private.h \
	%D%/actor/odeon-await-graph.c \
	%D%/actor/odeon-birth-private.h \
	%D%/actor/odeon-birth.c \
	%D%/actor/odeon-bound-private.h \
	%D%/actor/odeon-bound.c \
	%D%/actor/odeon-bucket-private.h \
	%D%/actor/odeon-bucket.c \
	%D%/actor/odeon-budget-private.h \
	%D%/actor/odeon-budget.c \
	%D%/actor/odeon-cell-delivery.c \
	%D%/actor/odeon-cell-end.c \
	%D%/actor/odeon-cell-private.h \
	%D%/actor/odeon-cell-rare-private.h \
	%D%/actor/odeon-cell-rare.c \
	%D%/actor/odeon-cell-ref.c \
	%D%/actor/odeon-cell-run.c \
	%D%/actor/odeon-cell.c \
	%D%/actor/odeon-child-table-private.h \
	%D%/actor/odeon-child-table.c \
	%D%/actor/odeon-concurrency-private.h \
	%D%/actor/odeon-concurrency.c \
	%D%/actor/odeon-control.c \
	%D%/actor/odeon-custom-mailbox-private.h \
	%D%/actor/odeon-custom-mailbox.c \
	%D%/actor/odeon-dead-letter-private.h \
	%D%/actor/odeon-dead-letter.c \
	%D%/actor/odeon-envelope-private.h \
	%D%/actor/odeon-envelope.c \
	%D%/actor/odeon-failure.c \
	%D%/actor/odeon-foreign-private.h \
	%D%/actor/odeon-foreign.c \
	%D%/actor/odeon-handled.c \
	%D%/actor/odeon-handling.c \
	%D%/actor/odeon-identity-private.h \
	%D%/actor/odeon-identity.c \
	%D%/actor/odeon-intake-private.h \
	%D%/actor/odeon-intake.c \
	%D%/actor/odeon-actor-link.c \
	%D%/actor/odeon-mail-codec.c \
	%D%/actor/odeon-mail.c \
	%D%/actor/odeon-mailbox.c \
	%D%/actor/odeon-object-private.h \
	%D%/actor/odeon-object.c \
	%D%/actor/odeon-observer-private.h \
	%D%/actor/odeon-observer.c \
	%D%/actor/odeon-operation.c \
	%D%/actor/odeon-order.c \
	%D%/actor/odeon-pool-members.c \
	%D%/actor/odeon-pool-private.h \
	%D%/actor/odeon-pool-ref.c \
	%D%/actor/odeon-pool-routing.c \
	%D%/actor/odeon-pool.c \
	%D%/actor/odeon-priority-private.h \
	%D%/actor/odeon-priority.c \
	%D%/actor/odeon-ref-actor.c \
	%D%/actor/odeon-restart.c \
	%D%/actor/odeon-room-private.h \
	%D%/actor/odeon-room.c \
	%D%/actor/odeon-round-private.h \
	%D%/actor/odeon-round.c \
	%D%/actor/odeon-seat-private.h \
	%D%/actor/odeon-seat.c \
	%D%/actor/odeon-spawner-private.h \
	%D%/actor/odeon-spawner.c \
	%D%/actor/odeon-stash.c \
	%D%/actor/odeon-state.c \
	%D%/actor/odeon-stretch-private.h \
	%D%/actor/odeon-stretch.c \
	%D%/actor/odeon-supervision.c \
	%D%/actor/odeon-supervisor.c \
	%D%/actor/odeon-trace.c \
	%D%/actor/odeon-watch-private.h \
	%D%/actor/odeon-watch.c \
	%D%/actor/odeon-window-private.h \
	%D%/actor/odeon-window.c \
	%D%/base/odeon-block-private.h \
	%D%/base/odeon-block.c \
	%D%/base/odeon-environment-private.h \
	%D%/base/odeon-environment.c \
	%D%/base/odeon-error.c \
	%D%/base/odeon-histogram-private.h \
	%D%/base/odeon-histogram.c \
	%D%/base/odeon-log-private.h \
	%D%/base/odeon-message-private.h \
	%D%/base/odeon-queue-private.h \
	%D%/base/odeon-ref-private.h \
	%D%/base/odeon-ref.c \
	%D%/dynamic/odeon-double-private.h \
	%D%/dynamic/odeon-double-script.c \
	%D%/dynamic/odeon-double.c \
	%D%/dynamic/odeon-dynamic-call.c \
	%D%/dynamic/odeon-expectation-private.h \
	%D%/dynamic/odeon-expectation.c \
	%D%/dynamic/odeon-ffi-private.h \
	%D%/dynamic/odeon-ffi.c \
	%D%/dynamic/odeon-invoke.c \
	%D%/dynamic/odeon-stand-in.c \
	%D%/future/odeon-async-private.h \
	%D%/future/odeon-async.c \
	%D%/future/odeon-cancellable.c \
	%D%/future/odeon-completion.c \
	%D%/future/odeon-continuation.c \
	%D%/future/odeon-executor-private.h \
	%D%/future/odeon-future-private.h \
	%D%/future/odeon-future.c \
	%D%/future/odeon-gather.c \
	%D%/future/odeon-promise.c \
	%D%/future/odeon-task.c \
	%D%/future/odeon-timeout.c \
	%D%/future/odeon-value-future-private.h \
	%D%/future/odeon-value-future.c \
	%D%/group/odeon-actor-announcement.c \
	%D%/group/odeon-group-actor-private.h \
	%D%/group/odeon-group-actor.c \
	%D%/group/odeon-group-confinement-private.h \
	%D%/group/odeon-group-confinement.c \
	%D%/group/odeon-group-estate-private.h \
	%D%/group/odeon-group-estate.c \
	%D%/group/odeon-group-lifeline-private.h \
	%D%/group/odeon-group-lifeline.c \
	%D%/group/odeon-group-output-private.h \
	%D%/group/odeon-group-output.c \
	%D%/group/odeon-group-peer-private.h \
	%D%/group/odeon-group-peer.c \
	%D%/group/odeon-group-process-private.h \
	%D%/group/odeon-group-process.c \
	%D%/group/odeon-group-property-private.h \
	%D%/group/odeon-group-property.c \
	%D%/group/odeon-group-root-private.h \
	%D%/group/odeon-group-root.c \
	%D%/group/odeon-group-settings-private.h \
	%D%/group/odeon-group-settings.c \
	%D%/group/odeon-group-tenant-private.h \
	%D%/group/odeon-group-tenant.c \
	%D%/group/odeon-group.c \
	%D%/group/odeon-init.c \
	%D%/mailbox/odeon-mail-queue-private.h \
	%D%/mailbox/odeon-mail-queue.c \
	%D%/message/odeon-call-answer.c \
	%D%/message/odeon-call-deadline.c \
	%D%/message/odeon-call-parameters.c \
	%D%/message/odeon-call-private.h \
	%D%/message/odeon-call-result.c \
	%D%/message/odeon-call-send.c \
	%D%/message/odeon-call-variant.c \
	%D%/message/odeon-call.c \
	%D%/message/odeon-fence.c \
	%D%/message/odeon-frame-codec-private.h \
	%D%/message/odeon-frame-codec.c \
	%D%/message/odeon-interface-index.c \
	%D%/message/odeon-interface-private.h \
	%D%/message/odeon-interface-reference.c \
	%D%/message/odeon-interface-resolve.c \
	%D%/message/odeon-interface.c \
	%D%/message/odeon-method.c \
	%D%/message/odeon-promise-link.c \
	%D%/message/odeon-promise-reader.c \
	%D%/message/odeon-promised-face-private.h \
	%D%/message/odeon-promised-face.c \
	%D%/message/odeon-promised-ref-private.h \
	%D%/message/odeon-promised-ref.c \
	%D%/message/odeon-resolution.c \
	%D%/sched/odeon-backlog.c \
	%D%/sched/odeon-context-private.h \
	%D%/sched/odeon-context.c \
	%D%/sched/odeon-deadlock-private.h \
	%D%/sched/odeon-deadlock.c \
	%D%/sched/odeon-errand.c \
	%D%/sched/odeon-executor.c \
	%D%/sched/odeon-fd-watch-private.h \
	%D%/sched/odeon-fd-watch.c \
	%D%/sched/odeon-fiber-private.h \
	%D%/sched/odeon-fiber.c \
	%D%/sched/odeon-host-worker.c \
	%D%/sched/odeon-inbox.c \
	%D%/sched/odeon-migrant-private.h \
	%D%/sched/odeon-migrant.c \
	%D%/sched/odeon-parker.c \
	%D%/sched/odeon-pass.c \
	%D%/sched/odeon-poller.c \
	%D%/sched/odeon-scheduler.c \
	%D%/sched/odeon-serve-private.h \
	%D%/sched/odeon-slice-private.h \
	%D%/sched/odeon-slice.c \
	%D%/sched/odeon-stack-private.h \
	%D%/sched/odeon-stack.c \
	%D%/sched/odeon-subcontext-private.h \
	%D%/sched/odeon-subcontext.c \
	%D%/sched/odeon-suspend-one.c \
	%D%/sched/odeon-suspend.c \
	%D%/sched/odeon-suspension-private.h \
	%D%/sched/odeon-thread-worker.c \
	%D%/sched/odeon-tick-private.h \
	%D%/sched/odeon-tick.c \
	%D%/sched/odeon-timer-heap-private.h \
	%D%/sched/odeon-timer-heap.c \
	%D%/sched/odeon-timers.c \
	%D%/sched/odeon-wake-timer-private.h \
	%D%/sched/odeon-wake-timer.c \
	%D%/sched/odeon-worker-private.h \
	%D%/sched/odeon-worker.c \
	%D%/system/odeon-channel.c \
	%D%/system/odeon-delivery.c \
	%D%/system/odeon-dump.c \
	%D%/system/odeon-feed-private.h \
	%D%/system/odeon-feed.c \
	%D%/system/odeon-inquiry.c \
	%D%/system/odeon-inspection-private.h \
	%D%/system/odeon-inspection.c \
	%D%/system/odeon-letter.c \
	%D%/system/odeon-load-private.h \
	%D%/system/odeon-load.c \
	%D%/system/odeon-lone-delivery.c \
	%D%/system/odeon-observation-private.h \
	%D%/system/odeon-observation.c \
	%D%/system/odeon-outlet.c \
	%D%/system/odeon-population-private.h \
	%D%/system/odeon-population.c \
	%D%/system/odeon-publication-private.h \
	%D%/system/odeon-publication.c \
	%D%/system/odeon-realm-private.h \
	%D%/system/odeon-realm.c \
	%D%/system/odeon-registry.c \
	%D%/system/odeon-roster-private.h \
	%D%/system/odeon-roster.c \
	%D%/system/odeon-statistics.c \
	%D%/system/odeon-stop-all.c \
	%D%/system/odeon-subject.c \
	%D%/system/odeon-subscription.c \
	%D%/system/odeon-system.c \
	%D%/system/odeon-topic-private.h \
	%D%/system/odeon-topic.c \
	%D%/system/odeon-workers-private.h \
	%D%/system/odeon-workers.c \
	%D%/transport/odeon-alarm-private.h \
	%D%/transport/odeon-alarm.c \
	%D%/transport/odeon-answer.c \
	%D%/transport/odeon-builtin-private.h \
	%D%/transport/odeon-builtin.c \
	%D%/transport/odeon-call-id-private.h \
	%D%/transport/odeon-credit-private.h \
	%D%/transport/odeon-credit.c \
	%D%/transport/odeon-datagram-private.h \
	%D%/transport/odeon-datagram.c \
	%D%/transport/odeon-dialect-private.h \
	%D%/transport/odeon-dialect.c \
	%D%/transport/odeon-exports-private.h \
	%D%/transport/odeon-exports.c \
	%D%/transport/odeon-frame-reader.c \
	%D%/transport/odeon-frame-writer.c \
	%D%/transport/odeon-handshake.c \
	%D%/transport/odeon-imports-private.h \
	%D%/transport/odeon-imports.c \
	%D%/transport/odeon-incoming-private.h \
	%D%/transport/odeon-incoming.c \
	%D%/transport/odeon-lane-private.h \
	%D%/transport/odeon-lane.c \
	%D%/transport/odeon-introduced.c \
	%D%/transport/odeon-introducer.c \
	%D%/transport/odeon-introduction-parts-private.h \
	%D%/transport/odeon-introduction-private.h \
	%D%/transport/odeon-introduction.c \
	%D%/transport/odeon-link-private.h \
	%D%/transport/odeon-link.c \
	%D%/transport/odeon-neighbors-private.h \
	%D%/transport/odeon-neighbors.c \
	%D%/transport/odeon-notice-private.h \
	%D%/transport/odeon-notice.c \
	%D%/transport/odeon-out-call-private.h \
	%D%/transport/odeon-out-call.c \
	%D%/transport/odeon-out-deadline-private.h \
	%D%/transport/odeon-out-deadline.c \
	%D%/transport/odeon-outgoing-private.h \
	%D%/transport/odeon-outgoing.c \
	%D%/transport/odeon-output-private.h \
	%D%/transport/odeon-output.c \
	%D%/transport/odeon-pipeline-parts-private.h \
	%D%/transport/odeon-pipeline-private.h \
	%D%/transport/odeon-pipeline-way.c \
	%D%/transport/odeon-pipeline.c \
	%D%/transport/odeon-postponed-private.h \
	%D%/transport/odeon-postponed.c \
	%D%/transport/odeon-promises-private.h \
	%D%/transport/odeon-promises.c \
	%D%/transport/odeon-remote-error.c \
	%D%/transport/odeon-remote-ref-private.h \
	%D%/transport/odeon-remote-ref.c \
	%D%/transport/odeon-request-private.h \
	%D%/transport/odeon-request.c \
	%D%/transport/odeon-resumption.c \
	%D%/transport/odeon-route-private.h \
	%D%/transport/odeon-route.c \
	%D%/transport/odeon-session-private.h \
	%D%/transport/odeon-session.c \
	%D%/transport/odeon-socket-private.h \
	%D%/transport/odeon-socket.c \
	%D%/transport/odeon-wire-private.h \
	%D%/transport/odeon-wire.c \
	%D%/trust/odeon-trust-error.c \
	%D%/value/odeon-apart-private.h \
	%D%/value/odeon-apart.c \
	%D%/value/odeon-bits-private.h \
	%D%/value/odeon-bytes-private.h \
	%D%/value/odeon-bytes.c \
	%D%/value/odeon-codec.c \
	%D%/value/odeon-container-decoder.c \
	%D%/value/odeon-container-encoder.c \
	%D%/value/odeon-decoder-private.h \
	%D%/value/odeon-decoder.c \
	%D%/value/odeon-detail-private.h \
	%D%/value/odeon-detail.c \
	%D%/value/odeon-element-private.h \
	%D%/value/odeon-element.c \
	%D%/value/odeon-encoder-private.h \
	%D%/value/odeon-encoder.c \
	%D%/value/odeon-map-private.h \
	%D%/value/odeon-map-reader.c \
	%D%/value/odeon-map.c \
	%D%/value/odeon-member-private.h \
	%D%/value/odeon-member.c \
	%D%/value/odeon-native-private.h \
	%D%/value/odeon-native.c \
	%D%/value/odeon-scalar-decoder.c \
	%D%/value/odeon-scalar-private.h \
	%D%/value/odeon-scalar.c \
	%D%/value/odeon-sequence.c \
	%D%/value/odeon-struct-decoder.c \
	%D%/value/odeon-struct-reader.c \
	%D%/value/odeon-type-info.c \
	%D%/value/odeon-union-reader.c \
	%D%/value/odeon-union.c \
	%D%/value/odeon-value-check.c \
	%D%/value/odeon-value-compare.c \
	%D%/value/odeon-value-decoder-private.h \
	%D%/value/odeon-value-decoder.c \
	%D%/value/odeon-value-encoder-private.h \
	%D%/value/odeon-value-encoder.c \
	%D%/value/odeon-value-equal.c \
	%D%/value/odeon-value-fault.c \
	%D%/value/odeon-value-hash.c \
	%D%/value/odeon-value-init.c \
	%D%/value/odeon-value-path-private.h \
	%D%/value/odeon-value-path.c \
	%D%/value/odeon-value-private.h \
	%D%/value/odeon-value-reader-private.h \
	%D%/value/odeon-value-reader.c \
	%D%/value/odeon-value-variant.c \
	%D%/value/odeon-value.c \
	%D%/value/odeon-variant-layout-private.h \
	%D%/value/odeon-variant-layout.c \
	%D%/value/odeon-variant-number-private.h \
	%D%/value/odeon-variant-number.c \
	%D%/value/odeon-variant-type-private.h \
	%D%/value/odeon-variant-type.c \
	%D%/value/odeon-variant-validator-private.h \
	%D%/value/odeon-variant-validator.c \
	gen/text/suggestion.c \
	gen/text/suggestion.h

# The library's own services are declared in IDL, as its users' are.
IDL_OUTPUTS += idl/process-group.idl.h idl/process-group.idl.c
IDL_OUTPUTS += idl/node.idl.h idl/node.idl.c
nodist_%C%_libodeon_core_la_SOURCES = idl/process-group.idl.c
$(%C%_libodeon_core_la_OBJECTS): | idl/process-group.idl.h idl/node.idl.h
EXTRA_DIST += idl/process-group.idl

# What reaches other machines.
if HAVE_QUIC
nodist_%C%_libodeon_core_la_SOURCES += idl/node.idl.c
%C%_libodeon_core_la_SOURCES += \
	%D%/net/odeon-address-private.h \
	%D%/net/odeon-address.c \
	%D%/net/odeon-carriage-private.h \
	%D%/net/odeon-carriage.c \
	%D%/net/odeon-catalog-private.h \
	%D%/net/odeon-catalog.c \
	%D%/net/odeon-desk-private.h \
	%D%/net/odeon-desk.c \
	%D%/net/odeon-foreign-lane.c \
	%D%/net/odeon-greeting.c \
	%D%/net/odeon-hosts-private.h \
	%D%/net/odeon-hosts.c \
	%D%/net/odeon-keeper-private.h \
	%D%/net/odeon-keeper.c \
	%D%/net/odeon-lookup-private.h \
	%D%/net/odeon-lookup.c \
	%D%/net/odeon-node-core-private.h \
	%D%/net/odeon-node-core.c \
	%D%/net/odeon-node.c \
	%D%/net/odeon-peer-dial.c \
	%D%/net/odeon-peer-private.h \
	%D%/net/odeon-peer.c \
	%D%/net/odeon-preamble-private.h \
	%D%/net/odeon-preamble.c \
	%D%/net/odeon-warrant-private.h \
	%D%/net/odeon-warrant.c \
	%D%/quic/odeon-ngtcp2-0-private.h \
	%D%/quic/odeon-ngtcp2-1-private.h \
	%D%/quic/odeon-ngtcp2-private.h \
	%D%/quic/odeon-quic-private.h \
	%D%/quic/odeon-quic-callbacks.c \
	%D%/quic/odeon-quic-connection-private.h \
	%D%/quic/odeon-quic-connection.c \
	%D%/quic/odeon-quic-endpoint-private.h \
	%D%/quic/odeon-quic-endpoint.c \
	%D%/quic/odeon-quic-exchange.c \
	%D%/quic/odeon-quic-farewell.c \
	%D%/quic/odeon-quic-handshake.c \
	%D%/quic/odeon-quic-ids-private.h \
	%D%/quic/odeon-quic-ids.c \
	%D%/quic/odeon-quic-log-private.h \
	%D%/quic/odeon-quic-log.c \
	%D%/quic/odeon-quic-packets.c \
	%D%/quic/odeon-quic-reception.c \
	%D%/quic/odeon-quic-schedule-private.h \
	%D%/quic/odeon-quic-schedule.c \
	%D%/quic/odeon-quic-stream.c \
	%D%/quic/odeon-udp-intake-private.h \
	%D%/quic/odeon-udp-intake.c \
	%D%/quic/odeon-udp-private.h \
	%D%/quic/odeon-udp.c \
	%D%/trust/odeon-certificate-private.h \
	%D%/trust/odeon-certificate.c \
	%D%/trust/odeon-credentials.c \
	%D%/trust/odeon-key-file-private.h \
	%D%/trust/odeon-key-file.c \
	%D%/trust/odeon-list-file-private.h \
	%D%/trust/odeon-list-file.c \
	%D%/trust/odeon-node-name-private.h \
	%D%/trust/odeon-node-name.c \
	%D%/trust/odeon-pin-private.h \
	%D%/trust/odeon-pin.c \
	%D%/trust/odeon-revocations-private.h \
	%D%/trust/odeon-revocations.c \
	%D%/trust/odeon-tls-priority-private.h \
	%D%/trust/odeon-tls-priority.c \
	%D%/trust/odeon-trust-alert.c \
	%D%/trust/odeon-trust-certified.c \
	%D%/trust/odeon-trust-kind-private.h \
	%D%/trust/odeon-trust-pinned.c \
	%D%/trust/odeon-trust-private.h \
	%D%/trust/odeon-trust.c
else
%C%_libodeon_core_la_SOURCES += \
	%D%/net/odeon-node-absent.c \
	%D%/trust/odeon-credentials-absent.c
endif
EXTRA_DIST += idl/node.idl

# What is kept on a server: sources that users' functions are in, or one that says that they are not.
if HAVE_REDIS
%C%_libodeon_core_la_SOURCES += \
	%D%/store/odeon-directory.c \
	%D%/store/odeon-lease-private.h \
	%D%/store/odeon-lease.c \
	%D%/store/odeon-redis-address.c \
	%D%/store/odeon-redis-append.c \
	%D%/store/odeon-redis-box-private.h \
	%D%/store/odeon-redis-box.c \
	%D%/store/odeon-redis-command-private.h \
	%D%/store/odeon-redis-command.c \
	%D%/store/odeon-redis-connection-private.h \
	%D%/store/odeon-redis-connection.c \
	%D%/store/odeon-redis-dead.c \
	%D%/store/odeon-redis-doom.c \
	%D%/store/odeon-redis-entry-private.h \
	%D%/store/odeon-redis-entry.c \
	%D%/store/odeon-redis-flush.c \
	%D%/store/odeon-redis-length.c \
	%D%/store/odeon-redis-letter-private.h \
	%D%/store/odeon-redis-letter.c \
	%D%/store/odeon-redis-mailbox.c \
	%D%/store/odeon-redis-private.h \
	%D%/store/odeon-redis-read.c \
	%D%/store/odeon-redis-recovery.c \
	%D%/store/odeon-redis-settle.c \
	%D%/store/odeon-redis-source-private.h \
	%D%/store/odeon-redis-source.c \
	%D%/store/odeon-redis-thread-private.h \
	%D%/store/odeon-redis-thread.c \
	%D%/store/odeon-redis.c \
	%D%/store/odeon-singleton.c
else
%C%_libodeon_core_la_SOURCES += %D%/store/odeon-store-absent.c
endif

if CONTEXT_BOOST
%C%_libodeon_core_la_SOURCES += %D%/sched/odeon-context-boost.c
else
%C%_libodeon_core_la_SOURCES += %D%/sched/odeon-context-ucontext.c
endif

# The archive is position independent, but libtool would advise against it: the linker gets it
# past libtool.
if CONTEXT_BOOST
odeon_archive = -Wl,$(BOOST_CONTEXT_ARCHIVE)
endif

lib_LTLIBRARIES += %D%/libodeon-1.la
%C%_libodeon_1_la_SOURCES =
%C%_libodeon_1_la_LIBADD = %D%/libodeon-core.la $(QUIC_LIBS) $(REDIS_LIBS) $(FFI_LIBS) $(GLIB_LIBS)
%C%_libodeon_1_la_LDFLAGS = \
	$(AM_LDFLAGS) $(CFLAGS) $(LTO_LDFLAGS) \
	$(odeon_archive) \
	-version-info 0:0:0 \
	-Wl,--version-script=$(srcdir)/%D%/odeon.map
EXTRA_%C%_libodeon_1_la_DEPENDENCIES = %D%/odeon.map
EXTRA_DIST += %D%/odeon.map

# Loads a module of its users' and runs it as a group.
bin_PROGRAMS += tools/odeon-host
tools_odeon_host_SOURCES = tools/odeon-host.c
tools_odeon_host_CPPFLAGS = $(USER_CPPFLAGS)
tools_odeon_host_LDADD = %D%/libodeon-1.la $(GMODULE_LIBS) $(GLIB_LIBS)
dist_man1_MANS += man/odeon-host.1

if HAVE_QUIC
include tools/odeon/local.mk
endif
