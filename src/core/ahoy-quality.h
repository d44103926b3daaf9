/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ahoy-enums.h"
#include "ahoy-media-stats.h"

G_BEGIN_DECLS

/* Judges how good a call is by the readings of its media that follow each other. */
typedef struct _AhoyQualityJudge AhoyQualityJudge;

AhoyQualityJudge *ahoy_quality_judge_new   (void);
void              ahoy_quality_judge_free  (AhoyQualityJudge     *self);
void              ahoy_quality_judge_reset (AhoyQualityJudge     *self);
AhoyQuality       ahoy_quality_judge_add   (AhoyQualityJudge     *self,
                                            const AhoyMediaStats *stats,
                                            AhoyMediaFlags        sends,
                                            AhoyMediaFlags        receives,
                                            AhoyQualityReason    *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyQualityJudge, ahoy_quality_judge_free)

G_END_DECLS
