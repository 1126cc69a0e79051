// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"context"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/controllers/regions"
	"github.com/jianguan/supervision-operator/internal/calendar"
	evaluate "github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/internal/region"
)

// facts is everything that one reconciliation reads.
type facts struct {
	// jurisdiction as it was read, and with what was written since.
	jurisdiction *v1alpha1.Jurisdiction
	// ancestors belong to the cache: they must not be changed.
	ancestors []*v1alpha1.Jurisdiction
	// resolved tells whether the line of parents is known and in order.
	resolved bool
	// calendar on which the region counts working days.
	calendar calendar.Found
	// children belong to the cache: they must not be changed.
	children []*v1alpha1.Jurisdiction
	// workloads that run in the region, and those that are kept as they are.
	workloads []region.Running
	kept      region.Kept
	desired   region.Objects
	observed  region.Observed
	// duties and meetings belong to the cache: they must not be changed.
	duties   []v1alpha1.DepartmentDuty
	meetings []v1alpha1.JointMeeting
}

// parent of the region, or nil.
func (f *facts) parent() *v1alpha1.Jurisdiction {
	if len(f.ancestors) == 0 {
		return nil
	}
	return f.ancestors[0]
}

// holdsNamespace tells whether the region's namespace exists and is its own.
func (f *facts) holdsNamespace() bool {
	return f.observed.Namespace != nil && region.Holds(f.jurisdiction, f.observed.Namespace)
}

// gather reads everything. It returns nil for a Jurisdiction that is gone.
func (r *Reconciler) gather(ctx context.Context, name string) (*facts, error) {
	jurisdiction, err := regions.Get(ctx, r.Client, v1alpha1.JurisdictionName(name))
	if err != nil || jurisdiction == nil {
		return nil, err
	}
	f := &facts{jurisdiction: jurisdiction}
	if f.ancestors, err = regions.Ancestors(ctx, r.Client, jurisdiction); err != nil {
		return nil, err
	}
	if f.calendar, err = calendars.OrNew(r.Calendars, r.Client).Find(ctx, jurisdiction, f.ancestors); err != nil {
		return nil, err
	}
	f.resolved = evaluate.Resolved(jurisdiction, f.ancestors)
	if f.resolved {
		f.workloads = region.Workloads(jurisdiction, f.ancestors)
	} else {
		f.workloads = region.Workloads(jurisdiction, nil)
	}
	f.kept = region.Keep(jurisdiction, f.workloads, f.resolved)
	f.desired = region.Desired(region.Input{Jurisdiction: jurisdiction, Parent: f.parent(), Workloads: f.workloads})

	if f.children, err = regions.Children(ctx, r.Client, name); err != nil {
		return nil, err
	}
	f.observed.Namespace, err = r.findNamespace(ctx, f.desired.Namespace.Name)
	if err != nil {
		return nil, err
	}
	if f.holdsNamespace() {
		err = r.gatherWithin(ctx, f)
	}
	return f, err
}

// gatherWithin reads what is in the region's namespace.
func (r *Reconciler) gatherWithin(ctx context.Context, f *facts) error {
	name := f.observed.Namespace.Name
	for _, kind := range region.Kinds {
		objects, err := r.listOwn(ctx, kind, name)
		if err != nil {
			return err
		}
		f.observed.Within = append(f.observed.Within, objects...)
	}
	if err := r.gatherMissing(ctx, f); err != nil {
		return err
	}
	var (
		duties   v1alpha1.DepartmentDutyList
		meetings v1alpha1.JointMeetingList
	)
	// They are only counted, and there may be thousands.
	for _, list := range []client.ObjectList{&duties, &meetings} {
		if err := r.Client.List(ctx, list, client.InNamespace(name), client.UnsafeDisableDeepCopy); err != nil {
			return fmt.Errorf("list the duties and meetings in namespace %s: %w", name, err)
		}
	}
	f.duties, f.meetings = duties.Items, meetings.Items
	return nil
}

