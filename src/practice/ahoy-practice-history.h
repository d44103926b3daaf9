/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-practice-calls.h"

G_BEGIN_DECLS

#define AHOY_PRACTICE_MOST_RECORDS 1000 /* of one user; the oldest make room */

void ahoy_practice_record_free             (AhoyPracticeRecord *record);
void ahoy_practice_history_add_leg         (AhoyPracticeLeg *leg);
void ahoy_practice_history_add_missed      (AhoyPracticeLeg *from, AhoyPracticeUser *user);
void ahoy_practice_handle_history          (AhoyPracticeRequest *request);
void ahoy_practice_handle_history_delete   (AhoyPracticeRequest *request);
void ahoy_practice_handle_record_delete    (AhoyPracticeRequest *request);

G_END_DECLS
