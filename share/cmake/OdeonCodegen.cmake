# SPDX-License-Identifier: MIT

# odeon_add_idl (TARGET FILE.idl... [FLAGS FLAG...])
#
# Compiles the files to C, anew whenever they or what they include have changed, and makes the C a
# part of the target. Its sources find it as "FILE.idl.h". FLAGS go to odeon-codegen; the directories
# among them are best given in full: it runs in the build tree.
#
# ODEON_CODEGEN is the compiler, if it is not the one that pkg-config knows of.

cmake_policy (PUSH)
cmake_minimum_required (VERSION 3.20)

if (NOT ODEON_CODEGEN)
  find_package (PkgConfig REQUIRED)
  pkg_get_variable (ODEON_CODEGEN odeon-1 odeon_codegen)
endif ()
if (NOT ODEON_CODEGEN)
  message (FATAL_ERROR "pkg-config does not know odeon-1; CMAKE_PREFIX_PATH may help")
endif ()

function (odeon_add_idl target)
  cmake_parse_arguments (PARSE_ARGV 1 idl "" "" "FLAGS")
  # Each target has its own: so two may compile one file, at the same time and with other flags.
  set (directory "${CMAKE_CURRENT_BINARY_DIR}/${target}.idl")

  foreach (file IN LISTS idl_UNPARSED_ARGUMENTS)
    get_filename_component (source "${file}" ABSOLUTE)
    get_filename_component (name "${file}" NAME)
    set (output "${directory}/${name}")
    add_custom_command (
      OUTPUT "${output}.h" "${output}.c"
      COMMAND "${ODEON_CODEGEN}" ${idl_FLAGS} -o "${directory}" -MD -MF "${output}.d" "${source}"
      DEPENDS "${source}" "${ODEON_CODEGEN}"
      DEPFILE "${output}.d"
      COMMENT "Compiling ${name}"
      VERBATIM)
    target_sources ("${target}" PRIVATE "${output}.h" "${output}.c")
  endforeach ()
  target_include_directories ("${target}" PRIVATE "${directory}")
endfunction ()

cmake_policy (POP)
