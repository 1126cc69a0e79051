// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"github.com/spf13/cobra"

	"github.com/jianguan/supervision-operator/cmd/supervise/archive"
)

func newBackupCommand(connection *connection) *cobra.Command {
	return &cobra.Command{
		Use:   "backup > FILE",
		Short: "Write all plans and records, with their statuses, to standard output",
		Long: "Backup writes every Jurisdiction, DepartmentDuty, JointMeeting, DutyReport, DutyRuling and MeetingMinutes, with its\n" +
			"status, and the namespaces in which they live, as YAML documents to standard output. All are of one instant. What was\n" +
			"written is told on standard error. What the operator sets up in the regions is left out: it makes that again.",
		Example: "  supervise backup > supervision-$(date +%F).yaml",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			config, err := connection.config()
			if err != nil {
				return err
			}
			return archive.Backup(cmd.Context(), config, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
}
