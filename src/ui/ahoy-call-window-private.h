/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-call-details.h"
#include "ahoy-call-devices.h"
#include "ahoy-call-list.h"
#include "ahoy-call-record.h"
#include "ahoy-call-window.h"
#include "ahoy-keypad.h"

G_BEGIN_DECLS

struct _AhoyCallWindow {
  AdwWindow         parent_instance;

  AdwToastOverlay  *toasts;
  GtkPicture       *remote_picture;
  GtkWidget        *local_clamp;
  GtkPicture       *local_picture;
  GtkWidget        *info_box;
  AdwAvatar        *avatar;
  GtkLabel         *name_label;
  GtkLabel         *address_label;
  GtkImage         *quality_icon;
  GtkLabel         *state_label;
  GtkLabel         *duration_label;
  GtkLabel         *hint_label;
  GtkMenuButton    *others_button;
  AhoyCallList     *others_list;
  GtkStack         *bottom_stack;
  GtkWidget        *mute_button;
  GtkWidget        *camera_button;
  GtkMenuButton    *keypad_button;
  GtkLabel         *digits_label;
  AhoyKeypad       *keypad;
  GtkMenuButton    *devices_button;
  AhoyCallDevices  *devices;
  AdwButtonContent *answer_content;
  AdwButtonContent *answer_video_content;
  GtkWidget        *forward_button;
  GtkWidget        *transfer_button;
  GtkWidget        *consult_box;
  GtkLabel         *consult_label;
  GtkListBox       *consult_list;
  GtkWidget        *return_button;
  GtkLabel         *return_label;

  AhoyClient       *client;
  AhoyCall         *call;
  AhoyCallRecord   *record;
  AhoyMedia        *media;       /* (nullable): that is followed now */
  GdkPaintable     *remote;      /* (nullable): the picture of the other side */
  GString          *digits;      /* sent */
  AhoyCallDetails  *details;     /* (nullable): weak */
  gboolean          had_picture; /* we have sent one */
  AhoyCall         *first;       /* (nullable): that is to be transferred to @second, if they want */
  AhoyCall         *second;      /* (nullable) */
  char             *trouble;     /* (nullable): why the call was not transferred, or not forwarded */
  const char       *told;        /* the state that was announced; static */
  guint             close_id;    /* takes the window away after the end */
};

void ahoy_call_window_update          (AhoyCallWindow *self);
void ahoy_call_window_install_actions (GtkWidgetClass *widget_class);
void ahoy_call_window_update_actions  (AhoyCallWindow *self);
void ahoy_call_window_send_key        (AhoyCallWindow *self,
                                       const char     *key);
void ahoy_call_window_leave           (AhoyCallWindow *self);
void ahoy_call_window_set_held        (AhoyCallWindow *self,
                                       gboolean        held);
void ahoy_call_window_set_camera      (AhoyCallWindow *self,
                                       gboolean        camera);

/* Transfers. */
void ahoy_call_window_install_transfer  (GtkWidgetClass *widget_class);
void ahoy_call_window_follow_consulting (AhoyCallWindow *self);
void ahoy_call_window_forget_consulting (AhoyCallWindow *self);
void ahoy_call_window_update_transfer   (AhoyCallWindow *self);

/* What shows pictures. */
void ahoy_call_window_follow_media    (AhoyCallWindow *self);
void ahoy_call_window_update_pictures (AhoyCallWindow *self);
void ahoy_call_window_update_watched  (AhoyCallWindow *self);

G_END_DECLS
