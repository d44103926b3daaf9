/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-call-record.h"

#include "ahoy-call-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* As many keys of the other side as are kept. */
#define KEYS_LIMIT 100

/**
 * AhoyCallRecord:
 *
 * What was measured of a call in the last two minutes, whether somebody has looked or not; it stays
 * when the call is over.
 *
 * [signal@CallRecord::changed] fires about once a second while something is measured.
 */
struct _AhoyCallRecord {
  GObject         parent_instance;

  AhoyCall       *call;
  GArray         *samples;  /* of AhoyCallSample, oldest first */
  AhoyMediaStats  last;     /* the last reading */
  gboolean        has_last;
  GString        *keys;     /* that the other side has pressed */
};

enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AhoyCallRecord, ahoy_call_record, G_TYPE_OBJECT)

static void
drop_old (AhoyCallRecord *self, gint64 now)
{
  const gint64 oldest = now - AHOY_CALL_RECORD_SECONDS * G_USEC_PER_SEC;
  guint n = 0;

  while (n < self->samples->len
         && (g_array_index (self->samples, AhoyCallSample, n).time < oldest
             || self->samples->len - n >= AHOY_CALL_RECORD_LIMIT))
    n++;
  if (n > 0)
    g_array_remove_range (self->samples, 0, n);
}

/* Counters begin anew when the media are replaced. */
static double
get_rate (guint64 before, guint64 now, double seconds)
{
  return now >= before ? (now - before) * 8 / seconds : 0;
}

static double
get_lost (const AhoyMediaStats *before, const AhoyMediaStats *now)
{
  gint64 received = (gint64) (now->audio.packets_received + now->video.packets_received)
                    - (gint64) (before->audio.packets_received + before->video.packets_received);
  /* Fewer than before: some have arrived late. */
  gint64 lost = MAX (now->audio.lost + now->video.lost
                     - before->audio.lost - before->video.lost, 0);

  return received >= 0 && received + lost > 0 ? lost * 100.0 / (received + lost) : -1;
}

