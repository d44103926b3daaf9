/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-account.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What is remembered between runs, and forgotten on logout. The keys of the schema that belong to
 * an account have the names of its properties. */
#define AHOY_TYPE_SETTINGS (ahoy_settings_get_type ())
G_DECLARE_FINAL_TYPE (AhoySettings, ahoy_settings, AHOY, SETTINGS, GObject)

/* NULL: the schema is missing or of another version; tell the person and exit. */
AhoySettings  *ahoy_settings_new               (void);

/* For preferences that bind to a key, and for the window's size. */
GSettings     *ahoy_settings_get_gsettings     (AhoySettings  *self);

/* An account with everything that is remembered; the user too, if it is. */
AhoyAccount   *ahoy_settings_load_account      (AhoySettings  *self);
AhoyAccount   *ahoy_settings_load_other_server (AhoySettings  *self,
                                                const char    *service);
AhoyLoginKind  ahoy_settings_get_login_kind    (AhoySettings  *self);
const char    *ahoy_settings_get_authname      (AhoySettings  *self);
gboolean       ahoy_settings_get_has_secret    (AhoySettings  *self);
gint64         ahoy_settings_get_seen_until    (AhoySettings  *self);

/* After a successful login: the service, the server and how to log in stay, whoever logs out. */
void           ahoy_settings_remember_server   (AhoySettings  *self,
                                                AhoyAccount   *account,
                                                AhoyLoginKind  kind);
/* Only with "Stay logged in", which both of these change too. */
void           ahoy_settings_remember_user     (AhoySettings  *self,
                                                const char    *user,
                                                const char    *authname,
                                                gboolean       has_secret);
void           ahoy_settings_remember_seen_until (AhoySettings *self,
                                                gint64         seen_until);
void           ahoy_settings_forget_user       (AhoySettings  *self);

G_END_DECLS
