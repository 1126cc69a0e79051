// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package upkeep_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/runtime"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/index"
	keeper "github.com/jianguan/supervision-operator/controllers/upkeep"
	"github.com/jianguan/supervision-operator/internal/upkeep"
)

// indexed makes a builder of fake clients what index.Setup registers its indexes with.
type indexed struct{ *fake.ClientBuilder }

func (i indexed) IndexField(_ context.Context, object client.Object, field string, extract client.IndexerFunc) error {
	i.WithIndex(object, field, extract)
	return nil
}

// serverWith is an API server, and the operator's cache with its indexes, that hold objects.
func serverWith(t *testing.T, objects ...client.Object) client.WithWatch {
	t.Helper()
	scheme := runtime.NewScheme()
	utilruntime.Must(v1alpha1.AddToScheme(scheme))
	build := fake.NewClientBuilder().WithScheme(scheme).WithObjects(objects...)
	if err := index.Setup(t.Context(), indexed{build}); err != nil {
		t.Fatal(err)
	}
	return build.Build()
}

func wanted(names ...string) []upkeep.Wanted {
	var all []upkeep.Wanted
	for _, name := range names {
		all = append(all, upkeep.Wanted{NamespacedName: client.ObjectKey{Namespace: "region-jilin", Name: name}})
	}
	return all
}

func TestGather(t *testing.T) {
	t.Parallel()
	received := duty("received").Receipt(v1alpha1.Receipt{Name: "r"}).Obj()
	elsewhere := duty("stays").Namespace("region-baishan").Obj()
	server := serverWith(t, duty("stranger").Obj(), duty("nobody-asks").Obj(), duty("stays").Obj(), report("reported"), ruling("ruled"))
	lists := 0
	cache := interceptor.NewClient(server, interceptor.Funcs{
		List: func(ctx context.Context, c client.WithWatch, list client.ObjectList, options ...client.ListOption) error {
			lists++
			return c.List(ctx, list, options...)
		},
	})
	got, err := keeper.Gather(t.Context(), cache,
		[]*v1alpha1.DepartmentDuty{duty("unused").Obj(), duty("stays").Obj(), elsewhere, duty("ruled").Obj(), received, duty("reported").Obj()},
		wanted("stranger", "new", "stays"))
	if err != nil {
		t.Fatal(err)
	}
	type existing struct {
		Namespace, Name string
		Recorded        bool
	}
	var summary []existing
	for _, e := range got {
		summary = append(summary, existing{e.Duty.Namespace, e.Duty.Name, e.Recorded})
	}
	want := []existing{
		{"region-jilin", "stranger", false},
		{"region-baishan", "stays", false},
		{"region-jilin", "received", false},
		{"region-jilin", "reported", true},
		{"region-jilin", "ruled", true},
		{"region-jilin", "stays", false},
		{"region-jilin", "unused", false},
	}
	if diff := cmp.Diff(want, summary); diff != "" {
		t.Errorf("gathered (-want +got):\n%s", diff)
	}
	// Reports of the first, the third, the fourth and the last of those made before, and the
	// rulings of all these but the one that was reported on.
	if lists != 7 {
		t.Errorf("%d lists of records, want 7: none of what is wanted, or holds a ledger", lists)
	}
}

func TestGatherFails(t *testing.T) {
	t.Parallel()
	server := serverWith(t)
	unreachable := interceptor.NewClient(server, interceptor.Funcs{
		Get: func(context.Context, client.WithWatch, client.ObjectKey, client.Object, ...client.GetOption) error {
			return errBroken
		},
	})
	tests := map[string]struct {
		cache  client.Reader
		made   []*v1alpha1.DepartmentDuty
		wanted []upkeep.Wanted
		want   string
	}{
		"a stranger": {unreachable, nil, wanted("d"), "get DepartmentDuty region-jilin/d: "},
		"reports":    {unreadable(server, "DutyReports"), []*v1alpha1.DepartmentDuty{duty("d").Obj()}, nil, "list DutyReports of region-jilin/d: "},
		"rulings":    {unreadable(server, "DutyRulings"), []*v1alpha1.DepartmentDuty{duty("d").Obj()}, nil, "list DutyRulings of region-jilin/d: "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := keeper.Gather(t.Context(), test.cache, test.made, test.wanted)
			if !errors.Is(err, errBroken) || err.Error() != test.want+errBroken.Error() || found != nil {
				t.Errorf("found %v, error %v", found, err)
			}
		})
	}
}
