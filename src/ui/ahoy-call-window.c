/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-call-window-private.h"

#include "ahoy-announce.h"
#include "ahoy-call-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* For how long the end of a call is shown that ended as somebody wanted. */
#define SHOWN_AFTER_END_MS 4000

/**
 * AhoyCallWindow:
 *
 * A call, from the wish to call or its ringing until somebody has read why it is over.
 *
 * A window that appears because somebody calls must not be answered, or declined, by a key that was
 * meant for what the person was typing: no key does anything of itself, and nothing dangerous has
 * the focus. Alt with the underlined letter does.
 *
 * # Actions
 *
 * - `call.answer`, `call.answer-video`, `call.decline`, `call.ignore`: while somebody calls
 * - `call.forward`: while somebody calls, asks where it is to ring instead
 * - `call.mute`, `call.camera`, `call.hold`: switches; what they show is what is so, not what was
 *   asked for
 * - `call.keypad`, `call.devices`, `call.details`: show more
 * - `call.swap`: talks in the call that has been on hold the longest
 * - `call.transfer`: asks to whom the call is to be transferred; while somebody is asked about it,
 *   transfers it to them
 * - `call.join`: while somebody is asked, makes one call of both, in which all three hear each other
 * - `call.return`: while somebody is asked, goes back to who is on hold, without a transfer
 * - `call.hang-up`: ends the call
 * - `call.call-back`, `call.close`: when it is over
 * - `call.fullscreen`: the picture, as large as it can be
 */
enum { PROP_0, PROP_CAMERA, PROP_HELD, PROP_MUTED, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (AhoyCallWindow, ahoy_call_window, ADW_TYPE_WINDOW)

static void
update_duration (AhoyCallWindow *self)
{
  g_autofree char *duration = NULL;

  if (ahoy_call_get_since (self->call) != 0)
    duration = ahoy_call_words_dup_duration (ahoy_call_get_duration (self->call));
  gtk_label_set_text (self->duration_label, duration != NULL ? duration : "");
  gtk_widget_set_visible (GTK_WIDGET (self->duration_label), duration != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->duration_label),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Duration"), -1);
}

static void
update_quality (AhoyCallWindow *self)
{
  const char *icon = ahoy_call_words_is_over (self->call) ? NULL
                                                          : ahoy_call_words_get_icon (self->call);
  g_autofree char *quality = ahoy_call_words_dup_quality (self->call);

  gtk_widget_set_visible (GTK_WIDGET (self->quality_icon), icon != NULL);
  gtk_image_set_from_icon_name (self->quality_icon, icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->quality_icon), quality);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->quality_icon),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, quality, -1);
}

/* What the service has said about the end, where it is more than the reason and a code; before, what
 * has become of a transfer. */
static char *
dup_hint (AhoyCallWindow *self)
{
  const GError *error = ahoy_call_get_error (self->call);

  if (!ahoy_call_words_is_over (self->call))
    return g_strdup (self->trouble);
  if (error == NULL || g_str_has_prefix (error->message, ahoy_call_words_get_state (self->call)))
    return NULL;

  return ahoy_error_describe (error);
}

static void
update_state (AhoyCallWindow *self)
{
  const char *name = ahoy_call_words_get_name (self->call);
  const char *address = ahoy_call_get_remote (self->call);
  const char *state = ahoy_call_words_get_state (self->call);
  g_autofree char *hint = dup_hint (self);

  gtk_window_set_title (GTK_WINDOW (self), name);
  adw_avatar_set_text (self->avatar, name);
  gtk_label_set_text (self->name_label, name);
  gtk_label_set_text (self->address_label, address != NULL ? address : "");
  gtk_label_set_text (self->state_label, state);
  /* As in the status bar: the label keeps its name, and the description is what is told. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->state_label),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Call state"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, state, -1);
  if (g_strcmp0 (self->told, state) != 0) {
    self->told = state;
    ahoy_announce (GTK_WIDGET (self), state);
  }
  gtk_label_set_text (self->hint_label, hint != NULL ? hint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint_label), hint != NULL);
}

static void
update_buttons (AhoyCallWindow *self)
{
  gboolean muted = ahoy_call_get_muted (self->call);
  gboolean picture = ahoy_call_get_sending_video (self->call);
  gboolean waiting = ahoy_calls_count_begun (ahoy_client_get_calls (self->client)) > 0;
  const char *page = "live";

  if (ahoy_call_words_is_over (self->call))
    page = "over";
  else if (ahoy_call_words_is_offered (self->call))
    page = "offered";
  gtk_stack_set_visible_child_name (self->bottom_stack, page);

  gtk_button_set_icon_name (GTK_BUTTON (self->mute_button),
                            muted ? "microphone-sensitivity-muted-symbolic"
                                  : "microphone-sensitivity-high-symbolic");
  gtk_button_set_icon_name (GTK_BUTTON (self->camera_button),
                            picture ? "camera-video-symbolic" : "camera-disabled-symbolic");
  adw_button_content_set_label (self->answer_content, waiting ? _("Hold and _Answer")
                                                              : _("_Answer"));
  adw_button_content_set_label (self->answer_video_content,
                                waiting ? _("Hold and Answer with _Video")
                                        : _("Answer with _Video"));
}

/* Shows the call as it is now. */
void
ahoy_call_window_update (AhoyCallWindow *self)
{
  if (self->call == NULL)
    return;

  self->had_picture = self->had_picture || ahoy_call_get_sending_video (self->call);
  ahoy_call_window_follow_media (self);
  ahoy_call_window_update_pictures (self);
  update_state (self);
  update_quality (self);
  update_duration (self);
  update_buttons (self);
  ahoy_call_window_update_actions (self);
  ahoy_call_window_update_transfer (self);
  for (guint i = PROP_0 + 1; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), props[i]);
}

