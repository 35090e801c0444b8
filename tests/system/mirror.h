/* SPDX-License-Identifier: MIT */

/* Two actors that implement Trial::Echo of generated.idl: a Mirror by handlers that answer at once,
 * a Late by deferred ones. */

#pragma once

#include "generated.idl.h"
#include "stage.h"

/* --- values --- */

/* Values are written as GVariant writes them. */
static void
parse (const OdeonTypeInfo *info, gpointer slot, const gchar *text)
{
  GError   *error = NULL;
  GVariant *variant = g_variant_parse (NULL, text, NULL, NULL, &error);

  assert_no_error (error);
  odeon_value_from_variant (info, slot, variant, &error);
  assert_no_error (error);
  g_variant_unref (variant);
}

#define assert_equal(info, a, b) assert_true (odeon_value_equal (info, a, b))

/* Each kind of type, with the operation that echoes it and two values of it: SLOT (what a slot
 * holds, and what is passed for it), BOX (structs and unions) and ARRAY. */
#define KINDS(SLOT, BOX, ARRAY)                                                                    \
  SLOT (numbers, gint32, gint32, odeon_int32_info, "-7", "2147483647")                             \
  SLOT (signs, gunichar, gunichar, odeon_wchar_info, "uint32 8364", "uint32 65")                   \
  SLOT (colors, TrialColor, TrialColor, trial_color_info, "2", "0")                                \
  SLOT (strings, gchar *, const gchar *, odeon_string_info, "'Grüße'", "''")                       \
  SLOT (tags, gchar *, const gchar *, trial_tag_info, "'äöüß'", "'x'")                             \
  SLOT (blobs, GBytes *, GBytes *, odeon_bytes_info, "b'ab'", "@ay []")                            \
  SLOT (texts, GStrv, const gchar *const *, odeon_strv_info, "['a', 'b']", "@as []")               \
  SLOT (rows, TrialRow *, TrialRow *, trial_row_info, "[1, 2, 3]", "@ai []")                       \
  SLOT (paths, TrialPath *, TrialPath *, trial_path_info, "[(1, 2), (3, 4)]", "@a(ii) []")         \
  SLOT (arrows, TrialVectors *, TrialVectors *, trial_vectors_info, "[[1, 2, 3]]", "@aai []")      \
  SLOT (percents, TrialPercent, TrialPercent, trial_percent_info, "0", "100")                      \
  SLOT (rights, TrialPermission, TrialPermission, trial_permission_info, "17", "0")                \
  SLOT (wides, TrialWide, TrialWide, trial_wide_info, "uint64 0x8000000001", "0")                  \
  SLOT (headers, TrialHeader, TrialHeader, trial_header_info, "uint16 0xf0d", "0")                 \
  SLOT (ages, TrialAgeTable *, TrialAgeTable *, trial_age_table_info,                              \
        "{'ann': 7, 'bob': -3}", "@a{si} {}")                                                      \
  SLOT (rates, TrialRateTable *, TrialRateTable *, trial_rate_table_info,                          \
        "{int64 7: 0.5}", "@a{xd} {}")                                                             \
  SLOT (routes, TrialRouteTable *, TrialRouteTable *, trial_route_table_info,                      \
        "[((1, 2), [(3, 4)])]",                                                                    \
        "@a((ii)a(ii)) []")                                                                        \
  SLOT (charts, TrialChartTable *, TrialChartTable *, trial_chart_table_info,                      \
        "{2: [1, 2, 3]}", "@a{iai} {}")                                                            \
  SLOT (variants, GVariant *, GVariant *, odeon_any_info, "<{'key': <7>}>", "<'word'>")            \
  BOX (points, TrialPoint, trial_point_info, "(3, 4)", "(0, -1)")                                  \
  BOX (shapes, TrialShape, trial_shape_info, "(1, <'a label'>)", "(2, <[(5, 6)]>)")                \
  BOX (nodes, TrialNode, trial_node_info,                                                          \
       "(1, [<(2, @av [], @a{sv} {}, @mv nothing)>], {'a': <(3, @av [], @a{sv} {}, @mv nothing)>},"\
       " just <(4, @av [], @a{sv} {}, @mv nothing)>)",                                             \
       "(5, @av [], @a{sv} {}, @mv nothing)")                                                      \
  BOX (options, TrialOptional, trial_optional_info,                                                \
       "{'count': <5>, 'hue': <2>, 'text': <'t'>, 'at': <(1, 2)>, 'arrow': <[1, 2, 3]>,"           \
       " 'known': <{'ann': 7}>, 'extra': <<'any'>>}",                                              \
       "@a{sv} {}")                                                                                \
  BOX (links, TrialLinked, trial_linked_info, "(1, (2, 3), [4, 5, 6], just 0.5)",                  \
       "(0, (0, 0), [0, 0, 0], @md nothing)")                                                      \
  BOX (bosses, TrialBoss, trial_boss_info, "(1, 'ann', [(2, 'bob')])", "(3, '', @a(is) [])")       \
  BOX (versions, TrialVersion, trial_version_info,                                                 \
       "{'always': <1>, 'label': <'two'>, 'detail': <3>}", "{'always': <1>, 'label': <''>}")       \
  ARRAY (triples, TrialVector, trial_vector_info, "[1, 2, 3]", "[4, 5, 6]")                        \
  ARRAY (grids, TrialGrid, trial_grid_info, "[[1.0, 2, 3], [4, 5, 6]]", "[[0.5, 0, 0], [0, 0, 0]]")

