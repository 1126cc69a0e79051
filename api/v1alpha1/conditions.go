// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package v1alpha1

// Condition types. Each condition has one writer: the controller of its kind.
const (
	// ConditionReady, on every kind, is True when the object was understood and
	// evaluated, and what it asks the operator to set up stands. Lateness never
	// turns it False.
	ConditionReady = "Ready"
	// ConditionStalled, on every kind, is True when nothing will change without
	// a person, such as after bad input.
	ConditionStalled = "Stalled"

	// ConditionParentResolved, on a Jurisdiction, is True when its line of
	// parents is known, ends, and fits the division codes.
	ConditionParentResolved = "ParentResolved"
	// ConditionWorkloadsReady, on a Jurisdiction, is True when each of its
	// workloads is Ready or Absent.
	ConditionWorkloadsReady = "WorkloadsReady"
	// ConditionDutiesOnTrack, on a Jurisdiction, is True when none of its own
	// duties is overdue.
	ConditionDutiesOnTrack = "DutiesOnTrack"
	// ConditionMeetingsOnSchedule, on a Jurisdiction, is True when no session of its own
	// meetings was missed, and no minutes are overdue.
	ConditionMeetingsOnSchedule = "MeetingsOnSchedule"
	// ConditionScopesCovered, on a Jurisdiction, is True when each of its scopes
	// is that of some duty with a declared lead.
	ConditionScopesCovered = "ScopesCovered"
	// ConditionDepartmentsDeclared, on a Jurisdiction, is True when each department
	// that its duties name is declared.
	ConditionDepartmentsDeclared = "DepartmentsDeclared"
	// ConditionAliasesUnique, on a Jurisdiction, is True when no name is borne by
	// two of its departments.
	ConditionAliasesUnique = "AliasesUnique"
	// ConditionLeadsConsistent, on a Jurisdiction, is True when the duties of each
	// scope have the same leads.
	ConditionLeadsConsistent = "LeadsConsistent"
	// ConditionGridsStaffed, on a Jurisdiction, is True when each of its grids
	// has staff and responsibilities.
	ConditionGridsStaffed = "GridsStaffed"
	// ConditionStaffingAdequate, on a Jurisdiction, is True when its enforcement
	// staff reaches the minimum.
	ConditionStaffingAdequate = "StaffingAdequate"
	// ConditionOnTrack, on a Jurisdiction, sums up the region and its subtree: it
	// is True when DutiesOnTrack, MeetingsOnSchedule, ScopesCovered, GridsStaffed and
	// StaffingAdequate are, here and in every region below.
	ConditionOnTrack = "OnTrack"
	// ConditionDeletionBlocked, on a Jurisdiction that is being deleted, is True
	// while something keeps it. It is not there otherwise.
	ConditionDeletionBlocked = "DeletionBlocked"

	// ConditionDeadlineMissed, on a DepartmentDuty, is True while a missed
	// deadline has not been made good.
	ConditionDeadlineMissed = "DeadlineMissed"
	// ConditionDueSoon, on a DepartmentDuty, is True while an open deadline is
	// nearer than spec.warnBefore.
	ConditionDueSoon = "DueSoon"
	// ConditionBehindSchedule, on a DepartmentDuty, is True while the quantity
	// reported is below the straight line to the next milestone's target.
	ConditionBehindSchedule = "BehindSchedule"
	// ConditionUnderReview, on a DepartmentDuty, is True while a completion
	// that matters awaits its ruling.
	ConditionUnderReview = "UnderReview"
	// ConditionCompleted, on a DepartmentDuty, is True once its last checkpoint
	// is completed.
	ConditionCompleted = "Completed"
	// ConditionEscalated, on a DepartmentDuty, is True while a miss stands on account
	// of which a rung of the ladder was reached; its reason is the last of them.
	ConditionEscalated = "Escalated"
	// ConditionHandedDown, on a DepartmentDuty with a cascade, is True when each
	// region that matches has a copy that is ready. It is not there otherwise.
	ConditionHandedDown = "HandedDown"
	// ConditionLedgerLost, on a DepartmentDuty or a JointMeeting, is True when it was
	// restored from a backup without its status, and with it the ledger. It is not there
	// otherwise.
	ConditionLedgerLost = "LedgerLost"

	// ConditionSessionMissed, on a JointMeeting, is True while the last session of which
	// it is known whether it was held was not, or fewer attended than the quorum.
	ConditionSessionMissed = "SessionMissed"
	// ConditionMinutesOverdue, on a JointMeeting, is True while the minutes of a session
	// were not filed in time, and it does not count as missed yet.
	ConditionMinutesOverdue = "MinutesOverdue"
	// ConditionDecisionsOnTrack, on a JointMeeting, is True when none of the duties that
	// its decisions became is overdue.
	ConditionDecisionsOnTrack = "DecisionsOnTrack"
	// ConditionMembersConsistent, on a JointMeeting, is True when each department that
	// holds a duty of the region, or of the scopes of the meeting, is a member.
	ConditionMembersConsistent = "MembersConsistent"
	// ConditionLeadsAreMembers, on MeetingMinutes with decisions, is True when the leads
	// of each are members of the meeting. It is not there otherwise.
	ConditionLeadsAreMembers = "LeadsAreMembers"
)

