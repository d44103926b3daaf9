/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-activity-page.h"
#include "ahoy-calls-page.h"
#include "ahoy-login-page.h"
#include "ahoy-status-bar.h"
#include "ahoy-window.h"

G_BEGIN_DECLS

struct _AhoyWindow {
  AdwApplicationWindow  parent_instance;

  GtkStack             *account_stack;
  AdwViewStack         *view_stack;
  AdwViewStackPage     *calls_stack_page;
  AdwToastOverlay      *toasts;
  GtkWidget            *notice_bar;
  GtkLabel             *notice_label;
  GtkWidget            *unlock_button;
  AhoyCallsPage        *calls_page;
  AhoyLoginPage        *login_page;
  GtkWidget            *account_page;
  AhoyActivityPage     *activity_page;
  AhoyStatusBar        *status_bar;

  AhoyClient           *client;
  AdwToast             *clear_toast; /* (nullable): offers to undo; weak */
  AdwToast             *problem_toast; /* (nullable): stays; weak */
  GtkFileChooserNative *export_chooser;
  gboolean              drawn;
};

void ahoy_window_add_actions          (AhoyWindow *self);
void ahoy_window_add_activity_actions (AhoyWindow *self);
void ahoy_window_add_call_actions     (AhoyWindow *self);

G_END_DECLS
