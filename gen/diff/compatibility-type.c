/* SPDX-License-Identifier: MIT */

/* What it means if a type takes the place of another. Aliases are looked through, unless both
 * versions have the alias: what it stands for is compared where it is declared. The C of both is
 * what idl/mapping.md says; on the wire bounds and ranges count, too, since whoever reads refuses
 * what is beyond them: a wider one is refused by the old version, a narrower one by the new.
 */

#include "compatibility-private.h"

static IdlImpact compare (const IdlType *old, const IdlType *new, gboolean is_member);

/* In the order of IdlTypeKind. */
static const gchar *const words[] = { "void",  "boolean",       "octet",     "char",
                                      "wchar", "int8",          "short",     "unsigned short",
                                      "long",  "unsigned long", "long long", "unsigned long long",
                                      "float", "double",        "string",    "any",
                                      "Object" };

static gchar *
dup_bound (guint64 bound, const gchar *before)
{
  return bound > 0 ? g_strdup_printf ("%s%" G_GUINT64_FORMAT, before, bound) : g_strdup ("");
}

static void
append_type (GString *text, const IdlType *type)
{
  g_autofree gchar *bound = dup_bound (type->bound, ", ");

  switch (type->kind)
    {
    case IDL_TYPE_NAMED:
      {
        g_autofree gchar *name = idl_node_dup_scoped_name (type->node);

        g_string_append (text, name);
        return;
      }

    case IDL_TYPE_SEQUENCE:
    case IDL_TYPE_MAP:
      g_string_append (text, type->kind == IDL_TYPE_MAP ? "map<" : "sequence<");
      if (type->key != NULL)
        {
          append_type (text, type->key);
          g_string_append (text, ", ");
        }
      append_type (text, type->element);
      g_string_append_printf (text, "%s>", bound);
      return;

    case IDL_TYPE_ARRAY:
      append_type (text, type->element);
      g_string_append_printf (text, "[%" G_GUINT64_FORMAT "]", type->bound);
      return;

    default:
      g_string_append_printf (text, "%s%s", type->wide ? "w" : "", words[type->kind]);
      if (type->bound > 0)
        g_string_append_printf (text, "<%s>", bound + 2);
    }
}

static void
append_range (GString *text, const gchar *annotation, const IdlConstant *limit)
{
  g_autofree gchar *value = limit != NULL ? idl_constant_dup_text (limit) : NULL;

  if (limit != NULL)
    g_string_append_printf (text, "@%s (%s) ", annotation, value);
}

static gchar *
dup_text (const IdlType *type)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_range (text, "min", type->min);
  append_range (text, "max", type->max);
  append_type (text, type);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
is_pair (const IdlType *old, const IdlType *new, IdlTypeKind one, IdlTypeKind other)
{
  return (old->kind == one && new->kind == other) || (old->kind == other && new->kind == one);
}

