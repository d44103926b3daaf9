/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-fields.h"

#include "ahoy-kandy-call.h"
#include "ahoy-kandy-call-failure.h"
#include "ahoy-kandy-history.h"
#include "ahoy-kandy-notification.h"
#include "ahoy-kandy-parameters.h"
#include "ahoy-packed-text.h"

#include <string.h>

static void
check_line (const char *text)
{
  g_assert (text == NULL || (*text != '\0' && g_utf8_validate (text, -1, NULL)
                             && strpbrk (text, "\r\n\t\x1b\x7f") == NULL));
}

static void
check_error (GError *error)
{
  g_assert (error->domain == AHOY_CALL_ERROR);
  check_line (error->message);
  g_error_free (error);
}

static void
check_params (const AhoyKandyCallParams *call)
{
  g_autoptr (GError) problem = NULL;
  AhoyCallEndReason reason = ahoy_kandy_call_params_to_end (call, AHOY_CALL_END_REASON_MISSED,
                                                            &problem);

  check_line (call->session);
  g_assert (strlen (call->session) <= AHOY_KANDY_LONGEST_SESSION);
  g_assert ((call->sdp != NULL) == (call->sdp_kind == AHOY_KANDY_SDP_TEXT
                                    || call->sdp_kind == AHOY_KANDY_SDP_PATH));
  g_assert (call->sdp == NULL || strlen (call->sdp) <= AHOY_KANDY_LONGEST_SDP);
  if (call->sdp_kind == AHOY_KANDY_SDP_PATH)
    g_assert (call->sdp[0] == '/' && call->sdp[1] != '/' && fuzz_is_visible_ascii (call->sdp));
  g_assert (call->retry_after <= 60 * 60 * 1000);
  check_line (call->reason);
  check_line (call->caller_name);
  check_line (call->caller_number);
  check_line (call->callee_number);
  check_line (call->remote_name);
  check_line (call->remote_number);
  for (guint i = 0; call->parameters != NULL && i < call->parameters->len; i++) {
    const AhoyKandyParameter *parameter = g_ptr_array_index (call->parameters, i);

    check_line (parameter->name);
    g_assert (strpbrk (parameter->value, "\r\n") == NULL);
  }

  g_assert (reason != AHOY_CALL_END_REASON_NONE);
  if (problem != NULL)
    check_error (g_steal_pointer (&problem));
  check_error (ahoy_kandy_call_params_to_refusal (call));
  check_error (ahoy_kandy_call_params_to_failure (call));
}

static void
check_answers (const char *text, size_t size)
{
  g_autoptr (GError) start_error = NULL;
  g_autoptr (GError) state_error = NULL;
  g_autoptr (GError) data_error = NULL;
  g_autofree char *session = ahoy_kandy_call_start_parse (text, size, &start_error);
  g_autofree char *sdp = ahoy_kandy_event_data_parse (text, size, &data_error);
  AhoyKandyAnswer answer = { .http_status = 404, .body = text, .body_length = size };
  g_autoptr (GError) refusal = ahoy_kandy_call_answer_to_error (&answer);
  gboolean answered;
  guint delay = 0;

  g_assert ((session == NULL) == (start_error != NULL));
  g_assert ((sdp == NULL) == (data_error != NULL));
  g_assert (ahoy_kandy_call_state_parse (text, size, &answered, &state_error)
            == (state_error == NULL));
  check_line (refusal->message);
  g_assert (ahoy_kandy_audit_get_delay (&answer, 25000, &delay)
            == !ahoy_kandy_call_answer_is_gone (&answer));
  g_assert (delay <= 25000);
}

static void
check_history (const char *text, size_t size)
{
  g_autoptr (GError) error = NULL;
  guint n_items = 0;
  g_autoptr (GPtrArray) entries = ahoy_kandy_history_parse (text, size, &n_items, &error);

  g_assert ((entries == NULL) == (error != NULL));
  for (guint i = 0; entries != NULL && i < entries->len; i++) {
    const AhoyKandyHistoryEntry *entry = g_ptr_array_index (entries, i);

    g_assert (i < n_items);
    g_assert (entry->number != NULL);
    check_line (entry->number);
    check_line (entry->name);
    check_line (entry->id);
    g_assert (entry->start_time >= 0 && entry->duration >= 0);
    g_assert (!entry->missed || entry->direction == AHOY_CALL_DIRECTION_INCOMING);
  }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *) data;
  g_autofree char *copy = g_strndup (text, size);
  g_autofree char *unpacked = ahoy_packed_text_unpack (copy, G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 4096);
  g_autoptr (AhoyKandyNotification) notification = ahoy_kandy_notification_parse (text, size, NULL);

  g_assert (unpacked == NULL || strlen (unpacked) <= 4096);
  if (notification != NULL && notification->call != NULL)
    check_params (notification->call);
  if (size > 0) {
    check_answers (text, size);
    check_history (text, size);
  }

  return 0;
}