static void
on_close_time (gpointer data)
{
  AhoyCallWindow *self = data;

  self->close_id = 0;
  gtk_window_close (GTK_WINDOW (self));
}

/* Whether the person knows that the call is over and why, or finds it among the recent calls. */
static gboolean
is_no_surprise (AhoyCall *call)
{
  switch (ahoy_call_get_end_reason (call)) {
  case AHOY_CALL_END_REASON_HUNG_UP:
  case AHOY_CALL_END_REASON_CANCELLED:
  case AHOY_CALL_END_REASON_MISSED:
  case AHOY_CALL_END_REASON_REJECTED:
  case AHOY_CALL_END_REASON_IGNORED:
  case AHOY_CALL_END_REASON_FORWARDED:
  case AHOY_CALL_END_REASON_TRANSFERRED:
  case AHOY_CALL_END_REASON_JOINED:
  case AHOY_CALL_END_REASON_ANSWERED_ELSEWHERE:
    return ahoy_call_get_error (call) == NULL;
  case AHOY_CALL_END_REASON_NONE:
  case AHOY_CALL_END_REASON_REMOTE_HUNG_UP:
  case AHOY_CALL_END_REASON_DECLINED:
  case AHOY_CALL_END_REASON_BUSY:
  case AHOY_CALL_END_REASON_NO_ANSWER:
  case AHOY_CALL_END_REASON_NOT_FOUND:
  case AHOY_CALL_END_REASON_UNREACHABLE:
  case AHOY_CALL_END_REASON_NOT_ALLOWED:
  case AHOY_CALL_END_REASON_VANISHED:
  case AHOY_CALL_END_REASON_MEDIA_FAILED:
  case AHOY_CALL_END_REASON_INSECURE:
  case AHOY_CALL_END_REASON_CONNECTION_LOST:
  case AHOY_CALL_END_REASON_SESSION_ENDED:
  case AHOY_CALL_END_REASON_FAILED:
  default:
    return FALSE;
  }
}

static void
on_call_ended (AhoyCallWindow *self)
{
  gtk_window_unfullscreen (GTK_WINDOW (self));
  gtk_menu_button_popdown (self->keypad_button);
  gtk_menu_button_popdown (self->devices_button);
  if (is_no_surprise (self->call))
    self->close_id = g_timeout_add_once (SHOWN_AFTER_END_MS, on_close_time, self);
}

static void
show_toast (AhoyCallWindow *self, const char *text, gboolean of_devices)
{
  /* The title of a toast is markup. */
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  if (of_devices) {
    adw_toast_set_button_label (toast, _("Devices"));
    adw_toast_set_action_name (toast, "call.devices");
  }
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_call_problem (AhoyCallWindow *self, const GError *error)
{
  ahoy_call_window_show_error (self, NULL, error);
}

static void
on_call_notice (AhoyCallWindow *self, const char *text)
{
  show_toast (self, text, TRUE);
}

static void
on_keypad_pressed (AhoyCallWindow *self, const char *key)
{
  ahoy_call_window_send_key (self, key);
}

/* Digits that are typed anywhere in the window are keys of the telephone. */
static gboolean
on_key_pressed (AhoyCallWindow *self, guint keyval, guint keycode, GdkModifierType state)
{
  gunichar character = gdk_keyval_to_unicode (keyval);

  if (keyval == GDK_KEY_Escape && gtk_window_is_fullscreen (GTK_WINDOW (self))) {
    gtk_window_unfullscreen (GTK_WINDOW (self));
    return GDK_EVENT_STOP;
  }
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK)) != 0
      || character == 0 || character > 127 || strchr ("0123456789*#", character) == NULL
      || !ahoy_call_can (self->call, AHOY_CALL_EVENT_SEND_DIGITS))
    return GDK_EVENT_PROPAGATE;

  gtk_menu_button_popup (self->keypad_button);

  return ahoy_keypad_press (self->keypad, character);
}

