// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localoperator

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"

	"github.com/jianguan/supervision-operator/hack/deploy"
)

// Build builds cmd/operator and returns the path of the binary.
func Build(ctx context.Context) (string, error) {
	root, err := deploy.Root()
	if err != nil {
		return "", err
	}
	binary := filepath.Join(root, "bin", "operator")
	build := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", binary, "./cmd/operator")
	build.Dir = root
	var output bytes.Buffer
	build.Stdout, build.Stderr = &output, &output
	if err := build.Run(); err != nil {
		return "", fmt.Errorf("build the operator: %w\n%s", err, output.String())
	}
	return binary, nil
}
