/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our side of calls, for a test in another language: a session with real media, whose ends make and
 * measure a tone and a picture. Takes a JSON object a line on standard input, does what its "do"
 * says, and answers with one on standard output that has the same "id"; what takes longer is
 * answered later. Calls are numbered as they come, from 0. */
#include "ahoy-memory.h"
#include "ahoy-session.h"
#include "ahoy-webrtc-media-factory-private.h"
#include "peer-line.h"

#include <gio/gunixinputstream.h>
#include <malloc.h>
#include <stdio.h>
#include <unistd.h>

typedef struct {
  GMainLoop              *loop;
  GDataInputStream       *input;
  AhoyWebrtcMediaFactory *factory;
  AhoySession            *session;
  GPtrArray              *lines;
  WatchingEnds           *ends;   /* of the media that are about to come, or NULL */
  double                  tone;   /* of the calls to come, in Hz */
  guint                   width;  /* of their pictures */
  guint                   height;
} Peer;

typedef gboolean (*Finish) (gpointer source, GAsyncResult *result, GError **error);

/* What is still to be answered. */
typedef struct {
  gint64 id;
  Finish finish;
} Request;

static JsonBuilder *
begin_reply (gint64 id)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_int_value (builder, id);

  return builder;
}

static void
end_reply (JsonBuilder *builder, const GError *error)
{
  g_autoptr (JsonBuilder) owned = builder;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  if (error != NULL)
    peer_add_string (builder, "error", error->message);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  printf ("%s\n", text);
  fflush (stdout);
}

static void
reply (gint64 id, const GError *error)
{
  end_reply (begin_reply (id), error);
}

static Request *
request_new (gint64 id, gpointer finish)
{
  Request *request = g_new (Request, 1);

  *request = (Request) { id, finish };

  return request;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Request *request = data;
  g_autoptr (GError) error = NULL;

  request->finish (source, result, &error);
  reply (request->id, error);
}

/* One for each call: of what a call receives, another one hears nothing. */
static AhoyMediaEnds *
make_ends (gpointer data)
{
  Peer *self = data;

  g_clear_object (&self->ends);
  self->ends = watching_ends_new (self->tone, self->width, self->height);

  return AHOY_MEDIA_ENDS (g_object_ref (self->ends));
}

/* Its media were made just now. */
static void
on_calls_changed (GListModel *calls, guint position, guint n_removed, guint n_added, Peer *self)
{
  for (guint i = 0; i < n_added; i++) {
    g_autoptr (AhoyCall) call = g_list_model_get_item (calls, position + i);

    g_assert (self->ends != NULL);
    g_ptr_array_add (self->lines, peer_line_new (call, &self->ends));
  }
}

static const char *
get_text (JsonObject *command, const char *name)
{
  return json_object_get_string_member_with_default (command, name, "");
}

static AhoyMediaFlags
get_media (JsonObject *command)
{
  return json_object_get_boolean_member_with_default (command, "video", FALSE)
    ? AHOY_MEDIA_AUDIO | AHOY_MEDIA_VIDEO : AHOY_MEDIA_AUDIO;
}

/* NULL: the command has none. */
static GVariant *
get_parameters (JsonObject *command)
{
  JsonObject *parameters;
  GVariantBuilder builder;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (!json_object_has_member (command, "parameters"))
    return NULL;

  parameters = json_object_get_object_member (command, "parameters");
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  json_object_iter_init (&iter, parameters);
  while (json_object_iter_next (&iter, &name, &value))
    g_variant_builder_add (&builder, "(ss)", name, json_node_get_string (value));

  return g_variant_builder_end (&builder);
}

