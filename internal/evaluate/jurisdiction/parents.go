// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"fmt"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/region"
)

// levels from the highest down, and how many digits of a division code
// (GB/T 2260) each of them fixes for the regions below it.
var levels = []struct {
	level  v1alpha1.Level
	digits int
}{
	{v1alpha1.LevelProvince, 2},
	{v1alpha1.LevelPrefecture, 4},
	{v1alpha1.LevelCounty, 6},
	{v1alpha1.LevelTownship, 9},
}

// Ancestors follows the line of parents upward, the nearest first, as far as
// find knows it. It ends where the line does, where find returns nil, and before
// a region that is on the line already.
func Ancestors(
	jurisdiction *v1alpha1.Jurisdiction,
	find func(v1alpha1.JurisdictionName) (*v1alpha1.Jurisdiction, error),
) ([]*v1alpha1.Jurisdiction, error) {
	var ancestors []*v1alpha1.Jurisdiction
	seen := map[string]bool{jurisdiction.Name: true}
	for lowest := jurisdiction; lowest.Spec.ParentRef.Name != ""; {
		name := lowest.Spec.ParentRef.Name
		if seen[string(name)] {
			break
		}
		seen[string(name)] = true
		parent, err := find(name)
		if err != nil {
			return nil, fmt.Errorf("find Jurisdiction %s: %w", name, err)
		}
		if parent == nil {
			break
		}
		ancestors = append(ancestors, parent)
		lowest = parent
	}
	return ancestors, nil
}

// resolution is what there is to say of a line of parents.
type resolution struct {
	reason, message string
	path            string
	problems        []region.Problem
}

func (r resolution) finding() finding {
	f := finding{v1alpha1.ConditionParentResolved, metav1.ConditionTrue, r.reason, r.message}
	if len(r.problems) > 0 {
		f.status = metav1.ConditionFalse
	}
	return f
}

// resolve judges a line of parents. What needs a person comes before what may
// still arrive.
func resolve(jurisdiction *v1alpha1.Jurisdiction, ancestors []*v1alpha1.Jurisdiction) resolution {
	line := append([]*v1alpha1.Jurisdiction{jurisdiction}, ancestors...)
	if jurisdiction.Spec.ParentRef.Name == "" {
		return resolution{
			reason:  v1alpha1.ReasonNoParent,
			message: fmt.Sprintf("a %s without a parent", jurisdiction.Spec.Level),
			path:    jurisdiction.Name,
		}
	}
	broken := func(path string, problem region.Problem) resolution {
		return resolution{
			reason: problem.Reason, message: problem.Message, path: path, problems: []region.Problem{problem},
		}
	}
	next := line[len(line)-1].Spec.ParentRef.Name // unless the line ends
	if slices.ContainsFunc(line, named(next)) {
		return broken(jurisdiction.Name, cycle(line, next))
	}
	fitting := line[:fallingLevels(line)]
	path := pathOf(fitting)
	if len(fitting) < len(line) {
		return broken(path, wrongLevel(line, len(fitting)))
	}
	if problem := codeMismatch(line); problem != nil {
		return broken(path, *problem)
	}
	if next != "" {
		return broken(path, region.Problem{
			Reason: v1alpha1.ReasonParentNotFound,
			Message: fmt.Sprintf("%s %q: there is no such Jurisdiction yet",
				field(line, len(line)-1, "parentRef.name"), next),
		})
	}
	return resolution{reason: v1alpha1.ReasonParentFound, message: "the line of parents is " + path, path: path}
}

func named(name v1alpha1.JurisdictionName) func(*v1alpha1.Jurisdiction) bool {
	return func(j *v1alpha1.Jurisdiction) bool { return j.Name == string(name) }
}

// pathOf names a line from the top down.
func pathOf(line []*v1alpha1.Jurisdiction) string {
	names := make([]string, 0, len(line))
	for _, j := range slices.Backward(line) {
		names = append(names, j.Name)
	}
	return strings.Join(names, "/")
}

