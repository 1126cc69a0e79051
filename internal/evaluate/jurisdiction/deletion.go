// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/conditions"
	"github.com/jianguan/supervision-operator/internal/messages"
	"github.com/jianguan/supervision-operator/internal/region"
)

// Deletion is what is known of a region that is being deleted.
type Deletion struct {
	// Children are the names of all regions below that name this one as their
	// parent.
	Children []string
	// Records that stand in the region's namespace; none when somebody deleted
	// the namespace, with which they go.
	Records Records
	// AwaitedNamespace is the namespace that is being deleted and not gone yet.
	AwaitedNamespace string
	// Problems met in taking down what had been set up.
	Problems []region.Problem
}

// Records counts what must not vanish with a namespace unless somebody says so.
type Records struct {
	Reports, Rulings, Minutes int
	// DutiesWithMisses are those whose status holds a miss.
	DutiesWithMisses int
	// MeetingsWithSessions are those whose status holds a session that has begun, or
	// of which there are minutes.
	MeetingsWithSessions int
}

// Blocked tells whether something keeps the region.
func (d *Deletion) Blocked(jurisdiction *v1alpha1.Jurisdiction) bool {
	return d != nil && len(d.blocks(jurisdiction)) > 0
}

// EvaluateDeletion decides how a region stands that is being taken down. It is
// not counted anew: the rest of its status is what it was.
func EvaluateDeletion(jurisdiction *v1alpha1.Jurisdiction, deletion *Deletion, now time.Time) v1alpha1.JurisdictionStatus {
	status := *jurisdiction.Status.DeepCopy()
	status.ObservedGeneration = jurisdiction.Generation
	deletion.set(jurisdiction, &status, deletion.Problems, now)
	return status
}

// set says in the conditions what keeps the region, and what else is wrong.
func (d *Deletion) set(
	jurisdiction *v1alpha1.Jurisdiction, status *v1alpha1.JurisdictionStatus, problems []region.Problem, now time.Time,
) {
	set := func(conditionType string, condition metav1.ConditionStatus, reason, message string) {
		conditions.Set(&status.Conditions, conditionType, condition, reason, message, jurisdiction.Generation, now)
	}
	blocks := d.blocks(jurisdiction)
	waits := []string{"the region is being deleted"}
	if d.AwaitedNamespace != "" && len(blocks) == 0 {
		waits = append(waits, fmt.Sprintf("it waits until namespace %q is gone", d.AwaitedNamespace))
	}
	for _, reason := range slices.Concat(blocks, problems) {
		waits = append(waits, reason.Message)
	}
	set(v1alpha1.ConditionReady, metav1.ConditionFalse, v1alpha1.ReasonDeleting, strings.Join(waits, "; "))
	setStalled(set, problems)
	if len(blocks) == 0 {
		meta.RemoveStatusCondition(&status.Conditions, v1alpha1.ConditionDeletionBlocked)
		return
	}
	set(v1alpha1.ConditionDeletionBlocked, metav1.ConditionTrue, blocks[0].Reason, joined(blocks, nil))
}

// blocks finds what keeps the region from going, children first: they block
// whatever the policy is.
func (d *Deletion) blocks(jurisdiction *v1alpha1.Jurisdiction) []region.Problem {
	var blocks []region.Problem
	// One that names itself goes with itself.
	children := slices.DeleteFunc(slices.Clone(d.Children), func(name string) bool { return name == jurisdiction.Name })
	if len(children) > 0 {
		slices.Sort(children)
		blocks = append(blocks, region.Problem{
			Reason: v1alpha1.ReasonHasChildren,
			Message: fmt.Sprintf("regions that name it as their parent: %d: %s; delete them, or change their spec.parentRef.name",
				len(children), messages.Enumerate(len(children), ", ", func(i int) string { return children[i] })),
		})
	}
	deletes := jurisdiction.Spec.Namespace.DeletionPolicy == v1alpha1.DeletionDelete
	if deletes && d.Records != (Records{}) {
		blocks = append(blocks, region.Problem{
			Reason: v1alpha1.ReasonHasRecords,
			Message: fmt.Sprintf("namespace %q holds %d DutyReports, %d DutyRulings, %d MeetingMinutes, "+
				"%d DepartmentDuties with a recorded miss and %d JointMeetings with a recorded session; "+
				"purge them, or set spec.namespace.deletionPolicy to Retain to leave them where they are, "+
				"or delete the namespace and them with it",
				jurisdiction.Status.Namespace, d.Records.Reports, d.Records.Rulings, d.Records.Minutes,
				d.Records.DutiesWithMisses, d.Records.MeetingsWithSessions),
		})
	}
	return blocks
}
