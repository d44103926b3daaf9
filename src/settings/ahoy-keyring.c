/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-keyring.h"

#include "ahoy-enum-types.h"
#include "ahoy-server.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

/* Milliseconds. A keyring that is started on demand needs a second or two; a person who looks for
 * a password needs longer, but a prompt that nobody sees must end. */
#define ANSWER_WAIT 15000
#define PERSON_WAIT 60000

static guint answer_wait = ANSWER_WAIT;
static guint person_wait = PERSON_WAIT;

/* Attributes are not encrypted in the keyring. An attribute of our own tells our items, because a
 * locked gnome-keyring gives every item a schema name that we did not choose, and finds none by
 * ours. */
static const SecretSchema schema = {
  .name = AHOY_APPLICATION_ID ".Login",
  .flags = SECRET_SCHEMA_DONT_MATCH_NAME,
  .attributes = {
    { "application", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "service", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "server", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "app-id", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "login-kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

typedef enum {
  PURPOSE_STORE,
  PURPOSE_LOOKUP,
  PURPOSE_CLEAR,
} Purpose;

typedef struct {
  Purpose       purpose;
  GHashTable   *attributes;
  char         *label;
  SecretValue  *value;       /* only to be stored */
  gboolean      may_unlock;
  gboolean      unlocked;    /* the person has been asked */
  gboolean      cleared;
  gboolean      returned;    /* what libsecret still answers comes too late */
  GCancellable *inner;       /* libsecret's, where it asks nobody */
  GSource      *cancelled;
  GSource      *timeout;
} Operation;

G_DEFINE_QUARK (ahoy-keyring-error-quark, ahoy_keyring_error)

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
operation_free (gpointer data)
{
  Operation *self = data;

  clear_source (&self->cancelled);
  clear_source (&self->timeout);
  g_object_unref (self->inner);
  g_clear_pointer (&self->attributes, g_hash_table_unref);
  g_clear_pointer (&self->value, secret_value_unref);
  g_free (self->label);
  g_free (self);
}

/* Always before the task is returned: libsecret may still answer, or never. */
static Operation *
end_operation (GTask *task)
{
  Operation *self = g_task_get_task_data (task);

  self->returned = TRUE;
  clear_source (&self->cancelled);
  clear_source (&self->timeout);
  g_clear_pointer (&self->value, secret_value_unref);

  return self;
}

static void
return_locked (GTask *task)
{
  Operation *self = end_operation (task);
  const char *message = NULL;

  switch (self->purpose) {
  case PURPOSE_STORE:
    message = _("The keyring is locked, so the password or token was not saved");
    break;
  case PURPOSE_LOOKUP:
    message = _("The keyring is locked, so the saved password or token could not be read");
    break;
  case PURPOSE_CLEAR:
    message = _("The keyring is locked, so the saved password or token could not be removed");
    break;
  }
  g_task_return_new_error (task, AHOY_KEYRING_ERROR, AHOY_KEYRING_ERROR_LOCKED, "%s", message);
}

static void
return_absent (GTask *task)
{
  Operation *self = end_operation (task);
  const char *message = NULL;

  switch (self->purpose) {
  case PURPOSE_STORE:
    message = _("There is no keyring on this computer, so the password or token was not saved: "
                "you will have to enter it again next time");
    break;
  case PURPOSE_LOOKUP:
    message = _("There is no keyring on this computer that could have kept a password or token");
    break;
  case PURPOSE_CLEAR:
    message = _("There is no keyring on this computer, so no password or token could be removed");
    break;
  }
  g_task_return_new_error (task, AHOY_KEYRING_ERROR, AHOY_KEYRING_ERROR_ABSENT, "%s", message);
}

static gboolean
is_absence (const GError *error)
{
  g_autofree char *remote = NULL;

  /* No bus at all, or one that went away. */
  if (error->domain == G_IO_ERROR && !g_dbus_error_is_remote_error (error))
    return TRUE;
  if (error->domain == G_DBUS_ERROR)
    return error->code == G_DBUS_ERROR_SERVICE_UNKNOWN ||
           error->code == G_DBUS_ERROR_NAME_HAS_NO_OWNER ||
           error->code == G_DBUS_ERROR_NO_REPLY ||
           error->code == G_DBUS_ERROR_NO_SERVER ||
           error->code == G_DBUS_ERROR_TIMEOUT ||
           error->code == G_DBUS_ERROR_TIMED_OUT ||
           error->code == G_DBUS_ERROR_DISCONNECTED ||
           (error->code >= G_DBUS_ERROR_SPAWN_EXEC_FAILED &&
            error->code <= G_DBUS_ERROR_SPAWN_NO_MEMORY);

  /* "The name was activated, but its program ended", and its like, that GDBus has no code for. */
  remote = g_dbus_error_get_remote_error (error);

  return remote != NULL && g_str_has_prefix (remote, "org.freedesktop.DBus.Error.Spawn.");
}

static void
return_error (GTask *task, GError *error)
{
  g_autoptr (GError) owned = error;

  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED)) {
    return_locked (task);
  } else if (is_absence (error)) {
    return_absent (task);
  } else {
    g_autofree char *message = NULL;

    g_dbus_error_strip_remote_error (owned);
    message = g_strdup_printf (_("The keyring does not work: %s"), owned->message);
    end_operation (task);
    g_task_return_new_error (task, AHOY_KEYRING_ERROR, AHOY_KEYRING_ERROR_FAILED, "%s", message);
  }
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_autoptr (GTask) task = g_object_ref (G_TASK (data));
  Operation *self = end_operation (task);

  g_cancellable_cancel (self->inner);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static gboolean
on_answer_timeout (gpointer data)
{
  g_autoptr (GTask) task = g_object_ref (G_TASK (data));
  Operation *self = g_task_get_task_data (task);

  return_absent (task);
  g_cancellable_cancel (self->inner);

  return G_SOURCE_REMOVE;
}

static gboolean
on_person_timeout (gpointer data)
{
  g_autoptr (GTask) task = g_object_ref (G_TASK (data));
  Operation *self = g_task_get_task_data (task);

  return_locked (task);
  g_cancellable_cancel (self->inner);

  return G_SOURCE_REMOVE;
}

/* The sources do not hold the task: whoever waits for libsecret does. */
static void
limit_wait (GTask *task, guint milliseconds, GSourceFunc on_timeout)
{
  Operation *self = g_task_get_task_data (task);

  clear_source (&self->timeout);
  self->timeout = g_timeout_source_new (milliseconds);
  g_source_set_static_name (self->timeout, "[ahoy] keyring");
  g_source_set_callback (self->timeout, on_timeout, task, NULL);
  g_source_attach (self->timeout, g_task_get_context (task));
}

/* What follows may show a prompt, and a prompt is not taken back: libsecret would dismiss it, at
 * which gnome-keyring 42 ends itself with a failed assertion and takes every program's secrets
 * away. So no cancellable goes along, and an answer that comes too late changes nothing. */
static void
wait_for_person (GTask *task)
{
  limit_wait (task, person_wait, on_person_timeout);
}

static void
wait_for_answer (GTask *task)
{
  limit_wait (task, answer_wait, on_answer_timeout);
}

static gboolean
is_locked (gpointer item)
{
  return SECRET_IS_ITEM (item) && secret_item_get_locked (SECRET_ITEM (item));
}

static gboolean
any_locked (GList *items)
{
  for (GList *l = items; l != NULL; l = l->next) {
    if (is_locked (l->data))
      return TRUE;
  }

  return FALSE;
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean stored = secret_password_store_finish (result, &error);

  if (self->returned)
    return;

  if (error != NULL) {
    return_error (task, g_steal_pointer (&error));
  } else if (!stored) {
    return_locked (task);
  } else {
    end_operation (task);
    g_task_return_boolean (task, TRUE);
  }
}

static void
retrieved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretValue) value = NULL;

  value = secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);
  if (self->returned)
    return;

  if (error != NULL) {
    return_error (task, g_steal_pointer (&error));
  } else {
    end_operation (task);
    g_task_return_pointer (task, g_steal_pointer (&value), (GDestroyNotify) secret_value_unref);
  }
}

