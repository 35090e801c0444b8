# SPDX-License-Identifier: MIT

# The command `odeon`. It is not linked with the library: what both know of keys and certificates is
# compiled into both.
bin_PROGRAMS += %D%/odeon
%C%_odeon_CPPFLAGS = $(ODEON_CPPFLAGS) $(QUIC_CFLAGS) -I$(srcdir)/gen/text
%C%_odeon_LDADD = $(QUIC_LIBS) $(GLIB_LIBS)
%C%_odeon_SOURCES = \
	%D%/cert-show.c \
	%D%/cert.c \
	%D%/cert.h \
	%D%/command.c \
	%D%/command.h \
	%D%/draft.c \
	%D%/draft.h \
	%D%/identity.c \
	%D%/identity.h \
	%D%/main.c \
	gen/text/suggestion.c \
	src/trust/odeon-certificate.c \
	src/trust/odeon-key-file.c \
	src/trust/odeon-node-name.c \
	src/trust/odeon-pin.c \
	src/trust/odeon-trust-error.c

dist_man1_MANS += man/odeon.1
