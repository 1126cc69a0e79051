// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package restore tests that what "supervise backup" writes is all that matters: everything is put onto another control
// plane, whose etcd is empty, by a person with the rights that docs/operations.md gives them and no others, and the
// operator goes on there as if nothing had happened.
package restore

import (
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"
	ctrl "sigs.k8s.io/controller-runtime"
)

const (
	// soon bounds every wait for what takes a moment, or a few seconds, on an idle machine.
	soon      = time.Minute
	pollEvery = 50 * time.Millisecond
	// silence is how long the operator must not have written for its work to count as done. It writes within milliseconds
	// of a change; what it gathers waits for 200 ms.
	silence = 2 * time.Second
)

// The programs under test, as people run them.
var operatorProgram, superviseProgram string

func TestRestore(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "Backup and restore")
}

var _ = BeforeSuite(func() {
	ctrl.SetLogger(GinkgoLogr)
	SetDefaultEventuallyTimeout(soon)
	SetDefaultEventuallyPollingInterval(pollEvery)

	var err error
	operatorProgram, err = gexec.Build("github.com/jianguan/supervision-operator/cmd/operator")
	Expect(err).NotTo(HaveOccurred())
	superviseProgram, err = gexec.Build("github.com/jianguan/supervision-operator/cmd/supervise")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(gexec.CleanupBuildArtifacts)
})
