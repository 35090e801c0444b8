# SPDX-License-Identifier: MIT
#
# serial 1

# ODEON_PROG_CODEGEN
# ------------------
# Finds odeon-codegen, as the variable ODEON_CODEGEN says, or else through pkg-config. Gives to a
# Makefile.am, where @ODEON_CODEGEN_RULES@ stands on a line of its own, the rules that make x.idl.h
# and x.idl.c of x.idl, wherever that lies, anew whenever a file that it includes has changed.
#
# A Makefile.am lists in ODEON_IDL_OUTPUTS what is to be made; `make clean` removes it. What is in
# ODEON_IDLFLAGS goes to the compiler.
AC_DEFUN([ODEON_PROG_CODEGEN],
[
  AC_REQUIRE([PKG_PROG_PKG_CONFIG])
  AC_REQUIRE([AC_PROG_MKDIR_P])

  PKG_CHECK_VAR([ODEON_CODEGEN], [odeon-1], [odeon_codegen])
  AC_MSG_CHECKING([for odeon-codegen])
  AS_IF([test -z "$ODEON_CODEGEN"],
    [AC_MSG_RESULT([no])
     AC_MSG_ERROR([pkg-config does not know odeon-1; PKG_CONFIG_PATH or ODEON_CODEGEN may help])])
  AC_MSG_RESULT([$ODEON_CODEGEN])

  m4_pattern_allow([^AM_V_GEN$])
  ODEON_CODEGEN_RULES='
.SUFFIXES: .idl .idl.h .idl.c

.idl.idl.h:
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(ODEON_CODEGEN) $(ODEON_IDLFLAGS) -o $(@D) -MD -MP --header $<
.idl.idl.c:
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(ODEON_CODEGEN) $(ODEON_IDLFLAGS) -o $(@D) -MD -MP --body $<

$(ODEON_IDL_OUTPUTS): $(ODEON_CODEGEN)
-include $(ODEON_IDL_OUTPUTS:=.d)

.PHONY: clean-odeon-idl
clean-am: clean-odeon-idl
clean-odeon-idl:
	-rm -f $(ODEON_IDL_OUTPUTS) $(ODEON_IDL_OUTPUTS:=.d)
'
  _ODEON_SUBST_RULES([ODEON_CODEGEN_RULES])
])

# _ODEON_SUBST_RULES(VARIABLE)
# ----------------------------
# Several lines, where the variable stands, and no assignment of them to it.
AC_DEFUN([_ODEON_SUBST_RULES],
[
  AC_SUBST([$1])
  m4_ifdef([_AM_SUBST_NOTMAKE], [_AM_SUBST_NOTMAKE([$1])])
])
