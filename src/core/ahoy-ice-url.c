/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-ice-url.h"

#include "ahoy-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define USUAL_PORT     3478
#define USUAL_TLS_PORT 5349

#define MOST_HOST 253

static gboolean
take_scheme (const char **text, AhoyIceKind *kind)
{
  static const struct {
    const char  *scheme;
    AhoyIceKind  kind;
  } schemes[] = {
    { "stun:", AHOY_ICE_KIND_STUN },
    { "turn:", AHOY_ICE_KIND_TURN_UDP },
    { "turns:", AHOY_ICE_KIND_TURN_TLS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++) {
    if (g_ascii_strncasecmp (*text, schemes[i].scheme, strlen (schemes[i].scheme)) != 0)
      continue;
    *text += strlen (schemes[i].scheme);
    *kind = schemes[i].kind;
    return TRUE;
  }

  return FALSE;
}

/* RFC 7065: without a transport it is UDP, or TLS over TCP. There is no DTLS towards relays. */
static gboolean
take_transport (const char *query, AhoyIceKind *kind)
{
  if (query == NULL)
    return TRUE;
  if (*kind == AHOY_ICE_KIND_STUN)
    return FALSE;
  if (g_ascii_strcasecmp (query, "transport=tcp") == 0) {
    if (*kind == AHOY_ICE_KIND_TURN_UDP)
      *kind = AHOY_ICE_KIND_TURN_TCP;
    return TRUE;
  }

  return g_ascii_strcasecmp (query, "transport=udp") == 0 && *kind == AHOY_ICE_KIND_TURN_UDP;
}

static char *
read_host (const char *host)
{
  g_autofree char *ascii = NULL;

  if (*host == '\0' || strlen (host) > MOST_HOST)
    return NULL;
  if (g_hostname_is_ip_address (host))
    return g_strdup (host);

  ascii = g_hostname_to_ascii (host);
  for (const char *p = ascii; p != NULL && *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("-._", *p) == NULL)
      return NULL;

  return g_steal_pointer (&ascii);
}

/* HOST, HOST:PORT, [ADDRESS] or [ADDRESS]:PORT. */
static gboolean
take_authority (const char *text, AhoyIceUrl *url)
{
  g_autofree char *host = NULL;
  const char *after;
  guint64 port;

  if (*text == '[') {
    const char *end = strchr (text, ']');

    if (end == NULL)
      return FALSE;
    host = g_strndup (text + 1, end - text - 1);
    if (strchr (host, ':') == NULL || !g_hostname_is_ip_address (host))
      return FALSE;
    after = end + 1;
  } else {
    after = text + strcspn (text, ":");
    host = g_strndup (text, after - text);
  }

  url->host = read_host (host);
  url->port = url->kind == AHOY_ICE_KIND_TURN_TLS ? USUAL_TLS_PORT : USUAL_PORT;
  if (url->host == NULL)
    return FALSE;
  if (*after == '\0')
    return TRUE;
  if (*after != ':' || !g_ascii_string_to_unsigned (after + 1, 10, 1, G_MAXUINT16, &port, NULL))
    return FALSE;
  url->port = port;

  return TRUE;
}

/**
 * ahoy_ice_url_parse:
 * @text: `stun:HOST[:PORT]`, `turn:HOST[:PORT][?transport=udp|tcp]` or
 *   `turns:HOST[:PORT][?transport=tcp]`
 * @error: return location for an error
 *
 * Reads the URL of a server that helps to find a way through the network (RFC 7064, RFC 7065). The
 * port is 3478 where there is none, and 5349 with TLS.
 *
 * Fails with `AHOY_SESSION_ERROR_INVALID_ACCOUNT`.
 *
 * Returns: (transfer full) (nullable): what it says, or %NULL
 */
AhoyIceUrl *
ahoy_ice_url_parse (const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (AhoyIceUrl) url = g_new0 (AhoyIceUrl, 1);
  const char *rest = stripped;
  char *query = strchr (stripped, '?');

  if (query != NULL)
    *query++ = '\0';
  if (take_scheme (&rest, &url->kind) && take_transport (query, &url->kind) &&
      take_authority (rest, url))
    return g_steal_pointer (&url);

  /* The text is not repeated: somebody may have put a password into it. */
  g_set_error_literal (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_INVALID_ACCOUNT,
                       _("A server for connections has to be like “stun:host”, “turn:host:3478”, "
                         "“turn:host?transport=tcp” or “turns:host:5349”"));
  return NULL;
}

/**
 * ahoy_ice_url_free:
 * @self: (transfer full): a URL
 *
 * Frees it.
 */
void
ahoy_ice_url_free (AhoyIceUrl *self)
{
  g_free (self->host);
  g_free (self);
}
