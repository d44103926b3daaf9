/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ahoy-graph.h"

#include <math.h>

#define HEIGHT 72
#define MIN_WIDTH 120
#define GRID_LINES 3 /* besides the lowest */

typedef struct {
  double ago;
  double value;
} Point;

/**
 * AhoyGraph:
 *
 * Values over the time that has just passed: now at the end, the past before it. In the colours of
 * the theme, so that it can be seen in light, dark and high contrast; the second line is dashed, so
 * that the colour is not all that tells it from the first. Where a value is not known there is a
 * gap.
 *
 * What is drawn is no text: whoever uses it describes it to assistive technology.
 */
struct _AhoyGraph {
  GtkWidget  parent_instance;

  double     span;      /* how much of the past is shown */
  double     least_top; /* the scale goes at least as far */
  double     top;
  GArray    *lines[AHOY_GRAPH_LINES]; /* of Point, oldest first */
};

G_DEFINE_FINAL_TYPE (AhoyGraph, ahoy_graph, GTK_TYPE_WIDGET)

/* The next one of 1, 2, 5, 10, 20… */
static double
round_up (double value)
{
  double step = pow (10, floor (log10 (value)));

  if (value <= step)
    return step;
  if (value <= 2 * step)
    return 2 * step;

  return value <= 5 * step ? 5 * step : 10 * step;
}

static void
ahoy_graph_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                    int *natural, int *minimum_baseline, int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = MIN_WIDTH;
    *natural = 2 * MIN_WIDTH;
  } else {
    *minimum = *natural = HEIGHT;
  }
}

static void
draw_grid (AhoyGraph *self, GtkSnapshot *snapshot, const GdkRGBA *color, float width, float height)
{
  GdkRGBA faint = *color;

  faint.alpha *= 0.15;
  for (guint i = 0; i <= GRID_LINES; i++) {
    float y = floorf ((height - 1) * i / GRID_LINES);

    gtk_snapshot_append_color (snapshot, &faint, &GRAPHENE_RECT_INIT (0, y, width, 1));
  }
}

static gboolean
look_up_accent (GtkWidget *widget, GdkRGBA *color)
{
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS /* there is no other way to a named colour */
  return gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "accent_color",
                                         color);
  G_GNUC_END_IGNORE_DEPRECATIONS
}

static void
draw_line (AhoyGraph *self, cairo_t *cr, GArray *line, double width, double height)
{
  gboolean begun = FALSE;
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  for (guint i = 0; i < line->len; i++) {
    const Point *point = &g_array_index (line, Point, i);
    double past = width * point->ago / self->span;
    double x = rtl ? past : width - past;
    double y = 1 + (height - 2) * (1 - MIN (point->value / self->top, 1));

    if (point->value < 0)
      begun = FALSE;
    else if (begun)
      cairo_line_to (cr, x, y);
    else
      cairo_move_to (cr, x, y);
    begun = point->value >= 0;
  }
  cairo_stroke (cr);
}

static void
ahoy_graph_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  static const double dashes[] = { 4, 3 };
  AhoyGraph *self = AHOY_GRAPH (widget);
  double width = gtk_widget_get_width (widget);
  double height = gtk_widget_get_height (widget);
  GdkRGBA color, accent;
  cairo_t *cr;

  if (width <= 0 || height <= 0)
    return;

  G_GNUC_BEGIN_IGNORE_DEPRECATIONS /* gtk_widget_get_color() is newer than the oldest GTK */
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  G_GNUC_END_IGNORE_DEPRECATIONS
  if (!look_up_accent (widget, &accent))
    accent = color;

  draw_grid (self, snapshot, &color, width, height);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_set_line_width (cr, 2);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < AHOY_GRAPH_LINES; i++) {
    gdk_cairo_set_source_rgba (cr, i == 0 ? &accent : &color);
    cairo_set_dash (cr, dashes, i == 0 ? 0 : G_N_ELEMENTS (dashes), 0);
    draw_line (self, cr, self->lines[i], width, height);
  }
  cairo_destroy (cr);
}

static void
ahoy_graph_finalize (GObject *object)
{
  AhoyGraph *self = AHOY_GRAPH (object);

  for (guint i = 0; i < AHOY_GRAPH_LINES; i++)
    g_array_unref (self->lines[i]);

  G_OBJECT_CLASS (ahoy_graph_parent_class)->finalize (object);
}

static void
ahoy_graph_class_init (AhoyGraphClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ahoy_graph_finalize;
  widget_class->measure = ahoy_graph_measure;
  widget_class->snapshot = ahoy_graph_snapshot;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "graph");
}

static void
ahoy_graph_init (AhoyGraph *self)
{
  self->span = 1;
  self->least_top = 1;
  self->top = 1;
  for (guint i = 0; i < AHOY_GRAPH_LINES; i++)
    self->lines[i] = g_array_new (FALSE, FALSE, sizeof (Point));
}

/**
 * ahoy_graph_set_span:
 * @self: a graph
 * @span: how much of the past is shown
 * @least_top: how far the scale goes at least, so that what hardly matters does not look large
 *
 * Says what is shown.
 */
void
ahoy_graph_set_span (AhoyGraph *self, double span, double least_top)
{
  g_return_if_fail (AHOY_IS_GRAPH (self));
  g_return_if_fail (span > 0 && least_top > 0);

  self->span = span;
  self->least_top = least_top;
  self->top = least_top;
}

/**
 * ahoy_graph_begin:
 * @self: a graph
 *
 * Forgets all values, for new ones to be added.
 */
void
ahoy_graph_begin (AhoyGraph *self)
{
  g_return_if_fail (AHOY_IS_GRAPH (self));

  for (guint i = 0; i < AHOY_GRAPH_LINES; i++)
    g_array_set_size (self->lines[i], 0);
}

/**
 * ahoy_graph_add:
 * @self: a graph
 * @line: of which line
 * @ago: how long ago it was, in the unit of the span; less each time
 * @value: how much it was; negative while unknown
 *
 * Adds a value.
 */
void
ahoy_graph_add (AhoyGraph *self, guint line, double ago, double value)
{
  Point point = { ago, value };

  g_return_if_fail (AHOY_IS_GRAPH (self));
  g_return_if_fail (line < AHOY_GRAPH_LINES);

  g_array_append_val (self->lines[line], point);
}

/**
 * ahoy_graph_end:
 * @self: a graph
 *
 * Shows the values that were added.
 */
void
ahoy_graph_end (AhoyGraph *self)
{
  double most = 0;

  g_return_if_fail (AHOY_IS_GRAPH (self));

  for (guint i = 0; i < AHOY_GRAPH_LINES; i++)
    for (guint j = 0; j < self->lines[i]->len; j++)
      most = MAX (most, g_array_index (self->lines[i], Point, j).value);
  self->top = most > self->least_top ? round_up (most) : self->least_top;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * ahoy_graph_get_top:
 * @self: a graph
 *
 * Returns: how far the scale goes
 */
double
ahoy_graph_get_top (AhoyGraph *self)
{
  g_return_val_if_fail (AHOY_IS_GRAPH (self), 0);

  return self->top;
}
