// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

// Package memory plays the API server, and the operator's cache before it, for tests in which hundreds of regions or a whole
// year are too much for a real one. The fake client of controller-runtime looks through all objects of a namespace for each
// list; here they are held with the indexes of the cache, and whoever watches hears of each write before it returns.
//
//	server, err := memory.New(ctx, clock.Now)
//	err = server.Put(wrappers.Duty("xc-01").Namespace("region-xicheng").Obj()) // somebody declares a duty
//	reconciler := &departmentduty.Reconciler{Client: server.Client(), Clock: clock}
//	...
//	server.Counted() // what the operator wrote since: {"status DepartmentDuty region-xicheng/xc-01": 1}
//
// A Server is also the cache of a manager: return it from NewCache of the manager's options.
//
// Played are versions and their conflicts, generations, UIDs, stamps of whole seconds, finalizers, preconditions, merge patches,
// the status apart from the rest, and that nothing is kept but what JSON carries. Not played are admission, defaults and schemas,
// managed fields and whoever applies, what a namespace takes along when it goes, and any lag of the cache: what a real API
// server enforces is tested on one.
package memory
