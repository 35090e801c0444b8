/* SPDX-License-Identifier: MIT */

#include "odeon-mail-queue-private.h"

OdeonMessage *
_odeon_chain_next_refused (OdeonChain *chain)
{
  OdeonMessage *message = NULL;

  while (chain->first != NULL && (message = (OdeonMessage *) _odeon_chain_pop (chain)) == NULL)
    {
      /* Another sender is between its exchange and its link, two instructions apart. */
      g_thread_yield ();
    }

  return message;
}

void
_odeon_queue_refuse_all (OdeonQueue *queue, const GError *why)
{
  OdeonChain    chain;
  OdeonMessage *message;

  _odeon_queue_take (queue, &chain, ODEON_QUEUE_CLOSED);
  while ((message = _odeon_chain_next_refused (&chain)) != NULL)
    message->klass->refuse (message, why);
}