// Reasons of Ready and Stalled.
const (
	// ReasonEvaluated shows when the object was understood and evaluated.
	ReasonEvaluated = "Evaluated"
	// ReasonNotStalled shows when no person is needed.
	ReasonNotStalled = "NotStalled"

	// ReasonJurisdictionNotFound shows when no Jurisdiction holds the namespace
	// of the object yet.
	ReasonJurisdictionNotFound = "JurisdictionNotFound"
	// ReasonUnknownTimeZone shows when spec.timeZone of the Jurisdiction is no
	// IANA time zone.
	ReasonUnknownTimeZone = "UnknownTimeZone"
	// ReasonUnknownDepartment shows when a department is not declared by the
	// Jurisdiction.
	ReasonUnknownDepartment = "UnknownDepartment"
	// ReasonInvalidDueDate shows when a due date does not exist on the calendar.
	ReasonInvalidDueDate = "InvalidDueDate"
	// ReasonInvalidMilestones shows when milestones are out of order, or due
	// after the duty itself.
	ReasonInvalidMilestones = "InvalidMilestones"

	// ReasonInvalidRecurrence shows when the schedule of a standing duty cannot be
	// read, or a day of it does not exist.
	ReasonInvalidRecurrence = "InvalidRecurrence"
	// ReasonInvalidSchedule shows when the schedule of a meeting cannot be read, or names
	// no day.
	ReasonInvalidSchedule = "InvalidSchedule"
	// ReasonInvalidQuorum shows when the quorum of a meeting is more than its members,
	// which are the departments of the Jurisdiction where it does not name any.
	ReasonInvalidQuorum = "InvalidQuorum"
	// ReasonInvalidSession shows when an extra session cannot be placed in time.
	ReasonInvalidSession = "InvalidSession"
	// ReasonCalendarNotFound shows when the ConfigMap of a calendar does not exist
	// yet, or lacks the label.
	ReasonCalendarNotFound = "CalendarNotFound"
	// ReasonInvalidCalendar shows when the ConfigMap of a calendar cannot be read.
	ReasonInvalidCalendar = "InvalidCalendar"

	// ReasonNamespaceTaken shows when the namespace of a Jurisdiction exists
	// and is not its own.
	ReasonNamespaceTaken = "NamespaceTaken"
	// ReasonNamespaceTerminating shows while the namespace of a Jurisdiction is
	// being deleted.
	ReasonNamespaceTerminating = "NamespaceTerminating"
	// ReasonNameTaken shows when an object that the operator would set up exists
	// and was made by somebody else.
	ReasonNameTaken = "NameTaken"
	// ReasonSetupFailed shows when the API server refused what the operator set up.
	ReasonSetupFailed = "SetupFailed"
	// ReasonInvalidWorkload shows when a workload cannot be set up as declared.
	ReasonInvalidWorkload = "InvalidWorkload"
	// ReasonWorkloadsNotAvailable shows while a Deployment of the region is not
	// available.
	ReasonWorkloadsNotAvailable = "WorkloadsNotAvailable"
	// ReasonDeleting shows while a Jurisdiction is being deleted.
	ReasonDeleting = "Deleting"
)