static void searched_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
search (GTask *task, gboolean unlock)
{
  Operation *self = g_task_get_task_data (task);

  if (unlock) {
    self->unlocked = TRUE;
    wait_for_person (task);
    secret_password_searchv (&schema, self->attributes, SECRET_SEARCH_ALL | SECRET_SEARCH_UNLOCK,
                             NULL, searched_cb, g_object_ref (task));
  } else {
    wait_for_answer (task);
    secret_password_searchv (&schema, self->attributes, SECRET_SEARCH_ALL, self->inner,
                             searched_cb, g_object_ref (task));
  }
}

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (self->returned)
    return;

  /* It skips what is locked without a word, so look whether anything is left. */
  self->cleared = TRUE;
  if (error != NULL)
    return_error (task, g_steal_pointer (&error));
  else
    search (task, FALSE);
}

static void
store (GTask *task)
{
  Operation *self = g_task_get_task_data (task);

  wait_for_answer (task);
  secret_password_storev_binary (&schema, self->attributes, SECRET_COLLECTION_DEFAULT, self->label,
                                 self->value, self->inner, stored_cb, g_object_ref (task));
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  int n_unlocked = secret_service_unlock_finish (SECRET_SERVICE (source), result, NULL, &error);

  if (self->returned)
    return;

  if (error != NULL)
    return_error (task, g_steal_pointer (&error));
  else if (n_unlocked < 1)
    return_locked (task);
  else
    store (task);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretCollection) collection = secret_collection_create_finish (result, &error);

  if (self->returned)
    return;

  /* When the person has dismissed the prompt, libsecret asks for the properties of nothing. */
  if (collection != NULL)
    store (task);
  else if (error == NULL ||
           g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT) ||
           g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
           g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT))
    return_locked (task);
  else
    return_error (task, g_steal_pointer (&error));
}

