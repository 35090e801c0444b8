# SPDX-License-Identifier: MIT

# What the build systems of Odeon's users look for; idl/building.md says how it is used. It is
# found through odeon-1.pc, so nothing here depends on where it is installed.
aclocaldir = $(datadir)/aclocal
dist_aclocal_DATA = %D%/aclocal/odeon.m4

odeoncmakedir = $(datadir)/cmake/odeon-1
dist_odeoncmake_DATA = \
	%D%/cmake/OdeonCodegen.cmake \
	%D%/cmake/odeon-1-config.cmake
