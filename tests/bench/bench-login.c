/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-common.h"

#include "ahoy-kandy-auth.h"
#include "ahoy-kandy-subscription.h"

#include <libsoup/soup.h>
#include <stdlib.h>
#include <string.h>

/* Logs in and out some times and says how long each login took, next to how long the network takes
 * for one round trip. With --plain it asks the library for what it needs, one after the other, as
 * a client does that opens nothing in advance. */

#define PROBES 3

static int n_logins = 1;
static gboolean plain;

static const GOptionEntry entries[] = {
  { "count", 0, 0, G_OPTION_ARG_INT, &n_logins, "How many logins", "COUNT" },
  { "plain", 0, 0, G_OPTION_ARG_NONE, &plain, "With libsoup alone", NULL },
  { NULL }
};

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

/* Milliseconds. */
typedef struct {
  double login;
  double logout;
} Times;

static Times
log_in_once (BenchService *service, AhoySession *session)
{
  g_autoptr (AhoyCredentials) credentials = bench_service_credentials (service);
  gint64 start = g_get_monotonic_time ();
  gint64 connected;

  bench_log_in (session, credentials);
  connected = g_get_monotonic_time ();
  bench_log_out (session);

  return (Times) { (connected - start) / 1e3, (g_get_monotonic_time () - connected) / 1e3 };
}

static GBytes *
send (SoupSession *http, SoupMessage *message)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  soup_session_send_and_read_async (http, message, G_PRIORITY_DEFAULT, NULL, store_result_cb,
                                    &result);
  bytes = soup_session_send_and_read_finish (http, wait_for (&result), &error);
  if (bytes == NULL)
    bench_fail ("The request failed", error);

  return bytes;
}

static SoupMessage *
new_request (BenchService *service, AhoyKandyAuth *auth, const char *method, const char *path,
             const char *text)
{
  g_autofree char *uri = g_strconcat (service->server, path, NULL);
  SoupMessage *message = soup_message_new (method, uri);

  soup_message_headers_append (soup_message_get_request_headers (message), auth->header,
                               auth->value);
  if (text != NULL) {
    g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

    soup_message_set_request_body_from_bytes (message, "application/json", body);
  }

  return message;
}

static Times
log_in_plainly (BenchService *service, SoupSession *http)
{
  static const char * const services[] = { "call", "IM", "Presence", NULL };
  g_autoptr (AhoyCredentials) credentials = bench_service_credentials (service);
  g_autoptr (AhoyKandyAuth) auth = ahoy_kandy_auth_new (credentials, service->user, NULL);
  g_autofree char *path = ahoy_kandy_subscription_path (service->user);
  g_autofree char *text = ahoy_kandy_subscribe_text (services, 3600, FALSE, NULL);
  g_autoptr (SoupMessage) post = new_request (service, auth, SOUP_METHOD_POST, path, text);
  g_autoptr (SoupMessage) get = NULL;
  g_autoptr (SoupMessage) delete = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GBytes) farewell = NULL;
  g_autoptr (AhoyKandySubscription) subscription = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SoupWebsocketConnection) websocket = NULL;
  g_autofree char *uri = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  gint64 connected;

  answer = send (http, post);
  subscription = ahoy_kandy_subscription_parse (g_bytes_get_data (answer, NULL),
                                                (gssize) g_bytes_get_size (answer), &error);
  if (subscription == NULL)
    bench_fail ("The subscription was refused", error);
  uri = g_strconcat (service->websocket_server, subscription->channel, NULL);
  get = soup_message_new (SOUP_METHOD_GET, uri);
  soup_session_websocket_connect_async (http, get, NULL, NULL, G_PRIORITY_DEFAULT, NULL,
                                        store_result_cb, &result);
  websocket = soup_session_websocket_connect_finish (http, wait_for (&result), &error);
  if (websocket == NULL)
    bench_fail ("The websocket was refused", error);
  connected = g_get_monotonic_time ();

  delete = new_request (service, auth, SOUP_METHOD_DELETE, subscription->path, NULL);
  farewell = send (http, delete);

  return (Times) { (connected - start) / 1e3, (g_get_monotonic_time () - connected) / 1e3 };
}

/* What the network takes for one round trip, as TCP sees it: the median of some connections. */
static double
measure_round_trip (BenchService *service)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  double times[PROBES];

  for (guint i = 0; i < PROBES; i++) {
    g_autoptr (GSocketConnection) connection = NULL;
    g_autoptr (GError) error = NULL;
    gint64 start = g_get_monotonic_time ();
    guint j = i;
    double time;

    connection = g_socket_client_connect_to_uri (client, service->server, 443, NULL, &error);
    if (connection == NULL)
      bench_fail ("The service cannot be reached", error);
    time = (g_get_monotonic_time () - start) / 1e3;
    for (; j > 0 && times[j - 1] > time; j--)
      times[j] = times[j - 1];
    times[j] = time;
  }

  return times[PROBES / 2];
}

static SoupSession *
new_http (BenchService *service)
{
  g_autofree char *ca_file = bench_service_ca_file (service);
  g_autofree char *absolute = g_canonicalize_filename (ca_file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (absolute, &error);

  if (database == NULL)
    bench_fail ("The authority's certificate cannot be used", error);

  return soup_session_new_with_options ("tls-database", database, NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("CERTIFICATES-FOLDER");
  g_autoptr (BenchService) service = NULL;
  g_autoptr (AhoySession) session = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree Times *times = NULL;
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (context, "Where the service is comes in on standard input.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2 ||
      n_logins < 1) {
    g_printerr ("bench-login: %s\n", error != NULL ? error->message : "see --help");
    return 2;
  }

  service = bench_service_read (argv[1]);
  session = bench_service_new_session (service);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "round-trip-ms");
  json_builder_add_double_value (builder, measure_round_trip (service));
  times = g_new (Times, n_logins);
  for (int i = 0; i < n_logins; i++) {
    g_autoptr (SoupSession) http = plain ? new_http (service) : NULL;

    times[i] = plain ? log_in_plainly (service, http) : log_in_once (service, session);
  }
  json_builder_set_member_name (builder, "login-ms");
  json_builder_begin_array (builder);
  for (int i = 0; i < n_logins; i++)
    json_builder_add_double_value (builder, times[i].login);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "logout-ms");
  json_builder_begin_array (builder);
  for (int i = 0; i < n_logins; i++)
    json_builder_add_double_value (builder, times[i].logout);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  bench_print (builder);

  return EXIT_SUCCESS;
}
