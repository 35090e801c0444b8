/* SPDX-License-Identifier: MIT */

/* Keys, certificates and files for tests, made with GnuTLS alone: what Odeon makes of its own is
 * not tested by what it makes. */

#pragma once

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <glib/gstdio.h>
#include <string.h>

#define assert_gnutls(code) assert_int_equal (code, GNUTLS_E_SUCCESS)

#define DAY (24 * 60 * 60)

/* --- a directory for what is written --- */

static gchar        *folder;
static GStringChunk *paths;

static G_GNUC_UNUSED int
folder_set_up (void **state G_GNUC_UNUSED)
{
  folder = g_dir_make_tmp ("odeon-trust-XXXXXX", NULL);
  paths = g_string_chunk_new (1024);

  return folder == NULL;
}

static G_GNUC_UNUSED int
folder_tear_down (void **state G_GNUC_UNUSED)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const gchar     *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree gchar *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_clear_pointer (&folder, g_free);
  g_clear_pointer (&paths, g_string_chunk_free);

  return 0;
}

/* As long as the directory. */
static G_GNUC_UNUSED const gchar *
in_folder (const gchar *name)
{
  g_autofree gchar *path = g_build_filename (folder, name, NULL);

  return g_string_chunk_insert_const (paths, path);
}

static G_GNUC_UNUSED const gchar *
write_file (const gchar *name, const gchar *text, gint mode)
{
  const gchar *path = in_folder (name);

  assert_true (g_file_set_contents (path, text, -1, NULL));
  assert_int_equal (g_chmod (path, mode), 0);

  return path;
}

static G_GNUC_UNUSED const gchar *
write_datum (const gchar *name, gnutls_datum_t *datum, gint mode)
{
  const gchar *path = in_folder (name);

  assert_true (g_file_set_contents (path, (gchar *) datum->data, datum->size, NULL));
  assert_int_equal (g_chmod (path, mode), 0);
  gnutls_free (datum->data);

  return path;
}

/* --- who somebody is --- */

typedef struct
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t     certificate; /* (nullable) */
} Paper;

static G_GNUC_UNUSED void
paper_clear (Paper *self)
{
  if (self->certificate != NULL)
    gnutls_x509_crt_deinit (self->certificate);
  if (self->key != NULL)
    gnutls_x509_privkey_deinit (self->key);
  memset (self, 0, sizeof *self);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Paper, paper_clear)

/* What is to be in a certificate; what is left out is as a node's should be. */
typedef struct
{
  const gchar *subject;   /* the common name */
  const gchar *name;      /* a node's: the URI odeon:node:NAME */
  const gchar *uris[3];   /* further URIs */
  const gchar *dns;
  gint64       begins;    /* seconds from now; 0: an hour ago */
  gint64       ends;      /* seconds from now; 0: in a day */
  const gchar *purpose;   /* an OID, in place of both */
  gboolean     is_authority;
  gboolean     has_no_ids; /* of its key and of its issuer's */
  const Paper *issuer;     /* NULL: itself */
} Wish;

static G_GNUC_UNUSED Paper
make_key_of (gnutls_pk_algorithm_t algorithm, guint bits)
{
  Paper self = { 0 };

  assert_gnutls (gnutls_x509_privkey_init (&self.key));
  assert_gnutls (gnutls_x509_privkey_generate (self.key, algorithm, bits, 0));

  return self;
}

static G_GNUC_UNUSED Paper
make_key (void)
{
  return make_key_of (GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1));
}

static G_GNUC_UNUSED void
add_alternative (gnutls_x509_crt_t certificate, gnutls_x509_subject_alt_name_t kind,
                 const gchar *name)
{
  assert_gnutls (gnutls_x509_crt_set_subject_alt_name (certificate, kind, name,
                                                       (guint) strlen (name), GNUTLS_FSAN_APPEND));
}

static G_GNUC_UNUSED void
add_names (gnutls_x509_crt_t certificate, const Wish *wish)
{
  if (wish->dns != NULL)
    add_alternative (certificate, GNUTLS_SAN_DNSNAME, wish->dns);
  if (wish->name != NULL)
    {
      g_autofree gchar *uri = g_strconcat ("odeon:node:", wish->name, NULL);

      add_alternative (certificate, GNUTLS_SAN_URI, uri);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wish->uris) && wish->uris[i] != NULL; i++)
    add_alternative (certificate, GNUTLS_SAN_URI, wish->uris[i]);
}

static G_GNUC_UNUSED void
add_purposes (gnutls_x509_crt_t certificate, const Wish *wish)
{
  assert_gnutls (gnutls_x509_crt_set_basic_constraints (certificate, wish->is_authority ? 1 : 0,
                                                        wish->is_authority ? 1 : -1));
  assert_gnutls (gnutls_x509_crt_set_key_usage (
      certificate, wish->is_authority ? GNUTLS_KEY_KEY_CERT_SIGN : GNUTLS_KEY_DIGITAL_SIGNATURE));
  if (wish->is_authority)
    return;

  if (wish->purpose == NULL || strcmp (wish->purpose, GNUTLS_KP_TLS_WWW_SERVER) == 0)
    assert_gnutls (
        gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_SERVER, 0));
  if (wish->purpose == NULL || strcmp (wish->purpose, GNUTLS_KP_TLS_WWW_CLIENT) == 0)
    assert_gnutls (
        gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_CLIENT, 0));
}

