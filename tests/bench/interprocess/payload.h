/* SPDX-License-Identifier: MIT */

/* What is sent between the processes, the same for all systems. */

#pragma once

#include <stddef.h>
#include <stdint.h>

static const uint8_t payload_bytes[64] =
  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde";

/* Whoever is handed pages has them only when he has looked at them. */
static inline void
payload_look (const uint8_t *bytes, size_t size)
{
  for (size_t i = 0; i < size; i += 4096)
    (void) *(const volatile uint8_t *) &bytes[i];
}
