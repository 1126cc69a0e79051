// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/jianguan/supervision-operator/hack/localoperator"
)

// operatorUser is who the operator is to the API server.
const operatorUser = "system:serviceaccount:" + localoperator.Namespace + ":" + localoperator.ServiceAccount

var (
	// running is the operator that most tests share, as the Deployment runs it; nil while there is none.
	running *localoperator.Operator
	// dirs are where the operators of this suite keep their logs.
	dirs []string
)

// newDir makes a directory for an operator.
func newDir(name string) string {
	GinkgoHelper()
	dir := filepath.Join(suiteDir, name)
	Expect(os.Mkdir(dir, 0o700)).To(Succeed())
	dirs = append(dirs, dir)
	return dir
}

// launch runs an operator, which may not be ready yet.
func launch(ctx context.Context, dir string, args ...string) *localoperator.Operator {
	GinkgoHelper()
	o, err := localoperator.Launch(ctx, program, localoperator.Options{Admin: env.Config(), Dir: dir, Args: args})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(o.Stop)
	return o
}

// start runs an operator and returns once it is ready.
func start(ctx context.Context, dir string, args ...string) *localoperator.Operator {
	GinkgoHelper()
	o := launch(ctx, dir, args...)
	Expect(o.AwaitReady(ctx)).To(Succeed())
	return o
}

// beRunning makes sure that the shared operator runs. It is not stopped with the test that started it.
func beRunning(ctx context.Context) {
	GinkgoHelper()
	if running == nil {
		var err error
		running, err = localoperator.Start(ctx, program, localoperator.Options{Admin: env.Config(), Dir: newDir("shared")})
		Expect(err).NotTo(HaveOccurred())
	}
	Expect(running.Done()).NotTo(BeClosed(), "the operator ended by itself: %s", running.LogTail())
}

// stopRunning stops the shared operator, for tests that run one of their own.
func stopRunning() {
	GinkgoHelper()
	if running != nil {
		Expect(running.Stop()).To(Succeed())
		running = nil
	}
}

// kill ends an operator that runs.
func kill(o *localoperator.Operator) {
	GinkgoHelper()
	Expect(o.Done()).NotTo(BeClosed(), "the operator ended by itself: %s", o.LogTail())
	Expect(o.Kill()).To(Succeed())
}

// ending is what the API server says to whoever makes something in a namespace that is being deleted. It has the code
// of a refusal, and nothing to do with rights.
const ending = "because it is being terminated"

// expectNoRefusals holds everything that was done as the operator in this suite against config/rbac: the API server
// refused nothing of it, so nothing is missing there.
func expectNoRefusals() {
	GinkgoHelper()
	requests := audit.since(0)
	Expect(requests).To(ContainElement(HaveField("User.Username", operatorUser)), "nothing was recorded")
	Expect(requests).NotTo(ContainElement(And(
		HaveField("User.Username", operatorUser),
		Or(HaveField("ResponseStatus.Code", http.StatusUnauthorized), WithTransform(request.authorized, BeFalse())))))
	for _, dir := range dirs {
		content, err := os.ReadFile(localoperator.LogPath(dir))
		Expect(err).NotTo(HaveOccurred())
		Expect(content).NotTo(BeEmpty())
		for line := range strings.Lines(string(content)) {
			Expect(strings.ToLower(line)).To(Or(Not(ContainSubstring("forbidden")), ContainSubstring(ending)))
		}
	}
}
