# SPDX-License-Identifier: MIT

# All but main(), for the tests. It sees GLib, and nothing of the library.
noinst_LTLIBRARIES += %D%/libcodegen.la
%C%_libcodegen_la_CPPFLAGS = $(GEN_CPPFLAGS) -DODEON_VERSION=\"$(PACKAGE_VERSION)\"
%C%_libcodegen_la_LIBADD = $(GLIB_LIBS)
%C%_libcodegen_la_SOURCES = \
	%D%/annotation-effect.c \
	%D%/annotation-number.c \
	%D%/annotation-table.c \
	%D%/annotation.c \
	%D%/annotation.h \
	%D%/c-annotations.c \
	%D%/c-types.c \
	%D%/c-types.h \
	%D%/checks.c \
	%D%/checks.h \
	%D%/circles.c \
	%D%/circles.h \
	%D%/claims.c \
	%D%/claims.h \
	%D%/compilation.c \
	%D%/compilation.h \
	%D%/condition.c \
	%D%/condition.h \
	%D%/constant.c \
	%D%/constant.h \
	%D%/declarations.c \
	%D%/declarations.h \
	%D%/decorator.c \
	%D%/decorator.h \
	%D%/dependencies.c \
	%D%/dependencies.h \
	%D%/describe-names.c \
	%D%/describe-node.c \
	%D%/describe-type.c \
	%D%/describe.h \
	%D%/diagnostic-printer.c \
	%D%/diagnostic-private.h \
	%D%/diagnostic.c \
	%D%/diagnostic.h \
	%D%/directive-define.c \
	%D%/directive-if.c \
	%D%/directive-include.c \
	%D%/directive.c \
	%D%/domains.c \
	%D%/domains.h \
	%D%/emit-body.c \
	%D%/emit-const.c \
	%D%/emit-docs.c \
	%D%/emit-docs.h \
	%D%/emit-enum.c \
	%D%/emit-exception.c \
	%D%/emit-header.c \
	%D%/emit-interface-body.c \
	%D%/emit-interface-header.c \
	%D%/emit-interface-set.c \
	%D%/emit-members.c \
	%D%/emit-method-dispatch.c \
	%D%/emit-method-docs.c \
	%D%/emit-method-docs.h \
	%D%/emit-method-stubs.c \
	%D%/emit-method.h \
	%D%/emit-nodes.c \
	%D%/emit-parts.h \
	%D%/emit-struct.c \
	%D%/emit-tables.c \
	%D%/emit-typedef.c \
	%D%/emit.h \
	%D%/expander.c \
	%D%/expander.h \
	%D%/format-blocks.c \
	%D%/format-blocks.h \
	%D%/format-layout.c \
	%D%/format-layout.h \
	%D%/format-page.c \
	%D%/format-page.h \
	%D%/format-pieces.c \
	%D%/format-pieces.h \
	%D%/format-spacing.c \
	%D%/format-wrap.c \
	%D%/format-wrap.h \
	%D%/format.c \
	%D%/format.h \
	%D%/json.c \
	%D%/json.h \
	%D%/keyword.c \
	%D%/lexer.c \
	%D%/lexer.h \
	%D%/literal.c \
	%D%/literal.h \
	%D%/macro.c \
	%D%/macro.h \
	%D%/map-keys.c \
	%D%/map-keys.h \
	%D%/member-ids.c \
	%D%/member-ids.h \
	%D%/methods.c \
	%D%/methods.h \
	%D%/model.c \
	%D%/model.h \
	%D%/names.c \
	%D%/names.h \
	%D%/operand.c \
	%D%/operand.h \
	%D%/options.c \
	%D%/options.h \
	%D%/output.c \
	%D%/output.h \
	%D%/parser-annotation-dcl.c \
	%D%/parser-annotation.c \
	%D%/parser-bits.c \
	%D%/parser-constant.c \
	%D%/parser-corba.c \
	%D%/parser-cursor.c \
	%D%/parser-enum.c \
	%D%/parser-expression.c \
	%D%/parser-expression.h \
	%D%/parser-interface.c \
	%D%/parser-name.c \
	%D%/parser-private.h \
	%D%/parser-refused.c \
	%D%/parser-struct.c \
	%D%/parser-template.c \
	%D%/parser-type.c \
	%D%/parser-union.c \
	%D%/parser.c \
	%D%/parser.h \
	%D%/preprocessor-private.h \
	%D%/preprocessor.c \
	%D%/preprocessor.h \
	%D%/recursion.c \
	%D%/recursion.h \
	%D%/scope.c \
	%D%/scope.h \
	%D%/signatures.c \
	%D%/signatures.h \
	%D%/source.c \
	%D%/source.h \
	%D%/spelling.c \
	%D%/spelling.h \
	%D%/suggestion.c \
	%D%/suggestion.h \
	%D%/token.h \
	%D%/tool-compile.c \
	%D%/tool-describe.c \
	%D%/tool-format.c \
	%D%/wire-type.c \
	%D%/wire-type.h \
	%D%/writer.c \
	%D%/writer.h

bin_PROGRAMS += %D%/odeon-codegen
%C%_odeon_codegen_SOURCES = %D%/main.c
%C%_odeon_codegen_CPPFLAGS = $(GEN_CPPFLAGS)
%C%_odeon_codegen_LDADD = %D%/libcodegen.la $(GLIB_LIBS)

# What it takes, and what it makes of it, for its users.
EXTRA_DIST += idl/building.md idl/describe.md idl/grammar.md idl/mapping.md
