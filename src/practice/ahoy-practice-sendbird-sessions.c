/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-practice-direct-calls.h"

#include "ahoy-json.h"

#include <string.h>

/* Whose calls may be remembered for ever: as many as a test or a person needs. */
#define MOST_SEEN 10000

static char *
make_key (const char *app_id, const char *user)
{
  return g_strdup_printf ("%s\n%s", app_id, user);
}

/* Whether the user has ever logged in to the app. */
gboolean
ahoy_practice_has_authenticated (AhoyPractice *self, const char *app_id, const char *user)
{
  g_autofree char *key = make_key (app_id, user);

  return g_hash_table_contains (self->seen, key);
}

AhoyPracticeSession *
ahoy_practice_session_new (AhoyPractice *self, AhoyPracticeUser *user, const char *app_id,
                           const char *client_id)
{
  AhoyPracticeSession *session = g_new0 (AhoyPracticeSession, 1);
  g_autofree char *call = g_uuid_string_random ();

  ahoy_practice_device_init (&session->device, &ahoy_practice_sendbird, self, user);
  session->app_id = g_strdup (app_id);
  session->client_id = g_strdup (client_id);
  session->notice_call = g_ascii_strup (call, -1);
  g_queue_init (&session->told);
  session->sequences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (g_hash_table_size (self->seen) < MOST_SEEN)
    g_hash_table_add (self->seen, make_key (app_id, user->name));

  return session;
}

void
ahoy_practice_session_free (AhoyPracticeDevice *device)
{
  AhoyPracticeSession *session = (AhoyPracticeSession *) device;

  ahoy_practice_direct_calls_forget (session);
  ahoy_practice_clear_secret (&session->token);
  g_hash_table_unref (session->sequences);
  g_queue_clear_full (&session->told, ahoy_practice_told_free);
  g_free (session->app_id);
  g_free (session->client_id);
  g_free (session->sdk);
  g_free (session->notice_call);
  ahoy_practice_device_clear (device);
  g_free (session);
}

/* A new token; the one before is good for nothing any more. */
void
ahoy_practice_session_renew (AhoyPracticeSession *session)
{
  ahoy_practice_clear_secret (&session->token);
  session->token = ahoy_practice_random_secret (20);
}

static AhoyPracticeSession *
get_session (AhoyPractice *self, guint index)
{
  AhoyPracticeDevice *device = g_ptr_array_index (self->devices, index);

  return device->service == &ahoy_practice_sendbird ? (AhoyPracticeSession *) device : NULL;
}

AhoyPracticeSession *
ahoy_practice_find_client (AhoyPractice *self, AhoyPracticeUser *user, const char *app_id,
                           const char *client_id)
{
  for (guint i = 0; i < self->devices->len; i++) {
    AhoyPracticeSession *session = get_session (self, i);

    if (session != NULL && session->device.user == user && strcmp (session->app_id, app_id) == 0
        && strcmp (session->client_id, client_id) == 0)
      return session;
  }

  return NULL;
}

AhoyPracticeSession *
ahoy_practice_find_token (AhoyPractice *self, const char *token)
{
  for (guint i = 0; token != NULL && i < self->devices->len; i++) {
    AhoyPracticeSession *session = get_session (self, i);

    if (session != NULL && strcmp (session->token, token) == 0)
      return session;
  }

  return NULL;
}

/* The number of the call's next event to this client (section 3.3). */
static gint64
take_sequence_number (AhoyPracticeSession *session, const char *call_id)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (session->sequences, call_id));

  g_hash_table_replace (session->sequences, g_strdup (call_id), GUINT_TO_POINTER (number + 1));

  return number;
}

/* The payload names the call, or it is made to. */
static const char *
complete_payload (AhoyPracticeSession *session, JsonObject *event)
{
  JsonObject *payload = ahoy_json_get_object (event, "payload");
  const char *call_id;

  if (payload == NULL) {
    payload = json_object_new ();
    json_object_set_object_member (event, "payload", payload);
  }
  call_id = ahoy_json_get_string (payload, "call_id");
  if (call_id != NULL)
    return call_id;
  json_object_set_string_member (payload, "call_id", session->notice_call);

  return session->notice_call;
}

/* An event of section 3.3 with the line end that is after each frame. A sequence_number of null
 * leaves it out. */
char *
ahoy_practice_session_make_text (AhoyPracticeDevice *device, const char *event_type,
                                 JsonObject *members)
{
  AhoyPracticeSession *session = (AhoyPracticeSession *) device;
  g_autoptr (JsonObject) event = json_object_new ();
  g_autofree char *message_id = g_uuid_string_random ();
  g_autofree char *text = NULL;
  JsonObject *delivery = json_object_new ();
  const char *call_id;

  json_object_set_int_member (event, "version", 1);
  json_object_set_string_member (event, "cmd", "CALL");
  json_object_set_string_member (event, "type", event_type);
  json_object_set_string_member (event, "call_type", "direct_call");
  json_object_set_string_member (event, "message_id", message_id);
  json_object_set_string_member (delivery, "type", "ws");
  json_object_set_object_member (event, "delivery_info", delivery);
  ahoy_practice_copy_members (members, event);

  call_id = complete_payload (session, event);
  if (!json_object_has_member (event, "sequence_number"))
    json_object_set_int_member (event, "sequence_number", take_sequence_number (session, call_id));
  else if (json_object_get_null_member (event, "sequence_number"))
    json_object_remove_member (event, "sequence_number");
  text = ahoy_json_to_text (event);

  return g_strconcat (text, "\n", NULL);
}

/* Whether the text, one of ours, is about that call, and of that type where one is given. */
static gboolean
is_about (const char *text, const char *call_id, const char *type)
{
  g_autoptr (JsonObject) event = ahoy_json_parse_object (text, -1, NULL);
  JsonObject *payload = ahoy_json_get_object (event, "payload");

  return g_strcmp0 (ahoy_json_get_string (payload, "call_id"), call_id) == 0
         && (type == NULL || g_strcmp0 (ahoy_json_get_string (event, "type"), type) == 0);
}

/* The call is over here: it has no more events. A client that has never heard of it, since its
 * websocket was not open, need not hear of it any more. */
void
ahoy_practice_session_close_call (AhoyPracticeSession *session, const char *call_id)
{
  AhoyPracticeDevice *device = &session->device;
  gboolean unheard = FALSE;

  g_hash_table_remove (session->sequences, call_id);
  for (GList *l = device->waiting.head; l != NULL && !unheard; l = l->next)
    unheard = is_about (l->data, call_id, "dial");
  for (GList *l = device->waiting.head; unheard && l != NULL;) {
    GList *next = l->next;

    if (is_about (l->data, call_id, NULL)) {
      device->n_waiting_bytes -= strlen (l->data);
      g_free (l->data);
      g_queue_delete_link (&device->waiting, l);
    }
    l = next;
  }
}
