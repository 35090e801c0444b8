/* SPDX-License-Identifier: MIT */

/* What a context's list() leaves to be fetched later (Naming Service 1.3, "The BindingIterator
 * Interface"): the bindings as they were when it was called. */

#include "naming-iterator.h"

struct _NamingIterator
{
  OdeonActor parent_instance;

  CosNamingBindingList *bindings;
  guint                 position;
};

enum
{
  PROP_BINDINGS = 1
};

/* Copies of up to @n bindings. */
CosNamingBindingList *
naming_iterator_slice (CosNamingBindingList *list, guint from, guint n)
{
  CosNamingBindingList *slice = cos_naming_binding_list_new ();

  for (guint i = from; i < list->len && slice->len < n; i++)
    g_ptr_array_add (slice, cos_naming_binding_copy (list->pdata[i]));

  return slice;
}

/* --- CosNaming::BindingIterator --------------------------------------------------------------- */

/* FALSE when there are no more; then the binding means nothing, but there is one. */
static gboolean
iterator_next_one (CosNamingBindingIteratorImpl *impl,
                   gboolean                     *out_result,
                   CosNamingBinding            **out_b,
                   GError                      **error G_GNUC_UNUSED)
{
  NamingIterator *self = NAMING_ITERATOR (impl);

  *out_result = self->position < self->bindings->len;
  *out_b = *out_result ? cos_naming_binding_copy (self->bindings->pdata[self->position++])
                       : cos_naming_binding_new ();

  return TRUE;
}

/* To ask for none is an error of the client's: BAD_PARAM, in CORBA. */
static gboolean
iterator_next_n (CosNamingBindingIteratorImpl *impl,
                 guint32                       how_many,
                 gboolean                     *out_result,
                 CosNamingBindingList        **out_bl,
                 GError                      **error)
{
  NamingIterator *self = NAMING_ITERATOR (impl);

  if (how_many == 0)
    {
      g_set_error_literal (error, ODEON_ERROR, ODEON_ERROR_INVALID_ARGUMENT,
                           "An iterator was asked for no bindings");
      return FALSE;
    }

  *out_bl = naming_iterator_slice (self->bindings, self->position, how_many);
  *out_result = (*out_bl)->len > 0;
  self->position += (*out_bl)->len;

  return TRUE;
}

static gboolean
iterator_destroy (CosNamingBindingIteratorImpl *impl, GError **error G_GNUC_UNUSED)
{
  odeon_actor_stop (ODEON_ACTOR (impl));

  return TRUE;
}

static void
iterator_impl_init (CosNamingBindingIteratorImplInterface *iface)
{
  iface->next_one = iterator_next_one;
  iface->next_n = iterator_next_n;
  iface->destroy = iterator_destroy;
}

/* --- The GObject ------------------------------------------------------------------------------ */

G_DEFINE_FINAL_TYPE_WITH_CODE (NamingIterator, naming_iterator, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (COS_NAMING_TYPE_BINDING_ITERATOR_IMPL,
                                                      iterator_impl_init))

static void
naming_iterator_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  NamingIterator *self = NAMING_ITERATOR (object);

  switch (id)
    {
    case PROP_BINDINGS:
      self->bindings = g_value_dup_boxed (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
naming_iterator_finalize (GObject *object)
{
  cos_naming_binding_list_free (NAMING_ITERATOR (object)->bindings);

  G_OBJECT_CLASS (naming_iterator_parent_class)->finalize (object);
}

static void
naming_iterator_class_init (NamingIteratorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = naming_iterator_set_property;
  object_class->finalize = naming_iterator_finalize;

  g_object_class_install_property (
    object_class, PROP_BINDINGS,
    g_param_spec_boxed ("bindings", NULL, NULL, G_TYPE_PTR_ARRAY,
                        G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
naming_iterator_init (NamingIterator *self G_GNUC_UNUSED)
{
}
