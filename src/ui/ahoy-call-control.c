/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-call-control.h"

#include "ahoy-call-words.h"

/**
 * AhoyCallControl:
 *
 * What can be done with calls from outside of their windows, as actions of the application:
 * notifications have them, and GApplication shows them on the session bus, where the tool of a
 * headset or a shortcut of the desktop finds them.
 *
 * # Actions of the application
 *
 * - `app.answer`, `app.answer-video`, `app.decline`, `app.show-call`: with the id of a call, or
 *   with an empty text for the call that rings, the oldest first; one that is over is left alone
 * - `app.call-back`: with the address of somebody; only whoever has called in vain is called, of
 *   others the window is shown
 * - `app.hang-up`: ends the call that the person talks in
 * - `app.mute`: whether the person is muted in that call
 */
struct _AhoyCallControl {
  GObject          parent_instance;

  GApplication    *application; /* weak: it owns us */
  AhoyClient      *client;
  AhoyCallWindows *windows;
  AhoyNotifier    *notifier;
  AhoyCall        *followed;    /* (nullable): the call that the person talks in */
};

G_DEFINE_FINAL_TYPE (AhoyCallControl, ahoy_call_control, G_TYPE_OBJECT)

static GListModel *
get_calls (AhoyCallControl *self)
{
  return G_LIST_MODEL (ahoy_client_get_calls (self->client));
}

/* The call that @parameter means, if it waits for an answer. */
static AhoyCall *
find_offered (AhoyCallControl *self, GVariant *parameter)
{
  const char *id = g_variant_get_string (parameter, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (get_calls (self)); i++) {
    g_autoptr (AhoyCall) call = g_list_model_get_item (get_calls (self), i);

    if (ahoy_call_words_is_offered (call)
        && (*id == '\0' || g_str_equal (ahoy_call_get_id (call), id)))
      return call; /* the list holds it */
  }

  return NULL;
}

/* Of the calls that the person takes part in, the first that is not on hold, else the first. */
static AhoyCall *
find_current (AhoyCallControl *self)
{
  AhoyCall *current = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (get_calls (self)); i++) {
    g_autoptr (AhoyCall) call = g_list_model_get_item (get_calls (self), i);

    if (ahoy_call_words_is_offered (call))
      continue;
    if (!ahoy_call_get_local_hold (call))
      return call; /* the list holds it */
    if (current == NULL)
      current = call;
  }

  return current;
}

static void
answer (AhoyCallControl *self, GVariant *parameter, const char *action)
{
  AhoyCall *call = find_offered (self, parameter);

  if (call == NULL)
    return;
  /* The window says so if it cannot be answered. */
  ahoy_calls_present (ahoy_client_get_calls (self->client), call);
  gtk_widget_activate_action (GTK_WIDGET (ahoy_call_windows_find (self->windows, call)), action,
                              NULL);
}

static void
on_answer (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  answer (user_data, parameter, "call.answer");
}

static void
on_answer_video (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  answer (user_data, parameter, "call.answer-video");
}

static void
on_decline (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyCall *call = find_offered (user_data, parameter);

  if (call != NULL && ahoy_call_can (call, AHOY_CALL_EVENT_REJECT))
    ahoy_call_reject_async (call, NULL, NULL, NULL);
}

static void
on_show_call (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyCallControl *self = user_data;
  AhoyCalls *calls = ahoy_client_get_calls (self->client);
  AhoyCall *call = find_offered (self, parameter);

  if (call == NULL)
    call = ahoy_calls_find (calls, g_variant_get_string (parameter, NULL));
  if (call != NULL)
    ahoy_calls_present (calls, call);
}

static void
on_call_back (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyCallControl *self = user_data;
  const char *address = g_variant_get_string (parameter, NULL);
  g_autoptr (AhoyCall) call = NULL;
  g_autoptr (GError) error = NULL;

  /* Anybody on the session bus can ask for it: nobody is called whom the person was not told of. */
  if (ahoy_notifier_has_missed (self->notifier, address))
    call = ahoy_client_call (self->client, address, AHOY_MEDIA_AUDIO, &error);
  if (error != NULL)
    g_debug ("Calling back: %s", error->message);
  if (call == NULL)
    g_action_group_activate_action (G_ACTION_GROUP (self->application), "show-calls", NULL);
}

