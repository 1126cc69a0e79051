// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package upkeep_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/upkeep"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

var now = time.Date(2021, 4, 16, 0, 0, 0, 5, time.UTC)

// isOwn tells the duties that were handed down as handed writes them.
func isOwn(duty *v1alpha1.DepartmentDuty) bool { return duty.Spec.Origin.Name == "clinics" }

// handed is a duty that the operator makes, in a region: the copy of another one.
func handed(region, title string) *wrappers.DutyWrapper {
	return wrappers.Duty("jilin.clinics").Namespace("region-"+region).Title(title).Origin("jilin", "clinics").
		Label(v1alpha1.LabelManagedBy, v1alpha1.ManagedByOperator)
}

func wanted(copies ...*wrappers.DutyWrapper) []upkeep.Wanted {
	var all []upkeep.Wanted
	for _, made := range copies {
		duty := made.Obj()
		all = append(all, upkeep.Wanted{NamespacedName: types.NamespacedName{Namespace: duty.Namespace, Name: duty.Name}, Copy: duty})
	}
	return all
}

// summary names what a plan does.
func summary(changes *upkeep.Changes) map[string][]string {
	all := map[string][]string{}
	note := func(what string, duty *v1alpha1.DepartmentDuty) { all[what] = append(all[what], duty.Namespace) }
	for _, duty := range changes.Create {
		note("create", duty)
	}
	for _, change := range changes.Update {
		note("update", change.After)
	}
	for _, change := range changes.Reinstate {
		note("reinstate", change.After)
	}
	for _, change := range changes.Withdraw {
		note("withdraw", change.After)
	}
	for _, duty := range changes.Delete {
		note("delete", duty)
	}
	for _, duty := range changes.Taken {
		note("taken", duty)
	}
	return all
}

