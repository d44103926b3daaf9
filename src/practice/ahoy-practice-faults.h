/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ahoy-practice-private.h"

G_BEGIN_DECLS

typedef enum {
  AHOY_PRACTICE_FAULT_REQUEST, /* takes the place of an answer */
  AHOY_PRACTICE_FAULT_SOCKET,  /* happens at once to each login, or when a websocket opens */
  AHOY_PRACTICE_FAULT_SETTING, /* changes how the service works */
} AhoyPracticeFaultKind;

typedef enum {
  AHOY_PRACTICE_PARAMETER_NONE,
  AHOY_PRACTICE_PARAMETER_INTEGER,
  AHOY_PRACTICE_PARAMETER_STRING,
  AHOY_PRACTICE_PARAMETER_BOOLEAN, /* FALSE when not given */
  AHOY_PRACTICE_PARAMETER_ANY,     /* any JSON value */
} AhoyPracticeParameterKind;

typedef struct {
  const char                *name;
  AhoyPracticeParameterKind  kind;
  const char                *description;
  const char                *preset; /* as JSON; NULL: there is none */
  gint64                     lowest; /* of an integer */
  gint64                     highest;
  const char                *choices; /* of a text, with spaces between; NULL: any */
} AhoyPracticeParameter;

typedef struct _AhoyPracticeFault AhoyPracticeFault;

#define AHOY_PRACTICE_MOST_PARAMETERS 5

typedef struct {
  const char            *name;
  const char            *description;
  AhoyPracticeFaultKind  kind;
  const char            *stage;   /* of a request fault: which requests, when not told */
  guint                  count;   /* how often it happens when not told; 0: until switched off */
  AhoyPracticeParameter  parameters[AHOY_PRACTICE_MOST_PARAMETERS + 1];
  /* Of a request fault; NULL: the delay, which does not take the answer's place. */
  void                 (*answer) (AhoyPracticeRequest *request, AhoyPracticeFault *fault);
  /* Of a socket fault. May end the login and the socket. FALSE: there was nothing to act on. */
  gboolean             (*act)    (AhoyPracticeDevice *device, AhoyPracticeFault *fault);
  /* Of a socket fault that lasts. */
  void                 (*undo)   (AhoyPractice *self, const char *user);
  /* Whose fault it is; NULL: it can happen on both services. */
  const AhoyPracticeService *service;
} AhoyPracticeFaultType;

/* A fault that is switched on. */
struct _AhoyPracticeFault {
  const AhoyPracticeFaultType *type;
  JsonObject                  *parameters; /* checked, with the presets filled in */
  const AhoyPracticeService   *service;    /* or NULL: on both */
  char                        *user;       /* or NULL: everybody's */
  char                        *stage;      /* of a request fault: a route, "login" or "all" */
  gboolean                     at_open;    /* of a socket fault */
  guint                        count;      /* how often it is still to happen; 0: for ever */
  guint                        hits;       /* how often it has happened */
};

/* ahoy-practice-fault-table.c */
const AhoyPracticeFaultType *ahoy_practice_fault_types (guint *n_types);

/* ahoy-practice-fault-list.c */
JsonObject *ahoy_practice_describe_faults (AhoyPractice *self);

/* ahoy-practice-faults.c */
void               ahoy_practice_fault_unref         (AhoyPracticeFault *fault);
gboolean           ahoy_practice_switch_fault        (AhoyPractice *self, const char *name,
                                                      JsonObject *parameters, guint *n_affected,
                                                      GError **error);
gboolean           ahoy_practice_switch_off          (AhoyPractice *self, const char *name,
                                                      const char *user, GError **error);
AhoyPracticeFault *ahoy_practice_take_request_fault  (AhoyPracticeRequest *request,
                                                      gboolean delay);
GPtrArray         *ahoy_practice_take_open_faults    (AhoyPracticeDevice *device);
AhoyPracticeFault *ahoy_practice_take_setting        (AhoyPracticeDevice *device, const char *name);
AhoyPracticeFault *ahoy_practice_take_user_setting   (AhoyPractice *self,
                                                      const AhoyPracticeService *service,
                                                      const char *user, const char *name);