// Reasons of WorkloadsReady.
const (
	// ReasonNoWorkloads shows when the region runs no workload.
	ReasonNoWorkloads = "NoWorkloads"
	// ReasonWorkloadsReady shows when every workload is Ready or Absent.
	ReasonWorkloadsReady = "WorkloadsReady"
	// ReasonWorkloadsProgressing shows when a workload is not ready yet, and none
	// is failing.
	ReasonWorkloadsProgressing = "WorkloadsProgressing"
	// ReasonWorkloadsFailing shows when a workload is failing.
	ReasonWorkloadsFailing = "WorkloadsFailing"
)

// Reasons of ScopesCovered.
const (
	// ReasonNoScopes shows when the region declares no scope.
	ReasonNoScopes = "NoScopes"
	// ReasonAllCovered shows when each scope is that of some duty.
	ReasonAllCovered = "AllCovered"
	// ReasonScopesUncovered shows when a scope is that of no duty.
	ReasonScopesUncovered = "ScopesUncovered"
)

// Reasons of DepartmentsDeclared.
const (
	// ReasonAllDeclared shows when each department that duties name is declared.
	ReasonAllDeclared = "AllDeclared"
	// ReasonDepartmentsUndeclared shows when a duty names a department that is not.
	ReasonDepartmentsUndeclared = "DepartmentsUndeclared"
)

// Reasons of AliasesUnique.
const (
	// ReasonNoAmbiguity shows when no name is borne by two departments.
	ReasonNoAmbiguity = "NoAmbiguity"
	// ReasonAmbiguousNames shows when a display name or alias is borne by two.
	ReasonAmbiguousNames = "AmbiguousNames"
)

// Reasons of LeadsConsistent.
const (
	// ReasonSameLeads shows when the duties of each scope have the same leads.
	ReasonSameLeads = "SameLeads"
	// ReasonDifferentLeads shows when two duties of one scope have different leads.
	ReasonDifferentLeads = "DifferentLeads"
)

// Reasons of GridsStaffed.
const (
	// ReasonNoGrids shows when the region declares no grid.
	ReasonNoGrids = "NoGrids"
	// ReasonAllStaffed shows when each grid has staff and responsibilities.
	ReasonAllStaffed = "AllStaffed"
	// ReasonGridsIncomplete shows when a grid lacks staff or responsibilities.
	ReasonGridsIncomplete = "GridsIncomplete"
)

// Reasons of StaffingAdequate.
const (
	// ReasonNoMinimum shows when the region declares no minimum of staff.
	ReasonNoMinimum = "NoMinimum"
	// ReasonMinimumReached shows when the staff reaches the minimum.
	ReasonMinimumReached = "MinimumReached"
	// ReasonBelowMinimum shows when the staff is below the minimum.
	ReasonBelowMinimum = "BelowMinimum"
)

// Reasons of OnTrack.
const (
	// ReasonOnTrack shows when the region and all below it are on track.
	ReasonOnTrack = "OnTrack"
	// ReasonRegionOffTrack shows when the region itself is not on track.
	ReasonRegionOffTrack = "RegionOffTrack"
	// ReasonSubtreeOffTrack shows when only regions below are not on track.
	ReasonSubtreeOffTrack = "SubtreeOffTrack"
)

// Reasons of DeletionBlocked.
const (
	// ReasonHasChildren shows when regions name this one as their parent.
	ReasonHasChildren = "HasChildren"
	// ReasonHasRecords shows when the namespace is to be deleted and holds
	// records, or duties with a recorded miss.
	ReasonHasRecords = "HasRecords"
)

// Reasons of LedgerLost.
const (
	// ReasonRestoredWithoutStatus shows when an object bears the annotation of a
	// restore and had no status when it was first evaluated.
	ReasonRestoredWithoutStatus = "RestoredWithoutStatus"
)