/* Whether a struct is another one under a new name. Its members are not looked into. */
static gboolean
is_alike (const IdlNode *old, const IdlNode *new)
{
  if (old->kind != IDL_NODE_STRUCT || new->kind != IDL_NODE_STRUCT
      || old->extensibility != IDL_EXTENSIBILITY_FINAL
      || new->extensibility != IDL_EXTENSIBILITY_FINAL || old->bases->len + new->bases->len > 0
      || old->children->len != new->children->len)
    return FALSE;
  for (guint i = 0; i < old->children->len; i++)
    {
      const IdlNode *before = g_ptr_array_index (old->children, i);
      const IdlNode *after = g_ptr_array_index (new->children, i);

      if (before->optional != after->optional
          || (compare (before->type, after->type, TRUE) & IDL_IMPACT_WIRE) != 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_native (const IdlType *type)
{
  return type->kind == IDL_TYPE_NAMED && type->node->kind == IDL_NODE_NATIVE;
}

static gboolean
is_octets (const IdlType *type)
{
  return type->kind == IDL_TYPE_SEQUENCE
         && idl_type_resolve (type->element)->kind == IDL_TYPE_OCTET;
}

/* Those have one form on the wire. What a native type is packed into is octets without a bound. */
static IdlImpact
compare_kinds (const IdlType *old, const IdlType *new)
{
  if ((is_native (old) && is_octets (new)) || (is_octets (old) && is_native (new)))
    return IDL_IMPACT_SOURCE | (old->bound != new->bound ? IDL_IMPACT_WIRE : IDL_IMPACT_NONE);
  return is_pair (old, new, IDL_TYPE_FLOAT, IDL_TYPE_DOUBLE)
             || is_pair (old, new, IDL_TYPE_CHAR, IDL_TYPE_OCTET)
           ? IDL_IMPACT_SOURCE
           : IDL_IMPACT_BOTH;
}

static IdlImpact
compare (const IdlType *old, const IdlType *new, gboolean is_member)
{
  IdlImpact impact = IDL_IMPACT_NONE;

  if (old->kind == IDL_TYPE_NAMED && new->kind == IDL_TYPE_NAMED
      && idl_node_is_namesake (old->node, new->node))
    return IDL_IMPACT_NONE;
  old = idl_type_resolve (old);
  new = idl_type_resolve (new);
  if (old->kind != new->kind)
    return compare_kinds (old, new);
  if (old->kind == IDL_TYPE_NAMED)
    {
      if (idl_node_is_namesake (old->node, new->node))
        return IDL_IMPACT_NONE;
      return !is_member && is_alike (old->node, new->node) ? IDL_IMPACT_SOURCE : IDL_IMPACT_BOTH;
    }

  if (old->bound != new->bound)
    impact |= old->kind == IDL_TYPE_ARRAY ? IDL_IMPACT_BOTH : IDL_IMPACT_WIRE;
  if (!idl_constant_is_equal (old->min, new->min) || !idl_constant_is_equal (old->max, new->max))
    impact |= IDL_IMPACT_WIRE;
  if (old->key != NULL)
    impact |= compare (old->key, new->key, is_member);
  if (old->element != NULL)
    impact |= compare (old->element, new->element, is_member);
  return impact;
}

IdlImpact
idl_type_compare (const IdlType *old, const IdlType *new)
{
  return compare (old, new, FALSE);
}

/* Limits --------------------------------------------------------------------------------------- */

typedef struct
{
  gboolean is_wider;    /* there are new values */
  gboolean is_narrower; /* values are gone */
} Limits;

/* Whether the limit moved up or down. NULL is none: beyond all of them in the direction "sign". */
static gint
compare_limits (const IdlConstant *old, const IdlConstant *new, gint sign)
{
  gdouble before, after;

  if (idl_constant_is_equal (old, new))
    return 0;
  if (old == NULL || new == NULL)
    return new == NULL ? sign : -sign;
  before = old->kind == IDL_VALUE_FLOAT ? old->number
                                        : (gdouble) old->magnitude * (old->negative ? -1 : 1);
  after =
    new->kind == IDL_VALUE_FLOAT ? new->number : (gdouble) new->magnitude *(new->negative ? -1 : 1);
  return after > before ? 1 : -1;
}

/* Of types whose impact is that of their limits. */
static void
find_limits (Limits *self, const IdlType *old, const IdlType *new)
{
  guint64 before, after;

  old = idl_type_resolve (old);
  new = idl_type_resolve (new);
  if (old->kind != new->kind)
    return;
  before = old->bound > 0 ? old->bound : G_MAXUINT64;
  after = new->bound > 0 ? new->bound : G_MAXUINT64;
  self->is_wider |= after > before || compare_limits (old->max, new->max, 1) > 0
                    || compare_limits (old->min, new->min, -1) < 0;
  self->is_narrower |= after < before || compare_limits (old->max, new->max, 1) < 0
                       || compare_limits (old->min, new->min, -1) > 0;
  if (old->key != NULL)
    find_limits (self, old->key, new->key);
  if (old->element != NULL)
    find_limits (self, old->element, new->element);
}

/* What it comes to, as the end of a message. */
static const gchar *
explain (IdlImpact impact, const IdlType *old, const IdlType *new)
{
  Limits limits = { FALSE, FALSE };

  if (impact == IDL_IMPACT_NONE)
    return ", which is the same";
  if (impact != IDL_IMPACT_WIRE)
    return "";
  find_limits (&limits, old, new);
  if (limits.is_wider && !limits.is_narrower)
    return "; the old version refuses what is more";
  if (limits.is_narrower && !limits.is_wider)
    return "; the new version refuses what was more";
  return "";
}

void
idl_comparison_add_type (IdlComparison *self,
                         const IdlNode *node,
                         const gchar   *what,
                         const IdlType *old,
                         const IdlType *new)
{
  g_autofree gchar *before = dup_text (old);
  g_autofree gchar *after = dup_text (new);
  IdlImpact         impact = idl_type_compare (old, new);

  if (impact != IDL_IMPACT_NONE || !g_str_equal (before, after))
    idl_comparison_add (self, impact, node, "has another %s: was `%s`, is `%s`%s", what, before,
                        after, explain (impact, old, new));
}
