/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "office.h"

G_BEGIN_DECLS

#define OFFICE_N_STAGES 10

/* Brings a call between Alice and Bob to a moment of its life, as seen by Alice. */
typedef struct {
  const char *name;
  OfficeTest  enter;
} OfficeStage;

extern const OfficeStage office_stages[OFFICE_N_STAGES];

G_END_DECLS
