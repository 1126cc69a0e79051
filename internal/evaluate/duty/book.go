// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"slices"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/record"
)

// report is a DutyReport with what the evaluation found out about it.
type report struct {
	object  *v1alpha1.DutyReport
	receipt v1alpha1.Receipt
	// created is when the object was, in the backup where it was restored from one.
	created time.Time
	// position in the input.
	position int
	// appeared is when the report, and with it all that it supersedes, came to light.
	appeared appearance
	// replaced is when another content was first received under the name; zero if
	// none ever was.
	replaced time.Time
	// checkpoint that the report is for, once resolved.
	checkpoint *checkpoint
	// previous is the report that this one supersedes.
	previous *report
	// rejected says why the report does not count at all.
	rejected *problem
	// settled is set on a report that is for a cycle which the ledger dropped: what
	// became of it does not change any more.
	settled bool
	// resolved is set once the fields above are.
	resolved bool
}

func (r *report) recordName() v1alpha1.ObjectName { return v1alpha1.ObjectName(r.object.Name) }
func (r *report) superseded() v1alpha1.ObjectName { return r.object.Spec.Supersedes }

// paper tells whether the receipt is that of a paper record, from before the report
// was filed. What else is attested is when a restored report had been filed.
func (r *report) paper() bool {
	return r.receipt.Basis == v1alpha1.ReceiptAttested && r.receipt.ReceivedTime.Equal(r.object.Spec.ReceivedTime)
}

// filed is when the report was first there to be seen: its receipt, or the creation
// of the object that attests an earlier one.
func (r *report) filed() time.Time {
	if r.paper() {
		return r.created
	}
	return r.receipt.ReceivedTime.Time
}

// completes tells whether the report claims a completion that can count.
func (r *report) completes() bool {
	return r.rejected == nil && !r.settled && r.object.Spec.Type == v1alpha1.ReportCompletion
}

// stands tells whether the report counts, whatever for.
func (r *report) stands() bool { return r.rejected == nil && !r.settled }

// requests tells whether the report asks for time, and can be granted it.
func (r *report) requests() bool {
	return r.rejected == nil && !r.settled && r.object.Spec.Type == v1alpha1.ReportExtensionRequest
}

// awaitsRuling tells whether it is of a kind that is ruled upon.
func (r *report) awaitsRuling() bool { return r.completes() || r.requests() }

// notSeenBy tells whether the ruling may be on another content of the report's name: there
// was one by then, and the report that is there now was created only afterwards,
// however early its receipt.
func (r *report) notSeenBy(ruled *ruling) bool {
	then := ruled.receipt.ReceivedTime.Time
	return !r.replaced.IsZero() && !r.replaced.After(then) && r.created.After(then)
}

// ruling is a DutyRuling with its receipt.
type ruling struct {
	object   *v1alpha1.DutyRuling
	receipt  v1alpha1.Receipt
	position int
	appeared appearance
}

func (r *ruling) recordName() v1alpha1.ObjectName { return v1alpha1.ObjectName(r.object.Name) }
func (r *ruling) superseded() v1alpha1.ObjectName { return r.object.Spec.Supersedes }

// heard tells whether the ruling was weighed before, and not ignored for who ruled.
func (r *ruling) heard() bool {
	ready := meta.FindStatusCondition(r.object.Status.Conditions, v1alpha1.ConditionReady)
	if r.object.Status.Verdict == "" || ready == nil {
		return false
	}
	switch ready.Reason {
	case v1alpha1.ReasonNotTheParent, v1alpha1.ReasonUnknownDepartment, v1alpha1.ReasonDutyNotReady:
		return false
	default:
		return true
	}
}

// book holds the records of a duty in the order of their receipt.
type book struct {
	reports  []*report
	rulings  []*ruling
	receipts []v1alpha1.Receipt
	// received is when a record of each name was first received, under whatever
	// content.
	received map[recordKey]time.Time
}

// recordKey names a record, whatever its content.
type recordKey struct {
	kind v1alpha1.RecordKind
	name v1alpha1.ObjectName
}

