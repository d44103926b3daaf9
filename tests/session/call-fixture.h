/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-call-private.h"
#include "fake-clock.h"
#include "fake-media.h"

G_BEGIN_DECLS

/* What plays the part of the service: it keeps what it is asked for until the test answers. */
#define TEST_TYPE_DRIVER (driver_get_type ())
G_DECLARE_FINAL_TYPE (Driver, driver, TEST, DRIVER, GObject)

struct _Driver {
  GObject         parent_instance;

  GString        *trace;
  guint           missing;  /* wishes that it does not have: a bit each */
  AhoyMediaFlags  wanted;
  GTask          *task;     /* of answer_async, update_async or transfer_async */
  GTask          *leaving;
  GTask          *telling;
};

/* A call between somebody who wants something of it and a service: no network. */
typedef struct {
  FakeClock        *clock;
  FakeMediaFactory *factory;
  FakeMedia        *media;
  Driver           *driver;
  AhoyCall         *call;
  guint             n_changed;
  guint             n_ended;
  GString          *digits;
  GError           *problem;
  GAsyncResult     *result;
} CallFixture;

typedef gboolean (*CallFinish) (AhoyCall *call, GAsyncResult *result, GError **error);

void     call_fixture_set_up         (CallFixture        *self,
                                      gconstpointer       direction);
void     call_fixture_tear_down      (CallFixture        *self,
                                      gconstpointer       direction);
void     call_fixture_make_call      (CallFixture        *self,
                                      AhoyCallDirection   direction);
void     call_fixture_drop_call      (CallFixture        *self);
/* A GAsyncReadyCallback with the fixture as its data. */
void     call_fixture_store          (GObject            *source,
                                      GAsyncResult       *result,
                                      gpointer            data);
/* Of what was begun last, which must have ended; NULL: with success. */
GError  *call_fixture_take_error     (CallFixture        *self,
                                      CallFinish          finish);
gboolean call_fixture_happens        (CallFixture        *self,
                                      AhoyCallEvent       event);
/* What the driver keeps is done, or has failed with an error that is taken over. */
void     finish_task                 (GTask             **place,
                                      GError             *error);
void     settle                      (void);

G_END_DECLS
