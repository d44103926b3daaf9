/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-error.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Limits of the service (section 7 of the protocol page). */
#define AHOY_SENDBIRD_MOST_ITEMS   10
#define AHOY_SENDBIRD_LONGEST_ITEM 128 /* characters of a key, and of a value */

/* One of the custom_items: what a program gives to a call. */
typedef struct {
  char *key;
  char *value;
} AhoySendbirdItem;

/* What has become of the custom_items of a call, by a request or an event. */
typedef struct {
  GPtrArray  *items;   /* of AhoySendbirdItem: all that there are now */
  char      **keys;    /* those that were set, or that are gone; maybe none */
  gboolean    deleted; /* they are gone */
} AhoySendbirdItemsChange;

GPtrArray  *ahoy_sendbird_items_new         (void);
gboolean    ahoy_sendbird_items_set         (GPtrArray               *items,
                                             const char              *key,
                                             const char              *value);
const char *ahoy_sendbird_items_get         (const GPtrArray         *items,
                                             const char              *key);
GPtrArray  *ahoy_sendbird_items_read        (JsonObject              *object,
                                             const char              *member);
JsonObject *ahoy_sendbird_items_to_json     (const GPtrArray         *items);

/* PUT and DELETE. */
char       *ahoy_sendbird_items_path        (const char              *call_id);
char       *ahoy_sendbird_items_update_body (const GPtrArray         *items);
char       *ahoy_sendbird_items_delete_body (const char * const      *keys);

AhoySendbirdItemsChange *
            ahoy_sendbird_items_change_read (JsonObject              *object);
AhoySendbirdItemsChange *
            ahoy_sendbird_items_change_parse
                                            (const char              *text,
                                             gssize                   length,
                                             GError                 **error);
void        ahoy_sendbird_items_change_free (AhoySendbirdItemsChange *change);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySendbirdItemsChange, ahoy_sendbird_items_change_free)

G_END_DECLS
