/* SPDX-License-Identifier: MIT */

#pragma once

#include "command.h"

/* `odeon cert`. */
gint cert_run (gchar **words);

/* `odeon cert show`. */
gint cert_show_run (gchar **words);
