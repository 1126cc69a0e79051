// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package meetings

import (
	"errors"
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/test/memory"
)

// errKilled is what every write ends with after the operator was killed.
var errKilled = errors.New("killed")

// trouble stands between the operator and the API server: it hears of every write and every event, refuses some writes, and
// kills the process between any two of them.
type trouble struct {
	o *operator
	// killIn is how many writes and events are still let through before the process is killed, where armed is set; and
	// refuseIn how many writes before one is refused with a refusal.
	killIn, refuseIn int
	armed            bool
	refusal          error
	// dead is set once the process was killed.
	dead bool
	// refused counts writes, and kills processes.
	refused, kills int
	// lost counts the events of which nobody heard, as the process was killed before it told them.
	lost, writes int

	// unwritten is told where the status of a meeting was not written.
	unwritten func()
	// onWrite and onEvent hear of what the operator does, events that were lost included.
	onWrite func(memory.Write)
	onEvent func(about client.Object, reason, action, note string)
}

// alive counts down, and tells whether the process is alive.
func (t *trouble) alive() bool {
	if t.armed && !t.dead {
		t.killIn--
		if t.killIn < 0 {
			t.armed, t.dead = false, true
			t.kills++
		}
	}
	return !t.dead
}

// write hears of each write that is about to be carried out, and returns why it is not.
func (t *trouble) write(w memory.Write) error {
	err := t.refuse(w)
	if err == nil {
		t.check(w)
		t.writes++
		t.onWrite(w)
		return nil
	}
	t.refused++
	if w.Kind == "JointMeeting" {
		t.unwritten()
	}
	return err
}

func (t *trouble) refuse(w memory.Write) error {
	if !t.alive() {
		return errKilled
	}
	if t.refusal == nil {
		return nil
	}
	t.refuseIn--
	if t.refuseIn >= 0 {
		return nil
	}
	err := t.refusal
	t.refusal = nil
	if apierrors.IsConflict(err) {
		return apierrors.NewConflict(schema.GroupResource{Resource: strings.ToLower(w.Kind)}, w.Key().Name, err)
	}
	return err
}

// check holds that a write is the operator's to make, and changes something.
func (t *trouble) check(w memory.Write) {
	t.o.tb.Helper()
	now := stamp(t.o.clock.Now())
	if w.Before == w.After || w.Before != nil && w.After != nil && equality.Semantic.DeepEqual(w.Before, w.After) {
		t.o.tb.Errorf("%s: %s %s %s changes nothing", now, w.Verb, w.Kind, w.Key())
	}
	if w.Verb == memory.Status {
		return
	}
	for _, object := range []client.Object{w.Before, w.After} {
		if duty, ok := object.(*v1alpha1.DepartmentDuty); object != nil && (!ok || duty.Spec.Decision.Meeting == "") {
			t.o.tb.Errorf("%s: %s %s %s: it is not the operator's to write", now, w.Verb, w.Kind, w.Key())
		}
	}
}

// Eventf hears of each event.
func (t *trouble) Eventf(about, _ runtime.Object, _, reason, action, note string, args ...any) {
	if !t.alive() {
		t.lost++
	}
	object, ok := about.(client.Object)
	if !ok {
		t.o.tb.Fatalf("an event about a %T", about)
	}
	t.onEvent(object, reason, action, fmt.Sprintf(note, args...))
}

// calm lets the operator work without trouble.
func (t *trouble) calm() { t.armed, t.refusal = false, nil }
