/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-config.h"

#include "ahoy-call-details.h"

#include "ahoy-call-words.h"
#include "ahoy-graph.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* As far as the scales go when there is little: kbit/s, percent, ms. */
#define LEAST_RATE 100
#define LEAST_LOST 5
#define LEAST_ROUND_TRIP 100

/* As many parameters of the other side's program as are shown. */
#define PARAMETERS_LIMIT 50

/**
 * AhoyCallDetails:
 *
 * How a call is connected, measured once a second.
 *
 * # Actions
 *
 * - `details.copy-report`: puts what an administrator needs to know on the clipboard
 */
struct _AhoyCallDetails {
  AdwWindow            parent_instance;

  AdwToastOverlay     *toasts;
  AdwActionRow        *quality_row;
  AdwActionRow        *way_row;
  GtkLabel            *rate_label;
  AhoyGraph           *rate_graph;
  GtkLabel            *lost_label;
  AhoyGraph           *lost_graph;
  GtkLabel            *round_trip_label;
  AhoyGraph           *round_trip_graph;
  AdwActionRow        *sound_row;
  AdwActionRow        *picture_row;
  AdwActionRow        *keys_row;
  AdwPreferencesGroup *parameters_group;

  AhoyCallRecord      *record;
  GVariant            *shown;          /* (nullable): the parameters that have rows */
  GPtrArray           *parameter_rows; /* of AdwActionRow: weak */
};

G_DEFINE_FINAL_TYPE (AhoyCallDetails, ahoy_call_details, ADW_TYPE_WINDOW)

static void
set_subtitle (AdwActionRow *row, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_action_row_set_subtitle (row, escaped);
}

static const char *
get_candidate (const char *kind)
{
  if (g_str_equal (kind, "host"))
    return _("directly");
  if (g_str_equal (kind, "srflx") || g_str_equal (kind, "prflx"))
    return _("through a router");
  if (g_str_equal (kind, "relay"))
    return _("through a relay");

  return _("not known yet");
}

static void
update_way (AhoyCallDetails *self, const AhoyMediaStats *last)
{
  g_autofree char *way = NULL;

  if (last == NULL) {
    set_subtitle (self->way_row, _("Not connected yet"));
    return;
  }
  /* Translators: how this side and the other one are reached, such as “directly” */
  way = g_strdup_printf (_("You are reached %s, they are reached %s"),
                         get_candidate (last->local_candidate),
                         get_candidate (last->remote_candidate));
  set_subtitle (self->way_row, way);
}

static void
update_stream (AdwActionRow *row, const AhoyStreamStats *stream)
{
  g_autofree char *text = NULL;

  if (stream == NULL || *stream->codec == '\0')
    text = g_strdup (_("None"));
  else if (stream->width > 0)
    /* Translators: the name of a codec, and the size of a picture */
    text = g_strdup_printf (_("%s, %u × %u"), stream->codec, stream->width, stream->height);
  else
    text = g_strdup (stream->codec);
  set_subtitle (row, text);
}

static void
set_described (AhoyGraph *graph, GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (graph), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
}

static void
describe_rate (AhoyCallDetails *self, const AhoyCallSample *last)
{
  g_autofree char *text = NULL;

  if (last == NULL) {
    set_described (self->rate_graph, self->rate_label, _("Not measured yet"));
    return;
  }
  /* Translators: bit rates; the scale is how high the graph goes */
  text = g_strdup_printf (_("%.0f kbit/s sent, %.0f kbit/s received (scale: %.0f)"),
                          last->sent / 1000, last->received / 1000,
                          ahoy_graph_get_top (self->rate_graph));
  set_described (self->rate_graph, self->rate_label, text);
}

static void
describe_lost (AhoyCallDetails *self, const AhoyCallSample *last)
{
  g_autofree char *text = NULL;

  if (last == NULL || last->lost < 0) {
    set_described (self->lost_graph, self->lost_label, _("Not measured yet"));
    return;
  }
  /* Translators: loss in percent; the scale is how high the graph goes */
  text = g_strdup_printf (_("%.1f %% (scale: %.0f %%)"), last->lost,
                          ahoy_graph_get_top (self->lost_graph));
  set_described (self->lost_graph, self->lost_label, text);
}

static void
describe_round_trip (AhoyCallDetails *self, const AhoyCallSample *last)
{
  g_autofree char *text = NULL;

  if (last == NULL || last->round_trip < 0) {
    set_described (self->round_trip_graph, self->round_trip_label, _("Not measured yet"));
    return;
  }
  /* Translators: a time in milliseconds; the scale is how high the graph goes */
  text = g_strdup_printf (_("%.0f ms (scale: %.0f ms)"), last->round_trip,
                          ahoy_graph_get_top (self->round_trip_graph));
  set_described (self->round_trip_graph, self->round_trip_label, text);
}

static void
update_graphs (AhoyCallDetails *self)
{
  guint n;
  const AhoyCallSample *samples = ahoy_call_record_get_samples (self->record, &n);
  const AhoyCallSample *last = n > 0 ? &samples[n - 1] : NULL;

  ahoy_graph_begin (self->rate_graph);
  ahoy_graph_begin (self->lost_graph);
  ahoy_graph_begin (self->round_trip_graph);
  for (guint i = 0; i < n; i++) {
    double ago = (last->time - samples[i].time) / (double) G_USEC_PER_SEC;

    ahoy_graph_add (self->rate_graph, 0, ago, samples[i].sent / 1000);
    ahoy_graph_add (self->rate_graph, 1, ago, samples[i].received / 1000);
    ahoy_graph_add (self->lost_graph, 0, ago, samples[i].lost);
    ahoy_graph_add (self->round_trip_graph, 0, ago, samples[i].round_trip);
  }
  ahoy_graph_end (self->rate_graph);
  ahoy_graph_end (self->lost_graph);
  ahoy_graph_end (self->round_trip_graph);
  describe_rate (self, last);
  describe_lost (self, last);
  describe_round_trip (self, last);
}

