// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/jianguan/supervision-operator/cmd/supervise/archive"
)

func newRestoreCommand(connection *connection) *cobra.Command {
	var path string
	var options archive.RestoreOptions
	cmd := &cobra.Command{
		Use:   "restore -f FILE",
		Short: "Put a backup onto a cluster on which the operator does not run",
		Long: "Restore creates what a backup holds, each object with its status and with the annotation\n" +
			"supervision.jianguan.io/restored, which tells when it had first been created. CRDs and admission policies must be\n" +
			"installed, and the operator must not run: it would judge a half of the records. Run again after an interruption,\n" +
			"it goes on where it stopped; what is there already is left as it is.",
		Example: "  supervise restore -f supervision-2026-11-22.yaml\n" +
			"  gpg --decrypt supervision.yaml.gpg | supervise restore -f -",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			config, err := connection.config()
			if err != nil {
				return err
			}
			options.Out, options.ErrOut = cmd.OutOrStdout(), cmd.ErrOrStderr()
			if path == "-" {
				return archive.Restore(cmd.Context(), config, cmd.InOrStdin(), options)
			}
			return withFile(path, func(file *os.File) error {
				if err := archive.CheckWhole(file); err != nil {
					return fmt.Errorf("%s: %w", path, err)
				}
				return archive.Restore(cmd.Context(), config, file, options)
			})
		},
	}
	cmd.Flags().StringVarP(&path, "filename", "f", "", "`file` that backup wrote; - reads standard input")
	cmd.Flags().StringVar(&options.OperatorNamespace, "operator-namespace", "supervision-system", "`namespace` in which the operator holds its lease while it runs")
	cmd.Flags().IntVar(&options.Parallel, "parallel", 16, "how many objects are created at once")
	if err := cmd.MarkFlagRequired("filename"); err != nil {
		panic(err) // there is no such flag: an error of this file
	}
	return cmd
}

// withFile opens a file to read, and closes it after use.
func withFile(path string, use func(*os.File) error) (err error) {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := file.Close(); err == nil {
			err = closeErr
		}
	}()
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("%s is no file that can be read twice; give it as standard input, with -f -: %w", path, err)
	}
	return use(file)
}
