/* SPDX-License-Identifier: MIT */

/* Values into GVariant's serialised form. odeon-encoder-private.h says how it is written. */

#include "odeon-value-encoder-private.h"

#include "odeon-bits-private.h"
#include "odeon-member-private.h"
#include "odeon-native-private.h"
#include "odeon-ref.h"

void
_odeon_encoder_fault (OdeonEncoder *self, const gchar *message)
{
  if (self->fault == NULL)
    _odeon_value_fault (&self->fault, "%s", message);
}

/* A number, its bytes in place; FALSE for what is none. */
static inline gboolean
store_number (guint8 *place, const OdeonTypeInfo *info, gconstpointer slot)
{
  guint64 bits;
  gdouble number;

  switch (info->kind)
    {
    case ODEON_KIND_BOOLEAN:
      *place = *(const gboolean *) slot != FALSE;
      return TRUE;
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
    case ODEON_KIND_INT8:
      *place = *(const guint8 *) slot;
      return TRUE;
    case ODEON_KIND_INT16:
    case ODEON_KIND_UINT16:
      _odeon_offset_write (place, sizeof (guint16), *(const guint16 *) slot);
      return TRUE;
    case ODEON_KIND_INT32:
    case ODEON_KIND_UINT32:
    case ODEON_KIND_WCHAR:
    case ODEON_KIND_ENUM:
      _odeon_offset_write (place, sizeof (guint32), *(const guint32 *) slot);
      return TRUE;
    case ODEON_KIND_INT64:
    case ODEON_KIND_UINT64:
    case ODEON_KIND_DOUBLE:
      _odeon_offset_write (place, sizeof (guint64), *(const guint64 *) slot);
      return TRUE;
    case ODEON_KIND_FLOAT:
      number = *(const gfloat *) slot;
      memcpy (&bits, &number, sizeof bits);
      _odeon_offset_write (place, sizeof (guint64), bits);
      return TRUE;
    default:
      return FALSE;
    }
}

static inline void
put_number (OdeonEncoder *self, const OdeonTypeInfo *info, gconstpointer slot)
{
  guint8 *place = _odeon_encoder_reserve (self, _odeon_layout_of_type (info).fixed_size);

  if (G_LIKELY (place != NULL))
    store_number (place, info, slot);
}

static void
put_32 (OdeonEncoder *self, guint32 value)
{
  guint8 *place = _odeon_encoder_reserve (self, sizeof value);

  if (G_LIKELY (place != NULL))
    _odeon_offset_write (place, sizeof value, value);
}

static void
put_64 (OdeonEncoder *self, guint64 value)
{
  guint8 *place = _odeon_encoder_reserve (self, sizeof value);

  if (G_LIKELY (place != NULL))
    _odeon_offset_write (place, sizeof value, value);
}

static void
put_bits (OdeonEncoder *self, const OdeonTypeInfo *info, gconstpointer slot)
{
  gsize   size = _odeon_bits_get_wire_size (info);
  guint64 bits = GUINT64_TO_LE (_odeon_bits_load (slot, info->size));

  _odeon_encoder_put (self, &bits, size);
}

static void
put_any (OdeonEncoder *self, GVariant *any, guint depth)
{
  if (any == NULL)
    _odeon_encoder_fault (self, "any may not be NULL");
  else
    _odeon_encoder_put_any (self, any, depth);
}

static void
put_ref (OdeonEncoder *self, gpointer ref)
{
  gint32 index = -1;

  if (ref != NULL && self->refs != NULL)
    {
      index = (gint32) self->refs->len;
      g_ptr_array_add (self->refs, odeon_ref_ref (ref));
    }
  else if (ref != NULL)
    _odeon_encoder_fault (self, "a reference, where none can be sent");
  put_32 (self, (guint32) index);
}

/* Where there is no room for the length yet, only that is reckoned with. */
static G_GNUC_NO_INLINE gboolean
put_apart (OdeonEncoder *self, GBytes *bytes)
{
  if (!_odeon_apart_wants (self->apart, bytes))
    return FALSE;
  if (self->position + ODEON_APART_SIZE <= self->capacity
      && !_odeon_apart_add (self->apart, self->position, bytes))
    return FALSE;

  put_64 (self, g_bytes_get_size (bytes));

  return TRUE;
}