func newBook(ledger []v1alpha1.Receipt, reports []v1alpha1.DutyReport, rulings []v1alpha1.DutyRuling) *book {
	known := make(map[receiptKey]v1alpha1.Receipt, len(ledger))
	for _, receipt := range ledger {
		known[keyOf(receipt)] = receipt
	}
	b := &book{}
	own := make([]entry, 0, len(reports)+len(rulings))
	for i := range reports {
		object := &reports[i]
		receipt := ownReceipt(v1alpha1.RecordDutyReport, object, object.Spec, object.Spec.ReceivedTime)
		own = append(own, entry{Receipt: receipt, seen: object.Status.ReceivedTime != nil})
		created, _ := record.FirstCreated(object)
		b.reports = append(b.reports, &report{
			object: object, receipt: receive(known, receipt), created: created.Time, position: i,
			appeared: newAppearance(has(known, keyOf(receipt)), created.Time, object.Status.Verdict),
		})
	}
	for i := range rulings {
		object := &rulings[i]
		receipt := ownReceipt(v1alpha1.RecordDutyRuling, object, object.Spec, nil)
		own = append(own, entry{Receipt: receipt, seen: object.Status.ReceivedTime != nil, parent: object.Spec.Parent != ""})
		created, _ := record.FirstCreated(object)
		b.rulings = append(b.rulings, &ruling{
			object: object, receipt: receive(known, receipt), position: i,
			appeared: newAppearance(has(known, keyOf(receipt)), created.Time, object.Status.Verdict),
		})
	}
	b.receipts = keepReceipts(ledger, own)
	b.order()
	b.readNames()
	return b
}

// order puts the records in the order of the ledger. One that the ledger does not keep
// goes before those of its second, where the next evaluation finds it as well.
func (b *book) order() {
	turns := make(map[receiptKey]int, len(b.receipts))
	for i := range b.receipts {
		turns[keyOf(b.receipts[i])] = i + 1
	}
	placed := func(receipt v1alpha1.Receipt, parent bool) entry {
		return entry{Receipt: receipt, seen: true, parent: parent, turn: turns[keyOf(receipt)]}
	}
	slices.SortFunc(b.reports, func(x, y *report) int { return compareEntries(placed(x.receipt, false), placed(y.receipt, false)) })
	slices.SortFunc(b.rulings, func(x, y *ruling) int {
		return compareEntries(placed(x.receipt, x.object.Spec.Parent != ""), placed(y.receipt, y.object.Spec.Parent != ""))
	})
}

// readNames finds out from the ledger which names were ever borne by a record, and
// which by records of different content. Receipts stand in order.
func (b *book) readNames() {
	b.received = make(map[recordKey]time.Time, len(b.receipts))
	byName := make(map[v1alpha1.ObjectName]*report, len(b.reports))
	for _, r := range b.reports {
		byName[r.recordName()] = r
	}
	for i := range b.receipts {
		receipt := &b.receipts[i]
		key := recordKey{kind: receipt.Kind, name: receipt.Name}
		if !has(b.received, key) {
			b.received[key] = receipt.ReceivedTime.Time
		}
		if r := byName[receipt.Name]; key.kind == v1alpha1.RecordDutyReport && r != nil && r.replaced.IsZero() && r.receipt.Digest != receipt.Digest {
			r.replaced = receipt.ReceivedTime.Time
		}
	}
}

// everReceived returns a test whether a record of that kind and name was ever
// received, under whatever content.
func (b *book) everReceived(kind v1alpha1.RecordKind) func(v1alpha1.ObjectName) bool {
	return func(name v1alpha1.ObjectName) bool { return has(b.received, recordKey{kind: kind, name: name}) }
}

// receivedBy is everReceived as it was then.
func (b *book) receivedBy(kind v1alpha1.RecordKind, then time.Time) func(v1alpha1.ObjectName) bool {
	return func(name v1alpha1.ObjectName) bool {
		received, ok := b.received[recordKey{kind: kind, name: name}]
		return ok && !received.After(then)
	}
}
