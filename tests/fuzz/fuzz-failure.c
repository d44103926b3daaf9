/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines: status, reason phrase, content type, Retry-After; then the body. */
#include "fuzz-fields.h"

#include "ahoy-kandy-failure.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1793954977000)

static const char *
nullable (const char *field)
{
  return *field != '\0' ? field : NULL;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_auto (GStrv) fields = fuzz_fields (data, size, 5);
  AhoyKandyAnswer answer = {
    .http_status = g_ascii_strtoull (fields[0], NULL, 10) % 1000,
    .reason_phrase = nullable (fields[1]),
    .content_type = nullable (fields[2]),
    .retry_after = nullable (fields[3]),
    .body = nullable (fields[4]),
    .body_length = -1,
  };
  g_autoptr (GError) error = ahoy_kandy_answer_to_error (&answer);
  gboolean success = ahoy_kandy_answer_is_success (&answer);
  int code = 0;
  gboolean has_code = ahoy_kandy_answer_get_code (&answer, &code);
  guint delay = 0;

  g_assert (error->domain == AHOY_SESSION_ERROR);
  g_assert (g_utf8_validate (error->message, -1, NULL));
  g_assert (strlen (error->message) < 1024);
  g_assert (strpbrk (error->message, "\r\n\t\x1b\x7f") == NULL);
  g_assert (!success || (answer.http_status >= 200 && answer.http_status <= 299));
  g_assert (ahoy_kandy_answer_is_gone (&answer)
            == (answer.http_status == 404 && has_code && code == 39));
  if (has_code) {
    g_autofree char *suffix = g_strdup_printf (" (%d)", code);

    g_assert (g_str_has_suffix (error->message, suffix));
  }
  if (ahoy_kandy_answer_get_retry (&answer, NOW, &delay)) {
    g_assert (answer.http_status == 503 && answer.body != NULL);
    g_assert (delay <= 60 * 60 * 1000);
  }

  return 0;
}