static void
log_in (Peer *self, JsonObject *command, gint64 id)
{
  g_autoptr (AhoyAccount) account =
    g_object_new (AHOY_TYPE_ACCOUNT, "service", get_text (command, "service"), "server",
                  get_text (command, "server"), "websocket-server",
                  get_text (command, "websocket"), "app-id", get_text (command, "app"), "user",
                  get_text (command, "user"), "ca-file",
                  json_object_get_string_member_with_default (command, "ca", NULL), NULL);
  g_autoptr (AhoyCredentials) credentials =
    ahoy_credentials_new (AHOY_LOGIN_KIND_PASSWORD, NULL, get_text (command, "password"));

  self->session = g_object_new (AHOY_TYPE_SESSION, "account", account, "media-factory",
                                self->factory, NULL);
  g_signal_connect (ahoy_session_get_calls (self->session), "items-changed",
                    G_CALLBACK (on_calls_changed), self);
  ahoy_session_connect_async (self->session, credentials, NULL, done_cb,
                              request_new (id, ahoy_session_connect_finish));
}

static void
call (Peer *self, JsonObject *command, gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AhoyCall) begun = NULL;
  JsonBuilder *builder = begin_reply (id);
  gint64 asked = g_get_real_time ();

  begun = ahoy_session_call (self->session, get_text (command, "to"), get_media (command),
                             get_parameters (command), &error);
  if (begun != NULL) {
    PeerLine *line = g_ptr_array_index (self->lines, self->lines->len - 1);

    line->asked = asked;
    json_builder_set_member_name (builder, "call");
    json_builder_add_int_value (builder, self->lines->len - 1);
  }
  end_reply (builder, error);
}

static void
reply_facts (Peer *self, JsonObject *command, gint64 id)
{
  double frequency = json_object_get_int_member_with_default (command, "tone", 0);
  JsonBuilder *builder = begin_reply (id);

  peer_add_boolean (builder, "isConnected", ahoy_session_get_connected (self->session));
  peer_add_boolean (builder, "isReconnecting", ahoy_session_get_reconnecting (self->session));
  json_builder_set_member_name (builder, "calls");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->lines->len; i++)
    peer_line_describe (g_ptr_array_index (self->lines, i), frequency, builder);
  json_builder_end_array (builder);
  end_reply (builder, NULL);
}

static void
set_ends (Peer *self, JsonObject *command)
{
  self->tone = json_object_get_int_member_with_default (command, "tone", self->tone);
  self->width = json_object_get_int_member_with_default (command, "width", self->width);
  self->height = json_object_get_int_member_with_default (command, "height", self->height);
}

/* What is asked of the session. FALSE: it is something else. */
static gboolean
run_session_command (Peer *self, JsonObject *command, const char *what, gint64 id)
{
  if (g_str_equal (what, "login"))
    log_in (self, command, id);
  else if (g_str_equal (what, "call"))
    call (self, command, id);
  else if (g_str_equal (what, "swap"))
    ahoy_session_swap_async (self->session, NULL, done_cb,
                             request_new (id, ahoy_session_swap_finish));
  else if (g_str_equal (what, "logout"))
    ahoy_session_disconnect_async (self->session, NULL, done_cb,
                                   request_new (id, ahoy_session_disconnect_finish));
  else if (g_str_equal (what, "facts"))
    reply_facts (self, command, id);
  else
    return FALSE;

  return TRUE;
}

/* What is done at once. FALSE: it is something else. */
static gboolean
run_quick_command (Peer *self, PeerLine *line, JsonObject *command, const char *what, gint64 id)
{
  g_autoptr (GError) error = NULL;

  if (g_str_equal (what, "ends"))
    set_ends (self, command);
  else if (g_str_equal (what, "trim")) /* so that what is left is what is used */
    malloc_trim (0);
  else if (g_str_equal (what, "forget"))
    g_ptr_array_set_size (self->lines, 0);
  else if (g_str_equal (what, "ignore"))
    ahoy_call_ignore (line->call, &error);
  else if (g_str_equal (what, "digits"))
    ahoy_call_send_dtmf (line->call, get_text (command, "digits"), &error);
  else if (g_str_equal (what, "mute"))
    ahoy_call_set_muted (line->call, json_object_get_boolean_member (command, "on"));
  else if (g_str_equal (what, "deafen")) /* forgets what was heard */
    ahoy_test_ends_forget (watching_ends_get_test (line->ends));
  else
    return FALSE;

  reply (id, error);

  return TRUE;
}