// field names a field of the region at a place of the line; of another than the
// first, the Jurisdiction too.
func field(line []*v1alpha1.Jurisdiction, at int, name string) string {
	if at == 0 {
		return "spec." + name
	}
	return fmt.Sprintf("Jurisdiction %q: spec.%s", line[at].Name, name)
}

func cycle(line []*v1alpha1.Jurisdiction, again v1alpha1.JurisdictionName) region.Problem {
	names := make([]string, 0, len(line)+1)
	for _, j := range line {
		names = append(names, j.Name)
	}
	names = append(names, string(again))
	return region.Problem{
		Reason: v1alpha1.ReasonParentCycle,
		Message: fmt.Sprintf("spec.parentRef.name %q: the line of parents goes in a circle (%s); "+
			"every line must end at a region without a parent", line[0].Spec.ParentRef.Name, strings.Join(names, " → ")),
		NeedsPerson: true,
	}
}

// fallingLevels is how many regions of the line, from the first, each stand
// below the next.
func fallingLevels(line []*v1alpha1.Jurisdiction) int {
	for i := 1; i < len(line); i++ {
		if rank(line[i].Spec.Level) >= rank(line[i-1].Spec.Level) {
			return i
		}
	}
	return len(line)
}

// rank counts levels from the highest down.
func rank(level v1alpha1.Level) int {
	for i, l := range levels {
		if l.level == level {
			return i
		}
	}
	return len(levels) // no such level passes validation
}

// wrongLevel explains that the region at a place of the line is no parent for
// the one before it.
func wrongLevel(line []*v1alpha1.Jurisdiction, at int) region.Problem {
	child, parent := line[at-1], line[at]
	var above []string
	for _, l := range levels[:rank(child.Spec.Level)] {
		above = append(above, string(l.level))
	}
	allowed := "it has no parent"
	if len(above) > 0 {
		allowed = "its parent must be a " + strings.Join(above, " or a ")
	}
	return region.Problem{
		Reason: v1alpha1.ReasonParentLevel,
		Message: fmt.Sprintf("%s %q: that is a %s, and this a %s; %s",
			field(line, at-1, "parentRef.name"), parent.Name, parent.Spec.Level, child.Spec.Level, allowed),
		NeedsPerson: true,
	}
}

// codeMismatch finds a division code that does not lie within one above it. A
// county directly under its province has no prefecture to agree with; a parent
// without a code is passed over.
func codeMismatch(line []*v1alpha1.Jurisdiction) *region.Problem {
	for i, child := range line {
		for _, above := range line[i+1:] {
			code, digits := child.Spec.DivisionCode, levels[rank(above.Spec.Level)].digits
			if code == "" || len(above.Spec.DivisionCode) < digits {
				continue
			}
			if prefix := above.Spec.DivisionCode[:digits]; !strings.HasPrefix(code, prefix) {
				return &region.Problem{
					Reason: v1alpha1.ReasonDivisionCodeMismatch,
					Message: fmt.Sprintf("%s %q does not lie within %s %q, which has %s: its first %d digits must be %s",
						field(line, i, "divisionCode"), code, above.Spec.Level, above.Name,
						above.Spec.DivisionCode, digits, prefix),
					NeedsPerson: true,
				}
			}
		}
	}
	return nil
}

// Resolved tells whether a line of parents is known and in order, from a region
// up to one without a parent.
func Resolved(jurisdiction *v1alpha1.Jurisdiction, ancestors []*v1alpha1.Jurisdiction) bool {
	return len(resolve(jurisdiction, ancestors).problems) == 0
}

// Below names the regions of a list that are of a lower level than a region, and
// so belong to its subtree.
func Below(jurisdiction *v1alpha1.Jurisdiction, children []*v1alpha1.Jurisdiction) []string {
	var names []string
	for _, child := range children {
		if rank(child.Spec.Level) > rank(jurisdiction.Spec.Level) {
			names = append(names, child.Name)
		}
	}
	return names
}
