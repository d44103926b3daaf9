/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-clock.h"
#include "ahoy-media-devices.h"
#include "ahoy-media.h"
#include "ahoy-settings.h"
#include "ahoy-sounds.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * AhoyPracticeLogin:
 * @server: where the practice service is
 * @websocket_server: where its websocket is
 * @user: one of its users
 * @password: the password of that user
 *
 * What the form is filled with for practice.
 */
typedef struct {
  char *server;
  char *websocket_server;
  char *user;
  char *password;
} AhoyPracticeLogin;

AhoyPracticeLogin *ahoy_practice_login_new  (const char        *server,
                                             const char        *websocket_server,
                                             const char        *user,
                                             const char        *password);
void               ahoy_practice_login_free (AhoyPracticeLogin *login);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyPracticeLogin, ahoy_practice_login_free)

/**
 * AhoyPracticeFunc:
 * @user_data: what was given with the function
 * @error: return location for an error
 *
 * Starts the practice service inside the program; where it runs already, only tells about it.
 *
 * Returns: (transfer full) (nullable): how to log in, or %NULL with an error for the person
 */
typedef AhoyPracticeLogin *(*AhoyPracticeFunc) (gpointer   user_data,
                                                GError   **error);

/**
 * AhoyIdleFunc:
 * @user_data: what was given with the function
 *
 * Does what should be done before it is needed, but not while a person waits for something else.
 */
typedef void (*AhoyIdleFunc) (gpointer user_data);

#define AHOY_TYPE_APPLICATION (ahoy_application_get_type ())
G_DECLARE_FINAL_TYPE (AhoyApplication, ahoy_application, AHOY, APPLICATION, AdwApplication)

AhoyApplication *ahoy_application_new               (AhoySettings     *settings,
                                                     AhoyClock        *clock);
void             ahoy_application_set_media         (AhoyApplication  *self,
                                                     AhoyMediaFactory *factory,
                                                     AhoyMediaDevices *devices,
                                                     AhoySounds       *sounds);
void             ahoy_application_set_idle_func     (AhoyApplication  *self,
                                                     AhoyIdleFunc      func,
                                                     gpointer          user_data);
void             ahoy_application_set_practice_func (AhoyApplication  *self,
                                                     AhoyPracticeFunc  func,
                                                     gpointer          user_data);

G_END_DECLS
