// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"cmp"
	"slices"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	"github.com/jianguan/supervision-operator/internal/record"
)

// maxReceipts bounds the ledger of receipts, as the API says.
const maxReceipts = 1000

// receiptKey is what makes two records the same record.
type receiptKey struct {
	kind   v1alpha1.RecordKind
	name   v1alpha1.ObjectName
	digest string
}

func keyOf(receipt v1alpha1.Receipt) receiptKey {
	return receiptKey{kind: receipt.Kind, name: receipt.Name, digest: receipt.Digest}
}

// receive returns the receipt of a record: the ledger's if it has one, else its
// own.
func receive(ledger map[receiptKey]v1alpha1.Receipt, own v1alpha1.Receipt) v1alpha1.Receipt {
	if known, ok := ledger[keyOf(own)]; ok {
		return known
	}
	return own
}

// ownReceipt returns the receipt that can be read off the record itself: what it
// attests, if that lies before its first creation, else that creation. Nobody but
// who restored it vouches that it was created before it was restored.
func ownReceipt(kind v1alpha1.RecordKind, object metav1.Object, spec any, attested *metav1.Time) v1alpha1.Receipt {
	created, restored := record.FirstCreated(object)
	receipt := v1alpha1.Receipt{
		Kind: kind, Name: v1alpha1.ObjectName(object.GetName()), Digest: record.Digest(spec),
		ReceivedTime: &created, Basis: v1alpha1.ReceiptStamped,
	}
	if restored {
		receipt.Basis = v1alpha1.ReceiptAttested
	}
	if attested != nil && attested.Before(receipt.ReceivedTime) {
		receipt.ReceivedTime, receipt.Basis = attested.DeepCopy(), v1alpha1.ReceiptAttested
	}
	return receipt
}

// appearance tells when a record came to light, which may be long after its receipt.
// What an evaluation has weighed already, as its verdict shows, is no news.
type appearance struct {
	// created is zero on a record that was weighed.
	created time.Time
	// unknown is set where the ledger does not have the record either: a cache may
	// show it a little after it was created.
	unknown bool
}

func newAppearance(known bool, created time.Time, verdict v1alpha1.Verdict) appearance {
	if verdict != "" {
		return appearance{}
	}
	return appearance{created: created, unknown: !known}
}

// since tells whether the record came to light then or later.
func (a appearance) since(then time.Time) bool {
	return a.unknown || (!a.created.IsZero() && !a.created.Before(then))
}

// with is when both came to light.
func (a appearance) with(b appearance) appearance {
	if b.created.After(a.created) {
		a.created = b.created
	}
	a.unknown = a.unknown || b.unknown
	return a
}

// entry is a receipt on its way into the ledger.
type entry struct {
	v1alpha1.Receipt
	// turn is its place in the ledger, from 1; 0 while it has none.
	turn int
	// seen is set where an evaluation has seen the record already: the ledger had it,
	// and dropped it.
	seen bool
	// parent is set on a ruling in the name of the parent.
	parent bool
}

// rank tells who comes first of one second: what the ledger had and dropped, since
// the first of a second are dropped first; what it has; what is new.
func (e entry) rank() int {
	switch {
	case e.turn > 0:
		return 1
	case e.seen:
		return 0
	default:
		return 2
	}
}

// compareEntries orders by time. Stamps have whole seconds; within one, whoever watches
// could file after another under a name that sorts before it. So what was there first
// stays first, and of what is first seen together the ruling of the parent is; the
// rest goes by name, so that the order never depends on how records were listed.
func compareEntries(a, b entry) int {
	return cmp.Or(
		a.ReceivedTime.Compare(b.ReceivedTime.Time),
		cmp.Compare(a.Kind, b.Kind),
		cmp.Compare(a.rank(), b.rank()),
		cmp.Compare(a.turn, b.turn),
		compareUnplaced(a, b),
	)
}

// compareUnplaced orders entries of one kind and second that have no turn.
func compareUnplaced(a, b entry) int {
	parentFirst := 0
	if a.parent != b.parent {
		parentFirst = 1
		if a.parent {
			parentFirst = -1
		}
	}
	return cmp.Or(parentFirst, cmp.Compare(a.Name, b.Name), cmp.Compare(a.Digest, b.Digest))
}

// keepReceipts brings the ledger up to date with the records at hand. own holds
// the receipts that can be read off records; they are the first to go where the
// ledger would grow beyond its bound.
func keepReceipts(ledger []v1alpha1.Receipt, own []entry) []v1alpha1.Receipt {
	readable := make(map[receiptKey]entry, len(own))
	for _, e := range own {
		readable[keyOf(e.Receipt)] = e
	}
	kept := make([]entry, 0, len(ledger)+len(own))
	known := make(map[receiptKey]bool, len(ledger))
	for i, receipt := range ledger {
		known[keyOf(receipt)] = true
		kept = append(kept, entry{Receipt: receipt, turn: i + 1})
	}
	for _, e := range own {
		if !known[keyOf(e.Receipt)] {
			kept = append(kept, e)
		}
	}
	slices.SortFunc(kept, compareEntries)
	kept = boundReceipts(kept, readable)
	receipts := make([]v1alpha1.Receipt, 0, len(kept))
	for i := range kept {
		receipts = append(receipts, kept[i].Receipt)
	}
	return receipts
}

// boundReceipts drops the oldest that can be read off their records, then the oldest,
// until the ledger is within its bound. The turn of a record within its second cannot
// be read off: one goes only if it would come to the same turn without the ledger,
// before those of its second that stay and after those that went.
func boundReceipts(kept []entry, readable map[receiptKey]entry) []entry {
	type second struct {
		kind v1alpha1.RecordKind
		unix int64
	}
	surplus := len(kept) - maxReceipts
	stays, went := map[second]bool{}, map[second]entry{}
	kept = slices.DeleteFunc(kept, func(e entry) bool {
		own, exists := readable[keyOf(e.Receipt)]
		if surplus <= 0 || !exists {
			return false
		}
		at := second{kind: e.Kind, unix: e.ReceivedTime.Unix()}
		before, some := went[at]
		drop := own.ReceivedTime.Equal(e.ReceivedTime) && !stays[at] && (!some || compareUnplaced(before, own) < 0)
		if drop {
			surplus--
			went[at] = own
		} else {
			stays[at] = true
		}
		return drop
	})
	return kept[max(0, len(kept)-maxReceipts):]
}
