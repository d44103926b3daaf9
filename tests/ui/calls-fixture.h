/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-call-windows.h"
#include "fake-devices.h"
#include "fake-media.h"
#include "ui-fixture.h"

G_BEGIN_DECLS

#define CHARLY          "charly@practice.example"
#define CHARLY_PASSWORD "charly's own password"

/* Somebody else with a session of their own, who answers when a test says so. */
typedef struct {
  AhoySession      *session;
  FakeMediaFactory *factory;
  AhoyCall         *call; /* (nullable): the last one */
} Peer;

/* Alice has the window; she is logged in. Bob and Charly can be called and can call. */
typedef struct {
  Fixture           ui;
  FakeDevices      *devices;
  FakeSounds       *sounds;
  FakeMediaFactory *factory;
  AhoyCallWindows  *windows;
  Peer              bob;
  Peer              charly;
} CallsFixture;

void            calls_fixture_set_up    (CallsFixture   *f,
                                         gconstpointer   data);
void            calls_fixture_tear_down (CallsFixture   *f,
                                         gconstpointer   data);
/* Calls, and waits until it rings at who is called. */
AhoyCall       *calls_dial              (CallsFixture   *f,
                                         Peer           *peer,
                                         const char     *address,
                                         AhoyMediaFlags  media);
/* Is called, and waits until it rings here. */
AhoyCall       *calls_ring              (CallsFixture   *f,
                                         Peer           *peer,
                                         AhoyMediaFlags  media);
void            peer_answer             (Peer           *peer,
                                         AhoyMediaFlags  media);
/* Calls, and waits until sound flows. */
AhoyCall       *calls_talk              (CallsFixture   *f,
                                         Peer           *peer,
                                         const char     *address,
                                         AhoyMediaFlags  media);
AhoyCallWindow *calls_window            (CallsFixture   *f,
                                         AhoyCall       *call);
/* What a call's window, or a row, says of it. */
gboolean        calls_says              (CallsFixture   *f,
                                         AhoyCall       *call,
                                         const char     *text);
void            calls_act               (CallsFixture   *f,
                                         AhoyCall       *call,
                                         const char     *action);
void            calls_add               (const char     *path,
                                         void          (*test) (CallsFixture *, gconstpointer));

#define wait_state(call, wanted) \
  WAIT_UNTIL (ahoy_call_get_state (call) == AHOY_CALL_STATE_##wanted)

G_END_DECLS
