/* SPDX-License-Identifier: MIT */

/* A branch: an actor that makes actors, hands them out, and calls them. */

#include "branch.h"

#include "account.h"

struct _Branch
{
  OdeonActor parent_instance;
};

static gboolean
branch_open (BankBranchImpl *impl, const gchar *owner, BankAccount **out_result, GError **error)
{
  OdeonSpawnOptions options = ODEON_SPAWN_OPTIONS_INIT;

  /* A child lives on its parent's worker unless told otherwise. These share the work out. */
  options.placement = ODEON_PLACE_ANY_WORKER;
  *out_result = bank_account_spawn (ODEON_SPAWNER (impl), TYPE_ACCOUNT, &options, error,
                                    "owner", owner, NULL);

  return *out_result != NULL;
}

/* The calls below wait for their answers, and read like plain function calls. What waits is this
 * actor alone: its worker goes on with others, even with the two accounts, if they live there. */
static gboolean
branch_transfer (BankBranchImpl *impl G_GNUC_UNUSED,
                 BankAccount    *source,
                 BankAccount    *target,
                 gint64          amount,
                 GError        **error)
{
  /* If the source raises an exception, this hands it on to whoever called us. */
  if (!bank_account_withdraw_sync (source, amount, NULL, error))
    return FALSE;

  if (bank_account_deposit_sync (target, amount, NULL, error))
    return TRUE;

  /* The target did not take it, perhaps because it is closed by now. Back it goes. */
  bank_account_deposit_tell (source, amount);

  return FALSE;
}

static void
branch_impl_init (BankBranchImplInterface *iface)
{
  iface->open = branch_open;
  iface->transfer = branch_transfer;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (Branch, branch, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BANK_TYPE_BRANCH_IMPL, branch_impl_init))

static void
branch_class_init (BranchClass *klass G_GNUC_UNUSED)
{
}

static void
branch_init (Branch *self G_GNUC_UNUSED)
{
}
