/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-calls-page.h"

#include "ahoy-call-list.h"
#include "ahoy-dialer.h"
#include "ahoy-recents-view.h"

#include <glib/gi18n-lib.h>

/**
 * AhoyCallsPage:
 *
 * Where calls are begun, which there are, and which there were. Whoever looks at it has seen what
 * they missed.
 */
struct _AhoyCallsPage {
  AdwBin           parent_instance;

  GtkStack        *stack;
  AhoyCallList    *call_list;
  AhoyDialer      *dialer;
  AhoyRecentsView *recents_view;
  AdwStatusPage   *without_page;

  AhoyClient      *client;  /* (nullable): before it is known */
  AhoySession     *session; /* (nullable): while somebody is logged in */
  AhoyRecents     *recents; /* (nullable): of the session */
  GtkWindow       *root;    /* (nullable): the window, while the page is in one; weak */
};

enum { PROP_0, PROP_MISSED, N_PROPS };
static GParamSpec *props[N_PROPS];

enum { SIGNAL_MESSAGE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AhoyCallsPage, ahoy_calls_page, ADW_TYPE_BIN)

static guint
get_missed (AhoyCallsPage *self)
{
  return self->recents != NULL ? ahoy_recents_get_missed_count (self->recents) : 0;
}

/* Seen is what can be seen: not in a page that is not shown, nor while the person does something in
 * another window. */
static void
mark_seen (AhoyCallsPage *self)
{
  if (self->recents != NULL && self->root != NULL && gtk_window_is_active (self->root) &&
      gtk_widget_get_mapped (GTK_WIDGET (self)) && get_missed (self) > 0)
    ahoy_recents_mark_seen (self->recents);
}

static void
on_missed_changed (AhoyCallsPage *self)
{
  mark_seen (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MISSED]);
}

static void
show_without (AhoyCallsPage *self, const GError *error)
{
  g_autofree char *description = NULL;

  if (error != NULL)
    description = g_markup_printf_escaped (_("%s. Being logged in and notified works."),
                                           error->message);
  adw_status_page_set_description (self->without_page, description);
  gtk_stack_set_visible_child_name (self->stack, error != NULL ? "without" : "calls");
}

static void
set_session (AhoyCallsPage *self, AhoySession *session)
{
  g_autoptr (GError) error = NULL;

  if (self->recents != NULL)
    g_signal_handlers_disconnect_by_data (self->recents, self);
  g_clear_object (&self->recents);
  g_set_object (&self->session, session);
  if (session != NULL && ahoy_session_has_calls (session, &error)) {
    self->recents = g_object_ref (ahoy_session_get_recents (session));
    g_signal_connect_swapped (self->recents, "notify::missed-count",
                              G_CALLBACK (on_missed_changed), self);
  }

  show_without (self, error);
  ahoy_dialer_clear (self->dialer);
  ahoy_dialer_set_sounds (self->dialer, ahoy_client_get_sounds (self->client));
  ahoy_dialer_set_recents (self->dialer, G_LIST_MODEL (self->recents));
  ahoy_recents_view_set_recents (self->recents_view, self->recents);
  ahoy_recents_view_set_hint (self->recents_view,
                              ahoy_client_get_practice (self->client)
                                ? _("Call “echo” to hear yourself.")
                                : _("Type whom to call above."));
  on_missed_changed (self);
}

static void
on_client_changed (AhoyCallsPage *self)
{
  AhoySession *session = NULL;

  if (ahoy_client_get_connected (self->client))
    session = ahoy_client_get_session (self->client);
  if (session != self->session)
    set_session (self, session);
}

static void
on_dialer_typing (AhoyCallsPage *self)
{
  if (self->session != NULL)
    ahoy_session_prepare_call (self->session, AHOY_MEDIA_AUDIO);
}

static void
on_recents_message (AhoyCallsPage *self, const char *sentence)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, sentence);
}

static void
ahoy_calls_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ahoy_calls_page_parent_class)->map (widget);

  mark_seen (AHOY_CALLS_PAGE (widget));
}

static void
ahoy_calls_page_root (GtkWidget *widget)
{
  AhoyCallsPage *self = AHOY_CALLS_PAGE (widget);
  GtkRoot *root;

  GTK_WIDGET_CLASS (ahoy_calls_page_parent_class)->root (widget);

  root = gtk_widget_get_root (widget);
  if (!GTK_IS_WINDOW (root))
    return;
  g_set_weak_pointer (&self->root, GTK_WINDOW (root));
  g_signal_connect_object (root, "notify::is-active", G_CALLBACK (mark_seen), self,
                           G_CONNECT_SWAPPED);
}

