/* SPDX-License-Identifier: MIT */

/* An account. It takes one message at a time, so that between looking at the balance and changing
 * it nobody comes in: there is no lock, and none is missing. */

#include "account.h"

struct _Account
{
  OdeonActor parent_instance;

  gchar  *owner;
  gint64  balance;
  guint   visits;
};

enum
{
  PROP_OWNER = 1
};

/* --- Bank::Account ---------------------------------------------------------------------------- */

static gboolean
account_get_balance (BankAccountImpl *impl, gint64 *out_value, GError **error G_GNUC_UNUSED)
{
  *out_value = EXAMPLE_ACCOUNT (impl)->balance;

  return TRUE;
}

static gboolean
account_get_owner (BankAccountImpl *impl, gchar **out_value, GError **error G_GNUC_UNUSED)
{
  *out_value = g_strdup (EXAMPLE_ACCOUNT (impl)->owner);

  return TRUE;
}

static gboolean
account_set_owner (BankAccountImpl *impl, const gchar *value, GError **error G_GNUC_UNUSED)
{
  Account *self = EXAMPLE_ACCOUNT (impl);

  g_free (self->owner);
  self->owner = g_strdup (value);

  return TRUE;
}

static gboolean
account_get_visits (BankAccountImpl *impl, guint32 *out_value, GError **error G_GNUC_UNUSED)
{
  *out_value = EXAMPLE_ACCOUNT (impl)->visits;

  return TRUE;
}

/* An exception of IDL is a GError that carries the exception's members. */
static gboolean
check_amount (gint64 amount, GError **error)
{
  if (amount > 0)
    return TRUE;

  g_propagate_error (error, bank_invalid_amount_new_error (amount));
  return FALSE;
}

static gboolean
account_deposit (BankAccountImpl *impl, gint64 amount, gint64 *out_result, GError **error)
{
  Account *self = EXAMPLE_ACCOUNT (impl);

  if (!check_amount (amount, error))
    return FALSE;

  self->balance += amount;
  *out_result = self->balance;

  return TRUE;
}

static gboolean
account_withdraw (BankAccountImpl *impl, gint64 amount, gint64 *out_result, GError **error)
{
  Account *self = EXAMPLE_ACCOUNT (impl);

  if (!check_amount (amount, error))
    return FALSE;

  if (amount > self->balance)
    {
      g_propagate_error (error, bank_insufficient_funds_new_error (self->balance, amount));
      return FALSE;
    }

  self->balance -= amount;
  *out_result = self->balance;

  return TRUE;
}

static gboolean
account_touch (BankAccountImpl *impl, GError **error G_GNUC_UNUSED)
{
  EXAMPLE_ACCOUNT (impl)->visits++;

  return TRUE;
}

static void
account_impl_init (BankAccountImplInterface *iface)
{
  iface->get_balance = account_get_balance;
  iface->get_owner = account_get_owner;
  iface->set_owner = account_set_owner;
  iface->get_visits = account_get_visits;
  iface->deposit = account_deposit;
  iface->withdraw = account_withdraw;
  iface->touch = account_touch;
}

/* --- The GObject ------------------------------------------------------------------------------ */

G_DEFINE_FINAL_TYPE_WITH_CODE (Account, account, ODEON_TYPE_ACTOR,
                               G_IMPLEMENT_INTERFACE (BANK_TYPE_ACCOUNT_IMPL, account_impl_init))

static void
account_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  Account *self = EXAMPLE_ACCOUNT (object);

  switch (id)
    {
    case PROP_OWNER:
      self->owner = g_value_dup_string (value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
account_finalize (GObject *object)
{
  g_free (EXAMPLE_ACCOUNT (object)->owner);

  G_OBJECT_CLASS (account_parent_class)->finalize (object);
}

static void
account_class_init (AccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = account_set_property;
  object_class->finalize = account_finalize;

  g_object_class_install_property (
    object_class, PROP_OWNER,
    g_param_spec_string ("owner", NULL, NULL, "",
                         G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
account_init (Account *self G_GNUC_UNUSED)
{
}
