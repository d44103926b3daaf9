/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-sendbird-leg.h"

G_BEGIN_DECLS

struct _AhoySendbirdLeg {
  GObject                parent_instance;

  AhoySendbirdRequests  *requests;
  AhoySendbirdApi       *api;
  AhoyClock             *clock;
  AhoySendbirdMakeMedia  make_media;
  gpointer               data;
  AhoyCall              *call;          /* not owned; NULL when the call is over */
  AhoyMedia             *media;         /* the call's; NULL when it is over */
  gboolean               away;          /* there is no websocket at the moment */
  gboolean               forgotten;     /* the login is over: nothing may be sent any more */
  char                  *id;            /* the service's; NULL until it has given one */
  gboolean               video_call;    /* decided by the caller, for good */
  AhoyMediaFlags         wanted;        /* what we send while nobody holds the call */
  GPtrArray             *items;         /* of AhoySendbirdItem: of both sides; or NULL */
  GPtrArray             *own_keys;      /* of char: of those that we have set, or NULL */

  char                  *to;            /* of an outgoing call */
  gboolean               starting;      /* the dial has no answer yet */
  char                  *token;         /* secret: of an incoming call, for one request */
  JsonObject            *delivery_info; /* of an incoming call; or NULL */
  GTask                 *answer;
  gboolean               accept_sent;   /* once at least */
  gboolean               taken;         /* it was accepted by us, though that has failed here */
  gboolean               established;   /* it is answered, and both sides know each other */
  guint                  ring_id;
  guint                  alive_id;

  GTask                 *update;
  AhoyMediaFlags         update_wanted;
  gboolean               local_hold;
  gboolean               remote_hold;
  gboolean               relayed;       /* what the last answer about a hold said */
  GTask                 *telling;       /* of items that are being sent */
  GPtrArray             *telling_items; /* what comes after what is deleted; or NULL */

  GQueue                 descriptions;  /* of Description: those of the other side that wait */
  gboolean               describing;    /* the media are at one */
  gboolean               offered;       /* ours is not answered yet */
  gboolean               described;     /* ours is sent, so that candidates may follow */
  gboolean               agreed;        /* once at least */
  GQueue                 unsent;        /* of Report: until there is a websocket again */
  GQueue                 candidates;    /* of Report: until there is a description */
  gboolean               had_media;     /* they were connected once */
  gboolean               unreported;    /* the service has not heard yet that they are, and how ... */
  gboolean               reconnected;   /* ... and that they were not for a while */
  guint                  connect_id;    /* until they have to be */
  guint                  lost_id;       /* until they have to be again */
  guint                  restart_id;    /* until their connection is made anew, and then again */
  gboolean               restart_due;   /* as soon as there is a websocket */

  const char            *ending;        /* what is to be said of the end that we have decided on */
  const char            *farewell;      /* what is said of it; NULL: nothing */
  GTask                 *leaving;
  guint                  farewell_id;   /* bounds the wait for a websocket to say it by */
};

/* ahoy-sendbird-leg.c */
void       ahoy_sendbird_leg_fail            (AhoySendbirdLeg         *self,
                                              AhoyCallEndReason        reason,
                                              const GError            *error);
void       ahoy_sendbird_leg_end_as          (AhoySendbirdLeg         *self,
                                              const char              *ending,
                                              AhoyCallEndReason        reason);

void       ahoy_sendbird_leg_say             (AhoySendbirdLeg         *self,
                                              const char              *type,
                                              JsonObject              *payload,
                                              GAsyncReadyCallback      callback);

/* ahoy-sendbird-leg-items.c */
GVariant  *ahoy_sendbird_leg_make_variant    (const GPtrArray         *items);
void       ahoy_sendbird_leg_take_items      (AhoySendbirdLeg         *self,
                                              GPtrArray               *items);
void       ahoy_sendbird_leg_remember_keys   (AhoySendbirdLeg         *self,
                                              const GPtrArray         *items);
void       ahoy_sendbird_leg_take_change     (AhoySendbirdLeg         *self,
                                              JsonObject              *payload);
void       ahoy_sendbird_leg_set_items_async (AhoySendbirdLeg         *self,
                                              GVariant                *parameters,
                                              GAsyncReadyCallback      callback,
                                              gpointer                 user_data);

/* ahoy-sendbird-leg-signals.c */
void       ahoy_sendbird_leg_report          (AhoySendbirdLeg         *self,
                                              AhoySendbirdCommand      command,
                                              const char              *type,
                                              JsonObject              *payload);
void       ahoy_sendbird_leg_catch_up        (AhoySendbirdLeg         *self);
void       ahoy_sendbird_leg_watch_media     (AhoySendbirdLeg         *self);
void       ahoy_sendbird_leg_drop_media      (AhoySendbirdLeg         *self);
gboolean   ahoy_sendbird_leg_update_paused   (AhoySendbirdLeg         *self,
                                              GError                 **error);
void       ahoy_sendbird_leg_begin_signals   (AhoySendbirdLeg         *self);
void       ahoy_sendbird_leg_take_description
                                             (AhoySendbirdLeg         *self,
                                              AhoyDescriptionKind      kind,
                                              JsonObject              *payload);
void       ahoy_sendbird_leg_take_candidate  (AhoySendbirdLeg         *self,
                                              JsonObject              *payload);
void       ahoy_sendbird_leg_stop_signals    (AhoySendbirdLeg         *self);

/* ahoy-sendbird-leg-update.c */
void       ahoy_sendbird_leg_update_async    (AhoySendbirdLeg         *self,
                                              AhoyMediaFlags           wanted,
                                              GAsyncReadyCallback      callback,
                                              gpointer                 user_data);
void       ahoy_sendbird_leg_take_hold       (AhoySendbirdLeg         *self,
                                              JsonObject              *payload);
void       ahoy_sendbird_leg_take_enabled    (AhoySendbirdLeg         *self,
                                              JsonObject              *payload,
                                              AhoyMediaFlags           flag);
void       ahoy_sendbird_leg_tell_muted      (AhoySendbirdLeg         *self,
                                              gboolean                 muted);

G_END_DECLS
