// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jointmeeting_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/events"
	"k8s.io/utils/clock"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/config"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/controllers/jointmeeting"
	"github.com/jianguan/supervision-operator/test/memory"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// city is a region below a province, with meetings, and the controller at work in it, wired
// as it wires itself. Its clock is that of the bubble.
type city struct {
	*memory.Server
	client watching
	// stepped tells the controller that the clock was found wrong.
	stepped func()

	mutex     sync.Mutex
	evaluated []string
}

// watching notes which meetings are evaluated: each evaluation gets its meeting once.
type watching struct {
	client.Client
	city *city
}

func (w watching) Get(ctx context.Context, key client.ObjectKey, into client.Object, options ...client.GetOption) error {
	if _, ok := into.(*v1alpha1.JointMeeting); ok {
		w.city.mutex.Lock()
		w.city.evaluated = append(w.city.evaluated, key.Name)
		w.city.mutex.Unlock()
	}
	return w.Client.Get(ctx, key, into, options...)
}

// The meetings of the city, and the one of the city beside it.
const (
	plenary, liaison, themed, unthemed = "plenary", "liaison", "themed", "unthemed"
	elsewhere                          = "elsewhere"
)

func newCity(ctx context.Context, t *testing.T) *city {
	t.Helper()
	server, err := memory.New(ctx, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	c := &city{Server: server}
	c.client = watching{Client: server.Client(), city: c}
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
	reconciler := &jointmeeting.Reconciler{
		Client: c.client, APIReader: c.client, Recorder: &events.FakeRecorder{}, Clock: clock.RealClock{},
		OnClockStep: func(f func()) { c.stepped = f },
	}
	if err := reconciler.SetupWithManager(mgr); err != nil {
		t.Fatal(err)
	}
	c.declare(t)
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- mgr.Start(running) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	c.settle()
	return c
}

// declare makes the province, the two cities, and what is in them.
func (c *city) declare(t *testing.T) {
	t.Helper()
	here, beside := v1alpha1.NamespacePrefix+"here", v1alpha1.NamespacePrefix+"beside"
	c.put(t,
		wrappers.Jurisdiction("province").Level(v1alpha1.LevelProvince).Holds("region-province").Obj(),
		wrappers.Jurisdiction("here").Parent("province").Scopes("advertising").Office(wrappers.DefaultDepartment).Holds(here).Obj(),
		wrappers.Jurisdiction("beside").CalendarRef("default", "days-beside").Holds(beside).Obj(),
		calendarNamed("days-beside", ""))
	for _, meeting := range []*wrappers.MeetingWrapper{
		wrappers.Meeting(plenary), wrappers.Meeting(liaison).Liaison(), wrappers.Meeting(themed).Special("advertising"),
		wrappers.Meeting(unthemed).Special(),
	} {
		c.put(t, meeting.Namespace(here).Schedule("0 9 15 3,6,9,12 *").Obj())
	}
	c.put(t, wrappers.Meeting(elsewhere).Namespace(beside).Schedule("0 9 15 3,6,9,12 *").Obj(),
		wrappers.Duty("duty").Namespace(here).Scope("advertising").Obj(), wrappers.Duty("duty").Namespace(beside).Obj(),
		wrappers.Duty("decided").Namespace(here).Obj())
}

func calendarNamed(name, more string) *corev1.ConfigMap {
	return &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Namespace: "default", Name: name, Labels: map[string]string{v1alpha1.LabelCalendar: ""}},
		Data:       map[string]string{"2000": "2000-01-01 holiday\n2000-05-01 holiday\n2000-10-01..2000-10-07 holiday\n" + more},
	}
}

// put has somebody make objects, or replace them.
func (c *city) put(t *testing.T, objects ...client.Object) {
	t.Helper()
	for _, object := range objects {
		if err := c.Put(object); err != nil {
			t.Fatal(err)
		}
	}
}

// settle waits until nothing is left to be done. Time stands still as long as somebody
// works.
func (c *city) settle() {
	<-time.After(time.Minute)
	synctest.Wait()
}

// woken returns the meetings that were evaluated since it was last called, in the order of
// their names.
func (c *city) woken() []string {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	woken := slices.Compact(slices.Sorted(slices.Values(c.evaluated)))
	c.evaluated = nil
	return woken
}

