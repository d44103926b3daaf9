/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-test-ends.h"
#include "ahoy-webrtc-media.h"

G_BEGIN_DECLS

#define WAIT_UNTIL(condition) \
  G_STMT_START { \
    while (!(condition)) \
      call_iterate (); \
  } G_STMT_END

/* Small, for computers that have other things to do. */
#define PICTURE_WIDTH 320
#define PICTURE_HEIGHT 240

/* One side of a call. */
typedef struct {
  AhoyMedia     *media;
  AhoyTestEnds  *ends;
  double         tone;    /* what it sends, in Hz */
  GString       *digits;  /* what it has heard */
  GError        *failure; /* what it has complained of */
  AhoyMediaStats stats;   /* the last reading */
  guint          n_stats;
  double         levels[2];
  GPtrArray     *candidates; /* (element-type GVariant): those not passed on yet, when trickling */
} Side;

/* Two of them in one process. */
typedef struct {
  Side caller;
  Side callee;
} Call;

Call    *call_new            (gboolean             trickle);
void     call_free           (Call                *call);
void     call_iterate        (void);

void     side_connect        (Side                *side);
char    *side_offer          (Side                *side,
                              AhoyMediaFlags       wanted,
                              GError             **error);
char    *side_answer         (Side                *side,
                              AhoyMediaFlags       wanted,
                              GError             **error);
gboolean side_take           (Side                *side,
                              AhoyDescriptionKind  kind,
                              const char          *sdp,
                              GError             **error);
void     side_close          (Side                *side);
gboolean side_hears          (Side                *side,
                              double               tone);
gboolean side_hears_nothing  (Side                *side);

void     side_wait_for_pictures (Side             *side,
                                 guint             n);

Call    *call_connect        (AhoyMediaFlags       offered,
                              AhoyMediaFlags       answered);
void     call_negotiate      (Side                *offerer,
                              AhoyMediaFlags       offered,
                              Side                *answerer,
                              AhoyMediaFlags       answered);
void     call_wait_connected (Call                *call);

G_END_DECLS
