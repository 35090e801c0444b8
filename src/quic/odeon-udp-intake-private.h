/* SPDX-License-Identifier: MIT */

/* What a UDP socket has received: several batches with one call, into buffers of its own. */

#pragma once

#ifndef ODEON_COMPILATION
#error "This header is private to Odeon."
#endif

#include "odeon-udp-private.h"

OdeonUdpIntake *_odeon_udp_intake_new  (gint fd);
void            _odeon_udp_intake_free (OdeonUdpIntake *self);

/* @local: to which address the socket is bound. %TRUE: there may be more. */
gboolean _odeon_udp_intake_run (OdeonUdpIntake        *self,
                                gint                   fd,
                                const OdeonUdpAddress *local,
                                OdeonUdpFunc           func,
                                gpointer               data);
