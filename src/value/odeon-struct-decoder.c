/* SPDX-License-Identifier: MIT */

/* Structs and unions from GVariant's serialised form. */

#include "odeon-value-decoder-private.h"

#include "odeon-member-private.h"
#include "odeon-variant-validator-private.h"

static gboolean
at_member (GError **error, const OdeonMemberInfo *member)
{
  g_prefix_error (error, ".%s", member->name);
  return FALSE;
}

/* The slot of a member that is there. */
static gboolean
make_member (OdeonDecoder          *self,
             const OdeonMemberInfo *member,
             gpointer               container,
             gpointer              *out_slot,
             GError               **error)
{
  if (G_UNLIKELY (member->flags & ODEON_MEMBER_INDIRECT)
      && !_odeon_decoder_charge (self, ODEON_BLOCK_SIZE + member->type->size, error))
    return FALSE;

  *out_slot = _odeon_member_add_slot (member, container);
  return TRUE;
}

/* A member of the fixed part; an optional one is a maybe. */
static gboolean
get_member (OdeonDecoder          *self,
            const OdeonMemberInfo *member,
            gpointer               container,
            OdeonSpan              span,
            guint                  depth,
            GError               **error)
{
  const gboolean recursive = (member->flags & ODEON_MEMBER_RECURSIVE) != 0;
  gboolean       present = TRUE;
  OdeonLayout    layout;
  gpointer       slot;

  if (G_UNLIKELY (member->flags & ODEON_MEMBER_OPTIONAL))
    {
      layout = recursive ? ODEON_LAYOUT_VARIANT : _odeon_layout_of_type (member->type);
      if (!_odeon_decoder_open_maybe (self, layout, span, &span, &present, error))
        return FALSE;
      depth++;
    }

  return !present
         || (make_member (self, member, container, &slot, error)
             && _odeon_decoder_get_edge (self, member->type, slot, span, recursive, depth, error));
}

/* A member whose value is in a variant of its own. */
static gboolean
get_variant_member (OdeonDecoder          *self,
                    const OdeonMemberInfo *member,
                    gpointer               container,
                    OdeonSpan              span,
                    guint                  depth,
                    GError               **error)
{
  gpointer slot;

  return (make_member (self, member, container, &slot, error)
          && _odeon_decoder_get_edge (self, member->type, slot, span, TRUE, depth, error))
         || at_member (error, member);
}

static const OdeonMemberInfo *
find_extended (const OdeonTypeInfo *info, guint32 id, guint *hint)
{
  for (guint i = 0; i < info->n_members; i++)
    {
      const OdeonMemberInfo *member = &info->members[(*hint + i) % info->n_members];

      if (member->id == id && (member->flags & ODEON_MEMBER_EXTENDED))
        {
          *hint = (guint) (member - info->members) + 1;
          return member;
        }
    }

  return NULL;
}

/* A variant of whatever type that is left out. */
static gboolean
skip_variant (OdeonDecoder *self, OdeonSpan span, guint depth, GError **error)
{
  return _odeon_variant_validate ("v", 1, self->data + span.start, _odeon_span_get_size (span),
                                  depth, error);
}

typedef struct
{
  const OdeonTypeInfo *info;
  gpointer             slot;
  gint64               last_id;
  guint                hint;
  guint8              *seen; /* a flag for each member */
} Extended;

/* One `{uv}`. */
static gboolean
get_extended (OdeonDecoder *self, Extended *extended, OdeonSpan span, guint depth, GError **error)
{
  static const OdeonLayout layout = { 8, 0 };
  const OdeonMemberInfo   *member;
  OdeonTupleReader         reader;
  OdeonSpan                inner;
  guint32                  id;

  _odeon_tuple_reader_init (&reader, span);
  if (!_odeon_tuple_reader_next (&reader, self, (OdeonLayout) { 4, 4 }, FALSE, &inner, error))
    return FALSE;

  id = (guint32) _odeon_offset_read (self->data + inner.start, sizeof id);
  if (id <= extended->last_id)
    return _odeon_value_fault (error, "member %u is out of order", id);
  extended->last_id = id;

  if (!_odeon_tuple_reader_next (&reader, self, ODEON_LAYOUT_VARIANT, TRUE, &inner, error)
      || !_odeon_tuple_reader_end (&reader, self, layout, error))
    return FALSE;

  member = find_extended (extended->info, id, &extended->hint);
  if (member == NULL)
    return skip_variant (self, inner, depth, error);

  extended->seen[member - extended->info->members] = TRUE;
  return get_variant_member (self, member, extended->slot, inner, depth, error);
}

/* What a member that was not sent may take: no bytes account for it. Empty containers are larger
 * than their slots, and an array may be of many. */
static gsize
estimate_missing (const OdeonTypeInfo *info)
{
  const OdeonTypeInfo *innermost = info;

  while (innermost->kind == ODEON_KIND_ARRAY)
    innermost = innermost->element;

  return _odeon_type_is_scalar (innermost) ? info->size
                                           : info->size / sizeof (gpointer) * ODEON_TABLE_SIZE;
}

