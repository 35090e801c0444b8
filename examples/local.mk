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

noinst_PROGRAMS += $(examples)

# One after the other.
.PHONY: demo
demo: $(examples)
	@for example in $(examples); do \
	  printf '\n== %s ==\n\n' "$${example%/*}"; \
	  "./$$example" || exit 1; \
	done
