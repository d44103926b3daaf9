/* SPDX-License-Identifier: LGPL-2.1-or-later */
#define G_LOG_DOMAIN "ahoy-media"

#include "ahoy-tones.h"

#include "ahoy-gst.h"
#include "ahoy-tone-player.h"

/* A device that fails is tried again, since the sound server may have another one by then; and after
 * that what GStreamer finds by itself. */
#define RETRY_MS 300
#define MOST_FAILURES 4

struct _AhoyTones {
  GObject         parent_instance;
  AhoyMediaEnds  *ends;
  int             sound;  /* AhoySound, or negative: none */
  AhoyRunner *player; /* of the sound, NULL while no device can be heard */
  AhoyRunner *key_player;
  guint           n_failures;
  guint           retry;
};

static void ahoy_tones_sounds_init (AhoySoundsInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (AhoyTones, ahoy_tones, G_TYPE_OBJECT,
  G_IMPLEMENT_INTERFACE (AHOY_TYPE_SOUNDS, ahoy_tones_sounds_init))

static AhoyMediaEnd
get_end (int sound)
{
  return sound == AHOY_SOUND_RING ? AHOY_MEDIA_END_RINGER : AHOY_MEDIA_END_SPEAKER;
}

static void
clear_player (AhoyTones *self, AhoyRunner **player)
{
  if (*player == NULL)
    return;
  g_signal_handlers_disconnect_by_data (*player, self);
  ahoy_runner_stop (*player);
  g_clear_object (player);
}

/* Where there is nothing to hear with, a call goes on in silence. */
static GstElement *
make_sink (AhoyTones *self, AhoyMediaEnd end)
{
  g_autoptr (GError) error = NULL;
  GstElement *sink = NULL;

  if (!ahoy_gst_load (&error)) {
    g_debug ("No sounds: %s", error->message);
    return NULL;
  }
  if (self->n_failures >= MOST_FAILURES - 1)
    return gst_element_factory_make ("autoaudiosink", NULL);
  sink = ahoy_media_ends_make (self->ends, end, &error);
  if (error != NULL)
    g_debug ("No sounds: %s", error->message);
  return sink;
}

static void begin (AhoyTones *self);

static gboolean
on_retry (gpointer user_data)
{
  AhoyTones *self = user_data;

  self->retry = 0;
  begin (self);
  return G_SOURCE_REMOVE;
}

static void
on_over (AhoyRunner *player, const GError *error, AhoyTones *self)
{
  clear_player (self, &self->player);
  if (error == NULL) {
    self->sound = -1;
    return;
  }
  if (++self->n_failures < MOST_FAILURES)
    self->retry = g_timeout_add (RETRY_MS, on_retry, self);
}

static void
begin (AhoyTones *self)
{
  GstElement *sink = make_sink (self, get_end (self->sound));

  if (sink == NULL)
    return;
  self->player = ahoy_tone_player_new (ahoy_tone_score_get (self->sound), sink);
  g_signal_connect (self->player, "over", G_CALLBACK (on_over), self);
}

static void
end (AhoyTones *self)
{
  g_clear_handle_id (&self->retry, g_source_remove);
  clear_player (self, &self->player);
  self->n_failures = 0;
}

static void
ahoy_tones_play (AhoySounds *sounds, AhoySound sound)
{
  AhoyTones *self = AHOY_TONES (sounds);

  if (self->sound == (int) sound)
    return;
  end (self);
  self->sound = sound;
  begin (self);
}

static void
ahoy_tones_stop (AhoySounds *sounds)
{
  AhoyTones *self = AHOY_TONES (sounds);

  end (self);
  self->sound = -1;
}

static void
on_key_over (AhoyRunner *player, const GError *error, AhoyTones *self)
{
  clear_player (self, &self->key_player);
}

static void
ahoy_tones_play_key (AhoySounds *sounds, char key)
{
  AhoyTones *self = AHOY_TONES (sounds);
  AhoyToneScore score;
  GstElement *sink;

  if (!ahoy_tone_score_key (key, &score))
    return;
  clear_player (self, &self->key_player);
  sink = make_sink (self, AHOY_MEDIA_END_SPEAKER);
  if (sink == NULL)
    return;
  self->key_player = ahoy_tone_player_new (&score, sink);
  g_signal_connect (self->key_player, "over", G_CALLBACK (on_key_over), self);
}

static void
on_end_changed (AhoyMediaEnds *ends, guint changed, AhoyTones *self)
{
  if (self->sound < 0 || changed != get_end (self->sound))
    return;
  end (self);
  begin (self);
}

static void
ahoy_tones_dispose (GObject *object)
{
  AhoyTones *self = AHOY_TONES (object);

  end (self);
  clear_player (self, &self->key_player);
  g_clear_object (&self->ends);
  G_OBJECT_CLASS (ahoy_tones_parent_class)->dispose (object);
}

static void
ahoy_tones_sounds_init (AhoySoundsInterface *iface)
{
  iface->play = ahoy_tones_play;
  iface->stop = ahoy_tones_stop;
  iface->play_key = ahoy_tones_play_key;
}

static void
ahoy_tones_class_init (AhoyTonesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ahoy_tones_dispose;
}

static void
ahoy_tones_init (AhoyTones *self)
{
  self->sound = -1;
}

/**
 * ahoy_tones_new:
 * @ends: make the devices to be heard by, and tell when others are chosen
 *
 * Nothing is opened before a sound is played, and everything is let go when it is over.
 *
 * Returns: (transfer full): the sounds
 */
AhoySounds *
ahoy_tones_new (AhoyMediaEnds *ends)
{
  AhoyTones *self = g_object_new (AHOY_TYPE_TONES, NULL);

  self->ends = g_object_ref (ends);
  g_signal_connect_object (ends, "changed", G_CALLBACK (on_end_changed), self, 0);
  return AHOY_SOUNDS (self);
}
