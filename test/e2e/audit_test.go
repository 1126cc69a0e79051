// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// policy writes down everything that the operator asks for, and what anybody changes.
const policy = `
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- level: Metadata
  users: ["` + operatorUser + `"]
- level: Metadata
  verbs: [create, update, patch, delete, deletecollection]
- level: None
`

// auditLog is what the API server writes down about the requests that it answers. Metrics would not do: they do not tell
// who asked.
type auditLog struct{ policy, path string }

func newAuditLog(dir string) *auditLog {
	GinkgoHelper()
	l := &auditLog{policy: filepath.Join(dir, "audit-policy.yaml"), path: filepath.Join(dir, "audit.log")}
	Expect(os.WriteFile(l.policy, []byte(policy), 0o600)).To(Succeed())
	return l
}

// arguments make the API server write the log, each line before the request is done with.
func (l *auditLog) arguments() []string {
	return []string{"--audit-policy-file=" + l.policy, "--audit-log-path=" + l.path, "--audit-log-mode=blocking"}
}

// request is what the log holds of one request, as far as it matters here.
type request struct {
	Verb       string    `json:"verb"`
	RequestURI string    `json:"requestURI"`
	Time       time.Time `json:"stageTimestamp"`
	User       struct {
		Username string `json:"username"`
	} `json:"user"`
	ObjectRef struct {
		Resource string `json:"resource"`
	} `json:"objectRef"`
	ResponseStatus struct {
		Code int `json:"code"`
	} `json:"responseStatus"`
}

// GomegaString is what a failure shows.
func (r request) GomegaString() string {
	return fmt.Sprintf("%s: %s by %s answered by %d", r.Time.Format(time.TimeOnly), r.Verb+" "+r.RequestURI, r.User.Username, r.ResponseStatus.Code)
}

// writes tells whether the request changes something, if it is granted. A dry run does not; and the leases, by which
// programs show that they live, are renewed every few seconds whatever happens.
func (r request) writes() bool {
	return slices.Contains([]string{"create", "update", "patch", "delete", "deletecollection"}, r.Verb) &&
		!strings.Contains(r.RequestURI, "dryRun=All") && r.ObjectRef.Resource != "leases"
}

// position in the log; the beginning is 0.
type position int64

// now is the end of the log.
func (l *auditLog) now() position {
	GinkgoHelper()
	content, err := os.ReadFile(l.path)
	Expect(err).NotTo(HaveOccurred())
	return position(bytes.LastIndexByte(content, '\n') + 1)
}

// since returns what was written down after a position.
func (l *auditLog) since(from position) []request {
	GinkgoHelper()
	content, err := os.ReadFile(l.path)
	Expect(err).NotTo(HaveOccurred())
	content = content[from : bytes.LastIndexByte(content, '\n')+1]
	var requests []request
	for line := range bytes.Lines(content) {
		var r request
		Expect(json.Unmarshal(line, &r)).To(Succeed())
		requests = append(requests, r)
	}
	return requests
}

// operatorWrites returns what the operator wrote, or tried to, after a position.
func (l *auditLog) operatorWrites(from position) []request {
	GinkgoHelper()
	return slices.DeleteFunc(l.since(from), func(r request) bool {
		return r.User.Username != operatorUser || !r.writes()
	})
}

// silence is how long ago the operator last wrote something.
func (l *auditLog) silence() time.Duration {
	GinkgoHelper()
	writes := l.operatorWrites(0)
	if len(writes) == 0 {
		return 0
	}
	return time.Since(writes[len(writes)-1].Time)
}

// counts describes the requests after a position by who made them, and what they were for.
func (l *auditLog) counts(from position) string {
	GinkgoHelper()
	counts := map[string]int{}
	for _, r := range l.since(from) {
		kind := "reads"
		switch {
		case r.writes():
			kind = "writes"
		case r.ObjectRef.Resource == "leases" && strings.Contains(r.RequestURI, "dryRun"):
			kind = "asks the time by"
		case r.ObjectRef.Resource == "leases":
			kind = "renews or reads"
		}
		counts[fmt.Sprintf("%s %s %s", r.User.Username, kind, r.ObjectRef.Resource)]++
	}
	var text strings.Builder
	for _, key := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&text, "%5d × %s\n", counts[key], key)
	}
	return text.String()
}
