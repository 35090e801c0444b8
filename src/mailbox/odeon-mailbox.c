/* SPDX-License-Identifier: MIT */

#include "odeon-mailbox-private.h"

void
_odeon_queue_refuse_all (OdeonQueue *queue, const GError *why)
{
  OdeonChain chain;

  _odeon_queue_take (queue, &chain, ODEON_QUEUE_CLOSED);
  while (chain.first != NULL)
    {
      OdeonMessage *message = (OdeonMessage *) _odeon_chain_pop (&chain);

      /* Another sender is between its exchange and its link, two instructions apart. */
      if (message == NULL)
        g_thread_yield ();
      else
        message->klass->refuse (message, why);
    }
}