/* By these two authorities of one name are told apart. */
static G_GNUC_UNUSED void
add_ids (gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer)
{
  guint8 id[64];
  size_t size = sizeof id;

  assert_gnutls (gnutls_x509_crt_get_key_id (certificate, 0, id, &size));
  assert_gnutls (gnutls_x509_crt_set_subject_key_id (certificate, id, size));
  size = sizeof id;
  assert_gnutls (gnutls_x509_crt_get_key_id (issuer, 0, id, &size));
  assert_gnutls (gnutls_x509_crt_set_authority_key_id (certificate, id, size));
}

/* As short as it can be without a sign. */
static G_GNUC_UNUSED void
set_serial (gnutls_x509_crt_t certificate, guint number)
{
  const guint8 bytes[] = { (guint8) (number >> 8), (guint8) number };
  gsize        first = number < 0x80 ? 1 : 0;

  assert_gnutls (
    gnutls_x509_crt_set_serial (certificate, bytes + first, sizeof bytes - first));
}

/* A certificate for a key that is there. */
static G_GNUC_UNUSED void
certify (Paper *self, const Wish *wish)
{
  static guint  last = 0x10;
  const Paper  *issuer = wish->issuer != NULL ? wish->issuer : self;
  gint64        now = g_get_real_time () / G_USEC_PER_SEC;

  assert_gnutls (gnutls_x509_crt_init (&self->certificate));
  assert_gnutls (gnutls_x509_crt_set_version (self->certificate, 3));
  set_serial (self->certificate, ++last);
  assert_gnutls (gnutls_x509_crt_set_activation_time (
      self->certificate, (time_t) (now + (wish->begins != 0 ? wish->begins : -3600))));
  assert_gnutls (gnutls_x509_crt_set_expiration_time (
      self->certificate, (time_t) (now + (wish->ends != 0 ? wish->ends : DAY))));
  assert_gnutls (gnutls_x509_crt_set_dn_by_oid (
      self->certificate, GNUTLS_OID_X520_COMMON_NAME, 0,
      wish->subject != NULL ? wish->subject : "node",
      (guint) strlen (wish->subject != NULL ? wish->subject : "node")));
  assert_gnutls (gnutls_x509_crt_set_key (self->certificate, self->key));
  add_names (self->certificate, wish);
  add_purposes (self->certificate, wish);
  if (!wish->has_no_ids)
    add_ids (self->certificate, issuer->certificate);
  assert_gnutls (gnutls_x509_crt_sign2 (
      self->certificate, issuer->certificate, issuer->key, GNUTLS_DIG_SHA256, 0));
}

static G_GNUC_UNUSED Paper
make_paper (const Wish *wish)
{
  Paper self = make_key ();

  certify (&self, wish);

  return self;
}

#define MAKE(...) make_paper (&(Wish){ __VA_ARGS__ })

/* --- files of them --- */

static G_GNUC_UNUSED const gchar *
write_key (const Paper *self, const gchar *name)
{
  gnutls_datum_t pem;

  assert_gnutls (gnutls_x509_privkey_export2_pkcs8 (self->key, GNUTLS_X509_FMT_PEM, NULL,
                                                    GNUTLS_PKCS_PLAIN, &pem));

  return write_datum (name, &pem, 0600);
}

static G_GNUC_UNUSED const gchar *
write_certificate (const Paper *self, const gchar *name)
{
  gnutls_datum_t pem;

  assert_gnutls (gnutls_x509_crt_export2 (self->certificate, GNUTLS_X509_FMT_PEM, &pem));

  return write_datum (name, &pem, 0644);
}

/* As people get it without Odeon: the hash of what stands for the key in DER. */
static G_GNUC_UNUSED gchar *
dup_pin (const Paper *self)
{
  gnutls_privkey_t  key;
  gnutls_pubkey_t   public_key;
  gnutls_datum_t    der;
  g_autofree gchar *hash = NULL;

  assert_gnutls (gnutls_privkey_init (&key));
  assert_gnutls (gnutls_pubkey_init (&public_key));
  assert_gnutls (gnutls_privkey_import_x509 (key, self->key, 0));
  assert_gnutls (gnutls_pubkey_import_privkey (public_key, key, 0, 0));
  assert_gnutls (gnutls_pubkey_export2 (public_key, GNUTLS_X509_FMT_DER, &der));
  hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der.data, der.size);
  gnutls_free (der.data);
  gnutls_pubkey_deinit (public_key);
  gnutls_privkey_deinit (key);

  return g_strconcat ("sha256:", hash, NULL);
}