/* Storing would unlock or make the default keyring by itself, but then also store what the person
 * was told is not stored, when they answer the prompt too late. */
static void
collection_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_finish (result, &error);

  if (self->returned)
    return;

  if (error != NULL) {
    return_error (task, g_steal_pointer (&error));
  } else if (collection == NULL) {
    wait_for_person (task);
    secret_collection_create (NULL, _("Default keyring"), SECRET_COLLECTION_DEFAULT,
                              SECRET_COLLECTION_CREATE_NONE, NULL, created_cb,
                              g_object_ref (task));
  } else if (secret_collection_get_locked (collection)) {
    g_autoptr (GList) collections = g_list_append (NULL, collection);

    wait_for_person (task);
    secret_service_unlock (secret_collection_get_service (collection), collections, NULL,
                           unlocked_cb, g_object_ref (task));
  } else {
    store (task);
  }
}

static void
service_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *self = g_task_get_task_data (task);
  g_autoptr (SecretService) service = secret_service_get_finish (result, NULL);
  g_autofree char *owner = NULL;

  if (self->returned)
    return;

  /* Under flatpak the search went to a file of libsecret's own, which nobody has to unlock, and
   * there is no service. */
  if (service != NULL)
    owner = g_dbus_proxy_get_name_owner (G_DBUS_PROXY (service));
  if (owner == NULL)
    store (task);
  else
    secret_collection_for_alias (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                 self->inner, collection_cb, g_object_ref (task));
}

/* Of several, which only another program or a change of the default keyring can have made, the
 * newest that can be read. */
static void
go_on_looking_up (GTask *task, GList *items)
{
  Operation *self = g_task_get_task_data (task);
  gpointer best = NULL;

  for (GList *l = items; l != NULL; l = l->next) {
    if (!is_locked (l->data) &&
        (best == NULL || secret_retrievable_get_modified (best) <
                           secret_retrievable_get_modified (l->data)))
      best = l->data;
  }

  if (best != NULL) {
    wait_for_answer (task);
    secret_retrievable_retrieve_secret (best, self->inner, retrieved_cb, g_object_ref (task));
  } else if (items == NULL) {
    end_operation (task);
    g_task_return_pointer (task, NULL, NULL);
  } else if (self->may_unlock && !self->unlocked) {
    search (task, TRUE);
  } else {
    return_locked (task);
  }
}

