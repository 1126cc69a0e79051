// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package serverclock

import "github.com/prometheus/client_golang/prometheus"

var (
	offsetMetric = prometheus.NewDesc("supervision_clock_offset_seconds",
		"By how much the clock of the API server is ahead of the operator's own; the operator corrects for it.", nil, nil)
	uncertaintyMetric = prometheus.NewDesc("supervision_clock_uncertainty_seconds",
		"The offset is known to plus or minus this much. A deadline is flagged at most twice as long after it has passed.", nil, nil)
)

var _ prometheus.Collector = &Clock{}

// Describe tells which metrics Collect gives.
func (c *Clock) Describe(descriptions chan<- *prometheus.Desc) {
	descriptions <- offsetMetric
	descriptions <- uncertaintyMetric
}

// Collect gives the offset and its uncertainty as they are now; nothing before the clock was measured.
func (c *Clock) Collect(metrics chan<- prometheus.Metric) {
	low, high, ok := c.Bounds()
	if !ok {
		return
	}
	half := high.Sub(low) / 2
	offset := low.Add(half).Sub(c.local.Now())
	metrics <- prometheus.MustNewConstMetric(offsetMetric, prometheus.GaugeValue, offset.Seconds())
	metrics <- prometheus.MustNewConstMetric(uncertaintyMetric, prometheus.GaugeValue, half.Seconds())
}
