// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package localcluster

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

const (
	// assetsEnv names a folder with prebuilt binaries; the convention comes from controller-runtime's envtest.
	assetsEnv = "KUBEBUILDER_ASSETS"
	// stagesFile tells kwok how nodes and pods advance.
	stagesFile = "kwok-stages.yaml"
	// recipe is part of the folder name of the built binaries. Raise it when the flags of the build change.
	recipe = "1"
)

// Binaries says where the programs of the control plane are.
type Binaries struct {
	// Paths holds an executable for each component that was asked for.
	Paths map[Component]string
	// Stages is kwok's configuration; empty unless kwok was asked for.
	Stages string
	// Version is the Kubernetes version that hack/controlplane pins, for example "v1.36.3".
	Version string
}

// RepoRoot returns the root of this repository: the closest folder above the working directory that holds
// hack/controlplane.
func RepoRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the repository: %w", err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "hack", "controlplane", "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("find the repository: no folder above the working directory holds hack/controlplane/go.mod")
		}
		dir = parent
	}
}

// pins is what hack/controlplane asks for.
type pins struct {
	moduleDir string
	binDir    string
	goMod     []byte
}

// readPins derives the folder of the built binaries from everything that decides what is built, so that a changed
// version is never served from an older build.
func readPins(repoRoot string) (*pins, error) {
	p := &pins{moduleDir: filepath.Join(repoRoot, "hack", "controlplane")}
	sum := sha256.New()
	for _, name := range []string{"go.mod", "go.sum"} {
		content, err := os.ReadFile(filepath.Join(p.moduleDir, name))
		if err != nil {
			return nil, fmt.Errorf("read the pinned versions: %w", err)
		}
		if name == "go.mod" {
			p.goMod = content
		}
		sum.Write(content)
	}
	sum.Write([]byte(recipe))
	version, err := p.version(APIServer)
	if err != nil {
		return nil, err
	}
	p.binDir = filepath.Join(repoRoot, ".local", "bin", version+"-"+hex.EncodeToString(sum.Sum(nil))[:8])
	return p, nil
}

// version is the pinned version of a component.
func (p *pins) version(c Component) (string, error) {
	line := regexp.MustCompile(`(?m)^\s*(?:require\s+)?` + regexp.QuoteMeta(c.module()) + `\s+(v\S+)`)
	match := line.FindSubmatch(p.goMod)
	if match == nil {
		return "", fmt.Errorf("%s does not require %s", filepath.Join(p.moduleDir, "go.mod"), c.module())
	}
	return string(match[1]), nil
}

// resolve returns the path of each component's binary, preferring the assets folder, and which of them have to be built.
func (p *pins) resolve(assets string, wanted []Component) (paths map[Component]string, missing []Component) {
	paths = make(map[Component]string, len(wanted))
	for _, c := range wanted {
		if prebuilt := filepath.Join(assets, string(c)); assets != "" && isExecutable(prebuilt) {
			paths[c] = prebuilt
			continue
		}
		paths[c] = filepath.Join(p.binDir, string(c))
		if !isExecutable(paths[c]) {
			missing = append(missing, c)
		}
	}
	return paths, missing
}

func isExecutable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
