/* SPDX-License-Identifier: MIT */

/* A day at the bank: three accounts on several workers, seen from a thread that is no actor. */

#include "branch.h"

#define N_WORKERS 3

/* A call without `_sync` does not wait: it returns a future. Here are three at once, and one wait
 * for all of them. */
static gboolean
pay_salaries (BankAccount *const *accounts, gsize n_accounts, gint64 amount, GError **error)
{
  g_autoptr (GPtrArray)   paid = NULL;
  g_autoptr (OdeonFuture) all_paid = NULL;

  paid = g_ptr_array_new_with_free_func ((GDestroyNotify) odeon_future_unref);
  for (gsize i = 0; i < n_accounts; i++)
    g_ptr_array_add (paid, bank_account_deposit (accounts[i], amount));

  all_paid = odeon_future_all ((OdeonFuture **) paid->pdata, paid->len);
  return odeon_future_await (all_paid, error);
}

static gboolean
print_account (BankAccount *account, GError **error)
{
  g_autofree gchar *owner = NULL;
  gint64            balance;

  if (!bank_account_get_owner_sync (account, &owner, error)
      || !bank_account_get_balance_sync (account, &balance, error))
    return FALSE;

  g_print ("  %-12s %5" G_GINT64_FORMAT "\n", owner, balance);

  return TRUE;
}

static gboolean
print_accounts (const gchar        *headline,
                BankAccount *const *accounts,
                gsize               n_accounts,
                GError            **error)
{
  g_print ("%s:\n", headline);
  for (gsize i = 0; i < n_accounts; i++)
    if (!print_account (accounts[i], error))
      return FALSE;

  return TRUE;
}

/* What came instead of an answer. An exception's members are there to be read; anything else has a
 * message at least. */
static void
print_refusal (const gchar *what, const GError *error)
{
  const BankInsufficientFunds *funds = bank_insufficient_funds_get_detail (error);
  const BankInvalidAmount     *invalid = bank_invalid_amount_get_detail (error);

  g_print ("%s: ", what);
  if (funds != NULL)
    g_print ("insufficient funds: wanted %" G_GINT64_FORMAT ", there is %" G_GINT64_FORMAT "\n",
             funds->wanted, funds->balance);
  else if (invalid != NULL)
    g_print ("%" G_GINT64_FORMAT " is no amount\n", invalid->amount);
  else if (g_error_matches (error, ODEON_ERROR, ODEON_ERROR_ACTOR_DEAD))
    g_print ("the account is closed\n");
  else
    g_print ("%s\n", error->message);
}

/* Transfers, if the bank lets us. */
static void
try_transfer (const gchar *what,
              BankBranch  *branch,
              BankAccount *source,
              BankAccount *target,
              gint64       amount)
{
  g_autoptr (GError) error = NULL;

  if (bank_branch_transfer_sync (branch, source, target, amount, &error))
    g_print ("%s: done\n", what);
  else
    print_refusal (what, error);
}

/* One-way calls come back at once, and arrive before what is sent after them. */
static gboolean
look_at (BankAccount *account, guint n_times, GError **error)
{
  g_autofree gchar *owner = NULL;
  guint32           visits;

  for (guint i = 0; i < n_times; i++)
    bank_account_touch (account);

  if (!bank_account_get_visits_sync (account, &visits, error)
      || !bank_account_get_owner_sync (account, &owner, error))
    return FALSE;
  g_print ("the account of %s has been looked at %u times\n", owner, visits);

  return TRUE;
}

static gboolean
close_account (BankAccount *account, GError **error)
{
  g_autoptr (OdeonFuture) stopped = odeon_ref_stop (account);

  return odeon_future_await (stopped, error);
}

static gboolean
spend_a_day (BankBranch *branch, GError **error)
{
  g_autoptr (BankAccount) alice = NULL;
  g_autoptr (BankAccount) bob = NULL;
  g_autoptr (BankAccount) carol = NULL;

  if (!bank_branch_open_sync (branch, "alice", &alice, error)
      || !bank_branch_open_sync (branch, "bob", &bob, error)
      || !bank_branch_open_sync (branch, "carol", &carol, error))
    return FALSE;

  BankAccount *const all[] = { alice, bob, carol };

  if (!pay_salaries (all, G_N_ELEMENTS (all), 1000, error)
      || !print_accounts ("On payday", all, G_N_ELEMENTS (all), error))
    return FALSE;

  try_transfer ("alice pays bob 300", branch, alice, bob, 300);
  try_transfer ("alice pays bob 5000", branch, alice, bob, 5000);
  try_transfer ("alice pays bob -1", branch, alice, bob, -1);

  if (!look_at (bob, 3, error) || !bank_account_set_owner_sync (alice, "alice & anna", error))
    return FALSE;

  if (!close_account (carol, error))
    return FALSE;
  try_transfer ("bob pays carol 200", branch, bob, carol, 200);

  return print_accounts ("In the evening", all, 2, error);
}

static gboolean
run (OdeonSystem *system, GError **error)
{
  g_autoptr (BankBranch)  branch = NULL;
  g_autoptr (OdeonFuture) finished = NULL;

  branch = bank_branch_spawn (ODEON_SPAWNER (system), TYPE_BRANCH, NULL, error, NULL);
  if (branch == NULL || !spend_a_day (branch, error))
    return FALSE;

  finished = odeon_system_shut_down (system);
  return odeon_future_await (finished, error);
}

int
main (void)
{
  g_autoptr (GError)      error = NULL;
  g_autoptr (OdeonSystem) system = odeon_system_new (N_WORKERS, &error);

  if (system == NULL || !run (system, &error))
    {
      g_printerr ("bank: %s\n", error->message);
      return 1;
    }

  return 0;
}
