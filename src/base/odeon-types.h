/* SPDX-License-Identifier: MIT */

/* The names that every other header may mention, and the macros that they share. */

#pragma once

#if !defined(ODEON_INSIDE) && !defined(ODEON_COMPILATION)
#error "Only <odeon.h> can be included directly."
#endif

#include <gio/gio.h>

G_BEGIN_DECLS

#define ODEON_EXPORT __attribute__ ((visibility ("default"))) extern

/**
 * OdeonFuture: (ref-func odeon_future_ref) (unref-func odeon_future_unref)
 *
 * A value that will be, or the error that came instead. Set once, read many times, by any thread.
 */
typedef struct _OdeonFuture OdeonFuture;

/**
 * OdeonPromise:
 *
 * The writing end of a future that no call stands behind.
 */
typedef struct _OdeonPromise OdeonPromise;

/**
 * OdeonCall:
 *
 * One message of an interface: its arguments, the place for its results, and its future, in one
 * block of memory. A handler that answers later holds the call until it has answered.
 */
typedef struct _OdeonCall OdeonCall;

/**
 * OdeonRef: (ref-func odeon_ref_ref) (unref-func odeon_ref_unref)
 *
 * A counted reference to an actor. A typed proxy is the same pointer under another name.
 */
typedef struct _OdeonRef OdeonRef;

typedef struct _OdeonTypeInfo       OdeonTypeInfo;
typedef struct _OdeonMemberInfo     OdeonMemberInfo;
typedef struct _OdeonEnumInfo       OdeonEnumInfo;
typedef struct _OdeonAnnotationInfo OdeonAnnotationInfo;
typedef struct _OdeonNativeInfo     OdeonNativeInfo;
typedef struct _OdeonErrorInfo      OdeonErrorInfo;
typedef struct _OdeonParamInfo      OdeonParamInfo;
typedef struct _OdeonMethodInfo     OdeonMethodInfo;
typedef struct _OdeonInterfaceInfo  OdeonInterfaceInfo;

G_END_DECLS
