/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-trust.h"

#include "ahoy-error.h"

#include <glib/gi18n-lib.h>

/* Which servers are trusted: those that the system trusts, and those whose certificate comes from
 * an authority of the account's CA file.
 *
 * As a database for connections it says what the system says. Connections could ask the system's
 * own, but with that glib-networking 2.74 gives each of them a copy of all authorities: 3.8 MiB, and
 * 6 ms or more of the main loop, where this costs nothing. */
struct _AhoyTrust {
  GTlsDatabase  parent_instance;

  GTlsDatabase *own; /* of the CA file; NULL where there is none */
};

G_DEFINE_FINAL_TYPE (AhoyTrust, ahoy_trust, G_TYPE_TLS_DATABASE)

/* Called in the thread of the handshake, that loads the authorities for the first time there. */
static GTlsCertificateFlags
ahoy_trust_verify_chain (GTlsDatabase *database, GTlsCertificate *chain, const char *purpose,
                         GSocketConnectable *identity, GTlsInteraction *interaction,
                         GTlsDatabaseVerifyFlags flags, GCancellable *cancellable, GError **error)
{
  g_autoptr (GTlsDatabase) system = NULL;

  system = g_tls_backend_get_default_database (g_tls_backend_get_default ());

  return g_tls_database_verify_chain (system, chain, purpose, identity, interaction, flags,
                                      cancellable, error);
}

static void
ahoy_trust_finalize (GObject *object)
{
  g_clear_object (&AHOY_TRUST (object)->own);

  G_OBJECT_CLASS (ahoy_trust_parent_class)->finalize (object);
}

static void
ahoy_trust_class_init (AhoyTrustClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_trust_finalize;
  G_TLS_DATABASE_CLASS (klass)->verify_chain = ahoy_trust_verify_chain;
}

static void
ahoy_trust_init (AhoyTrust *self)
{
}

/**
 * ahoy_trust_new:
 * @ca_file: (nullable): a file with certificates in PEM form; %NULL or empty: none
 * @error: return location for an error
 *
 * Fails with `AHOY_SESSION_ERROR_INVALID_ACCOUNT` if @ca_file cannot be read or has no certificate.
 *
 * Returns: (transfer full): what decides about certificates
 */
AhoyTrust *
ahoy_trust_new (const char *ca_file, GError **error)
{
  g_autoptr (AhoyTrust) self = g_object_new (AHOY_TYPE_TRUST, NULL);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *absolute = NULL;
  GList *certificates;

  if (ca_file == NULL || *ca_file == '\0')
    return g_steal_pointer (&self);

  /* The database takes a file without any certificate for an empty one. */
  certificates = g_tls_certificate_list_new_from_file (ca_file, &local_error);
  if (certificates == NULL) {
    g_set_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_INVALID_ACCOUNT,
                 _("The certificate file “%s” cannot be used: %s"), ca_file,
                 local_error != NULL ? local_error->message : _("it has no certificate"));
    return NULL;
  }
  g_list_free_full (certificates, g_object_unref);

  absolute = g_canonicalize_filename (ca_file, NULL);
  self->own = g_tls_file_database_new (absolute, &local_error);
  if (self->own == NULL) {
    g_set_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_INVALID_ACCOUNT,
                 _("The certificate file “%s” cannot be used: %s"), ca_file, local_error->message);
    return NULL;
  }

  return g_steal_pointer (&self);
}

static gboolean
is_self_signed (GTlsCertificate *certificate)
{
  g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);

  /* GIO has one flag for both, see g_tls_certificate_verify(). */
  return g_strcmp0 (subject, issuer) == 0;
}

static char *
describe (GTlsCertificate *certificate, GTlsCertificateFlags flags, const char *host)
{
  if (flags & G_TLS_CERTIFICATE_REVOKED)
    return g_strdup_printf (_("The certificate of %s was revoked"), host);
  if ((flags & G_TLS_CERTIFICATE_UNKNOWN_CA) && is_self_signed (certificate))
    return g_strdup_printf (_("The certificate of %s is signed by itself and not trusted"), host);
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return g_strdup_printf (
      _("The certificate of %s comes from an authority that this computer does not know"), host);
  if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return g_strdup_printf (_("The certificate that %s shows belongs to another server"), host);
  if (flags & G_TLS_CERTIFICATE_EXPIRED)
    return g_strdup_printf (_("The certificate of %s has expired"), host);
  if (flags & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return g_strdup_printf (
      _("The certificate of %s is not valid yet; check the date of this computer"), host);
  if (flags & G_TLS_CERTIFICATE_INSECURE)
    return g_strdup_printf (_("The certificate of %s uses an unsafe algorithm"), host);

  return g_strdup_printf (_("The certificate of %s is not valid"), host);
}

/**
 * ahoy_trust_accept:
 * @self: the trust
 * @identity: the server that was meant, a [class@Gio.NetworkAddress]
 * @certificate: what it has shown, with its chain
 * @flags: what the system finds wrong with it
 * @sentence: (out) (transfer full) (optional): why it is refused, for the person
 *
 * Decides about a certificate that the system refuses.
 *
 * Returns: whether to go on
 */
gboolean
ahoy_trust_accept (AhoyTrust *self, GSocketConnectable *identity, GTlsCertificate *certificate,
                   GTlsCertificateFlags flags, char **sentence)
{
  if (flags == 0)
    return TRUE;

  if (self->own != NULL) {
    g_autoptr (GError) error = NULL;
    GTlsCertificateFlags own_flags;

    own_flags = g_tls_database_verify_chain (self->own, certificate,
                                             G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, identity,
                                             NULL, G_TLS_DATABASE_VERIFY_NONE, NULL, &error);
    if (error == NULL && own_flags == 0)
      return TRUE;
    /* From a known authority, but wrong otherwise: that is what the person must hear. */
    if (error == NULL && !(own_flags & G_TLS_CERTIFICATE_UNKNOWN_CA))
      flags = own_flags;
  }

  if (sentence != NULL) {
    g_free (*sentence);
    *sentence = describe (certificate, flags,
                          g_network_address_get_hostname (G_NETWORK_ADDRESS (identity)));
  }

  return FALSE;
}