static inline void
put_bytes (OdeonEncoder *self, GBytes *bytes)
{
  gsize         size;
  gconstpointer data;

  if (bytes == NULL)
    return;
  data = g_bytes_get_data (bytes, &size);
  if (G_UNLIKELY (size >= ODEON_APART_MIN) && self->apart != NULL && put_apart (self, bytes))
    return;

  _odeon_encoder_put (self, data, size);
}

static GBytes *
pack (OdeonEncoder *self, const OdeonTypeInfo *info, gconstpointer native)
{
  GBytes *packed = self->apart != NULL ? _odeon_apart_get_packed (self->apart, native) : NULL;

  return packed != NULL ? packed : _odeon_native_pack (info, native);
}

static void
put_native (OdeonEncoder *self, const OdeonTypeInfo *info, gconstpointer native)
{
  g_autoptr (GBytes) packed = pack (self, info, native);

  if (G_LIKELY (packed != NULL))
    {
      put_bytes (self, packed);
      if (G_UNLIKELY (self->position > self->capacity) && self->apart != NULL)
        _odeon_apart_keep_packed (self->apart, native, packed);
    }
  else if (self->fault == NULL)
    _odeon_value_fault (&self->fault,
                        native != NULL ? "a %s that cannot be packed" : "a %s may not be NULL",
                        info->name);
}

/* An optional member of the fixed part is a maybe. */
static void
put_optional (OdeonEncoder          *self,
              const OdeonMemberInfo *member,
              gconstpointer          container,
              guint                  depth)
{
  const gboolean recursive = (member->flags & ODEON_MEMBER_RECURSIVE) != 0;

  if (!_odeon_member_is_present (member, container))
    return;

  _odeon_encoder_put_edge (self, member->type, _odeon_member_get_slot (member, container),
                           recursive, depth + 1);
  if (recursive || _odeon_layout_of_type (member->type).fixed_size == 0)
    _odeon_encoder_put_zeros (self, 1);
}

static void
put_remote (OdeonEncoder          *self,
            const OdeonMemberInfo *member,
            gconstpointer          container,
            OdeonLayout            layout,
            guint                  depth)
{
  GError       *before = self->fault;
  gconstpointer slot;

  _odeon_encoder_align (self, layout.alignment);
  if (G_UNLIKELY (member->flags & ODEON_MEMBER_OPTIONAL))
    put_optional (self, member, container, depth);
  else if (G_LIKELY ((slot = _odeon_member_get_slot (member, container)) != NULL))
    _odeon_encoder_put_edge (self, member->type, slot,
                             (member->flags & ODEON_MEMBER_RECURSIVE) != 0, depth);
  else
    _odeon_encoder_fault (self, "an external member may not be NULL");
  ODEON_ENCODER_AT (self, before, ".%s", member->name);
}

/* The `a{uv}`. */
static void
put_extended (OdeonEncoder *self, const OdeonTypeInfo *info, gconstpointer slot, guint depth)
{
  guint                              length;
  g_autofree const OdeonMemberInfo **members = _odeon_struct_dup_extended (info, slot, &length);
  gsize                              start;

  _odeon_encoder_align (self, 8);
  start = self->position;
  for (guint i = 0; i < length; i++)
    {
      GError       *before = self->fault;
      gconstpointer value = _odeon_member_get_slot (members[i], slot);

      _odeon_encoder_align (self, 8);
      put_32 (self, members[i]->id);
      _odeon_encoder_align (self, 8);
      if (G_LIKELY (value != NULL))
        _odeon_encoder_put_edge (self, members[i]->type, value, TRUE, depth + 2);
      else
        _odeon_encoder_fault (self, "an external member may not be NULL");
      ODEON_ENCODER_AT (self, before, ".%s", members[i]->name);
      _odeon_encoder_push_end (self, start);
    }
  if (length > 0)
    _odeon_encoder_end_array (self, start, length);
}

/* What a struct mostly consists of: a member in its place. */
static inline void
put_simple (OdeonEncoder          *self,
            const OdeonMemberInfo *member,
            gconstpointer          slot,
            OdeonLayout            layout,
            guint                  depth)
{
  if (member->type->kind <= ODEON_KIND_ENUM)
    {
      guint8 *place = _odeon_encoder_reserve_aligned (self, layout);

      if (G_LIKELY (place != NULL))
        store_number (place, member->type, slot);
    }
  else if (member->type->kind == ODEON_KIND_STRING)
    _odeon_encoder_put_string (self, *(gchar *const *) slot);
  else
    {
      GError *before = self->fault;

      _odeon_encoder_align (self, layout.alignment);
      _odeon_encoder_put_value (self, member->type, slot, depth);
      ODEON_ENCODER_AT (self, before, ".%s", member->name);
    }
}

