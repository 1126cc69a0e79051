// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package serverclock derives the time of the API server from the stamps that it gives.
//
// Records are stamped by the API server, so deadlines are judged by its clock. It tells its time in whole seconds only,
// and takes an unknown part of a request's way there and back until it does. A Sample therefore gives an interval; where
// the stamp turns from one second to the next, several samples bracket the tick, and their intervals intersect in a few
// milliseconds.
//
// The local clock serves only to count the time that has gone by. What it shows does not matter, nor that somebody
// sets it.
package serverclock
