/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-media-trial.h"

#include <glib/gi18n-lib.h>

/**
 * AhoyMediaTrial:
 *
 * What the camera sees, as in a mirror, and how loud the microphone is. Only while it can be seen
 * are the devices open.
 *
 * # Actions
 *
 * - `trial.retry`: opens again what could not be opened
 */
struct _AhoyMediaTrial {
  AdwBin            parent_instance;

  GtkPicture       *picture;
  GtkStack         *picture_stack;
  GtkLabel         *camera_label;
  GtkLevelBar      *level_bar;
  GtkLabel         *microphone_label;

  AhoyMediaDevices *devices;    /* (nullable) */
  AhoyMediaPreview *camera;     /* (nullable): while it is open */
  AhoyMediaPreview *microphone; /* (nullable): while it is open */
  gboolean          camera_failed;
  gboolean          microphone_failed;
  GListModel       *lists[2];   /* (nullable): of the devices */
  guint             open_id;
};

G_DEFINE_FINAL_TYPE (AhoyMediaTrial, ahoy_media_trial, ADW_TYPE_BIN)

static void
close_preview (AhoyMediaTrial *self, AhoyMediaPreview **preview)
{
  g_autoptr (AhoyMediaPreview) old = g_steal_pointer (preview);

  if (old == NULL)
    return;
  g_signal_handlers_disconnect_by_data (old, self);
  ahoy_media_preview_close (old);
}

static void
show_retry (AhoyMediaTrial *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trial.retry",
                                 self->camera_failed || self->microphone_failed);
}

static void
show_camera (AhoyMediaTrial *self, const char *page, const char *sentence)
{
  gtk_label_set_text (self->camera_label, sentence);
  gtk_stack_set_visible_child_name (self->picture_stack, page);
}

static void
show_microphone (AhoyMediaTrial *self, const char *sentence)
{
  gtk_label_set_text (self->microphone_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->microphone_label), sentence != NULL);
  gtk_level_bar_set_value (self->level_bar, 0);
}

static void
on_camera_failed (AhoyMediaTrial *self, const GError *error)
{
  close_preview (self, &self->camera);
  gtk_picture_set_paintable (self->picture, NULL);
  self->camera_failed = TRUE;
  show_camera (self, "message", error->message);
  show_retry (self);
}

static void
on_microphone_failed (AhoyMediaTrial *self, const GError *error)
{
  close_preview (self, &self->microphone);
  self->microphone_failed = TRUE;
  show_microphone (self, error->message);
  show_retry (self);
}

static void
on_microphone_level (AhoyMediaTrial *self, double level)
{
  gtk_level_bar_set_value (self->level_bar, level);
}

static void
on_picture_size_changed (AhoyMediaTrial *self, GdkPaintable *picture)
{
  if (gdk_paintable_get_intrinsic_width (picture) > 0)
    show_camera (self, "picture", "");
}

static void
open_camera (AhoyMediaTrial *self)
{
  g_autoptr (GError) error = NULL;
  GObject *picture;

  if (self->camera != NULL)
    return;
  self->camera_failed = FALSE;
  show_camera (self, "message", _("Opening the camera…"));
  self->camera = ahoy_media_devices_preview (self->devices, AHOY_MEDIA_VIDEO, &error);
  if (self->camera == NULL) {
    on_camera_failed (self, error);
    return;
  }
  picture = ahoy_media_preview_get_picture (self->camera);
  g_signal_connect_object (picture, "invalidate-size", G_CALLBACK (on_picture_size_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->camera, "failed", G_CALLBACK (on_camera_failed), self);
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (picture));
  on_picture_size_changed (self, GDK_PAINTABLE (picture));
}

static void
open_microphone (AhoyMediaTrial *self)
{
  g_autoptr (GError) error = NULL;

  if (self->microphone != NULL)
    return;
  self->microphone_failed = FALSE;
  show_microphone (self, NULL);
  self->microphone = ahoy_media_devices_preview (self->devices, AHOY_MEDIA_AUDIO, &error);
  if (self->microphone == NULL) {
    on_microphone_failed (self, error);
    return;
  }
  g_signal_connect_swapped (self->microphone, "failed", G_CALLBACK (on_microphone_failed), self);
  g_signal_connect_swapped (self->microphone, "level", G_CALLBACK (on_microphone_level), self);
}

/* Each by itself, so that each tells of its own device. */
static void
open_both (AhoyMediaTrial *self)
{
  open_camera (self);
  open_microphone (self);
  show_retry (self);
}

static void
retry (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  open_both (AHOY_MEDIA_TRIAL (widget));
}

static void
on_list_changed (AhoyMediaTrial *self)
{
  if (self->camera_failed || self->microphone_failed)
    open_both (self);
}

