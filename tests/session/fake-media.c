/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-media.h"

#include <string.h>

typedef enum {
  STEP_OFFER,
  STEP_ANSWER,
  STEP_REMOTE_OFFER,
  STEP_REMOTE_PROVISIONAL,
  STEP_REMOTE_ANSWER,
} Step;

typedef struct {
  Step           step;
  AhoyMediaFlags flags;
  char          *party; /* or NULL */
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->party);
  g_free (work);
}

static void media_interface_init (AhoyMediaInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeMedia, fake_media, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA, media_interface_init))

enum {
  PROP_0,
  PROP_STATE,
  PROP_SENDS,
  PROP_RECEIVES,
  PROP_REMOTE_HOLD,
  PROP_MUTED,
  PROP_LOCAL_VIDEO,
  PROP_REMOTE_VIDEO,
};

char *
fake_description (AhoyMediaFlags flags)
{
  return g_strdup_printf ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=fake%s%s%s%s\r\nt=0 0\r\n"
                          "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n%s",
                          flags & AHOY_MEDIA_AUDIO ? " audio" : "",
                          flags & AHOY_MEDIA_VIDEO ? " video" : "",
                          flags & AHOY_MEDIA_HOLD ? " hold" : "",
                          flags & AHOY_MEDIA_RESTART ? " restart" : "",
                          flags & AHOY_MEDIA_VIDEO ? "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n" : "");
}

static char *
describe (FakeMedia *self, AhoyMediaFlags flags)
{
  g_autofree char *text = fake_description (flags);

  return g_strdup_printf ("%sa=party:#%u\r\n", text, self->number);
}

static gboolean
read_description (const char *text, AhoyMediaFlags *flags)
{
  *flags = AHOY_MEDIA_NONE;
  if (strstr (text, " audio") != NULL)
    *flags |= AHOY_MEDIA_AUDIO;
  if (strstr (text, " video") != NULL)
    *flags |= AHOY_MEDIA_VIDEO;
  if (strstr (text, " hold") != NULL)
    *flags |= AHOY_MEDIA_HOLD;
  if (strstr (text, " restart") != NULL)
    *flags |= AHOY_MEDIA_RESTART;

  return strstr (text, "fake") != NULL;
}

static void
agree (FakeMedia *self, AhoyMediaFlags local, AhoyMediaFlags remote)
{
  GObject *object = G_OBJECT (self);
  gboolean held = ((local | remote | self->paused) & AHOY_MEDIA_HOLD) != 0;

  self->agreed_local = local;
  self->agreed_remote = remote;
  self->sends = held ? AHOY_MEDIA_NONE : local & ~self->paused;
  self->receives = held ? AHOY_MEDIA_NONE : remote;
  self->remote_hold = (remote & AHOY_MEDIA_HOLD) != 0;
  g_object_freeze_notify (object);
  g_object_notify (object, "sends");
  g_object_notify (object, "receives");
  g_object_notify (object, "remote-hold");
  g_object_thaw_notify (object);
}

/* How the two sides have found each other. */
static void
tell_connection (FakeMedia *self)
{
  AhoyMediaStats stats = {
    .round_trip = -1, .local_candidate = "host", .remote_candidate = "relay",
    .local_protocol = "udp"
  };

  if (self->caller) {
    strcpy (stats.local_candidate, "relay");
    strcpy (stats.remote_candidate, "prflx");
    strcpy (stats.relay_protocol, "tls");
  }
  ahoy_media_emit_stats (AHOY_MEDIA (self), &stats);
}

void
fake_media_set_state (FakeMedia *self, AhoyMediaState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify (G_OBJECT (self), "state");
  if (self->state == AHOY_MEDIA_STATE_CONNECTED)
    tell_connection (self);
}

/* What the other side's answer leaves of our offer. */
static AhoyMediaFlags
cut (AhoyMediaFlags local, AhoyMediaFlags remote, gboolean no_video)
{
  return no_video ? local & ~AHOY_MEDIA_VIDEO : local;
}

static GError *
object_to (FakeMedia *self, const Work *work)
{
  Step step = work->step;
  gboolean open = self->local_open || self->remote_open;
  gboolean fits = step == STEP_OFFER || step == STEP_REMOTE_OFFER ? !open
                : step == STEP_ANSWER ? self->remote_open : self->local_open;

  if (fits && work->party != NULL && self->party != NULL
      && !g_str_equal (work->party, self->party))
    return g_error_new (AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_OTHER_PARTY, "%s speaks instead of %s",
                        work->party, self->party);

  return fits ? NULL : g_error_new (AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_STATE,
                                    "step %d does not fit", step);
}