static void
on_hang_up (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AhoyCallControl *self = user_data;

  if (self->followed != NULL && ahoy_call_can (self->followed, AHOY_CALL_EVENT_HANG_UP))
    ahoy_call_end_async (self->followed, NULL, NULL, NULL);
}

static void
on_change_mute (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  AhoyCallControl *self = user_data;

  /* What the state becomes is what the call then is. */
  if (self->followed != NULL)
    ahoy_call_set_muted (self->followed, g_variant_get_boolean (value));
}

static const GActionEntry entries[] = {
  { .name = "answer", .activate = on_answer, .parameter_type = "s" },
  { .name = "answer-video", .activate = on_answer_video, .parameter_type = "s" },
  { .name = "call-back", .activate = on_call_back, .parameter_type = "s" },
  { .name = "decline", .activate = on_decline, .parameter_type = "s" },
  { .name = "hang-up", .activate = on_hang_up },
  { .name = "mute", .state = "false", .change_state = on_change_mute },
  { .name = "show-call", .activate = on_show_call, .parameter_type = "s" },
};

static GSimpleAction *
get_action (AhoyCallControl *self, const char *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->application), name));
}

static void
show_current (AhoyCallControl *self)
{
  AhoyCall *call = self->followed;

  g_simple_action_set_enabled (get_action (self, "hang-up"),
                               call != NULL && ahoy_call_can (call, AHOY_CALL_EVENT_HANG_UP));
  g_simple_action_set_enabled (get_action (self, "mute"),
                               call != NULL && ahoy_call_get_media (call) != NULL);
  g_simple_action_set_state (get_action (self, "mute"),
                             g_variant_new_boolean (call != NULL && ahoy_call_get_muted (call)));
}

static void
update (AhoyCallControl *self)
{
  if (self->application == NULL)
    return;

  g_set_object (&self->followed, find_current (self));
  show_current (self);
}

static void
on_added (AhoyCallControl *self, AhoyCall *call)
{
  g_signal_connect_object (call, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

static void
ahoy_call_control_dispose (GObject *object)
{
  AhoyCallControl *self = AHOY_CALL_CONTROL (object);

  for (guint i = 0; self->application != NULL && i < G_N_ELEMENTS (entries); i++)
    g_action_map_remove_action (G_ACTION_MAP (self->application), entries[i].name);
  g_clear_weak_pointer (&self->application);
  g_clear_object (&self->followed);
  g_clear_object (&self->client);
  g_clear_object (&self->windows);
  g_clear_object (&self->notifier);

  G_OBJECT_CLASS (ahoy_call_control_parent_class)->dispose (object);
}

static void
ahoy_call_control_class_init (AhoyCallControlClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ahoy_call_control_dispose;
}

static void
ahoy_call_control_init (AhoyCallControl *self)
{
}

/**
 * ahoy_call_control_new:
 * @application: gets the actions
 * @client: whose calls there are
 * @windows: the windows of the calls
 * @notifier: knows who has called in vain
 *
 * Returns: (transfer full): what has the actions, until it is given back
 */
AhoyCallControl *
ahoy_call_control_new (GApplication *application, AhoyClient *client, AhoyCallWindows *windows,
                       AhoyNotifier *notifier)
{
  AhoyCallControl *self = g_object_new (AHOY_TYPE_CALL_CONTROL, NULL);
  AhoyCalls *calls = ahoy_client_get_calls (client);

  g_set_weak_pointer (&self->application, application);
  self->client = g_object_ref (client);
  self->windows = g_object_ref (windows);
  self->notifier = g_object_ref (notifier);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                   self);
  g_signal_connect_object (calls, "added", G_CALLBACK (on_added), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (calls, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return self;
}