// Reasons of ParentResolved, and of Ready and Stalled on account of it.
const (
	// ReasonNoParent shows when the region has no parent to resolve.
	ReasonNoParent = "NoParent"
	// ReasonParentFound shows when the whole line of parents is known.
	ReasonParentFound = "ParentFound"
	// ReasonParentNotFound shows when a parent does not exist yet.
	ReasonParentNotFound = "ParentNotFound"
	// ReasonParentCycle shows when the line of parents leads back to the region.
	ReasonParentCycle = "ParentCycle"
	// ReasonParentLevel shows when the parent is not of a higher level.
	ReasonParentLevel = "ParentLevel"
	// ReasonDivisionCodeMismatch shows when the division code does not lie
	// within the parent's.
	ReasonDivisionCodeMismatch = "DivisionCodeMismatch"
)

// Reasons of DutiesOnTrack.
const (
	// ReasonNoneOverdue shows when no duty is overdue.
	ReasonNoneOverdue = "NoneOverdue"
	// ReasonDutiesOverdue shows when at least one duty is overdue.
	ReasonDutiesOverdue = "DutiesOverdue"
)

// Reasons of MeetingsOnSchedule, SessionMissed and MinutesOverdue.
const (
	// ReasonNoMeetings shows when the region declares no meeting.
	ReasonNoMeetings = "NoMeetings"
	// ReasonAllOnSchedule shows when every meeting is on schedule.
	ReasonAllOnSchedule = "AllOnSchedule"
	// ReasonMeetingsOffSchedule shows when a session was missed, or minutes are overdue.
	ReasonMeetingsOffSchedule = "MeetingsOffSchedule"
	// ReasonNoSessionYet shows when no session has been held or missed yet.
	ReasonNoSessionYet = "NoSessionYet"
	// ReasonSessionHeld shows when the last session was held.
	ReasonSessionHeld = "SessionHeld"
	// ReasonNoMinutesFiled shows when a session counts as missed, as there are no
	// minutes of it.
	ReasonNoMinutesFiled = "NoMinutesFiled"
	// ReasonInquorate shows when fewer members attended than the quorum.
	ReasonInquorate = "Inquorate"
	// ReasonMinutesInTime shows when no minutes are overdue.
	ReasonMinutesInTime = "MinutesInTime"
	// ReasonMinutesNotFiled shows when minutes are overdue.
	ReasonMinutesNotFiled = "MinutesNotFiled"
)

// Reasons of DecisionsOnTrack.
const (
	// ReasonNoDecisions shows when no session has decided anything.
	ReasonNoDecisions = "NoDecisions"
	// ReasonNoDecisionOverdue shows when no duty that a decision became is overdue.
	ReasonNoDecisionOverdue = "NoDecisionOverdue"
	// ReasonDecisionsOverdue shows when one is.
	ReasonDecisionsOverdue = "DecisionsOverdue"
)

// Reasons of MembersConsistent and LeadsAreMembers.
const (
	// ReasonAllMembers shows when each department concerned is a member.
	ReasonAllMembers = "AllMembers"
	// ReasonNoTheme shows when a Special meeting names no scopes, so that no duty of the
	// region is known to concern it.
	ReasonNoTheme = "NoTheme"
	// ReasonNotMembers shows when a department that holds a duty is no member.
	ReasonNotMembers = "NotMembers"
)

// Reasons of DeadlineMissed.
const (
	// ReasonNoneMissed shows when no deadline was missed.
	ReasonNoneMissed = "NoneMissed"
	// ReasonMadeGood shows when every missed deadline was made good.
	ReasonMadeGood = "MadeGood"
	// ReasonDeadlinePassed shows when a deadline passed without every completion
	// owed.
	ReasonDeadlinePassed = "DeadlinePassed"
	// ReasonReportReturned shows when a report received in time was returned
	// after the deadline.
	ReasonReportReturned = "ReportReturned"
	// ReasonDeadlineMoved shows when the plan was changed after a deadline had
	// been missed: the miss stays.
	ReasonDeadlineMoved = "DeadlineMoved"
	// ReasonDeadlineExtended shows when more time was granted after the deadline had
	// been missed: the miss stays.
	ReasonDeadlineExtended = "DeadlineExtended"
	// ReasonLookBackFailed shows when what had been completed was found wanting.
	ReasonLookBackFailed = "LookBackFailed"
	// ReasonLifted shows when what was missed is not owed any more.
	ReasonLifted = "Lifted"
	// ReasonCreatedAfterDeadline shows when the document was issued, or the duty
	// created, after the deadline had passed.
	ReasonCreatedAfterDeadline = "CreatedAfterDeadline"
)

