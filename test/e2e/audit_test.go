// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
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
type auditLog struct {
	policy, path string
	// looked is how far silence has read, and wrote when the operator wrote last before that.
	looked position
	wrote  time.Time
}

func newAuditLog(dir string) *auditLog {
	GinkgoHelper()
	l := &auditLog{policy: filepath.Join(dir, "audit-policy.yaml"), path: filepath.Join(dir, "audit.log")}
	Expect(os.WriteFile(l.policy, []byte(policy), 0o600)).To(Succeed())
	return l
}

// arguments make the API server write the log, each line before the request is done with.
func (l *auditLog) arguments() []string {
	return []string{"--audit-policy-file=" + l.policy, "--audit-log-path=" + l.path, "--audit-log-mode=blocking",
		// In megabytes: more than any run fills, as nothing looks for what was rotated away.
		"--audit-log-maxsize=10000"}
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
		APIGroup    string `json:"apiGroup"`
		Resource    string `json:"resource"`
		Subresource string `json:"subresource"`
		Namespace   string `json:"namespace"`
		Name        string `json:"name"`
	} `json:"objectRef"`
	ResponseStatus struct {
		Code int `json:"code"`
	} `json:"responseStatus"`
	Annotations map[string]string `json:"annotations"`
}

// authorized tells whether whoever made the request has the right to it; what became of it is another matter.
func (r request) authorized() bool { return r.Annotations["authorization.k8s.io/decision"] == "allow" }

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
	requests, _ := l.read(from)
	return requests
}

// read returns what was written down after a position, and where that ends.
func (l *auditLog) read(from position) ([]request, position) {
	GinkgoHelper()
	file, err := os.Open(l.path)
	Expect(err).NotTo(HaveOccurred())
	defer file.Close() //nolint:errcheck // it was only read
	content, err := io.ReadAll(io.NewSectionReader(file, int64(from), math.MaxInt64-int64(from)))
	Expect(err).NotTo(HaveOccurred())
	content = content[:bytes.LastIndexByte(content, '\n')+1]
	var requests []request
	for line := range bytes.Lines(content) {
		var r request
		Expect(json.Unmarshal(line, &r)).To(Succeed())
		requests = append(requests, r)
	}
	return requests, from + position(len(content))
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
	var requests []request
	requests, l.looked = l.read(l.looked)
	for _, r := range requests {
		if r.User.Username == operatorUser && r.writes() {
			l.wrote = r.Time
		}
	}
	if l.wrote.IsZero() {
		return 0
	}
	return time.Since(l.wrote)
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
