// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package restore

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"sigs.k8s.io/yaml"
)

// result of a command.
type result struct {
	stdout, stderr string
	code           int
}

// supervise runs the command line as the keeper.
func (p *place) supervise(ctx context.Context, args ...string) result {
	GinkgoHelper()
	var stdout, stderr bytes.Buffer
	command := p.command(ctx, args...)
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	if err != nil {
		Expect(err).To(BeAssignableToTypeOf(&exec.ExitError{}))
	}
	GinkgoWriter.Printf("supervise %s\n%s", strings.Join(args, " "), stderr.String())
	return result{stdout: stdout.String(), stderr: stderr.String(), code: command.ProcessState.ExitCode()}
}

func (p *place) command(ctx context.Context, args ...string) *exec.Cmd {
	return exec.CommandContext(ctx, superviseProgram, append(args, "--kubeconfig="+p.kubeconfig)...)
}

// backup returns what "supervise backup" writes.
func (p *place) backup(ctx context.Context) string {
	GinkgoHelper()
	done := p.supervise(ctx, "backup")
	Expect(done.code).To(BeZero(), done.stderr)
	return done.stdout
}

// restore runs "supervise restore" on a file.
func (p *place) restore(ctx context.Context, backup string) result {
	GinkgoHelper()
	file := filepath.Join(GinkgoT().TempDir(), "backup.yaml")
	Expect(os.WriteFile(file, []byte(backup), 0o600)).To(Succeed())
	return p.supervise(ctx, "restore", "-f", file)
}

// edited returns a backup in which each document was changed.
func edited(backup string, change func(object map[string]any)) string {
	GinkgoHelper()
	var out strings.Builder
	for document := range strings.SplitSeq("\n"+strings.TrimSuffix(backup, "...\n"), "\n---\n") {
		if document == "" {
			continue
		}
		var object map[string]any
		Expect(yaml.Unmarshal([]byte(document), &object)).To(Succeed())
		change(object)
		text, err := yaml.Marshal(object)
		Expect(err).NotTo(HaveOccurred())
		out.WriteString("---\n" + string(text))
	}
	return out.String() + "...\n"
}

func withoutStatus(backup string) string {
	GinkgoHelper()
	return edited(backup, func(object map[string]any) { delete(object, "status") })
}
