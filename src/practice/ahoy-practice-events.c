/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-kandy.h"

#include "ahoy-json.h"

#include <string.h>

/**
 * ahoy_practice_notify:
 * @self: a practice service
 * @user: (nullable): whom to notify, or %NULL for everybody
 * @event_type: the notification's type
 * @body: (nullable): a JSON object as text: further members of the notification
 *
 * Sends a notification to each of @user's logins. Without an open websocket it waits for the next.
 */
void
ahoy_practice_notify (AhoyPractice *self, const char *user, const char *event_type,
                      const char *body)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (JsonObject) members = NULL;

  g_return_if_fail (AHOY_IS_PRACTICE (self));
  g_return_if_fail (event_type != NULL);
  if (body != NULL) {
    members = ahoy_json_parse_object (body, -1, NULL);
    g_return_if_fail (members != NULL);
  }

  list = ahoy_practice_list_devices (self, NULL, user);
  for (guint i = 0; i < list->len; i++)
    ahoy_practice_device_notify (g_ptr_array_index (list, i), event_type, members);
}

/**
 * ahoy_practice_send_text:
 * @self: a practice service
 * @user: (nullable): to whom, or %NULL for everybody
 * @text: any text
 *
 * Sends @text as it is to each of @user's logins. Without an open websocket it waits for the next.
 */
void
ahoy_practice_send_text (AhoyPractice *self, const char *user, const char *text)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_if_fail (AHOY_IS_PRACTICE (self));
  g_return_if_fail (text != NULL);

  list = ahoy_practice_list_devices (self, NULL, user);
  for (guint i = 0; i < list->len; i++)
    ahoy_practice_device_send (g_ptr_array_index (list, i), text);
}

/**
 * ahoy_practice_end_subscriptions:
 * @self: a practice service
 * @user: (nullable): whose, or %NULL for everybody's
 * @event_type: `gone` or `websocketOverridden`
 *
 * Does to @user's logins on Kandy Link what the service does when a login is ended (`gone`), or
 * when another websocket takes the channel over (`websocketOverridden`: the login itself stays for
 * a while).
 */
void
ahoy_practice_end_subscriptions (AhoyPractice *self, const char *user, const char *event_type)
{
  g_autoptr (GPtrArray) list = NULL;
  gboolean overridden;

  g_return_if_fail (AHOY_IS_PRACTICE (self));
  overridden = g_strcmp0 (event_type, "websocketOverridden") == 0;
  g_return_if_fail (overridden || g_strcmp0 (event_type, "gone") == 0);

  list = ahoy_practice_list_devices (self, &ahoy_practice_kandy, user);
  for (guint i = 0; i < list->len; i++) {
    AhoyPracticeDevice *device = g_ptr_array_index (list, i);

    if (overridden)
      ahoy_practice_device_override (device);
    else
      ahoy_practice_subscription_end ((AhoyPracticeSubscription *) device, event_type, NULL);
  }
}

/**
 * ahoy_practice_close_sockets:
 * @self: a practice service
 * @user: (nullable): whose, or %NULL for everybody's
 * @code: the code of the close frame, or 0 to drop the connection without one
 *
 * Closes @user's websockets. The logins stay for a while, as after a failure on the way.
 */
void
ahoy_practice_close_sockets (AhoyPractice *self, const char *user, gushort code)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_if_fail (AHOY_IS_PRACTICE (self));

  list = ahoy_practice_list_sockets (self, user);
  for (guint i = 0; i < list->len; i++) {
    if (code == 0)
      ahoy_practice_socket_drop (g_ptr_array_index (list, i));
    else
      ahoy_practice_socket_close (g_ptr_array_index (list, i), code);
  }
}