static void
put_struct (OdeonEncoder *self, const OdeonTypeInfo *info, gconstpointer slot, guint depth)
{
  const gboolean extensible = (info->flags & ODEON_TYPE_EXTENSIBLE) != 0;
  const gsize    start = self->position;
  guint          n_ends = 0;

  for (guint i = 0; i < info->n_members; i++)
    {
      const OdeonMemberInfo *member = &info->members[i];
      OdeonLayout            layout;

      if (G_UNLIKELY (member->flags & ODEON_MEMBER_EXTENDED))
        continue;

      layout = _odeon_layout_of_member (member);
      if (G_LIKELY (!(member->flags & (ODEON_MEMBER_REMOTE | ODEON_MEMBER_RECURSIVE))))
        put_simple (self, member, _odeon_slot_at (slot, member->offset), layout, depth + 1);
      else
        put_remote (self, member, slot, layout, depth + 1);
      if (layout.fixed_size == 0 && (extensible || i + 1 < info->n_members))
        {
          _odeon_encoder_push_end (self, start);
          n_ends++;
        }
    }
  if (extensible)
    put_extended (self, info, slot, depth + 1);
  _odeon_encoder_end_tuple (self, start, _odeon_layout_of_type (info), n_ends);
}

static void
put_union (OdeonEncoder *self, const OdeonTypeInfo *info, gconstpointer slot, guint depth)
{
  const OdeonMemberInfo *member = _odeon_union_get_member (info, slot);
  GError                *before = self->fault;
  gconstpointer          value;

  _odeon_encoder_put_value (self, info->element, slot, depth + 1);
  _odeon_encoder_align (self, 8);
  if (member == NULL)
    {
      _odeon_encoder_put (self, "\0\0()", 4);
      return;
    }

  value = _odeon_member_get_slot (member, slot);
  if (G_LIKELY (value != NULL))
    _odeon_encoder_put_edge (self, member->type, value, TRUE, depth + 2);
  else
    _odeon_encoder_fault (self, "an external member may not be NULL");
  ODEON_ENCODER_AT (self, before, ".%s", member->name);
}

void
_odeon_encoder_put_value (OdeonEncoder        *self,
                          const OdeonTypeInfo *info,
                          gconstpointer        slot,
                          guint                depth)
{
  if (G_UNLIKELY (depth > ODEON_VALUE_MAX_DEPTH))
    {
      if (self->fault == NULL)
        _odeon_value_fault_too_deep (&self->fault);
      return;
    }

  switch (info->kind)
    {
    case ODEON_KIND_BOOLEAN:
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
    case ODEON_KIND_INT8:
    case ODEON_KIND_INT16:
    case ODEON_KIND_UINT16:
    case ODEON_KIND_INT32:
    case ODEON_KIND_UINT32:
    case ODEON_KIND_WCHAR:
    case ODEON_KIND_ENUM:
    case ODEON_KIND_INT64:
    case ODEON_KIND_UINT64:
    case ODEON_KIND_FLOAT:
    case ODEON_KIND_DOUBLE:
      put_number (self, info, slot);
      return;
    case ODEON_KIND_STRING:
      _odeon_encoder_put_string (self, *(const gchar *const *) slot);
      return;
    case ODEON_KIND_ANY:
      put_any (self, *(GVariant *const *) slot, depth);
      return;
    case ODEON_KIND_REF:
      put_ref (self, *(const gpointer *) slot);
      return;
    case ODEON_KIND_STRUCT:
      put_struct (self, info, slot, depth);
      return;
    case ODEON_KIND_UNION:
      put_union (self, info, slot, depth);
      return;
    case ODEON_KIND_BYTES:
      put_bytes (self, *(GBytes *const *) slot);
      return;
    case ODEON_KIND_STRV:
      _odeon_encoder_put_strv (self, *(const gchar *const *const *) slot);
      return;
    case ODEON_KIND_VALUES:
      _odeon_encoder_put_values (self, info, *(const GArray *const *) slot);
      return;
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
      _odeon_encoder_put_elements (self, info, slot, depth);
      return;
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      put_bits (self, info, slot);
      return;
    case ODEON_KIND_MAP:
      _odeon_encoder_put_map (self, info, *(GHashTable *const *) slot, depth);
      return;
    case ODEON_KIND_NATIVE:
      put_native (self, info, *(const gconstpointer *) slot);
      return;
    }
}
