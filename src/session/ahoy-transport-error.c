/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-transport-error.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

static char *
describe_io_error (const GError *error, const char *host)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_strdup_printf (_("%s refused the connection"), host);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE))
    return g_strdup_printf (_("%s cannot be reached from this network"), host);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_strdup_printf (_("%s did not answer in time"), host);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    return g_strdup_printf (_("%s closed the connection"), host);
  if (error->domain == G_RESOLVER_ERROR)
    return g_strdup_printf (_("%s was not found; check the address of the server"), host);

  return g_strdup_printf (_("%s could not be reached: %s"), host, error->message);
}

/**
 * ahoy_transport_error:
 * @error: (transfer full): what the libraries say
 * @host: whom we wanted to reach
 * @distrust: (nullable): why the server's certificate was refused
 *
 * Says an error of the transport as a person would. Domain and code stay, errors of the libraries'
 * own domains become ones of `G_IO_ERROR`. Cancellation and our own errors are passed on.
 *
 * Returns: (transfer full): the error to show
 */
GError *
ahoy_transport_error (GError *error, const char *host, const char *distrust)
{
  g_autoptr (GError) taken = error;
  g_autofree char *message = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&taken);
  if (distrust != NULL)
    return g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, distrust);
  if (error->domain == SOUP_SESSION_ERROR || error->domain == SOUP_WEBSOCKET_ERROR ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT)) {
    /* The server broke off in the middle of HTTP or of a frame. */
    taken->domain = G_IO_ERROR;
    taken->code = G_IO_ERROR_CONNECTION_CLOSED;
  } else if (error->domain != G_IO_ERROR && error->domain != G_RESOLVER_ERROR &&
             error->domain != G_TLS_ERROR) {
    return g_steal_pointer (&taken);
  }

  message = describe_io_error (taken, host);

  return g_error_new_literal (taken->domain, taken->code, message);
}
