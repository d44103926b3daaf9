/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The most lines of one graph. */
#define AHOY_GRAPH_LINES 2

#define AHOY_TYPE_GRAPH (ahoy_graph_get_type ())
G_DECLARE_FINAL_TYPE (AhoyGraph, ahoy_graph, AHOY, GRAPH, GtkWidget)

void   ahoy_graph_set_span  (AhoyGraph *self,
                             double     span,
                             double     least_top);
void   ahoy_graph_begin     (AhoyGraph *self);
void   ahoy_graph_add       (AhoyGraph *self,
                             guint      line,
                             double     ago,
                             double     value);
void   ahoy_graph_end       (AhoyGraph *self);
double ahoy_graph_get_top   (AhoyGraph *self);

G_END_DECLS
