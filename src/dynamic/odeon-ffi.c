/* SPDX-License-Identifier: MIT */

/* The one owner of libffi.
 *
 * A handler's parameters follow from its method's table: `self`; the arguments, numbers and
 * pointers by value, structs, unions and arrays by pointer; a pointer for each result; and
 * `GError **`. A deferred one has `self`, the call and the arguments. What libffi has to know of
 * that, a signature, is made once for each method and kept, as the tables are.
 *
 * In a frame the arguments lie as they are passed, so that libffi reads them where they are.
 */

#include "odeon-ffi-private.h"

#include <ffi.h>
#include <limits.h>
#include <stdatomic.h>

/* Of so many parameters the pointers are on the stack. */
#define FEW 32

typedef struct
{
  ffi_cif    handler;
  ffi_cif    deferred;
  ffi_type **handler_types;
  ffi_type **deferred_types;
  guint      n_arguments;
  guint      n_results;
} Signature;

static ffi_type *
get_unsigned_type (guint32 size)
{
  switch (size)
    {
    case 1:
      return &ffi_type_uint8;
    case 2:
      return &ffi_type_uint16;
    case 4:
      return &ffi_type_uint32;
    default:
      return &ffi_type_uint64;
    }
}

static gboolean
is_passed_by_pointer (const OdeonTypeInfo *type)
{
  return type->kind == ODEON_KIND_STRUCT || type->kind == ODEON_KIND_UNION
         || type->kind == ODEON_KIND_ARRAY;
}

static ffi_type *
get_argument_type (const OdeonTypeInfo *type)
{
  switch (type->kind)
    {
    case ODEON_KIND_BOOLEAN:
    case ODEON_KIND_ENUM:
      return &ffi_type_sint;
    case ODEON_KIND_OCTET:
      return &ffi_type_uint8;
    case ODEON_KIND_CHAR:
      return CHAR_MIN < 0 ? &ffi_type_sint8 : &ffi_type_uint8;
    case ODEON_KIND_WCHAR:
    case ODEON_KIND_UINT32:
      return &ffi_type_uint32;
    case ODEON_KIND_INT8:
      return &ffi_type_sint8;
    case ODEON_KIND_INT16:
      return &ffi_type_sint16;
    case ODEON_KIND_UINT16:
      return &ffi_type_uint16;
    case ODEON_KIND_INT32:
      return &ffi_type_sint32;
    case ODEON_KIND_INT64:
      return &ffi_type_sint64;
    case ODEON_KIND_UINT64:
      return &ffi_type_uint64;
    case ODEON_KIND_FLOAT:
      return &ffi_type_float;
    case ODEON_KIND_DOUBLE:
      return &ffi_type_double;
    case ODEON_KIND_BITMASK:
    case ODEON_KIND_BITSET:
      return get_unsigned_type (type->size);
    case ODEON_KIND_STRING:
    case ODEON_KIND_ANY:
    case ODEON_KIND_REF:
    case ODEON_KIND_STRUCT:
    case ODEON_KIND_UNION:
    case ODEON_KIND_BYTES:
    case ODEON_KIND_STRV:
    case ODEON_KIND_VALUES:
    case ODEON_KIND_POINTERS:
    case ODEON_KIND_ARRAY:
    case ODEON_KIND_MAP:
    case ODEON_KIND_NATIVE:
      return &ffi_type_pointer;
    }
  g_assert_not_reached ();
}

static void
prepare (ffi_cif *cif, guint n_types, ffi_type *result, ffi_type **types)
{
  ffi_status status = ffi_prep_cif (cif, FFI_DEFAULT_ABI, n_types, result, types);

  g_assert (status == FFI_OK);
}

static Signature *
signature_new (const OdeonMethodInfo *method)
{
  Signature *self = g_new0 (Signature, 1);
  guint      n = 0;

  while (n < method->n_params && !(method->params[n].flags & ODEON_PARAM_OUT))
    n++;
  self->n_arguments = n;
  self->n_results = method->n_params - n;

  /* self, arguments, results, error; and self, call, arguments */
  self->handler_types = g_new (ffi_type *, (gsize) method->n_params + 2);
  self->deferred_types = g_new (ffi_type *, (gsize) n + 2);
  self->handler_types[0] = self->deferred_types[0] = &ffi_type_pointer;
  self->deferred_types[1] = &ffi_type_pointer;
  for (guint i = 0; i < method->n_params; i++)
    self->handler_types[i + 1] = i < n ? get_argument_type (method->params[i].type)
                                       : &ffi_type_pointer;
  for (guint i = 0; i < n; i++)
    self->deferred_types[i + 2] = self->handler_types[i + 1];
  self->handler_types[method->n_params + 1] = &ffi_type_pointer;

  prepare (&self->handler, method->n_params + 2u, &ffi_type_sint, self->handler_types);
  prepare (&self->deferred, n + 2, &ffi_type_void, self->deferred_types);

  return self;
}

static Signature *
get_signature (const OdeonMethodInfo *method)
{
  static _Thread_local struct
  {
    const OdeonMethodInfo *method;
    Signature             *signature;
  } last;
  static GMutex      mutex;
  static GHashTable *signatures;

  if (last.method == method)
    return last.signature;

  g_mutex_lock (&mutex);
  if (signatures == NULL)
    signatures = g_hash_table_new (NULL, NULL);
  last.signature = g_hash_table_lookup (signatures, method);
  if (last.signature == NULL)
    {
      last.signature = signature_new (method);
      g_hash_table_insert (signatures, (gpointer) method, last.signature);
    }
  last.method = method;
  g_mutex_unlock (&mutex);

  return last.signature;
}

