/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-clock.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define AHOY_TYPE_PRACTICE (ahoy_practice_get_type ())
G_DECLARE_FINAL_TYPE (AhoyPractice, ahoy_practice, AHOY, PRACTICE, GObject)

AhoyPractice *ahoy_practice_new               (void);

/* Before start, for tests: where to take the time from. */
void          ahoy_practice_set_clock         (AhoyPractice  *self,
                                               AhoyClock     *clock);
/* Before start. Without any user, start adds the two of the README. */
void          ahoy_practice_add_user          (AhoyPractice  *self,
                                               const char    *name,
                                               const char    *password);
/* port 0: the kernel picks. Plain http and ws on 127.0.0.1 only. */
gboolean      ahoy_practice_start             (AhoyPractice  *self,
                                               guint16        port,
                                               GError       **error);
/* https and wss on 127.0.0.1, and on address besides where it is not NULL. After start. */
gboolean      ahoy_practice_start_tls         (AhoyPractice  *self,
                                               guint16        port,
                                               const char    *address,
                                               const char    *certificate_file,
                                               const char    *key_file,
                                               GError       **error);
void          ahoy_practice_stop              (AhoyPractice  *self);

/* All URIs without a trailing slash; NULL where not started. */
const char   *ahoy_practice_get_rest_uri      (AhoyPractice  *self); /* http://127.0.0.1:P */
const char   *ahoy_practice_get_websocket_uri (AhoyPractice  *self); /* ws://127.0.0.1:P */
const char   *ahoy_practice_get_rest_tls_uri  (AhoyPractice  *self); /* https://127.0.0.1:P */
const char   *ahoy_practice_get_websocket_tls_uri (AhoyPractice *self);
/* http://127.0.0.1:P/practice */
const char   *ahoy_practice_get_control_uri   (AhoyPractice  *self);

guint         ahoy_practice_get_n_users       (AhoyPractice  *self);
const char   *ahoy_practice_get_user_name     (AhoyPractice  *self,
                                               guint          index);
const char   *ahoy_practice_get_user_password (AhoyPractice  *self,
                                               guint          index);

/* The same faults as the control interface has, for tests in the same process.
 * parameters: a JSON object as text, or NULL. */
gboolean      ahoy_practice_set_fault         (AhoyPractice  *self,
                                               const char    *name,
                                               const char    *parameters,
                                               GError       **error);
void          ahoy_practice_clear_faults      (AhoyPractice  *self);

/* What the service knows now, for tests. user NULL: of everybody. */
guint         ahoy_practice_get_n_subscriptions (AhoyPractice *self,
                                                 const char   *user);
guint         ahoy_practice_get_n_sessions      (AhoyPractice *self,
                                                 const char   *user);
guint         ahoy_practice_get_n_calls         (AhoyPractice *self,
                                                 const char   *user);
guint         ahoy_practice_get_n_sockets       (AhoyPractice *self,
                                                 const char   *user);
/* How often something has happened since the start: "subscribe", "refresh", "unsubscribe",
 * "upgrade", "keepalive", "options" ... */
guint         ahoy_practice_get_count           (AhoyPractice *self,
                                                 const char   *name);

/* The same as the service's own events. Each acts on every subscription of user.
 * body: a JSON object as text, or NULL: members of notificationMessage. */
void          ahoy_practice_notify              (AhoyPractice *self,
                                                 const char   *user,
                                                 const char   *event_type,
                                                 const char   *body);
void          ahoy_practice_send_text           (AhoyPractice *self,
                                                 const char   *user,
                                                 const char   *text);  /* as it is */
/* event_type: "gone" or "websocketOverridden". */
void          ahoy_practice_end_subscriptions   (AhoyPractice *self,
                                                 const char   *user,
                                                 const char   *event_type);
/* code 0: the TCP connection is dropped without a close frame. */
void          ahoy_practice_close_sockets       (AhoyPractice *self,
                                                 const char   *user,
                                                 gushort       code);

G_END_DECLS