static void
on_others_changed (AhoyCallWindow *self)
{
  guint n_calls;

  g_object_get (self->others_list, "n-calls", &n_calls, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->others_button), n_calls > 0);
  ahoy_call_window_update (self);
}

static void
on_surface_notify_state (AhoyCallWindow *self)
{
  ahoy_call_window_update_watched (self);
}

static void
ahoy_call_window_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ahoy_call_window_parent_class)->realize (widget);

  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (widget)), "notify::state",
                           G_CALLBACK (on_surface_notify_state), widget, G_CONNECT_SWAPPED);
}

static void
ahoy_call_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ahoy_call_window_parent_class)->map (widget);

  ahoy_call_window_update_watched (AHOY_CALL_WINDOW (widget));
}

static void
ahoy_call_window_unmap (GtkWidget *widget)
{
  AhoyCallWindow *self = AHOY_CALL_WINDOW (widget);

  /* A popover that is open would keep the window. */
  gtk_menu_button_popdown (self->others_button);
  gtk_menu_button_popdown (self->keypad_button);
  gtk_menu_button_popdown (self->devices_button);
  GTK_WIDGET_CLASS (ahoy_call_window_parent_class)->unmap (widget);

  ahoy_call_window_update_watched (self);
}

static gboolean
ahoy_call_window_close_request (GtkWindow *window)
{
  ahoy_call_window_leave (AHOY_CALL_WINDOW (window));

  return GTK_WINDOW_CLASS (ahoy_call_window_parent_class)->close_request (window);
}

static void
ahoy_call_window_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AhoyCallWindow *self = AHOY_CALL_WINDOW (object);

  switch (id) {
  case PROP_CAMERA:
    g_value_set_boolean (value, self->call != NULL && ahoy_call_get_sending_video (self->call));
    break;
  case PROP_HELD:
    g_value_set_boolean (value, self->call != NULL && ahoy_call_get_local_hold (self->call));
    break;
  case PROP_MUTED:
    g_value_set_boolean (value, self->call != NULL && ahoy_call_get_muted (self->call));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_call_window_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AhoyCallWindow *self = AHOY_CALL_WINDOW (object);

  switch (id) {
  case PROP_CAMERA:
    ahoy_call_window_set_camera (self, g_value_get_boolean (value));
    break;
  case PROP_HELD:
    ahoy_call_window_set_held (self, g_value_get_boolean (value));
    break;
  case PROP_MUTED:
    ahoy_call_set_muted (self->call, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_call_window_dispose (GObject *object)
{
  AhoyCallWindow *self = AHOY_CALL_WINDOW (object);

  g_clear_handle_id (&self->close_id, g_source_remove);
  g_clear_weak_pointer (&self->details);
  if (self->media != NULL) {
    g_signal_handlers_disconnect_by_data (self->media, self);
    ahoy_media_set_watched (self->media, FALSE);
  }
  g_clear_object (&self->media);
  if (self->remote != NULL)
    g_signal_handlers_disconnect_by_data (self->remote, self);
  g_clear_object (&self->remote);
  ahoy_call_window_forget_consulting (self);
  g_clear_object (&self->record);
  g_clear_object (&self->client);
  g_clear_object (&self->call);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_CALL_WINDOW);

  G_OBJECT_CLASS (ahoy_call_window_parent_class)->dispose (object);
}

static void
ahoy_call_window_finalize (GObject *object)
{
  AhoyCallWindow *self = AHOY_CALL_WINDOW (object);

  g_string_free (self->digits, TRUE);
  g_free (self->trouble);

  G_OBJECT_CLASS (ahoy_call_window_parent_class)->finalize (object);
}

static void
install_switch (GObjectClass *object_class, guint id, const char *name)
{
  props[id] = g_param_spec_boolean (name, NULL, NULL, FALSE,
                                    G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                    G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, id, props[id]);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, remote_picture);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, local_clamp);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, local_picture);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, info_box);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, avatar);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, name_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, address_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, quality_icon);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, state_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, duration_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, hint_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, others_button);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, others_list);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, bottom_stack);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, mute_button);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, camera_button);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, keypad_button);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, digits_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, keypad);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, devices_button);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, devices);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, answer_content);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallWindow, answer_video_content);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed);
  gtk_widget_class_bind_template_callback (widget_class, on_keypad_pressed);
}

