// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendars

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"
	"sigs.k8s.io/controller-runtime/pkg/event"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/index"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// notice2027 is a notice that is complete, with one line of its own.
func notice2027(line string) map[string]string {
	return map[string]string{"2027": "2027-01-01 holiday\n2027-05-01 holiday\n2027-10-01 holiday\n" + line + "\n"}
}

func configMap(name string, data map[string]string) *corev1.ConfigMap {
	return &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Namespace: "platform", Name: name, Labels: map[string]string{v1alpha1.LabelCalendar: ""}},
		Data:       data,
	}
}

// indexed makes a builder of fake clients what index.Setup registers its indexes with.
type indexed struct{ *fake.ClientBuilder }

func (i indexed) IndexField(_ context.Context, object client.Object, field string, extract client.IndexerFunc) error {
	i.WithIndex(object, field, extract)
	return nil
}

func cluster(t *testing.T, objects ...client.Object) client.WithWatch {
	t.Helper()
	scheme := runtime.NewScheme()
	utilruntime.Must(clientgoscheme.AddToScheme(scheme))
	utilruntime.Must(v1alpha1.AddToScheme(scheme))
	build := fake.NewClientBuilder().WithScheme(scheme).WithObjects(objects...)
	if err := index.Setup(t.Context(), indexed{build}); err != nil {
		t.Fatal(err)
	}
	return build.Build()
}

func TestFind(t *testing.T) {
	t.Parallel()
	builtin := workdays.Builtin()
	unlabelled := configMap("unlabelled", notice2027(""))
	unlabelled.Labels = nil
	binary := configMap("binary", notice2027(""))
	binary.BinaryData = map[string][]byte{"2028": {0xff}}
	finder := &Finder{Client: cluster(t, configMap("national", notice2027("2027-06-09 holiday")), configMap("empty", nil), unlabelled, binary,
		configMap("garbage", notice2027("2027-06-99 holiday")), configMap("named", map[string]string{"2027.txt": ""}))}
	county := wrappers.Jurisdiction("county")
	province := wrappers.Jurisdiction("province").Level(v1alpha1.LevelProvince)
	tests := map[string]struct {
		region    *v1alpha1.Jurisdiction
		ancestors []*v1alpha1.Jurisdiction
		source    string
		same      bool
		reason    string
		waiting   bool
		told      []string
	}{
		"the operator's own": {region: county.Obj(), source: "builtin", same: true},
		"of the region": {
			region: wrappers.Jurisdiction("county").CalendarRef("platform", "national").Parent("province").Obj(), source: "platform/national",
		},
		"of the nearest ancestor": {
			region: wrappers.Jurisdiction("county").Parent("city").Obj(),
			ancestors: []*v1alpha1.Jurisdiction{
				wrappers.Jurisdiction("city").Parent("province").CalendarRef("platform", "national").Obj(),
				wrappers.Jurisdiction("province").CalendarRef("platform", "garbage").Obj(),
			},
			source: "platform/national",
		},
		"of none of the ancestors": {
			region: wrappers.Jurisdiction("county").Parent("province").Obj(), ancestors: []*v1alpha1.Jurisdiction{province.Obj()},
			source: "builtin", same: true,
		},
		"one that says nothing": {region: wrappers.Jurisdiction("county").CalendarRef("platform", "empty").Obj(), source: "platform/empty", same: true},
		"one that does not exist": {
			region: wrappers.Jurisdiction("county").CalendarRef("platform", "missing").Obj(),
			reason: v1alpha1.ReasonCalendarNotFound, waiting: true, told: []string{`"county"`, "platform/missing", "does not exist"},
		},
		"one without the label": {
			region: wrappers.Jurisdiction("county").CalendarRef("platform", "unlabelled").Obj(),
			reason: v1alpha1.ReasonCalendarNotFound, waiting: true, told: []string{`"county"`, "platform/unlabelled", v1alpha1.LabelCalendar},
		},
		"garbage, of an ancestor": {
			region:    wrappers.Jurisdiction("county").Parent("province").Obj(),
			ancestors: []*v1alpha1.Jurisdiction{wrappers.Jurisdiction("province").CalendarRef("platform", "garbage").Obj()},
			reason:    v1alpha1.ReasonInvalidCalendar,
			told:      []string{`Jurisdiction "province": spec.calendarRef: ConfigMap platform/garbage: key "2027", line 4: "2027-06-99" is not a day`},
		},
		"a key that is no year": {
			region: wrappers.Jurisdiction("county").CalendarRef("platform", "named").Obj(),
			reason: v1alpha1.ReasonInvalidCalendar, told: []string{"platform/named", `key "2027.txt" is not a year`},
		},
		"bytes that are no text": {
			region: wrappers.Jurisdiction("county").CalendarRef("platform", "binary").Obj(),
			reason: v1alpha1.ReasonInvalidCalendar, told: []string{"platform/binary", `key "2028"`, "UTF-8"},
		},
		"a line of parents that is not known": {
			region: wrappers.Jurisdiction("county").Parent("province").Obj(),
			reason: v1alpha1.ReasonParentNotFound, waiting: true, told: []string{`"county"`, `"province"`},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// Twice, as the second time it is known.
			for range 2 {
				found, err := finder.Find(t.Context(), test.region, test.ancestors)
				if err != nil {
					t.Fatal(err)
				}
				if found.Reason != test.reason || found.Waiting != test.waiting {
					t.Errorf("found %s (waiting %t), want %s (%t)", found.Reason, found.Waiting, test.reason, test.waiting)
				}
				for _, text := range test.told {
					if !strings.Contains(found.Message, text) {
						t.Errorf("message %q does not say %q", found.Message, text)
					}
				}
				if found.Workdays.Source() != test.source {
					t.Errorf("source %q, want %q", found.Workdays.Source(), test.source)
				}
				if test.source != "" && (found.Workdays.Version() == builtin.Version()) != test.same {
					t.Errorf("the version is that of the operator's own: %t, want %t", !test.same, test.same)
				}
			}
		})
	}
}

