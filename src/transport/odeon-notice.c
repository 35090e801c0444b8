/* SPDX-License-Identifier: MIT */

#include "odeon-notice-private.h"

#include "odeon-value.h"

static const OdeonTypeInfo numbers_info = {
  .kind = ODEON_KIND_VALUES,
  .size = sizeof (GArray *),
  .element = &odeon_uint16_info,
  .signature = "aq",
  .alignment = 2,
};

static const OdeonTypeInfo fingerprints_info = {
  .kind = ODEON_KIND_VALUES,
  .size = sizeof (GArray *),
  .element = &odeon_uint64_info,
  .signature = "at",
  .alignment = 8,
};

#define MEMBER(Body, member, type_info)                                                            \
  { #member, &type_info, G_STRUCT_OFFSET (Body, member), ODEON_PARAM_IN }

#define NOTICE(title, members, Body)                                                               \
  {                                                                                                \
    .name = title, .params = members, .n_params = G_N_ELEMENTS (members),                          \
    .frame_size = sizeof (Body)                                                                    \
  }

static const OdeonParamInfo hello_members[] = {
  MEMBER (OdeonHello, magic, odeon_uint32_info),
  MEMBER (OdeonHello, min_version, odeon_uint32_info),
  MEMBER (OdeonHello, max_version, odeon_uint32_info),
  MEMBER (OdeonHello, max_frame, odeon_uint32_info),
  MEMBER (OdeonHello, window, odeon_uint32_info),
  MEMBER (OdeonHello, library, odeon_string_info),
  MEMBER (OdeonHello, name, odeon_string_info),
  MEMBER (OdeonHello, interfaces, odeon_strv_info),
  MEMBER (OdeonHello, fingerprints, fingerprints_info),
  MEMBER (OdeonHello, identity, odeon_string_info),
};

static const OdeonParamInfo interface_members[] = {
  MEMBER (OdeonInterfaceNotice, name, odeon_string_info),
  MEMBER (OdeonInterfaceNotice, fingerprint, odeon_uint64_info),
};

static const OdeonParamInfo export_members[] = {
  MEMBER (OdeonExportNotice, type, odeon_string_info),
  MEMBER (OdeonExportNotice, name, odeon_string_info),
  MEMBER (OdeonExportNotice, urn, odeon_string_info),
  MEMBER (OdeonExportNotice, interfaces, numbers_info),
  MEMBER (OdeonExportNotice, home, odeon_string_info),
};

static const OdeonParamInfo introduction_members[] = {
  MEMBER (OdeonIntroductionNotice, token, odeon_string_info),
  MEMBER (OdeonIntroductionNotice, identity, odeon_string_info),
};

static const OdeonParamInfo promise_members[] = {
  MEMBER (OdeonPromiseNotice, path, odeon_string_info),
};

static const OdeonParamInfo error_members[] = {
  MEMBER (OdeonErrorNotice, domain, odeon_string_info),
  MEMBER (OdeonErrorNotice, code, odeon_int32_info),
  MEMBER (OdeonErrorNotice, message, odeon_string_info),
  MEMBER (OdeonErrorNotice, detail, odeon_bytes_info),
};

static const OdeonParamInfo goodbye_members[] = {
  MEMBER (OdeonGoodbye, handled, odeon_uint64_info),
  MEMBER (OdeonGoodbye, reason, odeon_string_info),
};

const OdeonMethodInfo _odeon_notice_hello = NOTICE ("HELLO", hello_members, OdeonHello);
const OdeonMethodInfo _odeon_notice_welcome = { .name = "WELCOME" };
const OdeonMethodInfo _odeon_notice_interface =
  NOTICE ("INTERFACE", interface_members, OdeonInterfaceNotice);
const OdeonMethodInfo _odeon_notice_export = NOTICE ("EXPORT", export_members, OdeonExportNotice);
const OdeonMethodInfo _odeon_notice_introduction =
  NOTICE ("introduction", introduction_members, OdeonIntroductionNotice);
const OdeonMethodInfo _odeon_notice_promise =
  NOTICE ("PROMISE", promise_members, OdeonPromiseNotice);
const OdeonMethodInfo _odeon_notice_error = NOTICE ("ERROR", error_members, OdeonErrorNotice);
const OdeonMethodInfo _odeon_notice_goodbye = NOTICE ("GOODBYE", goodbye_members, OdeonGoodbye);

void
_odeon_notice_clear (const OdeonMethodInfo *notice, gpointer body)
{
  for (guint i = 0; i < notice->n_params; i++)
    odeon_value_clear (notice->params[i].type, (gchar *) body + notice->params[i].offset);
}
