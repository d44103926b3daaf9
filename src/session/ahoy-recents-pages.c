/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ahoy-config.h"

#include "ahoy-recents-private.h"

/* Puts the pages of the service's history together. Its entries are counted from the newest on, so
 * that they shift with each that comes or goes, here or on another device: what belongs together is
 * found by the entries that two readings have in common. */

/* Between the beginning of a call here and at the service; clocks may differ by more, where the
 * service tells its time. */
#define TOLERANCE (2 * 60 * 1000) /* ms */

static GHashTable *
find_places (AhoyRecents *self)
{
  GHashTable *places = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->served->len; i++) {
    AhoyRecent *recent = g_ptr_array_index (self->served, i);

    g_hash_table_insert (places, recent->identity, GUINT_TO_POINTER (i));
  }

  return places;
}

static void
drop_doubles (GPtrArray *page)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint i = 0;

  while (i < page->len) {
    AhoyRecent *recent = g_ptr_array_index (page, i);

    if (g_hash_table_contains (seen, recent->identity)) {
      g_ptr_array_remove_index (page, i);
    } else {
      g_hash_table_add (seen, recent->identity);
      i++;
    }
  }
}

static char *
make_key (AhoyRecents *self, const char *remote)
{
  AhoyServiceInterface *iface = AHOY_SERVICE_GET_IFACE (self->service);

  return iface->get_address_key != NULL ? iface->get_address_key (self->service, remote)
                                        : g_strdup (remote);
}

static gint64
get_distance (AhoyRecent *own, AhoyRecent *served, gint64 ahead)
{
  gint64 difference = served->begun - own->begun;

  return MIN (ABS (difference), ABS (difference - ahead));
}

/* The call of this session that the service means, or NULL. */
static AhoyRecent *
find_own (AhoyRecents *self, AhoyRecent *served, gint64 ahead)
{
  g_autofree char *key = make_key (self, served->remote);
  gint64 shortest = TOLERANCE + 1;
  AhoyRecent *nearest = NULL;

  for (guint i = 0; i < self->own->len; i++) {
    AhoyRecent *own = g_ptr_array_index (self->own, i);
    gint64 distance = get_distance (own, served, ahead);
    g_autofree char *own_key = NULL;

    if (own->direction != served->direction || own->remote == NULL || distance >= shortest
        || (served->missed && own->duration > 0))
      continue;
    own_key = make_key (self, own->remote);
    if (g_strcmp0 (key, own_key) == 0) {
      nearest = own;
      shortest = distance;
    }
  }

  return nearest;
}

/* What a page says of a call: as of the object that is there for it, or else itself. */
static AhoyRecent *
settle (AhoyRecents *self, AhoyRecent *served, GHashTable *places, gint64 ahead, guint *n_new)
{
  gpointer place;
  AhoyRecent *own;

  if (g_hash_table_lookup_extended (places, served->identity, NULL, &place)) {
    AhoyRecent *known = g_ptr_array_index (self->served, GPOINTER_TO_UINT (place));

    ahoy_recent_merge (known, served);
    return g_object_ref (known);
  }

  ++*n_new;
  own = find_own (self, served, ahead);
  if (own == NULL)
    return g_object_ref (served);

  g_object_ref (own);
  g_ptr_array_remove (self->own, own);
  ahoy_recent_merge (own, served);
  /* Who has seen it shall not be told again when only the service knows of it any more. */
  if (own->missed && own->seen && served->begun > self->seen_until) {
    self->seen_until = served->begun;
    g_object_notify (G_OBJECT (self), "seen-until");
  }

  return own;
}

/**
 * ahoy_recents_knows:
 * @self: the list
 * @page: (element-type AhoyRecent): entries of the service
 * @position: one of them
 *
 * Returns: whether it is in the list already; %FALSE if there is no such one
 */
gboolean
ahoy_recents_knows (AhoyRecents *self, GPtrArray *page, guint position)
{
  AhoyRecent *recent = position < page->len ? g_ptr_array_index (page, position) : NULL;

  for (guint i = 0; recent != NULL && i < self->served->len; i++) {
    AhoyRecent *known = g_ptr_array_index (self->served, i);

    if (g_str_equal (known->identity, recent->identity))
      return TRUE;
  }

  return FALSE;
}

/**
 * ahoy_recents_take_page:
 * @self: the list
 * @page: (element-type AhoyRecent): entries of the service, in its order
 * @from_begin: whether there is nothing before them; else the first one must be known
 * @to_end: whether there is nothing after them
 * @ahead: by how many milliseconds the service's clock is ahead of this computer's
 *
 * Takes a part of the history over: what it has not, although it would have to be in it, was
 * deleted elsewhere. To be followed by ahoy_recents_update().
 *
 * Returns: how many entries of the service were not known
 */
guint
ahoy_recents_take_page (AhoyRecents *self, GPtrArray *page, gboolean from_begin, gboolean to_end,
                        gint64 ahead)
{
  g_autoptr (GHashTable) places = find_places (self);
  g_autoptr (GPtrArray) old = NULL;
  GPtrArray *served = g_ptr_array_new_with_free_func (g_object_unref);
  guint first = from_begin ? 0 : G_MAXUINT;
  gboolean joined; /* the page ends amid what is known */
  guint behind = 0; /* the first one that comes after the page */
  guint n_new = 0;
  gpointer place;

  g_object_freeze_notify (G_OBJECT (self));
  drop_doubles (page);
  for (guint i = 0; i < page->len; i++) {
    AhoyRecent *recent = g_ptr_array_index (page, i);

    if (!g_hash_table_lookup_extended (places, recent->identity, NULL, &place))
      continue;
    first = MIN (first, GPOINTER_TO_UINT (place));
    behind = MAX (behind, GPOINTER_TO_UINT (place) + 1);
  }
  /* An entry that follows one that is known, and is not known itself, was behind all of them: those
   * that lay between are gone. */
  joined = ahoy_recents_knows (self, page, page->len - 1);
  if (to_end || !joined)
    behind = self->served->len;

  for (guint i = 0; i < MIN (first, self->served->len); i++)
    g_ptr_array_add (served, g_object_ref (g_ptr_array_index (self->served, i)));
  for (guint i = 0; i < page->len; i++)
    g_ptr_array_add (served, settle (self, g_ptr_array_index (page, i), places, ahead, &n_new));
  for (guint i = behind; i < self->served->len; i++)
    g_ptr_array_add (served, g_object_ref (g_ptr_array_index (self->served, i)));

  old = g_steal_pointer (&self->served); /* has the names in the table */
  self->served = served;
  g_object_thaw_notify (G_OBJECT (self));

  return n_new;
}

/**
 * ahoy_recents_drop:
 * @self: the list
 * @recent: an entry, which is not there any more
 *
 * To be followed by ahoy_recents_update().
 */
void
ahoy_recents_drop (AhoyRecents *self, AhoyRecent *recent)
{
  if (g_ptr_array_remove (self->served, recent))
    self->next = MAX (self->next, 1) - 1;
  else
    g_ptr_array_remove (self->own, recent);
}