static void
go_on_clearing (GTask *task, GList *items)
{
  Operation *self = g_task_get_task_data (task);

  if (items == NULL) {
    end_operation (task);
    g_task_return_boolean (task, TRUE);
  } else if (self->cleared) {
    return_locked (task);
  } else if (any_locked (items) && !self->unlocked) {
    search (task, TRUE);
  } else {
    wait_for_answer (task);
    secret_password_clearv (&schema, self->attributes, self->inner, cleared_cb,
                            g_object_ref (task));
  }
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  if (!self->returned) {
    if (error != NULL) {
      return_error (task, g_steal_pointer (&error));
    } else {
      switch (self->purpose) {
      case PURPOSE_STORE:
        wait_for_answer (task);
        secret_service_get (SECRET_SERVICE_NONE, self->inner, service_cb, g_object_ref (task));
        break;
      case PURPOSE_LOOKUP:
        go_on_looking_up (task, items);
        break;
      case PURPOSE_CLEAR:
        go_on_clearing (task, items);
        break;
      }
    }
  }
  g_list_free_full (items, g_object_unref);
}

/* The same server can be written with and without its scheme, its port and a slash. */
static char *
normalize_server (const char *server)
{
  g_autofree char *parsed = ahoy_server_parse (server, NULL);
  g_autoptr (GUri) uri = NULL;
  g_autofree char *host = NULL;

  if (parsed != NULL)
    uri = g_uri_parse (parsed, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  if (uri == NULL)
    return g_strdup (server != NULL ? server : "");

  host = g_ascii_strdown (g_uri_get_host (uri), -1);

  return g_uri_join (G_URI_FLAGS_SCHEME_NORMALIZE, g_uri_get_scheme (uri), NULL, host,
                     g_uri_get_port (uri), "", NULL, NULL);
}

/* Where the account is, for people. */
static const char *
place_of (GHashTable *attributes)
{
  const char *server = g_hash_table_lookup (attributes, "server");
  const char *app_id = g_hash_table_lookup (attributes, "app-id");

  return *server == '\0' && app_id != NULL ? app_id : server;
}

/* Without a kind the attributes match the secrets of every kind. */
static GHashTable *
attributes_of (AhoyAccount *account, const AhoyLoginKind *kind)
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  const char *service = ahoy_account_get_service (account);
  const char *app_id = ahoy_account_get_app_id (account);
  const char *user = ahoy_account_get_user (account);

  g_hash_table_insert (attributes, (gpointer) "application", g_strdup (AHOY_APPLICATION_ID));
  g_hash_table_insert (attributes, (gpointer) "service", g_strdup (service != NULL ? service : ""));
  g_hash_table_insert (attributes, (gpointer) "server",
                       normalize_server (ahoy_account_get_server (account)));
  if (app_id != NULL)
    g_hash_table_insert (attributes, (gpointer) "app-id", g_strdup (app_id));
  g_hash_table_insert (attributes, (gpointer) "user", g_strdup (user != NULL ? user : ""));
  if (kind != NULL) {
    g_autoptr (GEnumClass) kinds = g_type_class_ref (AHOY_TYPE_LOGIN_KIND);

    g_hash_table_insert (attributes, (gpointer) "login-kind",
                         g_strdup (g_enum_get_value (kinds, *kind)->value_nick));
  }

  return attributes;
}

static Operation *
operation_new (Purpose purpose, AhoyAccount *account, const AhoyLoginKind *kind)
{
  Operation *self = g_new0 (Operation, 1);

  self->purpose = purpose;
  self->attributes = attributes_of (account, kind);
  self->inner = g_cancellable_new ();

  return self;
}

/* Takes the operation. */
static void
begin (Operation           *self,
       gpointer             source_tag,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  /* libsecret would go on with the session of a keyring that was restarted since, and fail. */
  secret_service_disconnect ();

  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, self, operation_free);
  if (cancellable != NULL) {
    self->cancelled = g_cancellable_source_new (cancellable);
    g_source_set_callback (self->cancelled, G_SOURCE_FUNC (on_cancelled), task, NULL);
    g_source_attach (self->cancelled, g_task_get_context (task));
  }
  search (task, FALSE);
}

