// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package restore

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/jianguan/supervision-operator/hack/localoperator"
)

// operatorUser is who the operator is to the API server.
const operatorUser = "system:serviceaccount:" + localoperator.Namespace + ":" + localoperator.ServiceAccount

// auditPolicy writes down what the operator changes: no leases, by which it shows that it lives, and no events, which tell
// of changes and are none.
const auditPolicy = `
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: None
  resources: [{group: coordination.k8s.io}, {group: events.k8s.io}, {group: "", resources: [events]}]
- level: Metadata
  users: ["` + operatorUser + `"]
  verbs: [create, update, patch, delete, deletecollection]
- level: None
`

// auditLog is what the API server writes down about what the operator changes.
type auditLog struct{ policy, path string }

func newAuditLog(dir string) *auditLog {
	GinkgoHelper()
	l := &auditLog{policy: filepath.Join(dir, "audit-policy.yaml"), path: filepath.Join(dir, "audit.log")}
	Expect(os.WriteFile(l.policy, []byte(auditPolicy), 0o600)).To(Succeed())
	return l
}

// arguments make the API server write the log, each line before the request is done with.
func (l *auditLog) arguments() []string {
	return []string{"--audit-policy-file=" + l.policy, "--audit-log-path=" + l.path, "--audit-log-mode=blocking",
		// In megabytes: more than any run fills, as nothing looks for what was rotated away.
		"--audit-log-maxsize=10000"}
}

// write is what the log holds of one request, as far as it matters here.
type write struct {
	Verb      string    `json:"verb"`
	Time      time.Time `json:"stageTimestamp"`
	ObjectRef struct {
		Resource    string `json:"resource"`
		Subresource string `json:"subresource"`
		Namespace   string `json:"namespace"`
		Name        string `json:"name"`
		APIGroup    string `json:"apiGroup"`
	} `json:"objectRef"`
	ResponseStatus struct {
		Code int `json:"code"`
	} `json:"responseStatus"`
}

// target is what was written to.
func (w write) target() string {
	return strings.TrimSuffix(w.ObjectRef.Resource+"/"+w.ObjectRef.Subresource, "/") + " " + w.ObjectRef.Namespace + "/" + w.ObjectRef.Name
}

// writes returns everything that the operator wrote, or tried to.
func (l *auditLog) writes() []write {
	GinkgoHelper()
	content, err := os.ReadFile(l.path)
	Expect(err).NotTo(HaveOccurred())
	content = content[:bytes.LastIndexByte(content, '\n')+1]
	var writes []write
	for line := range bytes.Lines(content) {
		var w write
		Expect(json.Unmarshal(line, &w)).To(Succeed())
		writes = append(writes, w)
	}
	return writes
}

// silence is how long ago the operator last wrote something.
func (l *auditLog) silence() time.Duration {
	GinkgoHelper()
	writes := l.writes()
	if len(writes) == 0 {
		return 0
	}
	return time.Since(writes[len(writes)-1].Time)
}