// Reasons of DueSoon.
const (
	// ReasonNothingDueSoon shows when no open deadline is near.
	ReasonNothingDueSoon = "NothingDueSoon"
	// ReasonDeadlineNear shows when an open deadline is nearer than warnBefore.
	ReasonDeadlineNear = "DeadlineNear"
)

// Reasons of BehindSchedule.
const (
	// ReasonNoTarget shows when no milestone with a target lies ahead.
	ReasonNoTarget = "NoTarget"
	// ReasonOnSchedule shows when the quantity keeps up with the line.
	ReasonOnSchedule = "OnSchedule"
	// ReasonRegionsBehind shows when regions to which the duty was handed down, and
	// which it waits for, have missed a deadline.
	ReasonRegionsBehind = "RegionsBehind"
	// ReasonQuantityBehind shows when the quantity is below the line.
	ReasonQuantityBehind = "QuantityBehind"
)

// Reasons of UnderReview.
const (
	// ReasonNothingToReview shows when no completion awaits a ruling.
	ReasonNothingToReview = "NothingToReview"
	// ReasonAwaitingRuling shows when a completion awaits its ruling.
	ReasonAwaitingRuling = "AwaitingRuling"
)

// Reasons of Completed.
const (
	// ReasonCompletedInTime shows when the duty was completed and no deadline
	// was missed.
	ReasonCompletedInTime = "CompletedInTime"
	// ReasonCompletedLate shows when the duty was completed after a deadline had
	// been missed.
	ReasonCompletedLate = "CompletedLate"
	// ReasonInProgress shows when completions are still owed.
	ReasonInProgress = "InProgress"
	// ReasonContinuing shows, with status False, on an undated duty until a
	// completion is accepted; with status True on a standing duty that was completed
	// and is carried on.
	ReasonContinuing = "Continuing"
	// ReasonLapsed shows on a standing duty that had been completed, while a cycle
	// that was missed has not been made good.
	ReasonLapsed = "Lapsed"
	// ReasonAwaitingLookBack shows when everything owed was completed, and an
	// interview awaits a look-back that passes.
	ReasonAwaitingLookBack = "AwaitingLookBack"
	// ReasonRegionsInProgress shows when everything owed here was completed, and
	// regions to which the duty was handed down have not.
	ReasonRegionsInProgress = "RegionsInProgress"
	// ReasonWaived shows when what was not completed was waived.
	ReasonWaived = "Waived"
	// ReasonWithdrawn shows on a copy that was withdrawn before it was completed.
	ReasonWithdrawn = "Withdrawn"
)

// Reasons of Escalated. While it is True the reason is the rung that was reached
// last: an EscalationAction.
const (
	// ReasonNotEscalated shows when no rung was reached, or a Reminder at most.
	ReasonNotEscalated = "NotEscalated"
	// ReasonLadderStopped shows when rungs were reached, and nothing stands missed
	// any more.
	ReasonLadderStopped = "LadderStopped"
)

// Reasons of HandedDown, and of the problems in status.cascade.
const (
	// ReasonAllHandedDown shows when each region that matches has a copy that is ready.
	ReasonAllHandedDown = "AllHandedDown"
	// ReasonNoRegions shows when no region matches.
	ReasonNoRegions = "NoRegions"
	// ReasonRegionsTroubled shows when a region has no copy, or none that is ready.
	ReasonRegionsTroubled = "RegionsTroubled"
	// ReasonNamespaceNotReady shows when a region does not hold its namespace yet.
	ReasonNamespaceNotReady = "NamespaceNotReady"
	// ReasonInvalidCascade shows, for the region that hands down, when the selector
	// cannot be read; copies that are there stay as they are.
	ReasonInvalidCascade = "InvalidCascade"
	// ReasonNotHandedDownYet shows when a region has no copy yet.
	ReasonNotHandedDownYet = "NotHandedDownYet"
)

