// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package restore

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"github.com/jianguan/supervision-operator/hack/deploy"
)

// grantDocumentedRights gives the keeper what docs/operations.md says is needed, and nothing else.
func (p *place) grantDocumentedRights(ctx context.Context) {
	GinkgoHelper()
	roles := documentedRoles()
	Expect(roles).To(ConsistOf(HaveField("Name", "supervision-backup"), HaveField("Name", "supervision-restore")))
	for i := range roles {
		create(ctx, p.Admin, &roles[i], &rbacv1.ClusterRoleBinding{
			ObjectMeta: metav1.ObjectMeta{Name: roles[i].Name},
			RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: roles[i].Name},
			Subjects:   []rbacv1.Subject{p.keeper.Subject()},
		})
	}
}

// documentedRoles reads the ClusterRoles out of docs/operations.md, where they are indented as code.
func documentedRoles() []rbacv1.ClusterRole {
	GinkgoHelper()
	root, err := deploy.Root()
	Expect(err).NotTo(HaveOccurred())
	content, err := os.ReadFile(filepath.Join(root, "docs", "operations.md"))
	Expect(err).NotTo(HaveOccurred())
	const indent = "    "
	var code strings.Builder
	for line := range strings.Lines(string(content)) {
		if within, ok := strings.CutPrefix(line, indent); ok {
			code.WriteString(within)
		} else if strings.TrimSpace(line) != "" {
			code.WriteString("---\n")
		}
	}
	var roles []rbacv1.ClusterRole
	for document := range strings.SplitSeq(code.String(), "---\n") {
		if !strings.Contains(document, "kind: ClusterRole\n") {
			continue
		}
		var role rbacv1.ClusterRole
		Expect(yaml.UnmarshalStrict([]byte(document), &role)).To(Succeed())
		roles = append(roles, role)
	}
	return roles
}
