/* SPDX-License-Identifier: MIT */

#include "odeon-type-info.h"

#define BASIC(Kind, Type, gvariant, wire_alignment, wire_size)                                     \
  {                                                                                                \
    .kind = ODEON_KIND_##Kind, .size = sizeof (Type), .signature = gvariant,                       \
    .alignment = wire_alignment, .fixed_size = wire_size                                           \
  }

const OdeonTypeInfo odeon_boolean_info = BASIC (BOOLEAN, gboolean, "b", 1, 1);
const OdeonTypeInfo odeon_octet_info   = BASIC (OCTET, guint8, "y", 1, 1);
const OdeonTypeInfo odeon_char_info    = BASIC (CHAR, gchar, "y", 1, 1);
const OdeonTypeInfo odeon_wchar_info   = BASIC (WCHAR, gunichar, "u", 4, 4);
const OdeonTypeInfo odeon_int8_info    = BASIC (INT8, gint8, "y", 1, 1);
const OdeonTypeInfo odeon_int16_info   = BASIC (INT16, gint16, "n", 2, 2);
const OdeonTypeInfo odeon_uint16_info  = BASIC (UINT16, guint16, "q", 2, 2);
const OdeonTypeInfo odeon_int32_info   = BASIC (INT32, gint32, "i", 4, 4);
const OdeonTypeInfo odeon_uint32_info  = BASIC (UINT32, guint32, "u", 4, 4);
const OdeonTypeInfo odeon_int64_info   = BASIC (INT64, gint64, "x", 8, 8);
const OdeonTypeInfo odeon_uint64_info  = BASIC (UINT64, guint64, "t", 8, 8);
const OdeonTypeInfo odeon_float_info   = BASIC (FLOAT, gfloat, "d", 8, 8);
const OdeonTypeInfo odeon_double_info  = BASIC (DOUBLE, gdouble, "d", 8, 8);
const OdeonTypeInfo odeon_string_info  = BASIC (STRING, gchar *, "s", 1, 0);
const OdeonTypeInfo odeon_any_info     = BASIC (ANY, GVariant *, "v", 8, 0);
const OdeonTypeInfo odeon_ref_info     = BASIC (REF, OdeonRef *, "h", 4, 4);

const OdeonTypeInfo odeon_bytes_info = {
  .kind      = ODEON_KIND_BYTES,
  .size      = sizeof (GBytes *),
  .element   = &odeon_octet_info,
  .signature = "ay",
  .alignment = 1,
};

const OdeonTypeInfo odeon_strv_info = {
  .kind      = ODEON_KIND_STRV,
  .size      = sizeof (GStrv),
  .element   = &odeon_string_info,
  .signature = "as",
  .alignment = 1,
};
