/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-call-words.h"

#include "ahoy-call-state.h"

#include <glib/gi18n-lib.h>

/* How a call is told to people: the same words in its window, in lists and in notifications. */

/**
 * ahoy_call_words_is_offered:
 * @call: a call
 *
 * Returns: whether somebody calls, and neither was answered nor is being answered
 */
gboolean
ahoy_call_words_is_offered (AhoyCall *call)
{
  return ahoy_call_get_direction (call) == AHOY_CALL_DIRECTION_INCOMING
         && !ahoy_call_state_is_answered (ahoy_call_get_state (call))
         && !ahoy_call_words_is_over (call)
         && ahoy_call_get_operation (call) != AHOY_CALL_OPERATION_ANSWER;
}

/**
 * ahoy_call_words_is_over:
 * @call: a call
 *
 * Returns: whether it is over
 */
gboolean
ahoy_call_words_is_over (AhoyCall *call)
{
  return ahoy_call_state_is_over (ahoy_call_get_state (call));
}

/**
 * ahoy_call_words_is_answered:
 * @call: a call
 *
 * Returns: whether it was answered and is not over
 */
gboolean
ahoy_call_words_is_answered (AhoyCall *call)
{
  return ahoy_call_state_is_answered (ahoy_call_get_state (call));
}

/**
 * ahoy_call_words_get_name:
 * @call: a call
 *
 * Returns: (transfer none): what to call the other side: its name, else its address
 */
const char *
ahoy_call_words_get_name (AhoyCall *call)
{
  const char *name = ahoy_call_get_remote_name (call);

  if (name == NULL || *name == '\0')
    name = ahoy_call_get_remote (call);

  return name != NULL && *name != '\0' ? name : _("Unknown");
}

/**
 * ahoy_call_words_dup_person:
 * @call: a call
 *
 * Returns: (transfer full): the other side with name and address, as far as they are known
 */
char *
ahoy_call_words_dup_person (AhoyCall *call)
{
  const char *name = ahoy_call_words_get_name (call);
  const char *address = ahoy_call_get_remote (call);

  if (address == NULL || g_str_equal (name, address))
    return g_strdup (name);

  /* Translators: the name and the address of a person */
  return g_strdup_printf (_("%s (%s)"), name, address);
}

static const char *
get_operation (AhoyCallOperation operation)
{
  switch (operation) {
  case AHOY_CALL_OPERATION_ANSWER:
    return _("Connecting…");
  case AHOY_CALL_OPERATION_FORWARD:
    return _("Forwarding…");
  case AHOY_CALL_OPERATION_HOLD:
    return _("Putting on hold…");
  case AHOY_CALL_OPERATION_UNHOLD:
    return _("Taking back from hold…");
  case AHOY_CALL_OPERATION_TRANSFER:
    return _("Transferring…");
  case AHOY_CALL_OPERATION_JOIN:
    return _("Joining…");
  case AHOY_CALL_OPERATION_CHANGE_MEDIA: /* the call goes on meanwhile */
  case AHOY_CALL_OPERATION_RESTART_MEDIA:
  case AHOY_CALL_OPERATION_NONE:
  default:
    return NULL;
  }
}

static gboolean
is_flowing (AhoyCall *call)
{
  AhoyMedia *media = ahoy_call_get_media (call);

  return media != NULL && ahoy_media_get_state (media) == AHOY_MEDIA_STATE_CONNECTED;
}

/**
 * ahoy_call_words_get_state:
 * @call: a call
 *
 * Returns: (transfer none): how far the call is, or why it is over
 */
const char *
ahoy_call_words_get_state (AhoyCall *call)
{
  const char *operation = get_operation (ahoy_call_get_operation (call));

  if (ahoy_call_words_is_over (call))
    return ahoy_call_end_reason_to_sentence (ahoy_call_get_end_reason (call));
  /* The others may speak already, and nothing is left here to connect to. */
  if (ahoy_call_get_operation (call) == AHOY_CALL_OPERATION_TRANSFER
      || ahoy_call_get_operation (call) == AHOY_CALL_OPERATION_JOIN)
    return operation;
  if (ahoy_call_get_reconnecting (call))
    return _("Reconnecting…");
  if (operation != NULL)
    return operation;
  if (ahoy_call_words_is_offered (call))
    return ahoy_call_get_video (call) ? _("Incoming video call") : _("Incoming call");

  switch (ahoy_call_get_state (call)) {
  case AHOY_CALL_STATE_RINGING:
    return _("Ringing…");
  case AHOY_CALL_STATE_EARLY_MEDIA:
    return _("Not answered yet");
  case AHOY_CALL_STATE_ON_HOLD:
    if (!ahoy_call_get_remote_hold (call))
      return _("On hold");
    return ahoy_call_get_local_hold (call) ? _("Held by both sides")
                                           : _("Held by the other side");
  case AHOY_CALL_STATE_CONNECTED:
    if (!is_flowing (call))
      return _("Connecting…");
    return ahoy_call_get_remote_muted (call) ? _("Muted by the other side") : _("Connected");
  case AHOY_CALL_STATE_INITIATING:
  case AHOY_CALL_STATE_INITIATED:
  case AHOY_CALL_STATE_ENDED:
  case AHOY_CALL_STATE_CANCELLED:
  default:
    return _("Calling…");
  }
}