/* --- calling --- */

/* libffi wants the address of each argument: @places has room for those of the pointers. */
static void
add_arguments (const OdeonMethodInfo *method,
               gchar                 *frame,
               guint                  n_arguments,
               gpointer              *places,
               gpointer              *out_addresses)
{
  for (guint i = 0; i < n_arguments; i++)
    {
      places[i] = frame + method->params[i].offset;
      out_addresses[i] = is_passed_by_pointer (method->params[i].type) ? &places[i] : places[i];
    }
}

gboolean
_odeon_ffi_call_handler (const OdeonMethodInfo *method,
                         gpointer               handler,
                         gpointer               self,
                         gpointer               frame,
                         GError               **error)
{
  Signature          *signature = get_signature (method);
  gsize               n = (gsize) method->n_params + 2;
  gpointer            few[2 * FEW];
  g_autofree gpointer many = n > FEW ? g_new (gpointer, 2 * n) : NULL;
  gpointer           *addresses = many != NULL ? many : few;
  gpointer           *places = addresses + n;
  ffi_arg             ok = 0; /* libffi widens what is returned */

  addresses[0] = &self;
  add_arguments (method, frame, signature->n_arguments, places, addresses + 1);
  for (guint i = signature->n_arguments; i < method->n_params; i++)
    {
      places[i] = (gchar *) frame + method->params[i].offset;
      addresses[i + 1] = &places[i];
    }
  addresses[n - 1] = &error;
  ffi_call (&signature->handler, FFI_FN (handler), &ok, addresses);

  return (gboolean) ok;
}

void
_odeon_ffi_call_deferred (const OdeonMethodInfo *method,
                          gpointer               handler,
                          gpointer               self,
                          OdeonCall             *call)
{
  Signature          *signature = get_signature (method);
  gsize               n = (gsize) signature->n_arguments + 2;
  gpointer            few[2 * FEW];
  g_autofree gpointer many = n > FEW ? g_new (gpointer, 2 * n) : NULL;
  gpointer           *addresses = many != NULL ? many : few;

  addresses[0] = &self;
  addresses[1] = &call;
  add_arguments (method, odeon_call_get_frame (call), signature->n_arguments, addresses + n,
                 addresses + 2);
  ffi_call (&signature->deferred, FFI_FN (handler), NULL, addresses);
}

/* --- being called --- */

/* Kept in a list: what libffi hands out is nowhere that a leak checker would look. */
typedef struct _Closure Closure;

struct _Closure
{
  const OdeonMethodInfo   *method;
  const OdeonFfiBehaviour *behaviour;
  ffi_closure             *closure;
  Closure                 *next;
};

static _Atomic (Closure *) closures;

static void
run_handler (ffi_cif *cif G_GNUC_UNUSED, void *out_result, void **addresses, void *data)
{
  const Closure         *closure = data;
  const OdeonMethodInfo *method = closure->method;
  Signature             *signature = get_signature (method);
  gsize                  n = method->n_params;
  gpointer               few[FEW];
  g_autofree gpointer    many = n > FEW ? g_new (gpointer, n) : NULL;
  gpointer              *slots = many != NULL ? many : few;

  /* A pointer to a struct is passed, and the struct is the slot; so it is with results. */
  for (guint i = 0; i < n; i++)
    slots[i] = i < signature->n_arguments && !is_passed_by_pointer (method->params[i].type)
                 ? addresses[i + 1] : *(gpointer *) addresses[i + 1];

  *(ffi_arg *) out_result =
    (ffi_arg) closure->behaviour->handle (method, *(gpointer *) addresses[0],
                                          (gconstpointer *) slots,
                                          slots + signature->n_arguments,
                                          *(GError ***) addresses[n + 1]);
}

static void
run_deferred (ffi_cif *cif G_GNUC_UNUSED, void *out_result G_GNUC_UNUSED, void **addresses,
              void *data)
{
  const Closure *closure = data;

  closure->behaviour->defer (closure->method, *(gpointer *) addresses[0],
                             *(OdeonCall **) addresses[1]);
}

static gpointer
closure_new (const OdeonMethodInfo   *method,
             const OdeonFfiBehaviour *behaviour,
             ffi_cif                 *cif,
             void                   (*run) (ffi_cif *, void *, void **, void *),
             GError                 **error)
{
  Closure *self = g_new0 (Closure, 1);
  gpointer code = NULL;

  self->method = method;
  self->behaviour = behaviour;
  self->closure = ffi_closure_alloc (sizeof (ffi_closure), &code);
  if (self->closure != NULL
      && ffi_prep_closure_loc (self->closure, cif, run, self, code) == FFI_OK)
    {
      self->next = atomic_load (&closures);
      while (!atomic_compare_exchange_weak (&closures, &self->next, self))
        ;
      return code;
    }

  if (self->closure != NULL)
    ffi_closure_free (self->closure);
  g_free (self);
  g_set_error (error, ODEON_ERROR, ODEON_ERROR_NO_RESOURCES,
               "%s.%s: the system does not let libffi make a function",
               method->interface->name, method->name);

  return NULL;
}

gpointer
_odeon_ffi_new_handler (const OdeonMethodInfo   *method,
                        const OdeonFfiBehaviour *behaviour,
                        GError                 **error)
{
  return closure_new (method, behaviour, &get_signature (method)->handler, run_handler, error);
}

gpointer
_odeon_ffi_new_deferred (const OdeonMethodInfo   *method,
                         const OdeonFfiBehaviour *behaviour,
                         GError                 **error)
{
  return closure_new (method, behaviour, &get_signature (method)->deferred, run_deferred, error);
}
