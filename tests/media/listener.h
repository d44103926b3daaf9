/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* What a sound is judged by: pieces of 20 ms, of which 50 make a second. */
#define LISTENER_RATE 48000
#define LISTENER_PIECE 960
#define LISTENER_PIECES_PER_SECOND 50

/* Records what a speaker of the sound server plays. */
typedef struct _Listener Listener;

Listener *listener_new       (const char   *monitor);
void      listener_free      (Listener     *self);
guint     listener_get_count (Listener     *self);
double    listener_get_power (Listener     *self,
                              guint         piece);
double    listener_get_share (Listener     *self,
                              guint         piece,
                              double        frequency);

double    measure_power      (const gint16 *samples,
                              guint         n_samples);
double    measure_share      (const gint16 *samples,
                              guint         n_samples,
                              double        frequency);

G_END_DECLS
