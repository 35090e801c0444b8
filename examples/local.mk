# SPDX-License-Identifier: MIT

# Each example is one directory, built as a user's program would be: <odeon.h>, generated code and
# the shared library. A new one looks like counter's below.
EXAMPLE_LIBS = src/libodeon-1.la $(GLIB_LIBS)

examples =

examples += %D%/plain/plain
%C%_plain_plain_SOURCES = %D%/plain/main.c
%C%_plain_plain_CPPFLAGS = $(USER_CPPFLAGS)
%C%_plain_plain_LDADD = $(EXAMPLE_LIBS)

examples += %D%/counter/counter
IDL_OUTPUTS += %D%/counter/counter.idl.h %D%/counter/counter.idl.c
%C%_counter_counter_SOURCES = %D%/counter/main.c
nodist_%C%_counter_counter_SOURCES = %D%/counter/counter.idl.c
%C%_counter_counter_CPPFLAGS = -I%D%/counter $(USER_CPPFLAGS)
%C%_counter_counter_LDADD = $(EXAMPLE_LIBS)
$(%C%_counter_counter_OBJECTS): %D%/counter/counter.idl.h
EXTRA_DIST += %D%/counter/counter.idl

examples += %D%/bank/bank
IDL_OUTPUTS += %D%/bank/bank.idl.h %D%/bank/bank.idl.c
%C%_bank_bank_SOURCES = \
	%D%/bank/account.c \
	%D%/bank/account.h \
	%D%/bank/branch.c \
	%D%/bank/branch.h \
	%D%/bank/main.c
nodist_%C%_bank_bank_SOURCES = %D%/bank/bank.idl.c
%C%_bank_bank_CPPFLAGS = -I%D%/bank $(USER_CPPFLAGS)
%C%_bank_bank_LDADD = $(EXAMPLE_LIBS)
$(%C%_bank_bank_OBJECTS): %D%/bank/bank.idl.h
EXTRA_DIST += %D%/bank/bank.idl

examples += %D%/supervised/supervised
IDL_OUTPUTS += %D%/supervised/supervised.idl.h %D%/supervised/supervised.idl.c
%C%_supervised_supervised_SOURCES = %D%/supervised/main.c
nodist_%C%_supervised_supervised_SOURCES = %D%/supervised/supervised.idl.c
%C%_supervised_supervised_CPPFLAGS = -I%D%/supervised $(USER_CPPFLAGS)
%C%_supervised_supervised_LDADD = $(EXAMPLE_LIBS)
$(%C%_supervised_supervised_OBJECTS): %D%/supervised/supervised.idl.h
EXTRA_DIST += %D%/supervised/supervised.idl

# As a user tests actors; run by `make check`.
%C%_bank_test_branch_SOURCES = \
	%D%/bank/account.c \
	%D%/bank/account.h \
	%D%/bank/branch.c \
	%D%/bank/branch.h \
	%D%/bank/test-branch.c
nodist_%C%_bank_test_branch_SOURCES = %D%/bank/bank.idl.c
%C%_bank_test_branch_CPPFLAGS = -I%D%/bank $(CMOCKA_CFLAGS) $(USER_CPPFLAGS)
%C%_bank_test_branch_LDADD = $(EXAMPLE_LIBS) $(CMOCKA_LIBS)
$(%C%_bank_test_branch_OBJECTS): %D%/bank/bank.idl.h

examples += %D%/crash/crash
IDL_OUTPUTS += %D%/crash/crash.idl.h %D%/crash/crash.idl.c
%C%_crash_crash_SOURCES = %D%/crash/main.c
nodist_%C%_crash_crash_SOURCES = %D%/crash/crash.idl.c
%C%_crash_crash_CPPFLAGS = -I%D%/crash $(USER_CPPFLAGS)
%C%_crash_crash_LDADD = $(EXAMPLE_LIBS)
$(%C%_crash_crash_OBJECTS): %D%/crash/crash.idl.h
EXTRA_DIST += %D%/crash/crash.idl

# OMG's file is compiled where it lies: the suffix rules do not reach there.
if HAVE_OMNIORB_IDL
examples += %D%/naming/naming
naming_idl = $(OMNIORB_IDL)/COS/CosNaming.idl
IDL_OUTPUTS += %D%/naming/CosNaming.idl.h %D%/naming/CosNaming.idl.c
%C%_naming_naming_SOURCES = \
	%D%/naming/book.c \
	%D%/naming/book.h \
	%D%/naming/census.c \
	%D%/naming/census.h \
	%D%/naming/main.c \
	%D%/naming/naming-bindings.c \
	%D%/naming/naming-bindings.h \
	%D%/naming/naming-context.c \
	%D%/naming/naming-context.h \
	%D%/naming/naming-iterator.c \
	%D%/naming/naming-iterator.h \
	%D%/naming/naming-name.c \
	%D%/naming/naming-name.h \
	%D%/naming/naming-route.c \
	%D%/naming/naming-route.h \
	%D%/naming/naming-url.c \
	%D%/naming/naming-url.h \
	%D%/naming/refusals.c \
	%D%/naming/refusals.h \
	%D%/naming/shelf.c \
	%D%/naming/shelf.h
