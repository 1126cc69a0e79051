// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package install

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/jianguan/supervision-operator/hack/deploy"
	"github.com/jianguan/supervision-operator/internal/region"
	"github.com/jianguan/supervision-operator/test/wrappers"
)

// docs/rbac.md names every right that config/rbac grants, and says why. These tests need no cluster.

const handedOn = "*handed on*"

var (
	roleHeading = regexp.MustCompile(`^## (ClusterRole|Role) ([a-z-]+)$`)
	codeSpan    = regexp.MustCompile("`([^`]+)`")
	named       = regexp.MustCompile(" named `([^`]+)`")
)

// explained is a row of the tables, for one right.
type explained struct {
	why   string
	files []string
}

// TestEveryRightIsExplained holds the tables against the manifests, both ways.
func TestEveryRightIsExplained(t *testing.T) {
	granted := map[string]bool{}
	for role, rules := range rolesOf(t, "config/rbac") {
		for _, rule := range rules {
			for _, right := range spellOut(rule) {
				granted[role+" "+right] = true
			}
		}
	}
	rights := map[string]bool{}
	for right := range readRights(t) {
		rights[right] = true
	}
	if diff := cmp.Diff(granted, rights); diff != "" {
		t.Errorf("-granted by config/rbac +named in docs/rbac.md:\n%s", diff)
	}
}

// TestRightsHandedOnAreGranted holds the marks in the tables against the Roles that the operator makes, and the files
// against those that there are.
func TestRightsHandedOnAreGranted(t *testing.T) {
	parent := wrappers.Jurisdiction("above").Office(wrappers.DefaultDepartment, wrappers.User("above")).Obj()
	made := region.Desired(region.Input{Parent: parent, Jurisdiction: wrappers.Jurisdiction("below").
		Department(wrappers.Department(wrappers.DefaultDepartment).Subjects(wrappers.User("desk"))).
		Office(wrappers.DefaultDepartment, wrappers.User("office")).Parent("above").Obj()})
	given := map[string]bool{}
	for _, object := range made.Within {
		if role, ok := object.(*rbacv1.Role); ok {
			for _, rule := range role.Rules {
				rule.ResourceNames = nil // held on all of them
				for _, right := range spellOut(rule) {
					given["ClusterRole supervision-operator "+right] = true
				}
			}
		}
	}
	root, err := deploy.Root()
	if err != nil {
		t.Fatal(err)
	}
	rights := readRights(t)
	for _, right := range slices.Sorted(maps.Keys(rights)) {
		row := rights[right]
		if strings.HasPrefix(row.why, handedOn) && !given[right] {
			t.Errorf("%s: marked as handed on, but no Role of a region grants it", right)
		}
		if strings.TrimSpace(row.why) == "" || len(row.files) == 0 {
			t.Errorf("%s: not said why, or where", right)
		}
		for _, file := range row.files {
			if _, err := os.Stat(filepath.Join(root, file)); err != nil {
				t.Errorf("%s: %v", right, err)
			}
		}
	}
	for right := range given {
		if _, found := rights[right]; !found {
			t.Errorf("%s: a Role of a region grants it, and the operator does not hold it", right)
		}
	}
}

// rolesOf reads the rules of all roles of a kustomization, by kind and name.
func rolesOf(t *testing.T, path string) map[string][]rbacv1.PolicyRule {
	t.Helper()
	objects, err := deploy.Render(path)
	if err != nil {
		t.Fatal(err)
	}
	roles := map[string][]rbacv1.PolicyRule{}
	for _, object := range objects {
		if kind := object.GetKind(); kind == "Role" || kind == "ClusterRole" {
			var role rbacv1.ClusterRole // as to rules, a Role is the same
			if err := runtime.DefaultUnstructuredConverter.FromUnstructured(object.Object, &role); err != nil {
				t.Fatal(err)
			}
			roles[kind+" "+role.Name] = role.Rules
		}
	}
	return roles
}

// spellOut writes each right of a rule as the tables do: the resource with its group, the name if there is one, the verb.
func spellOut(rule rbacv1.PolicyRule) []string {
	resources := slices.Clone(rule.NonResourceURLs)
	for _, group := range rule.APIGroups {
		for _, resource := range rule.Resources {
			resource, subresource, found := strings.Cut(resource, "/")
			if group != "" {
				resource += "." + group
			}
			if found {
				resource += "/" + subresource
			}
			resources = append(resources, resource)
		}
	}
	names := rule.ResourceNames
	if len(names) == 0 {
		names = []string{""}
	}
	var rights []string
	for _, resource := range resources {
		for _, name := range names {
			for _, verb := range rule.Verbs {
				rights = append(rights, spell(resource, name, verb))
			}
		}
	}
	return rights
}

func spell(resource, name, verb string) string {
	if name != "" {
		resource += " named " + name
	}
	return fmt.Sprintf("%s: %s", resource, verb)
}

// readRights reads the tables of docs/rbac.md, each below the heading of its role.
func readRights(t *testing.T) map[string]explained {
	t.Helper()
	root, err := deploy.Root()
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(root, "docs", "rbac.md"))
	if err != nil {
		t.Fatal(err)
	}
	rights, role := map[string]explained{}, ""
	for line := range strings.Lines(string(page)) {
		line = strings.TrimSpace(line)
		if heading := roleHeading.FindStringSubmatch(line); heading != nil {
			role = heading[1] + " " + heading[2]
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if !strings.HasPrefix(line, "| `") || len(cells) != 4 {
			continue
		}
		name := ""
		if found := named.FindStringSubmatch(cells[0]); found != nil {
			name, cells[0] = found[1], named.ReplaceAllString(cells[0], "")
		}
		for _, resource := range codeSpans(cells[0]) {
			for _, verb := range codeSpans(cells[1]) {
				right := role + " " + spell(resource, name, verb)
				if _, twice := rights[right]; twice {
					t.Errorf("%s stands in two rows of docs/rbac.md", right)
				}
				rights[right] = explained{why: strings.TrimSpace(cells[2]), files: codeSpans(cells[3])}
			}
		}
	}
	return rights
}

func codeSpans(text string) []string {
	var spans []string
	for _, found := range codeSpan.FindAllStringSubmatch(text, -1) {
		spans = append(spans, found[1])
	}
	return spans
}
