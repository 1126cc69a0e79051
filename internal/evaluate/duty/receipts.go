// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package duty

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
)

// maxReceipts bounds the ledger of receipts, as the API says.
const maxReceipts = 1000

// Digest returns the SHA-256 of a record's spec in lower-case hex: of its JSON as
// this API's types write it.
func Digest(spec any) string {
	text, err := json.Marshal(spec)
	if err != nil {
		// The specs of records hold only strings, numbers and times.
		panic(fmt.Sprintf("record spec %T does not marshal: %v", spec, err))
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

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
	created, restored := firstCreated(object)
	receipt := v1alpha1.Receipt{
		Kind: kind, Name: v1alpha1.ObjectName(object.GetName()), Digest: Digest(spec),
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

// compareReceipts orders receipts by time, and where times are equal by kind,
// name and digest, so that the order never depends on how records were listed.
func compareReceipts(a, b v1alpha1.Receipt) int {
	return cmp.Or(
		a.ReceivedTime.Compare(b.ReceivedTime.Time),
		cmp.Compare(a.Kind, b.Kind),
		cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.Digest, b.Digest),
	)
}

// keepReceipts brings the ledger up to date with the records at hand. own holds
// the receipts that can be read off records; they are the first to go where the
// ledger would grow beyond its bound.
func keepReceipts(ledger, own []v1alpha1.Receipt) []v1alpha1.Receipt {
	known := make(map[receiptKey]bool, len(ledger))
	for _, receipt := range ledger {
		known[keyOf(receipt)] = true
	}
	kept := slices.Clone(ledger)
	readable := make(map[receiptKey]time.Time, len(own))
	for _, receipt := range own {
		readable[keyOf(receipt)] = receipt.ReceivedTime.Time
		if !known[keyOf(receipt)] {
			kept = append(kept, receipt)
		}
	}
	slices.SortFunc(kept, compareReceipts)
	surplus := len(kept) - maxReceipts
	if surplus <= 0 {
		return kept
	}
	kept = slices.DeleteFunc(kept, func(receipt v1alpha1.Receipt) bool {
		received, ok := readable[keyOf(receipt)]
		drop := surplus > 0 && ok && received.Equal(receipt.ReceivedTime.Time)
		if drop {
			surplus--
		}
		return drop
	})
	return kept[max(0, len(kept)-maxReceipts):]
}