static void
ahoy_call_window_class_init (AhoyCallWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ahoy_call_window_dispose;
  object_class->finalize = ahoy_call_window_finalize;
  object_class->get_property = ahoy_call_window_get_property;
  object_class->set_property = ahoy_call_window_set_property;
  widget_class->map = ahoy_call_window_map;
  widget_class->realize = ahoy_call_window_realize;
  widget_class->unmap = ahoy_call_window_unmap;
  GTK_WINDOW_CLASS (klass)->close_request = ahoy_call_window_close_request;

  /**
   * AhoyCallWindow:camera:
   *
   * Whether a picture is sent; setting it asks for that.
   */
  install_switch (object_class, PROP_CAMERA, "camera");
  /**
   * AhoyCallWindow:held:
   *
   * Whether this side holds the call; setting it asks for that.
   */
  install_switch (object_class, PROP_HELD, "held");
  /**
   * AhoyCallWindow:muted:
   *
   * Whether silence is sent instead of what the microphone hears.
   */
  install_switch (object_class, PROP_MUTED, "muted");

  ahoy_call_window_install_actions (widget_class);
  g_type_ensure (AHOY_TYPE_CALL_DEVICES);
  g_type_ensure (AHOY_TYPE_CALL_LIST);
  g_type_ensure (AHOY_TYPE_KEYPAD);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-call-window.ui");
  bind_children (widget_class);
  ahoy_call_window_install_transfer (widget_class);
}

static void
ahoy_call_window_init (AhoyCallWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->digits = g_string_new (NULL);
}

static void
connect_call (AhoyCallWindow *self)
{
  AhoyCalls *calls = ahoy_client_get_calls (self->client);

  g_signal_connect_object (self->call, "changed", G_CALLBACK (ahoy_call_window_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->call, "notify::media", G_CALLBACK (ahoy_call_window_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->call, "ended", G_CALLBACK (on_call_ended), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->call, "notice", G_CALLBACK (on_call_notice), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->call, "problem", G_CALLBACK (on_call_problem), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "changed", G_CALLBACK (ahoy_call_window_update_actions),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (calls, "tick", G_CALLBACK (update_duration), self, G_CONNECT_SWAPPED);
  ahoy_call_window_follow_consulting (self);
  g_signal_connect_swapped (self->others_list, "notify::n-calls", G_CALLBACK (on_others_changed),
                            self);
}

/**
 * ahoy_call_window_new:
 * @application: (nullable): the application it belongs to
 * @client: where @call is from
 * @call: the call
 *
 * Returns: (transfer none): the window of @call
 */
AhoyCallWindow *
ahoy_call_window_new (GtkApplication *application, AhoyClient *client, AhoyCall *call)
{
  AhoyCallWindow *self = g_object_new (AHOY_TYPE_CALL_WINDOW, "application", application, NULL);
  AhoyMediaDevices *devices = ahoy_client_get_devices (client);

  self->client = g_object_ref (client);
  self->call = g_object_ref (call);
  self->record = ahoy_call_record_new (call);
  ahoy_keypad_set_sounds (self->keypad, ahoy_client_get_sounds (client));
  if (devices != NULL)
    ahoy_call_devices_set_devices (self->devices, devices,
                                   ahoy_settings_get_gsettings (ahoy_client_get_settings (client)));
  ahoy_call_devices_set_call (self->devices, call);
  connect_call (self);
  ahoy_call_list_set_calls (self->others_list, ahoy_client_get_calls (client), call);
  ahoy_call_window_update (self);

  return self;
}

/**
 * ahoy_call_window_get_call:
 * @self: a window
 *
 * Returns: (transfer none): its call
 */
AhoyCall *
ahoy_call_window_get_call (AhoyCallWindow *self)
{
  g_return_val_if_fail (AHOY_IS_CALL_WINDOW (self), NULL);

  return self->call;
}

/**
 * ahoy_call_window_show_error:
 * @self: a window
 * @sentence: (nullable): what has failed, with its full stop
 * @error: why
 *
 * Tells of something that the call survives. What the person cannot have a use for is not shown: an
 * operation that was given up, or that the end of the call has taken with it.
 */
void
ahoy_call_window_show_error (AhoyCallWindow *self, const char *sentence, const GError *error)
{
  g_autofree char *text = NULL;

  g_return_if_fail (AHOY_IS_CALL_WINDOW (self));

  if (self->call == NULL || ahoy_call_words_is_over (self->call)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PENDING))
    return;

  text = sentence != NULL ? g_strdup_printf ("%s %s", sentence, error->message)
                          : g_strdup (error->message);
  show_toast (self, text, g_error_matches (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_DEVICE));
}
