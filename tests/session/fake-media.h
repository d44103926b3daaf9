/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-media.h"

G_BEGIN_DECLS

/* Media that only keep the rules of the interface: no sound, no network. A description is a line
 * "fake audio video hold #3", with those words that hold for its side, and a number for each media.
 * They have one other side: who says another number is somebody else. */
#define TEST_TYPE_FAKE_MEDIA (fake_media_get_type ())
G_DECLARE_FINAL_TYPE (FakeMedia, fake_media, TEST, FAKE_MEDIA, GObject)

struct _FakeMedia {
  GObject         parent_instance;

  AhoyMediaState  state;
  AhoyMediaFlags  sends;
  AhoyMediaFlags  receives;
  gboolean        remote_hold;
  gboolean        muted;
  AhoyMediaFlags  paused;
  GObject        *picture;        /* or NULL */
  guint           number;
  char           *party;          /* the other side's number, from "#", or NULL */

  GPtrArray      *ice_servers;    /* of char: what the factory was given */
  gboolean        trickle;
  gboolean        relay_only;
  gboolean        caller;
  AhoyMediaFlags  prepared;       /* as what */
  guint           n_prepared;     /* how often */
  GString        *trace;          /* what was asked: one word each */
  GString        *digits;
  GPtrArray      *candidates;     /* of char: the other side's, with mid and index */
  gboolean        slow;           /* descriptions wait for fake_media_go_on() */
  gboolean        takes_no_video; /* our answers do not have it */
  gboolean        watched;
  GError         *next_error;     /* of the next description */
  AhoyMediaFlags  agreed_local;
  AhoyMediaFlags  agreed_remote;
  AhoyMediaFlags  offered_local;
  AhoyMediaFlags  offered_remote;
  gboolean        local_open;     /* an offer of ours is not answered */
  gboolean        remote_open;
  GTask          *task;           /* under way */
};

void  fake_media_go_on     (FakeMedia      *self);
void  fake_media_fail_next (FakeMedia      *self,
                            AhoyMediaError  code);
void  fake_media_set_state (FakeMedia      *self,
                            AhoyMediaState  state);
char *fake_description     (AhoyMediaFlags  flags);

#define TEST_TYPE_FAKE_MEDIA_FACTORY (fake_media_factory_get_type ())
G_DECLARE_FINAL_TYPE (FakeMediaFactory, fake_media_factory, TEST, FAKE_MEDIA_FACTORY, GObject)

FakeMediaFactory *fake_media_factory_new      (void);
/* The media that were made last, which the call holds, or NULL. */
FakeMedia        *fake_media_factory_get_last (FakeMediaFactory *self);
guint             fake_media_factory_get_n_made (FakeMediaFactory *self);
/* How many of those made were not given back. */
guint             fake_media_factory_get_n_alive (FakeMediaFactory *self);
/* The next media made are slow. */
void              fake_media_factory_set_slow (FakeMediaFactory *self,
                                               gboolean          slow);

G_END_DECLS
