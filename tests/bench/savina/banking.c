/* SPDX-License-Identifier: MIT */

/* Banking: a teller sends all transfers at once. The account that one goes from asks the other to
 * take the amount, and does nothing else until it has. Since money goes to accounts of higher
 * numbers only, no circle of accounts waits for itself. */

#include "savina.h"

#define ACCOUNTS   1000
#define SOURCES    (ACCOUNTS / 10 * 8) /* from which money goes: the others only receive */
#define BALANCE    1000000
#define MOST_MONEY 1000

/* --- Account --- */

typedef struct
{
  OdeonActor parent_instance;

  gint64     balance;
} Account;

static gboolean
account_get_balance (SavinaAccountImpl *impl, gint64 *out_value, GError **error G_GNUC_UNUSED)
{
  *out_value = ((Account *) impl)->balance;
  return TRUE;
}

static gboolean
account_set_balance (SavinaAccountImpl *impl, gint64 value, GError **error G_GNUC_UNUSED)
{
  ((Account *) impl)->balance = value;
  return TRUE;
}

static gboolean
account_credit (SavinaAccountImpl *impl, gint64 amount, SavinaAccount *destination, GError **error)
{
  ((Account *) impl)->balance -= amount;
  return savina_account_debit_sync (destination, amount, error);
}

static gboolean
account_debit (SavinaAccountImpl *impl, gint64 amount, GError **error G_GNUC_UNUSED)
{
  ((Account *) impl)->balance += amount;
  return TRUE;
}

static void
account_implement (SavinaAccountImplInterface *iface)
{
  iface->get_balance = account_get_balance;
  iface->set_balance = account_set_balance;
  iface->credit = account_credit;
  iface->debit = account_debit;
}

SAVINA_DEFINE_ACTOR (Account, account,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_ACCOUNT_IMPL, account_implement))

/* --- The teller --- */

typedef struct
{
  OdeonActor parent_instance;
} Teller;

static gboolean
open_accounts (Teller *self, SavinaAccount **accounts, GError **error)
{
  for (guint i = 0; i < ACCOUNTS; i++)
    {
      accounts[i]
        = savina_account_spawn (ODEON_SPAWNER (self), account_get_type (), NULL, error, NULL);
      if (accounts[i] == NULL || !savina_account_set_balance_sync (accounts[i], BALANCE, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
transfer (SavinaAccount **accounts, gint64 n, GError **error)
{
  g_autoptr (GPtrArray) replies
    = g_ptr_array_new_full ((guint) n, (GDestroyNotify) odeon_future_unref);
  guint32 random = 1;

  for (gint64 i = 0; i < n; i++)
    {
      guint from = savina_random (&random) % SOURCES;
      guint to = from + 1 + savina_random (&random) % (ACCOUNTS - from - 1);
      gint64 amount = savina_random (&random) % MOST_MONEY;

      g_ptr_array_add (replies, savina_account_credit (accounts[from], amount, accounts[to]));
    }
  for (guint i = 0; i < replies->len; i++)
    if (!odeon_future_await (replies->pdata[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
add_up (SavinaAccount **accounts, gint64 *total, GError **error)
{
  for (guint i = 0; i < ACCOUNTS; i++)
    {
      gint64 balance;

      if (!savina_account_get_balance_sync (accounts[i], &balance, error))
        return FALSE;
      *total += balance;
    }
  return TRUE;
}

static gboolean
teller_run (SavinaBenchmarkImpl *impl, gint64 n, GError **error)
{
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_full (ACCOUNTS, odeon_ref_unref);
  gint64 total = 0;

  g_ptr_array_set_size (accounts, ACCOUNTS);
  return open_accounts ((Teller *) impl, (SavinaAccount **) accounts->pdata, error)
         && transfer ((SavinaAccount **) accounts->pdata, n, error)
         && add_up ((SavinaAccount **) accounts->pdata, &total, error)
         && savina_check (total, (gint64) ACCOUNTS * BALANCE, error);
}

static void
teller_implement (SavinaBenchmarkImplInterface *iface)
{
  iface->run = teller_run;
}

SAVINA_DEFINE_ACTOR (Teller, teller,
                     SAVINA_IMPLEMENT (SAVINA_TYPE_BENCHMARK_IMPL, teller_implement))

double
savina_banking (int64_t n)
{
  return savina_run (teller_get_type (), n);
}
