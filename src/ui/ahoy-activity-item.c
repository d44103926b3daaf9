/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-activity-item.h"

/**
 * AhoyActivityItem:
 *
 * One line of the Activity page: what happened, and when. It never changes.
 */
struct _AhoyActivityItem {
  GObject        parent_instance;

  AhoyEventKind  kind;
  gint64         time; /* microseconds since 1970: a tenth of the memory of a GDateTime */
  char          *text;
};

G_DEFINE_FINAL_TYPE (AhoyActivityItem, ahoy_activity_item, G_TYPE_OBJECT)

static void
ahoy_activity_item_finalize (GObject *object)
{
  AhoyActivityItem *self = AHOY_ACTIVITY_ITEM (object);

  g_free (self->text);

  G_OBJECT_CLASS (ahoy_activity_item_parent_class)->finalize (object);
}

static void
ahoy_activity_item_class_init (AhoyActivityItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ahoy_activity_item_finalize;
}

static void
ahoy_activity_item_init (AhoyActivityItem *self)
{
  self->time = g_get_real_time ();
}

/**
 * ahoy_activity_item_new:
 * @kind: what the event is about
 * @text: a translated line
 *
 * Returns: (transfer full): an item for an event that happens now
 */
AhoyActivityItem *
ahoy_activity_item_new (AhoyEventKind kind, const char *text)
{
  AhoyActivityItem *self = g_object_new (AHOY_TYPE_ACTIVITY_ITEM, NULL);

  self->kind = kind;
  self->text = g_utf8_make_valid (text, -1);

  return self;
}

/**
 * ahoy_activity_item_get_kind:
 * @self: an item
 *
 * Returns: what the event is about
 */
AhoyEventKind
ahoy_activity_item_get_kind (AhoyActivityItem *self)
{
  g_return_val_if_fail (AHOY_IS_ACTIVITY_ITEM (self), AHOY_EVENT_KIND_WARNING);

  return self->kind;
}

/**
 * ahoy_activity_item_get_text:
 * @self: an item
 *
 * Returns: what happened, as a line of UTF-8
 */
const char *
ahoy_activity_item_get_text (AhoyActivityItem *self)
{
  g_return_val_if_fail (AHOY_IS_ACTIVITY_ITEM (self), NULL);

  return self->text;
}

static char *
format_time (AhoyActivityItem *self, const char *format)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (self->time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);

  return g_date_time_format (local, format);
}

/**
 * ahoy_activity_item_dup_time_text:
 * @self: an item
 *
 * Returns: (transfer full): the local time of day, as the person's language writes it
 */
char *
ahoy_activity_item_dup_time_text (AhoyActivityItem *self)
{
  g_return_val_if_fail (AHOY_IS_ACTIVITY_ITEM (self), NULL);

  return format_time (self, "%X");
}

/**
 * ahoy_activity_item_dup_line:
 * @self: an item
 *
 * Returns: (transfer full): the item for copying and exporting: date, time with its zone, and text
 */
char *
ahoy_activity_item_dup_line (AhoyActivityItem *self)
{
  g_autofree char *time = NULL;

  g_return_val_if_fail (AHOY_IS_ACTIVITY_ITEM (self), NULL);

  time = format_time (self, "%Y-%m-%d %H:%M:%S %z");

  return g_strdup_printf ("%s  %s", time, self->text);
}
