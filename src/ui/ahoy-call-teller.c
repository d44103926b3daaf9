/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-call-teller.h"

#include "ahoy-call-words.h"

#include <glib/gi18n-lib.h>

/* Tells the activity what happens in a call. What the person has sent by keys is not told: it may
 * have been the number of a card. */
struct _AhoyCallTeller {
  AhoyCall        *call;
  AhoyActivityLog *log;

  /* What was told last. */
  AhoyCallState    state;
  gboolean         local_hold;
  gboolean         remote_hold;
  gboolean         reconnecting;
  gboolean         muted;
  gboolean         remote_muted;
  gboolean         sending_video;
  gboolean         receiving_video;
};

static void
tell (AhoyCallTeller *self, char *line)
{
  ahoy_activity_log_add (self->log, AHOY_EVENT_KIND_CALL, line);
  g_free (line);
}

static void
tell_begin (AhoyCallTeller *self, const char *person)
{
  if (ahoy_call_get_direction (self->call) == AHOY_CALL_DIRECTION_OUTGOING)
    tell (self, g_strdup_printf (_("You call %s."), person));
  else
    tell (self, g_strdup_printf (_("%s calls."), person));
}

static void
tell_end (AhoyCallTeller *self, const char *person)
{
  const GError *error = ahoy_call_get_error (self->call);
  g_autofree char *described = error != NULL ? ahoy_error_describe (error) : NULL;
  const char *sentence = ahoy_call_words_get_state (self->call);
  /* What the service says about it has its number, too. */
  const char *reason = described != NULL && g_str_has_prefix (described, sentence) ? described
                                                                                   : sentence;
  g_autofree char *duration = ahoy_call_words_dup_duration (ahoy_call_get_duration (self->call));

  if (ahoy_call_get_end_reason (self->call) == AHOY_CALL_END_REASON_MISSED)
    tell (self, g_strdup_printf (_("You missed a call from %s."), person));
  else if (ahoy_call_get_since (self->call) != 0)
    /* Translators: a person, why the call is over, and how long it has lasted */
    tell (self, g_strdup_printf (_("Call with %s: %s. It lasted %s."), person, reason, duration));
  else
    /* Translators: a person, and why the call is over */
    tell (self, g_strdup_printf (_("Call with %s: %s."), person, reason));
  if (described != NULL && reason != described)
    tell (self, g_strdup_printf (_("Call with %s: %s"), person, described));
}

static void
tell_state (AhoyCallTeller *self, const char *person)
{
  AhoyCallState before = self->state;
  gboolean outgoing = ahoy_call_get_direction (self->call) == AHOY_CALL_DIRECTION_OUTGOING;

  self->state = ahoy_call_get_state (self->call);
  if (self->state == before)
    return;

  if (ahoy_call_words_is_over (self->call))
    tell_end (self, person);
  else if (self->state == AHOY_CALL_STATE_RINGING && outgoing)
    tell (self, g_strdup_printf (_("It rings at %s."), person));
  else if (self->state == AHOY_CALL_STATE_EARLY_MEDIA && outgoing)
    tell (self, g_strdup_printf (_("There is something to hear from %s before the answer."),
                                 person));
  else if (self->state == AHOY_CALL_STATE_CONNECTED && before != AHOY_CALL_STATE_ON_HOLD)
    tell (self, g_strdup_printf (outgoing ? _("%s answered.") : _("You answered %s."), person));
}

/* Whether *told differs from now; they are the same from now on. */
static gboolean
differs (gboolean *told, gboolean now)
{
  gboolean differ = *told != now;

  *told = now;

  return differ;
}

static void
tell_hold (AhoyCallTeller *self, const char *person)
{
  if (differs (&self->local_hold, ahoy_call_get_local_hold (self->call)))
    tell (self, g_strdup_printf (self->local_hold
                                 ? _("You put the call with %s on hold.")
                                 : _("You took the call with %s back from hold."), person));
  if (differs (&self->remote_hold, ahoy_call_get_remote_hold (self->call)))
    tell (self, g_strdup_printf (self->remote_hold
                                 ? _("%s put the call on hold.")
                                 : _("%s took the call back from hold."), person));
}