static void
run_call_command (PeerLine *line, JsonObject *command, const char *what, gint64 id)
{
  static const struct {
    const char *name;
    void      (*begin) (AhoyCall *, GCancellable *, GAsyncReadyCallback, gpointer);
    gpointer    finish;
  } operations[] = {
    { "reject", ahoy_call_reject_async, ahoy_call_reject_finish },
    { "end", ahoy_call_end_async, ahoy_call_end_finish },
    { "hold", ahoy_call_hold_async, ahoy_call_hold_finish },
    { "unhold", ahoy_call_unhold_async, ahoy_call_unhold_finish },
    { "addVideo", ahoy_call_add_video_async, ahoy_call_add_video_finish },
    { "stopVideo", ahoy_call_stop_video_async, ahoy_call_stop_video_finish },
    { "restartMedia", ahoy_call_restart_media_async, ahoy_call_restart_media_finish },
  };

  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    if (g_str_equal (what, operations[i].name)) {
      operations[i].begin (line->call, NULL, done_cb, request_new (id, operations[i].finish));
      return;
    }

  if (g_str_equal (what, "answer")) {
    line->asked = g_get_real_time ();
    ahoy_call_answer_async (line->call, get_media (command), NULL, done_cb,
                            request_new (id, ahoy_call_answer_finish));
  } else if (g_str_equal (what, "forward")) {
    ahoy_call_forward_async (line->call, get_text (command, "to"), NULL, done_cb,
                             request_new (id, ahoy_call_forward_finish));
  } else if (g_str_equal (what, "transfer")) {
    ahoy_call_transfer_async (line->call, get_text (command, "to"), NULL, done_cb,
                              request_new (id, ahoy_call_transfer_finish));
  } else if (g_str_equal (what, "parameters")) {
    ahoy_call_set_parameters_async (line->call, get_parameters (command), NULL, done_cb,
                                    request_new (id, ahoy_call_set_parameters_finish));
  } else {
    g_error ("Unknown command %s", what);
  }
}

static void
run_command (Peer *self, JsonObject *command)
{
  const char *what = get_text (command, "do");
  gint64 id = json_object_get_int_member (command, "id");
  guint number = json_object_get_int_member_with_default (command, "call", 0);
  PeerLine *line = number < self->lines->len ? g_ptr_array_index (self->lines, number) : NULL;

  if (g_str_equal (what, "transferTo")) {
    guint other = json_object_get_int_member (command, "other");

    g_assert (line != NULL && other < self->lines->len);
    ahoy_call_transfer_to_call_async (
      line->call, ((PeerLine *) g_ptr_array_index (self->lines, other))->call, NULL, done_cb,
      request_new (id, ahoy_call_transfer_to_call_finish));
    return;
  }
  if (!run_session_command (self, command, what, id)
      && !run_quick_command (self, line, command, what, id))
    run_call_command (line, command, what, id);
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Peer *self = data;
  g_autofree char *text = g_data_input_stream_read_line_finish (self->input, result, NULL, NULL);
  g_autoptr (JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  if (node == NULL) {
    g_main_loop_quit (self->loop);
    return;
  }
  run_command (self, json_node_get_object (node));
  g_data_input_stream_read_line_async (self->input, G_PRIORITY_DEFAULT, NULL, line_cb, self);
}

int
main (void)
{
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  Peer self = {
    .loop = g_main_loop_new (NULL, FALSE),
    .input = g_data_input_stream_new (input),
    .lines = g_ptr_array_new_with_free_func ((GDestroyNotify) peer_line_free),
    .tone = 440,
    .width = 320,
    .height = 240,
  };

  ahoy_memory_spare (); /* as the programs do */
  self.factory = ahoy_webrtc_media_factory_new (make_ends, &self, NULL);
  g_data_input_stream_read_line_async (self.input, G_PRIORITY_DEFAULT, NULL, line_cb, &self);
  g_main_loop_run (self.loop);

  g_ptr_array_unref (self.lines);
  if (self.session != NULL)
    ahoy_session_destroy (self.session);
  g_clear_object (&self.session);
  g_clear_object (&self.ends);
  g_object_unref (self.factory);
  g_object_unref (self.input);
  g_main_loop_unref (self.loop);

  return 0;
}