/* --- the actor that answers at once --- */

typedef struct
{
  OdeonActor parent_instance;

  gchar     *name;
  TrialPoint place;
  GPtrArray *notes;
} Mirror;

typedef OdeonActorClass MirrorClass;

static void mirror_implement_named (TrialNamedImplInterface *iface);
static void mirror_implement_ranked (TrialRankedImplInterface *iface);
static void mirror_implement_echo (TrialEchoImplInterface *iface);

GType mirror_get_type (void);

G_DEFINE_TYPE_WITH_CODE (Mirror, mirror, ODEON_TYPE_ACTOR,
                         G_IMPLEMENT_INTERFACE (TRIAL_TYPE_NAMED_IMPL, mirror_implement_named)
                         G_IMPLEMENT_INTERFACE (TRIAL_TYPE_RANKED_IMPL, mirror_implement_ranked)
                         G_IMPLEMENT_INTERFACE (TRIAL_TYPE_ECHO_IMPL, mirror_implement_echo))

#define MIRROR_SLOT(kind, Slot, In, info, first, second)                                           \
  static gboolean mirror_##kind (TrialEchoImpl *self G_GNUC_UNUSED, In a, In b, Slot *out_result,  \
                                 Slot *out_b, Slot *out_c, GError **error G_GNUC_UNUSED)           \
  {                                                                                                \
    odeon_value_copy (&info, out_result, &a);                                                      \
    odeon_value_copy (&info, out_b, &a);                                                           \
    odeon_value_copy (&info, out_c, &b);                                                           \
    return TRUE;                                                                                   \
  }

#define MIRROR_BOX(kind, Type, info, first, second)                                                \
  static gboolean mirror_##kind (TrialEchoImpl *self G_GNUC_UNUSED, const Type *a, const Type *b,  \
                                 Type **out_result, Type **out_b, Type **out_c,                    \
                                 GError **error G_GNUC_UNUSED)                                     \
  {                                                                                                \
    *out_result = odeon_boxed_copy (&info, a);                                                     \
    *out_b = odeon_boxed_copy (&info, a);                                                          \
    *out_c = odeon_boxed_copy (&info, b);                                                          \
    return TRUE;                                                                                   \
  }

#define mirror_const_TrialVector const
#define mirror_const_TrialGrid
#define MIRROR_ARRAY(kind, Type, info, first, second)                                              \
  static gboolean mirror_##kind (TrialEchoImpl *self G_GNUC_UNUSED, mirror_const_##Type Type a,    \
                                 mirror_const_##Type Type b, Type out_result, Type out_b,          \
                                 Type out_c, GError **error G_GNUC_UNUSED)                         \
  {                                                                                                \
    odeon_value_copy (&info, out_result, a);                                                       \
    odeon_value_copy (&info, out_b, a);                                                            \
    odeon_value_copy (&info, out_c, b);                                                            \
    return TRUE;                                                                                   \
  }

KINDS (MIRROR_SLOT, MIRROR_BOX, MIRROR_ARRAY)
MIRROR_SLOT (objects, OdeonRef *, OdeonRef *, odeon_ref_info, , )
MIRROR_SLOT (actors, TrialNamed *, TrialNamed *, trial_named_info, , )