static void
finish_work (FakeMedia *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  Work *work = g_task_get_task_data (task);
  GError *error = g_steal_pointer (&self->next_error);

  if (error == NULL)
    error = object_to (self, work);
  if (error != NULL) {
    g_task_return_error (task, error);
    return;
  }

  if (work->party != NULL) {
    g_free (self->party);
    self->party = g_strdup (work->party);
  }
  switch (work->step) {
  case STEP_OFFER:
    self->offered_local = work->flags;
    self->local_open = TRUE;
    break;
  case STEP_ANSWER:
    self->remote_open = FALSE;
    agree (self, work->flags, self->offered_remote);
    fake_media_set_state (self, AHOY_MEDIA_STATE_CONNECTED);
    break;
  case STEP_REMOTE_OFFER:
    self->offered_remote = work->flags;
    self->remote_open = TRUE;
    break;
  case STEP_REMOTE_PROVISIONAL:
  case STEP_REMOTE_ANSWER:
    self->local_open = work->step == STEP_REMOTE_PROVISIONAL;
    agree (self, cut (self->offered_local, work->flags, self->takes_no_video), work->flags);
    fake_media_set_state (self, AHOY_MEDIA_STATE_CONNECTED);
    break;
  default:
    g_assert_not_reached ();
  }
  if (work->step == STEP_OFFER || work->step == STEP_ANSWER)
    g_task_return_pointer (task, describe (self, work->flags), g_free);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
on_idle (gpointer data)
{
  FakeMedia *self = data;

  if (self->task != NULL && !self->slow)
    finish_work (self);

  return G_SOURCE_REMOVE;
}

/* Lets what is under way come to its end, and nothing be slow any more. */
void
fake_media_go_on (FakeMedia *self)
{
  self->slow = FALSE;
  if (self->task != NULL)
    finish_work (self);
}

void
fake_media_fail_next (FakeMedia *self, AhoyMediaError code)
{
  g_clear_error (&self->next_error);
  self->next_error = g_error_new (AHOY_MEDIA_ERROR, code, "as the test wants it");
}

static void
begin_work (FakeMedia *self, Step step, const char *word, AhoyMediaFlags flags,
            const char *party, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Work *work = g_new0 (Work, 1);

  g_string_append_printf (self->trace, "%s ", word);
  work->step = step;
  work->flags = flags;
  work->party = g_strdup (party);
  g_task_set_task_data (task, work, work_free);
  g_assert_cmpint (self->state, !=, AHOY_MEDIA_STATE_CLOSED);
  if (self->task != NULL) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "two at once");
    g_object_unref (task);
    return;
  }
  self->task = task;
  g_idle_add_full (G_PRIORITY_DEFAULT, on_idle, g_object_ref (self), g_object_unref);
}

static void
fake_media_create_offer_async (AhoyMedia *media, AhoyMediaFlags wanted, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  begin_work (TEST_FAKE_MEDIA (media), STEP_OFFER,
              wanted & AHOY_MEDIA_RESTART ? "offer-restart" : "offer", wanted, NULL,
              callback, user_data);
}

static void
fake_media_create_answer_async (AhoyMedia *media, AhoyMediaFlags wanted, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  begin_work (TEST_FAKE_MEDIA (media), STEP_ANSWER, "answer", wanted, NULL, callback, user_data);
}