// Reasons of Ready and Stalled on records.
const (
	// ReasonDutyNotFound shows when the duty of a record does not exist yet.
	ReasonDutyNotFound = "DutyNotFound"
	// ReasonDutyNotReady shows when the duty of a record was never understood, or,
	// on a ruling, while no region says who may rule.
	ReasonDutyNotReady = "DutyNotReady"
	// ReasonNotAReporter shows when a completion comes from a department that
	// owes none, or a report from one that has no part in the duty.
	ReasonNotAReporter = "NotAReporter"
	// ReasonUnknownCheckpoint shows when the duty has no such checkpoint.
	ReasonUnknownCheckpoint = "UnknownCheckpoint"
	// ReasonCycleNotOpen shows when a report is for a cycle that had not opened when
	// it was received.
	ReasonCycleNotOpen = "CycleNotOpen"
	// ReasonQuantityRequired shows when a completion names no quantity although
	// its milestone has a target.
	ReasonQuantityRequired = "QuantityRequired"
	// ReasonQuantityBelowTarget shows when a completion names a quantity below
	// the target of its milestone.
	ReasonQuantityBelowTarget = "QuantityBelowTarget"
	// ReasonSupersededNotFound shows when the record to be superseded does not
	// exist yet.
	ReasonSupersededNotFound = "SupersededNotFound"
	// ReasonSupersedesMismatch shows when the record to be superseded is of
	// another department, duty, checkpoint or report.
	ReasonSupersedesMismatch = "SupersedesMismatch"
	// ReasonSupersedesCycle shows when records supersede each other.
	ReasonSupersedesCycle = "SupersedesCycle"
	// ReasonAlreadySuperseded shows when an earlier record supersedes the same one.
	ReasonAlreadySuperseded = "AlreadySuperseded"
	// ReasonReportNotFound shows when the report ruled upon does not exist yet.
	ReasonReportNotFound = "ReportNotFound"
	// ReasonReportNotReviewable shows when the report ruled upon is progress, or
	// is itself ignored, or is none that such a ruling is made on.
	ReasonReportNotReviewable = "ReportNotReviewable"
	// ReasonReportSuperseded shows when the report had been superseded before
	// the ruling on it was received.
	ReasonReportSuperseded = "ReportSuperseded"
	// ReasonRuledBeforeReport shows when the ruling was received before the
	// report that now bears the name.
	ReasonRuledBeforeReport = "RuledBeforeReport"
	// ReasonAlreadyRuled shows when an earlier ruling on the same report stands.
	ReasonAlreadyRuled = "AlreadyRuled"
	// ReasonUntilNotAfterRuling shows when an extension, a waiver or an interview
	// sets an end that had passed when the ruling was received, or none that can be
	// read.
	ReasonUntilNotAfterRuling = "UntilNotAfterRuling"
	// ReasonNothingToExtend shows when time is extended for a checkpoint that has no
	// deadline.
	ReasonNothingToExtend = "NothingToExtend"
	// ReasonOwnLookBack shows when a look-back is in the name of the department
	// looked at.
	ReasonOwnLookBack = "OwnLookBack"
	// ReasonNothingToLookBackAt shows when there was no interview before a look-back.
	ReasonNothingToLookBackAt = "NothingToLookBackAt"
	// ReasonMeetingNotFound shows when the meeting of minutes does not exist yet.
	ReasonMeetingNotFound = "MeetingNotFound"
	// ReasonMeetingNotReady shows when the meeting of minutes was never understood.
	ReasonMeetingNotReady = "MeetingNotReady"
	// ReasonUnknownSession shows when a meeting has no session of that key.
	ReasonUnknownSession = "UnknownSession"
	// ReasonNotTheOffice shows when minutes are in the name of a department that is the
	// office neither of the meeting nor of the region.
	ReasonNotTheOffice = "NotTheOffice"
	// ReasonAlreadyRecorded shows when a session has minutes already, which these do not
	// supersede.
	ReasonAlreadyRecorded = "AlreadyRecorded"
	// ReasonHeldAfterFiling shows when minutes say that a session was held after they
	// were filed.
	ReasonHeldAfterFiling = "HeldAfterFiling"
	// ReasonNotTheParent shows when the parent in whose name a ruling is made is
	// not the parent of the region.
	ReasonNotTheParent = "NotTheParent"
)