// change edits an object of the city, status and all.
func change[T client.Object](t *testing.T, c *city, object T, edit func(T)) {
	t.Helper()
	if err := c.Get(t.Context(), client.ObjectKeyFromObject(object), object); err != nil {
		t.Fatal(err)
	}
	edit(object)
	c.put(t, object)
}

func dutyHere(name string) *v1alpha1.DepartmentDuty {
	return wrappers.Duty(name).Namespace("region-here").Obj()
}

func statusOf(meetings ...string) map[string]int {
	writes := map[string]int{}
	for _, meeting := range meetings {
		writes["status JointMeeting region-here/"+meeting] = 1
	}
	return writes
}

// TestWhatWakesMeetings has everything change that is watched, and counts the meetings
// that are evaluated and written.
func TestWhatWakesMeetings(t *testing.T) {
	all := []string{liaison, plenary, themed, unthemed}
	duty := func(name string, edit func(*v1alpha1.DepartmentDuty)) func(*testing.T, *city) {
		return func(t *testing.T, c *city) { t.Helper(); change(t, c, dutyHere(name), edit) }
	}
	region := func(name string, edit func(*v1alpha1.Jurisdiction)) func(*testing.T, *city) {
		return func(t *testing.T, c *city) { t.Helper(); change(t, c, wrappers.Jurisdiction(name).Obj(), edit) }
	}
	minutes := func() *v1alpha1.MeetingMinutes {
		return wrappers.Minutes("m").Namespace("region-here").Meeting(plenary).Session("1999-12-15").Obj()
	}
	recorded := statusOf(plenary)
	recorded["status MeetingMinutes region-here/m"] = 1
	steps := []step{
		{"a duty whose deadline comes near", duty("duty", func(d *v1alpha1.DepartmentDuty) {
			d.Status.Light, d.Status.NextDeadline = v1alpha1.LightYellow, new(metav1.Now())
		}), nil, nil},
		{"a duty that is reported on", duty("duty", func(d *v1alpha1.DepartmentDuty) {
			d.Status.Receipts = []v1alpha1.Receipt{{Name: "r"}}
			d.Status.Checkpoints = []v1alpha1.Checkpoint{{Name: v1alpha1.CheckpointFinal}}
		}), nil, nil},
		{"a duty that is due at another time", duty("duty", func(d *v1alpha1.DepartmentDuty) { d.Spec.Due = "2001" }), nil, nil},
		{"a duty with another label", duty("duty", func(d *v1alpha1.DepartmentDuty) { d.Labels = map[string]string{"a": "b"} }), nil, nil},
		{"a duty that turns overdue", duty("duty", func(d *v1alpha1.DepartmentDuty) {
			d.Status.Light, d.Status.OverdueSince = v1alpha1.LightRed, new(metav1.Now())
		}), all, statusOf(liaison, plenary, themed)},
		{"a duty of another city that does", func(t *testing.T, c *city) {
			t.Helper()
			change(t, c, wrappers.Duty("duty").Namespace("region-beside").Obj(), func(d *v1alpha1.DepartmentDuty) { d.Status.Light = v1alpha1.LightRed })
		}, []string{elsewhere}, map[string]int{"status JointMeeting region-beside/elsewhere": 1}},
		{"a duty with another title", duty("duty", func(d *v1alpha1.DepartmentDuty) { d.Spec.Title = "another" }), all, statusOf(liaison, plenary, themed)},
		{"a duty that is new, and led by a stranger", func(t *testing.T, c *city) {
			t.Helper()
			c.put(t, wrappers.Duty("new").Namespace("region-here").Leads("archives").Obj())
		}, all, statusOf(liaison, plenary)},
		{"a duty that is deleted", func(t *testing.T, c *city) {
			t.Helper()
			if err := c.client.Delete(t.Context(), dutyHere("new")); err != nil {
				t.Fatal(err)
			}
			c.Counted()
		}, all, statusOf(liaison, plenary)},

		{"minutes that are filed", func(t *testing.T, c *city) { t.Helper(); c.put(t, minutes()) }, []string{plenary}, recorded},
		{"minutes whose status somebody changes", func(t *testing.T, c *city) {
			t.Helper()
			change(t, c, minutes(), func(m *v1alpha1.MeetingMinutes) { m.Labels = map[string]string{"a": "b"} })
		}, nil, nil},
		{"minutes that are purged", func(t *testing.T, c *city) {
			t.Helper()
			if err := c.client.Delete(t.Context(), minutes()); err != nil {
				t.Fatal(err)
			}
			c.Counted()
		}, []string{plenary}, nil},

		{"a meeting with another label", func(t *testing.T, c *city) {
			t.Helper()
			change(t, c, wrappers.Meeting(plenary).Namespace("region-here").Obj(), func(m *v1alpha1.JointMeeting) { m.Labels = map[string]string{"a": "b"} })
		}, nil, nil},
		{"a meeting that was restored, says an annotation", func(t *testing.T, c *city) {
			t.Helper()
			change(t, c, wrappers.Meeting(plenary).Namespace("region-here").Obj(), func(m *v1alpha1.JointMeeting) {
				m.Annotations = map[string]string{v1alpha1.AnnotationRestored: "1999-01-01T00:00:00Z"}
			})
		}, []string{plenary}, nil},
		{"a meeting with another quorum", func(t *testing.T, c *city) {
			t.Helper()
			change(t, c, wrappers.Meeting(liaison).Namespace("region-here").Obj(), func(m *v1alpha1.JointMeeting) { m.Spec.Quorum.Number = 1 })
		}, []string{liaison}, statusOf(liaison)},

		{"a region that counts", region("here", func(j *v1alpha1.Jurisdiction) {
			j.Status.Own.Duties.Overdue, j.Status.Light = new(int32(1)), v1alpha1.LightRed
			j.Status.Conditions = []metav1.Condition{{Type: v1alpha1.ConditionDutiesOnTrack, Status: metav1.ConditionFalse}}
		}), nil, nil},
		{"a region whose plan has a gap", region("here", func(j *v1alpha1.Jurisdiction) {
			j.Status.Conditions = append(j.Status.Conditions, metav1.Condition{
				Type: v1alpha1.ConditionScopesCovered, Status: metav1.ConditionFalse, Reason: v1alpha1.ReasonScopesUncovered,
			})
		}), all, statusOf(liaison, plenary)},
		{"a region that declares a department more", region("here", func(j *v1alpha1.Jurisdiction) {
			j.Spec.Departments = append(j.Spec.Departments, wrappers.Department("archives").Obj())
		}), all, nil},
		{"a region that holds its namespace no more", region("here", func(j *v1alpha1.Jurisdiction) { j.Status.Namespace = "" }), all,
			statusOf(all...)},
		{"a region that holds it again", region("here", func(j *v1alpha1.Jurisdiction) { j.Status.Namespace = "region-here" }), all,
			statusOf(all...)},
		{"a region above that has another name", region("province", func(j *v1alpha1.Jurisdiction) { j.Spec.DisplayName = "another" }), nil, nil},
		{"a region above that counts on another calendar", region("province", func(j *v1alpha1.Jurisdiction) {
			j.Spec.CalendarRef = v1alpha1.CalendarReference{Namespace: "default", Name: "days"}
		}), all, statusOf(all...)},
		{"the calendar of a region above", func(t *testing.T, c *city) { t.Helper(); c.put(t, calendarNamed("days", "")) }, all, statusOf(all...)},
		{"that calendar with an annotation more", func(t *testing.T, c *city) {
			t.Helper()
			change(t, c, calendarNamed("days", ""), func(m *corev1.ConfigMap) { m.Annotations = map[string]string{"a": "b"} })
		}, nil, nil},
		{"a calendar that is another's", func(t *testing.T, c *city) {
			t.Helper()
			c.put(t, calendarNamed("days-beside", "2000-03-14 holiday\n"))
		}, []string{elsewhere}, map[string]int{"status JointMeeting region-beside/elsewhere": 1}},
		{"a calendar that nobody counts on", func(t *testing.T, c *city) { t.Helper(); c.put(t, calendarNamed("unused", "")) }, nil, nil},
		{"the clock found wrong", func(_ *testing.T, c *city) { c.stepped() }, []string{elsewhere, liaison, plenary, themed, unthemed}, nil},
	}
	synctest.Test(t, func(t *testing.T) {
		c := newCity(t.Context(), t)
		for _, step := range steps {
			step.take(t, c)
		}
	})
}

