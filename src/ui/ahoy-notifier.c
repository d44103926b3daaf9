/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-notifier.h"

#include "ahoy-call-window.h"
#include "ahoy-call-words.h"

#include <glib/gi18n-lib.h>

#define ENDED_NOTIFICATION "session-ended"

/* For how many people that have called in vain there is a notification each, at most. */
#define MAX_MISSED 20

/**
 * AhoyNotifier:
 *
 * Tells by notifications of the desktop what the person does not see because no window of the
 * application has their attention: who calls, who has called in vain, and that they are not logged
 * in any more. What has become untrue is taken back, and when the person logs out, everything.
 *
 * The actions of the notifications are those of [class@Ahoy.CallControl].
 */
struct _AhoyNotifier {
  GObject         parent_instance;

  GtkApplication *application; /* (nullable): not owned: it owns us */
  AhoyClient     *client;
  AhoySession    *session;     /* (nullable): whose recent calls are followed */
  GHashTable     *missed;      /* of Missed, by address */
  guint           n_ids;       /* that were given to notifications of missed calls */
};

typedef struct {
  char  *id; /* of the notification: nothing of the person is in it */
  guint  n;
} Missed;

G_DEFINE_FINAL_TYPE (AhoyNotifier, ahoy_notifier, G_TYPE_OBJECT)

static void
missed_free (gpointer data)
{
  Missed *missed = data;

  g_free (missed->id);
  g_free (missed);
}

/* Whether the person looks at a window of ours, other than the one that a call has opened. */
static gboolean
is_attended (AhoyNotifier *self, AhoyCall *besides)
{
  for (GList *l = gtk_application_get_windows (self->application); l != NULL; l = l->next)
    if (gtk_window_is_active (l->data)
        && !(besides != NULL && AHOY_IS_CALL_WINDOW (l->data)
             && ahoy_call_window_get_call (l->data) == besides))
      return TRUE;

  return FALSE;
}

static void
send (AhoyNotifier *self, const char *id, GNotification *notification)
{
  g_autoptr (GIcon) icon = g_themed_icon_new (AHOY_APPLICATION_ID);

  g_notification_set_icon (notification, icon);
  g_application_send_notification (G_APPLICATION (self->application), id, notification);
}

static void
withdraw (AhoyNotifier *self, const char *id)
{
  g_application_withdraw_notification (G_APPLICATION (self->application), id);
}

static char *
dup_incoming_id (AhoyCall *call)
{
  return g_strconcat ("call-", ahoy_call_get_id (call), NULL);
}

static void
notify_incoming (AhoyNotifier *self, AhoyCall *call)
{
  g_autoptr (GNotification) notification =
    g_notification_new (ahoy_call_get_video (call) ? _("Incoming video call")
                                                   : _("Incoming call"));
  g_autofree char *person = ahoy_call_words_dup_person (call);
  g_autofree char *id = dup_incoming_id (call);
  const char *target = ahoy_call_get_id (call);

  g_notification_set_body (notification, person);
  g_notification_set_category (notification, "call.incoming");
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_URGENT);
  g_notification_set_default_action_and_target (notification, "app.show-call", "s", target);
  g_notification_add_button_with_target (notification, _("Answer"), "app.answer", "s", target);
  g_notification_add_button_with_target (notification, _("Answer with Video"), "app.answer-video",
                                         "s", target);
  g_notification_add_button_with_target (notification, _("Decline"), "app.decline", "s", target);
  send (self, id, notification);
}

static void
withdraw_incoming (AhoyNotifier *self, AhoyCall *call)
{
  g_autofree char *id = dup_incoming_id (call);

  withdraw (self, id);
}

static void
withdraw_missed (AhoyNotifier *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->missed);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    withdraw (self, ((Missed *) value)->id);
    g_hash_table_iter_remove (&iter);
  }
}

/* How often somebody has called in vain until now. */
static Missed *
count_missed (AhoyNotifier *self, const char *address)
{
  Missed *missed = g_hash_table_lookup (self->missed, address);

  if (missed == NULL) {
    if (g_hash_table_size (self->missed) == MAX_MISSED)
      return NULL;
    missed = g_new0 (Missed, 1);
    missed->id = g_strdup_printf ("missed-call-%u", self->n_ids++);
    g_hash_table_insert (self->missed, g_strdup (address), missed);
  }
  missed->n++;

  return missed;
}

static void
notify_missed (AhoyNotifier *self, AhoyCall *call)
{
  const char *address = ahoy_call_get_remote (call);
  Missed *missed = count_missed (self, address != NULL ? address : "");
  gboolean quiet = ahoy_calls_get_quiet (ahoy_client_get_calls (self->client)) != AHOY_QUIET_NONE;
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *person = ahoy_call_words_dup_person (call);
  g_autofree char *title = NULL;

  if (missed == NULL)
    return;

  if (missed->n > 1)
    title = g_strdup_printf (ngettext ("%u missed call", "%u missed calls", missed->n), missed->n);
  else
    title = g_strdup (ahoy_call_get_video (call) ? _("Missed video call") : _("Missed call"));
  notification = g_notification_new (title);
  g_notification_set_body (notification, person);
  g_notification_set_category (notification, "call.unanswered");
  if (quiet)
    g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_LOW);
  g_notification_set_default_action (notification, "app.show-calls");
  if (address != NULL)
    g_notification_add_button_with_target (notification, _("Call Back"), "app.call-back", "s",
                                           address);
  send (self, missed->id, notification);
}

