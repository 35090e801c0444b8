# SPDX-License-Identifier: MIT

GEN_INCLUDES = \
	-I$(srcdir)/%D%/text \
	-I$(srcdir)/%D%/lexer \
	-I$(srcdir)/%D%/model \
	-I$(srcdir)/%D%/parser \
	-I$(srcdir)/%D%/c \
	-I$(srcdir)/%D%/compile \
	-I$(srcdir)/%D%/describe \
	-I$(srcdir)/%D%/format \
	-I$(srcdir)/%D%/diff \
	-I$(srcdir)/%D%/example \
	-I$(srcdir)/%D%/tool

# All but main(), for the tests. It sees GLib, and nothing of the library.
noinst_LTLIBRARIES += %D%/libcodegen.la
%C%_libcodegen_la_CPPFLAGS = $(GEN_CPPFLAGS) -DODEON_VERSION=\"$(PACKAGE_VERSION)\"
%C%_libcodegen_la_LIBADD = $(GLIB_LIBS)
%C%_libcodegen_la_SOURCES = \
	%D%/c/annotated.c \
	%D%/c/annotated.h \
	%D%/c/c-annotations.c \
	%D%/c/c-forms.c \
	%D%/c/c-infos.c \
	%D%/c/c-members.c \
	%D%/c/c-members.h \
	%D%/c/c-types.c \
	%D%/c/c-types.h \
	%D%/c/claims.c \
	%D%/c/claims.h \
	%D%/c/domains.c \
	%D%/c/domains.h \
	%D%/c/emit-annotations.c \
	%D%/c/emit-bits.c \
	%D%/c/emit-body.c \
	%D%/c/emit-const.c \
	%D%/c/emit-container.c \
	%D%/c/emit-docs.c \
	%D%/c/emit-docs.h \
	%D%/c/emit-enum.c \
	%D%/c/emit-exception.c \
	%D%/c/emit-fields.c \
	%D%/c/emit-header.c \
	%D%/c/emit-interface-body.c \
	%D%/c/emit-interface-header.c \
	%D%/c/emit-interface-set.c \
	%D%/c/emit-members.c \
	%D%/c/emit-method-dispatch.c \
	%D%/c/emit-method-docs.c \
	%D%/c/emit-method-docs.h \
	%D%/c/emit-method-stubs.c \
	%D%/c/emit-method.h \
	%D%/c/emit-native.c \
	%D%/c/emit-nodes.c \
	%D%/c/emit-parts.h \
	%D%/c/emit-struct.c \
	%D%/c/emit-tables.c \
	%D%/c/emit-topic.c \
	%D%/c/emit-typedef.c \
	%D%/c/emit.h \
	%D%/c/fingerprint.c \
	%D%/c/fingerprint.h \
	%D%/c/methods.c \
	%D%/c/methods.h \
	%D%/c/names.c \
	%D%/c/names.h \
	%D%/c/signatures.c \
	%D%/c/signatures.h \
	%D%/compile/compilation.c \
	%D%/compile/compilation.h \
	%D%/compile/dependencies.c \
	%D%/compile/dependencies.h \
	%D%/compile/output.c \
	%D%/compile/output.h \
	%D%/compile/settings.c \
	%D%/compile/settings.h \
	%D%/describe/describe-names.c \
	%D%/describe/describe-node.c \
	%D%/describe/describe-type.c \
	%D%/describe/describe.h \
	%D%/describe/docs-link.c \
	%D%/describe/docs-node.c \
	%D%/describe/docs-type.c \
	%D%/describe/docs.h \
	%D%/describe/json.c \
	%D%/describe/json.h \
	%D%/describe/markdown.c \
	%D%/describe/markdown.h \
	%D%/diff/compatibility-annotation.c \
	%D%/diff/compatibility-enum.c \
	%D%/diff/compatibility-interface.c \
	%D%/diff/compatibility-pairs.c \
	%D%/diff/compatibility-private.h \
	%D%/diff/compatibility-struct.c \
	%D%/diff/compatibility-type.c \
	%D%/diff/compatibility-value.c \
	%D%/diff/compatibility.c \
	%D%/diff/compatibility.h \
	%D%/example/example-actor.c \
	%D%/example/example-handler.c \
	%D%/example/example-native.c \
	%D%/example/example-value.c \
	%D%/example/example.h \
	%D%/format/format-blocks.c \
	%D%/format/format-blocks.h \
	%D%/format/format-layout.c \
	%D%/format/format-layout.h \
	%D%/format/format-page.c \
	%D%/format/format-page.h \
	%D%/format/format-pieces.c \
	%D%/format/format-pieces.h \
	%D%/format/format-spacing.c \
	%D%/format/format-wrap.c \
	%D%/format/format-wrap.h \
	%D%/format/format.c \
	%D%/format/format.h \
	%D%/lexer/condition.c \
	%D%/lexer/condition.h \
	%D%/lexer/directive-define.c \
	%D%/lexer/directive-if.c \
	%D%/lexer/directive-include.c \
	%D%/lexer/directive.c \
	%D%/lexer/expander.c \
	%D%/lexer/expander.h \
	%D%/lexer/lexer.c \
	%D%/lexer/lexer.h \
	%D%/lexer/literal.c \
	%D%/lexer/literal.h \
	%D%/lexer/macro.c \
	%D%/lexer/macro.h \
	%D%/lexer/operand.c \
	%D%/lexer/operand.h \
	%D%/lexer/preprocessor-private.h \
	%D%/lexer/preprocessor.c \
	%D%/lexer/preprocessor.h \
	%D%/lexer/token.h \
	%D%/model/annotation-effect.c \
	%D%/model/annotation-number.c \
	%D%/model/annotation-table.c \
	%D%/model/annotation.c \
	%D%/model/annotation.h \
	%D%/model/checks.c \
	%D%/model/checks.h \
	%D%/model/circles.c \
	%D%/model/circles.h \
	%D%/model/constant.c \
	%D%/model/constant.h \
	%D%/model/map-keys.c \
	%D%/model/map-keys.h \
	%D%/model/member-ids.c \
	%D%/model/member-ids.h \
	%D%/model/model.c \
	%D%/model/model.h \
	%D%/model/recursion.c \
	%D%/model/recursion.h \
	%D%/model/scope.c \
	%D%/model/scope.h \
	%D%/model/wire-layout.c \
	%D%/model/wire-layout.h \
	%D%/model/wire-type.c \
	%D%/model/wire-type.h \
	%D%/parser/keyword.c \
	%D%/parser/parser-annotation-dcl.c \
	%D%/parser/parser-annotation.c \
	%D%/parser/parser-bits.c \
	%D%/parser/parser-constant.c \
	%D%/parser/parser-corba.c \
	%D%/parser/parser-cursor.c \
	%D%/parser/parser-enum.c \
	%D%/parser/parser-expression.c \
	%D%/parser/parser-expression.h \
	%D%/parser/parser-foreign.c \
	%D%/parser/parser-interface.c \
	%D%/parser/parser-name.c \
	%D%/parser/parser-native.c \
	%D%/parser/parser-private.h \
	%D%/parser/parser-refused.c \
	%D%/parser/parser-struct.c \
	%D%/parser/parser-suggest.c \
	%D%/parser/parser-template.c \
	%D%/parser/parser-type.c \
	%D%/parser/parser-union.c \
	%D%/parser/parser.c \
	%D%/parser/parser.h \
	%D%/text/declarations.c \
	%D%/text/declarations.h \
	%D%/text/decorator.c \
	%D%/text/decorator.h \
	%D%/text/diagnostic-printer.c \
	%D%/text/diagnostic-private.h \
	%D%/text/diagnostic.c \
	%D%/text/diagnostic.h \
	%D%/text/source.c \
	%D%/text/source.h \
	%D%/text/spelling.c \
	%D%/text/spelling.h \
	%D%/text/suggestion.c \
	%D%/text/suggestion.h \
	%D%/text/writer.c \
	%D%/text/writer.h \
	%D%/tool/options.c \
	%D%/tool/options.h \
	%D%/tool/tool-compile.c \
	%D%/tool/tool-describe.c \
	%D%/tool/tool-diff.c \
	%D%/tool/tool-docs.c \
	%D%/tool/tool-example.c \
	%D%/tool/tool-format.c

bin_PROGRAMS += %D%/odeon-codegen
%C%_odeon_codegen_SOURCES = %D%/main.c
%C%_odeon_codegen_CPPFLAGS = $(GEN_CPPFLAGS)
%C%_odeon_codegen_LDADD = %D%/libcodegen.la $(GLIB_LIBS)

dist_man1_MANS += man/odeon-codegen.1

# What it takes, and what it makes of it, for its users.
EXTRA_DIST += \
	idl/building.md idl/describe.md idl/dynamic.md idl/gio.md idl/grammar.md idl/mapping.md \
	idl/parity.md idl/wire.md
