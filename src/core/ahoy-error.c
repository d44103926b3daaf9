/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-error.h"

#include "ahoy-enum-types.h"

/**
 * ahoy_media_error_quark:
 *
 * Returns: the domain of [error@Ahoy.MediaError]
 */
G_DEFINE_QUARK (ahoy-media-error-quark, ahoy_media_error)

/**
 * ahoy_session_error_quark:
 *
 * Returns: the domain of [error@Ahoy.SessionError]
 */
G_DEFINE_QUARK (ahoy-session-error-quark, ahoy_session_error)

/**
 * ahoy_call_error_quark:
 *
 * Returns: the domain of [error@Ahoy.CallError]
 */
G_DEFINE_QUARK (ahoy-call-error-quark, ahoy_call_error)

static GError *
error_new (GQuark domain, int code, const char *service_code, const char *message)
{
  if (service_code == NULL || *service_code == '\0')
    return g_error_new_literal (domain, code, message);

  return g_error_new (domain, code, "%s (%s)", message, service_code);
}

/**
 * ahoy_session_error_new:
 * @code: what the caller should do
 * @service_code: (nullable): the code that the service itself gave
 * @message: a translated sentence without the code
 *
 * Makes an error whose message is @message, followed by @service_code in parentheses.
 *
 * Returns: (transfer full): the error
 */
GError *
ahoy_session_error_new (AhoySessionError code, const char *service_code, const char *message)
{
  return error_new (AHOY_SESSION_ERROR, code, service_code, message);
}

/**
 * ahoy_call_error_new:
 * @code: what the caller should do
 * @service_code: (nullable): the code that the service itself gave
 * @message: a translated sentence without the code
 *
 * Makes an error whose message is @message, followed by @service_code in parentheses.
 *
 * Returns: (transfer full): the error
 */
GError *
ahoy_call_error_new (AhoyCallError code, const char *service_code, const char *message)
{
  return error_new (AHOY_CALL_ERROR, code, service_code, message);
}

static GType
enum_type_of_domain (GQuark domain)
{
  if (domain == AHOY_SESSION_ERROR)
    return AHOY_TYPE_SESSION_ERROR;
  if (domain == AHOY_MEDIA_ERROR)
    return AHOY_TYPE_MEDIA_ERROR;
  if (domain == AHOY_CALL_ERROR)
    return AHOY_TYPE_CALL_ERROR;
  if (domain == G_IO_ERROR)
    return G_TYPE_IO_ERROR_ENUM;
  if (domain == G_RESOLVER_ERROR)
    return G_TYPE_RESOLVER_ERROR;
  if (domain == G_TLS_ERROR)
    return G_TYPE_TLS_ERROR;

  return G_TYPE_INVALID;
}

/**
 * ahoy_error_describe:
 * @error: an error
 *
 * Says the error as the message list of the services' tutorials does, `MESSAGE (CODE)`. The code is
 * the service's own where the message has it already, else the short name of the error's code,
 * such as `connection-refused`.
 *
 * Returns: (transfer full): one line of text
 */
char *
ahoy_error_describe (const GError *error)
{
  GType type = enum_type_of_domain (error->domain);
  g_autoptr (GEnumClass) klass = NULL;
  GEnumValue *value;

  if ((error->domain == AHOY_SESSION_ERROR || error->domain == AHOY_CALL_ERROR)
      && g_str_has_suffix (error->message, ")"))
    return g_strdup (error->message);
  if (type == G_TYPE_INVALID)
    return g_strdup_printf ("%s (%s %d)", error->message, g_quark_to_string (error->domain),
                            error->code);

  klass = g_type_class_ref (type);
  value = g_enum_get_value (klass, error->code);

  return g_strdup_printf ("%s (%s)", error->message, value != NULL ? value->value_nick : "unknown");
}
