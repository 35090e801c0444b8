# SPDX-License-Identifier: MIT

# Each example is one directory, built as a user's program would be: <odeon.h>, generated code and
# the shared library. An example x in examples/x/ adds itself:
#
#	examples += %D%/x/x
#	IDL_OUTPUTS += %D%/x/x.idl.h %D%/x/x.idl.c
#	%C%_x_x_SOURCES = %D%/x/main.c
#	nodist_%C%_x_x_SOURCES = %D%/x/x.idl.c
#	%C%_x_x_CPPFLAGS = -I%D%/x $(USER_CPPFLAGS)
#	%C%_x_x_LDADD = $(EXAMPLE_LIBS)
#	$(%C%_x_x_OBJECTS): %D%/x/x.idl.h
#	EXTRA_DIST += %D%/x/x.idl
EXAMPLE_LIBS = src/libodeon-1.la $(GLIB_LIBS)

examples =

noinst_PROGRAMS += $(examples)

# One after the other.
.PHONY: demo
demo: $(examples)
	@for example in $(examples); do \
	  printf '\n== %s ==\n\n' "$${example%/*}"; \
	  "./$$example" || exit 1; \
	done