static gboolean
finish_boolean (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ahoy_keyring_store_async:
 * @account: whose secret it is: its service, server, application ID and user
 * @kind: what the secret is
 * @secret: the password or token
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called in the main context of the caller
 * @user_data: data for @callback
 *
 * Keeps a secret in the person's default keyring, in place of an older one.
 *
 * The person may be asked to unlock the keyring, or to make one; after a minute without an answer
 * it counts as locked. Fails with [error@KeyringError] or `G_IO_ERROR_CANCELLED`.
 */
void
ahoy_keyring_store_async (AhoyAccount         *account,
                          AhoyLoginKind        kind,
                          const char          *secret,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  Operation *self;

  g_return_if_fail (AHOY_IS_ACCOUNT (account));
  g_return_if_fail (secret != NULL);

  self = operation_new (PURPOSE_STORE, account, &kind);
  /* Translators: what the keyring's own window shows: a user name and a server. */
  self->label = g_strdup_printf (_("Ahoy login of %s at %s"),
                                 (char *) g_hash_table_lookup (self->attributes, "user"),
                                 place_of (self->attributes));
  self->value = secret_value_new (secret, -1, "text/plain");
  begin (self, ahoy_keyring_store_async, cancellable, callback, user_data);
}

/**
 * ahoy_keyring_store_finish:
 * @result: the result of [func@keyring_store_async]
 * @error: return location for an error
 *
 * Returns: whether the secret is in the keyring
 */
gboolean
ahoy_keyring_store_finish (GAsyncResult *result, GError **error)
{
  return finish_boolean (result, error);
}

/**
 * ahoy_keyring_lookup_async:
 * @account: whose secret it is: its service, server, application ID and user
 * @kind: what the secret is
 * @unlock: whether the person may be asked to unlock the keyring; they are asked only where the
 *   secret is in it
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called in the main context of the caller
 * @user_data: data for @callback
 *
 * Reads a secret from the keyring.
 *
 * Fails with [error@KeyringError] or `G_IO_ERROR_CANCELLED`; a minute after the person was asked
 * without an answer the keyring counts as locked.
 */
void
ahoy_keyring_lookup_async (AhoyAccount         *account,
                           AhoyLoginKind        kind,
                           gboolean             unlock,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  Operation *self;

  g_return_if_fail (AHOY_IS_ACCOUNT (account));

  self = operation_new (PURPOSE_LOOKUP, account, &kind);
  self->may_unlock = unlock;
  begin (self, ahoy_keyring_lookup_async, cancellable, callback, user_data);
}

/**
 * ahoy_keyring_lookup_finish:
 * @result: the result of [func@keyring_lookup_async]
 * @error: return location for an error
 *
 * Returns: (nullable) (transfer full): the secret, to be freed with [func@secret_free]; %NULL
 *   without an error where none is stored
 */
char *
ahoy_keyring_lookup_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (SecretValue) value = NULL;
  const char *data;
  gsize length;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  value = g_task_propagate_pointer (G_TASK (result), error);
  if (value == NULL)
    return NULL;

  data = secret_value_get (value, &length);
  if (memchr (data, '\0', length) != NULL || !g_utf8_validate (data, length, NULL)) {
    g_set_error_literal (error, AHOY_KEYRING_ERROR, AHOY_KEYRING_ERROR_FAILED,
                         _("What the keyring has kept is not a password"));
    return NULL;
  }

  return g_strndup (data, length);
}

/**
 * ahoy_keyring_clear_async:
 * @account: whose secret it is: its service, server, application ID and user
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called in the main context of the caller
 * @user_data: data for @callback
 *
 * Removes the secrets of every login kind from the keyring.
 *
 * A locked keyring gives nothing away and loses nothing either. So where there is a secret in a
 * locked one the person is asked to unlock it, and without that the secret is still there, and
 * the error is %AHOY_KEYRING_ERROR_LOCKED. Fails with [error@KeyringError] or
 * `G_IO_ERROR_CANCELLED`.
 */
void
ahoy_keyring_clear_async (AhoyAccount         *account,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_return_if_fail (AHOY_IS_ACCOUNT (account));

  begin (operation_new (PURPOSE_CLEAR, account, NULL), ahoy_keyring_clear_async, cancellable,
         callback, user_data);
}

/**
 * ahoy_keyring_clear_finish:
 * @result: the result of [func@keyring_clear_async]
 * @error: return location for an error
 *
 * Returns: whether no secret of the account is in the keyring
 */
gboolean
ahoy_keyring_clear_finish (GAsyncResult *result, GError **error)
{
  return finish_boolean (result, error);
}

/**
 * ahoy_keyring_limit_waits:
 * @answer: for how many milliseconds to wait for the keyring
 * @person: for how many milliseconds to wait for the person who unlocks it
 *
 * Sets other limits than 15 seconds and a minute, for tests.
 */
void
ahoy_keyring_limit_waits (guint answer, guint person)
{
  answer_wait = answer;
  person_wait = person;
}