// step is something that happens in the city.
type step struct {
	name string
	do   func(*testing.T, *city)
	// woken are the meetings that are evaluated, and writes those of the controller.
	woken  []string
	writes map[string]int
}

// take has it happen, and compares what the controller does about it.
func (s *step) take(t *testing.T, c *city) {
	t.Helper()
	c.settle()
	c.woken()
	c.Counted()
	s.do(t, c)
	c.settle()
	if diff := cmp.Diff(s.woken, c.woken()); diff != "" {
		t.Errorf("%s: meetings evaluated (-want +got):\n%s", s.name, diff)
	}
	want := s.writes
	if want == nil {
		want = map[string]int{}
	}
	if diff := cmp.Diff(want, c.Counted()); diff != "" {
		t.Errorf("%s: writes (-want +got):\n%s", s.name, diff)
	}
}

// TestWhatWakesTheMeetingOfADecision has somebody change the duty of a decision in what no
// agenda takes from it: only the meeting that it comes from is asked.
func TestWhatWakesTheMeetingOfADecision(t *testing.T) {
	const name = "plenary-1999-12-15-d1"
	patched := map[string]int{"patch DepartmentDuty region-here/" + name: 1}
	foreign := func(edit func(*v1alpha1.DepartmentDuty)) func(*testing.T, *city) {
		return func(t *testing.T, c *city) { t.Helper(); change(t, c, dutyHere(name), edit) }
	}
	synctest.Test(t, func(t *testing.T) {
		c := newCity(t.Context(), t)
		c.put(t, wrappers.Minutes("m").Namespace("region-here").Meeting(plenary).Session("1999-12-15").
			Decision(wrappers.Decision("d1")).Obj())
		c.settle()
		for _, step := range []step{
			{"another deadline", foreign(func(d *v1alpha1.DepartmentDuty) { d.Spec.Due = "2099" }), []string{plenary}, patched},
			{"without the label of its meeting", foreign(func(d *v1alpha1.DepartmentDuty) { delete(d.Labels, v1alpha1.LabelMeeting) }),
				[]string{plenary}, patched},
			{"without the label of the operator", foreign(func(d *v1alpha1.DepartmentDuty) { delete(d.Labels, v1alpha1.LabelManagedBy) }),
				[]string{plenary}, patched},
			{"another label", foreign(func(d *v1alpha1.DepartmentDuty) { d.Labels["a"] = "b" }), nil, nil},
			{"evaluated", foreign(func(d *v1alpha1.DepartmentDuty) {
				d.Status.ObservedGeneration, d.Status.Light = d.Generation, v1alpha1.LightBlue
			}), nil, nil},
		} {
			step.take(t, c)
		}
	})
}

