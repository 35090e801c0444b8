/* SPDX-License-Identifier: MIT */

#include "odeon-type-info.h"

#define SCALAR(Kind, Type) { .kind = ODEON_KIND_##Kind, .size = sizeof (Type) }

const OdeonTypeInfo odeon_boolean_info = SCALAR (BOOLEAN, gboolean);
const OdeonTypeInfo odeon_octet_info   = SCALAR (OCTET, guint8);
const OdeonTypeInfo odeon_char_info    = SCALAR (CHAR, gchar);
const OdeonTypeInfo odeon_wchar_info   = SCALAR (WCHAR, gunichar);
const OdeonTypeInfo odeon_int8_info    = SCALAR (INT8, gint8);
const OdeonTypeInfo odeon_int16_info   = SCALAR (INT16, gint16);
const OdeonTypeInfo odeon_uint16_info  = SCALAR (UINT16, guint16);
const OdeonTypeInfo odeon_int32_info   = SCALAR (INT32, gint32);
const OdeonTypeInfo odeon_uint32_info  = SCALAR (UINT32, guint32);
const OdeonTypeInfo odeon_int64_info   = SCALAR (INT64, gint64);
const OdeonTypeInfo odeon_uint64_info  = SCALAR (UINT64, guint64);
const OdeonTypeInfo odeon_float_info   = SCALAR (FLOAT, gfloat);
const OdeonTypeInfo odeon_double_info  = SCALAR (DOUBLE, gdouble);
const OdeonTypeInfo odeon_string_info  = SCALAR (STRING, gchar *);
const OdeonTypeInfo odeon_any_info     = SCALAR (ANY, GVariant *);
const OdeonTypeInfo odeon_ref_info     = SCALAR (REF, OdeonRef *);

const OdeonTypeInfo odeon_bytes_info = {
  .kind    = ODEON_KIND_BYTES,
  .size    = sizeof (GBytes *),
  .element = &odeon_octet_info,
};

const OdeonTypeInfo odeon_strv_info = {
  .kind    = ODEON_KIND_STRV,
  .size    = sizeof (GStrv),
  .element = &odeon_string_info,
};
