// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package archive

import (
	"context"
	"fmt"
	"io"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// pageSize bounds how many objects are in memory at a time.
const pageSize = 500

// Backup writes everything to out, and tells on progress what that was.
func Backup(ctx context.Context, config *rest.Config, out, progress io.Writer) error {
	objects, err := dynamic.NewForConfig(config)
	if err != nil {
		return fmt.Errorf("connect to %s: %w", config.Host, err)
	}
	metas, err := metadata.NewForConfig(config)
	if err != nil {
		return fmt.Errorf("connect to %s: %w", config.Host, err)
	}
	b := &backup{objects: objects, metas: metas, out: newWriter(out), progress: progress}
	if err := b.run(ctx); err != nil {
		return fmt.Errorf("back up %s: %w", config.Host, err)
	}
	return nil
}

type backup struct {
	objects  dynamic.Interface
	metas    metadata.Interface
	out      *writer
	progress io.Writer
	// instant is the version of the API server's state that all is read at.
	instant string
}

func (b *backup) run(ctx context.Context) error {
	first, err := b.objects.Resource(ownKinds[0].resource).List(ctx, metav1.ListOptions{Limit: 1})
	if err != nil {
		return fmt.Errorf("list the %s (are the CRDs installed?): %w", ownKinds[0].resource.Resource, err)
	}
	b.instant = first.GetResourceVersion()
	if err := b.writeNamespaces(ctx); err != nil {
		return err
	}
	for _, k := range ownKinds {
		if err := b.writeAll(ctx, k); err != nil {
			return err
		}
	}
	return b.out.end()
}

// writeNamespaces writes those that belong to a region, and those in which something of the group lives nevertheless.
func (b *backup) writeNamespaces(ctx context.Context) error {
	inhabited := map[string]bool{}
	for _, k := range ownKinds {
		if !k.within {
			continue
		}
		if err := b.eachMeta(ctx, k, func(object *metav1.PartialObjectMetadata) error {
			inhabited[object.Namespace] = true
			return nil
		}); err != nil {
			return err
		}
	}
	written := 0
	err := b.eachMeta(ctx, namespaces, func(namespace *metav1.PartialObjectMetadata) error {
		if _, ofRegion := namespace.Labels[v1alpha1.LabelJurisdiction]; !ofRegion && !inhabited[namespace.Name] {
			return nil
		}
		kept, err := keepNamespace(namespace)
		if err != nil {
			return err
		}
		written++
		return b.out.write(kept)
	})
	if err != nil {
		return err
	}
	return b.say("%7d %s", written, namespaces.resource.Resource)
}

// writeAll writes the objects of a kind.
func (b *backup) writeAll(ctx context.Context, k kind) error {
	written := 0
	list := b.objects.Resource(k.resource).List
	err := pages(ctx, k, b.instant, func(ctx context.Context, options metav1.ListOptions) (metav1.ListInterface, error) {
		page, err := list(ctx, options)
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			if err := b.out.write(keep(&page.Items[i])); err != nil {
				return nil, err
			}
		}
		written += len(page.Items)
		return page, nil
	})
	if err != nil {
		return err
	}
	return b.say("%7d %s", written, k.resource.Resource)
}

// eachMeta calls use with the metadata of each object of a kind.
func (b *backup) eachMeta(ctx context.Context, k kind, use func(*metav1.PartialObjectMetadata) error) error {
	return pages(ctx, k, b.instant, func(ctx context.Context, options metav1.ListOptions) (metav1.ListInterface, error) {
		page, err := b.metas.Resource(k.resource).List(ctx, options)
		if err != nil {
			return nil, err
		}
		for i := range page.Items {
			if err := use(&page.Items[i]); err != nil {
				return nil, err
			}
		}
		return page, nil
	})
}

// pages calls list for page after page of the state at an instant.
func pages(ctx context.Context, k kind, instant string, list func(context.Context, metav1.ListOptions) (metav1.ListInterface, error)) error {
	options := metav1.ListOptions{Limit: pageSize, ResourceVersion: instant, ResourceVersionMatch: metav1.ResourceVersionMatchExact}
	for {
		page, err := list(ctx, options)
		if apierrors.IsResourceExpired(err) || apierrors.IsGone(err) {
			return fmt.Errorf("list the %s: this took so long that the API server has forgotten the state at the beginning; run it again: %w", k.resource.Resource, err)
		}
		if err != nil {
			return fmt.Errorf("list the %s: %w", k.resource.Resource, err)
		}
		if page.GetContinue() == "" {
			return nil
		}
		// A page that continues another is of the same instant.
		options = metav1.ListOptions{Limit: pageSize, Continue: page.GetContinue()}
	}
}

func (b *backup) say(format string, args ...any) error {
	if _, err := fmt.Fprintf(b.progress, format+"\n", args...); err != nil {
		return fmt.Errorf("write progress: %w", err)
	}
	return nil
}