/**
 * ahoy_call_words_get_quality:
 * @call: a call
 *
 * Returns: (transfer none): how good the connection is, in one or two words
 */
const char *
ahoy_call_words_get_quality (AhoyCall *call)
{
  switch (ahoy_call_get_quality (call, NULL)) {
  case AHOY_QUALITY_BAD:
    return _("Bad connection");
  case AHOY_QUALITY_POOR:
    return _("Poor connection");
  case AHOY_QUALITY_FAIR:
    return _("Fair connection");
  case AHOY_QUALITY_GOOD:
    return _("Good connection");
  case AHOY_QUALITY_EXCELLENT:
    return _("Excellent connection");
  case AHOY_QUALITY_UNKNOWN:
  default:
    return _("Connection not measured yet");
  }
}

static const char *
get_reason (AhoyQualityReason reason)
{
  switch (reason) {
  case AHOY_QUALITY_REASON_LOSS:
    return _("Parts of what they send are lost on the way");
  case AHOY_QUALITY_REASON_LOSS_AT_PEER:
    return _("Parts of what you send are lost on the way");
  case AHOY_QUALITY_REASON_ROUND_TRIP:
    return _("It takes long until you hear each other");
  case AHOY_QUALITY_REASON_JITTER:
    return _("What they send arrives irregularly");
  case AHOY_QUALITY_REASON_SILENCE:
    return _("Nothing arrives from them");
  case AHOY_QUALITY_REASON_NONE:
  default:
    return NULL;
  }
}

/**
 * ahoy_call_words_dup_quality:
 * @call: a call
 *
 * Returns: (transfer full): how good the connection is, and what disturbs it
 */
char *
ahoy_call_words_dup_quality (AhoyCall *call)
{
  AhoyQualityReason code;
  const char *quality = ahoy_call_words_get_quality (call);
  const char *reason;

  ahoy_call_get_quality (call, &code);
  reason = get_reason (code);
  if (reason == NULL)
    return g_strdup (quality);

  /* Translators: how good a connection is, and what disturbs it */
  return g_strdup_printf (_("%s: %s"), quality, reason);
}

/**
 * ahoy_call_words_get_icon:
 * @call: a call
 *
 * Returns: (transfer none) (nullable): the name of the icon for how good the connection is; %NULL
 *   while that is not known
 */
const char *
ahoy_call_words_get_icon (AhoyCall *call)
{
  switch (ahoy_call_get_quality (call, NULL)) {
  case AHOY_QUALITY_BAD:
    return "network-cellular-signal-none-symbolic";
  case AHOY_QUALITY_POOR:
    return "network-cellular-signal-weak-symbolic";
  case AHOY_QUALITY_FAIR:
    return "network-cellular-signal-ok-symbolic";
  case AHOY_QUALITY_GOOD:
    return "network-cellular-signal-good-symbolic";
  case AHOY_QUALITY_EXCELLENT:
    return "network-cellular-signal-excellent-symbolic";
  case AHOY_QUALITY_UNKNOWN:
  default:
    return NULL;
  }
}

/**
 * ahoy_call_words_dup_duration:
 * @ms: a time in milliseconds
 *
 * Returns: (transfer full): it in hours, minutes and seconds, such as `1:02:03` or `2:03`
 */
char *
ahoy_call_words_dup_duration (gint64 ms)
{
  int seconds = MAX (ms, 0) / 1000;

  if (seconds >= 3600)
    /* Translators: hours, minutes and seconds that a call has lasted */
    return g_strdup_printf (C_("duration", "%d:%02d:%02d"), seconds / 3600, seconds / 60 % 60,
                            seconds % 60);

  /* Translators: minutes and seconds that a call has lasted */
  return g_strdup_printf (C_("duration", "%d:%02d"), seconds / 60, seconds % 60);
}
