/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-call.h"
#include "watching-ends.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A call of the session, with what it was heard and seen of. */
typedef struct {
  AhoyCall      *call;
  WatchingEnds  *ends;        /* of the media that the call has now */
  WatchingEnds **made;        /* not owned: where those of the media are that were made last */
  GString       *digits;      /* of the other side */
  GPtrArray     *problems;    /* texts */
  gint64         asked;       /* µs since 1970 when it was begun, or was to be answered */
  gint64         rang;        /* when it began to ring; 0 before */
  gint64         connected;   /* when it was answered; 0 before */
  AhoyMediaStats stats;       /* the last reading */
  AhoyMedia     *media;       /* whose readings these are, or NULL */
} PeerLine;

/* made: where the ends of the call's media are, and later those of the media that replace them; they
 * are taken from there. */
PeerLine *peer_line_new       (AhoyCall      *call,
                               WatchingEnds **made);
void      peer_line_free      (PeerLine     *self);
/* How the call is, and how much of what is heard is of that frequency in Hz. */
void      peer_line_describe  (PeerLine     *self,
                               double        frequency,
                               JsonBuilder  *builder);

void      peer_add_string     (JsonBuilder  *builder,
                               const char   *name,
                               const char   *value);
void      peer_add_boolean    (JsonBuilder  *builder,
                               const char   *name,
                               gboolean      value);
void      peer_add_number     (JsonBuilder  *builder,
                               const char   *name,
                               double        value);

G_END_DECLS
