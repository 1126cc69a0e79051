// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package calendar

import (
	"fmt"
	"strconv"
	"sync"
	"time"
)

// DefaultTimeZone is the time zone of a region that names none.
const DefaultTimeZone = "Asia/Shanghai"

// locations keeps every zone loaded so far: time.LoadLocation reads and parses
// the zone's rules at each call, and every duty of every region asks for one.
var locations sync.Map

// Location returns the IANA time zone of that name, DefaultTimeZone if it is
// empty. The error names the value and what is allowed.
func Location(name string) (*time.Location, error) {
	if name == "" {
		name = DefaultTimeZone
	}
	if known, ok := locations.Load(name); ok {
		if location, ok := known.(*time.Location); ok {
			return location, nil
		}
	}
	// "Local" would be the zone of whatever machine the operator runs on.
	location, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, fmt.Errorf("%s is not a time zone: use an IANA name such as \"Asia/Shanghai\" or \"Asia/Urumqi\"", strconv.Quote(name))
	}
	locations.Store(name, location)
	return location, nil
}