static gboolean
mirror_get_name (TrialNamedImpl *self, gchar **out_value, GError **error G_GNUC_UNUSED)
{
  *out_value = g_strdup (((Mirror *) self)->name);
  return TRUE;
}

static gboolean
mirror_set_name (TrialNamedImpl *self, const gchar *value, GError **error)
{
  if (*value == '\0')
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "a name is not empty");
      return FALSE;
    }
  g_free (((Mirror *) self)->name);
  ((Mirror *) self)->name = g_strdup (value);
  return TRUE;
}

static gboolean
mirror_get_rank (TrialRankedImpl *self G_GNUC_UNUSED,
                 gint32          *out_value,
                 GError         **error G_GNUC_UNUSED)
{
  *out_value = 3;
  return TRUE;
}

static gboolean
mirror_get_place (TrialEchoImpl *self, TrialPoint **out_value, GError **error G_GNUC_UNUSED)
{
  *out_value = trial_point_copy (&((Mirror *) self)->place);
  return TRUE;
}

static gboolean
mirror_set_place (TrialEchoImpl *self, const TrialPoint *value, GError **error G_GNUC_UNUSED)
{
  ((Mirror *) self)->place = *value;
  return TRUE;
}

static gboolean
mirror_get_arrow (TrialEchoImpl *self G_GNUC_UNUSED,
                  TrialVector    out_value,
                  GError       **error G_GNUC_UNUSED)
{
  for (gint i = 0; i < 3; i++)
    out_value[i] = i + 1;
  return TRUE;
}

/* Fails as it is told. */
static gboolean
mirror_fail (TrialEchoImpl *self G_GNUC_UNUSED, const gchar *reason, GError **error)
{
  static const TrialPoint at = { 3, 4 };

  if (g_str_equal (reason, "bare"))
    *error = trial_bare_new_error ();
  else if (g_str_equal (reason, "busy"))
    *error = trial_echo_busy_new_error (TRIAL_COLOR_BLUE);
  else if (g_str_equal (reason, "undeclared"))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "as asked");
  else
    {
      g_autoptr (TrialRow) codes = trial_row_new ();
      const gint32 code = 404;

      g_array_append_val (codes, code);
      *error = trial_refused_new_error (reason, &at, codes);
    }
  return FALSE;
}

static gboolean
mirror_ping (TrialEchoImpl *self G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  return TRUE;
}

/* Breaks the rules of a string: there is none, or it is no UTF-8. */
static gboolean
mirror_invalid (TrialEchoImpl *self G_GNUC_UNUSED,
                gint32         kind,
                gchar        **out_result,
                GError       **error G_GNUC_UNUSED)
{
  *out_result = kind == 0 ? NULL : g_strdup ("\xff");
  return TRUE;
}

static gboolean
mirror_note (TrialEchoImpl *self, const gchar *text, GError **error G_GNUC_UNUSED)
{
  g_ptr_array_add (((Mirror *) self)->notes, g_strdup (text));
  return TRUE;
}

static gboolean
mirror_get_notes (TrialEchoImpl *self, GStrv *out_value, GError **error G_GNUC_UNUSED)
{
  GPtrArray    *notes = ((Mirror *) self)->notes;
  GStrvBuilder *builder = g_strv_builder_new ();

  for (guint i = 0; i < notes->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (notes, i));
  *out_value = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return TRUE;
}

static void
mirror_implement_named (TrialNamedImplInterface *iface)
{
  iface->get_name = mirror_get_name;
  iface->set_name = mirror_set_name;
}

static void
mirror_implement_ranked (TrialRankedImplInterface *iface)
{
  iface->get_rank = mirror_get_rank;
}

#define IMPLEMENT(kind, ...) iface->kind = mirror_##kind;

static void
mirror_implement_echo (TrialEchoImplInterface *iface)
{
  KINDS (IMPLEMENT, IMPLEMENT, IMPLEMENT)
  iface->objects = mirror_objects;
  iface->actors = mirror_actors;
  iface->get_place = mirror_get_place;
  iface->set_place = mirror_set_place;
  iface->get_arrow = mirror_get_arrow;
  iface->fail = mirror_fail;
  iface->ping = mirror_ping;
  iface->invalid = mirror_invalid;
  iface->note = mirror_note;
  iface->get_notes = mirror_get_notes;
}

