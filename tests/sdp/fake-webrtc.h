/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-sdp-layer.h"

G_BEGIN_DECLS

/* webrtcbin 1.22 as far as descriptions go: what it writes, and what it cannot bear. Whatever the
 * real one refuses, or aborts at, fails the test. */
typedef struct _FakeWebrtc FakeWebrtc;

FakeWebrtc *fake_webrtc_new           (const char  *name);
void        fake_webrtc_free          (FakeWebrtc  *self);
guint       fake_webrtc_request       (FakeWebrtc  *self,
                                       AhoySdpKind  kind);
guint       fake_webrtc_count         (FakeWebrtc  *self);
char       *fake_webrtc_create_offer  (FakeWebrtc  *self);
char       *fake_webrtc_create_answer (FakeWebrtc  *self);
void        fake_webrtc_set_local     (FakeWebrtc  *self,
                                       AhoySdpType  type,
                                       const char  *text);
void        fake_webrtc_set_remote    (FakeWebrtc  *self,
                                       AhoySdpType  type,
                                       const char  *text);
gboolean    fake_webrtc_is_stable     (FakeWebrtc  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeWebrtc, fake_webrtc_free)

G_END_DECLS
