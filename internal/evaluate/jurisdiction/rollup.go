// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package jurisdiction

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/utils/ptr"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/messages"
)

// RollUp is all that a region takes from one of its children. As long as the
// RollUp of a child stays the same, so does the status of its parent. It names
// the parent: where two of one child differ, those of both are concerned.
type RollUp struct {
	name              string
	parent            v1alpha1.JurisdictionName
	level             v1alpha1.Level
	regions, offTrack int32
	duties            tally
	meetings          meetingTally
}

// RollUpOf reads what the parent of a region takes from it. A region that was not
// evaluated yet counts as one region, of which nothing else is known.
func RollUpOf(jurisdiction *v1alpha1.Jurisdiction) RollUp {
	subtree := &jurisdiction.Status.Subtree
	return RollUp{
		name:     jurisdiction.Name,
		parent:   jurisdiction.Spec.ParentRef.Name,
		level:    jurisdiction.Spec.Level,
		regions:  ptr.Deref(subtree.Regions, 1),
		offTrack: ptr.Deref(subtree.RegionsOffTrack, 0),
		duties:   tallyOf(subtree.Duties),
		meetings: meetingTallyOf(subtree.Meetings),
	}
}

// subtree sums up regions.
type subtree struct {
	regions, offTrack int32
	duties            tally
	meetings          meetingTally
	// behind are the children that are not on track, or have a region below
	// them that is not.
	behind []branch
}

// branch is what there is to say of a child that is behind.
type branch struct {
	name string
	// overdue duties, and meetings off schedule, of the child and all regions below it.
	overdue, offSchedule int32
}

func (b branch) text() string {
	if b.offSchedule == 0 {
		return fmt.Sprintf("%s (%d overdue)", b.name, b.overdue)
	}
	return fmt.Sprintf("%s (%d overdue, %d meetings off schedule)", b.name, b.overdue, b.offSchedule)
}

// below sums up the children of a region of a level. Only those of a lower level
// count, as they are no part of its subtree otherwise; and so no circle of
// parents feeds its own counts.
func below(level v1alpha1.Level, children []*v1alpha1.Jurisdiction) *subtree {
	s := &subtree{}
	for _, child := range children {
		r := RollUpOf(child)
		if rank(r.level) <= rank(level) {
			continue
		}
		s.regions += r.regions
		s.offTrack += r.offTrack
		s.duties.add(r.duties)
		s.meetings.add(r.meetings)
		if r.offTrack > 0 {
			s.behind = append(s.behind, branch{r.name, r.duties.overdue, r.meetings.offSchedule})
		}
	}
	slices.SortFunc(s.behind, func(a, b branch) int { return cmp.Compare(a.name, b.name) })
	return s
}

// include adds the region itself to what is below it. It is off track as soon as
// it is not known to be on track.
func (s *subtree) include(own observation, findings []finding) {
	s.regions++
	if slices.ContainsFunc(findings, notTrue) {
		s.offTrack++
	}
	if own.census != nil {
		s.duties.add(own.census.duties)
		s.meetings.add(own.census.meetings)
	}
}

func (s *subtree) counts() v1alpha1.SubtreeCounts {
	return v1alpha1.SubtreeCounts{
		Regions: &s.regions, RegionsOffTrack: &s.offTrack,
		Duties: s.duties.counts(), Meetings: s.meetings.counts(),
	}
}

func notTrue(f finding) bool { return f.status != metav1.ConditionTrue }

func isFalse(f finding) bool { return f.status == metav1.ConditionFalse }

// onTrack sums up a region and, as long as it is not included, all below it.
func (s *subtree) onTrack(findings []finding) finding {
	f := finding{condition: v1alpha1.ConditionOnTrack, status: metav1.ConditionFalse}
	var conditions []string
	for _, own := range findings {
		if notTrue(own) {
			conditions = append(conditions, own.condition)
		}
	}
	here := "not True here: " + strings.Join(conditions, ", ")
	switch {
	case slices.ContainsFunc(findings, isFalse), len(conditions) > 0 && s.offTrack > 0:
		f.reason, f.message = v1alpha1.ReasonRegionOffTrack, here
		if s.regions > 0 {
			f.message += fmt.Sprintf("; not on track below: %d of %d regions", s.offTrack, s.regions)
		}
	case len(conditions) > 0:
		f.status, f.message = metav1.ConditionUnknown, here
		f.reason = findings[slices.IndexFunc(findings, notTrue)].reason
	case s.offTrack > 0:
		f.reason = v1alpha1.ReasonSubtreeOffTrack
		f.message = fmt.Sprintf("not on track below: %d of %d regions, in or below %s", s.offTrack, s.regions,
			messages.Enumerate(len(s.behind), ", ", func(i int) string { return s.behind[i].text() }))
	default:
		f.status, f.reason = metav1.ConditionTrue, v1alpha1.ReasonOnTrack
		f.message = fmt.Sprintf("the region and the %d below it are on track", s.regions)
		if s.regions == 0 {
			f.message = "the region is on track, and has none below it"
		}
	}
	return f
}

// light shows the region and its subtree at a glance.
func (s *subtree) light(onTrack finding) v1alpha1.Light {
	switch {
	case s.duties.overdue > 0:
		return v1alpha1.LightRed
	case s.duties.dueSoon > 0, notTrue(onTrack):
		return v1alpha1.LightYellow
	case s.duties.total > 0 && s.duties.total == s.duties.completed+s.duties.completedLate:
		return v1alpha1.LightGreen
	default:
		return v1alpha1.LightBlue
	}
}
