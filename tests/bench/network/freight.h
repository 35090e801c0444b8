/* SPDX-License-Identifier: MIT */

/* The cases between two machines, here two processes and the loopback interface, for whoever can
 * send bytes reliably in order, take an answer, and perhaps send such as may be lost. */

#pragma once

#include "../interprocess/traffic.h"
#include "relay.h"

#include <stdbool.h>

#define FREIGHT_BULK ((size_t) 16 << 10)

/* 20 ms there and back, and so many of a hundred datagrams lost each way. */
extern const Road freight_road_loss1;
extern const Road freight_road_loss5;
extern const Road freight_road_loss20;

typedef enum
{
  FREIGHT_REQUEST,   /* reliable: is answered with its bytes */
  FREIGHT_STATEMENT, /* reliable: is not answered */
  FREIGHT_LOOSE,     /* may be lost, and is not answered */
  FREIGHT_COUNT,     /* reliable: is answered with how many were loose */
  FREIGHT_TRAVELLER, /* reliable, in order: says when it left */
  FREIGHT_REPORT     /* reliable: is answered with how these fared */
} FreightKind;

typedef struct
{
  void (*serve) (int fd); /* in the other process; need not return */
  void (*begin) (int port); /* in this one, before all others of a case */
  void (*send)  (FreightKind kind, const uint8_t *bytes, size_t size);
  void (*take)  (uint8_t *answer); /* waits for the next answer, of `payload_bytes` */
  void (*rest)  (double until); /* does nothing but what it must, until then */
  void (*end)   (void);   /* (nullable): lets go of what `begin` has made; the socket is closed */
} Freight;

int freight_main (int argc, char **argv, const Freight *freight);

/* For who has nothing to do meanwhile. */
void freight_rest (double until);

/* For `serve`: what is to be sent back of what has come. Says whether there is an answer. */
bool freight_answer (FreightKind kind, const uint8_t *bytes, uint8_t *out_answer);