static void
forget_missed (AhoyNotifier *self, const char *address)
{
  Missed *missed = address != NULL ? g_hash_table_lookup (self->missed, address) : NULL;

  if (missed == NULL)
    return;
  withdraw (self, missed->id);
  g_hash_table_remove (self->missed, address);
}

static void
on_call_changed (AhoyCall *call, AhoyNotifier *self)
{
  if (ahoy_call_words_is_offered (call))
    return;

  g_signal_handlers_disconnect_by_func (call, on_call_changed, self);
  withdraw_incoming (self, call);
}

static void
on_added (AhoyNotifier *self, AhoyCall *call)
{
  if (!ahoy_call_words_is_offered (call)) {
    /* The person talks to them now. */
    forget_missed (self, ahoy_call_get_remote (call));
    return;
  }
  if (ahoy_calls_get_quiet (ahoy_client_get_calls (self->client)) != AHOY_QUIET_NONE
      || is_attended (self, NULL))
    return;

  notify_incoming (self, call);
  g_signal_connect_object (call, "changed", G_CALLBACK (on_call_changed), self, 0);
}

static void
on_over (AhoyNotifier *self, AhoyCall *call)
{
  withdraw_incoming (self, call);
}

static void
on_missed (AhoyNotifier *self, AhoyCall *call)
{
  /* Its window came by itself, and rang for nobody. */
  if (!is_attended (self, call))
    notify_missed (self, call);
}

static void
on_client_ended (AhoyNotifier *self, const char *reason)
{
  g_autoptr (GNotification) notification = NULL;

  if (is_attended (self, NULL))
    return;

  notification = g_notification_new (_("You are no longer logged in"));
  g_notification_set_body (notification, reason);
  g_notification_set_default_action (notification, "app.activate");
  send (self, ENDED_NOTIFICATION, notification);
}

static void
on_client_changed (AhoyNotifier *self)
{
  AhoySession *session = ahoy_client_get_session (self->client);

  if (ahoy_client_get_connected (self->client))
    withdraw (self, ENDED_NOTIFICATION);
  if (session == self->session)
    return;

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (ahoy_session_get_recents (self->session), self);
  g_set_object (&self->session, session);
  /* Whoever has looked at the recent calls knows whom they have missed. */
  if (session != NULL)
    g_signal_connect_swapped (ahoy_session_get_recents (session), "notify::seen-until",
                              G_CALLBACK (withdraw_missed), self);
}

static void
on_forget (AhoyNotifier *self)
{
  withdraw_missed (self);
  withdraw (self, ENDED_NOTIFICATION);
}

static void
ahoy_notifier_dispose (GObject *object)
{
  ahoy_notifier_close (AHOY_NOTIFIER (object));

  G_OBJECT_CLASS (ahoy_notifier_parent_class)->dispose (object);
}

static void
ahoy_notifier_finalize (GObject *object)
{
  AhoyNotifier *self = AHOY_NOTIFIER (object);

  g_hash_table_unref (self->missed);
  g_object_unref (self->client);

  G_OBJECT_CLASS (ahoy_notifier_parent_class)->finalize (object);
}

static void
ahoy_notifier_class_init (AhoyNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ahoy_notifier_dispose;
  G_OBJECT_CLASS (klass)->finalize = ahoy_notifier_finalize;
}

static void
ahoy_notifier_init (AhoyNotifier *self)
{
  self->missed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, missed_free);
}

/**
 * ahoy_notifier_new:
 * @application: the application, which must not go before it was closed
 * @client: whose calls there are
 *
 * To be made before anything that opens windows for calls: these ask for the attention of the
 * person at once.
 *
 * Returns: (transfer full): what tells of the calls and the session of @client
 */
AhoyNotifier *
ahoy_notifier_new (GtkApplication *application, AhoyClient *client)
{
  AhoyNotifier *self = g_object_new (AHOY_TYPE_NOTIFIER, NULL);
  AhoyCalls *calls = ahoy_client_get_calls (client);

  self->application = application;
  self->client = g_object_ref (client);
  g_signal_connect_object (calls, "added", G_CALLBACK (on_added), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (calls, "forget", G_CALLBACK (on_forget), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (calls, "missed", G_CALLBACK (on_missed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (calls, "over", G_CALLBACK (on_over), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "changed", G_CALLBACK (on_client_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "ended", G_CALLBACK (on_client_ended), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "forget", G_CALLBACK (on_forget), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * ahoy_notifier_close:
 * @self: the notifier
 *
 * Takes back who calls, and tells of nothing any more. Who has called in vain stays to be read
 * unless the person was logged out.
 */
void
ahoy_notifier_close (AhoyNotifier *self)
{
  AhoyCalls *calls;

  g_return_if_fail (AHOY_IS_NOTIFIER (self));

  if (self->application == NULL)
    return;

  calls = ahoy_client_get_calls (self->client);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (calls)); i++) {
    g_autoptr (AhoyCall) call = g_list_model_get_item (G_LIST_MODEL (calls), i);

    withdraw_incoming (self, call);
    g_signal_handlers_disconnect_by_data (call, self);
  }
  g_signal_handlers_disconnect_by_data (calls, self);
  g_signal_handlers_disconnect_by_data (self->client, self);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (ahoy_session_get_recents (self->session), self);
  g_clear_object (&self->session);
  self->application = NULL;
}

/**
 * ahoy_notifier_has_missed:
 * @self: the notifier
 * @address: an address
 *
 * Returns: whether a notification tells that this one has called in vain
 */
gboolean
ahoy_notifier_has_missed (AhoyNotifier *self, const char *address)
{
  g_return_val_if_fail (AHOY_IS_NOTIFIER (self), FALSE);

  return g_hash_table_contains (self->missed, address);
}
