// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/jianguan/supervision-operator/test/memory"
)

// statusWrite is one write of a status by the operator.
type statusWrite struct {
	at   time.Time
	kind string
	key  types.NamespacedName
	// before and after are the statuses as the API server keeps them.
	before, after json.RawMessage
}

// heard tells of each status that the operator writes. It refuses any other write.
func (o *operator) heard(w memory.Write) error {
	o.tb.Helper()
	if w.Verb != memory.Status {
		return fmt.Errorf("%s %s %s: the operator writes nothing here but statuses", w.Verb, w.Kind, w.Key())
	}
	before, after := statusOf(o.tb, w.Before), statusOf(o.tb, w.After)
	if bytes.Equal(before, after) {
		o.tb.Errorf("%s: the status of %s %s is written, and nothing of it changed: %s", stampOf(w.Time), w.Kind, w.Key(), after)
	}
	o.written(statusWrite{at: w.Time, kind: w.Kind, key: w.Key(), before: before, after: after})
	return nil
}

// statusOf is the status of an object as JSON.
func statusOf(tb testing.TB, object client.Object) json.RawMessage {
	tb.Helper()
	return encode(tb, reflect.ValueOf(object).Elem().FieldByName("Status").Addr().Interface())
}

func encode(tb testing.TB, value any) json.RawMessage {
	tb.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

func decode[T any](tb testing.TB, text json.RawMessage) *T {
	tb.Helper()
	value := new(T)
	if err := json.Unmarshal(text, value); err != nil {
		tb.Fatal(err)
	}
	return value
}
