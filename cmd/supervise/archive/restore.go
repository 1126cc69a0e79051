// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package archive

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"golang.org/x/sync/errgroup"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"
	coordinationv1client "k8s.io/client-go/kubernetes/typed/coordination/v1"
	"k8s.io/client-go/rest"
)

// maxFailures is how many objects may fail before a restore gives up: what is wrong with so many is wrong with all.
const maxFailures = 20

// progressEvery is after how many objects of a kind people are told that it goes on.
const progressEvery = 5000

// RestoreOptions say how to restore.
type RestoreOptions struct {
	// OperatorNamespace is where the operator holds its lease while it runs.
	OperatorNamespace string
	// Parallel is how many objects are created at once.
	Parallel int
	// Out gets what was done, ErrOut what people should know besides.
	Out, ErrOut io.Writer
}

// Restore creates what a backup holds. It may be run again after whatever interrupted it.
func Restore(ctx context.Context, config *rest.Config, in io.Reader, options RestoreOptions) error {
	if options.Parallel < 1 {
		return fmt.Errorf("%d objects at once: it must be at least 1", options.Parallel)
	}
	objects, err := dynamic.NewForConfig(config)
	if err != nil {
		return fmt.Errorf("connect to %s: %w", config.Host, err)
	}
	leases, err := coordinationv1client.NewForConfig(config)
	if err != nil {
		return fmt.Errorf("connect to %s: %w", config.Host, err)
	}
	r := &restore{objects: objects, options: options}
	r.guard = &guard{leases: leases.Leases(options.OperatorNamespace), namespace: options.OperatorNamespace, tell: r.tell}
	if err := r.guard.begin(ctx); err != nil {
		return fmt.Errorf("restore to %s: %w", config.Host, err)
	}
	if err := r.run(ctx, newReader(in)); err != nil {
		return fmt.Errorf("restore to %s: %w", config.Host, err)
	}
	return nil
}

type restore struct {
	objects dynamic.Interface
	options RestoreOptions
	guard   *guard

	mu     sync.Mutex
	counts counts
}

// counts are of one kind.
type counts struct{ created, completed, present, failed int }

func (c counts) String() string {
	return fmt.Sprintf("%d created, %d completed with their status, %d already there, %d failed", c.created, c.completed, c.present, c.failed)
}

// run restores kind after kind: it begins with the next once all of one are there.
func (r *restore) run(ctx context.Context, in *reader) error {
	object, err := in.next()
	for err == nil {
		var k kind
		if k, err = kindOf(object); err != nil {
			return err
		}
		if object, err = r.restoreKind(ctx, k, object, in); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
	}
	if !errors.Is(err, io.EOF) {
		return err
	}
	if err := r.guard.check(ctx); err != nil {
		return err
	}
	_, err = fmt.Fprintln(r.options.Out, "Everything is restored. Start the operator.")
	return err
}

// restoreKind restores an object and those of its kind that follow. It returns the one after, or why there is none.
func (r *restore) restoreKind(ctx context.Context, k kind, object *unstructured.Unstructured, in *reader) (*unstructured.Unstructured, error) {
	if err := r.guard.check(ctx); err != nil {
		return nil, err
	}
	r.counts = counts{}
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(r.options.Parallel)
	var readErr error
	for readErr == nil && object.GroupVersionKind() == k.groupVersionKind() && within.Err() == nil {
		saved := object
		group.Go(func() error { return r.restoreOne(within, k, saved) })
		object, readErr = in.next()
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if err := r.report(k); err != nil {
		return nil, err
	}
	if readErr != nil && !errors.Is(readErr, io.EOF) {
		return nil, fmt.Errorf("%w; what came before is restored, and stays when you run this again with the whole backup", readErr)
	}
	return object, readErr
}

// report tells how it went with a kind, and is an error where that was not well.
func (r *restore) report(k kind) error {
	c := r.counts
	if _, err := fmt.Fprintf(r.options.Out, "%s: %s\n", k.resource.Resource, c); err != nil {
		return fmt.Errorf("write progress: %w", err)
	}
	if c.failed > 0 {
		return fmt.Errorf("%d %s could not be restored, and so nothing after them; correct the cause and run this again: what is there stays", c.failed, k.resource.Resource)
	}
	return nil
}

// restoreOne restores an object, and returns an error only if it makes no sense to go on with others.
func (r *restore) restoreOne(ctx context.Context, k kind, saved *unstructured.Unstructured) error {
	what, err := r.object(ctx, k, saved)
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err != nil {
		what = failed
		if err := r.tell("Error: %s: %s", describe(saved), err); err != nil {
			return err
		}
	} else if since, deleted := wasDeleted(saved); deleted && what == created {
		if err := r.tell("Note: %s was being deleted since %s, which cannot be restored: it lives, and was not told to go", describe(saved), since.UTC()); err != nil {
			return err
		}
	}
	return r.count(k, what)
}

// outcome of restoring an object.
type outcome int

const (
	failed outcome = iota
	// created with all that belongs to it.
	created
	// completed: it was there, but for its status.
	completed
	// present as it should be.
	present
)

func (r *restore) count(k kind, what outcome) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch what {
	case created:
		r.counts.created++
	case completed:
		r.counts.completed++
	case present:
		r.counts.present++
	default:
		r.counts.failed++
	}
	if done := r.counts.created + r.counts.completed + r.counts.present; done%progressEvery == 0 && what != failed {
		if _, err := fmt.Fprintf(r.options.ErrOut, "%s so far: %s\n", k.resource.Resource, r.counts); err != nil {
			return fmt.Errorf("write progress: %w", err)
		}
	}
	if r.counts.failed >= maxFailures {
		return fmt.Errorf("gave up after %d failures; correct the cause and run this again: what is there stays", r.counts.failed)
	}
	return nil
}

// tell writes a line for people, whole also when others tell something at the same time.
func (r *restore) tell(format string, args ...any) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := fmt.Fprintf(r.options.ErrOut, format+"\n", args...); err != nil {
		return fmt.Errorf("write progress: %w", err)
	}
	return nil
}
