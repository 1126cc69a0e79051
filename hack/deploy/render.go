// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package deploy

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// moduleLine begins the go.mod at the root of this repository. The modules under hack begin with longer names.
const moduleLine = "module github.com/jianguan/supervision-operator\n"

// Root returns the root of this repository: the closest folder at or above the working directory whose go.mod is that
// of the operator.
func Root() (string, error) {
	start, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the repository: %w", err)
	}
	for dir := start; ; {
		content, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		switch {
		case err == nil && bytes.HasPrefix(content, []byte(moduleLine)):
			return dir, nil
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return "", fmt.Errorf("find the repository: %w", err)
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("find the repository: no folder at or above %s holds its go.mod", start)
		}
		dir = parent
	}
}

// Render builds a kustomization. A path that is not absolute, such as "config/install", is taken from the root of the
// repository, whatever the working directory is.
func Render(path string) ([]*unstructured.Unstructured, error) {
	if !filepath.IsAbs(path) {
		root, err := Root()
		if err != nil {
			return nil, err
		}
		path = filepath.Join(root, path)
	}
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), path)
	if err != nil {
		return nil, fmt.Errorf("render %s: %w", path, err)
	}
	objects := make([]*unstructured.Unstructured, 0, resources.Size())
	for _, resource := range resources.Resources() {
		// By way of JSON: the map that kustomize holds has integers of Go's own width, which Unstructured cannot copy.
		content, err := resource.MarshalJSON()
		if err != nil {
			return nil, fmt.Errorf("render %s: %s: %w", path, resource.CurId(), err)
		}
		object := &unstructured.Unstructured{}
		if err := object.UnmarshalJSON(content); err != nil {
			return nil, fmt.Errorf("render %s: %s: %w", path, resource.CurId(), err)
		}
		objects = append(objects, object)
	}
	return objects, nil
}
