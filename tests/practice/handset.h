/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "phone.h"
#include "sendbird-client.h"

G_BEGIN_DECLS

/* A login on Sendbird Calls with its websocket. Each event that it is sent has to have the next
 * number of its call. */
typedef struct {
  Calls      *calls;
  const char *user;
  const char *client;
  Answer     *login;
  Socket     *socket;
  guint       seen;       /* how many frames a test has looked at */
  guint       n_requests;
  GHashTable *numbers;    /* call id → the number of its next event */
  char       *call;       /* the id of the last call that it has dialled, or that rings */
  char       *token;      /* the short-lived one of that */
} Handset;

Handset    *handset_new            (Calls      *calls,
                                    const char *user,
                                    const char *client);
Handset    *handset_new_in         (Calls      *calls,
                                    const char *user,
                                    const char *app,
                                    const char *client);
void        handset_free           (Handset    *self);
void        handset_close          (Handset    *self);
void        handset_open           (Handset    *self);

void        handset_send           (Handset    *self,
                                    const char *cmd,
                                    const char *type,
                                    const char *more);
JsonObject *handset_expect_ack     (Handset    *self,
                                    const char *type);
void        handset_expect_refusal (Handset    *self,
                                    const char *type,
                                    int         code);
JsonObject *handset_expect         (Handset    *self,
                                    const char *cmd,
                                    const char *type);
void        handset_expect_end     (Handset    *self,
                                    const char *type,
                                    const char *result);
void        handset_expect_nothing (Handset    *self);
JsonObject *handset_take           (Handset    *self);

Answer     *handset_request        (Handset    *self,
                                    const char *method,
                                    const char *path,
                                    const char *body);
Answer     *handset_dial_rcv       (Handset    *self);

/* Whole steps. */
void        handset_dial           (Handset    *self,
                                    const char *callee);
void        handset_ring           (Handset    *self);
void        handset_accept         (Handset    *self,
                                    Handset    *caller);
void        handset_hang_up        (Handset    *self,
                                    Handset    *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Handset, handset_free)

G_END_DECLS
