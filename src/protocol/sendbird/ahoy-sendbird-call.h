/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-error.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define AHOY_SENDBIRD_MOST_TURN_URLS 16

typedef enum {
  AHOY_SENDBIRD_ROLE_UNKNOWN,
  AHOY_SENDBIRD_ROLE_CALLER,
  AHOY_SENDBIRD_ROLE_CALLEE,
} AhoySendbirdRole;

/* A side of a call (section 4 of the protocol page). */
typedef struct {
  char             *user_id;  /* never NULL */
  char             *nickname; /* one line; or NULL */
  AhoySendbirdRole  role;
} AhoySendbirdUser;

/* The turn_credential of a call. */
typedef struct {
  GPtrArray *servers;    /* of AhoyIceServer; maybe none */
  gboolean   relay_only; /* nothing may go past them */
} AhoySendbirdTurn;

/* What the service says of a call that begins, or is answered. */
typedef struct {
  char             *call_id;           /* never NULL */
  AhoySendbirdUser *caller;            /* or NULL */
  AhoySendbirdUser *callee;            /* or NULL */
  gboolean          is_video_call;
  AhoyMediaFlags    sends;             /* what who sent it wants to send at first */
  GPtrArray        *items;             /* of AhoySendbirdItem; or NULL */
  AhoySendbirdTurn *turn;              /* never NULL */
  char             *short_lived_token; /* a secret, fit for a header; or NULL */
} AhoySendbirdCall;

AhoySendbirdUser *ahoy_sendbird_user_read    (JsonObject       *object);
void              ahoy_sendbird_user_free    (AhoySendbirdUser *user);

AhoySendbirdTurn *ahoy_sendbird_turn_read    (JsonObject       *payload);
void              ahoy_sendbird_turn_free    (AhoySendbirdTurn *turn);

AhoySendbirdCall *ahoy_sendbird_call_read    (JsonObject       *payload,
                                              GError          **error);
void              ahoy_sendbird_call_free    (AhoySendbirdCall *call);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySendbirdUser, ahoy_sendbird_user_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySendbirdTurn, ahoy_sendbird_turn_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoySendbirdCall, ahoy_sendbird_call_free)

G_END_DECLS
