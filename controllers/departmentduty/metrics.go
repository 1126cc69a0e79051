// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	"github.com/prometheus/client_golang/prometheus"
	"sigs.k8s.io/controller-runtime/pkg/metrics"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// rungsReached counts what this process wrote into ledgers. Regions are not told apart:
// that would be a series for each of thousands, and the conditions tell them already.
var rungsReached = prometheus.NewCounterVec(prometheus.CounterOpts{
	Name: "supervision_duty_rungs_reached_total",
	Help: "Rungs of the escalation ladder that duties reached, by action, since the operator started.",
}, []string{"action"})

func init() {
	metrics.Registry.MustRegister(rungsReached)
	// Each is there from the start, so that a rate can be taken of the first.
	for _, action := range []v1alpha1.EscalationAction{
		v1alpha1.EscalationReminder, v1alpha1.EscalationNotice, v1alpha1.EscalationInterview,
		v1alpha1.EscalationListedSupervision, v1alpha1.EscalationCircular, v1alpha1.EscalationAccountability,
	} {
		rungsReached.WithLabelValues(string(action))
	}
}
