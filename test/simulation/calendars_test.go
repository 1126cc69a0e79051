// Copyright 2026 The supervision-operator Authors.
// SPDX-License-Identifier: Apache-2.0

package simulation

import (
	"time"

	"github.com/jianguan/supervision-operator/api/v1alpha1"
	controller "github.com/jianguan/supervision-operator/controllers/calendars"
	"github.com/jianguan/supervision-operator/internal/calendar"
	evaluate "github.com/jianguan/supervision-operator/internal/evaluate/jurisdiction"
	"github.com/jianguan/supervision-operator/test/simulation/province"
)

// notice is a calendar that is published late.
type notice struct {
	at      time.Time
	publish func()
}

// lateNotices are the calendars that come in the course of the year. That of one county
// does not exist before; that of the province does, without a word of the year to come,
// which is provisional until some weeks into it.
func (y *year) lateNotices() []notice {
	return []notice{
		{at: y.start.AddDate(0, 1, y.dice(60)), publish: func() { y.publish("south-2", map[string]string{}) }},
		{at: y.start.AddDate(0, 4, y.dice(60)), publish: func() { y.publish("province", map[string]string{"2027": province.Notice2027}) }},
		{at: y.start.AddDate(0, 7, y.dice(60)), publish: func() { y.publish("south-2", map[string]string{"2027": province.Notice2027}) }},
	}
}

// calendars are those on which the regions count now.
func (y *year) calendars() map[v1alpha1.JurisdictionName]calendar.Found {
	finder := &controller.Finder{Client: y.operator.client}
	found := map[v1alpha1.JurisdictionName]calendar.Found{}
	for _, name := range y.regions {
		region := y.region(name)
		ancestors, err := evaluate.Ancestors(region, func(above v1alpha1.JurisdictionName) (*v1alpha1.Jurisdiction, error) {
			return y.region(above), nil
		})
		if err != nil {
			y.tb.Fatal(err)
		}
		if found[name], err = finder.Find(y.tb.Context(), region, ancestors); err != nil {
			y.tb.Fatal(err)
		}
	}
	return found
}
