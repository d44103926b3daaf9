/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define AHOY_TYPE_SESSION_MEMORY (ahoy_session_memory_get_type ())
G_DECLARE_FINAL_TYPE (AhoySessionMemory, ahoy_session_memory, AHOY, SESSION_MEMORY, GObject)

AhoySessionMemory *ahoy_session_memory_new           (void);
const char        *ahoy_session_memory_get_client_id (AhoySessionMemory *self);
const char        *ahoy_session_memory_get_token     (AhoySessionMemory *self);
void               ahoy_session_memory_set_token     (AhoySessionMemory *self,
                                                      const char        *token);
const char        *ahoy_session_memory_get_ice_user  (AhoySessionMemory *self);
const char        *ahoy_session_memory_get_ice_secret
                                                     (AhoySessionMemory *self);
void               ahoy_session_memory_set_ice       (AhoySessionMemory *self,
                                                      const char        *user,
                                                      const char        *secret);
void               ahoy_session_memory_forget        (AhoySessionMemory *self);
void               ahoy_session_memory_begin_login   (AhoySessionMemory *self);
void               ahoy_session_memory_end_login     (AhoySessionMemory *self);
gboolean           ahoy_session_memory_get_idle      (AhoySessionMemory *self);

G_END_DECLS
