/* SPDX-License-Identifier: MIT */

/* A command as it goes over the wire, and what comes back. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include <gio/gio.h>
#include <hiredis.h>

/* Begins one of @n arguments, the command's name included, in place of what @buffer held. */
void _odeon_redis_command_begin (GString *buffer, guint n);
void _odeon_redis_command_add   (GString *buffer, gconstpointer data, gsize size);
void _odeon_redis_command_add_string (GString *buffer, const gchar *string);
void _odeon_redis_command_add_number (GString *buffer, guint64 number);

/* A whole one, of strings; the last one is %NULL. */
void _odeon_redis_command_set (GString *buffer, ...) G_GNUC_NULL_TERMINATED;

/* %TRUE, with @error set: @reply is an error of the server's. */
gboolean _odeon_redis_reply_is_error (const redisReply *reply, GError **error);
GError  *_odeon_redis_error_new      (const gchar *text);

/* To be sunk. */
GVariant *_odeon_redis_reply_to_variant (const redisReply *reply);
