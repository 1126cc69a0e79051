// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meetings

import (
	"time"

	corev1 "k8s.io/api/core/v1"
	toolscache "k8s.io/client-go/tools/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/agenda"
	"github.com/jianguan/supervision-operator/test/memory"
)

// gathering is how long a change of a duty waits for others before the meetings of its namespace are looked at.
const gathering = 200 * time.Millisecond

// watch has the operator hear of what its watches pass: what is new, gone or has another spec; and of duties what stands on
// agendas.
func (o *operator) watch() {
	for _, like := range []client.Object{
		&v1alpha1.JointMeeting{}, &v1alpha1.MeetingMinutes{}, &v1alpha1.DepartmentDuty{}, &v1alpha1.DutyReport{},
		&v1alpha1.DutyRuling{}, &v1alpha1.Jurisdiction{}, &corev1.ConfigMap{},
	} {
		informer, err := o.server.GetInformer(o.tb.Context(), like)
		if err != nil {
			o.tb.Fatal(err)
		}
		if _, err := informer.AddEventHandler(toolscache.ResourceEventHandlerFuncs{
			AddFunc: o.heard, DeleteFunc: o.heard, UpdateFunc: o.heardChange,
		}); err != nil {
			o.tb.Fatal(err)
		}
	}
}

func (o *operator) heardChange(before, after any) {
	if duty, ok := after.(*v1alpha1.DepartmentDuty); ok {
		was, ok := before.(*v1alpha1.DepartmentDuty)
		if ok && !agenda.Alike(was, duty) {
			o.wakeMeetings(duty.Namespace, gathering)
		}
		if ok && was.Generation != duty.Generation {
			o.wake(dutyWork(client.ObjectKeyFromObject(duty)), 0)
			for _, meeting := range []v1alpha1.ObjectName{was.Spec.Decision.Meeting, duty.Spec.Decision.Meeting} {
				if meeting != "" {
					o.wake(meetingWork(client.ObjectKey{Namespace: duty.Namespace, Name: string(meeting)}), 0)
				}
			}
		}
		return
	}
	was, ok := before.(client.Object)
	is, isObject := after.(client.Object)
	if _, noSpec := after.(*corev1.ConfigMap); ok && isObject && (noSpec || was.GetGeneration() != is.GetGeneration()) {
		o.heard(after)
	}
}

func (o *operator) heard(what any) {
	switch object := what.(type) {
	case *v1alpha1.JointMeeting:
		o.wake(meetingWork(client.ObjectKeyFromObject(object)), 0)
	case *v1alpha1.MeetingMinutes:
		o.wake(meetingWork(meetingOf(object)), 0)
	case *v1alpha1.DepartmentDuty:
		o.wake(dutyWork(client.ObjectKeyFromObject(object)), 0)
		o.wakeMeetings(object.Namespace, gathering)
	case *v1alpha1.DutyReport:
		o.wake(dutyWork(client.ObjectKey{Namespace: object.Namespace, Name: string(object.Spec.DutyRef.Name)}), 0)
	case *v1alpha1.DutyRuling:
		o.wake(dutyWork(client.ObjectKey{Namespace: object.Namespace, Name: string(object.Spec.DutyRef.Name)}), 0)
	default:
		o.wakeAll()
	}
}

func (o *operator) wakeMeetings(namespace string, later time.Duration) {
	for _, meeting := range memory.All(o.server, &v1alpha1.JointMeeting{}) {
		if meeting.Namespace == namespace {
			o.wake(meetingWork(client.ObjectKeyFromObject(meeting)), later)
		}
	}
}

func meetingOf(minutes *v1alpha1.MeetingMinutes) client.ObjectKey {
	return client.ObjectKey{Namespace: minutes.Namespace, Name: string(minutes.Spec.MeetingRef.Name)}
}
