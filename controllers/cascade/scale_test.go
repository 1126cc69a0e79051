// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package cascade_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/events"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/config"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/cascade"
	"github.com/jianguan/supervision-operator/controllers/departmentduty"
	"github.com/jianguan/supervision-operator/controllers/jurisdiction"
	"github.com/jianguan/supervision-operator/test/memory"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

const (
	prefectures           = 10
	countiesOfAPrefecture = 30
	counties              = prefectures * countiesOfAPrefecture
)

// country is a province with prefectures and counties, and the whole operator at work
// in it, its controllers wired as it wires them. Its clock is that of the bubble.
type country struct {
	*memory.Server
	client client.Client
}

func newCountry(ctx context.Context, t *testing.T) *country {
	t.Helper()
	recorder, now := &events.FakeRecorder{}, clock.RealClock{}
	server, err := memory.New(ctx, now.Now)
	if err != nil {
		t.Fatal(err)
	}
	c := &country{Server: server, client: server.Client()}
	mgr, err := ctrl.NewManager(&rest.Config{Host: "https://nowhere.invalid"}, ctrl.Options{
		Scheme: server.Scheme(), Metrics: metricsserver.Options{BindAddress: "0"},
		Controller:     config.Controller{SkipNameValidation: new(true)},
		MapperProvider: func(*rest.Config, *http.Client) (meta.RESTMapper, error) { return meta.NewDefaultRESTMapper(nil), nil },
		NewCache:       func(*rest.Config, cache.Options) (cache.Cache, error) { return server, nil },
		NewClient:      func(*rest.Config, client.Options) (client.Client, error) { return c.client, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, controller := range []interface{ SetupWithManager(ctrl.Manager) error }{
		&departmentduty.Reconciler{Client: c.client, Recorder: recorder, Clock: now},
		&jurisdiction.Reconciler{Client: c.client, APIReader: c.client, Recorder: recorder, Clock: now},
		&cascade.Reconciler{Client: c.client, APIReader: c.client, Recorder: recorder, Clock: now},
	} {
		if err := controller.SetupWithManager(mgr); err != nil {
			t.Fatal(err)
		}
	}
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- mgr.Start(running) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	synctest.Wait()
	c.add(t, wrappers.Jurisdiction("province").Level(v1alpha1.LevelProvince).Departments(wrappers.DefaultDepartment).Obj())
	for p := range prefectures {
		prefecture := v1alpha1.JurisdictionName(fmt.Sprintf("prefecture-%d", p))
		c.add(t, wrappers.Jurisdiction(string(prefecture)).Level(v1alpha1.LevelPrefecture).Parent("province").Obj())
		for n := range countiesOfAPrefecture {
			c.add(t, wrappers.Jurisdiction(fmt.Sprintf("county-%d-%d", p, n)).Level(v1alpha1.LevelCounty).Parent(prefecture).
				Departments(wrappers.DefaultDepartment).Obj())
		}
	}
	c.settle()
	c.Counted()
	return c
}

// add has somebody create an object, which does not count as a write of the operator's.
func (c *country) add(t *testing.T, object client.Object) {
	t.Helper()
	if err := c.Put(object); err != nil {
		t.Fatal(err)
	}
}

// settle waits until nothing is left to be done. Time stands still as long as somebody
// works.
func (c *country) settle() {
	<-time.After(time.Minute)
	synctest.Wait()
}

func (c *country) origin(t *testing.T) *v1alpha1.DepartmentDuty {
	t.Helper()
	duty := wrappers.Duty("clinics").Namespace("region-province").Obj()
	if err := c.client.Get(t.Context(), client.ObjectKeyFromObject(duty), duty); err != nil {
		t.Fatal(err)
	}
	return duty
}

// report is a completion by a county.
func report(county string) *v1alpha1.DutyReport {
	return wrappers.Report("done").Namespace(v1alpha1.NamespacePrefix + county).Duty("province.clinics").
		Department(wrappers.DefaultDepartment).Completion().FiledBy("wei").Obj()
}

// sum adds up the writes whose key begins with one of the prefixes.
func sum(writes map[string]int, prefixes ...string) (total int) {
	for key, n := range writes {
		for _, prefix := range prefixes {
			if strings.HasPrefix(key, prefix) {
				total += n
			}
		}
	}
	return total
}

func TestADutyForThreeHundredCounties(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCountry(t.Context(), t)

		t.Log("the duty is handed down")
		c.add(t, wrappers.Duty("clinics").Namespace("region-province").Due("2001").Review(v1alpha1.ReviewNone).Reporters(v1alpha1.ReportersLeads).
			WarnBefore(wrappers.Days(30)).Cascade(wrappers.Cascade(v1alpha1.LevelCounty)).Obj())
		c.settle()
		writes := c.Counted()
		for p := range prefectures {
			for n := range countiesOfAPrefecture {
				key := fmt.Sprintf("DepartmentDuty region-county-%d-%d/province.clinics", p, n)
				if writes["create "+key] != 1 || writes["status "+key] != 1 || writes["patch "+key] != 0 {
					t.Errorf("%s: %d creations, %d statuses, %d patches; want one creation and one status",
						key, writes["create "+key], writes["status "+key], writes["patch "+key])
				}
			}
		}
		if got := sum(writes, "create"); got != counties {
			t.Errorf("%d creations, want %d", got, counties)
		}
		if got := writes["status DepartmentDuty region-province/clinics"]; got > 2 {
			t.Errorf("the status of the origin was written %d times, want when it was first seen, and once it was handed down", got)
		}
		if got := sum(writes, "patch", "delete"); got != 0 {
			t.Errorf("%d other writes", got)
		}
		status := c.origin(t).Status.Cascade
		if *status.Total != counties || *status.Troubled != 0 || *status.Completed != 0 {
			t.Errorf("of %d copies %d are troubled and %d completed", *status.Total, *status.Troubled, *status.Completed)
		}

		t.Log("one county reports")
		c.add(t, report("county-7-3"))
		c.settle()
		want := map[string]int{
			"status DutyReport region-county-7-3/done":                 1,
			"status DepartmentDuty region-county-7-3/province.clinics": 1,
			"status Jurisdiction county-7-3":                           1,
			"status Jurisdiction prefecture-7":                         1,
			"status Jurisdiction province":                             1,
			"status DepartmentDuty region-province/clinics":            1,
		}
		if diff := cmp.Diff(want, c.Counted()); diff != "" {
			t.Errorf("writes (-want +got):\n%s", diff)
		}
		if got := *c.origin(t).Status.Cascade.Completed; got != 1 {
			t.Errorf("%d copies are completed", got)
		}

		t.Log("one county reports progress, which is no business of anybody above")
		progress := report("county-2-1")
		progress.Name, progress.Spec.Type = "begun", v1alpha1.ReportProgress
		c.add(t, progress)
		c.settle()
		want = map[string]int{
			"status DutyReport region-county-2-1/begun":                1,
			"status DepartmentDuty region-county-2-1/province.clinics": 1,
		}
		if diff := cmp.Diff(want, c.Counted()); diff != "" {
			t.Errorf("writes (-want +got):\n%s", diff)
		}

		t.Log("all others report at once")
		for p := range prefectures {
			for n := range countiesOfAPrefecture {
				if p != 7 || n != 3 {
					c.add(t, report(fmt.Sprintf("county-%d-%d", p, n)))
				}
			}
		}
		c.settle()
		writes = c.Counted()
		for key, n := range writes {
			if n != 1 {
				t.Errorf("%s was written %d times", key, n)
			}
		}
		if got, want := len(writes), 3*(counties-1)+prefectures+1+1; got != want {
			t.Errorf("%d writes, want %d", got, want)
		}
		if got := *c.origin(t).Status.Cascade.Completed; got != counties {
			t.Errorf("%d copies are completed", got)
		}

		t.Log("nothing happens")
		c.settle()
		if writes := c.Counted(); len(writes) != 0 {
			t.Errorf("writes %v", writes)
		}
	})
}
