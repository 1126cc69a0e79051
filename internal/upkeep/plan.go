// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package upkeep

import (
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// Wanted is what there is to be under one name.
type Wanted struct {
	// Namespace and name of the duty. The namespace may not be there yet.
	types.NamespacedName
	// Copy is the duty as the API server would keep it; see SetDefaults. It is nil
	// while it cannot be written: what is there is left alone.
	Copy *v1alpha1.DepartmentDuty
}

// Existing is a duty that was made for the same reason, or that has the name of one
// that is wanted.
type Existing struct {
	Duty *v1alpha1.DepartmentDuty
	// Recorded is set if there are records that name it; see HasLedger.
	Recorded bool
}

// Change is an update of a duty.
type Change struct {
	Before, After *v1alpha1.DepartmentDuty
}

// Changes is what has to be written.
type Changes struct {
	Create []*v1alpha1.DepartmentDuty
	Update []Change
	// Reinstate are updates of duties that had been withdrawn.
	Reinstate []Change
	// Withdraw are duties with records that are not wanted any more.
	Withdraw []Change
	// Delete are those without records.
	Delete []*v1alpha1.DepartmentDuty
	// Taken are duties of others that have the name of one that is wanted. They are
	// never touched.
	Taken []*v1alpha1.DepartmentDuty
}

// Plan compares what is wanted with what there is, at a time that is written into what
// is withdrawn. A duty of which isOwn says no is that of others. Whoever carries out only
// a part of it gets the rest from the next Plan.
func Plan(isOwn func(*v1alpha1.DepartmentDuty) bool, wanted []Wanted, existing []Existing, now time.Time) *Changes {
	changes := &Changes{}
	there := map[types.NamespacedName]*v1alpha1.DepartmentDuty{}
	for _, e := range existing {
		there[keyOf(e.Duty)] = e.Duty
	}
	named := map[types.NamespacedName]bool{}
	for _, w := range wanted {
		named[w.NamespacedName] = true
		is := there[w.NamespacedName]
		if is != nil && !isOwn(is) {
			changes.Taken = append(changes.Taken, is)
			continue
		}
		changes.keep(w, is)
	}
	for _, e := range existing {
		if !named[keyOf(e.Duty)] && isOwn(e.Duty) {
			changes.drop(e, now)
		}
	}
	return changes
}

// keep brings a duty that is wanted in order; is may be nil.
func (c *Changes) keep(wanted Wanted, is *v1alpha1.DepartmentDuty) {
	switch {
	case wanted.Copy == nil:
	case is == nil:
		c.Create = append(c.Create, wanted.Copy)
	case is.DeletionTimestamp != nil:
		// It is made anew once it is gone.
	case same(wanted.Copy, is):
	case is.Spec.WithdrawnTime != nil:
		c.Reinstate = append(c.Reinstate, Change{Before: is, After: correct(wanted.Copy, is)})
	default:
		c.Update = append(c.Update, Change{Before: is, After: correct(wanted.Copy, is)})
	}
}

// drop takes away a duty that is not wanted any more.
func (c *Changes) drop(e Existing, now time.Time) {
	switch {
	case e.Duty.DeletionTimestamp != nil:
	case !e.Recorded && !HasLedger(e.Duty):
		c.Delete = append(c.Delete, e.Duty)
	case e.Duty.Spec.WithdrawnTime == nil:
		c.Withdraw = append(c.Withdraw, Withdraw(e.Duty, now))
	}
}

// Withdraw is the change by which nothing is owed of a duty any more.
func Withdraw(duty *v1alpha1.DepartmentDuty, now time.Time) Change {
	after := duty.DeepCopy()
	// Whole seconds, as the API server keeps them.
	after.Spec.WithdrawnTime = new(metav1.NewTime(now.Truncate(time.Second)))
	return Change{Before: duty, After: after}
}

// HasLedger tells whether a duty holds what cannot be derived again.
func HasLedger(duty *v1alpha1.DepartmentDuty) bool {
	return len(duty.Status.Receipts) > 0 || len(duty.Status.Misses) > 0
}

func keyOf(duty *v1alpha1.DepartmentDuty) types.NamespacedName {
	return types.NamespacedName{Namespace: duty.Namespace, Name: duty.Name}
}
