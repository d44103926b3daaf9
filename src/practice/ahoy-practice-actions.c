/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-faults.h"

#include <string.h>

/* A close frame holds 123 bytes of text, and a character has up to four. */
#define LONGEST_REASON 30

/* What happens to a login and its websocket without the client having done anything. */

/* The codes that may not stand in a frame, and that libsoup therefore does not send. */
static gboolean
is_reserved (gushort code)
{
  return code == SOUP_WEBSOCKET_CLOSE_NO_EXTENSION || code == SOUP_WEBSOCKET_CLOSE_ABNORMAL
         || code == SOUP_WEBSOCKET_CLOSE_TLS_HANDSHAKE;
}

gboolean
ahoy_practice_act_close (AhoyPracticeSubscription *subscription, AhoyPracticeFault *fault)
{
  AhoyPracticeSocket *socket = subscription->socket;
  gushort code = (gushort) ahoy_practice_fault_get_int (fault, "code");
  const char *reason = ahoy_practice_fault_get_string (fault, "reason");
  const guint8 frame[] = { 0x88, 2, (guint8) (code >> 8), (guint8) code };

  if (socket == NULL || !ahoy_practice_socket_is_open (socket))
    return FALSE;
  if (is_reserved (code)) {
    ahoy_practice_socket_write (socket, frame, sizeof frame);
  } else {
    g_autofree char *shortened = reason != NULL
      ? g_utf8_substring (reason, 0, MIN (LONGEST_REASON, g_utf8_strlen (reason, -1))) : NULL;

    soup_websocket_connection_close (socket->connection, code, shortened);
  }
  ahoy_practice_socket_linger (socket);

  return TRUE;
}

gboolean
ahoy_practice_act_drop (AhoyPracticeSubscription *subscription, AhoyPracticeFault *fault)
{
  AhoyPracticeSocket *socket = subscription->socket;

  if (socket == NULL)
    return FALSE;
  if (ahoy_practice_fault_get_boolean (fault, "reset"))
    ahoy_practice_reset_socket (socket->socket);
  ahoy_practice_socket_drop (socket);

  return TRUE;
}

gboolean
ahoy_practice_act_mute (AhoyPracticeSubscription *subscription, AhoyPracticeFault *fault)
{
  if (subscription->socket == NULL)
    return FALSE;
  ahoy_bounded_stream_set_paused (subscription->socket->stream, TRUE);

  return TRUE;
}

void
ahoy_practice_undo_mute (AhoyPractice *self, const char *user)
{
  g_autoptr (GPtrArray) list = ahoy_practice_list_sockets (self, user);

  for (guint i = 0; i < list->len; i++) {
    AhoyPracticeSocket *socket = g_ptr_array_index (list, i);

    ahoy_bounded_stream_set_paused (socket->stream, FALSE);
  }
}

gboolean
ahoy_practice_act_gone (AhoyPracticeSubscription *subscription, AhoyPracticeFault *fault)
{
  g_autoptr (JsonObject) members = json_object_new ();
  gint64 retry_after = ahoy_practice_fault_get_int (fault, "retryAfter");

  if (retry_after >= 0)
    json_object_set_int_member (members, "retryAfter", retry_after);
  ahoy_practice_subscription_end (subscription, "gone", members);

  return TRUE;
}

gboolean
ahoy_practice_act_override (AhoyPracticeSubscription *subscription, AhoyPracticeFault *fault)
{
  if (subscription->socket == NULL)
    return FALSE;
  ahoy_practice_subscription_override (subscription);

  return TRUE;
}

gboolean
ahoy_practice_act_expire (AhoyPracticeSubscription *subscription, AhoyPracticeFault *fault)
{
  ahoy_practice_count (subscription->practice, "expired");
  ahoy_practice_subscription_end (subscription, "gone", NULL);

  return TRUE;
}

gboolean
ahoy_practice_act_restart (AhoyPracticeSubscription *subscription, AhoyPracticeFault *fault)
{
  AhoyPracticeSocket *socket = subscription->socket;

  ahoy_practice_subscription_end (subscription, NULL, NULL);
  if (socket != NULL)
    ahoy_practice_socket_drop (socket);

  return TRUE;
}

gboolean
ahoy_practice_act_duplicate (AhoyPracticeSubscription *subscription, AhoyPracticeFault *fault)
{
  const char *type = ahoy_practice_fault_get_string (fault, "eventType");
  g_autofree char *text = ahoy_practice_notification_text (subscription->practice, type, NULL);

  ahoy_practice_subscription_send (subscription, text);
  ahoy_practice_subscription_send (subscription, text);

  return TRUE;
}

gboolean
ahoy_practice_act_unknown (AhoyPracticeSubscription *subscription, AhoyPracticeFault *fault)
{
  ahoy_practice_subscription_notify (subscription,
                                     ahoy_practice_fault_get_string (fault, "eventType"), NULL);

  return TRUE;
}

gboolean
ahoy_practice_act_burst (AhoyPracticeSubscription *subscription, AhoyPracticeFault *fault)
{
  const char *type = ahoy_practice_fault_get_string (fault, "eventType");
  gint64 count = ahoy_practice_fault_get_int (fault, "count");

  for (gint64 i = 0; i < count; i++)
    ahoy_practice_subscription_notify (subscription, type, NULL);

  return TRUE;
}

gboolean
ahoy_practice_act_pong (AhoyPracticeSubscription *subscription, AhoyPracticeFault *fault)
{
  if (subscription->socket == NULL)
    return FALSE;
  ahoy_practice_socket_send (subscription->socket, "{\"message_type\":\"pong\"}");

  return TRUE;
}