func TestFindTellsWhatTheCacheRefuses(t *testing.T) {
	t.Parallel()
	broken := errors.New("the cache is stopping")
	finder := &Finder{Client: interceptor.NewClient(cluster(t), interceptor.Funcs{
		Get: func(context.Context, client.WithWatch, client.ObjectKey, client.Object, ...client.GetOption) error {
			return broken
		},
	})}
	_, err := finder.Find(t.Context(), wrappers.Jurisdiction("county").CalendarRef("platform", "national").Obj(), nil)
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), "platform/national") {
		t.Errorf("Find: %v, want the error and the ConfigMap", err)
	}
}

// TestFindParsesEachVersionOnce holds that what was parsed is kept by UID and
// resource version: other data under both is not looked at.
func TestFindParsesEachVersionOnce(t *testing.T) {
	t.Parallel()
	current := configMap("national", notice2027("2027-06-09 holiday"))
	current.UID, current.ResourceVersion = "1", "1"
	var lock sync.Mutex
	finder := &Finder{Client: interceptor.NewClient(cluster(t), interceptor.Funcs{
		Get: func(_ context.Context, _ client.WithWatch, _ client.ObjectKey, into client.Object, _ ...client.GetOption) error {
			lock.Lock()
			defer lock.Unlock()
			current.DeepCopyInto(into.(*corev1.ConfigMap)) //nolint:forcetypeassert // Finder gets nothing else.
			return nil
		},
	})}
	region := wrappers.Jurisdiction("county").CalendarRef("platform", "national").Obj()
	version := func() string {
		found, err := finder.Find(t.Context(), region, nil)
		if err != nil {
			t.Error(err)
		}
		return found.Workdays.Version()
	}
	change := func(uid, resourceVersion, line string) {
		lock.Lock()
		defer lock.Unlock()
		current.UID, current.ResourceVersion, current.Data = types.UID(uid), resourceVersion, notice2027(line)
	}
	first := version()
	change("1", "1", "2027-06-10 holiday")
	if version() != first {
		t.Error("the same version was parsed again")
	}
	change("1", "2", "2027-06-10 holiday")
	second := version()
	change("2", "2", "2027-06-11 holiday")
	if third := version(); second == first || third == second {
		t.Error("a new version, or a new object of that name, was not parsed")
	}
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			for j := range 50 {
				change("2", fmt.Sprint(i, j), "2027-06-12 holiday")
				version()
			}
		})
	}
	group.Wait()
}

