// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package v1alpha1 holds the resources in which a government's comprehensive
// supervision of its health institutions (医疗卫生行业综合监管) is declared
// (plans), recorded (records) and reported (status).
//
// Plans are edited by people and kept in Git. Records are written once: their
// spec cannot be changed, and a correction is a new record that supersedes the
// old one. The part of a status that cannot be derived again from plans and
// records is its ledger, and each ledger field says so.
//
// +kubebuilder:object:generate=true
// +groupName=supervision.jianguan.io
package v1alpha1
