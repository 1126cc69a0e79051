// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendars

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/calendar"
	"github.com/jianguan/supervision-operator/internal/calendar/workdays"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// TestDocsTellWhatTheCalendarInThemSays holds docs/calendar.md against the calendar
// that stands there.
func TestDocsTellWhatTheCalendarInThemSays(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../docs/calendar.md")
	if err != nil {
		t.Fatal(err)
	}
	docs := string(content)
	_, after, found := strings.Cut(docs, "    apiVersion: v1\n    kind: ConfigMap\n")
	if !found {
		t.Fatal("docs/calendar.md shows no ConfigMap")
	}
	var text strings.Builder
	for line := range strings.Lines(after) {
		indented, ok := strings.CutPrefix(line, "    ")
		if !ok {
			break
		}
		text.WriteString(indented)
	}
	var shown corev1.ConfigMap
	if err := yaml.UnmarshalStrict([]byte(text.String()), &shown); err != nil {
		t.Fatal(err)
	}
	if _, ok := shown.Labels[v1alpha1.LabelCalendar]; !ok {
		t.Errorf("the ConfigMap lacks the label %s", v1alpha1.LabelCalendar)
	}
	beijing := wrappers.Jurisdiction("beijing").CalendarRef(shown.Namespace, v1alpha1.ObjectName(shown.Name)).Obj()
	find := func(configMap *corev1.ConfigMap) calendar.Found {
		found, err := (&Finder{Client: cluster(t, configMap)}).Find(t.Context(), beijing, nil)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	read := find(&shown)
	if read.Reason != "" {
		t.Fatal(read.Message)
	}
	// The example of an event: eleven working days from Friday, 29 January 2027.
	shanghai, err := calendar.Location("")
	if err != nil {
		t.Fatal(err)
	}
	issued := time.Date(2027, 1, 29, 0, 0, 0, 0, shanghai)
	period := wrappers.WorkingDays(11)
	was, _ := calendar.Region{Location: shanghai, Workdays: workdays.Builtin()}.DueWithin(issued, &period)
	is, _ := calendar.Region{Location: shanghai, Workdays: read.Workdays}.DueWithin(issued, &period)
	moved := fmt.Sprintf("the deadline moved from %s to %s, on the calendar %s, version %s", was.UTC().Format(time.RFC3339),
		is.UTC().Format(time.RFC3339), client.ObjectKeyFromObject(&shown), read.Workdays.Version())

	wrong := shown.DeepCopy()
	wrong.ResourceVersion = ""
	wrong.Data["2027"] = strings.Replace(wrong.Data["2027"], "2027-02-11", "2027-02-30", 1)
	refused, _, _ := strings.Cut(find(wrong).Message, ": write")
	for _, said := range []string{"version: " + read.Workdays.Version(), moved, refused} {
		if !strings.Contains(docs, said) {
			t.Errorf("docs/calendar.md does not say %q", said)
		}
	}
}
