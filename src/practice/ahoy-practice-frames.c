/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-faults.h"

#include <string.h>

#define CONTINUATION 0x00
#define TEXT         0x01
#define DEEP         100000
#define CHUNK        (16 * 1024)

/* Messages and frames that no service sends. Those that libsoup would not send either are written
 * below it, frame by frame. */

static gboolean
is_open (AhoyPracticeDevice *device)
{
  return device->socket != NULL && ahoy_practice_socket_is_open (device->socket);
}

/* 100 000 objects, one in the other. */
static char *
deep_text (void)
{
  static const char level[] = "{\"notificationMessage\":";
  GString *text = g_string_sized_new (DEEP * sizeof level);

  for (guint i = 0; i < DEEP; i++)
    g_string_append (text, level);
  g_string_append_c (text, '1');
  for (guint i = 0; i < DEEP; i++)
    g_string_append_c (text, '}');

  return g_string_free (text, FALSE);
}

static const struct {
  const char *kind;
  const char *text;
} texts[] = {
  { "text", "This is no JSON." },
  { "empty", "" },
  { "null", "null" },
  { "number", "42" },
  { "array", "[{\"notificationMessage\":{}}]" },
  { "no-envelope", "{\"hello\":\"world\"}" },
};

#define FRAME(kind, bytes) { kind, bytes, sizeof bytes - 1 }

static const struct {
  const char *kind;
  const char *bytes;
  gsize       length;
} frames[] = {
  FRAME ("utf8", "\x81\x04\xff\xfe\xc0\x80"),
  FRAME ("reserved-bits", "\xf1\x02{}"),
  FRAME ("reserved-opcode", "\x83\x02{}"),
  FRAME ("masked", "\x81\x82\x01\x02\x03\x04\x7a\x7f"),
  FRAME ("long-control", "\x89\x7e\x00\x80"
         "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
         "000000000000000000000000000000000000000"),
  FRAME ("fragmented-control", "\x09\x01" "0"),
  FRAME ("lone-continuation", "\x80\x02{}"),
  FRAME ("huge-length", "\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff{}"),
};

gboolean
ahoy_practice_act_malformed (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  const char *kind = ahoy_practice_fault_get_string (fault, "kind");

  if (!is_open (device))
    return FALSE;

  if (strcmp (kind, "deep") == 0) {
    g_autofree char *text = deep_text ();

    ahoy_practice_socket_send (device->socket, text);
  }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (strcmp (texts[i].kind, kind) == 0)
      ahoy_practice_socket_send (device->socket, texts[i].text);
  for (guint i = 0; device->service->malformed[i].kind != NULL; i++)
    if (strcmp (device->service->malformed[i].kind, kind) == 0)
      ahoy_practice_socket_send (device->socket, device->service->malformed[i].text);
  for (guint i = 0; i < G_N_ELEMENTS (frames); i++)
    if (strcmp (frames[i].kind, kind) == 0)
      ahoy_practice_socket_write (device->socket, frames[i].bytes, frames[i].length);

  return TRUE;
}

gboolean
ahoy_practice_act_binary (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  gsize length = (gsize) ahoy_practice_fault_get_int (fault, "bytes");
  g_autofree guint8 *bytes = g_malloc0 (length + 1);

  if (!is_open (device))
    return FALSE;
  soup_websocket_connection_send_binary (device->socket->connection, bytes, length);

  return TRUE;
}

gboolean
ahoy_practice_act_big_message (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  gsize length = (gsize) ahoy_practice_fault_get_int (fault, "megabytes") * 1024 * 1024;
  g_autoptr (JsonObject) members = json_object_new ();
  g_autofree char *padding = NULL;
  g_autofree char *text = NULL;

  if (!is_open (device))
    return FALSE;
  padding = g_strnfill (length, 'x');
  json_object_set_string_member (members, "padding", padding);
  text = device->service->make_text (device, "practiceNotice", members);
  ahoy_practice_socket_send (device->socket, text);

  return TRUE;
}

/* One frame of a message, as the service sends it: without a mask, the length in as few bytes as
 * it takes. */
static GBytes *
make_frame (guint8 first, gsize length)
{
  guint n_bytes = length < 126 ? 0 : length < 65536 ? 2 : 8;
  guint8 *frame = g_malloc (2 + n_bytes + length);
  guint8 *p = frame;

  *p++ = first;
  *p++ = (guint8) (n_bytes == 0 ? length : n_bytes == 2 ? 126 : 127);
  for (guint i = n_bytes; i > 0; i--)
    *p++ = (guint8) ((guint64) length >> (8 * (i - 1)));
  memset (p, 'x', length);

  return g_bytes_new_take (frame, 2 + n_bytes + length);
}

gboolean
ahoy_practice_act_endless (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  gsize length = (gsize) ahoy_practice_fault_get_int (fault, "fragment");
  guint64 total = (guint64) ahoy_practice_fault_get_int (fault, "megabytes") * 1024 * 1024;
  g_autoptr (GBytes) first = make_frame (TEXT, length);
  g_autoptr (GBytes) next = make_frame (CONTINUATION, length);

  if (!is_open (device))
    return FALSE;
  ahoy_practice_socket_write_endless (device->socket, first, next, total);

  return TRUE;
}

/* The frame's head promises what the whole connection will never bring. */
gboolean
ahoy_practice_act_endless_frame (AhoyPracticeDevice *device, AhoyPracticeFault *fault)
{
  static const guint8 head[] = { 0x80 | TEXT, 127, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
  guint64 total = (guint64) ahoy_practice_fault_get_int (fault, "megabytes") * 1024 * 1024;
  g_autoptr (GBytes) first = g_bytes_new_static (head, sizeof head);
  g_autofree char *padding = g_strnfill (CHUNK, 'x');
  g_autoptr (GBytes) next = g_bytes_new (padding, CHUNK);

  if (!is_open (device))
    return FALSE;
  ahoy_practice_socket_write_endless (device->socket, first, next, total);

  return TRUE;
}
