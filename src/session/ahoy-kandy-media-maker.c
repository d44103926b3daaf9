/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-kandy-media-maker.h"

#include "ahoy-credentials.h"
#include "ahoy-server.h"

#define PREPARED_LIMIT 60000 /* ms that prepared media wait for a call */

struct _AhoyKandyMediaMaker {
  GObject            parent_instance;

  AhoyAccount       *account;
  AhoySessionMemory *memory;
  AhoyTrust         *trust;
  AhoyClock         *clock;
  AhoyMediaFactory  *factory;     /* or NULL: there are no calls */
  char              *turn_user;   /* the subscription's; or NULL */
  char              *turn_secret;
  AhoyMedia         *prepared;    /* for the next outgoing call; or NULL */
  AhoyMediaFlags     expected;    /* of it */
  guint              prepared_id;
};

G_DEFINE_FINAL_TYPE (AhoyKandyMediaMaker, ahoy_kandy_media_maker, G_TYPE_OBJECT)

/* Section 6: the service gives a name for the servers that the account lists, unless the person has
 * one of their own. Without any, the list is used as it is. */
static AhoyIceServer *
make_server (AhoyKandyMediaMaker *self, const char *text)
{
  const char *own_user = ahoy_session_memory_get_ice_user (self->memory);
  g_autoptr (GError) error = NULL;
  g_autofree char *url = ahoy_server_parse_ice (text, &error);

  if (url == NULL) {
    g_debug ("A server is left out: %s", error->message);
    return NULL;
  }
  if (g_str_has_prefix (url, "stun:")) /* needs none, and shall not see any */
    return ahoy_ice_server_new (url, NULL, NULL);
  if (own_user != NULL)
    return ahoy_ice_server_new (url, own_user,
                                ahoy_session_memory_get_ice_secret (self->memory));

  return ahoy_ice_server_new (url, self->turn_user, self->turn_secret);
}

static AhoyMedia *
make_media (AhoyKandyMediaMaker *self, gboolean caller)
{
  const char * const *urls = ahoy_account_get_ice_servers (self->account);
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (
    (GDestroyNotify) ahoy_ice_server_free);
  const AhoyMediaNetwork network = {
    .ice_servers = servers,
    .trust = G_TLS_DATABASE (self->trust),
    .relay_only = ahoy_account_get_relay_only (self->account),
    .caller = caller,
  };

  for (guint i = 0; urls != NULL && urls[i] != NULL; i++) {
    AhoyIceServer *server = make_server (self, urls[i]);

    if (server != NULL)
      g_ptr_array_add (servers, server);
  }

  return ahoy_media_factory_create (self->factory, &network);
}

/**
 * ahoy_kandy_media_maker_make:
 * @self: a maker that is able to
 *
 * Returns: (transfer full): media for an incoming call
 */
AhoyMedia *
ahoy_kandy_media_maker_make (AhoyKandyMediaMaker *self)
{
  return make_media (self, FALSE);
}

static void
on_prepared_limit (gpointer data)
{
  AhoyKandyMediaMaker *self = data;

  self->prepared_id = 0;
  ahoy_kandy_media_maker_drop (self);
}

static void
on_prepared_failed (AhoyMedia *media, const GError *error, AhoyKandyMediaMaker *self)
{
  g_debug ("Prepared media have failed: %s", error->message);
  ahoy_kandy_media_maker_drop (self);
}

/**
 * ahoy_kandy_media_maker_prepare:
 * @self: a maker
 * @expected: what the next call will probably send
 *
 * Keeps media ready for the next outgoing call, for a minute.
 */
void
ahoy_kandy_media_maker_prepare (AhoyKandyMediaMaker *self, AhoyMediaFlags expected)
{
  if (self->factory == NULL)
    return;

  if (self->prepared == NULL) {
    self->prepared = make_media (self, TRUE);
    self->expected = AHOY_MEDIA_NONE;
    g_signal_connect (self->prepared, "failed", G_CALLBACK (on_prepared_failed), self);
  }
  ahoy_clock_clear (self->clock, &self->prepared_id);
  self->prepared_id = ahoy_clock_add (self->clock, PREPARED_LIMIT, on_prepared_limit, self);
  if (self->expected != expected) {
    self->expected = expected;
    ahoy_media_prepare (self->prepared, expected); /* may fail at once, and be gone */
  }
}

