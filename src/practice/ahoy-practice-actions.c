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
ahoy_practice_act_close (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  AhoyPracticeSocket *socket = device->socket;
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
ahoy_practice_act_drop (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  AhoyPracticeSocket *socket = device->socket;

  if (socket == NULL)
    return FALSE;
  if (ahoy_practice_fault_get_boolean (fault, "reset"))
    ahoy_practice_reset_socket (socket->socket);
  ahoy_practice_socket_drop (socket);

  return TRUE;
}

gboolean
ahoy_practice_act_mute (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  if (device->socket == NULL)
    return FALSE;
  ahoy_bounded_stream_set_paused (device->socket->stream, TRUE);

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
ahoy_practice_act_restart (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  AhoyPracticeSocket *socket = device->socket;

  ahoy_practice_device_forget (device);
  if (socket != NULL)
    ahoy_practice_socket_drop (socket);

  return TRUE;
}

gboolean
ahoy_practice_act_duplicate (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  const char *type = ahoy_practice_fault_get_string (fault, "eventType");
  g_autofree char *text = device->service->make_text (device, type, NULL);

  ahoy_practice_device_send (device, text);
  ahoy_practice_device_send (device, text);

  return TRUE;
}

gboolean
ahoy_practice_act_unknown (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  ahoy_practice_device_notify (device, ahoy_practice_fault_get_string (fault, "eventType"), NULL);

  return TRUE;
}

gboolean
ahoy_practice_act_burst (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  const char *type = ahoy_practice_fault_get_string (fault, "eventType");
  gint64 count = ahoy_practice_fault_get_int (fault, "count");

  for (gint64 i = 0; i < count; i++)
    ahoy_practice_device_notify (device, type, NULL);

  return TRUE;
}