func TestFindKeepsABoundedNumber(t *testing.T) {
	t.Parallel()
	finder := &Finder{}
	for i := range 3*maxParsed + 1 {
		name := fmt.Sprintf("calendar-%d", i)
		finder.parse(client.ObjectKey{Namespace: "platform", Name: name}, configMap(name, nil))
		if len(finder.parsed) > maxParsed {
			t.Fatalf("%d calendars are kept, want %d at most", len(finder.parsed), maxParsed)
		}
	}
}

func TestUsers(t *testing.T) {
	t.Parallel()
	region := func(name, parent, calendar string) client.Object {
		w := wrappers.Jurisdiction(name)
		if parent != "" {
			w.Parent(v1alpha1.JurisdictionName(parent))
		}
		if calendar != "" {
			w.CalendarRef("platform", v1alpha1.ObjectName(calendar))
		}
		return w.Obj()
	}
	reader := cluster(t,
		region("province", "", "national"), region("city", "province", ""), region("county", "city", ""),
		region("apart", "province", "local"), region("below-apart", "apart", ""), region("again", "apart", "national"),
		region("elsewhere", "", ""),
		region("circle", "round", "circular"), region("round", "circle", ""))
	for name, want := range map[string][]string{
		"national": {"again", "city", "county", "province"},
		"local":    {"apart", "below-apart"},
		"circular": {"circle", "round"},
		"unused":   {},
	} {
		users, err := Users(t.Context(), reader, "platform", name)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		for _, user := range users {
			got[user.Name] = true
		}
		expected := map[string]bool{}
		for _, user := range want {
			expected[user] = true
		}
		if diff := cmp.Diff(expected, got); diff != "" || len(users) != len(want) {
			t.Errorf("who counts on %s (-want +got):\n%s", name, diff)
		}
	}
}

func TestChanged(t *testing.T) {
	t.Parallel()
	before := configMap("national", notice2027(""))
	annotated := before.DeepCopy()
	annotated.Annotations = map[string]string{"note": "looked at"}
	recreated := before.DeepCopy()
	recreated.UID = "2"
	binary := before.DeepCopy()
	binary.BinaryData = map[string][]byte{"2028": nil}
	for name, test := range map[string]struct {
		after *corev1.ConfigMap
		want  bool
	}{
		"nothing":             {before, false},
		"an annotation":       {annotated, false},
		"a line":              {configMap("national", notice2027("2027-06-09 holiday")), true},
		"bytes":               {binary, true},
		"another object":      {recreated, true},
		"what is said at all": {configMap("national", nil), true},
	} {
		if got := Changed().Update(event.UpdateEvent{ObjectOld: before, ObjectNew: test.after}); got != test.want {
			t.Errorf("%s passes: %t, want %t", name, got, test.want)
		}
	}
	if !Changed().Create(event.CreateEvent{Object: before}) || Changed().Create(event.CreateEvent{Object: before, IsInInitialList: true}) {
		t.Error("a new calendar passes, and those there at the start do not")
	}
	if !Changed().Delete(event.DeleteEvent{Object: before}) {
		t.Error("a calendar that goes passes")
	}
}

func TestCacheHoldsCalendarsOnly(t *testing.T) {
	t.Parallel()
	selector := CacheOptions().Label
	for value, want := range map[string]bool{v1alpha1.LabelCalendar: true, "supervision.jianguan.io/other": false} {
		if got := selector.Matches(labels.Set{value: "national"}); got != want {
			t.Errorf("label %s is selected: %t", value, got)
		}
	}
}