static void
add_parameter (AhoyCallDetails *self, const char *name, const char *value)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = g_markup_escape_text (name, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  set_subtitle (ADW_ACTION_ROW (row), value);
  adw_preferences_group_add (self->parameters_group, row);
  g_ptr_array_add (self->parameter_rows, row);
}

static void
update_parameters (AhoyCallDetails *self)
{
  GVariant *parameters = ahoy_call_get_custom_parameters (ahoy_call_record_get_call (self->record));
  const char *keys = ahoy_call_record_get_keys (self->record);
  const char *name, *value;
  GVariantIter iter;

  set_subtitle (self->keys_row, keys);
  gtk_widget_set_visible (GTK_WIDGET (self->keys_row), *keys != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->parameters_group),
                          *keys != '\0' || g_variant_n_children (parameters) > 0);
  if (self->shown != NULL && g_variant_equal (self->shown, parameters))
    return;

  for (guint i = 0; i < self->parameter_rows->len; i++)
    adw_preferences_group_remove (self->parameters_group,
                                  g_ptr_array_index (self->parameter_rows, i));
  g_ptr_array_set_size (self->parameter_rows, 0);
  g_clear_pointer (&self->shown, g_variant_unref);
  self->shown = g_variant_ref (parameters);
  g_variant_iter_init (&iter, parameters);
  while (self->parameter_rows->len < PARAMETERS_LIMIT
         && g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    add_parameter (self, name, value);
}

static void
update (AhoyCallDetails *self)
{
  AhoyCall *call = ahoy_call_record_get_call (self->record);
  const AhoyMediaStats *last = ahoy_call_record_get_last (self->record);
  g_autofree char *quality = ahoy_call_words_dup_quality (call);

  set_subtitle (self->quality_row, ahoy_call_words_is_over (call) ? ahoy_call_words_get_state (call)
                                                                  : quality);
  update_way (self, last);
  update_stream (self->sound_row, last != NULL ? &last->audio : NULL);
  update_stream (self->picture_row, last != NULL ? &last->video : NULL);
  update_graphs (self);
  update_parameters (self);
}

static void
copy_report (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AhoyCallDetails *self = AHOY_CALL_DETAILS (widget);
  char *report = ahoy_call_record_dup_report (self->record);
  /* By bytes, as the activity is copied: see there. */
  g_autoptr (GBytes) bytes = g_bytes_new_take (report, strlen (report));
  g_autoptr (GdkContentProvider) content =
    gdk_content_provider_new_for_bytes ("text/plain;charset=utf-8", bytes);

  gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), content);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_("Copied")));
}

static void
ahoy_call_details_dispose (GObject *object)
{
  AhoyCallDetails *self = AHOY_CALL_DETAILS (object);

  g_clear_object (&self->record);
  g_clear_pointer (&self->shown, g_variant_unref);
  g_clear_pointer (&self->parameter_rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), AHOY_TYPE_CALL_DETAILS);

  G_OBJECT_CLASS (ahoy_call_details_parent_class)->dispose (object);
}

static void
ahoy_call_details_class_init (AhoyCallDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ahoy_call_details_dispose;

  gtk_widget_class_install_action (widget_class, "details.copy-report", NULL, copy_report);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);

  g_type_ensure (AHOY_TYPE_GRAPH);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/ahoycalls/Ahoy/ui/ahoy-call-details.ui");
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDetails, toasts);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDetails, quality_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDetails, way_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDetails, rate_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDetails, rate_graph);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDetails, lost_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDetails, lost_graph);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDetails, round_trip_label);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDetails, round_trip_graph);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDetails, sound_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDetails, picture_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDetails, keys_row);
  gtk_widget_class_bind_template_child (widget_class, AhoyCallDetails, parameters_group);
}

static void
ahoy_call_details_init (AhoyCallDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->parameter_rows = g_ptr_array_new ();
  ahoy_graph_set_span (self->rate_graph, AHOY_CALL_RECORD_SECONDS, LEAST_RATE);
  ahoy_graph_set_span (self->lost_graph, AHOY_CALL_RECORD_SECONDS, LEAST_LOST);
  ahoy_graph_set_span (self->round_trip_graph, AHOY_CALL_RECORD_SECONDS, LEAST_ROUND_TRIP);
}

/**
 * ahoy_call_details_new:
 * @parent: the window of the call
 * @record: what is measured of it
 *
 * Returns: (transfer none): a window that follows @record
 */
AhoyCallDetails *
ahoy_call_details_new (GtkWindow *parent, AhoyCallRecord *record)
{
  AhoyCallDetails *self = g_object_new (AHOY_TYPE_CALL_DETAILS,
                                        "destroy-with-parent", TRUE,
                                        "transient-for", parent,
                                        NULL);

  self->record = g_object_ref (record);
  g_signal_connect_object (record, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (ahoy_call_record_get_call (record), "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);

  return self;
}