static void
mirror_finalize (GObject *object)
{
  Mirror *self = (Mirror *) object;

  g_free (self->name);
  g_ptr_array_unref (self->notes);
  G_OBJECT_CLASS (mirror_parent_class)->finalize (object);
}

static void
mirror_class_init (MirrorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mirror_finalize;
}

static void
mirror_init (Mirror *self)
{
  self->name = g_strdup ("nobody");
  self->notes = g_ptr_array_new_with_free_func (g_free);
}

/* --- the actor that answers by deferred handlers --- */

typedef Mirror      Late;
typedef MirrorClass LateClass;

static void late_implement_named (TrialNamedImplInterface *iface);
static void late_implement_echo (TrialEchoImplInterface *iface);

GType late_get_type (void);

G_DEFINE_TYPE_WITH_CODE (Late, late, mirror_get_type (),
                         G_IMPLEMENT_INTERFACE (TRIAL_TYPE_NAMED_IMPL, late_implement_named)
                         G_IMPLEMENT_INTERFACE (TRIAL_TYPE_ECHO_IMPL, late_implement_echo))

#define LATE(kind, In)                                                                             \
  static void late_##kind (TrialEchoImpl *self G_GNUC_UNUSED, OdeonCall *call, In a, In b)         \
  {                                                                                                \
    trial_echo_complete_##kind (call, a, a, b);                                                    \
  }
#define LATE_SLOT(kind, Slot, In, info, first, second) LATE (kind, In)
#define LATE_BOX(kind, Type, info, first, second) LATE (kind, const Type *)
#define LATE_ARRAY(kind, Type, info, first, second) LATE (kind, mirror_const_##Type Type)

KINDS (LATE_SLOT, LATE_BOX, LATE_ARRAY)
LATE (objects, OdeonRef *)
LATE (actors, TrialNamed *)

static void
late_get_name (TrialNamedImpl *self, OdeonCall *call)
{
  trial_named_complete_get_name (call, ((Mirror *) self)->name);
}

static void
late_set_name (TrialNamedImpl *self, OdeonCall *call, const gchar *value)
{
  GError *error = NULL;

  if (mirror_set_name (self, value, &error))
    trial_named_complete_set_name (call);
  else
    odeon_call_return_error (call, error);
}

static void
late_get_place (TrialEchoImpl *self, OdeonCall *call)
{
  trial_echo_complete_get_place (call, &((Mirror *) self)->place);
}

static void
late_set_place (TrialEchoImpl *self, OdeonCall *call, const TrialPoint *value)
{
  ((Mirror *) self)->place = *value;
  trial_echo_complete_set_place (call);
}

static void
late_get_arrow (TrialEchoImpl *self G_GNUC_UNUSED, OdeonCall *call)
{
  trial_echo_complete_get_arrow (call, (const gint32[]){ 1, 2, 3 });
}

static void
late_fail (TrialEchoImpl *self, OdeonCall *call, const gchar *reason)
{
  GError *error = NULL;

  mirror_fail (self, reason, &error);
  odeon_call_return_error (call, error);
}

static void
late_ping (TrialEchoImpl *self G_GNUC_UNUSED, OdeonCall *call)
{
  trial_echo_complete_ping (call);
}

static void
late_invalid (TrialEchoImpl *self G_GNUC_UNUSED, OdeonCall *call, gint32 kind)
{
  trial_echo_complete_invalid (call, kind == 0 ? NULL : "\xff");
}

static void
late_implement_named (TrialNamedImplInterface *iface)
{
  iface->get_name_deferred = late_get_name;
  iface->set_name_deferred = late_set_name;
}

#define IMPLEMENT_LATE(kind, ...) iface->kind##_deferred = late_##kind;

static void
late_implement_echo (TrialEchoImplInterface *iface)
{
  mirror_implement_echo (iface);
  KINDS (IMPLEMENT_LATE, IMPLEMENT_LATE, IMPLEMENT_LATE)
  iface->objects_deferred = late_objects;
  iface->actors_deferred = late_actors;
  iface->get_place_deferred = late_get_place;
  iface->set_place_deferred = late_set_place;
  iface->get_arrow_deferred = late_get_arrow;
  iface->fail_deferred = late_fail;
  iface->ping_deferred = late_ping;
  iface->invalid_deferred = late_invalid;
}

static void
late_class_init (LateClass *klass G_GNUC_UNUSED)
{
}

static void
late_init (Late *self G_GNUC_UNUSED)
{
}