/* What an older peer does not know. */
static gboolean
set_missing (OdeonDecoder *self, const Extended *extended, GError **error)
{
  for (guint i = 0; i < extended->info->n_members; i++)
    {
      const OdeonMemberInfo *member = &extended->info->members[i];

      if (!(member->flags & ODEON_MEMBER_EXTENDED) || extended->seen[i]
          || ((member->flags & ODEON_MEMBER_OPTIONAL) && member->initial == NULL))
        continue;
      if (!_odeon_decoder_charge (self, estimate_missing (member->type), error))
        return at_member (error, member);
      if (!_odeon_member_set_missing (member, extended->slot, error))
        {
          self->is_refused = TRUE;
          return at_member (error, member);
        }
    }

  return TRUE;
}

/* The `a{uv}` at the end of a struct. */
static gboolean
get_extended_members (OdeonDecoder        *self,
                      const OdeonTypeInfo *info,
                      gpointer             slot,
                      OdeonSpan            span,
                      guint                depth,
                      GError             **error)
{
  g_autofree guint8 *seen = g_malloc0 (info->n_members);
  Extended           extended = { .info = info, .slot = slot, .last_id = -1, .seen = seen };
  OdeonArrayReader   reader;
  OdeonSpan          entry;

  if (!_odeon_array_reader_init (&reader, self, ODEON_LAYOUT_VARIANT, span, error))
    return FALSE;

  for (gsize i = 0; i < reader.length; i++)
    if (!_odeon_array_reader_next (&reader, self, &entry, error)
        || !get_extended (self, &extended, entry, depth + 2, error))
      return FALSE;

  return set_missing (self, &extended, error);
}

gboolean
_odeon_decoder_get_struct (OdeonDecoder        *self,
                           const OdeonTypeInfo *info,
                           gpointer             slot,
                           OdeonSpan            span,
                           guint                depth,
                           GError             **error)
{
  const gboolean   extensible = (info->flags & ODEON_TYPE_EXTENSIBLE) != 0;
  OdeonTupleReader reader;
  OdeonSpan        inner;

  _odeon_tuple_reader_init (&reader, span);
  for (guint i = 0; i < info->n_members; i++)
    {
      const OdeonMemberInfo *member = &info->members[i];
      gboolean               is_last = !extensible && i + 1 == info->n_members;
      gboolean               ok;

      if (G_UNLIKELY (member->flags & ODEON_MEMBER_EXTENDED))
        continue;
      ok = _odeon_tuple_reader_next (&reader, self, _odeon_layout_of_member (member), is_last,
                                     &inner, error);
      if (G_UNLIKELY (!ok))
        ;
      else if (G_LIKELY (!(member->flags & (ODEON_MEMBER_REMOTE | ODEON_MEMBER_RECURSIVE))))
        ok = _odeon_decoder_get_simple (self, member->type, _odeon_slot_at (slot, member->offset),
                                        inner, depth + 1, error);
      else
        ok = get_member (self, member, slot, inner, depth + 1, error);
      if (G_UNLIKELY (!ok))
        return at_member (error, member);
    }
  if (extensible
      && (!_odeon_tuple_reader_next (&reader, self, ODEON_LAYOUT_VARIANT, TRUE, &inner, error)
          || !get_extended_members (self, info, slot, inner, depth + 1, error)))
    return FALSE;

  return _odeon_tuple_reader_end (&reader, self, _odeon_layout_of_type (info), error);
}

/* Where no member is selected there is a unit; an open union drops what a newer peer has there. */
static gboolean
get_no_member (OdeonDecoder        *self,
               const OdeonTypeInfo *info,
               OdeonSpan            span,
               guint                depth,
               GError             **error)
{
  if (_odeon_span_get_size (span) == 4 && memcmp (self->data + span.start, "\0\0()", 4) == 0)
    return TRUE;
  if (info->flags & ODEON_TYPE_OPEN)
    return skip_variant (self, span, depth, error);

  return _odeon_value_fault (error, "a value, but the discriminator selects no member");
}

static gboolean
get_discriminator (OdeonDecoder        *self,
                   const OdeonTypeInfo *info,
                   gpointer             slot,
                   OdeonSpan            span,
                   GError             **error)
{
  const guint8 *data = self->data + span.start;

  return info->flags & ODEON_TYPE_OPEN
           ? _odeon_decoder_load_scalar (self, info->element, data, slot, error)
           : _odeon_decoder_get_scalar (self, info->element, data, slot, error);
}

gboolean
_odeon_decoder_get_union (OdeonDecoder        *self,
                          const OdeonTypeInfo *info,
                          gpointer             slot,
                          OdeonSpan            span,
                          guint                depth,
                          GError             **error)
{
  const OdeonMemberInfo *member;
  OdeonTupleReader       reader;
  OdeonSpan              inner;

  _odeon_tuple_reader_init (&reader, span);
  if (!_odeon_tuple_reader_next (&reader, self, _odeon_layout_of_type (info->element), FALSE,
                                 &inner, error)
      || !get_discriminator (self, info, slot, inner, error))
    {
      g_prefix_error (error, " (discriminator)");
      return FALSE;
    }
  if (!_odeon_tuple_reader_next (&reader, self, ODEON_LAYOUT_VARIANT, TRUE, &inner, error)
      || !_odeon_tuple_reader_end (&reader, self, ODEON_LAYOUT_VARIANT, error))
    return FALSE;

  member = _odeon_union_get_member (info, slot);
  if (member == NULL)
    return get_no_member (self, info, inner, depth + 1, error);

  return get_variant_member (self, member, slot, inner, depth + 2, error);
}
