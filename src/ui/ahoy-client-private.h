/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-client.h"

G_BEGIN_DECLS

typedef enum {
  AHOY_PHASE_IDLE,
  AHOY_PHASE_LOOKUP, /* the keyring is asked for the secret of the automatic login */
  AHOY_PHASE_LOGIN,
  AHOY_PHASE_WAIT,   /* for the network, to try the login again */
  AHOY_PHASE_ON,
  AHOY_PHASE_LOGOUT,
} AhoyPhase;

struct _AhoyClient {
  GObject          parent_instance;

  AhoySettings    *settings;
  AhoyClock       *clock;
  AhoyActivityLog *activity;
  AhoyCalls       *calls;
  AhoyMediaDevices *devices;    /* (nullable) */
  AhoyMediaFactory *factory;    /* (nullable): of the media of calls */
  AhoySounds      *sounds;      /* (nullable) */

  AhoyPhase        phase;
  AhoySession     *session;     /* (nullable): while logging in, on or logging out */
  AhoySession     *retired;     /* (nullable): has ended, but may still tell why */
  guint            retire_id;
  AhoyAccount     *account;     /* (nullable): of the session, or of the last one that failed */
  AhoyCredentials *credentials; /* (nullable): until the login has succeeded or failed */
  GCancellable    *cancellable; /* (nullable): of the phase */
  AhoyCredentials *kept;        /* (nullable): to log in again without the person */
  gboolean         asleep;      /* the computer is: what has been logged out comes back */
  gboolean         woken;       /* the computer has, before the log-out was done */
  guint            n_tries;     /* that have failed one after the other */
  guint            retry_id;
  gint64           begun;       /* the session was, in µs of the monotonic time */
  AhoyRemember     remember;
  gboolean         automatic;   /* the program logs in, not the person */
  gboolean         ended;       /* the last session, and not because the person wanted it */
  gboolean         keep;        /* logging out because of quitting: the person stays remembered */
  guint            limit_id;    /* ends a log-out that takes too long */
  guint            settle_id;   /* until the log-out goes on without calls being deleted */
  gboolean         unsettled;   /* calls may not be deleted */
  GDateTime       *since;

  char            *message;
  gboolean         message_is_error;
  const char      *service;     /* that the person has chosen, static */
  char            *notice;
  gboolean         can_unlock;

  guint            keyring_jobs;
  GTask           *quit_task;   /* (nullable): while quitting */
  guint            quit_id;
};

void     ahoy_client_set_phase          (AhoyClient      *self,
                                         AhoyPhase        phase);
void     ahoy_client_set_notice         (AhoyClient      *self,
                                         const char      *notice,
                                         gboolean         can_unlock);
void     ahoy_client_notify_state       (AhoyClient      *self);
void     ahoy_client_release            (AhoyClient      *self);
void     ahoy_client_login_remembered   (AhoyClient      *self,
                                         AhoyAccount     *account,
                                         AhoyCredentials *credentials);
void     ahoy_client_start_login        (AhoyClient      *self,
                                         AhoyAccount     *account,
                                         AhoyCredentials *credentials,
                                         AhoyRemember     remember,
                                         gboolean         automatic);
void     ahoy_client_start_logout       (AhoyClient      *self,
                                         gboolean         keep);
void     ahoy_client_drop_kept          (AhoyClient      *self);
gboolean ahoy_client_wait               (AhoyClient      *self,
                                         const GError    *error);
gboolean ahoy_client_wait_lost          (AhoyClient      *self,
                                         const GError    *error);
void     ahoy_client_check_woken        (AhoyClient      *self);
void     ahoy_client_stop_waiting       (AhoyClient      *self);
void     ahoy_client_check_quit         (AhoyClient      *self);

void     ahoy_client_remember_login     (AhoyClient      *self);
void     ahoy_client_follow_seen        (AhoyClient      *self);
void     ahoy_client_forget_secret      (AhoyClient      *self,
                                         AhoyAccount     *account);
gboolean ahoy_client_has_leftovers      (AhoyClient      *self);
void     ahoy_client_forget_login       (AhoyClient      *self);
gboolean ahoy_client_is_same_user       (AhoyAccount     *a,
                                         AhoyAccount     *b);

G_END_DECLS
