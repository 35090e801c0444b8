/* SPDX-License-Identifier: MIT */

/* For generated code: the functions that are the same for every struct and every interface but for
 * their names, in the manner of G_DEFINE_BOXED_TYPE(). The header that is generated declares and
 * documents them; each is one call of the library. */

#pragma once

#include "odeon-pool.h"
#include "odeon-spawner.h"
#include "odeon-value.h"

/**
 * ODEON_DEFINE_STRUCT: (skip)
 * @Type: the C type of a struct or union
 * @snake: its name in functions; `snake_info` is its table
 *
 * Defines `_get_type`, `_new`, `_copy`, `_free`, `_equal`, `_hash`, `_to_string`, `_to_variant` and
 * `_from_variant`.
 */
#define ODEON_DEFINE_STRUCT(Type, snake)                                                           \
  G_DEFINE_BOXED_TYPE (Type, snake, snake##_copy, snake##_free)                                    \
                                                                                                   \
  Type *snake##_new (void)                                                                         \
  {                                                                                                \
    return odeon_boxed_new (&snake##_info);                                                        \
  }                                                                                                \
                                                                                                   \
  Type *snake##_copy (const Type *self)                                                            \
  {                                                                                                \
    return odeon_boxed_copy (&snake##_info, self);                                                 \
  }                                                                                                \
                                                                                                   \
  void snake##_free (Type *self)                                                                   \
  {                                                                                                \
    odeon_boxed_free (&snake##_info, self);                                                        \
  }                                                                                                \
                                                                                                   \
  gboolean snake##_equal (const Type *a, const Type *b)                                            \
  {                                                                                                \
    return odeon_value_equal (&snake##_info, a, b);                                                \
  }                                                                                                \
                                                                                                   \
  guint snake##_hash (const Type *self)                                                            \
  {                                                                                                \
    return odeon_value_hash (&snake##_info, self);                                                 \
  }                                                                                                \
                                                                                                   \
  gchar *snake##_to_string (const Type *self)                                                      \
  {                                                                                                \
    return odeon_value_to_string (&snake##_info, self);                                            \
  }                                                                                                \
                                                                                                   \
  GVariant *snake##_to_variant (const Type *self)                                                  \
  {                                                                                                \
    return odeon_value_to_variant (&snake##_info, self);                                           \
  }                                                                                                \
                                                                                                   \
  Type *snake##_from_variant (GVariant *variant, GError **error)                                   \
  {                                                                                                \
    Type *self = g_new0 (Type, 1);                                                                 \
                                                                                                   \
    if (odeon_value_from_variant (&snake##_info, self, variant, error))                            \
      return self;                                                                                 \
    g_free (self);                                                                                 \
    return NULL;                                                                                   \
  }

/**
 * ODEON_DEFINE_NATIVE: (skip)
 * @snake: the name in functions of a type that the program defines
 *
 * Defines what the type's table needs of the program's functions.
 */
#define ODEON_DEFINE_NATIVE(snake)                                                                 \
  static GBytes *_##snake##_pack (gconstpointer self)                                              \
  {                                                                                                \
    return snake##_pack (self);                                                                    \
  }                                                                                                \
                                                                                                   \
  static gpointer _##snake##_unpack (GBytes *packed, GError **error)                               \
  {                                                                                                \
    return snake##_unpack (packed, error);                                                         \
  }                                                                                                \
                                                                                                   \
  void _##snake##_free (gpointer self)                                                             \
  {                                                                                                \
    if (self != NULL)                                                                              \
      g_boxed_free (snake##_get_type (), self);                                                    \
  }                                                                                                \
                                                                                                   \
  static const OdeonNativeInfo _##snake##_native = { _##snake##_pack, _##snake##_unpack };

/**
 * ODEON_DEFINE_INTERFACE: (skip)
 * @Type: the C type of an interface's proxy; `TypeImpl` is the implementers' interface
 * @snake: its name in functions; `snake_interface_info` is its table
 *
 * Defines `_impl_get_type`, `_get_type`, `_ref`, `_unref`, `_from_ref`, `_from_future`, `_spawn`
 * and `_spawn_pool`.
 */
#define ODEON_DEFINE_INTERFACE(Type, snake) ODEON_DEFINE_INTERFACE_OF_TYPE (Type, snake, snake)

/**
 * ODEON_DEFINE_INTERFACE_OF_TYPE: (skip)
 * @Type: the C type of an interface's proxy
 * @snake: its name in functions
 * @proxy: what `_get_type` is put behind, where an attribute `type` has taken the usual name
 *
 * ODEON_DEFINE_INTERFACE() with another name for the function of the proxy's GType.
 */
#define ODEON_DEFINE_INTERFACE_OF_TYPE(Type, snake, proxy)                                         \
  G_DEFINE_INTERFACE_WITH_CODE (Type##Impl, snake##_impl, ODEON_TYPE_ACTOR,                        \
                                odeon_interface_register (g_define_type_id,                        \
                                                          &snake##_interface_info);)               \
  G_DEFINE_BOXED_TYPE_WITH_CODE (Type, proxy, snake##_ref, snake##_unref,                          \
                                 odeon_interface_register_proxy (g_define_type_id,                 \
                                                                 &snake##_interface_info);)        \
                                                                                                   \
  static void snake##_impl_default_init (Type##ImplInterface *iface G_GNUC_UNUSED)                 \
  {                                                                                                \
  }                                                                                                \
                                                                                                   \
  Type *snake##_ref (Type *self)                                                                   \
  {                                                                                                \
    return odeon_ref_ref (self);                                                                   \
  }                                                                                                \
                                                                                                   \
  void snake##_unref (Type *self)                                                                  \
  {                                                                                                \
    odeon_ref_unref (self);                                                                        \
  }                                                                                                \
                                                                                                   \
  Type *snake##_from_ref (gpointer ref, GError **error)                                            \
  {                                                                                                \
    return odeon_ref_narrow (ref, &snake##_interface_info, error);                                 \
  }                                                                                                \
                                                                                                   \
  Type *snake##_from_future (OdeonFuture *future, const gchar *path)                               \
  {                                                                                                \
    return odeon_ref_from_future (future, path, &snake##_info);                                    \
  }                                                                                                \
                                                                                                   \
  Type *snake##_spawn (OdeonSpawner *in, GType implementation, const OdeonSpawnOptions *options,   \
                       GError **error, const gchar *first_property, ...)                           \
  {                                                                                                \
    Type   *self;                                                                                  \
    va_list properties;                                                                            \
                                                                                                   \
    va_start (properties, first_property);                                                         \
    self = odeon_spawn_valist (in, implementation, &snake##_interface_info, options, error,        \
                               first_property, properties);                                        \
    va_end (properties);                                                                           \
    return self;                                                                                   \
  }                                                                                                \
                                                                                                   \
  Type *snake##_spawn_pool (OdeonSpawner *in, GType implementation,                                \
                            const OdeonPoolOptions *options, GError **error,                       \
                            const gchar *first_property, ...)                                      \
  {                                                                                                \
    Type   *self;                                                                                  \
    va_list properties;                                                                            \
                                                                                                   \
    va_start (properties, first_property);                                                         \
    self = odeon_pool_spawn_valist (in, implementation, &snake##_interface_info, options, error,   \
                                    first_property, properties);                                   \
    va_end (properties);                                                                           \
    return self;                                                                                   \
  }
