// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package archive

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/dynamic/fake"
	clientfake "k8s.io/client-go/kubernetes/fake"
	clienttesting "k8s.io/client-go/testing"
)

// newRestore restores to a fake API server, whose answer to each create is the one given.
func newRestore(create func(clienttesting.Action) error) (r *restore, stdout, stderr *bytes.Buffer) {
	stdout, stderr = &bytes.Buffer{}, &bytes.Buffer{}
	objects := fake.NewSimpleDynamicClient(runtime.NewScheme())
	objects.PrependReactor("create", "*", func(action clienttesting.Action) (bool, runtime.Object, error) {
		err := create(action)
		return err != nil, nil, err
	})
	r = &restore{objects: objects, options: RestoreOptions{Parallel: 4, Out: stdout, ErrOut: stderr}}
	r.guard = &guard{leases: clientfake.NewClientset().CoordinationV1().Leases(operatorNamespace), namespace: operatorNamespace, tell: r.tell}
	return r, stdout, stderr
}

// reports are documents of so many reports.
func reports(count int) string {
	var text strings.Builder
	for i := range count {
		fmt.Fprintf(&text, "---\napiVersion: supervision.jianguan.io/v1alpha1\nkind: DutyReport\n"+
			"metadata: {name: r-%d, namespace: region-x, creationTimestamp: \"2026-01-02T03:04:05Z\"}\nspec: {}\n", i)
	}
	return text.String()
}

const aRuling = "---\napiVersion: supervision.jianguan.io/v1alpha1\nkind: DutyRuling\n" +
	"metadata: {name: last, namespace: region-x, creationTimestamp: \"2026-01-02T03:04:05Z\", deletionTimestamp: \"2026-01-03T03:04:05Z\"}\nspec: {}\n"

func TestRestoreEnds(t *testing.T) {
	nothing := func(clienttesting.Action) error { return nil }
	all := func(clienttesting.Action) error { return errors.New("out of order") }
	once := 0
	oneReport := func(clienttesting.Action) error {
		once++
		if once == 3 {
			return errors.New("out of order")
		}
		return nil
	}
	for name, test := range map[string]struct {
		stream string
		create func(clienttesting.Action) error
		// parallel is 4 unless set.
		parallel int
		// failure is what the error says; nothing where there is none.
		failure        string
		stdout, stderr string
	}{
		"with everything": {
			stream: reports(2) + aRuling + "...\n", create: nothing,
			stdout: "dutyreports: 2 created, 0 completed with their status, 0 already there, 0 failed\n" +
				"dutyrulings: 1 created, 0 completed with their status, 0 already there, 0 failed\nEverything is restored. Start the operator.\n",
			stderr: "Note: DutyRuling region-x/last was being deleted since 2026-01-03 03:04:05 +0000 UTC, which cannot be restored: it lives, and was not told to go\n",
		},
		"at the end of a kind that is not complete": {
			stream: reports(5) + aRuling + "...\n", create: oneReport, parallel: 1,
			failure: "1 dutyreports could not be restored, and so nothing after them",
			stdout:  "dutyreports: 4 created, 0 completed with their status, 0 already there, 1 failed\n",
			stderr:  "Error: DutyReport region-x/r-2: out of order\n",
		},
		"when everything fails": {
			stream: reports(100) + "...\n", create: all, parallel: 1,
			failure: "gave up after 20 failures",
		},
		"where the backup does": {
			stream: reports(2), create: nothing,
			failure: "what came before is restored",
			stdout:  "dutyreports: 1 created, 0 completed with their status, 0 already there, 0 failed\n",
		},
		"at what no backup holds": {
			stream: "---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\n...\n", create: nothing,
			failure: `Secret "s" of "v1" is nothing that a backup holds`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, stdout, stderr := newRestore(test.create)
			if test.parallel > 0 {
				r.options.Parallel = test.parallel
			}
			err := r.run(t.Context(), newReader(strings.NewReader(test.stream)))
			if (err == nil) != (test.failure == "") || (err != nil && !strings.Contains(err.Error(), test.failure)) {
				t.Errorf("error %v, want one with %q", err, test.failure)
			}
			if stdout.String() != test.stdout {
				t.Errorf("it says\n%swant\n%s", stdout, test.stdout)
			}
			if test.stderr != "" && stderr.String() != test.stderr {
				t.Errorf("it notes\n%swant\n%s", stderr, test.stderr)
			}
		})
	}
}