// gatherMissing looks past the cache for what stands in the inventory, has to go,
// and is not in the cache: it may lag behind what was just made, and does not hold
// what lost its label.
func (r *Reconciler) gatherMissing(ctx context.Context, f *facts) error {
	known := map[v1alpha1.InventoryEntry]bool{}
	for _, object := range f.observed.Within {
		known[region.EntryOf(object)] = true
	}
	if f.jurisdiction.DeletionTimestamp == nil {
		for _, object := range f.desired.Within {
			known[region.EntryOf(object)] = true
		}
	}
	for _, entry := range f.jurisdiction.Status.Inventory {
		kind, ok := region.KindNamed(entry.Kind)
		if known[entry] || !ok {
			continue
		}
		like := kind.New()
		like.SetNamespace(f.observed.Namespace.Name)
		like.SetName(entry.Name)
		object, err := r.findObject(ctx, like)
		if err != nil {
			return err
		}
		if object != nil {
			f.observed.Within = append(f.observed.Within, object)
		}
	}
	return nil
}

// listOwn lists the objects of a kind that bear the operator's label.
func (r *Reconciler) listOwn(ctx context.Context, kind region.Kind, namespace string) ([]region.Object, error) {
	list := kind.NewList()
	objectList, ok := list.(client.ObjectList)
	if !ok {
		return nil, fmt.Errorf("%T is no list", list)
	}
	if err := r.Client.List(ctx, objectList, client.InNamespace(namespace),
		client.MatchingLabels{v1alpha1.LabelManagedBy: v1alpha1.ManagedByOperator}); err != nil {
		return nil, fmt.Errorf("list the %ss in namespace %s: %w", kind.Name, namespace, err)
	}
	var objects []region.Object
	err := meta.EachListItem(list, func(item runtime.Object) error {
		object, ok := item.(region.Object)
		if !ok {
			return fmt.Errorf("%T is no object", item)
		}
		objects = append(objects, object)
		return nil
	})
	return objects, err
}

// findNamespace returns nil for one that does not exist. The cache knows only
// those that the operator set up.
func (r *Reconciler) findNamespace(ctx context.Context, name string) (*corev1.Namespace, error) {
	for _, reader := range []client.Reader{r.Client, r.APIReader} {
		var namespace corev1.Namespace
		err := reader.Get(ctx, client.ObjectKey{Name: name}, &namespace)
		if err == nil {
			return &namespace, nil
		}
		if !apierrors.IsNotFound(err) {
			return nil, fmt.Errorf("get namespace %s: %w", name, err)
		}
	}
	return nil, nil
}

// findObject reads one object of a region past the cache, with its managed
// fields; nil for one that does not exist.
func (r *Reconciler) findObject(ctx context.Context, like region.Object) (region.Object, error) {
	object := region.KindOf(like).New()
	err := r.APIReader.Get(ctx, client.ObjectKeyFromObject(like), object)
	if apierrors.IsNotFound(err) {
		return nil, nil
	}
	return object, described("get", like, err)
}

// countRecords counts what must not vanish with a namespace, with a given reader.
func countRecords(ctx context.Context, reader client.Reader, namespace string) (evaluate.Records, error) {
	var (
		records  evaluate.Records
		reports  v1alpha1.DutyReportList
		rulings  v1alpha1.DutyRulingList
		minutes  v1alpha1.MeetingMinutesList
		duties   v1alpha1.DepartmentDutyList
		meetings v1alpha1.JointMeetingList
	)
	for _, list := range []client.ObjectList{&reports, &rulings, &minutes, &duties, &meetings} {
		if err := reader.List(ctx, list, client.InNamespace(namespace), client.UnsafeDisableDeepCopy); err != nil {
			return records, fmt.Errorf("count the records in namespace %s: %w", namespace, err)
		}
	}
	records.Reports, records.Rulings, records.Minutes = len(reports.Items), len(rulings.Items), len(minutes.Items)
	for i := range duties.Items {
		if len(duties.Items[i].Status.Misses) > 0 {
			records.DutiesWithMisses++
		}
	}
	for i := range meetings.Items {
		if slices.ContainsFunc(meetings.Items[i].Status.Sessions, recorded) {
			records.MeetingsWithSessions++
		}
	}
	return records, nil
}

// recorded tells whether a session has begun, or there are minutes of it. That
// members were invited to one which lies ahead is no record.
func recorded(session v1alpha1.SessionStatus) bool { return session.State != v1alpha1.SessionScheduled }