static char *
fake_media_create_finish (AhoyMedia *media, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_media_set_remote_async (AhoyMedia *media, AhoyDescriptionKind kind, const char *sdp,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  FakeMedia *self = TEST_FAKE_MEDIA (media);
  AhoyMediaFlags flags;
  static const struct {
    Step        step;
    const char *word;
  } works[] = {
    [AHOY_DESCRIPTION_KIND_OFFER] = { STEP_REMOTE_OFFER, "take-offer" },
    [AHOY_DESCRIPTION_KIND_ANSWER] = { STEP_REMOTE_ANSWER, "take-answer" },
    [AHOY_DESCRIPTION_KIND_PROVISIONAL] = { STEP_REMOTE_PROVISIONAL, "take-early" },
  };

  if (!read_description (sdp, &flags))
    fake_media_fail_next (self, AHOY_MEDIA_ERROR_DESCRIPTION);
  begin_work (self, works[kind].step, works[kind].word, flags, strchr (sdp, '#'), callback,
              user_data);
}

static gboolean
fake_media_finish (AhoyMedia *media, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
fake_media_rollback (AhoyMedia *media)
{
  FakeMedia *self = TEST_FAKE_MEDIA (media);

  g_string_append (self->trace, "rollback ");
  self->local_open = FALSE;
  self->remote_open = FALSE;
}

static void
fake_media_add_candidate (AhoyMedia *media, const char *mid, guint index, const char *candidate)
{
  FakeMedia *self = TEST_FAKE_MEDIA (media);

  g_ptr_array_add (self->candidates, g_strdup_printf ("%s %u %s", mid, index, candidate));
}

static gboolean
fake_media_set_paused (AhoyMedia *media, AhoyMediaFlags paused, GError **error)
{
  FakeMedia *self = TEST_FAKE_MEDIA (media);

  if (self->next_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&self->next_error));
    return FALSE;
  }
  if (self->paused == paused)
    return TRUE;
  self->paused = paused;
  agree (self, self->agreed_local, self->agreed_remote);

  return TRUE;
}

static void
fake_media_set_watched (AhoyMedia *media, gboolean watched)
{
  TEST_FAKE_MEDIA (media)->watched = watched;
}

static gboolean
fake_media_send_dtmf (AhoyMedia *media, const char *digits, GError **error)
{
  FakeMedia *self = TEST_FAKE_MEDIA (media);

  if (strspn (digits, "0123456789*#ABCD") != strlen (digits)) {
    g_set_error (error, AHOY_MEDIA_ERROR, AHOY_MEDIA_ERROR_STATE, "no digit");
    return FALSE;
  }
  g_string_append (self->digits, digits);

  return TRUE;
}

static void
fake_media_close_async (AhoyMedia *media, GAsyncReadyCallback callback, gpointer user_data)
{
  FakeMedia *self = TEST_FAKE_MEDIA (media);
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_string_append (self->trace, "close ");
  if (self->task != NULL) {
    g_clear_error (&self->next_error);
    self->next_error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "closed");
    finish_work (self);
  }
  fake_media_set_state (self, AHOY_MEDIA_STATE_CLOSED);
  g_task_return_boolean (task, TRUE);
}

static void
fake_media_prepare (AhoyMedia *media, AhoyMediaFlags expected)
{
  FakeMedia *self = TEST_FAKE_MEDIA (media);

  g_assert_cmpstr (self->trace->str, ==, ""); /* before anything else, or it is too late */
  self->prepared = expected;
  self->n_prepared++;
}

static void
media_interface_init (AhoyMediaInterface *iface)
{
  iface->create_offer_async = fake_media_create_offer_async;
  iface->create_offer_finish = fake_media_create_finish;
  iface->create_answer_async = fake_media_create_answer_async;
  iface->create_answer_finish = fake_media_create_finish;
  iface->set_remote_async = fake_media_set_remote_async;
  iface->set_remote_finish = fake_media_finish;
  iface->rollback = fake_media_rollback;
  iface->add_candidate = fake_media_add_candidate;
  iface->prepare = fake_media_prepare;
  iface->send_dtmf = fake_media_send_dtmf;
  iface->set_watched = fake_media_set_watched;
  iface->set_paused = fake_media_set_paused;
  iface->close_async = fake_media_close_async;
  iface->close_finish = fake_media_finish;
}

static void
fake_media_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  FakeMedia *self = TEST_FAKE_MEDIA (object);

  switch (id) {
  case PROP_STATE:
    g_value_set_enum (value, self->state);
    break;
  case PROP_SENDS:
    g_value_set_flags (value, self->sends);
    break;
  case PROP_RECEIVES:
    g_value_set_flags (value, self->receives);
    break;
  case PROP_REMOTE_HOLD:
    g_value_set_boolean (value, self->remote_hold);
    break;
  case PROP_MUTED:
    g_value_set_boolean (value, self->muted);
    break;
  case PROP_LOCAL_VIDEO:
  case PROP_REMOTE_VIDEO:
    g_value_set_object (value, self->picture);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
fake_media_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  FakeMedia *self = TEST_FAKE_MEDIA (object);

  g_assert_cmpuint (id, ==, PROP_MUTED);
  if (self->muted == g_value_get_boolean (value))
    return;
  self->muted = !self->muted;
  g_object_notify_by_pspec (object, pspec);
}

