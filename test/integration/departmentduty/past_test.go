// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package departmentduty

import (
	"context"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// moment is a time in Asia/Shanghai, the zone of every region that names none, such as "2024-07-01 00:00".
func moment(text string) time.Time {
	GinkgoHelper()
	instant, err := time.ParseInLocation("2006-01-02 15:04", text, time.FixedZone("CST", 8*60*60))
	Expect(err).NotTo(HaveOccurred())
	return instant
}

// newPastRegion makes a region whose clock shows a moment of the past. The API server stamps what is filed with its own
// time; what is restored from a backup says when it had been filed, and that may be before or after any deadline.
func newPastRegion(ctx context.Context, when string) *region {
	GinkgoHelper()
	r := newRegion(ctx)
	r.clock.SetTime(moment(when))
	return r
}

// file creates objects as if the time at which they are filed were the clock's.
func (r *region) file(ctx context.Context, objects ...client.Object) {
	GinkgoHelper()
	for _, object := range objects {
		object.SetAnnotations(map[string]string{v1alpha1.AnnotationRestored: r.clock.Now().UTC().Format(time.RFC3339)})
	}
	r.declare(ctx, objects...)
}

// give files a duty that comes with the status of its backup, which is as empty as that of any duty that is new.
func (r *region) give(ctx context.Context, duty *v1alpha1.DepartmentDuty) {
	GinkgoHelper()
	r.file(ctx, duty)
	duty.Status.ObservedGeneration = duty.Generation
	Expect(env.Admin.Status().Update(ctx, duty)).To(Succeed())
}

// on reconciles a duty at a moment, and returns it and when the controller comes back: never, if that is zero.
func (r *region) on(ctx context.Context, when, name string) (*v1alpha1.DepartmentDuty, time.Time) {
	GinkgoHelper()
	r.clock.SetTime(moment(when))
	duty, again := r.reconcile(ctx, name)
	if again == 0 {
		return duty, time.Time{}
	}
	return duty, r.clock.Now().Add(again)
}

// quiet expects that a controller that knows nothing of what the last one did has nothing to write, nor to tell.
func (r *region) quiet(ctx context.Context, name string) {
	GinkgoHelper()
	Expect(r.told()).To(BeEmpty(), "it was looked at before")
	writes := r.writes.Load()
	r.restart()
	r.reconcile(ctx, name)
	Expect(r.writes.Load()).To(Equal(writes))
	Expect(r.told()).To(BeEmpty())
}

// reasons are what events are about: the second word of each.
func reasons(told []string) []string {
	all := []string{}
	for _, event := range told {
		all = append(all, strings.Fields(event)[1])
	}
	return all
}
