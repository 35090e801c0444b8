/* SPDX-License-Identifier: MIT */

#include "c-members.h"

/* Whether a value of that type is a pointer in C, so that NULL can say that there is none. */
static gboolean
is_pointer (const IdlType *type)
{
  switch (idl_type_get_form (type))
    {
    case IDL_FORM_STRING:
    case IDL_FORM_ANY:
    case IDL_FORM_REF:
    case IDL_FORM_NATIVE:
    case IDL_FORM_BYTES:
    case IDL_FORM_STRV:
    case IDL_FORM_VALUES:
    case IDL_FORM_POINTERS:
    case IDL_FORM_MAP:
      return TRUE;
    case IDL_FORM_NUMBER:
    case IDL_FORM_CHECKED:
    case IDL_FORM_STRUCT:
    case IDL_FORM_ARRAY:
      return FALSE;
    }
  g_assert_not_reached ();
}

gboolean
idl_member_is_indirect (const IdlNode *member)
{
  if (is_pointer (member->type))
    return FALSE;
  return member->external
         || (member->optional && idl_type_get_form (member->type) == IDL_FORM_STRUCT);
}

gboolean
idl_member_has_presence (const IdlNode *member)
{
  return member->optional && !is_pointer (member->type) && !idl_member_is_indirect (member);
}

gboolean
idl_member_is_nullable (const IdlNode *member)
{
  return member->optional && !idl_member_has_presence (member);
}

static void
add_pointer (IdlDeclarations *declarations,
             const gchar     *qualifier,
             const IdlType   *type,
             const gchar     *name)
{
  g_autofree gchar *suffix = idl_type_dup_c_suffix (type);
  g_autofree gchar *inner = idl_type_dup_c (idl_type_get_innermost (type), IDL_POSITION_MEMBER);
  g_autofree gchar *base = g_strconcat (qualifier, inner, *suffix == '\0' ? " *" : "", NULL);
  g_autofree gchar *declarator =
    *suffix == '\0' ? g_strdup (name) : g_strconcat ("(*", name, ")", suffix, NULL);

  idl_declarations_add (declarations, base, declarator);
}

void
idl_declarations_add_member (IdlDeclarations *declarations, const IdlNode *member)
{
  if (idl_member_has_presence (member))
    {
      g_autofree gchar *presence = g_strconcat ("has_", member->c_snake, NULL);

      idl_declarations_add (declarations, "gboolean", presence);
    }
  if (idl_member_is_indirect (member))
    add_pointer (declarations, "", member->type, member->c_snake);
  else
    idl_declarations_add_typed (declarations, member->type, IDL_POSITION_MEMBER, member->c_snake);
}

/* A number that may be absent is given by its address. */
static gboolean
is_given_by_address (const IdlNode *member)
{
  IdlForm form = idl_type_get_form (member->type);

  return member->optional && (form == IDL_FORM_NUMBER || form == IDL_FORM_CHECKED);
}

void
idl_declarations_add_member_parameter (IdlDeclarations *declarations, const IdlNode *member)
{
  if (is_given_by_address (member))
    add_pointer (declarations, "const ", member->type, member->c_snake);
  else
    idl_declarations_add_typed (declarations, member->type, IDL_POSITION_IN, member->c_snake);
}

gchar *
idl_member_dup_slot (const IdlNode *member)
{
  IdlForm  form = idl_type_get_form (member->type);
  gboolean is_slot =
    form == IDL_FORM_STRUCT || form == IDL_FORM_ARRAY || is_given_by_address (member);

  return g_strconcat (is_slot ? "" : "&", member->c_snake, NULL);
}

static void
place_free (gpointer data)
{
  IdlPlace *self = data;

  g_free (self->path);
  g_free (self);
}

static void
add_places (GPtrArray *places, const IdlNode *node, const gchar *path)
{
  for (guint i = 0; node->kind == IDL_NODE_STRUCT && i < node->bases->len; i++)
    {
      g_autofree gchar *inner = g_strconcat (path, "parent.", NULL);

      add_places (places, g_ptr_array_index (node->bases, i), inner);
    }
  for (guint i = 0; i < node->children->len; i++)
    {
      const IdlNode *member = g_ptr_array_index (node->children, i);
      IdlPlace      *place;

      if (member->kind != IDL_NODE_MEMBER)
        continue;
      place = g_new (IdlPlace, 1);
      place->member = member;
      place->path = g_strdup (path);
      g_ptr_array_add (places, place);
    }
}

GPtrArray *
idl_struct_list_places (const IdlNode *node)
{
  GPtrArray *places = g_ptr_array_new_with_free_func (place_free);

  add_places (places, node, node->kind == IDL_NODE_UNION ? "_u." : "");
  return places;
}

gboolean
idl_struct_is_topic (const IdlNode *node)
{
  return idl_node_get_annotation (node, "topic") != NULL;
}
