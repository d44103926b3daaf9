/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-protocol"

#include "ahoy-config.h"
#include "ahoy-kandy-notification.h"

#include "ahoy-json.h"
#include "ahoy-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LONGEST_TYPE 64 /* characters */

static const struct {
  const char     *type;
  AhoyKandyEvent  event;
} events[] = {
  { "IM", AHOY_KANDY_EVENT_IM },
  { "call", AHOY_KANDY_EVENT_CALL },
  { "callCancel", AHOY_KANDY_EVENT_CALL_CANCEL },
  { "callEnd", AHOY_KANDY_EVENT_CALL_END },
  { "gone", AHOY_KANDY_EVENT_GONE },
  { "mwi", AHOY_KANDY_EVENT_MWI },
  { "presenceWatcher", AHOY_KANDY_EVENT_PRESENCE_WATCHER },
  { "respondCallUpdate", AHOY_KANDY_EVENT_RESPOND_CALL_UPDATE },
  { "ringing", AHOY_KANDY_EVENT_RINGING },
  { "sessionComplete", AHOY_KANDY_EVENT_SESSION_COMPLETE },
  { "sessionFail", AHOY_KANDY_EVENT_SESSION_FAIL },
  { "sessionProgress", AHOY_KANDY_EVENT_SESSION_PROGRESS },
  { "startCallUpdate", AHOY_KANDY_EVENT_START_CALL_UPDATE },
  { "websocketOverridden", AHOY_KANDY_EVENT_WEBSOCKET_OVERRIDDEN },
};

static AhoyKandyEvent
event_of (const char *type, JsonObject *message)
{
  for (guint i = 0; i < G_N_ELEMENTS (events); i++) {
    if (strcmp (events[i].type, type) == 0)
      return events[i].event;
  }

  return ahoy_json_get_object (message, "genericNotificationParams") != NULL
         ? AHOY_KANDY_EVENT_GENERIC : AHOY_KANDY_EVENT_UNKNOWN;
}

static AhoyKandyNotification *
fail (GError **error)
{
  g_set_error_literal (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_PROTOCOL,
                       _("The server sent a notification that Ahoy cannot read"));

  return NULL;
}

/**
 * ahoy_kandy_notification_parse:
 * @text: a text of the websocket
 * @length: its length in bytes, or -1
 * @error: return location for an error
 *
 * Reads a notification (section 4.3 of the protocol page).
 *
 * Fails with %AHOY_SESSION_ERROR_PROTOCOL where the text is not a notification. It is survived: the
 * next one may be.
 *
 * Returns: (transfer full) (nullable): the notification; %NULL also, without an error, for a text
 *   to be swallowed (section 4.2)
 */
AhoyKandyNotification *
ahoy_kandy_notification_parse (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonObject) root = ahoy_json_parse_object (text, length, error);
  AhoyKandyNotification *self;
  JsonObject *message;
  const char *type;
  gint64 retry_after;

  if (root == NULL)
    return NULL;
  if (json_object_has_member (root, "connCheck") || json_object_has_member (root, "connAck"))
    return NULL;

  message = ahoy_json_get_object (root, "notificationMessage");
  type = ahoy_json_get_string (message, "eventType");
  if (type == NULL)
    return fail (error);

  self = g_new0 (AhoyKandyNotification, 1);
  self->event = event_of (type, message);
  self->type = ahoy_text_to_name (type, LONGEST_TYPE);
  self->id = g_strdup (ahoy_json_get_string (message, "eventId"));
  if (self->event == AHOY_KANDY_EVENT_GONE
      && ahoy_json_get_int (message, "retryAfter", 0, G_MAXINT64, &retry_after))
    self->retry_after = MIN (retry_after, G_MAXUINT);
  if (self->event >= AHOY_KANDY_EVENT_CALL && self->event <= AHOY_KANDY_EVENT_SESSION_FAIL)
    self->call = ahoy_kandy_call_params_read (message);

  return self;
}

/**
 * ahoy_kandy_notification_free:
 * @notification: (nullable) (transfer full): a notification
 */
void
ahoy_kandy_notification_free (AhoyKandyNotification *notification)
{
  if (notification == NULL)
    return;

  g_free (notification->type);
  g_free (notification->id);
  ahoy_kandy_call_params_free (notification->call);
  g_free (notification);
}