// TestWhatADutyCosts counts the writes that follow when duties turn overdue: one for each
// meeting whose agenda they enter, however many they are.
func TestWhatADutyCosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCity(t.Context(), t)
		const duties = 1000
		for i := range duties {
			c.put(t, wrappers.Duty(fmt.Sprintf("duty-%d", i)).Namespace("region-here").Obj())
		}
		red := func(i int) {
			change(t, c, dutyHere(fmt.Sprintf("duty-%d", i)), func(d *v1alpha1.DepartmentDuty) { d.Status.Light = v1alpha1.LightRed })
		}
		for _, step := range []step{
			{"one", func(*testing.T, *city) { red(0) }, []string{liaison, plenary, themed, unthemed}, statusOf(liaison, plenary)},
			{"all the others at one moment", func(*testing.T, *city) {
				for i := range duties - 1 {
					red(1 + i)
				}
			}, []string{liaison, plenary, themed, unthemed}, statusOf(liaison, plenary)},
		} {
			step.take(t, c)
		}
		meeting := wrappers.Meeting(plenary).Namespace("region-here").Obj()
		if err := c.Get(t.Context(), client.ObjectKeyFromObject(meeting), meeting); err != nil {
			t.Fatal(err)
		}
		if next := &meeting.Status.Next; len(next.Agenda) != 30 || *next.AgendaTotal != duties {
			t.Errorf("the agenda has %d items of %d, want 30 of %d", len(next.Agenda), *next.AgendaTotal, duties)
		}
	})
}
