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

const defaultTimeZone = "Asia/Shanghai"

// InvalidWorkloads tells which workloads cannot be set up as they are declared.
func InvalidWorkloads(jurisdiction string, workloads []Running) []Problem {
	var problems []Problem
	for _, workload := range workloads {
		if workload.Off() || workload.CronJob.Image == "" {
			continue
		}
		if err := scheduleError(workload.CronJob.Schedule); err != nil {
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

// scheduleError tells why a schedule is not one in cron's five fields.
func scheduleError(schedule string) error {
	if strings.Contains(schedule, "TZ") {
		return errors.New("names a time zone; the schedule is in that of the region")
	}
	if _, err := cron.ParseStandard(schedule); err != nil {
		return fmt.Errorf("%w; write minute, hour, day of month, month and day of week, such as \"0 6 * * 1-5\"", err)
	}
	return nil
}
