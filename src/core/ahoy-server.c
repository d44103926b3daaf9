/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-server.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);

  /* GLib resolves this name itself and to nothing else (RFC 6761). */
  return g_ascii_strcasecmp (host, "localhost") == 0;
}

static gboolean
is_host (const char *host)
{
  g_autofree char *ascii = NULL;

  if (host == NULL || *host == '\0' || strlen (host) > 253)
    return FALSE;
  if (g_hostname_is_ip_address (host))
    return TRUE;

  ascii = g_hostname_to_ascii (host);
  if (ascii == NULL)
    return FALSE;
  for (const char *p = ascii; *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p) && strchr ("-._", *p) == NULL)
      return FALSE;
  }

  return TRUE;
}

/* What is told of a wrong address: without what may be a password or a token in it. */
static char *
without_secrets (const char *text)
{
  const char *at = strrchr (text, '@');
  const char *shown = at != NULL ? at : text;

  return g_strdup_printf ("%s%.*s", at != NULL ? "…" : "", (int) strcspn (shown, "?#"), shown);
}

static char *
parse (const char *text, const char *secure, const char *plain, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));
  g_autofree char *with_scheme = NULL;
  g_autofree char *ascii = NULL;
  g_autoptr (GUri) uri = NULL;
  const char *scheme, *host, *path;
  gboolean is_plain;
  int port;

  if (*stripped == '\0') {
    g_propagate_error (error, ahoy_session_error_new (AHOY_SESSION_ERROR_INVALID_ACCOUNT, NULL,
                                                      _("Enter the address of the server")));
    return NULL;
  }

  with_scheme = strstr (stripped, "://") != NULL ? g_strdup (stripped)
                                                 : g_strdup_printf ("%s://%s", secure, stripped);
  uri = g_uri_parse (with_scheme, G_URI_FLAGS_NONE, NULL);
  scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  path = uri != NULL ? g_uri_get_path (uri) : NULL;
  if (uri == NULL || !is_host (host) || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL ||
      (*path != '\0' && strcmp (path, "/") != 0) || g_uri_get_port (uri) == 0 ||
      (strcmp (scheme, secure) != 0 && strcmp (scheme, plain) != 0)) {
    g_autofree char *shown = without_secrets (stripped);

    g_set_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_INVALID_ACCOUNT,
                 /* Translators: the first is what was typed, the second and third are "https" or
                  * "wss", and an example of an address */
                 _("“%s” is not the address of a server; write it as %s://host or %s://host:port"),
                 shown, secure, secure);
    return NULL;
  }

  is_plain = strcmp (scheme, plain) == 0;
  if (is_plain && !is_loopback (host)) {
    g_set_error (error, AHOY_SESSION_ERROR, AHOY_SESSION_ERROR_INSECURE,
                 _("The connection to %s would not be encrypted; use %s instead of %s"), host,
                 secure, plain);
    return NULL;
  }

  port = g_uri_get_port (uri);
  if (port == -1)
    port = is_plain ? 80 : 443;
  if (g_hostname_is_ip_address (host))
    ascii = g_strdup (host);
  else
    ascii = g_hostname_to_ascii (host);

  return g_strdup_printf (strchr (ascii, ':') != NULL ? "%s://[%s]:%d" : "%s://%s:%d", scheme,
                          ascii, port);
}

/**
 * ahoy_server_parse:
 * @text: (nullable): what a person has entered: `https://host:port`, with scheme and port optional
 * @error: return location for an error
 *
 * Checks the address of a server. Plain `http` is for loopback addresses only.
 *
 * Fails with `AHOY_SESSION_ERROR_INVALID_ACCOUNT` if there is none or it is malformed, and with
 * `AHOY_SESSION_ERROR_INSECURE` if it is not encrypted.
 *
 * Returns: (transfer full): scheme, host and port, without a trailing slash
 */
char *
ahoy_server_parse (const char *text, GError **error)
{
  return parse (text, "https", "http", error);
}

/**
 * ahoy_server_parse_websocket:
 * @text: (nullable): what a person has entered: `wss://host:port`, with scheme and port optional;
 *   empty: the host and port of @server
 * @server: what [func@server_parse] has given
 * @error: return location for an error
 *
 * Checks the address of a websocket's server. Plain `ws` is for loopback addresses only. Errors as
 * in [func@server_parse].
 *
 * Returns: (transfer full): scheme, host and port, without a trailing slash
 */
