// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package region

import (
	"errors"
	"fmt"
	"strings"

	"github.com/robfig/cron/v3"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// fiveFields reads what the API promises, and none of the shorthands: "@every 1s"
// would start a pod each second.
var fiveFields = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

const defaultTimeZone = "Asia/Shanghai"

// InvalidWorkloads tells which workloads cannot be set up as they are declared.
func InvalidWorkloads(jurisdiction string, workloads []Running) []Problem {
	var problems []Problem
	for _, workload := range workloads {
		if err := invalid(workload); err != nil {
			where := ""
			if workload.DeclaredBy != jurisdiction {
				where = fmt.Sprintf("Jurisdiction %q: ", workload.DeclaredBy)
			}
			problems = append(problems, Problem{
				Reason: v1alpha1.ReasonInvalidWorkload,
				Message: fmt.Sprintf("%sspec.workloads[%s].cronJob.schedule %q: %s",
					where, workload.Name, workload.CronJob.Schedule, err),
				NeedsPerson: true,
			})
		}
	}
	return problems
}

// invalid tells why a workload cannot be set up as it is declared.
func invalid(workload Running) error {
	if workload.Off() || workload.CronJob.Image == "" {
		return nil
	}
	return scheduleError(workload.CronJob.Schedule)
}

// scheduleError tells why a schedule is not one in cron's five fields.
func scheduleError(schedule string) error {
	if strings.Contains(schedule, "TZ") {
		return errors.New("names a time zone; the schedule is in that of the region")
	}
	if _, err := fiveFields.Parse(schedule); err != nil {
		return fmt.Errorf("%w; write minute, hour, day of month, month and day of week, such as \"0 6 * * 1-5\"", err)
	}
	return nil
}