static void
fake_media_finalize (GObject *object)
{
  FakeMedia *self = TEST_FAKE_MEDIA (object);

  g_assert_cmpint (self->state, ==, AHOY_MEDIA_STATE_CLOSED); /* the interface wants it */
  g_assert_null (self->task);
  g_clear_pointer (&self->ice_servers, g_ptr_array_unref);
  g_clear_error (&self->next_error);
  g_free (self->party);
  g_string_free (self->trace, TRUE);
  g_string_free (self->digits, TRUE);
  g_ptr_array_unref (self->candidates);

  G_OBJECT_CLASS (fake_media_parent_class)->finalize (object);
}

static void
fake_media_class_init (FakeMediaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = fake_media_finalize;
  object_class->get_property = fake_media_get_property;
  object_class->set_property = fake_media_set_property;
  g_object_class_override_property (object_class, PROP_STATE, "state");
  g_object_class_override_property (object_class, PROP_SENDS, "sends");
  g_object_class_override_property (object_class, PROP_RECEIVES, "receives");
  g_object_class_override_property (object_class, PROP_REMOTE_HOLD, "remote-hold");
  g_object_class_override_property (object_class, PROP_MUTED, "muted");
  g_object_class_override_property (object_class, PROP_LOCAL_VIDEO, "local-video");
  g_object_class_override_property (object_class, PROP_REMOTE_VIDEO, "remote-video");
}

static void
fake_media_init (FakeMedia *self)
{
  static guint n_made;

  self->number = ++n_made;
  self->trace = g_string_new (NULL);
  self->digits = g_string_new (NULL);
  self->candidates = g_ptr_array_new_with_free_func (g_free);
}

struct _FakeMediaFactory {
  GObject    parent_instance;

  GPtrArray *made;  /* of GWeakRef */
  gboolean   slow;
};

static void factory_interface_init (AhoyMediaFactoryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeMediaFactory, fake_media_factory, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (AHOY_TYPE_MEDIA_FACTORY,
                                                      factory_interface_init))

static AhoyMedia *
fake_media_factory_create (AhoyMediaFactory *factory, const AhoyMediaNetwork *network)
{
  FakeMediaFactory *self = TEST_FAKE_MEDIA_FACTORY (factory);
  FakeMedia *media = g_object_new (TEST_TYPE_FAKE_MEDIA, NULL);
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  media->slow = self->slow;
  media->trickle = network->trickle;
  media->relay_only = network->relay_only;
  media->caller = network->caller;
  media->ice_servers = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < network->ice_servers->len; i++) {
    AhoyIceServer *server = g_ptr_array_index (network->ice_servers, i);

    g_ptr_array_add (media->ice_servers,
                     g_strdup_printf ("%s %s %s", server->url, server->user, server->secret));
  }
  g_weak_ref_init (weak, media);
  g_ptr_array_add (self->made, weak);

  return AHOY_MEDIA (media);
}

static void
factory_interface_init (AhoyMediaFactoryInterface *iface)
{
  iface->create = fake_media_factory_create;
}

static void
free_weak (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
fake_media_factory_finalize (GObject *object)
{
  g_ptr_array_unref (TEST_FAKE_MEDIA_FACTORY (object)->made);

  G_OBJECT_CLASS (fake_media_factory_parent_class)->finalize (object);
}

static void
fake_media_factory_class_init (FakeMediaFactoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_media_factory_finalize;
}

static void
fake_media_factory_init (FakeMediaFactory *self)
{
  self->made = g_ptr_array_new_with_free_func (free_weak);
}

FakeMediaFactory *
fake_media_factory_new (void)
{
  return g_object_new (TEST_TYPE_FAKE_MEDIA_FACTORY, NULL);
}

FakeMedia *
fake_media_factory_get_last (FakeMediaFactory *self)
{
  g_autoptr (FakeMedia) media = NULL;

  if (self->made->len > 0)
    media = g_weak_ref_get (g_ptr_array_index (self->made, self->made->len - 1));

  return media; /* not owned */
}

guint
fake_media_factory_get_n_made (FakeMediaFactory *self)
{
  return self->made->len;
}

guint
fake_media_factory_get_n_alive (FakeMediaFactory *self)
{
  guint n = 0;

  for (guint i = 0; i < self->made->len; i++) {
    g_autoptr (FakeMedia) media = g_weak_ref_get (g_ptr_array_index (self->made, i));

    n += media != NULL;
  }

  return n;
}

void
fake_media_factory_set_slow (FakeMediaFactory *self, gboolean slow)
{
  self->slow = slow;
}