static void
follow_lists (AhoyMediaTrial *self)
{
  static const AhoyDeviceKind kinds[] = { AHOY_DEVICE_KIND_CAMERA, AHOY_DEVICE_KIND_MICROPHONE };

  for (guint i = 0; i < G_N_ELEMENTS (self->lists); i++) {
    if (self->lists[i] != NULL)
      continue;
    self->lists[i] = g_object_ref (ahoy_media_devices_get_list (self->devices, kinds[i]));
    g_signal_connect_swapped (self->lists[i], "items-changed", G_CALLBACK (on_list_changed), self);
  }
}

static void
on_open (gpointer data)
{
  AhoyMediaTrial *self = data;

  self->open_id = 0;
  follow_lists (self);
  open_both (self);
}

static void
start (AhoyMediaTrial *self)
{
  /* Opening devices may take a moment: first show where they will be seen. */
  if (self->devices != NULL && self->open_id == 0)
    self->open_id = g_idle_add_once (on_open, self);
}

static void
stop (AhoyMediaTrial *self)
{
  g_clear_handle_id (&self->open_id, g_source_remove);
  close_preview (self, &self->camera);
  close_preview (self, &self->microphone);
  for (guint i = 0; i < G_N_ELEMENTS (self->lists); i++) {
    if (self->lists[i] != NULL)
      g_signal_handlers_disconnect_by_data (self->lists[i], self);
    g_clear_object (&self->lists[i]);
  }
  gtk_picture_set_paintable (self->picture, NULL);
  gtk_level_bar_set_value (self->level_bar, 0);
}

static void
ahoy_media_trial_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ahoy_media_trial_parent_class)->map (widget);

  start (AHOY_MEDIA_TRIAL (widget));
}

static void
ahoy_media_trial_unmap (GtkWidget *widget)
{
  stop (AHOY_MEDIA_TRIAL (widget));

  GTK_WIDGET_CLASS (ahoy_media_trial_parent_class)->unmap (widget);
}

/* AdwPreferencesPage of libadwaita 1.2 never lets its groups go. */
static void
ahoy_media_trial_unroot (GtkWidget *widget)
{
  g_clear_object (&AHOY_MEDIA_TRIAL (widget)->devices);

  GTK_WIDGET_CLASS (ahoy_media_trial_parent_class)->unroot (widget);
}

static void
ahoy_media_trial_dispose (GObject *object)
{
  AhoyMediaTrial *self = AHOY_MEDIA_TRIAL (object);

  if (self->picture != NULL)
    stop (self);
  g_clear_object (&self->devices);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_MEDIA_TRIAL);

  G_OBJECT_CLASS (ahoy_media_trial_parent_class)->dispose (object);
}

static void
ahoy_media_trial_class_init (AhoyMediaTrialClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_media_trial_dispose;
  widget_class->map = ahoy_media_trial_map;
  widget_class->unmap = ahoy_media_trial_unmap;
  widget_class->unroot = ahoy_media_trial_unroot;

  gtk_widget_class_install_action (widget_class, "trial.retry", NULL, retry);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-media-trial.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyMediaTrial, picture);
  gtk_widget_class_bind_template_child (widget_class, AhoyMediaTrial, picture_stack);
  gtk_widget_class_bind_template_child (widget_class, AhoyMediaTrial, camera_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyMediaTrial, level_bar);
  gtk_widget_class_bind_template_child (widget_class, AhoyMediaTrial, microphone_label);
}

static void
ahoy_media_trial_init (AhoyMediaTrial *self)
{
  static const char * const offsets[] = {
    GTK_LEVEL_BAR_OFFSET_LOW,
    GTK_LEVEL_BAR_OFFSET_HIGH,
    GTK_LEVEL_BAR_OFFSET_FULL,
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "trial.retry", FALSE);
  /* They are the colours of batteries: a low voice is nothing to worry about. */
  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    gtk_level_bar_remove_offset_value (self->level_bar, offsets[i]);
}

/**
 * ahoy_media_trial_set_devices:
 * @self: the trial
 * @devices: (nullable): the devices of this computer; %NULL: none can be used
 *
 * Shows the chosen microphone and camera, also when others are chosen later. To be called once,
 * when the trial is in its window.
 */
void
ahoy_media_trial_set_devices (AhoyMediaTrial *self, AhoyMediaDevices *devices)
{
  g_return_if_fail (AHOY_IS_MEDIA_TRIAL (self));
  g_return_if_fail (self->devices == NULL);

  g_set_object (&self->devices, devices);
  if (devices == NULL)
    show_camera (self, "message", _("Ahoy cannot use cameras and microphones here."));
  else if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    start (self);
}
