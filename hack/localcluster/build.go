// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	heartbeatEvery = 15 * time.Second
	// interruptGrace is how long "go build" may take to stop after an interrupt.
	interruptGrace = 10 * time.Second
)

// EnsureBinaries returns the binaries of the wanted components (all of them when none is named) and builds what is
// missing. Progress goes to out, which may be nil. Several processes may call it at once: one builds, the others wait.
func EnsureBinaries(ctx context.Context, out io.Writer, wanted ...Component) (*Binaries, error) {
	root, err := RepoRoot()
	if err != nil {
		return nil, err
	}
	p, err := readPins(root)
	if err != nil {
		return nil, err
	}
	if len(wanted) == 0 {
		wanted = AllComponents()
	}
	version, err := p.version(APIServer)
	if err != nil {
		return nil, err
	}
	paths, missing := p.resolve(os.Getenv(assetsEnv), wanted)
	result := &Binaries{Paths: paths, Version: version}
	if slices.Contains(wanted, Kwok) {
		result.Stages = filepath.Join(p.binDir, stagesFile)
	}
	if len(missing) == 0 && (result.Stages == "" || isFile(result.Stages)) {
		return result, nil
	}
	b := &builder{pins: p, out: newProgress(out), wanted: wanted, stages: result.Stages}
	if err := b.run(ctx); err != nil {
		return nil, fmt.Errorf("build the control plane: %w", err)
	}
	return result, nil
}

// builder fills one folder of binaries.
type builder struct {
	pins   *pins
	out    *progress
	wanted []Component
	stages string
}

func (b *builder) run(ctx context.Context) (err error) {
	if err := os.MkdirAll(b.pins.binDir, 0o755); err != nil {
		return err
	}
	unlock, err := lockFile(ctx, filepath.Join(b.pins.binDir, ".lock"), func() {
		b.out.printf("another process is building the control plane; waiting for it")
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()

	// Whoever held the lock may have built what is missing here.
	_, missing := b.pins.resolve(os.Getenv(assetsEnv), b.wanted)
	if len(missing) > 0 {
		b.out.printf("building the control plane into %s: once, some minutes", b.pins.binDir)
	}
	for i, c := range missing {
		if err := b.build(ctx, c, i+1, len(missing)); err != nil {
			return err
		}
	}
	if b.stages == "" || isFile(b.stages) {
		return nil
	}
	return b.writeStages(ctx)
}

// build makes one binary under a name of its own and renames it, so that an interrupted build leaves nothing that a
// later run would take for complete.
func (b *builder) build(ctx context.Context, c Component, i, n int) error {
	version, err := b.pins.version(c)
	if err != nil {
		return err
	}
	step := fmt.Sprintf("[%d/%d] %s %s", i, n, c, version)
	target := filepath.Join(b.pins.binDir, string(c))
	partial := target + ".partial"
	ldflags := "-s -w"
	if c.module() == APIServer.module() {
		// Without it the server reports v0.0.0-master, and clients that check for skew refuse it.
		ldflags += " -X k8s.io/component-base/version.gitVersion=" + version
	}
	started := time.Now()
	output := &tailBuffer{}
	stop := b.out.heartbeat(step, output)
	// -mod and -buildvcs are spelled out so that a developer's GOFLAGS cannot turn the build into another one.
	err = b.goTool(ctx, output, output, "build", "-mod=readonly", "-buildvcs=false", "-trimpath",
		"-ldflags", ldflags, "-o", partial, c.packagePath())
	stop()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", step, err, output.last(logTailLines))
	}
	if err := os.Rename(partial, target); err != nil {
		return fmt.Errorf("%s: %w", step, err)
	}
	b.out.printf("%s built in %s", step, time.Since(started).Round(100*time.Millisecond))
	return nil
}

// goTool runs the go command in hack/controlplane, for this machine whatever a cross-compiling caller has set.
func (b *builder) goTool(ctx context.Context, stdout, stderr io.Writer, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = b.pins.moduleDir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOWORK=off", "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = interruptGrace
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return fmt.Errorf("go %s: %w", args[0], err)
	}
	return nil
}

// stageSources are the parts of kwok's own configuration that make nodes ready, pods run and Jobs complete.
var stageSources = []string{
	"node/fast/node-initialize.yaml",
	"node/heartbeat-with-lease/node-heartbeat-with-lease.yaml",
	"pod/fast/pod-ready.yaml",
	"pod/fast/pod-complete.yaml",
	"pod/fast/pod-delete.yaml",
}

// writeStages joins kwok's stages into one file. They are read from the module cache, and so always fit the version
// of kwok that is built.
func (b *builder) writeStages(ctx context.Context) error {
	var stdout, stderr bytes.Buffer
	if err := b.goTool(ctx, &stdout, &stderr, "mod", "download", "-json", Kwok.module()); err != nil {
		return fmt.Errorf("kwok's stages: %w\n%s", err, stderr.String())
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(stdout.Bytes(), &module); err != nil {
		return fmt.Errorf("kwok's stages: where the module is: %w", err)
	}
	var stages bytes.Buffer
	for _, source := range stageSources {
		content, err := os.ReadFile(filepath.Join(module.Dir, "kustomize", "stage", filepath.FromSlash(source)))
		if err != nil {
			return fmt.Errorf("kwok's stages: %w", err)
		}
		stages.WriteString("---\n")
		stages.Write(content)
	}
	return writeFileAtomically(b.stages, stages.Bytes(), 0o644)
}

// progress writes whole lines; a nil writer is silent.
type progress struct {
	mu  sync.Mutex
	out io.Writer
}

func newProgress(out io.Writer) *progress {
	if out == nil {
		out = io.Discard
	}
	return &progress{out: out}
}

func (p *progress) printf(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	// Progress is a courtesy: a closed terminal must not fail a build.
	fmt.Fprintf(p.out, format+"\n", args...) //nolint:errcheck // see above
}

// heartbeat announces a step and repeats a line while it lasts, so that a long step is not taken for a hung one.
func (p *progress) heartbeat(step string, output *tailBuffer) (stop func()) {
	p.printf("%s …", step)
	started := time.Now()
	ticker := time.NewTicker(heartbeatEvery)
	done := make(chan struct{})
	var finished sync.WaitGroup
	finished.Go(func() {
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				line := fmt.Sprintf("%s … %s  %s", step, time.Since(started).Round(time.Second), output.last(1))
				p.printf("%s", strings.TrimRight(line, " "))
			}
		}
	})
	return func() {
		ticker.Stop()
		close(done)
		finished.Wait()
	}
}