static void
on_call_stats (AhoyCall *call, const AhoyMediaStats *stats, AhoyCallRecord *self)
{
  double seconds = (stats->time - self->last.time) / (double) G_USEC_PER_SEC;

  if (self->has_last && seconds > 0) {
    AhoyCallSample sample = {
      .time = stats->time,
      .sent = get_rate (self->last.audio.bytes_sent, stats->audio.bytes_sent, seconds)
              + get_rate (self->last.video.bytes_sent, stats->video.bytes_sent, seconds),
      .received = get_rate (self->last.audio.bytes_received, stats->audio.bytes_received, seconds)
                  + get_rate (self->last.video.bytes_received, stats->video.bytes_received,
                              seconds),
      .lost = get_lost (&self->last, stats),
      .round_trip = stats->round_trip,
    };

    drop_old (self, stats->time);
    g_array_append_val (self->samples, sample);
  }
  self->last = *stats;
  self->has_last = TRUE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_call_dtmf (AhoyCall *call, const char *digit, AhoyCallRecord *self)
{
  if (self->keys->len >= KEYS_LIMIT)
    g_string_erase (self->keys, 0, 1);
  g_string_append_c (self->keys, *digit);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
ahoy_call_record_dispose (GObject *object)
{
  AhoyCallRecord *self = AHOY_CALL_RECORD (object);

  if (self->call != NULL)
    g_signal_handlers_disconnect_by_data (self->call, self);
  g_clear_object (&self->call);

  G_OBJECT_CLASS (ahoy_call_record_parent_class)->dispose (object);
}

static void
ahoy_call_record_finalize (GObject *object)
{
  AhoyCallRecord *self = AHOY_CALL_RECORD (object);

  g_array_unref (self->samples);
  g_string_free (self->keys, TRUE);

  G_OBJECT_CLASS (ahoy_call_record_parent_class)->finalize (object);
}

static void
ahoy_call_record_class_init (AhoyCallRecordClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ahoy_call_record_dispose;
  G_OBJECT_CLASS (klass)->finalize = ahoy_call_record_finalize;

  /**
   * AhoyCallRecord::changed:
   * @self: the record
   *
   * There is more to know.
   */
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", AHOY_TYPE_CALL_RECORD, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ahoy_call_record_init (AhoyCallRecord *self)
{
  self->samples = g_array_new (FALSE, FALSE, sizeof (AhoyCallSample));
  self->keys = g_string_new (NULL);
}

/**
 * ahoy_call_record_new:
 * @call: a call
 *
 * Returns: (transfer full): a record of @call from now on
 */
AhoyCallRecord *
ahoy_call_record_new (AhoyCall *call)
{
  AhoyCallRecord *self = g_object_new (AHOY_TYPE_CALL_RECORD, NULL);

  self->call = g_object_ref (call);
  g_signal_connect (call, "stats", G_CALLBACK (on_call_stats), self);
  g_signal_connect (call, "dtmf", G_CALLBACK (on_call_dtmf), self);

  return self;
}

/**
 * ahoy_call_record_get_call:
 * @self: a record
 *
 * Returns: (transfer none): the call
 */
AhoyCall *
ahoy_call_record_get_call (AhoyCallRecord *self)
{
  g_return_val_if_fail (AHOY_IS_CALL_RECORD (self), NULL);

  return self->call;
}

/**
 * ahoy_call_record_get_samples:
 * @self: a record
 * @n_samples: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_samples): the samples of the last two minutes, oldest
 *   first, until the next one
 */
const AhoyCallSample *
ahoy_call_record_get_samples (AhoyCallRecord *self, guint *n_samples)
{
  g_return_val_if_fail (AHOY_IS_CALL_RECORD (self), NULL);

  *n_samples = self->samples->len;

  return (const AhoyCallSample *) (gpointer) self->samples->data;
}

/**
 * ahoy_call_record_get_last:
 * @self: a record
 *
 * Returns: (transfer none) (nullable): the last reading; %NULL before there was any
 */
const AhoyMediaStats *
ahoy_call_record_get_last (AhoyCallRecord *self)
{
  g_return_val_if_fail (AHOY_IS_CALL_RECORD (self), NULL);

  return self->has_last ? &self->last : NULL;
}

/**
 * ahoy_call_record_get_keys:
 * @self: a record
 *
 * Returns: (transfer none): the keys that the other side has pressed, the last hundred
 */
const char *
ahoy_call_record_get_keys (AhoyCallRecord *self)
{
  g_return_val_if_fail (AHOY_IS_CALL_RECORD (self), NULL);

  return self->keys->str;
}

static void
add_stream (GString *report, const char *name, const AhoyStreamStats *stream)
{
  if (*stream->codec == '\0')
    return;

  g_string_append_printf (report, "%s: codec %s, packets sent %" G_GUINT64_FORMAT ", received %"
                          G_GUINT64_FORMAT ", lost here %" G_GINT64_FORMAT ", lost there %"
                          G_GINT64_FORMAT ", jitter %.1f ms", name, stream->codec,
                          stream->packets_sent, stream->packets_received, stream->lost,
                          stream->lost_by_peer, stream->jitter);
  if (stream->width > 0)
    g_string_append_printf (report, ", picture %u×%u", stream->width, stream->height);
  g_string_append_printf (report, ", encoded %" G_GUINT64_FORMAT ", decoded %" G_GUINT64_FORMAT
                          "\n", stream->frames_sent, stream->frames_decoded);
}

static void
add_samples (GString *report, AhoyCallRecord *self)
{
  gint64 end = self->last.time;

  g_string_append (report,
                   "\nseconds before  kbit/s sent  kbit/s received  lost %  round trip ms\n");
  for (guint i = 0; i < self->samples->len; i++) {
    const AhoyCallSample *sample = &g_array_index (self->samples, AhoyCallSample, i);
    g_autofree char *lost = sample->lost >= 0 ? g_strdup_printf ("%.1f", sample->lost) : NULL;
    g_autofree char *round_trip = sample->round_trip >= 0
                                  ? g_strdup_printf ("%.0f", sample->round_trip) : NULL;

    g_string_append_printf (report, "%14.0f  %11.0f  %15.0f  %6s  %13s\n",
                            (end - sample->time) / (double) G_USEC_PER_SEC, sample->sent / 1000,
                            sample->received / 1000, lost != NULL ? lost : "-",
                            round_trip != NULL ? round_trip : "-");
  }
}

/**
 * ahoy_call_record_dup_report:
 * @self: a record
 *
 * Writes down what an administrator needs to know. Only what the person reads in the window is in
 * their language. There is nothing secret in it: no keys, no passwords, no addresses of computers,
 * and not what programs have sent to each other beside the call.
 *
 * Returns: (transfer full): lines of text
 */
char *
ahoy_call_record_dup_report (AhoyCallRecord *self)
{
  GString *report = g_string_new (NULL);
  g_autoptr (GDateTime) begun = NULL;
  g_autofree char *begun_text = NULL;
  g_autofree char *duration = NULL;
  const GError *error;

  g_return_val_if_fail (AHOY_IS_CALL_RECORD (self), NULL);

  begun = g_date_time_new_from_unix_utc (ahoy_call_get_begun (self->call) / 1000);
  begun_text = g_date_time_format_iso8601 (begun);
  duration = ahoy_call_words_dup_duration (ahoy_call_get_duration (self->call));
  error = ahoy_call_get_error (self->call);

  g_string_append_printf (report, "Ahoy %s\n", AHOY_VERSION);
  g_string_append_printf (report, "Call: %s, %s, begun %s\n", ahoy_call_get_id (self->call),
                          ahoy_call_get_direction (self->call) == AHOY_CALL_DIRECTION_OUTGOING
                          ? "outgoing" : "incoming", begun_text);
  g_string_append_printf (report, "With: %s\n", ahoy_call_get_remote (self->call) != NULL
                                                ? ahoy_call_get_remote (self->call) : "unknown");
  g_string_append_printf (report, "State: %s, %s\n", ahoy_call_words_get_state (self->call),
                          duration);
  if (error != NULL) {
    g_autofree char *described = ahoy_error_describe (error);

    g_string_append_printf (report, "Error: %s\n", described);
  }
  if (!ahoy_call_words_is_over (self->call)) {
    g_autofree char *quality = ahoy_call_words_dup_quality (self->call);

    g_string_append_printf (report, "Quality: %s\n", quality);
  }
  if (self->has_last) {
    g_string_append_printf (report, "Way: %s here, %s there\n",
                            *self->last.local_candidate != '\0' ? self->last.local_candidate
                                                                : "unknown",
                            *self->last.remote_candidate != '\0' ? self->last.remote_candidate
                                                                 : "unknown");
    add_stream (report, "Sound", &self->last.audio);
    add_stream (report, "Picture", &self->last.video);
    add_samples (report, self);
  }

  return g_string_free (report, FALSE);
}
