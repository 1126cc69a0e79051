// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gcustom"
	"github.com/onsi/gomega/types"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// conditionsOf returns the conditions of an object, if they are those of what it says now.
func conditionsOf(object any) ([]metav1.Condition, error) {
	switch object := object.(type) {
	case *v1alpha1.Jurisdiction:
		return observed(object.Status.Conditions, object.Generation, object.Status.ObservedGeneration), nil
	case *v1alpha1.DepartmentDuty:
		return observed(object.Status.Conditions, object.Generation, object.Status.ObservedGeneration), nil
	case *v1alpha1.JointMeeting:
		return observed(object.Status.Conditions, object.Generation, object.Status.ObservedGeneration), nil
	case *v1alpha1.MeetingMinutes:
		return observed(object.Status.Conditions, object.Generation, object.Status.ObservedGeneration), nil
	case *v1alpha1.DutyReport:
		return observed(object.Status.Conditions, object.Generation, object.Status.ObservedGeneration), nil
	case *v1alpha1.DutyRuling:
		return observed(object.Status.Conditions, object.Generation, object.Status.ObservedGeneration), nil
	default:
		return nil, fmt.Errorf("%T has no conditions that these tests know", object)
	}
}

func observed(conditions []metav1.Condition, generation, observed int64) []metav1.Condition {
	if generation != observed {
		return nil
	}
	return conditions
}

// haveCondition matches an object by one of its conditions.
func haveCondition(name string, status metav1.ConditionStatus, reason string) types.GomegaMatcher {
	return gcustom.MakeMatcher(func(object any) (bool, error) {
		conditions, err := conditionsOf(object)
		if err != nil {
			return false, err
		}
		found := meta.FindStatusCondition(conditions, name)
		return found != nil && found.Status == status && (reason == "" || found.Reason == reason), nil
	}).WithMessage(fmt.Sprintf("have condition %s=%s (%s)", name, status, reason))
}

func beReady() types.GomegaMatcher {
	return haveCondition(v1alpha1.ConditionReady, metav1.ConditionTrue, "")
}

// beWaiting matches what is not ready yet, but needs nobody.
func beWaiting(reason string) types.GomegaMatcher {
	return And(
		haveCondition(v1alpha1.ConditionReady, metav1.ConditionFalse, reason),
		haveCondition(v1alpha1.ConditionStalled, metav1.ConditionFalse, v1alpha1.ReasonNotStalled))
}

// beStalled matches what needs a person.
func beStalled(reason string) types.GomegaMatcher {
	return And(
		haveCondition(v1alpha1.ConditionReady, metav1.ConditionFalse, reason),
		haveCondition(v1alpha1.ConditionStalled, metav1.ConditionTrue, reason))
}

// serverTime is the API server's time, cut off to the second: the stamp of an object that it is asked to create as a dry
// run.
func serverTime(ctx context.Context) (time.Time, error) {
	stamped := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{GenerateName: "stamp-", Namespace: metav1.NamespaceDefault}}
	err := env.Admin.Create(ctx, stamped, client.DryRunAll)
	return stamped.CreationTimestamp.Time, err
}

// sight is a version of a duty, and when it was seen.
type sight struct {
	duty *v1alpha1.DepartmentDuty
	at   time.Time
}

// maxSights is more than any test sees, so that seeing never waits for whoever looks at it.
const maxSights = 10_000

// observe sees every version of every duty of a namespace, until the test ends, or the container whose BeforeAll calls
// it.
func observe(ctx context.Context, namespace string) <-chan sight {
	GinkgoHelper()
	seen, err := watching.Watch(context.WithoutCancel(ctx), &v1alpha1.DepartmentDutyList{}, client.InNamespace(namespace))
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(seen.Stop)
	sights := make(chan sight, maxSights)
	go func() {
		for event := range seen.ResultChan() {
			at := time.Now()
			if duty, ok := event.Object.(*v1alpha1.DepartmentDuty); ok {
				sights <- sight{duty: duty, at: at}
			}
		}
		close(sights)
	}()
	return sights
}