static void
tell_media (AhoyCallTeller *self, const char *person)
{
  if (differs (&self->muted, ahoy_call_get_muted (self->call)))
    tell (self, g_strdup_printf (self->muted ? _("%s does not hear you any more.")
                                             : _("%s hears you again."), person));
  if (differs (&self->remote_muted, ahoy_call_get_remote_muted (self->call)))
    tell (self, g_strdup_printf (self->remote_muted ? _("%s has muted the microphone.")
                                                    : _("%s can be heard again."), person));
  if (differs (&self->sending_video, ahoy_call_get_sending_video (self->call)))
    tell (self, g_strdup_printf (self->sending_video ? _("%s gets your picture.")
                                                     : _("%s does not get your picture any more."),
                                 person));
  if (differs (&self->receiving_video, ahoy_call_get_receiving_video (self->call)))
    tell (self, g_strdup_printf (self->receiving_video ? _("%s sends a picture.")
                                                       : _("%s sends no picture any more."),
                                 person));
  if (differs (&self->reconnecting, ahoy_call_get_reconnecting (self->call)))
    tell (self, g_strdup_printf (self->reconnecting
                                 ? _("The connection to %s is lost. Reconnecting…")
                                 : _("The connection to %s is back."), person));
}

static void
on_call_changed (AhoyCall *call, AhoyCallTeller *self)
{
  g_autofree char *person = ahoy_call_words_dup_person (call);

  /* A call that ends has no media any more, and is not held: its end says it all. */
  tell_state (self, person);
  if (ahoy_call_words_is_over (call))
    return;
  tell_hold (self, person);
  tell_media (self, person);
}

static void
on_call_dtmf (AhoyCall *call, const char *digit, AhoyCallTeller *self)
{
  g_autofree char *person = ahoy_call_words_dup_person (call);

  tell (self, g_strdup_printf (_("%s pressed the key %s."), person, digit));
}

static void
on_call_problem (AhoyCall *call, const GError *error, AhoyCallTeller *self)
{
  g_autofree char *person = ahoy_call_words_dup_person (call);
  g_autofree char *described = ahoy_error_describe (error);

  tell (self, g_strdup_printf (_("Call with %s: %s"), person, described));
}

static void
on_call_notice (AhoyCall *call, const char *text, AhoyCallTeller *self)
{
  g_autofree char *person = ahoy_call_words_dup_person (call);

  tell (self, g_strdup_printf (_("Call with %s: %s"), person, text));
}

/**
 * ahoy_call_teller_new:
 * @call: a call that has just begun; it must live as long as what is returned
 * @log: the activity
 *
 * Tells @log of @call from now on.
 *
 * Returns: (transfer full): what tells
 */
AhoyCallTeller *
ahoy_call_teller_new (AhoyCall *call, AhoyActivityLog *log)
{
  AhoyCallTeller *self = g_new0 (AhoyCallTeller, 1);
  g_autofree char *person = ahoy_call_words_dup_person (call);

  self->call = call;
  self->log = log;
  self->state = AHOY_CALL_STATE_INITIATING;
  tell_begin (self, person);
  on_call_changed (call, self);
  g_signal_connect (call, "changed", G_CALLBACK (on_call_changed), self);
  g_signal_connect (call, "dtmf", G_CALLBACK (on_call_dtmf), self);
  g_signal_connect (call, "notice", G_CALLBACK (on_call_notice), self);
  g_signal_connect (call, "problem", G_CALLBACK (on_call_problem), self);

  return self;
}

/**
 * ahoy_call_teller_free:
 * @self: (transfer full): what tells
 *
 * Ends telling.
 */
void
ahoy_call_teller_free (AhoyCallTeller *self)
{
  g_signal_handlers_disconnect_by_data (self->call, self);
  g_free (self);
}
