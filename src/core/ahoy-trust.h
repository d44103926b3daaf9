/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define AHOY_TYPE_TRUST (ahoy_trust_get_type ())
G_DECLARE_FINAL_TYPE (AhoyTrust, ahoy_trust, AHOY, TRUST, GTlsDatabase)

AhoyTrust *ahoy_trust_new    (const char           *ca_file,
                              GError              **error);
gboolean   ahoy_trust_accept (AhoyTrust            *self,
                              GSocketConnectable   *identity,
                              GTlsCertificate      *certificate,
                              GTlsCertificateFlags  flags,
                              char                **sentence);

G_END_DECLS