nodist_%C%_naming_naming_SOURCES = %D%/naming/CosNaming.idl.c
%C%_naming_naming_CPPFLAGS = -I%D%/naming $(USER_CPPFLAGS)
%C%_naming_naming_LDADD = $(EXAMPLE_LIBS)
$(%C%_naming_naming_OBJECTS): %D%/naming/CosNaming.idl.h

%D%/naming/CosNaming.idl.h: $(naming_idl)
	$(AM_V_IDL)$(run_codegen) --header $(naming_idl)
%D%/naming/CosNaming.idl.c: $(naming_idl)
	$(AM_V_IDL)$(run_codegen) --body $(naming_idl)
endif

examples += %D%/game/game
IDL_OUTPUTS += %D%/game/game.idl.h %D%/game/game.idl.c
%C%_game_game_SOURCES = \
	%D%/game/main.c \
	%D%/game/player.c \
	%D%/game/player.h
nodist_%C%_game_game_SOURCES = %D%/game/game.idl.c
%C%_game_game_CPPFLAGS = -I%D%/game $(USER_CPPFLAGS)
%C%_game_game_LDADD = $(EXAMPLE_LIBS)
$(%C%_game_game_OBJECTS): %D%/game/game.idl.h
EXTRA_DIST += %D%/game/game.idl

if HAVE_HTTP
examples += %D%/http/http
IDL_OUTPUTS += %D%/http/tally.idl.h %D%/http/tally.idl.c
%C%_http_http_SOURCES = \
	%D%/http/counter.c \
	%D%/http/counter.h \
	%D%/http/main.c \
	%D%/http/service.c \
	%D%/http/service.h
nodist_%C%_http_http_SOURCES = %D%/http/tally.idl.c
%C%_http_http_CPPFLAGS = -I%D%/http $(HTTP_CFLAGS) $(USER_CPPFLAGS)
%C%_http_http_LDADD = $(EXAMPLE_LIBS) $(HTTP_LIBS)
$(%C%_http_http_OBJECTS): %D%/http/tally.idl.h
endif
EXTRA_DIST += %D%/http/demo.sh %D%/http/tally.idl

if HAVE_REDIS
examples += %D%/orders/orders
IDL_OUTPUTS += %D%/orders/orders.idl.h %D%/orders/orders.idl.c
%C%_orders_orders_SOURCES = %D%/orders/main.c
nodist_%C%_orders_orders_SOURCES = %D%/orders/orders.idl.c
%C%_orders_orders_CPPFLAGS = -I%D%/orders $(USER_CPPFLAGS)
%C%_orders_orders_LDADD = $(EXAMPLE_LIBS)
$(%C%_orders_orders_OBJECTS): %D%/orders/orders.idl.h
endif
EXTRA_DIST += %D%/orders/demo.sh %D%/orders/orders.idl

if HAVE_QUIC
examples += %D%/chat/chat
IDL_OUTPUTS += %D%/chat/chat.idl.h %D%/chat/chat.idl.c
%C%_chat_chat_SOURCES = %D%/chat/main.c %D%/chat/room.c %D%/chat/room.h
nodist_%C%_chat_chat_SOURCES = %D%/chat/chat.idl.c
%C%_chat_chat_CPPFLAGS = -I%D%/chat $(USER_CPPFLAGS)
%C%_chat_chat_LDADD = $(EXAMPLE_LIBS)
$(%C%_chat_chat_OBJECTS): %D%/chat/chat.idl.h
endif
EXTRA_DIST += %D%/chat/chat.idl %D%/chat/demo.sh

if HAVE_QUIC
examples += %D%/arena/arena
IDL_OUTPUTS += %D%/arena/arena.idl.h %D%/arena/arena.idl.c
%C%_arena_arena_SOURCES = \
	%D%/arena/main.c \
	%D%/arena/player.c \
	%D%/arena/player.h \
	%D%/arena/road.c \
	%D%/arena/road.h \
	%D%/arena/spectator.c \
	%D%/arena/spectator.h \
	%D%/arena/stage.c \
	%D%/arena/stage.h
nodist_%C%_arena_arena_SOURCES = %D%/arena/arena.idl.c
%C%_arena_arena_CPPFLAGS = -I%D%/arena $(USER_CPPFLAGS)
%C%_arena_arena_LDADD = $(EXAMPLE_LIBS) -lm
$(%C%_arena_arena_OBJECTS): %D%/arena/arena.idl.h
demo_tools = tools/odeon/odeon
endif
EXTRA_DIST += %D%/arena/demo.sh %D%/arena/arena.idl

noinst_PROGRAMS += $(examples)

# One after the other. What does not end by itself has a script that runs it.
.PHONY: demo
demo: $(examples) $(bin_PROGRAMS)
demo: $(examples) $(demo_tools)
	@for example in $(examples); do \
	  printf '\n== %s ==\n\n' "$${example%/*}"; \
	  script="$(srcdir)/$${example%/*}/demo.sh"; \
	  if test -e "$$script"; then sh "$$script" "./$$example"; else "./$$example"; fi || exit 1; \
	done
