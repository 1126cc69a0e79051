// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// fakeGo stands in for the go command: it notes each call and, for "build", writes the -o file. A file named "fail" or
// "hang" beside the notes makes it do that.
const fakeGo = `#!/bin/sh
here=$(dirname "$0")
echo "$*" >>"$here/calls"
if [ -e "$here/fail" ]; then echo "some.go:1: it does not compile" >&2; exit 1; fi
if [ "$1" = mod ]; then echo "{\"Dir\": \"$here/kwok\"}"; exit 0; fi
while [ "$1" != -o ]; do shift; done
echo "#!/bin/sh" >"$2"
chmod +x "$2"
if [ -e "$here/hang" ]; then : >"$here/hangs"; exec sleep 600; fi
`

const fakeGoMod = `module example.org/controlplane

require (
	go.etcd.io/etcd/server/v3 v3.6.8
	k8s.io/kubernetes v1.36.3
	sigs.k8s.io/kwok v0.8.0
)
`

// fakeRepo makes the working directory a repository whose control plane the fake go command builds, and returns the
// folder of the fake.
func fakeRepo(t *testing.T) string {
	t.Helper()
	root, tools := t.TempDir(), t.TempDir()
	write := func(content string, mode os.FileMode, path ...string) {
		t.Helper()
		file := filepath.Join(path...)
		mkdir(t, filepath.Dir(file))
		if err := os.WriteFile(file, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
	}
	write(fakeGoMod, 0o644, root, "hack", "controlplane", "go.mod")
	write("sums", 0o644, root, "hack", "controlplane", "go.sum")
	write(fakeGo, 0o755, tools, "go")
	for _, source := range stageSources {
		write("stage: "+source+"\n", 0o644, tools, "kwok", "kustomize", "stage", source)
	}
	t.Chdir(filepath.Join(root, "hack"))
	t.Setenv("PATH", tools+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv(assetsEnv, "")
	return tools
}

func calls(t *testing.T, tools string) []string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(tools, "calls"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(content)), "\n")
}

func TestBuildOnceThenReuse(t *testing.T) {
	tools := fakeRepo(t)
	var progress bytes.Buffer
	binaries, err := EnsureBinaries(t.Context(), &progress)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range AllComponents() {
		if !isExecutable(binaries.Paths[c]) {
			t.Errorf("%s is not executable: %q", c, binaries.Paths[c])
		}
		if !strings.Contains(progress.String(), "/5] "+string(c)+" v") {
			t.Errorf("the progress does not tell of %s:\n%s", c, &progress)
		}
	}
	stages, err := os.ReadFile(binaries.Stages)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(stages), "---\n"); got != len(stageSources) {
		t.Errorf("%d stages, want %d:\n%s", got, len(stageSources), stages)
	}
	before := calls(t, tools)
	if !slices.ContainsFunc(before, func(call string) bool {
		return strings.Contains(call, "gitVersion=v1.36.3") && strings.HasSuffix(call, "k8s.io/kubernetes/cmd/kube-apiserver")
	}) {
		t.Errorf("the API server is not told its version: %q", before)
	}
	progress.Reset()
	if _, err := EnsureBinaries(t.Context(), &progress); err != nil {
		t.Fatal(err)
	}
	if after := calls(t, tools); len(after) != len(before) || progress.Len() > 0 {
		t.Errorf("the second time runs %q and says %q", after[len(before):], &progress)
	}
}

func TestBuildOnlyWhatIsWanted(t *testing.T) {
	tools := fakeRepo(t)
	if _, err := EnsureBinaries(t.Context(), nil, Etcd, APIServer); err != nil {
		t.Fatal(err)
	}
	if got := calls(t, tools); len(got) != 2 {
		t.Errorf("it runs %q", got)
	}
}

func TestBuildAnewForAnotherVersion(t *testing.T) {
	fakeRepo(t)
	first, err := EnsureBinaries(t.Context(), nil, Etcd)
	if err != nil {
		t.Fatal(err)
	}
	goMod := filepath.Join("controlplane", "go.mod")
	if err := os.WriteFile(goMod, []byte(strings.ReplaceAll(fakeGoMod, "v3.6.8", "v3.6.9")), 0o600); err != nil {
		t.Fatal(err)
	}
	second, err := EnsureBinaries(t.Context(), nil, Etcd)
	if err != nil {
		t.Fatal(err)
	}
	if first.Paths[Etcd] == second.Paths[Etcd] {
		t.Errorf("both versions are at %s", first.Paths[Etcd])
	}
}

func TestAssetsArePreferred(t *testing.T) {
	tools := fakeRepo(t)
	assets := t.TempDir()
	t.Setenv(assetsEnv, assets)
	for name, mode := range map[Component]os.FileMode{Etcd: 0o755, APIServer: 0o644} {
		if err := os.WriteFile(filepath.Join(assets, string(name)), []byte("#!/bin/sh\n"), mode); err != nil {
			t.Fatal(err)
		}
	}
	binaries, err := EnsureBinaries(t.Context(), nil, Etcd, APIServer, Scheduler)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(assets, "etcd"); binaries.Paths[Etcd] != want {
		t.Errorf("etcd is %s, want %s", binaries.Paths[Etcd], want)
	}
	// What is not executable, and what is not there, is built.
	for _, c := range []Component{APIServer, Scheduler} {
		if filepath.Dir(binaries.Paths[c]) == assets || !isExecutable(binaries.Paths[c]) {
			t.Errorf("%s is %s", c, binaries.Paths[c])
		}
	}
	if got := calls(t, tools); len(got) != 2 {
		t.Errorf("it runs %q", got)
	}
}

func TestConcurrentBuildsShareTheWork(t *testing.T) {
	tools := fakeRepo(t)
	errs := make([]error, 4)
	var done sync.WaitGroup
	for i := range errs {
		done.Go(func() { _, errs[i] = EnsureBinaries(t.Context(), nil) })
	}
	done.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	if got := calls(t, tools); len(got) != len(AllComponents())+1 {
		t.Errorf("%d calls of go: %q", len(got), got)
	}
}

func TestFailedBuildTellsWhy(t *testing.T) {
	tools := fakeRepo(t)
	if err := os.WriteFile(filepath.Join(tools, "fail"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := EnsureBinaries(t.Context(), nil, Etcd)
	if err == nil || !strings.Contains(err.Error(), "etcd v3.6.8") || !strings.Contains(err.Error(), "it does not compile") {
		t.Errorf("got %v", err)
	}
}

func TestInterruptedBuildIsNotReused(t *testing.T) {
	tools := fakeRepo(t)
	hang := filepath.Join(tools, "hang")
	if err := os.WriteFile(hang, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	built := make(chan error)
	go func() {
		_, err := EnsureBinaries(ctx, nil, Etcd)
		built <- err
	}()
	eventually(t, 10*time.Second, "the build to begin", func() bool { return isFile(filepath.Join(tools, "hangs")) })
	interrupt()
	if err := <-built; !errors.Is(err, context.Canceled) {
		t.Errorf("the interrupted build: %v", err)
	}
	if err := os.Remove(hang); err != nil {
		t.Fatal(err)
	}
	if _, err := EnsureBinaries(t.Context(), nil, Etcd); err != nil {
		t.Fatal(err)
	}
	if got := calls(t, tools); len(got) != 2 {
		t.Errorf("it runs %q", got)
	}
}

// eventually polls until a condition holds.
func eventually(t *testing.T, limit time.Duration, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(limit)
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for !holds() {
		select {
		case <-ticker.C:
		case <-deadline:
			t.Fatalf("waited %s in vain for %s", limit, what)
		}
	}
}
