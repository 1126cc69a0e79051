// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jointmeeting

import (
	"github.com/prometheus/client_golang/prometheus"
	"sigs.k8s.io/controller-runtime/pkg/metrics"
)

// sessionsMissed counts what this process wrote into ledgers.
var sessionsMissed = prometheus.NewCounter(prometheus.CounterOpts{
	Name: "supervision_meeting_sessions_missed_total",
	Help: "Sessions of joint meetings that were missed since the operator started.",
})

func init() { metrics.Registry.MustRegister(sessionsMissed) }