func TestPlan(t *testing.T) {
	t.Parallel()
	receipt := v1alpha1.Receipt{Name: "r"}
	deleting := handed("siping", "is").Obj()
	deleting.DeletionTimestamp = new(metav1.Now())
	mislabelled := handed("siping", "is").Label(v1alpha1.LabelOriginDuty, "other").Obj()
	unlabelled := handed("siping", "is").Obj()
	unlabelled.Labels = nil
	there := func(duties ...*v1alpha1.DepartmentDuty) []upkeep.Existing {
		var all []upkeep.Existing
		for _, duty := range duties {
			all = append(all, upkeep.Existing{Duty: duty})
		}
		return all
	}
	waiting := []upkeep.Wanted{{NamespacedName: types.NamespacedName{Namespace: "region-siping", Name: "jilin.clinics"}}}
	tests := map[string]struct {
		wanted   []upkeep.Wanted
		existing []upkeep.Existing
		want     map[string][]string
	}{
		"nothing to do":            {wanted(handed("siping", "is")), there(handed("siping", "is").Label("theirs", "x").Obj()), map[string][]string{}},
		"new":                      {wanted(handed("siping", "is")), nil, map[string][]string{"create": {"region-siping"}}},
		"changed above":            {wanted(handed("siping", "is")), there(handed("siping", "was").Obj()), map[string][]string{"update": {"region-siping"}}},
		"label changed there":      {wanted(handed("siping", "is")), there(mislabelled), map[string][]string{"update": {"region-siping"}}},
		"labels removed there":     {wanted(handed("siping", "is")), there(unlabelled), map[string][]string{"update": {"region-siping"}}},
		"not wanted any more":      {nil, there(handed("siping", "is").Obj()), map[string][]string{"delete": {"region-siping"}}},
		"not wanted, received":     {nil, there(handed("siping", "is").Receipt(receipt).Obj()), map[string][]string{"withdraw": {"region-siping"}}},
		"not wanted, missed":       {nil, there(handed("siping", "is").Miss(v1alpha1.Miss{}).Obj()), map[string][]string{"withdraw": {"region-siping"}}},
		"not wanted, recorded":     {nil, []upkeep.Existing{{Duty: handed("siping", "is").Obj(), Recorded: true}}, map[string][]string{"withdraw": {"region-siping"}}},
		"withdrawn before":         {nil, there(handed("siping", "is").Receipt(receipt).Withdrawn(now).Obj()), map[string][]string{}},
		"withdrawn, never used":    {nil, there(handed("siping", "is").Withdrawn(now).Obj()), map[string][]string{"delete": {"region-siping"}}},
		"wanted again":             {wanted(handed("siping", "is")), there(handed("siping", "was").Withdrawn(now).Obj()), map[string][]string{"reinstate": {"region-siping"}}},
		"going, wanted":            {wanted(handed("siping", "now")), there(deleting), map[string][]string{}},
		"going, not wanted":        {nil, there(deleting), map[string][]string{}},
		"name taken":               {wanted(handed("siping", "is")), there(wrappers.Duty("jilin.clinics").Namespace("region-siping").Obj()), map[string][]string{"taken": {"region-siping"}}},
		"name taken by another":    {wanted(handed("siping", "is")), there(handed("siping", "is").Origin("jilin", "other").Obj()), map[string][]string{"taken": {"region-siping"}}},
		"name of nothing wanted":   {nil, there(wrappers.Duty("jilin.clinics").Namespace("region-siping").Obj()), map[string][]string{}},
		"cannot be told, there":    {waiting, there(handed("siping", "was").Obj()), map[string][]string{}},
		"cannot be told, new":      {waiting, nil, map[string][]string{}},
		"cannot be told, taken":    {waiting, there(wrappers.Duty("jilin.clinics").Namespace("region-siping").Obj()), map[string][]string{"taken": {"region-siping"}}},
		"the region was renamed":   {wanted(handed("siping", "is")), there(handed("siping", "is").Obj(), handed("old", "is").Obj()), map[string][]string{"delete": {"region-old"}}},
		"one of each of many more": {wanted(handed("a", "is"), handed("b", "is")), there(handed("b", "was").Obj(), handed("c", "is").Obj()), map[string][]string{"create": {"region-a"}, "update": {"region-b"}, "delete": {"region-c"}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := upkeep.Plan(isOwn, test.wanted, test.existing, now)
			if diff := cmp.Diff(test.want, summary(got)); diff != "" {
				t.Errorf("plan (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPlanKeepsWhatIsNotItsOwn(t *testing.T) {
	t.Parallel()
	is := handed("siping", "was").Label("theirs", "x").Label(v1alpha1.LabelOriginJurisdiction, "beijing").Receipt(v1alpha1.Receipt{Name: "r"}).Withdrawn(now).Obj()
	is.Annotations, is.ResourceVersion = map[string]string{"note": "x"}, "7"
	changes := upkeep.Plan(isOwn, wanted(handed("siping", "is")), []upkeep.Existing{{Duty: is}}, now)
	if len(changes.Reinstate) != 1 {
		t.Fatalf("plan %v", summary(changes))
	}
	want := handed("siping", "is").Label("theirs", "x").Receipt(v1alpha1.Receipt{Name: "r"}).Obj()
	want.Annotations, want.ResourceVersion = map[string]string{"note": "x"}, "7"
	if diff := cmp.Diff(want, changes.Reinstate[0].After); diff != "" {
		t.Errorf("reinstated (-want +got):\n%s", diff)
	}
	if is.Spec.WithdrawnTime == nil || is.Labels[v1alpha1.LabelOriginJurisdiction] != "beijing" {
		t.Error("what is in the cache was changed")
	}
}

func TestWithdrawnTimeHasWholeSeconds(t *testing.T) {
	t.Parallel()
	change := upkeep.Withdraw(handed("siping", "is").Obj(), now)
	if got := change.After.Spec.WithdrawnTime; !got.Equal(new(metav1.NewTime(now.Truncate(time.Second)))) || change.Before.Spec.WithdrawnTime != nil {
		t.Errorf("withdrawn at %v", got)
	}
}

// world is what an API server holds, for TestPlanSettles.
type world map[types.NamespacedName]upkeep.Existing

func (w world) list() []upkeep.Existing {
	var all []upkeep.Existing
	for _, key := range slices.SortedFunc(maps.Keys(w), cmpKeys) {
		all = append(all, w[key])
	}
	return all
}

func cmpKeys(a, b types.NamespacedName) int {
	return slices.Compare([]string{a.Namespace, a.Name}, []string{b.Namespace, b.Name})
}

// carryOut does what a plan says, each write only if the dice let it.
func (w world) carryOut(changes *upkeep.Changes, lets func() bool) (writes int) {
	put := func(duty *v1alpha1.DepartmentDuty) {
		if lets() {
			writes++
			key := types.NamespacedName{Namespace: duty.Namespace, Name: duty.Name}
			w[key] = upkeep.Existing{Duty: duty, Recorded: w[key].Recorded}
		}
	}
	for _, duty := range changes.Create {
		put(duty)
	}
	for _, change := range slices.Concat(changes.Update, changes.Reinstate, changes.Withdraw) {
		put(change.After)
	}
	for _, duty := range changes.Delete {
		if lets() {
			writes++
			delete(w, types.NamespacedName{Namespace: duty.Namespace, Name: duty.Name})
		}
	}
	return writes
}

// TestPlanSettles holds Plan against what it promises, whatever is there and however
// often whoever carries it out is killed.
func TestPlanSettles(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		dice := rand.New(rand.NewPCG(seed, 45))
		is, wantedThere := world{}, map[string]bool{}
		var want []upkeep.Wanted
		for i := range 8 {
			name := fmt.Sprintf("r%d", i)
			if wantedThere[name] = dice.IntN(2) == 0; wantedThere[name] {
				want = append(want, wanted(handed(name, "is"))...)
			}
			made := handed(name, []string{"is", "was"}[dice.IntN(2)])
			switch dice.IntN(5) {
			case 0:
				continue
			case 1:
				made = wrappers.Duty("jilin.clinics").Namespace("region-" + name)
			case 2:
				made.Withdrawn(now)
			}
			if dice.IntN(3) == 0 {
				made.Receipt(v1alpha1.Receipt{Name: "r"})
			}
			duty := made.Obj()
			is[types.NamespacedName{Namespace: duty.Namespace, Name: duty.Name}] = upkeep.Existing{Duty: duty, Recorded: dice.IntN(4) == 0}
		}
		before := maps.Clone(is)
		for range 3 { // killed three times
			is.carryOut(upkeep.Plan(isOwn, want, is.list(), now), func() bool { return dice.IntN(2) == 0 })
		}
		is.carryOut(upkeep.Plan(isOwn, want, is.list(), now), func() bool { return true })
		if again := upkeep.Plan(isOwn, want, is.list(), now); is.carryOut(again, func() bool { return true }) != 0 {
			t.Fatalf("seed %d: it does not settle: %v", seed, summary(again))
		}
		for i := range 8 {
			name := fmt.Sprintf("r%d", i)
			key := types.NamespacedName{Namespace: "region-" + name, Name: "jilin.clinics"}
			if wrong := judge(before[key], is[key], wantedThere[name]); wrong != "" {
				t.Errorf("seed %d: %s: %s", seed, key, wrong)
			}
		}
	}
}

// judge says what is wrong with what became of one name, "" if nothing.
func judge(was, is upkeep.Existing, wanted bool) string {
	stranger := was.Duty != nil && !isOwn(was.Duty)
	recorded := was.Duty != nil && (was.Recorded || upkeep.HasLedger(was.Duty))
	switch {
	case stranger && is.Duty != was.Duty:
		return "a stranger was touched"
	case stranger:
	case wanted && (is.Duty == nil || is.Duty.Spec.WithdrawnTime != nil || is.Duty.Spec.Title != "is"):
		return "it is wanted, and not in order"
	case !wanted && recorded && (is.Duty == nil || is.Duty.Spec.WithdrawnTime == nil):
		return "its records were not kept, or it was not withdrawn"
	case !wanted && !recorded && is.Duty != nil:
		return "it is still there"
	case recorded && len(is.Duty.Status.Receipts) != len(was.Duty.Status.Receipts):
		return "its ledger is gone"
	}
	return ""
}
