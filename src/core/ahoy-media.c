/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-media.h"

#include "ahoy-credentials.h"
#include "ahoy-enum-types.h"
#include "ahoy-log.h"

enum {
  SIGNAL_CANDIDATE, SIGNAL_DTMF, SIGNAL_FAILED, SIGNAL_LEVELS, SIGNAL_NOTICE, SIGNAL_STATS, N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_BOXED_TYPE (AhoyIceServer, ahoy_ice_server, ahoy_ice_server_copy, ahoy_ice_server_free)
G_DEFINE_INTERFACE (AhoyMedia, ahoy_media, G_TYPE_OBJECT)
G_DEFINE_INTERFACE (AhoyMediaFactory, ahoy_media_factory, G_TYPE_OBJECT)

/**
 * ahoy_ice_server_new:
 * @url: the server's URL
 * @user: (nullable): name for TURN
 * @secret: (nullable): password for TURN
 *
 * The password is hidden in logs as long as the server lives.
 *
 * Returns: (transfer full): the server
 */
AhoyIceServer *
ahoy_ice_server_new (const char *url, const char *user, const char *secret)
{
  AhoyIceServer *self = g_new0 (AhoyIceServer, 1);

  self->url = g_strdup (url);
  self->user = g_strdup (user);
  self->secret = g_strdup (secret);
  if (secret != NULL)
    ahoy_log_hide (secret);
  return self;
}

/**
 * ahoy_ice_server_copy:
 * @self: a server
 *
 * Returns: (transfer full): the same once more
 */
AhoyIceServer *
ahoy_ice_server_copy (const AhoyIceServer *self)
{
  return ahoy_ice_server_new (self->url, self->user, self->secret);
}

/**
 * ahoy_ice_server_free:
 * @self: (transfer full): a server
 *
 * Wipes the password, and gives the memory back.
 */
void
ahoy_ice_server_free (AhoyIceServer *self)
{
  g_free (self->url);
  g_free (self->user);
  if (self->secret != NULL)
    ahoy_log_unhide (self->secret);
  ahoy_secret_free (self->secret);
  g_free (self);
}

static void
ahoy_media_default_init (AhoyMediaInterface *iface)
{
  /**
   * AhoyMedia:state:
   *
   * The state of the connection to the other side.
   */
  g_object_interface_install_property (
    iface, g_param_spec_enum ("state", NULL, NULL, AHOY_TYPE_MEDIA_STATE, AHOY_MEDIA_STATE_NEW,
                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  /**
   * AhoyMedia:sends:
   *
   * What this side sends, by agreement of both: [flags@Ahoy.MediaFlags] without hold and restart.
   */
  g_object_interface_install_property (
    iface, g_param_spec_flags ("sends", NULL, NULL, AHOY_TYPE_MEDIA_FLAGS, AHOY_MEDIA_NONE,
                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  /**
   * AhoyMedia:receives:
   *
   * What the other side sends, by agreement of both.
   */
  g_object_interface_install_property (
    iface, g_param_spec_flags ("receives", NULL, NULL, AHOY_TYPE_MEDIA_FLAGS, AHOY_MEDIA_NONE,
                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  /**
   * AhoyMedia:remote-hold:
   *
   * Whether the other side has put this one on hold.
   */
  g_object_interface_install_property (
    iface, g_param_spec_boolean ("remote-hold", NULL, NULL, FALSE,
                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  /**
   * AhoyMedia:muted:
   *
   * Whether silence is sent instead of what the microphone hears.
   */
  g_object_interface_install_property (
    iface, g_param_spec_boolean ("muted", NULL, NULL, FALSE,
                                 G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY |
                                 G_PARAM_STATIC_STRINGS));
  /**
   * AhoyMedia:local-video:
   *
   * The picture that is sent, for one's own eyes and therefore as in a mirror, as a `GdkPaintable`;
   * %NULL while there is none, or when nobody looks.
   */
  g_object_interface_install_property (
    iface, g_param_spec_object ("local-video", NULL, NULL, G_TYPE_OBJECT,
                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  /**
   * AhoyMedia:remote-video:
   *
   * The picture of the other side, as a `GdkPaintable`; %NULL while there is none, or when nobody
   * looks.
   */
  g_object_interface_install_property (
    iface, g_param_spec_object ("remote-video", NULL, NULL, G_TYPE_OBJECT,
                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  /**
   * AhoyMedia::candidate:
   * @self: the media
   * @mid: the name of the section it belongs to
   * @index: the number of that section
   * @candidate: the candidate, beginning with `candidate:`; empty when there are no more
   *
   * Emitted for each way this side can be reached, when candidates travel on their own. They come
   * after the description they belong to has been handed out.
   */
  signals[SIGNAL_CANDIDATE] =
    g_signal_new ("candidate", AHOY_TYPE_MEDIA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_UINT, G_TYPE_STRING);
  /**
   * AhoyMedia::dtmf:
   * @self: the media
   * @digit: one of `0`-`9`, `*`, `#`, `A`-`D`
   *
   * Emitted for each digit that the other side has sent.
   */
  signals[SIGNAL_DTMF] =
    g_signal_new ("dtmf", AHOY_TYPE_MEDIA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * AhoyMedia::failed:
   * @self: the media
   * @error: why: a [error@Ahoy.MediaError]
   *
   * Emitted when something has gone wrong that was not asked for. With
   * `AHOY_MEDIA_ERROR_NO_CONNECTION` a restart may help, and with `AHOY_MEDIA_ERROR_DEVICE` another
   * device; with `AHOY_MEDIA_ERROR_RELAY` the call goes on as it can; after any other error nothing
   * flows any more.
   */
  signals[SIGNAL_FAILED] =
    g_signal_new ("failed", AHOY_TYPE_MEDIA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_ERROR);
  /**
   * AhoyMedia::levels:
   * @self: the media
   * @microphone: the loudest moment of what the microphone heard, muted or not, from 0 to 1
   * @speaker: the loudest moment of what the other side sent, from 0 to 1
   *
   * Emitted ten times a second while sound flows.
   */
  signals[SIGNAL_LEVELS] =
    g_signal_new ("levels", AHOY_TYPE_MEDIA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  /**
   * AhoyMedia::notice:
   * @self: the media
   * @text: a sentence for the person
   *
   * Emitted when another device is used than before and nobody has asked for it: the one that was
   * used cannot be any more, or the one that was chosen is back.
   */
  signals[SIGNAL_NOTICE] =
    g_signal_new ("notice", AHOY_TYPE_MEDIA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * AhoyMedia::stats:
   * @self: the media
   * @stats: the reading
   *
   * Emitted once a second while there is a connection.
   */
  signals[SIGNAL_STATS] =
    g_signal_new ("stats", AHOY_TYPE_MEDIA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, AHOY_TYPE_MEDIA_STATS | G_SIGNAL_TYPE_STATIC_SCOPE);
}

/**
 * ahoy_media_create_offer_async:
 * @self: the media of a call
 * @wanted: what this side wants to send from now on, and whether it holds the call
 * @cancellable: (nullable): gives the waiting up; the offer is then forgotten
 * @callback: (scope async): called in the main context
 * @user_data: data for @callback
 *
 * Describes what this side wants. What was agreed stays in force until the other side's answer is
 * given to [method@Media.set_remote_async]; [method@Media.rollback] forgets the offer. With
 * `AHOY_MEDIA_RESTART` both sides look for another way through the network (RFC 8445, section 9),
 * and media go on in the one there is until the other one connects.
 *
 * Fails with `G_IO_ERROR_PENDING` while another operation runs, with
 * `AHOY_MEDIA_ERROR_UNAVAILABLE`, `AHOY_MEDIA_ERROR_NO_CANDIDATES`, `AHOY_MEDIA_ERROR_DEVICE`, and
 * with `AHOY_MEDIA_ERROR_STATE` while an offer of either side is open.
 */
void
ahoy_media_create_offer_async (AhoyMedia *self, AhoyMediaFlags wanted, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (AHOY_IS_MEDIA (self));

  AHOY_MEDIA_GET_IFACE (self)->create_offer_async (self, wanted, cancellable, callback, user_data);
}

/**
 * ahoy_media_create_offer_finish:
 * @self: the media of a call
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the description to send, or %NULL with @error set
 */
char *
ahoy_media_create_offer_finish (AhoyMedia *self, GAsyncResult *result, GError **error)
{
  return AHOY_MEDIA_GET_IFACE (self)->create_offer_finish (self, result, error);
}

/**
 * ahoy_media_create_answer_async:
 * @self: the media of a call
 * @wanted: what this side wants to send from now on, and whether it holds the call
 * @cancellable: (nullable): gives the waiting up
 * @callback: (scope async): called in the main context
 * @user_data: data for @callback
 *
 * Agrees to the offer that was given to [method@Media.set_remote_async].
 *
 * Fails as [method@Media.create_offer_async] does, with `AHOY_MEDIA_ERROR_STATE` when there is no
 * offer to answer.
 */
void
ahoy_media_create_answer_async (AhoyMedia *self, AhoyMediaFlags wanted, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (AHOY_IS_MEDIA (self));

  AHOY_MEDIA_GET_IFACE (self)->create_answer_async (self, wanted, cancellable, callback, user_data);
}

/**
 * ahoy_media_create_answer_finish:
 * @self: the media of a call
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the description to send, or %NULL with @error set
 */
char *
ahoy_media_create_answer_finish (AhoyMedia *self, GAsyncResult *result, GError **error)
{
  return AHOY_MEDIA_GET_IFACE (self)->create_answer_finish (self, result, error);
}

/**
 * ahoy_media_set_remote_async:
 * @self: the media of a call
 * @kind: what the description means
 * @sdp: the description as it came
 * @cancellable: (nullable): gives the waiting up
 * @callback: (scope async): called in the main context
 * @user_data: data for @callback
 *
 * Takes a description of the other side. After an offer, [method@Media.create_answer_async] or
 * [method@Media.rollback] follows.
 *
 * Fails with `AHOY_MEDIA_ERROR_DESCRIPTION` when it cannot be used, and with
 * `AHOY_MEDIA_ERROR_OTHER_PARTY` when it is of somebody else than those before: what was agreed
 * before then stays in force. Fails with `AHOY_MEDIA_ERROR_STATE` for an answer without an offer, and for an
 * offer while one of either side is open.
 */
void
ahoy_media_set_remote_async (AhoyMedia *self, AhoyDescriptionKind kind, const char *sdp,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_return_if_fail (AHOY_IS_MEDIA (self));
  g_return_if_fail (sdp != NULL);

  AHOY_MEDIA_GET_IFACE (self)->set_remote_async (self, kind, sdp, cancellable, callback, user_data);
}

/**
 * ahoy_media_set_remote_finish:
 * @self: the media of a call
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: whether the description is in use
 */
gboolean
ahoy_media_set_remote_finish (AhoyMedia *self, GAsyncResult *result, GError **error)
{
  return AHOY_MEDIA_GET_IFACE (self)->set_remote_finish (self, result, error);
}

/**
 * ahoy_media_rollback:
 * @self: the media of a call
 *
 * Forgets the offer of ours that is not answered yet; what was agreed before goes on. Does
 * nothing when there is none.
 */
void
ahoy_media_rollback (AhoyMedia *self)
{
  g_return_if_fail (AHOY_IS_MEDIA (self));

  AHOY_MEDIA_GET_IFACE (self)->rollback (self);
}

/**
 * ahoy_media_add_candidate:
 * @self: the media of a call
 * @mid: (nullable): the name of the section it belongs to
 * @index: the number of that section, used when @mid is %NULL or unknown
 * @candidate: the candidate, beginning with `candidate:`; empty when there are no more
 *
 * Takes a candidate of the other side, before or after the description it belongs to. What cannot
 * be read is ignored.
 */
void
ahoy_media_add_candidate (AhoyMedia *self, const char *mid, guint index, const char *candidate)
{
  g_return_if_fail (AHOY_IS_MEDIA (self));
  g_return_if_fail (candidate != NULL);

  AHOY_MEDIA_GET_IFACE (self)->add_candidate (self, mid, index, candidate);
}

/**
 * ahoy_media_send_dtmf:
 * @self: the media of a call
 * @digits: `0`-`9`, `*`, `#`, `A`-`D`
 * @error: return location for an error
 *
 * Sends digits, each 100 ms long with 70 ms after it, behind those that are still being sent.
 *
 * Returns: whether they will be sent; else %FALSE with `AHOY_MEDIA_ERROR_STATE` set: there is no
 *   connection, the other side does not take digits, or one of them is not a digit
 */
gboolean
ahoy_media_send_dtmf (AhoyMedia *self, const char *digits, GError **error)
{
  g_return_val_if_fail (AHOY_IS_MEDIA (self), FALSE);
  g_return_val_if_fail (digits != NULL, FALSE);

  return AHOY_MEDIA_GET_IFACE (self)->send_dtmf (self, digits, error);
}

/**
 * ahoy_media_prepare:
 * @self: the media of a call that is likely to be made or answered
 * @expected: what will probably be wanted
 *
 * Begins to look for ways through the network before a description is asked for, so that nobody
 * waits for it then. Opens no device. Without it everything works, too, and later.
 */
void
ahoy_media_prepare (AhoyMedia *self, AhoyMediaFlags expected)
{
  g_return_if_fail (AHOY_IS_MEDIA (self));

  if (AHOY_MEDIA_GET_IFACE (self)->prepare != NULL)
    AHOY_MEDIA_GET_IFACE (self)->prepare (self, expected);
}

/**
 * ahoy_media_set_watched:
 * @self: the media of a call
 * @watched: whether somebody can see the pictures, as is assumed at first
 *
 * Says whether the pictures are on the screen. While they are not, none is decoded, and those that
 * are shown stay as they are.
 */
void
ahoy_media_set_watched (AhoyMedia *self, gboolean watched)
{
  g_return_if_fail (AHOY_IS_MEDIA (self));

  if (AHOY_MEDIA_GET_IFACE (self)->set_watched != NULL)
    AHOY_MEDIA_GET_IFACE (self)->set_watched (self, watched);
}

/**
 * ahoy_media_set_paused:
 * @self: the media of a call
 * @paused: what not to send although it is agreed; with %AHOY_MEDIA_HOLD nothing is sent, heard or
 *   seen
 * @error: return location for an error
 *
 * Withholds some of what the descriptions allow, for services where the other side is told of it in
 * another way. It is not in [property@Ahoy.Media:sends] and [property@Ahoy.Media:receives] then.
 * The camera is let go while the picture is paused, except on hold. May be called before anything
 * is described. At first nothing is paused.
 *
 * Fails with `AHOY_MEDIA_ERROR_DEVICE` or `AHOY_MEDIA_ERROR_UNAVAILABLE` if what is not paused any
 * more cannot be sent, and with `AHOY_MEDIA_ERROR_STATE` if the call is over; then all is as before.
 *
 * Returns: whether it is so now
 */
gboolean
ahoy_media_set_paused (AhoyMedia *self, AhoyMediaFlags paused, GError **error)
{
  g_return_val_if_fail (AHOY_IS_MEDIA (self), FALSE);

  return AHOY_MEDIA_GET_IFACE (self)->set_paused (self, paused, error);
}

/**
 * ahoy_media_close_async:
 * @self: the media of a call
 * @callback: (scope async) (nullable): called in the main context
 * @user_data: data for @callback
 *
 * Lets devices and network go. Operations that still run fail with `G_IO_ERROR_CANCELLED`. May be
 * called more than once.
 */
void
ahoy_media_close_async (AhoyMedia *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (AHOY_IS_MEDIA (self));

  AHOY_MEDIA_GET_IFACE (self)->close_async (self, callback, user_data);
}

/**
 * ahoy_media_close_finish:
 * @self: the media of a call
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: %TRUE
 */
gboolean
ahoy_media_close_finish (AhoyMedia *self, GAsyncResult *result, GError **error)
{
  return AHOY_MEDIA_GET_IFACE (self)->close_finish (self, result, error);
}

/**
 * ahoy_media_get_state:
 * @self: the media of a call
 *
 * Returns: the state of the connection
 */
AhoyMediaState
ahoy_media_get_state (AhoyMedia *self)
{
  AhoyMediaState state;

  g_object_get (self, "state", &state, NULL);
  return state;
}

/**
 * ahoy_media_get_sends:
 * @self: the media of a call
 *
 * Returns: what this side sends, by agreement of both
 */
AhoyMediaFlags
ahoy_media_get_sends (AhoyMedia *self)
{
  AhoyMediaFlags sends;

  g_object_get (self, "sends", &sends, NULL);
  return sends;
}

/**
 * ahoy_media_get_receives:
 * @self: the media of a call
 *
 * Returns: what the other side sends, by agreement of both
 */
AhoyMediaFlags
ahoy_media_get_receives (AhoyMedia *self)
{
  AhoyMediaFlags receives;

  g_object_get (self, "receives", &receives, NULL);
  return receives;
}

/**
 * ahoy_media_get_remote_hold:
 * @self: the media of a call
 *
 * Returns: whether the other side holds the call
 */
gboolean
ahoy_media_get_remote_hold (AhoyMedia *self)
{
  gboolean remote_hold;

  g_object_get (self, "remote-hold", &remote_hold, NULL);
  return remote_hold;
}

/**
 * ahoy_media_get_muted:
 * @self: the media of a call
 *
 * Returns: whether silence is sent
 */
gboolean
ahoy_media_get_muted (AhoyMedia *self)
{
  gboolean muted;

  g_object_get (self, "muted", &muted, NULL);
  return muted;
}

/**
 * ahoy_media_set_muted:
 * @self: the media of a call
 * @muted: whether to send silence
 *
 * Sends silence instead of what the microphone hears, or no longer.
 */
void
ahoy_media_set_muted (AhoyMedia *self, gboolean muted)
{
  g_object_set (self, "muted", muted, NULL);
}

static GObject *
get_picture (AhoyMedia *self, const char *name)
{
  g_autoptr (GObject) picture = NULL;

  g_object_get (self, name, &picture, NULL);
  return picture; /* the media holds it */
}

/**
 * ahoy_media_get_local_video:
 * @self: the media of a call
 *
 * Returns: (transfer none) (nullable): the picture that is sent as in a mirror, a
 *   `GdkPaintable`
 */
GObject *
ahoy_media_get_local_video (AhoyMedia *self)
{
  return get_picture (self, "local-video");
}

/**
 * ahoy_media_get_remote_video:
 * @self: the media of a call
 *
 * Returns: (transfer none) (nullable): the other side's picture, a `GdkPaintable`
 */
GObject *
ahoy_media_get_remote_video (AhoyMedia *self)
{
  return get_picture (self, "remote-video");
}

/**
 * ahoy_media_emit_candidate:
 * @self: the media of a call
 * @mid: the name of the section it belongs to
 * @index: the number of that section
 * @candidate: the candidate, beginning with `candidate:`; empty when there are no more
 *
 * For implementations: emits [signal@Media::candidate], in the main thread.
 */
void
ahoy_media_emit_candidate (AhoyMedia *self, const char *mid, guint index, const char *candidate)
{
  g_signal_emit (self, signals[SIGNAL_CANDIDATE], 0, mid, index, candidate);
}

/**
 * ahoy_media_emit_dtmf:
 * @self: the media of a call
 * @digit: one of `0`-`9`, `*`, `#`, `A`-`D`
 *
 * For implementations: emits [signal@Media::dtmf], in the main thread.
 */
void
ahoy_media_emit_dtmf (AhoyMedia *self, const char *digit)
{
  g_signal_emit (self, signals[SIGNAL_DTMF], 0, digit);
}

/**
 * ahoy_media_emit_levels:
 * @self: the media of a call
 * @microphone: the loudest moment of what the microphone heard, from 0 to 1
 * @speaker: the loudest moment of what the other side sent, from 0 to 1
 *
 * For implementations: emits [signal@Media::levels], in the main thread.
 */
void
ahoy_media_emit_levels (AhoyMedia *self, double microphone, double speaker)
{
  g_signal_emit (self, signals[SIGNAL_LEVELS], 0, microphone, speaker);
}

/**
 * ahoy_media_emit_notice:
 * @self: the media of a call
 * @text: a sentence for the person
 *
 * For implementations: emits [signal@Media::notice], in the main thread.
 */
void
ahoy_media_emit_notice (AhoyMedia *self, const char *text)
{
  g_signal_emit (self, signals[SIGNAL_NOTICE], 0, text);
}

/**
 * ahoy_media_emit_stats:
 * @self: the media of a call
 * @stats: (transfer none): the reading; nothing of it is kept
 *
 * For implementations: emits [signal@Media::stats], in the main thread.
 */
void
ahoy_media_emit_stats (AhoyMedia *self, const AhoyMediaStats *stats)
{
  g_signal_emit (self, signals[SIGNAL_STATS], 0, stats);
}

/**
 * ahoy_media_emit_failed:
 * @self: the media of a call
 * @error: (transfer none): why: a [error@Ahoy.MediaError]
 *
 * For implementations: emits [signal@Media::failed], in the main thread.
 */
void
ahoy_media_emit_failed (AhoyMedia *self, const GError *error)
{
  g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
}

static void
ahoy_media_factory_default_init (AhoyMediaFactoryInterface *iface)
{
}

/**
 * ahoy_media_factory_create:
 * @self: a factory
 * @network: how the call gets through the network; what is in it is kept as long as it is needed
 *
 * Makes the media of one call. Close it before letting it go.
 *
 * Returns: (transfer full): the media
 */
AhoyMedia *
ahoy_media_factory_create (AhoyMediaFactory *self, const AhoyMediaNetwork *network)
{
  g_return_val_if_fail (AHOY_IS_MEDIA_FACTORY (self), NULL);

  return AHOY_MEDIA_FACTORY_GET_IFACE (self)->create (self, network);
}
