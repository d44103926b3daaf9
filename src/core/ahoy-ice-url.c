/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-ice-url.h"

#include "ahoy-server.h"

#include <stdlib.h>
#include <string.h>

#define USUAL_PORT     3478
#define USUAL_TLS_PORT 5349

static AhoyIceKind
get_kind (const char *text, const char *query)
{
  if (g_str_has_prefix (text, "stun:"))
    return AHOY_ICE_KIND_STUN;
  if (g_str_has_prefix (text, "turns:"))
    return AHOY_ICE_KIND_TURN_TLS;

  /* RFC 7065: without a transport it is UDP. */
  return g_strcmp0 (query, "transport=tcp") == 0 ? AHOY_ICE_KIND_TURN_TCP : AHOY_ICE_KIND_TURN_UDP;
}

/**
 * ahoy_ice_url_parse:
 * @text: what [func@server_parse_ice] takes
 * @error: return location for an error
 *
 * Reads the URL of a server that helps to find a way through the network (RFC 7064, RFC 7065). The
 * port is 3478 where there is none, and 5349 with TLS.
 *
 * Fails as [func@server_parse_ice] does.
 *
 * Returns: (transfer full) (nullable): what it says, or %NULL
 */
AhoyIceUrl *
ahoy_ice_url_parse (const char *text, GError **error)
{
  g_autofree char *usual = ahoy_server_parse_ice (text, error);
  AhoyIceUrl *url;
  char *query, *host, *after;

  if (usual == NULL)
    return NULL;

  query = strchr (usual, '?');
  if (query != NULL)
    *query++ = '\0';
  host = strchr (usual, ':') + 1;
  if (*host == '[') {
    host++;
    after = strchr (host, ']');
    *after++ = '\0';
  } else {
    after = host + strcspn (host, ":");
  }

  url = g_new0 (AhoyIceUrl, 1);
  url->kind = get_kind (usual, query);
  url->port = url->kind == AHOY_ICE_KIND_TURN_TLS ? USUAL_TLS_PORT : USUAL_PORT;
  if (*after == ':') {
    url->port = (guint16) strtoul (after + 1, NULL, 10);
    *after = '\0';
  }
  url->host = g_strdup (host);

  return url;
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