AhoyPracticeFault *ahoy_practice_take_event_setting (AhoyPractice *self, const char *user,
                                                     const char *name, const char *event_type);
AhoyPracticeFault *ahoy_practice_take_frame_setting (AhoyPracticeDevice *device,
                                                     const char *name, const char *type);
gint64             ahoy_practice_fault_get_int       (AhoyPracticeFault *fault, const char *name);
const char        *ahoy_practice_fault_get_string    (AhoyPracticeFault *fault, const char *name);
gboolean           ahoy_practice_fault_get_boolean   (AhoyPracticeFault *fault, const char *name);

/* ahoy-practice-answers.c */
void ahoy_practice_answer_wrong_password (AhoyPracticeRequest *request, AhoyPracticeFault *fault);
void ahoy_practice_answer_unknown_user   (AhoyPracticeRequest *request, AhoyPracticeFault *fault);
void ahoy_practice_answer_unauthorized   (AhoyPracticeRequest *request, AhoyPracticeFault *fault);
void ahoy_practice_answer_refuse         (AhoyPracticeRequest *request, AhoyPracticeFault *fault);
void ahoy_practice_answer_unavailable    (AhoyPracticeRequest *request, AhoyPracticeFault *fault);
void ahoy_practice_answer_garbage        (AhoyPracticeRequest *request, AhoyPracticeFault *fault);
void ahoy_practice_answer_no_wrapper     (AhoyPracticeRequest *request, AhoyPracticeFault *fault);
void ahoy_practice_answer_no_params      (AhoyPracticeRequest *request, AhoyPracticeFault *fault);
void ahoy_practice_answer_redirect       (AhoyPracticeRequest *request, AhoyPracticeFault *fault);
void ahoy_practice_replace_member        (AhoyPracticeDevice *device, JsonObject *response,
                                          JsonObject *params);

/* ahoy-practice-no-answers.c */
void ahoy_practice_answer_silent         (AhoyPracticeRequest *request, AhoyPracticeFault *fault);
void ahoy_practice_answer_drop           (AhoyPracticeRequest *request, AhoyPracticeFault *fault);
void ahoy_practice_answer_cut            (AhoyPracticeRequest *request, AhoyPracticeFault *fault);
void ahoy_practice_answer_not_http       (AhoyPracticeRequest *request, AhoyPracticeFault *fault);
void ahoy_practice_answer_big            (AhoyPracticeRequest *request, AhoyPracticeFault *fault);
void ahoy_practice_answer_trickle        (AhoyPracticeRequest *request, AhoyPracticeFault *fault);

/* ahoy-practice-actions.c */
gboolean ahoy_practice_act_close       (AhoyPracticeDevice *device, AhoyPracticeFault *fault);
gboolean ahoy_practice_act_drop        (AhoyPracticeDevice *device, AhoyPracticeFault *fault);
gboolean ahoy_practice_act_mute        (AhoyPracticeDevice *device, AhoyPracticeFault *fault);
void     ahoy_practice_undo_mute       (AhoyPractice *self, const char *user);
gboolean ahoy_practice_act_restart     (AhoyPracticeDevice *device, AhoyPracticeFault *fault);
gboolean ahoy_practice_act_duplicate   (AhoyPracticeDevice *device, AhoyPracticeFault *fault);
gboolean ahoy_practice_act_unknown     (AhoyPracticeDevice *device, AhoyPracticeFault *fault);
gboolean ahoy_practice_act_burst       (AhoyPracticeDevice *device, AhoyPracticeFault *fault);

/* ahoy-practice-frames.c */
gboolean ahoy_practice_act_malformed   (AhoyPracticeDevice *device, AhoyPracticeFault *fault);
gboolean ahoy_practice_act_binary      (AhoyPracticeDevice *device, AhoyPracticeFault *fault);
gboolean ahoy_practice_act_big_message (AhoyPracticeDevice *device, AhoyPracticeFault *fault);
gboolean ahoy_practice_act_endless     (AhoyPracticeDevice *device, AhoyPracticeFault *fault);
gboolean ahoy_practice_act_endless_frame (AhoyPracticeDevice *device, AhoyPracticeFault *fault);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AhoyPracticeFault, ahoy_practice_fault_unref)

G_END_DECLS
