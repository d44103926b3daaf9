/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-call-window-private.h"

#include "ahoy-call-words.h"

/* The part of AhoyCallWindow that shows pictures. */

/* The window is not shown on any screen: newer than our oldest GTK, which never sets it. */
#define STATE_SUSPENDED (1 << 16)

static void
set_css_class (gpointer widget, const char *name, gboolean set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* A picture that was agreed on but has not come yet is nothing to look at, and neither is one that
 * stands still because somebody holds the call. */
static gboolean
has_picture (AhoyCallWindow *self)
{
  return self->remote != NULL && ahoy_call_words_is_answered (self->call)
         && ahoy_call_get_state (self->call) != AHOY_CALL_STATE_ON_HOLD
         && gdk_paintable_get_intrinsic_width (self->remote) > 0;
}

static void
update_layout (AhoyCallWindow *self)
{
  const char *address = ahoy_call_get_remote (self->call);
  gboolean picture = has_picture (self);

  gtk_widget_set_visible (GTK_WIDGET (self->remote_picture), picture);
  gtk_widget_set_visible (GTK_WIDGET (self->avatar), !picture);
  gtk_widget_set_visible (GTK_WIDGET (self->address_label),
                          !picture && address != NULL
                          && !g_str_equal (address, ahoy_call_words_get_name (self->call)));
  gtk_widget_set_valign (self->info_box, picture ? GTK_ALIGN_START : GTK_ALIGN_CENTER);
  set_css_class (self, "on-picture", picture);
  set_css_class (self->info_box, "osd", picture);
  set_css_class (self->name_label, "title-2", !picture);
  set_css_class (self->name_label, "heading", picture);
}

static void
set_remote (AhoyCallWindow *self, GdkPaintable *remote)
{
  if (self->remote == remote)
    return;

  if (self->remote != NULL)
    g_signal_handlers_disconnect_by_func (self->remote, update_layout, self);
  g_set_object (&self->remote, remote);
  if (remote != NULL)
    g_signal_connect_swapped (remote, "invalidate-size", G_CALLBACK (update_layout), self);
  gtk_picture_set_paintable (self->remote_picture, remote);
}

static void
set_local (AhoyCallWindow *self, GdkPaintable *local)
{
  gtk_picture_set_paintable (self->local_picture, local);
  gtk_widget_set_visible (self->local_clamp, local != NULL);
}

static GdkPaintable *
as_paintable (GObject *picture)
{
  return GDK_IS_PAINTABLE (picture) ? GDK_PAINTABLE (picture) : NULL;
}

static void
on_media_notify_local (AhoyCallWindow *self)
{
  set_local (self, as_paintable (ahoy_media_get_local_video (self->media)));
}

static void
on_media_notify_remote (AhoyCallWindow *self)
{
  set_remote (self, as_paintable (ahoy_media_get_remote_video (self->media)));
  update_layout (self);
}

/* Shows pictures or the person, as is right now. */
void
ahoy_call_window_update_pictures (AhoyCallWindow *self)
{
  update_layout (self);
}

/* Pictures that nobody sees need not be decoded. */
void
ahoy_call_window_update_watched (AhoyCallWindow *self)
{
  gboolean watched = gtk_widget_get_mapped (GTK_WIDGET (self));
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));

  if (self->media == NULL)
    return;
  if (watched && surface != NULL) {
    GdkToplevelState state = gdk_toplevel_get_state (GDK_TOPLEVEL (surface));

    watched = (state & (GDK_TOPLEVEL_STATE_MINIMIZED | STATE_SUSPENDED)) == 0;
  }
  ahoy_media_set_watched (self->media, watched);
}

/* The media of a call come, may be replaced, and go with its end. */
void
ahoy_call_window_follow_media (AhoyCallWindow *self)
{
  AhoyMedia *media = ahoy_call_get_media (self->call);

  if (self->media == media)
    return;

  if (self->media != NULL)
    g_signal_handlers_disconnect_by_data (self->media, self);
  g_set_object (&self->media, media);
  if (media == NULL) {
    set_local (self, NULL);
    set_remote (self, NULL);
    return;
  }

  g_signal_connect_swapped (media, "notify::local-video", G_CALLBACK (on_media_notify_local), self);
  g_signal_connect_swapped (media, "notify::remote-video", G_CALLBACK (on_media_notify_remote),
                            self);
  g_signal_connect_swapped (media, "notify::state", G_CALLBACK (ahoy_call_window_update), self);
  on_media_notify_local (self);
  on_media_notify_remote (self);
  ahoy_call_window_update_watched (self);
}