char *
ahoy_server_parse_websocket (const char *text, const char *server, GError **error)
{
  if (text == NULL || *text == '\0')
    return g_strconcat ("ws", server + strlen ("http"), NULL);

  return parse (text, "wss", "ws", error);
}

static GError *
make_ice_error (const char *message)
{
  return ahoy_session_error_new (AHOY_SESSION_ERROR_INVALID_ACCOUNT, NULL, message);
}

/* Takes "host", "host:port" or "[address]:port" apart. */
static gboolean
split_host (const char *text, char **host, char **port)
{
  const char *end, *colon;
  guint64 number;

  end = *text == '[' ? strchr (text, ']') : text;
  if (end == NULL)
    return FALSE;
  colon = strchr (end, ':');
  if (*text == '[' && end[1] != '\0' && colon != end + 1)
    return FALSE;
  if (colon != NULL
      && !g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &number, NULL))
    return FALSE;

  *port = g_strdup (colon != NULL ? colon : "");
  *host = *text == '[' ? g_strndup (text + 1, (gsize) (end - text - 1))
          : colon != NULL ? g_strndup (text, (gsize) (colon - text)) : g_strdup (text);

  return is_host (*host) && (*text == '[') == (strchr (*host, ':') != NULL);
}

static gboolean
is_transport (const char *scheme, const char *query)
{
  if (query == NULL)
    return TRUE;

  return (strcmp (scheme, "turn") == 0 && g_ascii_strcasecmp (query, "transport=udp") == 0)
         || (scheme[0] == 't' && g_ascii_strcasecmp (query, "transport=tcp") == 0);
}

/**
 * ahoy_server_parse_ice:
 * @text: what a person has entered: `stun:host`, `turn:host?transport=tcp` or `turns:host`, each
 *   maybe with a port
 * @error: return location for an error
 *
 * Checks the address of a STUN or TURN server (RFC 7064 and 7065).
 *
 * Fails with `AHOY_SESSION_ERROR_INVALID_ACCOUNT`; `stuns:` is not supported, as nothing that STUN
 * tells is a secret.
 *
 * Returns: (transfer full): the same as it is usually written
 */
char *
ahoy_server_parse_ice (const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *shown = without_secrets (stripped);
  g_autofree char *message = NULL;
  g_autofree char *scheme = NULL;
  g_autofree char *host = NULL;
  g_autofree char *port = NULL;
  g_autofree char *ascii = NULL;
  char *rest = strchr (stripped, ':');
  char *query;

  if (rest != NULL)
    scheme = g_ascii_strdown (stripped, rest - stripped);
  if (g_strcmp0 (scheme, "stuns") == 0) {
    g_propagate_error (error, make_ice_error (_("“stuns:” is not supported; use “stun:”, or "
                                                "“turns:” for a relay")));
    return NULL;
  }
  if (g_strcmp0 (scheme, "stun") != 0 && g_strcmp0 (scheme, "turn") != 0
      && g_strcmp0 (scheme, "turns") != 0) {
    message = g_strdup_printf (_("“%s” must begin with “stun:”, “turn:” or “turns:”"), shown);
    g_propagate_error (error, make_ice_error (message));
    return NULL;
  }
  if (strchr (stripped, '@') != NULL) {
    g_propagate_error (error, make_ice_error (_("The name and the password do not belong into the "
                                                "address of a TURN server")));
    return NULL;
  }

  rest++;
  query = strchr (rest, '?');
  if (query != NULL)
    *query++ = '\0';
  if (!split_host (rest, &host, &port)) {
    message = g_strdup_printf (_("“%s” is not the address of a server; write it as %s:host or "
                                 "%s:host:port"), shown, scheme, scheme);
    g_propagate_error (error, make_ice_error (message));
    return NULL;
  }
  if (!is_transport (scheme, query)) {
    message = g_strdup_printf (_("What follows the question mark of “%s” can only be transport=tcp, "
                                 "or with “turn:” also transport=udp"), shown);
    g_propagate_error (error, make_ice_error (message));
    return NULL;
  }

  ascii = g_hostname_is_ip_address (host) ? g_strdup (host) : g_hostname_to_ascii (host);

  return g_strdup_printf (strchr (ascii, ':') != NULL ? "%s:[%s]%s%s%s" : "%s:%s%s%s%s", scheme,
                          ascii, port, query != NULL ? "?transport=" : "",
                          query == NULL ? "" : g_ascii_tolower (query[strlen ("transport=")]) == 'u'
                          ? "udp" : "tcp");
}