static void
ahoy_calls_page_unroot (GtkWidget *widget)
{
  AhoyCallsPage *self = AHOY_CALLS_PAGE (widget);

  if (self->root != NULL)
    g_signal_handlers_disconnect_by_data (self->root, self);
  g_clear_weak_pointer (&self->root);

  GTK_WIDGET_CLASS (ahoy_calls_page_parent_class)->unroot (widget);
}

static void
ahoy_calls_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id) {
  case PROP_MISSED:
    g_value_set_uint (value, get_missed (AHOY_CALLS_PAGE (object)));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
ahoy_calls_page_dispose (GObject *object)
{
  AhoyCallsPage *self = AHOY_CALLS_PAGE (object);

  if (self->client != NULL)
    g_signal_handlers_disconnect_by_data (self->client, self);
  if (self->recents != NULL)
    g_signal_handlers_disconnect_by_data (self->recents, self);
  g_clear_weak_pointer (&self->root);
  g_clear_object (&self->client);
  g_clear_object (&self->recents);
  g_clear_object (&self->session);
  /* AdwBin frees its child too, so it must not be found in the template. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_CALLS_PAGE);

  G_OBJECT_CLASS (ahoy_calls_page_parent_class)->dispose (object);
}

static void
ahoy_calls_page_class_init (AhoyCallsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ahoy_calls_page_dispose;
  object_class->get_property = ahoy_calls_page_get_property;
  widget_class->map = ahoy_calls_page_map;
  widget_class->root = ahoy_calls_page_root;
  widget_class->unroot = ahoy_calls_page_unroot;

  /**
   * AhoyCallsPage:missed:
   *
   * How many calls were missed that the person has not seen yet.
   */
  props[PROP_MISSED] = g_param_spec_uint ("missed", NULL, NULL, 0, G_MAXUINT, 0,
                                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * AhoyCallsPage::message:
   * @self: the page
   * @sentence: a sentence
   *
   * Something to tell the person in passing.
   */
  signals[SIGNAL_MESSAGE] = g_signal_new ("message", AHOY_TYPE_CALLS_PAGE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (AHOY_TYPE_CALL_LIST);
  g_type_ensure (AHOY_TYPE_DIALER);
  g_type_ensure (AHOY_TYPE_RECENTS_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-calls-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyCallsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallsPage, call_list);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallsPage, dialer);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallsPage, recents_view);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallsPage, without_page);
  gtk_widget_class_bind_template_callback (widget_class, on_dialer_typing);
  gtk_widget_class_bind_template_callback (widget_class, on_recents_message);
}

static void
ahoy_calls_page_init (AhoyCallsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ahoy_calls_page_set_client:
 * @self: the page
 * @client: whose calls to show
 *
 * Follows @client. To be called once.
 */
void
ahoy_calls_page_set_client (AhoyCallsPage *self, AhoyClient *client)
{
  g_return_if_fail (AHOY_IS_CALLS_PAGE (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  ahoy_call_list_set_calls (self->call_list, ahoy_client_get_calls (client), NULL);
  g_signal_connect_swapped (client, "changed", G_CALLBACK (on_client_changed), self);
  on_client_changed (self);
}

/**
 * ahoy_calls_page_focus:
 * @self: the page
 *
 * Gives the entry for addresses the focus.
 */
void
ahoy_calls_page_focus (AhoyCallsPage *self)
{
  g_return_if_fail (AHOY_IS_CALLS_PAGE (self));

  ahoy_dialer_focus (self->dialer);
}

/**
 * ahoy_calls_page_fill:
 * @self: the page
 * @address: whom to call, as a person writes it
 *
 * Writes @address into the entry, for the person to call or not.
 */
void
ahoy_calls_page_fill (AhoyCallsPage *self, const char *address)
{
  g_return_if_fail (AHOY_IS_CALLS_PAGE (self));

  ahoy_dialer_fill (self->dialer, address);
}

/**
 * ahoy_calls_page_show_error:
 * @self: the page
 * @address: what could not be called
 * @message: why, as a sentence
 *
 * Says at the entry what is wrong with an address.
 */
void
ahoy_calls_page_show_error (AhoyCallsPage *self, const char *address, const char *message)
{
  g_return_if_fail (AHOY_IS_CALLS_PAGE (self));

  ahoy_dialer_show_error (self->dialer, address, message);
}

/**
 * ahoy_calls_page_clear:
 * @self: the page
 *
 * Empties the entry: what was in it has been called.
 */
void
ahoy_calls_page_clear (AhoyCallsPage *self)
{
  g_return_if_fail (AHOY_IS_CALLS_PAGE (self));

  ahoy_dialer_clear (self->dialer);
}
