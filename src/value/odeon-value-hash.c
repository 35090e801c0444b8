/* SPDX-License-Identifier: MIT */

/* Hashes: whatever odeon_value_equal() takes for the same has the same.
 *
 * The keys of maps come from peers, who must not be able to choose many with the same hash, for
 * then a table becomes a list. So there is a secret in each, drawn once in a process, without which
 * nobody can tell what it will be: the factor of a multiplication, and where to start.
 */

#include "odeon-environment-private.h"
#include "odeon-map-private.h"
#include "odeon-member-private.h"
#include "odeon-native-private.h"
#include "odeon-ref.h"
#include "odeon-scalar-private.h"

#include <math.h>
#include <string.h>

typedef struct
{
  guint64 start;
  guint64 factor;
} Secret;

static Secret
get_secret (void)
{
  static Secret secret;
  static gsize is_drawn;

  if (g_once_init_enter (&is_drawn))
    {
      _odeon_environment->random (&secret, sizeof secret);
      /* An even one would lose bits. */
      secret.factor |= 1;
      g_once_init_leave (&is_drawn, 1);
    }

  return secret;
}

static inline guint64
stir (Secret secret, guint64 hash, guint64 more)
{
  hash = (hash ^ more) * secret.factor;
  return hash ^ (hash >> 32);
}

static inline guint
finish (Secret secret, guint64 hash)
{
  return (guint) ((hash * secret.factor) >> 32);
}

static guint
hash_64 (guint64 bits)
{
  Secret secret = get_secret ();

  return finish (secret, stir (secret, secret.start, bits));
}

static guint
mix (guint hash, guint more)
{
  return hash_64 (((guint64) hash << 32) | more);
}

/* Eight octets at a time; the length tells apart what the zeros behind the last would not. */
static guint
hash_octets (gconstpointer data, gsize size)
{
  Secret secret = get_secret ();
  guint64 hash = stir (secret, secret.start, size);
  const guint8 *octets = data;
  guint64 word;

  for (; size >= sizeof word; octets += sizeof word, size -= sizeof word)
    {
      memcpy (&word, octets, sizeof word);
      hash = stir (secret, hash, word);
    }

  word = 0;
  if (size > 0)
    memcpy (&word, octets, size);

  return finish (secret, stir (secret, hash, word));
}

/* Both zeros are equal; of NaN there are many, which are one as the key of a map. */
static guint
hash_double (gdouble number)
{
  guint64 bits = 0;

  if (number != 0 && !isnan (number))
    memcpy (&bits, &number, sizeof bits);

  return hash_64 (bits);
}

static guint
hash_bytes (GBytes *bytes)
{
  gsize size = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &size) : NULL;

  return hash_octets (data, size);
}

static guint
hash_string (const gchar *string)
{
  return string != NULL ? hash_octets (string, strlen (string)) : 0;
}

static guint
hash_strv (const gchar *const *strings)
{
  guint hash = 0;

  for (; strings != NULL && *strings != NULL; strings++)
    hash = mix (hash, hash_string (*strings));

  return hash;
}

/* As text, by which g_variant_equal() compares what it does not trust. */
static guint
hash_variant (GVariant *variant)
{
  g_autofree gchar *text = variant != NULL ? g_variant_print (variant, TRUE) : NULL;

  return hash_string (text);
}

static guint
hash_elements (const OdeonTypeInfo *info, gconstpointer slot)
{
  guint length = _odeon_sequence_get_length (info, slot);
  guint hash = length;

  for (guint i = 0; i < length; i++)
    hash = mix (hash, odeon_value_hash (info->element, _odeon_sequence_get_slot (info, slot, i)));

  return hash;
}

static guint
hash_member (const OdeonMemberInfo *member, gconstpointer slot)
{
  gconstpointer value = _odeon_member_get_slot (member, slot);

  return value != NULL ? odeon_value_hash (member->type, value) : 0;
}

static guint
hash_struct (const OdeonTypeInfo *info, gconstpointer slot)
{
  guint hash = info->n_members;

  for (guint i = 0; i < info->n_members; i++)
    hash = mix (hash, hash_member (&info->members[i], slot));

  return hash;
}

static guint
hash_union (const OdeonTypeInfo *info, gconstpointer slot)
{
  const OdeonMemberInfo *member = _odeon_union_get_member (info, slot);
  guint hash = odeon_value_hash (info->element, slot);

  return member != NULL ? mix (hash, hash_member (member, slot)) : hash;
}

static guint
hash_ref (gconstpointer ref)
{
  return ref != NULL ? odeon_ref_hash (ref) : 0;
}

static guint
hash_native (const OdeonTypeInfo *info, gconstpointer native)
{
  g_autoptr (GBytes) packed = _odeon_native_pack (info, native);

  return hash_bytes (packed);
}

guint
odeon_value_hash (const OdeonTypeInfo *info, gconstpointer slot)
{
  switch (info->kind)
    {
    case ODEON_KIND_BOOLEAN:
    case ODEON_KIND_OCTET:
    case ODEON_KIND_CHAR:
    case ODEON_KIND_WCHAR:
    case ODEON_KIND_INT8:
    case ODEON_KIND_INT16:
    case ODEON_KIND_UINT16:
    case ODEON_KIND_INT32:
    case ODEON_KIND_UINT32:
    case ODEON_KIND_INT64:
    case ODEON_KIND_UINT64:
    case ODEON_KIND_ENUM:
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      return hash_64 ((guint64) _odeon_integer_load (info, slot));
    case ODEON_KIND_FLOAT:
      return hash_double (*(const gfloat *) slot);
    case ODEON_KIND_DOUBLE:
      return hash_double (*(const gdouble *) slot);
    case ODEON_KIND_STRING:
      return hash_string (*(gchar *const *) slot);
    case ODEON_KIND_ANY:
      return hash_variant (*(GVariant *const *) slot);
    case ODEON_KIND_REF:
      return hash_ref (*(const gconstpointer *) slot);
    case ODEON_KIND_BYTES:
      return hash_bytes (*(GBytes *const *) slot);
    case ODEON_KIND_STRV:
      return hash_strv (*(const gchar *const *const *) slot);
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
      return hash_elements (info, slot);
    case ODEON_KIND_STRUCT:
      return hash_struct (info, slot);
    case ODEON_KIND_UNION:
      return hash_union (info, slot);
    case ODEON_KIND_MAP:
      return _odeon_map_hash (info, *(GHashTable *const *) slot);
    case ODEON_KIND_NATIVE:
      return hash_native (info, *(const gconstpointer *) slot);
    }

  g_assert_not_reached ();
}