/**
 * ahoy_kandy_media_maker_take:
 * @self: a maker that is able to
 *
 * Returns: (transfer full): media for an outgoing call: those that were prepared, if there are any
 */
AhoyMedia *
ahoy_kandy_media_maker_take (AhoyKandyMediaMaker *self)
{
  if (self->prepared == NULL)
    return make_media (self, TRUE);

  ahoy_clock_clear (self->clock, &self->prepared_id);
  g_signal_handlers_disconnect_by_data (self->prepared, self);

  return g_steal_pointer (&self->prepared);
}

/**
 * ahoy_kandy_media_maker_drop:
 * @self: a maker
 *
 * What was prepared is of no use: nobody has called, or the ways through the network are others.
 */
void
ahoy_kandy_media_maker_drop (AhoyKandyMediaMaker *self)
{
  g_autoptr (AhoyMedia) media = g_steal_pointer (&self->prepared);

  ahoy_clock_clear (self->clock, &self->prepared_id);
  if (media == NULL)
    return;

  g_signal_handlers_disconnect_by_data (media, self);
  ahoy_media_close_async (media, NULL, NULL);
}

/**
 * ahoy_kandy_media_maker_set_factory:
 * @self: a maker
 * @factory: (nullable): what makes media; without it there are no calls
 */
void
ahoy_kandy_media_maker_set_factory (AhoyKandyMediaMaker *self, AhoyMediaFactory *factory)
{
  g_set_object (&self->factory, factory);
}

/**
 * ahoy_kandy_media_maker_get_able:
 * @self: a maker
 *
 * Returns: whether there is something that makes media
 */
gboolean
ahoy_kandy_media_maker_get_able (AhoyKandyMediaMaker *self)
{
  return self->factory != NULL;
}

/**
 * ahoy_kandy_media_maker_set_turn:
 * @self: a maker
 * @user: (nullable): the name for TURN that the service has given
 * @secret: (nullable): the password for it
 *
 * Used for the media that are made from now on.
 */
void
ahoy_kandy_media_maker_set_turn (AhoyKandyMediaMaker *self, const char *user, const char *secret)
{
  char *old_user = self->turn_user;
  char *old_secret = self->turn_secret;

  if (g_strcmp0 (user, old_user) != 0 || g_strcmp0 (secret, old_secret) != 0)
    ahoy_kandy_media_maker_drop (self);
  self->turn_user = g_strdup (user);
  self->turn_secret = g_strdup (secret);
  g_free (old_user);
  ahoy_secret_free (old_secret);
}

static void
ahoy_kandy_media_maker_dispose (GObject *object)
{
  ahoy_kandy_media_maker_drop (AHOY_KANDY_MEDIA_MAKER (object));

  G_OBJECT_CLASS (ahoy_kandy_media_maker_parent_class)->dispose (object);
}

static void
ahoy_kandy_media_maker_finalize (GObject *object)
{
  AhoyKandyMediaMaker *self = AHOY_KANDY_MEDIA_MAKER (object);

  ahoy_kandy_media_maker_set_turn (self, NULL, NULL);
  g_clear_object (&self->account);
  g_clear_object (&self->memory);
  g_clear_object (&self->trust);
  g_clear_object (&self->clock);
  g_clear_object (&self->factory);

  G_OBJECT_CLASS (ahoy_kandy_media_maker_parent_class)->finalize (object);
}

static void
ahoy_kandy_media_maker_class_init (AhoyKandyMediaMakerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ahoy_kandy_media_maker_dispose;
  object_class->finalize = ahoy_kandy_media_maker_finalize;
}

static void
ahoy_kandy_media_maker_init (AhoyKandyMediaMaker *self)
{
}

/**
 * ahoy_kandy_media_maker_new:
 * @account: which servers there are
 * @memory: the person's own name for them, if there is one
 * @trust: what decides about certificates
 * @clock: the time
 *
 * Returns: (transfer full): a maker that is not able to yet
 */
AhoyKandyMediaMaker *
ahoy_kandy_media_maker_new (AhoyAccount *account, AhoySessionMemory *memory, AhoyTrust *trust,
                            AhoyClock *clock)
{
  AhoyKandyMediaMaker *self = g_object_new (AHOY_TYPE_KANDY_MEDIA_MAKER, NULL);

  self->account = g_object_ref (account);
  self->memory = g_object_ref (memory);
  self->trust = g_object_ref (trust);
  self->clock = g_object_ref (clock);

  return self;
}
